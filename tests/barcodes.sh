#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Draws codes from a seed and prints how many the barcode inspector reads, and each library alone, then
# the times on easy codes. See tests/barcodes.sh --help.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=../pipelines/setup.sh
. pipelines/setup.sh

aoi_install run build
echo "building" >&2
aoi_build build-bench --buildtype=release -Dtests=enabled -Dintrospection=disabled
build-bench/tests/barcodes/barcodes "$@"
for argument in "$@"; do
  case $argument in
    -h | --help* | -t | --time) exit 0 ;;
  esac
done
build-bench/tests/barcodes/barcodes --time --codes 20
