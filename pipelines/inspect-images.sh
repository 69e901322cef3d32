#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
inspect_usage='Usage: inspect-images.sh --product PRODUCT [OPTION...] FOLDER

Inspects a folder of images (PNG, JPEG, PNM, TIFF, BMP, WebP), one frame a file, in the order of their
names.

Options:
  --type TYPE        png, jpeg, pgm or ppm: refuses others'
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
# shellcheck disable=SC2034 # of inspect_frames
inspect_own_names=yes
inspect_frames "${sources[0]}" '*.png' '*.jpg' '*.jpeg' '*.pbm' '*.pgm' '*.ppm' '*.pnm' '*.tif' '*.tiff' \
  '*.bmp' '*.webp'
case ${own[--type]-png} in
  png | jpeg | pgm | ppm) ;;
  *) inspect_die "--type must be png, jpeg, pgm or ppm, is \"${own[--type]}\"" ;;
esac
for frame in "$links"/*; do
  found=$(type_of "$frame")
  [ "$found" = "${own[--type]-$found}" ] \
    || inspect_die "$(readlink "$frame") is $found, not ${own[--type]}"
done

inspect_source "$links"
