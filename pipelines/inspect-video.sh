#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
inspect_usage='Usage: inspect-video.sh --product PRODUCT [OPTION...] FILE

Inspects each frame of a video file, of any kind that GStreamer can decode.'
# shellcheck source=playback.sh
. "$(dirname "$0")/playback.sh"

inspect_parse "" "$@"
[ -e "${sources[0]}" ] || inspect_die "file ${sources[0]} does not exist"
[ ! -d "${sources[0]}" ] || inspect_die "${sources[0]} is a folder; name a video file"
[ -r "${sources[0]}" ] || inspect_die "file ${sources[0]} cannot be read: permission denied"
inspect_source "${sources[0]}"
