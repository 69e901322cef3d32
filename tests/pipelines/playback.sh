#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The playback scripts, with what they are given right and wrong.
. "$(dirname "$0")/tap.sh"

scripts=$tap_root/pipelines
product=$(tap_product white '[{"idx":1,"type":4,"coords":[0,0,6,16],"expected_color":[255,255,255],
  "min_pixel_percentage":90}]')
raw=$tap_tmp/raw images=$tap_tmp/images
mkdir "$raw" "$images" "$tap_tmp/empty"

# rows N BYTE: rows of twice N bytes, the first half of each of this value: no picture has one alone.
rows () {
  local row
  row=$(head -c "$1" /dev/zero | tr '\0' a; head -c "$1" /dev/zero | tr '\0' b)
  yes "$row" | tr -d '\n' | tr ab "\\$2"'\100'
}

# Files in the order of their names, which do not count on: white, black, white.
for frame in a:377 k:0 z9:377; do
  rows 32 "${frame#*:}" | head -c 4096 > "$raw/${frame%:*}.raw"
done
echo 'hidden' > "$raw/.a.raw"
for type in png jpeg; do
  mkdir "$images/$type"
  gst-launch-1.0 -q videotestsrc num-buffers=3 ! video/x-raw,width=64,height=48 ! ${type}enc \
    ! multifilesink location="$images/$type/%d.$type"
done
mkdir "$images/pgm"
for name in 1 2; do
  (printf 'P5\n16 16\n255\n'; rows 8 377 | head -c 256) > "$images/pgm/$name.pgm"
done
gst-launch-1.0 -q videotestsrc num-buffers=4 ! video/x-raw,width=64,height=48 ! jpegenc ! avimux \
  ! filesink location="$tap_tmp/video.avi"

verdicts () {
  tap_json "$1"
  [ "$(jq -c .overall_result.passed "$1" | xargs)" = "$2" ]
}

raw_frames () {
  "$scripts/inspect-raw.sh" --product "$product" --size 64x64 --json "$tap_tmp/out" "$raw"
  verdicts "$tap_tmp/out" 'true false true'
}

to_stdout () {
  "$scripts/inspect-raw.sh" --product "$product" --size 64x64 --no-timing "$raw" > "$tap_tmp/out"
  verdicts "$tap_tmp/out" 'true false true'
  ! grep -q processing_time "$tap_tmp/out"
}

image_frames () {
  "$scripts/inspect-images.sh" --product "$product" --json "$tap_tmp/out" "$images/$1"
  verdicts "$tap_tmp/out" "$2"
}

video () {
  "$scripts/inspect-video.sh" --product "$product" --json "$tap_tmp/out" "$tap_tmp/video.avi"
  verdicts "$tap_tmp/out" 'true true true true'
}

short_raw () {
  cp -r "$raw" "$tap_tmp/short"
  truncate -s 4000 "$tap_tmp/short/k.raw"
  refuses 2 'k.raw has 4000 bytes; a frame of 64x64 has 4096' \
    "$scripts/inspect-raw.sh" --product "$product" --size 64x64 "$tap_tmp/short"
}

# What gst-launch-1.0 reads specially in a name is no more than a name.
hostile_names () {
  local folder=$tap_tmp/'a "b" \c ! d\'
  cp -r "$product" "$folder"
  cp -r "$raw" "$folder/fr ames"
  "$scripts/inspect-raw.sh" --product "$folder" --size 64x64 --json "$folder/o %d" "$folder/fr ames"
  verdicts "$folder/o %d" 'true false true'
  cp "$tap_tmp/video.avi" "$folder/a \"b\" ! c.avi"
  "$scripts/inspect-video.sh" --product "$product" --json "$tap_tmp/out" "$folder/a \"b\" ! c.avi"
  verdicts "$tap_tmp/out" 'true true true true'
}

# Results that cannot be written are no success.
full_disk () {
  refuses 2 'No space left on device' \
    "$scripts/inspect-raw.sh" --product "$product" --size 64x64 --json /dev/full "$raw"
}

# A single line is the last one, too.
full_disk_one () {
  mkdir "$tap_tmp/one"
  cp "$raw/a.raw" "$tap_tmp/one"
  "$scripts/inspect-raw.sh" --product "$product" --size 64x64 "$tap_tmp/one" > /dev/full
}

# What was written to the file before stays there.
shared_stdout () {
  (
    echo first
    "$scripts/inspect-raw.sh" --product "$product" --size 64x64 "$raw"
    "$scripts/inspect-raw.sh" --product "$product" --size 64x64 --json /dev/stdout "$raw"
  ) > "$tap_tmp/shared"
  [ "$(wc -l < "$tap_tmp/shared")" = 7 ]
}

