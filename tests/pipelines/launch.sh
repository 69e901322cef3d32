#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Whole gst-launch-1.0 pipelines, as a user types them.
. "$(dirname "$0")/tap.sh"

white='{"idx":1,"type":4,"coords":[0,0,16,16],"expected_color":[255,255,255]}'
blue='{"idx":2,"type":4,"coords":[0,0,16,16],"expected_color":[0,0,255],"device_location":2}'
good=$(tap_product good "[$white]")
mixed=$(tap_product mixed "[$white,$blue]")
reader=$tap_root/pipelines/examples/read_results.py

inspect () {
  timeout 60 gst-launch-1.0 -q videotestsrc num-buffers=5 ! aoiinspect "$@" \
    ! aoijson timing=false ! filesink location="$tap_tmp/out" || return
  tap_json "$tap_tmp/out"
}

passes () {
  inspect product="$good"
  [ "$(jq -c .overall_result.passed "$tap_tmp/out" | xargs)" = 'true true true true true' ]
  [ "$(jq -c .aoi.frame "$tap_tmp/out" | xargs)" = '0 1 2 3 4' ]
}

fails () {
  inspect product="$mixed"
  [ "$(jq -c .overall_result.passed "$tap_tmp/out" | sort -u)" = false ]
  [ "$(jq -c '[.roi_results[] | .passed]' "$tap_tmp/out" | sort -u)" = '[true,false]' ]
  [ "$(jq -c '[.device_summaries[] | .device_passed]' "$tap_tmp/out" | sort -u)" = '[true,false]' ]
}

without_product () {
  inspect
  [ "$(jq -c .overall_result.passed "$tap_tmp/out" | sort -u)" = false ]
  [ "$(jq -r .aoi.reason "$tap_tmp/out" | sort -u)" = 'no product is set' ]
}

not_inspected () {
  timeout 60 gst-launch-1.0 -q videotestsrc num-buffers=2 ! aoijson ! filesink location="$tap_tmp/out"
  tap_json "$tap_tmp/out"
  [ "$(jq -c .overall_result.passed "$tap_tmp/out" | xargs)" = 'false false' ]
}

log_lines () {
  timeout 60 env GST_DEBUG=aoiinspect:4 GST_DEBUG_NO_COLOR=1 gst-launch-1.0 -q \
    videotestsrc num-buffers=1 ! aoiinspect product="$mixed" max-workers=2 ! fakesink \
    2> "$tap_tmp/out"
  cat "$tap_tmp/out"
  grep -q 'INFO.*Processing 2 ROIs in parallel' "$tap_tmp/out"
  grep -q 'INFO.*Using 2 parallel workers for 2 ROIs' "$tap_tmp/out"
  grep -q 'INFO.*All ROIs processed successfully' "$tap_tmp/out"
}

# With GStreamer 1.26 the tracer hangs in any pipeline.
tracer_works () {
  GST_TRACERS='latency(flags=element)' GST_DEBUG=GST_TRACER:7 GST_DEBUG_FILE=/dev/null \
    timeout 20 gst-launch-1.0 -q videotestsrc num-buffers=3 ! identity ! fakesink
}

# The tracer and the element measure the same frames; each mean is of all of them, in microseconds.
latency_agrees () {
  local sleeping traced counted
  sleeping=$(tap_product sleeping '[{"idx":1,"type":"sleep","coords":[0,0,8,8],"ms":20},
    {"idx":2,"type":"sleep","coords":[0,0,8,8],"ms":30}]')
  timeout 60 env GST_TRACERS='latency(flags=element)' GST_DEBUG=GST_TRACER:7 GST_DEBUG_NO_COLOR=1 \
    GST_DEBUG_FILE="$tap_tmp/trace" gst-launch-1.0 -m videotestsrc num-buffers=30 \
    ! aoiinspect name=inspect product="$sleeping" stats-interval=1 "$@" ! fakesink > "$tap_tmp/out"
  traced=$(sed -n 's/.*element-latency,.*element=(string)inspect,.*time=(guint64)\([0-9]*\).*/\1/p' \
    "$tap_tmp/trace" | awk '{ sum += $1; n++ } END { if (n != 30) exit 1; print int (sum / n / 1000) }')
  counted=$(sed -n 's/.*aoi-stats.*mean-latency=(guint64)\([0-9]*\).*/\1/p' "$tap_tmp/out" \
    | tail -n 1 | awk '{ print int ($1 / 1000) }')
  echo "traced $traced us, counted $counted us"
  [ $((counted * 100)) -ge $((traced * 90)) ] && [ $((counted * 100)) -le $((traced * 110)) ]
}

bad_product () {
  local bad
  bad=$(tap_product bad '[{"idx":1,"type":4,"coords":[120,0,100,9]}]')
  refuses 255 'rois[0].coords: x2 (100) must be greater than x1 (120)' inspect product="$bad"
  grep -q rois_config_bad.json "$tap_tmp/said"
}

bad_barcodes () {
  refuses 255 'device-barcodes cannot be used: "65=B" is not DEVICE=CODE' \
    inspect product="$good" 'device-barcodes="1=A;65=B"'
}

# The frame comes a moment late: what goes wrong before gst-launch-1.0 1.22 is in its main loop leaves it there.
without_caps () {
  refuses 1 "Frames come without caps" timeout 60 gst-launch-1.0 -q filesrc location="$0" \
    ! identity sleep-time=500000 ! aoiinspect product="$good" ! fakesink
}

# What the reader prints for a pipeline: metadata after it, messages from within.
reader_says () {
  timeout 60 /usr/bin/python3 "$reader" "$1" > "$tap_tmp/out"
  cat "$tap_tmp/out"
  [ "$(grep -c '^buffer . False 1 of 2 ROIs not passed' "$tap_tmp/out")" = 2 ]
  [ "$(grep -c '^bus 1 pass None' "$tap_tmp/out")" = 2 ]
  [ "$(grep -c '^bus 2 fail Blue covers' "$tap_tmp/out")" = 2 ]
}

short_reader () {
  [ "$(wc -l < "$reader")" -lt 20 ]
}

source="videotestsrc num-buffers=2 ! aoiinspect product=$mixed"
tap passes passes
tap fails fails
tap without-product without_product
tap not-inspected not_inspected
tap log-lines log_lines
if tracer_works; then
  tap latency-tracer-agrees latency_agrees
  tap latency-tracer-agrees-one-in-flight latency_agrees max-inflight=1
  tap latency-tracer-agrees-many-in-flight latency_agrees max-inflight=8
else
  tap_skip latency-tracer-agrees "GStreamer's latency tracer hangs without aoiinspect, too"
fi
tap bad-product bad_product
tap bad-barcodes bad_barcodes
tap without-caps without_caps
tap reader-is-short short_reader
tap reader reader_says "$source"
tap metadata-survives-jpegenc reader_says \
  "$source ! videoconvert ! videoscale ! video/x-raw,width=100,height=80 ! jpegenc"
tap metadata-survives-tee reader_says \
  "$source ! tee name=t t. ! queue ! fakesink async=false t. ! queue"
tap metadata-survives-flip-and-crop reader_says \
  "$source ! videocrop left=8 ! videoflip method=clockwise ! videorate"
tap_done
