#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Measures what the comparison lets pass and what it calls false: on cases of real products (a table by
# defect, and a line of figures for each number of goldens), on bare boards with hard edges by the size of
# tiles and by look, and on areas where nothing may lie. See tests/accuracy.sh --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../pipelines/setup.sh
. "$root/pipelines/setup.sh"
# shellcheck source=accuracy/report.sh
. "$root/tests/accuracy/report.sh"

export AOI_BOARDS=${AOI_BOARDS:-$(realpath -m "$root/../shared/data/boards")}
export AOI_PAIRS=${AOI_PAIRS:-$(realpath -m "$root/../shared/data/deeppcb")}
export AOI_TOOLS=${AOI_TOOLS:-$(realpath -m "$root/../shared/tools")}
accuracy_report report.py "$@"
