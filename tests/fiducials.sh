#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Measures how well boards of real products are found by fiducials that are drawn into them, and whether verdicts are
# those of the board at rest. See tests/fiducials.sh --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../pipelines/setup.sh
. "$root/pipelines/setup.sh"
# shellcheck source=accuracy/report.sh
. "$root/tests/accuracy/report.sh"

export AOI_BOARDS=${AOI_BOARDS:-$(realpath -m "$root/../shared/data/boards")}
export AOI_TOOLS=${AOI_TOOLS:-$(realpath -m "$root/../shared/tools")}
accuracy_report fiducial_report.py "$@"
