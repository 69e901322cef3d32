#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# installed.sh BUILD: what `meson install` installs is all that is expected, is enough to inspect, and to build
# each of pipelines/examples against, by the line in its comment. Nothing here sees the build folder.
# shellcheck source=tap.sh disable=SC2154
. "$(dirname "$0")/tap.sh"
build=$(realpath "$1")
dest=$tap_tmp/dest
examples=$tap_root/pipelines/examples
unset AOI_INSPECTORS GST_PLUGIN_PATH LD_LIBRARY_PATH GI_TYPELIB_PATH

# The log is what `ninja uninstall` goes by: that of who has installed this build is put back.
log=$build/meson-logs/install-log.txt
[ ! -f "$log" ] || cp "$log" "$tap_tmp/log-before"
restore_log () {
  if [ -f "$tap_tmp/log-before" ]; then
    cp "$tap_tmp/log-before" "$log"
  else
    rm -f "$log"
  fi
}
trap 'restore_log; rm -rf "$tap_tmp"' EXIT

DESTDIR=$dest meson install -C "$build" --no-rebuild --quiet || exit 1
option () {
  meson introspect "$build" --buildoptions | jq -r --arg name "$1" '.[] | select(.name == $name).value'
}
prefix=$(option prefix)
libdir=$(option libdir)
version=$(meson introspect "$build" --projectinfo | jq -r .version)
lib=$dest$prefix/$libdir
libraries='aoi gstaoi' namespaces='Aoi GstAoi'
# Built with databases, of which the tool has commands.
if LD_LIBRARY_PATH=$lib "$dest$prefix/bin/aoi" --help | grep -q '^  judge '; then
  libraries+=' aoistore' namespaces+=' AoiStore'
fi

# absent GREP-ARGUMENT...: nothing is found.
absent () {
  if grep "$@"; then
    return 1
  fi
}

# Everything has a place; what has none is a stray.
files () {
  local strays
  strays=$(cd "$dest$prefix" && find . '(' -type f -o -type l ')' -printf '%P\n' | sort \
    | grep -Evx -e 'bin/aoi' -e 'libexec/aoi-helper' -e 'include/(gst)?aoi(store)?-1\.0/(gst)?aoi[a-z-]*\.h' \
      -e "$libdir/lib(gst)?aoi(store)?\.so(\.1(\.0\.0)?)?" -e "$libdir/pkgconfig/(gst)?aoi(store)?-1\.0\.pc" \
      -e "$libdir/gstreamer-1\.0/libgstaoiplugin\.so" -e "$libdir/girepository-1\.0/(Gst)?Aoi(Store)?-1\.0\.typelib" \
      -e 'share/gir-1\.0/(Gst)?Aoi(Store)?-1\.0\.gir' -e 'share/doc/aoiinspect/(Gst)?Aoi(Store)?-1\.0/.*' \
      -e 'lib/systemd/system/aoi-serve\.service' -e 'share/aoiinspect/.*' -e 'share/man/man1/aoi[a-z-]*\.1' \
      -e 'share/bash-completion/completions/aoi') || true
  echo "strays: $strays"
  [ -z "$strays" ]
  cd "$dest$prefix" || return 1
  test -x bin/aoi
  test -f "$libdir/gstreamer-1.0/libgstaoiplugin.so"
  test -d "$libdir/aoi-inspectors"
  local namespace
  for namespace in $namespaces; do
    ls "$libdir/girepository-1.0/$namespace-1.0.typelib" "share/gir-1.0/$namespace-1.0.gir"
  done
}

# A program that was linked finds the soname, one that is being linked the name without a number. Who inspects needs no database.
sonames () {
  local name
  for name in $libraries; do
    [ "$(readlink "$lib/lib$name.so")" = "lib$name.so.1" ]
    [ "$(readlink "$lib/lib$name.so.1")" = "lib$name.so.1.0.0" ]
    readelf -d "$lib/lib$name.so" | grep -F "soname: [lib$name.so.1]"
    readelf -d "$lib/lib$name.so" | absent -E 'R(UN)?PATH'
  done
  readelf -d "$lib/gstreamer-1.0/libgstaoiplugin.so" "$dest$prefix/bin/aoi" | absent -E 'R(UN)?PATH'
  readelf -d "$lib/libaoi.so" "$lib/libgstaoi.so" | absent -E 'NEEDED.*(sqlite|libpq)'
}

