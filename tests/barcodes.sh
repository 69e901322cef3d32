#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Draws codes from a seed and prints how many the barcode inspector reads, and each library alone, then
# the times on easy codes. See tests/barcodes.sh --help. With --survive first: reads odd pictures, as
# many as the options that follow say, and shows which of them end the process.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=../pipelines/setup.sh
. pipelines/setup.sh

aoi_install run build
echo "building" >&2
aoi_build build-bench --buildtype=release -Dtests=enabled -Dintrospection=disabled
if [ "${1-}" = --survive ]; then
  shift
  exec build-bench/tests/barcodes/survive "$@"
fi
build-bench/tests/barcodes/barcodes "$@"
for argument in "$@"; do
  case $argument in
    -h | --help* | -t | --time) exit 0 ;;
  esac
done
build-bench/tests/barcodes/barcodes --time --codes 20
