#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Includes go the ways of the table tests/rooms, and one that does not is named by file and line.
. "$(dirname "$0")/tap.sh"

check=$tap_root/tests/rooms.py

holds () {
  "$check" "$tap_root"
}

# broken TEXT INCLUDE: a tree in which src/ops/window.c includes that as well is refused with this text.
broken () {
  local tree=$tap_tmp/tree
  rm -rf "$tree"
  mkdir -p "$tree/tests"
  cp "$tap_root/tests/rooms" "$tree/tests"
  cp -r "$tap_root/src" "$tree"
  sed -i "3i #include $2" "$tree/src/ops/window.c"
  refuses 1 "src/ops/window.c:3: $1" "$check" "$tree"
}

wrong_table () {
  mkdir -p "$tap_tmp/wrong/tests"
  printf '%s\n' "$1" > "$tap_tmp/wrong/tests/rooms"
  refuses 2 "$2" "$check" "$tap_tmp/wrong"
}

tap holds holds
tap upwards broken 'src/ops may not include src/report' '"report/aoi-report-private.h"'
tap installed-header-upwards broken 'src/ops may not include src/engine' '"aoi-engine.h"'
tap sideways broken 'src/ops may not include src/json' '"json/aoi-json-guard.h"'
tap relative broken '"../aoi-rect.h" is not written from the root of its part' '"../aoi-rect.h"'
tap beside-it broken '"window.h" is no file from the root of a part' '"window.h"'
tap folder-below wrong_table 'src/json -> src/storage' 'src/storage must stand above src/json'
tap no-arrow wrong_table 'src/base' 'a line is FOLDER -> FOLDER...'
tap_done
