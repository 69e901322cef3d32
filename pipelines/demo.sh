#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu

usage() {
  cat <<'END'
Usage: pipelines/demo.sh [OPTION...]

Draws a recording of two boards side by side from a seed, with defects of every kind, inspects it once
with one worker and once with the defaults, and prints the verdicts beside the truth. Leaves the
verdicts in results.ndjson. Builds what is needed first.

  --frames N      how many frames of 7716x5360 GBRG, 41 MB each (30)
  --seed N        what all is drawn from (11)
  --results FILE  where the verdicts go (results.ndjson)
  --build DIR     build folder (build, or $AOI_BUILD)
  --keep          keep the recording and say where it is
  --help          this text

Exits 0 if every verdict is right. TMPDIR says where the recording is drawn (/tmp).
END
}

die() {
  echo "demo: $*" >&2
  exit 1
}

root=$(cd "$(dirname "$0")/.." && pwd)
frames=30
seed=11
results=results.ndjson
build=${AOI_BUILD:-$root/build}
keep=no

while [ $# -gt 0 ]; do
  case $1 in
    --frames | --seed | --results | --build)
      [ $# -ge 2 ] || die "$1 needs a value"
      case $1 in
        --frames) frames=$2 ;;
        --seed) seed=$2 ;;
        --results) results=$2 ;;
        --build) build=$2 ;;
      esac
      shift 2
      ;;
    --keep) keep=yes; shift ;;
    --help) usage; exit 0 ;;
    *) die "there is no option $1; --help lists them" ;;
  esac
done

case $frames in '' | *[!0-9]*) die "--frames $frames is not a number" ;; esac
case $seed in '' | *[!0-9]*) die "--seed $seed is not a number" ;; esac
[ "$frames" -ge 1 ] || die "--frames must be at least 1"

[ -f "$build/build.ninja" ] || meson setup "$build" "$root"
ninja -C "$build" >"$build/demo-build.log" || { cat "$build/demo-build.log" >&2; die "the build failed"; }

# The frames, and room to spare.
needed=$((frames * 42 + 100))
free=$(df -Pm "${TMPDIR:-/tmp}" | awk 'NR == 2 { print $4 }')
[ "$free" -ge "$needed" ] || die "${TMPDIR:-/tmp} has $free MB free, the recording needs $needed"

folder=$(mktemp -d "${TMPDIR:-/tmp}/aoi-demo-XXXXXX")
cleanup() {
  if [ "$keep" = yes ]; then
    echo "The recording, its truth and the product are in $folder"
  else
    rm -rf "$folder"
  fi
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# inspect RESULTS [PROPERTY...]
inspect() {
  out=$1
  shift
  meson devenv -C "$build" --workdir "$folder" gst-launch-1.0 -q \
    multifilesrc location=frames/frame-%05d.raw stop-index=$((frames - 1)) \
    caps="video/x-bayer,format=gbrg,width=7716,height=5360,framerate=7/1" \
    ! aoiinspect product=product/demo "$@" ! aoijson ! filesink location="$out" \
    || die "the pipeline failed"
}

echo "Drawing $frames frames from seed $seed ..."
"$build/tests/demo/draw-board" --out "$folder" --frames "$frames" --seed "$seed"
echo "Inspecting them with one worker, then with the defaults ..."
echo
inspect "$folder/one-worker.ndjson" max-workers=1 max-inflight=1
inspect "$folder/results.ndjson"
cp "$folder/results.ndjson" "$results"
/usr/bin/python3 "$root/pipelines/demo-table.py" \
  "$folder/truth.ndjson" "$folder/one-worker.ndjson" "$folder/results.ndjson"
echo "The verdicts are in $results"
