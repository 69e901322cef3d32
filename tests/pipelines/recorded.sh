#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# gst-launch-1.0 with recorded frames, Bayer and PNG, and with modules on AOI_INSPECTORS.
. "$(dirname "$0")/tap.sh"

red='{"idx":1,"type":"color","coords":[8,8,40,32],"expected_color":[255,0,0],"min_pixel_percentage":90}'
blue='{"idx":4,"type":"color","coords":[8,8,40,32],"expected_color":[0,0,255],"rotation":90}'
mixed=$(tap_product mixed "[$red,$blue]")
sleepy=$(tap_product sleepy '[{"idx":1,"type":"sleep","coords":[0,0,9,9],"ms":1,"verdict":"pass"},
  {"idx":2,"type":"sleep","coords":[0,0,9,9],"ms":1,"verdict":"fail"}]')
wrong=$(tap_product wrong '[{"idx":1,"type":"sleep","coords":[0,0,9,9],"verdict":"perhaps"}]')
examples=$AOI_INSPECTORS
mkdir "$tap_tmp/modules" "$tap_tmp/empty"
echo 'not a library' > "$tap_tmp/modules/broken.so"
: > "$tap_tmp/modules/nothing.so"

# draw CAPS FILES ENCODER: red, red, blue.
draw () {
  local color number=0
  for color in red red blue; do
    gst-launch-1.0 -q videotestsrc pattern=$color num-buffers=1 ! videoconvert ! "$3" \
      ! "$1,width=64,height=48" ! filesink location="$(printf "$2" $number)"
    number=$((number + 1))
  done
}

# inspect PRODUCT SOURCE...: verdicts of the frames and ROIs in `out`.
inspect () {
  local product=$1
  shift
  timeout 60 gst-launch-1.0 -q "$@" ! aoiinspect product="$product" ! aoijson \
    ! filesink location="$tap_tmp/json"
  tap_json "$tap_tmp/json"
  jq -c '[.aoi.frame, .overall_result.passed, (.roi_results[] | .passed)]' "$tap_tmp/json" > "$tap_tmp/out"
  cat "$tap_tmp/out"
}

test_frames=(videotestsrc num-buffers=1 ! video/x-raw,width=64,height=48)
alternating='[0,false,true,false] [1,false,true,false] [2,false,false,true]'

bayer () {
  draw "video/x-bayer,format=$1" "$tap_tmp/$1-%05d.raw" rgb2bayer
  inspect "$mixed" multifilesrc location="$tap_tmp/$1-%05d.raw" \
    caps="video/x-bayer,format=$1,width=64,height=48,framerate=7/1"
  [ "$(xargs < "$tap_tmp/out")" = "$alternating" ]
}

png () {
  draw image/png "$tap_tmp/frame-%05d.png" pngenc
  inspect "$mixed" multifilesrc location="$tap_tmp/frame-%05d.png" caps=image/png,framerate=7/1 ! pngdec
  [ "$(xargs < "$tap_tmp/out")" = "$alternating" ]
}

# The frames' order and bytes are those of one worker.
same_bytes () {
  local workers
  for workers in 1 4; do
    timeout 60 gst-launch-1.0 -q videotestsrc num-buffers=20 pattern=snow ! video/x-raw,width=64,height=48 \
      ! aoiinspect product="$mixed" max-workers=$workers max-inflight=$workers ! aoijson timing=false \
      ! filesink location="$tap_tmp/workers-$workers"
  done
  tap_json "$tap_tmp/workers-1" "$tap_tmp/workers-4"
  [ "$(wc -l < "$tap_tmp/workers-1")" = 20 ]
  cmp "$tap_tmp/workers-1" "$tap_tmp/workers-4"
}

module () {
  AOI_INSPECTORS=$1 inspect "$sleepy" "${test_frames[@]}"
  [ "$(cat "$tap_tmp/out")" = '[0,false,true,false]' ]
}

broken_modules () {
  module "$tap_tmp/modules:$examples" 2> "$tap_tmp/said"
  cat "$tap_tmp/said"
  grep -q 'WARNING.*modules/broken.so cannot be loaded' "$tap_tmp/said"
  grep -q 'WARNING.*modules/nothing.so cannot be loaded' "$tap_tmp/said"
}

tap bayer-gbrg bayer gbrg
tap bayer-rggb bayer rggb
tap png png
tap same-bytes-of-1-and-4-workers same_bytes
tap module module "$examples"
tap module-on-path module "$tap_tmp/nowhere::$tap_tmp/empty:$examples"
tap broken-modules-are-warnings broken_modules
tap module-absent refuses 255 'no inspector of type "sleep" is known; known are: bad_mark, barcode, color' \
  env AOI_INSPECTORS="$tap_tmp/empty" gst-launch-1.0 "${test_frames[@]}" ! aoiinspect product="$sleepy" ! fakesink
tap module-refuses-its-setting refuses 255 'rois[0].verdict: must be pass, fail, error or nan, is "perhaps"' \
  gst-launch-1.0 "${test_frames[@]}" ! aoiinspect product="$wrong" ! fakesink
tap_done
