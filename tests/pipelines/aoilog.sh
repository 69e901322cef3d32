#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The example bus watchers in C and Python: the same CSV and the same lines, from the same pipelines.
. "$(dirname "$0")/tap.sh"

white='{"idx":1,"type":4,"coords":[0,0,16,16],"expected_color":[255,255,255]}'
blue='{"idx":2,"type":4,"coords":[0,0,16,16],"expected_color":[0,0,255],"device_location":2}'
missing='{"idx":7,"type":2,"coords":[0,0,16,16],"device_location":3}'
good=$(tap_product good "[$white]")
four=$(tap_product four "$(jq -nc '[range(1; 5) | {idx: ., type: 4, coords: [0, 0, 16, 16], device_location: .,
  expected_color: [255, 255, 255]}]')")
mixed=$(tap_product '=mixed,"1"' "[$white,$blue,$missing]")
python=$tap_root/pipelines/examples/aoilog.py

# both CODE NAME ARGUMENT...: each ends with CODE; their files are $tap_tmp/NAME.{c,py}.{csv,log}.
both () {
  local code=$1 name=$2 status program
  shift 2
  for program in c py; do
    status=0
    if [ $program = c ]; then
      timeout 60 aoilog --csv "$tap_tmp/$name.c.csv" "$@" 2> "$tap_tmp/$name.c.log" || status=$?
    else
      timeout 60 "$python" --csv "$tap_tmp/$name.py.csv" "$@" 2> "$tap_tmp/$name.py.log" || status=$?
    fi
    cat "$tap_tmp/$name.$program.log"
    [ $status = "$code" ] || { echo "$program ended with $status, not $code"; return 1; }
  done
}

# The rows without their times, which are right but differ.
rows () {
  sed 's/^[0-9]\{4\}-[0-9][0-9]-[0-9][0-9]T[0-9:]\{8\}\.[0-9]\{3\}Z,//' "$1"
}

same () {
  diff <(rows "$tap_tmp/$1.c.csv") <(rows "$tap_tmp/$1.py.csv")
  diff "$tap_tmp/$1.c.log" "$tap_tmp/$1.py.log"
}

passes () {
  both 0 good videotestsrc num-buffers=3 ! aoiinspect name=i product="$good" ! fakesink
  same good
  [ "$(wc -l < "$tap_tmp/good.c.csv")" = 10 ]
  grep -q ',board,good,[0-9a-f]*,2,,,,,pass,,,,,$' "$tap_tmp/good.c.csv"
  grep -q ',device,good,[0-9a-f]*,0,,1,,,pass,,,,N/A,$' "$tap_tmp/good.c.csv"
  grep -q ',roi,good,[0-9a-f]*,0,,1,1,color,pass,,100,5,,$' "$tap_tmp/good.c.csv"
  grep -q '^aoilog: good frame 1, device 1 N/A: passed$' "$tap_tmp/good.c.log"
}

fails () {
  both 1 mixed videotestsrc num-buffers=2 ! aoiinspect name=i product="$mixed" ! fakesink
  same mixed
  grep -q ' frame 1, device 1 N/A, device 2 N/A, device 3 N/A: did not pass: 2 of 3 ROIs' "$tap_tmp/mixed.c.log"
  both 1 none videotestsrc num-buffers=2 ! aoiinspect name=i ! fakesink
  same none
  [ "$(grep -c '^aoilog: i: Frame cannot be inspected: no product is set' "$tap_tmp/none.c.log")" = 1 ]
}

# A file is read back as it was meant by a reader that is not ours.
reads_back () {
  /usr/bin/python3 -c '
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
assert len(rows) == 2 * 7, len(rows)
assert {row["product"] for row in rows} == {"\x27=mixed,\"1\""}, rows
assert [row["status"] for row in rows if row["row"] == "roi"] == ["pass", "fail", "fail"] * 2, rows
assert all(None not in row and None not in row.values() for row in rows)' "$tap_tmp/mixed.c.csv"
}

