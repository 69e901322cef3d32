#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Measures on drawn labels how well OCR reads: a table by font, size, rotation, polarity and condition,
# and a line of figures. See tests/ocr.sh --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../pipelines/setup.sh
. "$root/pipelines/setup.sh"
# shellcheck source=accuracy/report.sh
. "$root/tests/accuracy/report.sh"

accuracy_report ocr_report.py "$@"
