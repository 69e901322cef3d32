#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The scripts for cameras, recordings of one, and the stock source, on the fake camera, in a network of their own.
if [ -z "${AOI_OWN_NETWORK-}" ] && unshare -rnm true 2> /dev/null; then
  AOI_OWN_NETWORK=yes exec unshare -rnm "$0" "$@"
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

# with_camera COMMAND...: the command, with a camera that ends with it, and loses $loss packets per thousand.
loss=0
with_camera () {
  local camera status=0
  "$scripts/fake-camera.sh" --loss "$loss" > /dev/null 2>&1 &
  camera=$!
  "$@" || status=$?
  kill "$camera"
  return $status
}

live () {
  timeout 60 "$scripts/live.sh" --product "$product" --format gray --size 512x256 \
    --json "$tap_tmp/out" "$@" 127.0.0.1 || return
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

# Which ROIs pass goes with the frame's number. That of a board's last group: 30 of 255 frames fail it.
mixed=$(tap_product mixed '[
  {"idx":1,"type":4,"coords":[0,0,255,255],"focus":305,"exposure":3000,"color_ranges":[
    {"name":"dark","lower":[0,0,0],"upper":[122,122,122],"threshold":98}]},
  {"idx":2,"type":4,"coords":[0,0,60,20],"focus":305,"exposure":10000,"color_ranges":[
    {"name":"dark","lower":[0,0,0],"upper":[122,122,122],"threshold":50}]},
  {"idx":3,"type":4,"coords":[9,9,69,29],"focus":320,"exposure":3000,"color_ranges":[
    {"name":"bright","lower":[60,60,60],"upper":[255,255,255],"threshold":30}]},
  {"idx":4,"type":4,"coords":[5,5,25,15],"focus":320,"exposure":10000,"color_ranges":[
    {"name":"any","lower":[0,0,0],"upper":[225,225,225],"threshold":99}]}]')
frames='video/x-raw,format=GRAY8,width=512,height=256'

# replay FOLDER
replay () {
  timeout 60 gst-launch-1.0 -q aoireplay location="$1" ! aoiinspect product="$mixed" \
    ! aoijson timing=false mode=frames ! filesink location="$tap_tmp/replayed"
}

# record FOLDER N PROPERTY...: N frames of boards of four groups, and what the inspection says of them.
record () {
  with_camera timeout 60 gst-launch-1.0 -q aoicamerasrc camera-name=127.0.0.1 plan=product product="$mixed" \
    focus-echo=offset-y settle-time=0 num-buffers="$2" "${@:3}" ! "$frames" \
    ! aoiinspect product="$mixed" ! tee name=t t. ! queue ! aoirecord location="$1" \
    t. ! queue ! aoijson timing=false mode=frames ! filesink location="$tap_tmp/live"
}

# Their replay gives the same bytes of JSON.
replayed () {
  record "$tap_tmp/hundred" 100 packet-size=9000
  [ "$(jq -c 'select(.capture.proven) | .file' "$tap_tmp/hundred/frames.ndjson" | wc -l)" = 100 ]
  [ "$(jq -c '.capture | [.focus, .exposure]' "$tap_tmp/hundred/frames.ndjson" | sort -u | wc -l)" = 4 ]
  replay "$tap_tmp/hundred"
  cmp "$tap_tmp/live" "$tap_tmp/replayed"
  tap_json "$tap_tmp/live"
}

# So it does where groups were given up.
replayed_losses () {
  loss=8 record "$tap_tmp/losses" 40 packet-size=1500 retries=0
  grep -q 'no frame for group focus=[0-9]*, exposure=[0-9]*: packets were lost' "$tap_tmp/live"
  grep -q '"missing":' "$tap_tmp/losses/frames.ndjson"
  replay "$tap_tmp/losses"
  cmp "$tap_tmp/live" "$tap_tmp/replayed"
  tap_json "$tap_tmp/live"
}

# A byte of one file is another one.
flipped () {
  local file
  file=$(jq -r .file "$tap_tmp/hundred/frames.ndjson" | sed -n 42p)
  printf '\377' | dd of="$tap_tmp/hundred/$file" bs=1 seek=5000 conv=notrunc status=none
  refuses 1 "$file" replay "$tap_tmp/hundred"
}

# The disk has room for seven frames: all boards are inspected, and what is there is whole.
full_disk () {
  mkdir "$tap_tmp/disk"
  mount -t tmpfs -o size=1m none "$tap_tmp/disk"
  with_camera timeout 60 "$scripts/live.sh" --product "$mixed" --format gray --size 512x256 --frames 40 \
    --source "focus-echo=offset-y packet-size=9000 settle-time=0" --json "$tap_tmp/out" \
    --record "$tap_tmp/disk/frames" 127.0.0.1 2> "$tap_tmp/said"
  grep 'WARNING.*Frames are not recorded: .*No space left on device' "$tap_tmp/said"
  [ "$(wc -l < "$tap_tmp/out")" = 10 ]
  [ "$(find "$tap_tmp/disk/frames" -name '*.pgm' | wc -l)" = "$(wc -l < "$tap_tmp/disk/frames/frames.ndjson")" ]
  timeout 60 gst-launch-1.0 -q aoireplay location="$tap_tmp/disk/frames" ! fakesink
  umount "$tap_tmp/disk"
}

# inspect_ramps SOURCE...: 200 frames as they come, each judged as its pixels are.
inspect_ramps () {
  with_camera timeout 60 gst-launch-1.0 -q "${@:2}" camera-name=127.0.0.1 exposure=10000 packet-size=9000 \
    num-buffers=200 ! "$frames,framerate=100/1" ! aoiinspect max-inflight=8 "$1" product="$tap_tmp/ramps" \
    ! aoijson timing=false ! filesink location="$tap_tmp/out"
  [ "$(wc -l < "$tap_tmp/out")" = 200 ]
  /usr/bin/python3 "$(dirname "$0")/ramps.py" "$tap_tmp/ramps/rois_config_ramps.json" "$tap_tmp/out"
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

# The same by the tool, which ends by itself after so many boards.
tool () {
  with_camera timeout 60 aoi run "$product" camera:127.0.0.1 --format GRAY8 --size 512x256 --boards 3 \
    --set focus-echo=offset-y --set packet-size=9000 --json "$tap_tmp/out" > "$tap_tmp/said"
  cat "$tap_tmp/said"
  grep -q '^3 boards: 3 passed, 0 failed' "$tap_tmp/said"
  tap_json "$tap_tmp/out"
  [ "$(jq -c .overall_result.passed "$tap_tmp/out" | xargs)" = 'true true true' ]
}

# Without a plan no frame is taken again: those that the camera sent and lost are no boards that passed.
tool_lost () {
  local any
  any=$(tap_product any '[{"idx":1,"type":4,"coords":[0,0,255,255],"color_ranges":[
    {"name":"any","lower":[0,0,0],"upper":[255,255,255],"threshold":50}]}]')
  loss=8 refuses 1 'packets were lost' with_camera timeout 60 aoi run "$any" camera:127.0.0.1 --format GRAY8 \
    --size 512x256 --boards 10 --set packet-size=1500
  grep -q '^10 boards: 10 passed, 0 failed; [1-9][0-9]* not inspected' "$tap_tmp/said"
}

# A camera that never comes is waited for until somebody interrupts.
tool_interrupted () {
  refuses 130 'camera' timeout --preserve-status -s INT 2 aoi run "$product" camera:
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
  tap replayed replayed
  tap replayed-losses replayed_losses
  tap flipped-byte flipped
  [ -z "${AOI_OWN_NETWORK-}" ] || tap full-disk full_disk
fi
/usr/bin/python3 "$(dirname "$0")/ramps.py" > "$tap_tmp/ramps.json"
tap_product ramps "$(cat "$tap_tmp/ramps.json")" > /dev/null
tap ramps-of-aoicamerasrc inspect_ramps copy-rois=false aoicamerasrc
if gst-inspect-1.0 aravissrc > /dev/null 2>&1; then
  tap ramps-of-aravissrc inspect_ramps copy-rois=true aravissrc
fi
tap late-camera late_camera
tap tool tool
tap tool-lost tool_lost
tap tool-interrupted tool_interrupted
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
