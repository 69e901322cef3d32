#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Draws boards from a seed, inspects them, and prints the verdicts beside the truth.
set -euo pipefail
# shellcheck source=setup.sh
. "$(dirname "$0")/setup.sh"
# shellcheck source=demo-live.sh
. "$(dirname "$0")/demo-live.sh"

usage () {
  cat << 'USAGE'
Usage: pipelines/demo.sh [OPTION...]

Draws a recording of boards with two devices side by side from a seed, some with defects, inspects it
once with one worker and once with the defaults, and prints the verdicts beside the truth. Leaves the
verdicts in results.ndjson. Installs and builds first what is missing.

With --live instead: boards of four capture groups from the fake camera, which is killed on the way and
comes back. Boards that lack a frame fail, all others pass.

  --live          inspect the fake camera, which sends a pattern instead of boards
  --frames N      how many frames of 7716x5360, 41 MB each (30; with --live 80)
  --seed N        what all is drawn from (11)
  --results FILE  where the verdicts go (results.ndjson)
  --build FOLDER  the build folder (build)
  --no-build      take the build as it is
  --keep          keep the recording and say where it is
  --help          this text

Exits 0 if every verdict is right. TMPDIR says where the recording is drawn (/tmp).
USAGE
}

frames=
live=no
seed=11
results=results.ndjson
build=$AOI_ROOT/build
make=yes
keep=no

while [ $# -gt 0 ]; do
  case $1 in
    --frames | --seed | --results | --build)
      [ $# -ge 2 ] || aoi_die "$1 needs a value"
      declare "${1#--}=$2"
      shift
      ;;
    --live) live=yes ;;
    --no-build) make=no ;;
    --keep) keep=yes ;;
    --help) usage; exit 0 ;;
    *) aoi_die "there is no option $1; --help lists them" ;;
  esac
  shift
done
[ -n "$frames" ] || frames=$([ $live = yes ] && echo 80 || echo 30)
[[ $frames =~ ^[1-9][0-9]{0,3}$ ]] || aoi_die "--frames $frames is not a number from 1 to 9999"
[[ $seed =~ ^(0|[1-9][0-9]{0,8})$ ]] || aoi_die "--seed $seed is not a number from 0 to 999999999"

# Before minutes of work, not after.
said=$({ : >> "$results"; } 2>&1) || aoi_die "cannot write $results:${said##*:}"

if [ $make = yes ]; then
  aoi_install run build
  [ $live = no ] || aoi_install test
  aoi_build "$build" || aoi_die "the build failed"
fi
[ -x "$build/tests/demo/draw-board" ] || aoi_die \
  "$build has no tests/demo/draw-board: it is not a build folder, or was set up without tests"

folder=$(mktemp -d "${TMPDIR:-/tmp}/aoi-demo-XXXXXX")
cleanup () {
  demo_live_stop "$folder"
  if [ $keep = yes ]; then
    echo "The recording, its truth and the product are in $folder"
  else
    rm -rf "$folder"
  fi
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ $live = yes ]; then
  demo_live "$frames" "$folder" "$results"
  echo "The verdicts are in $results"
  exit 0
fi

# The frames, and room to spare.
needed=$((frames * 42 + 100))
free=$(df -Pm "${TMPDIR:-/tmp}" | awk 'NR == 2 { print $4 }')
[ "$free" -ge "$needed" ] || aoi_die "${TMPDIR:-/tmp} has $free MB free, the recording needs $needed"

# inspect RESULTS [PROPERTY...]
inspect () {
  local out=$1
  shift
  meson devenv -C "$build" --workdir "$folder" gst-launch-1.0 -q \
    multifilesrc location=frames/frame-%05d.raw stop-index=$((frames - 1)) \
    caps="video/x-bayer,format=gbrg,width=7716,height=5360,framerate=7/1" \
    ! aoiinspect product=product/demo "$@" ! aoijson ! filesink location="$out" \
    || aoi_die "the pipeline failed"
}

echo "Drawing $frames frames from seed $seed ..."
"$build/tests/demo/draw-board" --out "$folder" --frames "$frames" --seed "$seed"
echo "Inspecting them with one worker, then with the defaults ..."
echo
inspect "$folder/one-worker.ndjson" max-workers=1 max-inflight=1
inspect "$folder/results.ndjson"
cp "$folder/results.ndjson" "$results"
/usr/bin/python3 "$AOI_ROOT/pipelines/demo-table.py" \
  "$folder/truth.ndjson" "$folder/one-worker.ndjson" "$folder/results.ndjson"
echo "The verdicts are in $results"
