# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# Test programs in bash that speak TAP. To be sourced, from a folder of the build's environment.
# tap NAME COMMAND...: a case that passes if the command does; what it said is shown if not.
set -u
tap_n=0
tap_failed=0
tap_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tap_tmp=$(mktemp -d)
tap_json_log=${AOI_JSON_LOG:+$AOI_JSON_LOG/$(basename "$0").ndjson}
trap 'rm -rf "$tap_tmp"' EXIT
[ -z "$tap_json_log" ] || { mkdir -p "$AOI_JSON_LOG" && : > "$tap_json_log"; }

tap () {
  local name=$1 status
  shift
  tap_n=$((tap_n + 1))
  # Not within the condition, where bash would ignore -e.
  (set -eo pipefail; "$@") > "$tap_tmp/log" 2>&1
  status=$?
  if [ $status = 0 ]; then
    echo "ok $tap_n $name"
  else
    echo "not ok $tap_n $name"
    sed 's/^/# /' "$tap_tmp/log" | tail -n 30
    tap_failed=1
  fi
}

# tap_skip NAME REASON: a case that cannot be tried here.
tap_skip () {
  tap_n=$((tap_n + 1))
  echo "ok $tap_n $1 # SKIP $2"
}

tap_done () {
  echo "1..$tap_n"
  exit $tap_failed
}

# tap_json FILE...: keeps inspections as JSON, for tests/json-lines.py.
tap_json () {
  [ -z "$tap_json_log" ] || cat "$@" >> "$tap_json_log"
}

# tap_product NAME JSON: a product folder; prints its path.
tap_product () {
  mkdir -p "$tap_tmp/$1"
  echo "$2" > "$tap_tmp/$1/rois_config_$1.json"
  echo "$tap_tmp/$1"
}

# refuses CODE TEXT COMMAND...: the command ends with this code and says this.
refuses () {
  local code=$1 text=$2 status=0
  shift 2
  "$@" > "$tap_tmp/said" 2>&1 || status=$?
  cat "$tap_tmp/said"
  [ "$status" = "$code" ] || { echo "ended with $status, not $code"; return 1; }
  grep -qF -e "$text" "$tap_tmp/said" || { echo "did not say: $text"; return 1; }
}
