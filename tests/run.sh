#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Installs what is missing, builds, and runs all checks and tests. Ends with the line
# "N passed, N failed, N skipped", which counts test cases. May be run again at any time.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=../pipelines/setup.sh
. pipelines/setup.sh

usage () {
  cat << USAGE
Usage: tests/run.sh [--quick | --long]

  --quick   leave out the sanitizers' build and the installation
  --long    repeat what is drawn at random, and waits, many times more, and compute more; takes an hour
USAGE
}

quick=no
case ${1-} in
  '') ;;
  --quick) quick=yes ;;
  --long) export AOI_TEST_LONG=yes ;;
  --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

# What takes minutes is left to --long.
not_long=(--no-suite long)
[ -z "${AOI_TEST_LONG-}" ] || not_long=()

export AOI_BOARDS=${AOI_BOARDS:-$(realpath -m ../shared/data/boards)}
export AOI_TOOLS=${AOI_TOOLS:-$(realpath -m ../shared/tools)}
results=$(mktemp -d)
background=
trap '[ -z "$background" ] || kill -- "-$background" 2> /dev/null; rm -rf "$results"' EXIT

# report NAME pass|fail|skip [REASON]: one case that is no program of meson's.
report () {
  printf '%s\t%s\t%s\n' "$2" "$1" "${3-}" >> "$results/cases"
  case $2 in
    fail) echo "FAIL $1 ${3-}" ;;
    skip) echo "SKIP $1 ${3-}" ;;
  esac
}

# check NAME COMMAND...: a case that passes if the command does. Returns whether.
check () {
  local name=$1 log=$results/$1.log
  shift
  if "$@" > "$log" 2>&1; then
    report "$name" pass
  else
    report "$name" fail
    tail -n 40 "$log"
    return 1
  fi
}

# check_of PROGRAM MAJOR NAME COMMAND...: a check whose verdict depends on the version of its program: with another
# one it is skipped.
check_of () {
  local program=$1 wanted=$2 there
  shift 2
  there=$("$program" --version | grep -o '[0-9][0-9.]*' | head -n 1)
  case $there. in
    "$wanted".*) check "$@" ;;
    *) report "$1" skip "$program is ${there:-missing} here, the tree is for $wanted" ;;
  esac
}

# The tree may be a release without Git.
tree=(.ci meson.build pipelines plugin src tests)

sources () {
  find "${tree[@]}" -type f '(' -name '*.c' -o -name '*.h' -o -name '*.cpp' ')'
}

check_format () {
  [ -n "$(sources)" ] && sources | xargs clang-format --dry-run -Werror
}

# In the first line, or in the second of a script.
check_spdx () {
  ! find "${tree[@]}" -type f '(' -name '*.[ch]' -o -name '*.cpp' -o -name '*.sh' -o -name '*.py' \
    -o -name meson.build ')' | while read -r file; do
    head -n 2 "$file" | grep -q 'SPDX-License-Identifier: LGPL-2.1-or-later' || echo "$file"
  done | grep .
}

# Nobody waits for another thread by sleeping: tests wait as tests/support/test-wait.h offers it. What may sleep, by
# file, and why:
may_sleep='
tests/support/test-wait.c  # test_take_time(), work that takes a time, and test_poll()
'

check_sleeps () {
  ! sources | xargs grep -nE '\b(g_usleep|usleep|nanosleep|sleep) \(' \
    | grep -vFf <(sed -n 's/ *#.*/:/p' <<< "$may_sleep")
}

check_size () {
  ! find "${tree[@]}" -type f -size +300k | grep .
}

check_cppcheck () {
  mkdir -p build-lint
  cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --inline-suppr \
    --suppressions-list=tests/cppcheck-suppressions --library=gtk --std=c11 -j 2 \
    --cppcheck-build-dir=build-lint -DHAVE_BARCODE -DHAVE_DMTX -DHAVE_ZBAR -DHAVE_OCR -DHAVE_JPEG -DHAVE_ARAVIS \
    -DHAVE_RECORD -DHAVE_OVERLAY -DHAVE_PUBLISH -DHAVE_CRYPT -DHAVE_MQTT -DHAVE_WEBHOOK -DHAVE_KAFKA -DHAVE_AMQP -DHAVE_SPARKPLUG -DHAVE_SERVE \
    -I src -I plugin -I pipelines/aoi -I pipelines/serve src plugin pipelines
}