# What barcodes may hold: formulas, quotes, commas, control characters, other alphabets. A second run appends.
hostile () {
  local codes=('=HYPERLINK("http://x","y")' '-1+1' $'01\x1d17\x7f' 'Größe,"x"' '+1' '@SUM(A1)' "'=1" '\x1d')
  local n
  for n in 0 4; do
    both 0 hostile videotestsrc num-buffers=1 ! aoiinspect name=i product="$four" \
      device-barcodes="1=${codes[n]};2=${codes[n + 1]};3=${codes[n + 2]};4=${codes[n + 3]}" ! fakesink
    same hostile
    [ "$(wc -l < "$tap_tmp/hostile.c.csv")" = $((1 + 9 * (1 + n / 4))) ]
    [ "$(wc -l < "$tap_tmp/hostile.c.log")" = 1 ]
  done
  [ "$(grep -c '^time,row' "$tap_tmp/hostile.c.csv")" = 1 ]
  grep -qF ',"'"'"'=HYPERLINK(""http://x"",""y"")",' "$tap_tmp/hostile.c.csv"
  [ "$(grep -c ",'[+@-]" "$tap_tmp/hostile.c.csv")" = 3 ]
  grep -qF ',01\x1d17\x7f,' "$tap_tmp/hostile.c.csv"
  grep -qF ',"Größe,""x""",' "$tap_tmp/hostile.c.csv"
  ! grep -q ',"\?[=+@-][^,]*,$' "$tap_tmp/hostile.c.csv"
}

cannot_run () {
  both 2 parse videotestsrc ! nosuchelement
  both 2 product videotestsrc ! aoiinspect name=i product=/nowhere ! fakesink
  same product
  grep -q '^aoilog: i: Product /nowhere cannot be used' "$tap_tmp/product.c.log"
  both 2 nothing videotestsrc num-buffers=1 ! fakesink
  same nothing
  grep -q '^aoilog: aoilog: no board was inspected' "$tap_tmp/nothing.c.log"
}

# A disk that is full, and a folder that is not there. The stream goes on, and the exit code says so.
cannot_write () {
  ln -s /dev/full "$tap_tmp/full.c.csv"
  ln -s /dev/full "$tap_tmp/full.py.csv"
  both 2 full videotestsrc num-buffers=3 ! aoiinspect name=i product="$good" ! fakesink
  diff "$tap_tmp/full.c.log" "$tap_tmp/full.py.log"
  [ "$(grep -c 'The CSV file is not written any more: No space left on device' "$tap_tmp/full.c.log")" = 1 ]
  [ "$(grep -c ': passed$' "$tap_tmp/full.c.log")" = 3 ]
  refuses 2 'No such file or directory' aoilog --csv "$tap_tmp/absent/x" videotestsrc num-buffers=1 ! fakesink
  refuses 2 'No such file or directory' "$python" --csv "$tap_tmp/absent/x" videotestsrc num-buffers=1 ! fakesink
}

# Ctrl-C ends the stream; the boards before it are logged.
interrupted () {
  local program status pid
  for program in aoilog "$python"; do
    rm -f "$tap_tmp/short.csv"
    "$program" --csv "$tap_tmp/short.csv" videotestsrc is-live=true ! aoiinspect product="$good" ! fakesink &
    pid=$!
    until grep -qs ',board,' "$tap_tmp/short.csv"; do
      kill -0 $pid
      sleep 0.1
    done
    kill -INT $pid
    status=0
    wait $pid || status=$?
    [ $status = 0 ] || { echo "$program ended with $status"; return 1; }
    tail -n 1 "$tap_tmp/short.csv" | grep -q ',roi,'
  done
}

tap passes passes
tap fails fails
tap reads-back reads_back
tap hostile hostile
tap cannot-run cannot_run
tap cannot-write cannot_write
tap interrupted interrupted
tap_done
