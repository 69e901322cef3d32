#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
inspect_usage='Usage: inspect-raw.sh --product PRODUCT [OPTION...] FOLDER

Inspects a folder of raw 8-bit Bayer frames (*.raw, *.bayer, *.bin), one frame a file, in the order of
their names.

Options:
  --format ORDER     Bayer order: gbrg (default), bggr, grbg or rggb
  --size WxH         size of a frame in pixels (default 7716x5360)'
# shellcheck source=playback.sh
. "$(dirname "$0")/playback.sh"

inspect_parse "--format --size" "$@"
format=${own[--format]-gbrg}
size=${own[--size]-7716x5360}
case $format in
  gbrg | bggr | grbg | rggb) ;;
  *) inspect_die "--format must be gbrg, bggr, grbg or rggb, is \"$format\"" ;;
esac
[[ $size =~ ^([1-9][0-9]{0,4})x([1-9][0-9]{0,4})$ ]] \
  || inspect_die "--size must be WIDTHxHEIGHT, such as 7716x5360, is \"$size\""
width=${BASH_REMATCH[1]} height=${BASH_REMATCH[2]}
inspect_frames "${sources[0]}" '*.raw' '*.bayer' '*.bin'

# Rows may be padded to 4 bytes, as GStreamer does, or not at all.
padded=$(((width + 3) / 4 * 4 * height))
for frame in "$links"/*; do
  bytes=$(stat -L -c %s "$frame")
  [ "$bytes" = $((width * height)) ] || [ "$bytes" = $padded ] || inspect_die \
    "$(readlink "$frame") has $bytes bytes; a frame of $size has $((width * height)): is --size right?"
done

inspect_run multifilesrc "location=$links/frame-%05d" \
  "caps=video/x-bayer,format=$format,width=$width,height=$height,framerate=7/1"
