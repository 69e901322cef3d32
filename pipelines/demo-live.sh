# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# What demo.sh does with --live, which sources this: boards of four capture groups at full size from the
# fake camera, which is killed on the way and comes back.

# demo_live_product FOLDER: each group's ROI passes on a picture of its exposure only. The fake camera sends
# ramps whose brightness goes with the logarithm of the exposure: at 3 ms all of it is below 122, at 20 ms
# three fifths are above 128.
demo_live_product () {
  local focus n=0 roi separator='['
  local dark='{"name":"dark","lower":[0,0,0],"upper":[122,122,122],"threshold":98}'
  local bright='{"name":"bright","lower":[128,128,128],"upper":[255,255,255],"threshold":50}'
  mkdir -p "$1"
  for focus in 290 305; do
    for roi in "3000 $dark" "20000 $bright"; do
      n=$((n + 1))
      echo "$separator{\"idx\":$n,\"type\":4,\"coords\":[$((n * 700)),100,$((n * 700 + 600)),700]," \
        "\"device_location\":$((n / 3 + 1)),\"focus\":$focus,\"exposure\":${roi%% *}," \
        "\"color_ranges\":[${roi#* }]}"
      separator=,
    done
  done > "$1/rois_config_live.json"
  echo ']' >> "$1/rois_config_live.json"
}

# demo_live_camera FOLDER: starts it and writes its process number to the folder. It is no job of this shell, which
# would print a line at its end.
demo_live_camera () {
  "$AOI_ROOT/pipelines/fake-camera.sh" > /dev/null 2>&1 &
  echo $! > "$1/camera"
  disown
}

# demo_live_stop FOLDER: ends what runs in the background.
demo_live_stop () {
  local name
  for name in unplug camera; do
    [ ! -s "$1/$name" ] || kill "$(cat "$1/$name")" 2> /dev/null || true
  done
}

# demo_live_unplug SECONDS FOLDER: after these seconds kills the camera, and lets it come back.
demo_live_unplug () {
  sleep "$1"
  kill -KILL "$(cat "$2/camera")"
  echo "The camera is unplugged ..." >&2
  sleep 1
  demo_live_camera "$2"
  echo "... and back." >&2
}

# demo_live FRAMES FOLDER RESULTS
demo_live () {
  local frames=$1 folder=$2 results=$3
  [ -n "$(command -v arv-fake-gv-camera-0.8)" ] \
    || aoi_die "there is no arv-fake-gv-camera-0.8: install the package aravis-tools"
  demo_live_product "$folder/live"
  demo_live_camera "$folder"
  demo_live_unplug 8 "$folder" &
  echo $! > "$folder/unplug"
  disown
  echo "Inspecting $frames frames of the fake camera, four a board ..."
  "$AOI_ROOT/pipelines/live.sh" --product "$folder/live" --format gray --size 7716x5360 \
    --source "focus-echo=offset-y packet-size=9000" --frames "$frames" --json "$results" 127.0.0.1
  /usr/bin/python3 "$AOI_ROOT/pipelines/demo-live-table.py" "$results"
}
