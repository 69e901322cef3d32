#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Measures what databases and brokers take of many stations on this machine. See pipelines/plant.sh --help.
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
# shellcheck source=setup.sh
. pipelines/setup.sh

usage () {
  cat << 'USAGE'
Usage: pipelines/plant.sh [OPTION...] [LINES...]

Starts PostgreSQL and Mosquitto on loopback, in a folder that goes with them, and gives them the boards of as many
stations as LINES says (10 100 200), one board a second each. Stations are one process, which calls what aoistore and
aoipublish are made of: each has its own connections and its own outbox. No service of the system is touched.

  --seconds S  how long (60)
  --rois N     ROIs of a board (40), whose results are drawn
  --results F  repeat the results in the file F, as aoijson and `aoi run --json` write them, instead of drawing some
  --cfx        also start RabbitMQ, and deliver each board as IPC-CFX, too
  --built F    use what is built in the folder F, and the packages that are there, instead of building and installing
  --help       this text

Prints, for each number of lines: boards that were inspected, are in the database, and have reached the broker; what was
lost; ms from a board's report to its commit, of half of the boards and of 99 of a hundred; ms from the last board until
all are stored and delivered; ROI rows a second; CPUs that the stations took, of those that the machine has; bytes of a board
in the database, with its indexes, and of its message. Exits 0 if each board is in the database once and has reached
the broker.
USAGE
}

seconds=60
rois=40
results=()
cfx=no
built=
lines=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds | --rois)
      [[ ${2-} =~ ^[1-9][0-9]*$ ]] || aoi_die "$1 needs a number"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    --results)
      file=$(cd "$here" && realpath -e "${2-}" 2> /dev/null) || aoi_die "--results needs a file of results"
      results=(--results "$file")
      shift
      ;;
    --cfx) cfx=yes ;;
    --built)
      [ -x "${2-}/pipelines/plant/plant" ] || aoi_die "--built needs a folder with pipelines/plant/plant"
      built=$2
      shift
      ;;
    --help) usage; exit 0 ;;
    *)
      [[ $1 =~ ^[1-9][0-9]*$ ]] || aoi_die "$1 is neither an option nor a number of lines; --help lists them"
      lines+=("$1")
      ;;
  esac
  shift
