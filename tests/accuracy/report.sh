# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# What the scripts share that measure by a program in Python. To be sourced behind pipelines/setup.sh.

# accuracy_report NAME ARGUMENT...: becomes tests/accuracy/NAME over a release of its own; --help needs none.
accuracy_report () {
  local report=(/usr/bin/python3 "$AOI_ROOT/tests/accuracy/$1") argument
  shift
  for argument in "$@"; do
    case $argument in
      -h | --help) exec "${report[@]}" --help ;;
    esac
  done
  aoi_install run build test
  echo "building" >&2
  aoi_build "$AOI_ROOT/build-bench" --buildtype=release -Dtests=enabled -Dintrospection=disabled
  export GST_PLUGIN_PATH=$AOI_ROOT/build-bench/plugin/module
  export GST_REGISTRY=$AOI_ROOT/build-bench/registry.bin
  exec "${report[@]}" "$@"
}
