#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Inspects recorded frames as a camera would have brought them.
set -euo pipefail
# shellcheck source=setup.sh
. "$(dirname "$0")/setup.sh"

usage () {
  cat << 'USAGE'
Usage: pipelines/play.sh [OPTION...] PRODUCT FRAMES [PROPERTY=VALUE...]

Inspects recorded frames by a product and writes a JSON object a frame. FRAMES is a pattern such as
frames/frame-%05d.raw; numbers start at 0. Files that end in .png, .jpg or .jpeg are decoded, others are
raw frames of the caps. Properties are aoiinspect's, such as max-workers=1.

  --caps CAPS     of raw frames (video/x-bayer,format=gbrg,width=7716,height=5360,framerate=7/1)
  --results FILE  where the verdicts go (standard output)
  --paced         as fast as the caps' framerate, not as fast as possible
  --build FOLDER  the build folder (build)
  --help          this text
USAGE
}

caps=video/x-bayer,format=gbrg,width=7716,height=5360,framerate=7/1
sink=(fdsink)
pace=()
build=$AOI_ROOT/build

while [[ ${1-} == --* ]]; do
  case $1 in
    --caps | --results | --build)
      [ $# -ge 2 ] || aoi_die "$1 needs a value"
      case $1 in
        --caps) caps=$2 ;;
        --results) sink=(filesink "location=$(realpath -m "$2")") ;;
        --build) build=$2 ;;
      esac
      shift
      ;;
    --paced) pace=(! identity sync=true) ;;
    --help) usage; exit 0 ;;
    *) aoi_die "there is no option $1; --help lists them" ;;
  esac
  shift
done
[ $# -ge 2 ] || aoi_die "needs a product and frames; --help tells how to call it"
product=$(realpath -m "$1") frames=$(realpath -m "$2")
shift 2

# shellcheck disable=SC2059
first=$(printf "$frames" 0)
[ -e "$first" ] || aoi_die "there is no $first"
[ -f "$build/build.ninja" ] || aoi_die "$build is no build folder: meson setup build && ninja -C build"

case ${frames,,} in
  *.png) caps=image/png,framerate=7/1 decode=(! pngdec) ;;
  *.jpg | *.jpeg) caps=image/jpeg,framerate=7/1 decode=(! jpegdec) ;;
  *) decode=() ;;
esac

meson devenv -C "$build" --workdir "$PWD" gst-launch-1.0 -q \
  multifilesrc location="$frames" caps="$caps" "${pace[@]}" "${decode[@]}" \
  ! aoiinspect product="$product" "$@" ! aoijson ! "${sink[@]}"