# run_meson FOLDER NAME ARGUMENT...: all cases of these tests; what ended without a verdict has failed,
# and so has a run that meson calls bad for a reason of its own, such as not having got to the end.
run_meson () {
  local folder=$1 name=$2 counted=$results/$2.counted status=0
  shift 2
  rm -f "$folder/meson-logs/$name.json"
  meson test -C "$folder" --no-rebuild --print-errorlogs --logbase "$name" "$@" || status=$?
  /usr/bin/python3 tests/count-cases.py "$folder/meson-logs/$name.json" "$name" > "$counted" \
    || report "$name" fail "no results in $folder/meson-logs/$name.json"
  cat "$counted" >> "$results/cases"
  [ $status = 0 ] || grep -q '^fail' "$counted" \
    || report "$name" fail "meson test ended with $status"
}

# A locale whose numbers have a decimal comma, which JSON must not have; no test needs to skip.
make_locale () {
  mkdir -p build-lint/locale
  [ -d build-lint/locale/de_DE.UTF-8 ] || localedef -i de_DE -f UTF-8 build-lint/locale/de_DE.UTF-8
}

# Plugin, tool and typelibs work from the build folder, without installing.
check_devenv () {
  meson devenv -C build --workdir "$PWD" gst-inspect-1.0 aoiinspect | grep 'Automated optical inspection' \
    && meson devenv -C build --workdir "$PWD" aoi --version | grep '^aoi [0-9]' \
    && meson devenv -C build --workdir "$PWD" pipelines/examples/feed_frames.py 2>&1 | grep '^Usage:'
}

# The linker of binutils takes thrice as long.
[ -z "$(command -v ld.lld)" ] || export CC_LD=lld CXX_LD=lld
# Without `-g1` the compiler takes half as long again, and nobody debugs these builds.
common=(-Dc_args=-g1 -Dcpp_args=-g1)
# What is only to compile, and to run for moments.
light=(-Doptimization=0 -Ddebug=false -Dintrospection=disabled)

# Tests of units and elements run with sanitizers, but for those of the suite `once`, which run without, and `both`, which run both
# ways; --quick runs all without, and --long all both ways.
twice=yes
[ $quick = yes ] || [ -n "${AOI_TEST_LONG-}" ] || twice=no

build_plain () {
  aoi_configure build "${common[@]}" -Dwerror=true -Dwarning_level=2 -Dbarcode=enabled -Ddmtx=enabled -Dzbar=enabled \
    -Docr=enabled -Daravis=enabled -Drecord=enabled -Dlink=enabled -Doverlay=enabled -Dstore=enabled \
    -Dpostgresql=enabled -Dmqtt=enabled -Dsparkplug=enabled -Dwebhook=enabled -Dkafka=enabled -Damqp=enabled \
    -Dserve=enabled -Dusers=enabled \
    -Dintrospection=enabled \
    -Ddocs=enabled -Dtests=enabled || return
  local targets=
  # shellcheck disable=SC2086
  [ $twice = yes ] || targets="$(tests/test-targets.py build --but unit element) $(tests/test-targets.py build once both)"
  # shellcheck disable=SC2086
  aoi_make build $targets
}

# build_for FOLDER "TEST|SUITE..." [MESON OPTION...]: builds what these tests need.
build_for () {
  local folder=$1 wanted=$2 targets
  shift 2
  # shellcheck disable=SC2086
  aoi_configure "$folder" "$@" && targets=$(tests/test-targets.py "$folder" $wanted) && aoi_make "$folder" $targets
}

# These wait for servers, disks and browsers half of their time: twice as many as there are CPUs keep those busy.
processes=$((2 * $(nproc)))

test_plain () {
  check devenv check_devenv
  check circles tests/circles.py build
  rm -rf build/tests/json
  if [ $quick = yes ]; then
    run_meson build plain --num-processes $processes --no-suite installed "${not_long[@]}"
  elif [ $twice = yes ]; then
    run_meson build plain --num-processes $processes --no-suite element
  else
    run_meson build plain --num-processes $processes --no-suite unit --no-suite element --no-suite once "${not_long[@]}"
  fi
}

# Those that sanitizers do not suit, or not alone.
test_once () {
  local suites=(--suite once --suite both)
  [ -z "${AOI_TEST_LONG-}" ] || suites=(--suite element)
  run_leaks build leaks "${suites[@]}" --timeout-multiplier 3
}

