#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The scripts for cameras, on the fake one, in a network of their own.
if [ -z "${AOI_OWN_NETWORK-}" ] && unshare -rn true 2> /dev/null; then
  AOI_OWN_NETWORK=yes exec unshare -rn "$0" "$@"
fi
. "$(dirname "$0")/tap.sh"
[ -z "${AOI_OWN_NETWORK-}" ] || ip link set lo up
if ! command -v arv-fake-gv-camera-0.8 > /dev/null; then
  echo "1..0 # SKIP there is no arv-fake-gv-camera-0.8 (package aravis-tools)"
  exit 0
fi

scripts=$tap_root/pipelines
# Each passes on a picture of its exposure only: the fake camera's ramps end at 121 after 3 ms.
product=$(tap_product groups '[
  {"idx":1,"type":4,"coords":[0,0,255,255],"focus":305,"exposure":3000,"color_ranges":[
    {"name":"dark","lower":[0,0,0],"upper":[122,122,122],"threshold":98}]},
  {"idx":2,"type":4,"coords":[0,0,255,255],"focus":320,"exposure":20000,"color_ranges":[
    {"name":"bright","lower":[128,128,128],"upper":[255,255,255],"threshold":50}]}]')

# with_camera COMMAND...: the command, with a camera that ends with it.
with_camera () {
  local camera status=0
  "$scripts/fake-camera.sh" > /dev/null 2>&1 &
  camera=$!
  "$@" || status=$?
  kill "$camera"
  return $status
}

live () {
  timeout 60 "$scripts/live.sh" --product "$product" --format gray --size 512x256 \
    --json "$tap_tmp/out" "$@" 127.0.0.1
  tap_json "$tap_tmp/out"
}

boards () {
  with_camera live --source "focus-echo=offset-y packet-size=9000" --frames 6
  [ "$(jq -c .overall_result.passed "$tap_tmp/out" | xargs)" = 'true true true' ]
  [ "$(jq -c .aoi.complete "$tap_tmp/out" | xargs)" = 'true true true' ]
}

# A board that does not pass is kept, with all its frames; one that does is not.
recorded () {
  local bad
  bad=$(tap_product bad '[{"idx":1,"type":4,"coords":[0,0,255,255],"focus":305,"exposure":3000,
    "expected_color":[255,0,0]}]')
  with_camera live --frames 2 --record "$tap_tmp/good"
  with_camera timeout 60 "$scripts/live.sh" --product "$bad" --format gray --size 512x256 \
    --json "$tap_tmp/out" --frames 2 --record "$tap_tmp/bad" 127.0.0.1
  tap_json "$tap_tmp/out"
  [ "$(find "$tap_tmp/good" -name '*.pgm' | wc -l)" = 0 ]
  [ "$(find "$tap_tmp/bad" -name '*.pgm' | wc -l)" = 2 ]
  [ "$(jq -c .capture.focus "$tap_tmp/bad/frames.ndjson" | xargs)" = '305 305' ]
}

# The camera is started a while after the pipeline.
late_camera () {
  local pipeline
  live --frames 2 &
  pipeline=$!
  sleep 1
  with_camera wait "$pipeline"
  [ "$(jq -c .overall_result.passed "$tap_tmp/out" | xargs)" = true ]
}

refused_setting () {
  refuses 1 'Nope=1 is refused: the camera has no such feature' with_camera live --source features=Nope=1
}

absent_camera () {
  refuses 1 'Camera "127.0.0.1"' live --source reconnect=0
}

tap boards boards
if gst-inspect-1.0 aoirecord > /dev/null 2>&1; then
  tap recorded recorded
fi
tap late-camera late_camera
tap refused-setting refused_setting
tap absent-camera absent_camera
tap live-help refuses 0 'Usage: live.sh' "$scripts/live.sh" --help
tap live-no-camera refuses 2 'name one source' "$scripts/live.sh" --product "$product"
tap live-bad-format refuses 2 '--format must be gbrg' \
  "$scripts/live.sh" --product "$product" --format jpeg 127.0.0.1
tap live-bad-size refuses 2 '--size must be WIDTHxHEIGHT' \
  "$scripts/live.sh" --product "$product" --size 7716 127.0.0.1
tap live-bad-frames refuses 2 '--frames must be a number' \
  "$scripts/live.sh" --product "$product" --frames 0 127.0.0.1
tap camera-help refuses 0 'Usage: pipelines/fake-camera.sh' "$scripts/fake-camera.sh" --help
tap camera-bad-loss refuses 2 '--loss 1001 is not a number from 0 to 1000' \
  "$scripts/fake-camera.sh" --loss 1001
tap camera-unknown-option refuses 2 'there is no option --frob' "$scripts/fake-camera.sh" --frob
tap_done
