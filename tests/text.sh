#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Measures on drawn labels how well text ROIs tell the expected text from others: a table by font, condition
# and kind of mark, and a line of figures. See tests/text.sh --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../pipelines/setup.sh
. "$root/pipelines/setup.sh"

report=(/usr/bin/python3 "$root/tests/accuracy/text_report.py")
for argument in "$@"; do
  case $argument in
    -h | --help) exec "${report[@]}" --help ;;
  esac
done

aoi_install run build test
echo "building" >&2
aoi_build "$root/build-bench" --buildtype=release -Dtests=enabled -Dintrospection=disabled
export GST_PLUGIN_PATH=$root/build-bench/plugin/module
export GST_REGISTRY=$root/build-bench/registry.bin
exec "${report[@]}" "$@"
