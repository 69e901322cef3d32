#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
inspect_usage='Usage: inspect-images.sh --product PRODUCT [OPTION...] FOLDER

Inspects a folder of images of one kind and size (PNG, JPEG, PGM, PPM), one frame a file, in the order
of their names.

Options:
  --type TYPE        png, jpeg, pgm or ppm (default: that of the first file)'
# shellcheck source=playback.sh
. "$(dirname "$0")/playback.sh"

type_of () {
  case $(head -c 2 "$1" | od -An -tx1 | tr -d ' ') in
    8950) echo png ;;
    ffd8) echo jpeg ;;
    5032 | 5035) echo pgm ;;
    5033 | 5036) echo ppm ;;
    *) echo unknown ;;
  esac
}

inspect_parse "--type" "$@"
inspect_frames "${sources[0]}" '*.png' '*.jpg' '*.jpeg' '*.pgm' '*.ppm' '*.pnm'
type=${own[--type]-$(type_of "$links/frame-00000")}
case $type in
  png) decode=(pngdec) caps=image/png ;;
  jpeg) decode=(jpegdec) caps=image/jpeg ;;
  pgm) decode=(pnmdec) caps=image/x-portable-graymap ;;
  ppm) decode=(pnmdec) caps=image/x-portable-pixmap ;;
  unknown) inspect_die "$(readlink "$links/frame-00000") is no PNG, JPEG, PGM or PPM image" ;;
  *) inspect_die "--type must be png, jpeg, pgm or ppm, is \"$type\"" ;;
esac
for frame in "$links"/*; do
  [ "$(type_of "$frame")" = "$type" ] \
    || inspect_die "$(readlink "$frame") is $(type_of "$frame"), not $type: name one kind by folder"
done

inspect_run multifilesrc "location=$links/frame-%05d" "caps=$caps,framerate=7/1" ! "${decode[@]}"
