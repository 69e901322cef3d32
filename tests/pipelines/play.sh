#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# play.sh BUILD: pipelines/play.sh inspects raw, PNG and JPEG recordings to their end, in order, and
# says what is wrong with what it cannot play.
set -eu
build=$(realpath "$1")
play=$(dirname "$0")/../../pipelines/play.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

caps=video/x-raw,format=RGB,width=64,height=48,framerate=7/1
record () {
  gst-launch-1.0 -q videotestsrc num-buffers=3 pattern=red ! $caps "${@:2}" \
    ! multifilesink location="$folder/%d.$1"
}
record raw
record png ! pngenc
record jpg ! videoconvert ! jpegenc

mkdir "$folder/product"
echo '[{"idx":4,"type":4,"coords":[8,8,40,40],"expected_color":[255,0,0],"min_pixel_percentage":99}]' \
  > "$folder/product/rois_config_x.json"

for kind in raw png jpg; do
  "$play" --build "$build" --caps $caps --results "$folder/$kind.ndjson" "$folder/product" \
    "$folder/%d.$kind" session-id=$kind
  found=$(jq -c '[.aoi.frame, .session_id, .overall_result.passed]' "$folder/$kind.ndjson" | xargs)
  [ "$found" = "[0,$kind,true] [1,$kind,true] [2,$kind,true]" ] || { echo "$kind: $found"; exit 1; }
done

refused () {
  local words=$1
  shift
  if "$play" --build "$build" "$@" 2> "$folder/err"; then
    echo "not refused: $*"
    exit 1
  fi
  grep -qF "$words" "$folder/err" || { cat "$folder/err"; exit 1; }
}
refused 'there is no option --cap;' --cap x
refused "there is no $folder/0.none" "$folder/product" "$folder/%d.none"
refused "$folder/none" --caps $caps "$folder/none" "$folder/%d.raw"
