#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The unit that starts a station with its machine: systemd understands it, and it gives the station no more than it needs.
# Arguments: the unit, and the tool of this build.
. "$(dirname "$0")/../pipelines/tap.sh"
unit=$1 tool=$2

# As it is, but for the tool, which need not be installed.
prepare () {
  sed "s|^ExecStart=[^ ]*|ExecStart=$tool|" "$unit" > "$tap_tmp/aoi-serve.service"
  grep -qF -e "ExecStart=$tool serve %E/aoi/station.ini" "$tap_tmp/aoi-serve.service"
}

verify () {
  systemd-analyze verify --man=no --recursive-errors=no "$tap_tmp/aoi-serve.service" > "$tap_tmp/verified" 2>&1
  ! grep -F aoi-serve "$tap_tmp/verified"
}

# In tenths: 20 of 100.
is_closed () {
  systemd-analyze security --offline=yes --threshold=20 --no-pager "$tap_tmp/aoi-serve.service" > "$tap_tmp/exposure" \
    || { tail -n 3 "$tap_tmp/exposure"; return 1; }
  tail -n 1 "$tap_tmp/exposure"
}

# What a station asks of the kernel, from its start to its end.
calls () {
  mkdir -p "$tap_tmp/products" "$tap_tmp/shared"
  strace -f -qq -o "$tap_tmp/trace" -e 'trace=!futex' "$tool" serve --listen 127.0.0.1:0 --products "$tap_tmp/products" \
    --shared "$tap_tmp/shared" --state "$tap_tmp/state" > "$tap_tmp/said" &
  until grep -q listening "$tap_tmp/said"; do kill -0 $! && sleep 0.1; done
  station=$(awk '{ print $NF }' "$tap_tmp/said")
  curl -sf "$station/api/health"
  curl -sf "$station/v1/products"
  curl -sf --json '{"product_name": "parts"}' "$station/api/products/create"
  kill "$(tr -d " " < "/proc/$!/task/$!/children")"
  wait $!
  sed -E 's/^[0-9]+ +//; s/^<\.\.\. ([a-z0-9_]+) resumed.*/\1(/; s/\(.*//' "$tap_tmp/trace" | grep -E '^[a-z0-9_]+$' | sort -u > "$tap_tmp/calls"
  [ "$(wc -l < "$tap_tmp/calls")" -gt 30 ]
}

# allowed SET...: the calls of a set of systemd's, and of the sets in it.
allowed () {
  local word
  systemd-analyze syscall-filter "$@" < /dev/null | sed -n 's/^    \([@a-z0-9_-]*\)$/\1/p' | while read -r word; do
    case $word in
      @*) allowed "$word" ;;
      *) echo "$word" ;;
    esac
  done
}

needs_no_more () {
  calls
  allowed @system-service | sort -u > "$tap_tmp/given"
  allowed @privileged | sort -u > "$tap_tmp/taken"
  comm -23 "$tap_tmp/given" "$tap_tmp/taken" > "$tap_tmp/left"
  comm -23 "$tap_tmp/calls" "$tap_tmp/left" > "$tap_tmp/missing"
  cat "$tap_tmp/missing"
  [ ! -s "$tap_tmp/missing" ]
}

tap the-unit-is-of-this-build prepare
if command -v systemd-analyze > /dev/null; then
  tap systemd-understands-it verify
  tap exposure-is-at-most-2 is_closed
  if command -v strace > /dev/null && strace -qq -o /dev/null true 2> /dev/null; then
    tap the-station-needs-no-other-calls needs_no_more
  else
    tap_skip the-station-needs-no-other-calls "there is no strace, or it may not trace"
  fi
else
  for name in systemd-understands-it exposure-is-at-most-2 the-station-needs-no-other-calls; do
    tap_skip $name "there is no systemd-analyze"
  done
fi
tap_done
