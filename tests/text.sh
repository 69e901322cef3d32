#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Measures on drawn labels how well text ROIs tell the expected text from others: a table by font, condition
# and kind of mark, and a line of figures. See tests/text.sh --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../pipelines/setup.sh
. "$root/pipelines/setup.sh"
# shellcheck source=accuracy/report.sh
. "$root/tests/accuracy/report.sh"

accuracy_report text_report.py "$@"