done
[ ${#lines[@]} -gt 0 ] || lines=(10 100 200)

folder=$(mktemp -d "${TMPDIR:-/tmp}/aoi-plant-XXXXXX")
broker=
rabbit=
subscriber=
data=$folder/postgresql
port=$((20000 + RANDOM % 4000 * 2))

# In the order in which they depend on one another, by process id.
stop_servers () {
  local process
  for process in $subscriber $broker $rabbit; do
    kill "$process" 2> /dev/null || continue
    wait "$process" 2> /dev/null || true
  done
  [ -z "$rabbit" ] || epmd -port $((port + 4)) -kill > /dev/null 2>&1 || true
  [ ! -f "$data/postmaster.pid" ] || as_postgres pg_ctl -m immediate stop > /dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop_servers EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# PostgreSQL refuses to run as root: root runs it as the user that its package makes.
as_postgres () {
  local program=$1 as=()
  shift
  [ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  (cd / && "${as[@]}" "$postgresql/$program" -D "$data" "$@")
}

ask () {
  "$postgresql/psql" -XAtq "postgresql://aoi@127.0.0.1:$port/$1" -c "$2"
}

start_postgresql () {
  postgresql=$(find /usr/lib/postgresql/*/bin -maxdepth 0 | sort -V | tail -n 1)
  mkdir "$data"
  [ "$(id -u)" != 0 ] || { chmod 711 "$folder"; chown postgres "$data"; }
  as_postgres initdb -A trust -U aoi --no-sync --locale=C.UTF-8 > /dev/null
  as_postgres pg_ctl -w -l "$data/log" -o "-p $port -k $data -c listen_addresses=127.0.0.1 -c max_connections=500 \
    -c shared_buffers=256MB" start > /dev/null
}

# wait_for FILE WORDS: until a server has said so in its log.
wait_for () {
  # shellcheck disable=SC2016
  timeout 120 bash -c 'until grep -qs "$2" "$1"; do sleep 0.1; done' - "$1" "$2" || aoi_die "$(cat "$1")"
}

start_mosquitto () {
  cat > "$folder/mosquitto.conf" << CONF
listener $((port + 1)) 127.0.0.1
allow_anonymous true
max_queued_messages 0
CONF
  PATH=$PATH:/usr/sbin mosquitto -c "$folder/mosquitto.conf" > "$folder/mosquitto.log" 2>&1 &
  broker=$!
  wait_for "$folder/mosquitto.log" ' running'
  # The last level of a topic is the id of the board; bytes of the message follow.
  stdbuf -oL mosquitto_sub -p $((port + 1)) -q 1 -t 'plant/#' -F '%t %l' >> "$folder/delivered" &
  subscriber=$!
}

# From 4.0 on it speaks AMQP 1.0 by itself, and its plugin has nothing to set.
start_rabbitmq () {
  local version
  version=$(find /usr/lib/rabbitmq/lib -maxdepth 1 -name 'rabbitmq_server-*' | sed 's/.*-//' | sort -V | tail -n 1)
  echo "listeners.tcp.1 = 127.0.0.1:$((port + 2))" > "$folder/rabbit.conf"
  if [ "${version%%.*}" -ge 4 ]; then
    echo '[].' > "$folder/plugins"
  else
    echo '[rabbitmq_amqp1_0].' > "$folder/plugins"
    echo 'amqp1_0.default_user = guest' >> "$folder/rabbit.conf"
  fi
  HOME=$folder RABBITMQ_NODENAME=aoi$port@localhost RABBITMQ_MNESIA_BASE=$folder/rabbit RABBITMQ_LOG_BASE=$folder \
    RABBITMQ_ENABLED_PLUGINS_FILE=$folder/plugins RABBITMQ_CONFIG_FILE=$folder/rabbit.conf \
    RABBITMQ_DIST_PORT=$((port + 3)) ERL_EPMD_PORT=$((port + 4)) ERL_EPMD_ADDRESS=127.0.0.1 \
    /usr/lib/rabbitmq/bin/rabbitmq-server > "$folder/rabbit.log" 2>&1 &
  rabbit=$!
  wait_for "$folder/rabbit.log" 'completed with'
}

# check LINES BOARDS: what the broker and the database say, not the stations.
check () {
  local name=lines_$1 boards=$2 rows distinct delivered
  rows=$(ask "$name" 'SELECT count(*) FROM board')
  # Stations also say whether they are there.
  grep -v '/state ' "$folder/delivered" > "$folder/boards"
  distinct=$(sort -u "$folder/boards" | wc -l)
  delivered=$(wc -l < "$folder/boards")
  [ "$rows" = "$boards" ] || { echo "plant.sh: the database has $rows of $boards boards" >&2; return 1; }
  [ "$distinct" = "$boards" ] || { echo "plant.sh: $distinct of $boards boards reached the broker" >&2; return 1; }
  echo "plant lines=$1 database-bytes=$(ask "$name" "SELECT (pg_database_size (current_database ()) - $empty) / count(*) FROM board")" \
    "message-bytes=$(awk '{ sum += $2 } END { printf "%d", sum / NR }' "$folder/boards")"
  [ "$delivered" = "$distinct" ] || echo "$((delivered - distinct)) boards reached the broker once more"
}

# measure LINES
measure () {
  local name=lines_$1 uris=(--uri "mqtt://127.0.0.1:$((port + 1))") said
  [ $cfx = no ] || uris+=(--uri "amqp://127.0.0.1:$((port + 2))")
  ask postgres "CREATE DATABASE $name"
  empty=$(ask "$name" 'SELECT pg_database_size (current_database ())')
  : > "$folder/delivered"
  mkdir "$folder/$name"
  said=$("$built/pipelines/plant/plant" --lines "$1" --rois "$rois" --seconds "$seconds" \
    --database "postgresql://aoi@127.0.0.1:$port/$name" --folder "$folder/$name" "${uris[@]}" "${results[@]}") || return
  echo "$said"
  rm -r "${folder:?}/$name"
  check "$1" "$(sed 's/.* boards=\([0-9]*\).*/\1/' <<< "$said")"
}

if [ -z "$built" ]; then
  aoi_install run build server
  built=build
  aoi_build "$built"
fi
start_postgresql
start_mosquitto
[ $cfx = no ] || start_rabbitmq
status=0
for n in "${lines[@]}"; do
  measure "$n" || status=1
done
exit $status