# A picture in the middle that cannot be decoded is no clean end.
broken_image () {
  cp -r "$images/png" "$tap_tmp/broken"
  truncate -s 40 "$tap_tmp/broken/1.png"
  refuses 1 '' "$scripts/inspect-images.sh" --product "$product" --json "$tap_tmp/out" \
    "$tap_tmp/broken"
}

# The message names what the user named, not a link or nothing.
no_video () {
  head -c 5000 /dev/zero > "$tap_tmp/zero.avi"
  refuses 1 "failed on $tap_tmp/zero.avi after 0 results" \
    "$scripts/inspect-video.sh" --product "$product" "$tap_tmp/zero.avi"
}

mixed_kinds () {
  mkdir "$tap_tmp/kinds"
  cp "$images/png/0.png" "$images/jpeg/1.jpeg" "$tap_tmp/kinds"
  refuses 2 'is jpeg, not png' "$scripts/inspect-images.sh" --product "$product" --type png "$tap_tmp/kinds"
  "$scripts/inspect-images.sh" --product "$product" --json "$tap_tmp/out" "$tap_tmp/kinds"
  verdicts "$tap_tmp/out" 'true true'
}

# They are named, and the exit code says so; the frames are inspected all the same, in the order of their numbers.
skipped () {
  local folder=$tap_tmp/skipped
  mkdir "$folder"
  cp "$raw/k.raw" "$folder/Board_9.raw"
  cp "$raw/a.raw" "$folder/Board_10.raw"
  echo 'no frame' > "$folder/notes.txt"
  refuses 1 'notes.txt: not inspected' \
    "$scripts/inspect-raw.sh" --product "$product" --size 64x64 --json "$tap_tmp/out" "$folder"
  verdicts "$tap_tmp/out" 'false true'
}

bad_product () {
  local bad
  bad=$(tap_product bad '[{"idx":1,"type":4,"coords":[9,0,2,9]}]')
  refuses 1 'rois[0].coords: x2 (2) must be greater than x1 (9)' \
    "$scripts/inspect-raw.sh" --product "$bad" --size 64x64 "$raw"
}

tap raw raw_frames
tap stdout to_stdout
tap png image_frames png 'true true true'
tap jpeg image_frames jpeg 'true true true'
tap pgm image_frames pgm 'true true'
tap video video
tap hostile-names hostile_names
tap full-disk full_disk
tap full-disk-one refuses 2 'No space left on device' full_disk_one
tap shared-stdout shared_stdout
tap unwritable refuses 2 'cannot write /nonexistent/x: No such file or directory' \
  "$scripts/inspect-raw.sh" --product "$product" --size 64x64 --json /nonexistent/x "$raw"
tap short-frame short_raw
tap broken-image broken_image
tap mixed-kinds mixed_kinds
tap skipped skipped
tap no-video no_video
tap file-for-folder refuses 2 'a.raw is a file; name the folder of the frames' \
  "$scripts/inspect-raw.sh" --product "$product" --size 64x64 "$raw/a.raw"
tap folder-for-file refuses 2 'raw is a folder; name a video file' \
  "$scripts/inspect-video.sh" --product "$product" "$raw"
tap bad-product bad_product
for script in raw images video; do
  call=("$scripts/inspect-$script.sh")
  tap $script-help refuses 0 'Usage: inspect-' "${call[@]}" --help
  tap $script-no-product refuses 2 '--product is missing' "${call[@]}" "$raw"
  tap $script-product-absent refuses 2 'product /nonexistent does not exist' \
    "${call[@]}" --product /nonexistent "$raw"
  tap $script-no-source refuses 2 'name one source' "${call[@]}" --product "$product"
  tap $script-source-absent refuses 2 '/nonexistent does not exist' \
    "${call[@]}" --product "$product" /nonexistent
  tap $script-unknown-option refuses 2 'there is no option --frob' \
    "${call[@]}" --product "$product" --frob 1 "$raw"
  tap $script-bad-number refuses 2 '--workers must be a number from 0 to 1024, is "many"' \
    "${call[@]}" --product "$product" --workers many "$raw"
done
tap raw-empty refuses 2 'has no frame' "$scripts/inspect-raw.sh" --product "$product" "$tap_tmp/empty"
tap raw-bad-size refuses 2 '--size must be WIDTHxHEIGHT' \
  "$scripts/inspect-raw.sh" --product "$product" --size 64 "$raw"
tap raw-bad-format refuses 2 '--format must be gbrg' \
  "$scripts/inspect-raw.sh" --product "$product" --format rgb "$raw"
tap_done
