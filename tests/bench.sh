#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Prints the project's figures, a line each: NAME key=value key=value. Progress goes to stderr.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=../pipelines/setup.sh
. pipelines/setup.sh

# With servers, by scripts of their own.
names=$(sed -n "s/^  '\(.*\)',$/\1/p" tests/bench/meson.build && printf '%s\n' http frames plant)

usage () {
  cat << USAGE
Usage: tests/bench.sh [NAME...]

Builds a release of its own and prints the figures of the benchmarks that are named, or of all:
$(printf '  %s\n' $names)
USAGE
}

case ${1-} in
  --help) usage; exit 0 ;;
  -*) usage >&2; exit 2 ;;
esac
for name in "$@"; do
  grep -qx -e "$name" <<< "$names" || aoi_die "there is no benchmark $name; there are:" $names
done

aoi_install run build
echo "building" >&2
aoi_build build-bench --buildtype=release -Dtests=enabled -Dintrospection=disabled
export GST_PLUGIN_PATH=$PWD/build-bench/plugin/module GST_REGISTRY=$PWD/build-bench/registry.bin
export AOI_INSPECTORS=$PWD/build-bench/pipelines/examples
for name in ${@:-$names}; do
  echo "running $name" >&2
  [ "$name" != plant ] || { pipelines/plant.sh; continue; }
  case $name in
    http | frames) AOI_TOOL=$PWD/build-bench/pipelines/aoi/aoi "tests/bench/bench-$name.py" ;;
    *) "build-bench/tests/bench/bench-$name" ;;
  esac
done