# run_leaks FOLDER NAME ARGUMENT...: run_meson(); objects that live on when GStreamer goes down are failures, too.
run_leaks () {
  GST_TRACERS='leaks(check-refs=false)' GST_DEBUG=GST_TRACER:7 GST_DEBUG_NO_COLOR=1 \
  GST_DEBUG_FILE="$results/objects-$2.%p" \
    run_meson "$@"
  check "objects-of-$2" no_objects "$2"
}

build_sanitized () {
  build_for build-asan 'unit element' "${common[@]}" -Doptimization=1 -Db_sanitize=address,undefined \
    -Db_lundef=false -Dtests=enabled -Dintrospection=disabled
}

# Leaks of memory are failures here, too.
test_sanitized () {
  rm -rf build-asan/tests/json
  local left_out=(--no-suite once)
  [ -z "${AOI_TEST_LONG-}" ] || left_out=()
  run_leaks build-asan sanitized --suite unit --suite element "${left_out[@]}" --timeout-multiplier 10
  check json-lines-sanitized check_json_lines build-asan
}

# no_objects NAME: a line an object that is left when GStreamer goes down. That the tracer ran shows in its formats.
no_objects () {
  grep -qh 'object-alive' "$results/objects-$1".* \
    && ! grep -h 'object-alive, type-name=(string)[A-Za-z]' "$results/objects-$1".*
}

# All JSON that the tests of a build obtained is as its schema says.
check_json_lines () {
  tests/json-lines.py build/src/aoi-result.schema.json "$1/tests/json" \
    "$1/tests/demo/"
}

# Without the libraries of barcodes, OCR and cameras: products that need them are refused by name. Without the further readers
# of barcodes ZXing reads alone.
test_without () {
  check build-without aoi_build build-without "${light[@]}" -Dbarcode=disabled -Docr=disabled -Daravis=disabled \
    -Drecord=disabled -Dlink=disabled -Doverlay=disabled -Dstore=disabled -Dpostgresql=disabled \
    -Dserve=disabled -Dusers=disabled -Dtests=disabled -Dwerror=true \
    && check refused-without tests/pipelines/refused-without.sh build-without
  [ -n "${AOI_TEST_LONG-}" ] || return 0
  check build-zxing-only build_for build-zxing 'barcode barcode-linear barcode-list' "${light[@]}" -Dbarcode=enabled \
    -Ddmtx=disabled -Dzbar=disabled -Dtests=enabled -Dwerror=true \
    && run_meson build-zxing zxing-only --suite unit barcode barcode-linear barcode-list
}

# Runs beside the build and the tests, which wait more than they compute, and gives way to them: the kernel runs it
# where none of them wants to. Writes a line when the sanitizers' build has ended, or ends itself.
run_background () {
  trap 'echo >&3' EXIT
  chrt --idle --pid 0 $BASHPID || renice -n 19 $BASHPID > /dev/null
  check_of clang-format 14 format check_format
  check spdx check_spdx
  check file-size check_size
  check sleeps check_sleeps
  check_of cppcheck 2.10 cppcheck check_cppcheck
  if [ $quick = no ]; then
    check build-asan build_sanitized && : > "$results/sanitized"
    echo >&3
    test_without
  fi
}

: > "$results/cases"
if (aoi_install run build test); then
  report install pass
else
  report install fail
fi
# Tests of servers that are not there are skipped.
(aoi_install server) || report install-servers skip "databases and brokers cannot be installed"
check locale make_locale
export LOCPATH=$PWD/build-lint/locale
mkfifo "$results/progress"
exec 3<> "$results/progress"
# A process group of its own, so that it ends with this script.
set -m
run_background < /dev/null &
background=$!
set +m
check build build_plain && built=yes || built=no
[ "$built" = no ] || test_plain
read -r -u 3
# Those of test_once() wait more than they compute.
[ "$quick" = yes ] || [ "$built" = no ] || test_once &
once=$!
[ ! -e "$results/sanitized" ] || test_sanitized
wait "$background"
background=
wait "$once"
[ "$built" = no ] || check json-lines check_json_lines build

count () {
  grep -c "^$1"$'\t' "$results/cases"
}

echo
sed -n 's/^skip\t\([^\t]*\)\t\(.*\)/SKIP \1 \2/p' "$results/cases" | sort -u
sed -n 's/^fail\t\([^\t]*\)\t\(.*\)/FAIL \1 \2/p' "$results/cases"
failed=$(count fail)
echo "$(count pass) passed, $failed failed, $(count skip) skipped"
[ "$failed" = 0 ]