# As they are for who installs to the prefix itself: no trace of DESTDIR or the build.
pkg_config_files () {
  absent -n -e "$dest" -e "$build" "$lib"/pkgconfig/*.pc
  for name in $libraries; do
    pc () { PKG_CONFIG_PATH=$lib/pkgconfig pkg-config "$@" "$name-1.0"; }
    [ "$(pc --modversion)" = "$version" ]
    [ "$(pc --variable=prefix)" = "$prefix" ]
    pc --cflags | grep -wF -e "-I$prefix/include/$name-1.0"
    pc --libs | grep -wF -e "-L$prefix/$libdir"
    pc --libs | grep -wF -e "-l$name"
  done
  PKG_CONFIG_PATH=$lib/pkgconfig pkg-config --cflags gstaoi-1.0 | grep -wF -e "-I$prefix/include/aoi-1.0"
  [ "$(PKG_CONFIG_PATH=$lib/pkgconfig pkg-config --variable=inspectordir aoi-1.0)" = "$prefix/$libdir/aoi-inspectors" ]
}

tap files files
tap sonames sonames
tap pkg-config pkg_config_files

# From here on as if the prefix were where DESTDIR has put it.
sed -i "s|^prefix=.*|prefix=$dest$prefix|" "$lib"/pkgconfig/*.pc
export LD_LIBRARY_PATH=$lib PATH=$tap_tmp/bin:$dest$prefix/bin:$PATH
export GST_PLUGIN_PATH=$lib/gstreamer-1.0 GST_REGISTRY=$tap_tmp/registry.bin
export PKG_CONFIG_PATH=$lib/pkgconfig GI_TYPELIB_PATH=$lib/girepository-1.0
export AOI_INSPECTORS=$tap_tmp/inspectors
mkdir "$tap_tmp/bin" "$tap_tmp/inspectors" "$tap_tmp/use"
cd "$tap_tmp/use" || exit 1

# The lines are typed as they stand in the comments; warnings are errors nevertheless.
printf '#!/bin/sh\nexec /usr/bin/cc -Wall -Wextra -Wno-unused-parameter -Werror "$@"\n' > "$tap_tmp/bin/cc"
chmod +x "$tap_tmp/bin/cc"

green=$(tap_product green '[{"idx":1,"type":"color","coords":[0,0,16,16],"expected_color":[32,192,64],
  "color_tolerance":20,"min_pixel_percentage":50}]')
for picture in 20c040=green c02020=red; do
  gst-launch-1.0 -q videotestsrc num-buffers=1 pattern=solid-color foreground-color="0xff${picture%=*}" \
    ! video/x-raw,format=RGB,width=65,height=48 ! pngenc ! filesink location="${picture#*=}.png"
done

# Each alone needs no other before it; C++ takes them as well.
headers () {
  local library header
  for library in $libraries; do
    mkdir "headers-$library"
    for header in "$dest$prefix/include/$library-1.0"/*.h; do
      echo "#include <$(basename "$header")>" | tee -a all.cpp > "headers-$library/$(basename "$header").c"
    done
    # shellcheck disable=SC2046
    cc -fsyntax-only $(pkg-config --cflags "$library-1.0") "headers-$library"/*.c
  done
  # shellcheck disable=SC2046
  g++ -fsyntax-only -Wall -Wextra -Wno-unused-parameter -Werror $(for library in $libraries; do
    pkg-config --cflags "$library-1.0"
  done) all.cpp
}

elements () {
  aoi --version | grep -F "$version"
  aoi check "$green"
  gst-inspect-1.0 aoiinspect | grep -F "$GST_PLUGIN_PATH"
  gst-launch-1.0 -q filesrc location=green.png ! pngdec ! aoiinspect product="$green" ! aoijson \
    ! filesink location=results.ndjson
  "$tap_root/tests/json-lines.py" "$dest$prefix/share/aoiinspect/aoi-result.schema.json" results.ndjson
  [ "$(jq -c .overall_result.passed results.ndjson)" = true ]
}

inspect_video () {
  aoi run "$green" video.avi | grep '^2 boards: 2 passed, 0 failed'
}

# The tool finds the plugin below its own prefix, of which GStreamer knows nothing: here that prefix is the
# installed one in a file system of the process's own.
tool () {
  gst-launch-1.0 -q videotestsrc num-buffers=2 pattern=solid-color foreground-color=0xff20c040 \
    ! video/x-raw,width=64,height=48 ! jpegenc quality=100 ! avimux ! filesink location=video.avi
  inspect_video
  if unshare -rm true 2> /dev/null; then
    export -f inspect_video
    export green
    env -u GST_PLUGIN_PATH LD_LIBRARY_PATH="$prefix/$libdir" unshare -rm bash -ec \
      'mount --bind "$1" "$2" && PATH=$2/bin:$PATH && inspect_video' - "$dest$prefix" "$prefix"
  fi
  test -f "$dest$prefix/share/bash-completion/completions/aoi"
  if command -v help2man > /dev/null; then
    test -f "$dest$prefix/share/man/man1/aoi-run.1"
  fi
}

# What other languages load is of the prefix.
typelibs () {
  local library
  /usr/bin/python3 -c '
import gi
gi.require_version("GstAoi", "1.0")
from gi.repository import Aoi, GstAoi
print(Aoi.Engine.new(0), GstAoi.AOI_META_NAME, open("/proc/self/maps").read())' > maps
  [[ $libraries != *aoistore* ]] || /usr/bin/python3 -c '
import gi
gi.require_version("AoiStore", "1.0")
from gi.repository import AoiStore
print(AoiStore.database_error_quark(), open("/proc/self/maps").read())' >> maps
  for library in ${libraries/gstaoi/}; do
    grep -F "$lib/lib$library.so.1" maps
  done
  absent -F "$build" maps
}

# verdicts COMMAND...: the command says by its exit code what a picture is.
verdicts () {
  local status=0
  "$@" "$green" green.png
  "$@" "$green" red.png || status=$?
  [ $status = 1 ]
  refuses 2 'No such file' "$@" "$tap_tmp/nowhere" green.png
  refuses 2 'No such file' "$@" "$green" missing.png
}

run_aoi_example_sleep_c () {
  local product
  product=$(tap_product sleep '[{"idx":1,"type":"sleep","coords":[0,0,8,8],"ms":1}]')
  cp aoi-example-sleep.so "$AOI_INSPECTORS"
  aoi check "$product"
}

run_own_inspector_c () {
  local product
  product=$(tap_product own '[{"idx":1,"type":"brightness","coords":[0,0,50,50],"min_level":100}]')
  [ "$(./own-inspector "$product" | grep -c 'ROI 1 brightness: good')" = 3 ]
}

run_inspect_png_c () {
  verdicts ./inspect-png
}

run_judge_board_c () {
  local board
  aoi run --store boards.db "$green" red.png > said || [ $? = 1 ]
  board=$(aoi boards boards.db --json | jq -r '.[0].id')
  refuses 2 'has no ROI 2' ./judge-board boards.db "$board" 2 defect Ann
  refuses 2 'nowhere.db' ./judge-board nowhere.db "$board"
  ./judge-board boards.db "$board" 1 defect Ann
  ./judge-board boards.db "$board" 1 'false call' Bob 'the lamp' | tail -n 1 | grep 'ROI 1: false call, says Bob: the lamp'
  [ "$(aoi stats boards.db --json | jq .false_calls)" = 1 ]
}

run_feed_frames_c () {
  verdicts ./feed-frames
  ./feed-frames "$green" green.png green.png | grep -c 'ROI 1 color: pass, 100 of 50' | grep -x 2
}

run_feed_frames_py () {
  verdicts "$examples/feed_frames.py"
  "$examples/feed_frames.py" "$green" green.png green.png | grep -c 'ROI 1 color: pass, 100 of 50' | grep -x 2
}

run_read_results_py () {
  "$examples/read_results.py" "filesrc location=green.png ! pngdec ! aoiinspect product=$green" > said
  cat said
  grep -qx 'buffer 0 True None' said
  grep -qx 'bus 1 pass None' said
}

run_aoilog_c () {
  ./aoilog --csv log.csv filesrc location=green.png ! pngdec ! aoiinspect product="$green" ! fakesink
  cat log.csv
  grep color log.csv
}

run_aoilog_py () {
  "$examples/aoilog.py" --csv log-py.csv filesrc location=green.png ! pngdec ! aoiinspect product="$green" ! fakesink
  cat log-py.csv
  grep color log-py.csv
}

# Those that have no case of their own here print at least how they are called.
run_other () {
  "$1" --help | grep -i usage
}

# example FILE: builds it by the line in its comment, if it is C, and runs it.
example () {
  local file=$1 name line run
  name=$(basename "$file")
  run=run_$(echo "$name" | tr -c 'a-z0-9\n' _)
  if [ "${name##*.}" = c ]; then
    line=$(sed -n 's/^ \*   \(cc .*\)/\1/p' "$file")
    [ -n "$line" ] || { echo "no line in the comment says how to build it"; return 1; }
    cp "$file" .
    bash -ec "$line"
    file=./${name%.c}
  fi
  if [ "$(type -t "$run")" = function ]; then
    "$run"
  else
    run_other "$file"
  fi
}

# Of what was installed nothing stays but folders.
uninstall () {
  ninja -C "$build" uninstall
  [ -z "$(find "$dest" -type f -o -type l)" ]
}

tap headers headers
tap elements elements
tap tool tool
tap typelibs typelibs
for file in "$examples"/*.[cp]*; do
  case $libraries:$(basename "$file") in
    *aoistore*:*) ;;
    *:judge-board.c) tap_skip example/judge-board.c 'built without databases'; continue ;;
  esac
  tap "example/$(basename "$file")" example "$file"
done
tap uninstall uninstall
tap_done
