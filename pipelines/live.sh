#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
inspect_usage='Usage: live.sh --product PRODUCT [OPTION...] CAMERA

Inspects the boards that a camera sees, each under all focus and exposure settings of the product, until
it is interrupted. CAMERA is the id or address of a GigE Vision or USB3 Vision camera ("any": the first
that is found); pipelines/fake-camera.sh is one at 127.0.0.1. A camera that is absent or lost is waited for.

Options:
  --format FORMAT    gbrg (default), bggr, grbg, rggb, or gray
  --size WxH         size of a frame in pixels (default: the largest that the camera has)
  --trigger TRIGGER  what starts a board: free (default: the end of the one before) or line:NAME
  --plan PLAN        product (default), off (each frame is a board), or groups,focus=<305>,exposure=<3000>
  --source TEXT      further properties of aoicamerasrc, such as "focus-echo=offset-y packet-size=9000"
  --frames N         ends after so many frames
  --record FOLDER    records the frames of boards that do not pass'
# shellcheck source=playback.sh
. "$(dirname "$0")/playback.sh"

inspect_parse "--format --size --trigger --plan --source --frames --record" "$@"
format=${own[--format]-gbrg}
case $format in
  gbrg | bggr | grbg | rggb) caps=video/x-bayer,format=$format ;;
  gray) caps=video/x-raw,format=GRAY8 ;;
  *) inspect_die "--format must be gbrg, bggr, grbg, rggb or gray, is \"$format\"" ;;
esac
if [ -n "${own[--size]-}" ]; then
  [[ ${own[--size]} =~ ^([1-9][0-9]{0,4})x([1-9][0-9]{0,4})$ ]] \
    || inspect_die "--size must be WIDTHxHEIGHT, such as 7716x5360, is \"${own[--size]}\""
  caps+=,width=${BASH_REMATCH[1]},height=${BASH_REMATCH[2]}
fi
source=("$(inspect_set plan "${own[--plan]-product}")" "$(inspect_set product "$product")"
  "$(inspect_set trigger "${own[--trigger]-free}")")
[ "${sources[0]}" = any ] || source+=("$(inspect_set camera-name "${sources[0]}")")
if [ -n "${own[--frames]-}" ]; then
  inspect_number --frames "${own[--frames]}" 1 999999
  source+=("num-buffers=${own[--frames]}")
fi
# What the user writes there is several words.
read -r -a more <<< "${own[--source]-}"
if [ -n "${own[--record]-}" ]; then
  inspect_branch=(queue ! aoirecord keep=failed append=true "$(inspect_set location "${own[--record]}")")
fi

inspect_run aoicamerasrc "${source[@]}" "${more[@]}" ! "$caps"
