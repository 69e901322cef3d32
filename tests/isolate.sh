#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Shows that decoders in processes of their own report the same to the byte: on boards of real products, on the codes of
# tests/barcodes.sh and on the labels of tests/text.sh. See tests/isolate.sh --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../pipelines/setup.sh
. "$root/pipelines/setup.sh"
# shellcheck source=accuracy/report.sh
. "$root/tests/accuracy/report.sh"

export AOI_BOARDS=${AOI_BOARDS:-$(realpath -m "$root/../shared/data/boards")}
export AOI_TOOLS=${AOI_TOOLS:-$(realpath -m "$root/../shared/tools")}
accuracy_report isolate_report.py "$@"
