#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The command-line tool, and inspector modules.
. "$(dirname "$0")/tap.sh"

good=$(tap_product good '[{"idx":7,"type":4,"coords":[1,2,16,18],"expected_color":"#ff0000"},
  {"idx":9,"type":2,"coords":[0,0,16,16],"focus":250,"device_location":2},
  {"idx":10,"type":2,"coords":[0,0,16,16],"enabled":false}]')
colors=$(tap_product colors '[{"idx":1,"type":4,"coords":[0,0,9,9],"expected_color":[255,0,0],"color_tolerance":7},
  {"idx":2,"type":4,"coords":[0,0,9,9],"expected_color":[255,0,0],"color_tolerance":7,"color_match":"tolerance"}]')
keys=$(tap_product keys '[{"idx":3,"type":2,"coords":[0,0,40,40],"ignore":[[0,0,9,9],[1,2,3,4]],"search":0.1,
  "limits":{"structure":1.5,"shift":0.5}}]')
bad=$(tap_product bad '[{"idx":1,"type":9,"coords":[0,0,9,9]},{"idx":1,"type":1,"coords":[0,0]}]')
sleepy=$(tap_product sleepy '[{"idx":1,"type":"sleep","coords":[0,0,9,9],"ms":1}]')

shows () {
  aoi check "$good" | tee "$tap_tmp/out"
  grep -q 'product good, revision [0-9a-f]\{12\}' "$tap_tmp/out"
  grep -Eq '7 +color +1 +1,2,16,18 .*expects 255,0,0 on 5 %, taken as Red: 170-255,0-90,0-90$' "$tap_tmp/out"
  grep -q 'NO GOLDEN: cannot pass' "$tap_tmp/out"
  grep -q '3 ROIs, 2 enabled; device 1: 1; device 2: 1' "$tap_tmp/out"
  grep -q '2 capture groups: focus 305 exposure 3000 us (1 ROI), focus 250' "$tap_tmp/out"
}

expected_colors () {
  aoi check "$colors" | tee "$tap_tmp/out"
  grep -Eq '1 +color .*expects 255,0,0 on 5 %, taken as Red: 170-255,0-90,0-90$' "$tap_tmp/out"
  grep -Eq '2 +color .*expects 255,0,0 on 5 %, \+-7 each$' "$tap_tmp/out"
}

as_json () {
  aoi check --json "$good" > "$tap_tmp/out"
  [ "$(jq -c '[.good, .product, .enabled_rois, (.rois | length), (.capture_groups | length)]' \
    "$tap_tmp/out")" = '[true,"good",2,3,2]' ]
  ! aoi check --json "$bad" "$good" > "$tap_tmp/out"
  [ "$(jq -c '[.good, (.errors | length > 0)]' "$tap_tmp/out" | xargs)" = '[false,true] [true,false]' ]
}

compare_keys () {
  aoi check "$keys" | tee "$tap_tmp/out"
  grep -q ', ignores 2 areas, search 0.1, structure x1.5, shift x0.5$' "$tap_tmp/out"
  aoi check --json "$keys" > "$tap_tmp/out"
  # jq 1.7 compares numbers by their digits; a sum is a double.
  jq -e '.rois[0] | .ignore == [[0,0,9,9],[1,2,3,4]] and .search + 0 == 0.1
    and (.limits | map_values(. + 0)) == {"structure":1.5,"chroma":1,"shift":0.5}' "$tap_tmp/out"
  aoi check --strict "$keys"
}

# A slip is named with what is meant, a text that cannot be read likewise.
slips () {
  mkdir "$tap_tmp/slips"
  echo '[{"idx":1,"type":4,"coords":[0,0,9,9],"expected_color":"#c82d2d","min_pixel_percent":90},
    {"idx":2,"type":3,"coords":[0,9,30,19],"expected_text":"PN6","whitelist":"PN"}]' \
    > "$tap_tmp/slips/rois_config_slips.json"
  aoi check "$tap_tmp/slips" > "$tap_tmp/out" 2> "$tap_tmp/err"
  cat "$tap_tmp/err"
  grep -q 'product slips' "$tap_tmp/out"
  grep -q '^WARNING: .*: rois\[0\].min_pixel_percent: .*"min_pixel_percentage" meant' "$tap_tmp/err"
  grep -q "^WARNING: .*: rois\[1\].whitelist: lacks '6' of expected_text 'PN6'" "$tap_tmp/err"
  aoi check --json "$tap_tmp/slips" > "$tap_tmp/out"
  [ "$(jq -c '[.good, (.errors | length), (.warnings | length)]' "$tap_tmp/out")" = '[true,0,2]' ]
  code=0
  aoi check --strict --json "$tap_tmp/slips" > "$tap_tmp/out" || code=$?
  [ "$code" = 2 ]
  [ "$(jq -c '[.good, (.errors | length), (.warnings | length)]' "$tap_tmp/out")" = '[false,2,0]' ]
}

broken_modules () {
  mkdir "$tap_tmp/modules"
  echo 'not a library' > "$tap_tmp/modules/broken.so"
  cp "$AOI_LIBRARY" "$tap_tmp/modules/no-init.so"
  AOI_INSPECTORS=$tap_tmp/modules aoi check "$good" > "$tap_tmp/out" 2>&1
  cat "$tap_tmp/out"
  grep -q 'modules/broken.so cannot be loaded' "$tap_tmp/out"
  grep -q 'modules/no-init.so has no function aoi_inspector_module_init' "$tap_tmp/out"
  grep -q 'product good' "$tap_tmp/out"
}

without_module () {
  refuses 2 'rois[0].type: no inspector of type "sleep"' env AOI_INSPECTORS= aoi check "$sleepy"
}

tap shows shows
tap json as_json
tap expected-colors expected_colors
tap compare-keys compare_keys
tap slips slips
tap bad refuses 2 'rois[0].type' aoi check "$bad"
tap bad-says-all refuses 2 'rois[1].coords' aoi check "$bad"
tap one-bad-of-two refuses 2 'product good' aoi check "$bad" "$good"
tap missing refuses 2 '/nonexistent: No such file' aoi check /nonexistent
tap no-argument refuses 2 'takes PRODUCT' aoi check
tap unknown-option refuses 2 '--frobnicate' aoi check --frobnicate "$good"
tap unknown-command refuses 2 'there is no command "frobnicate"' aoi frobnicate
tap no-command refuses 2 'Usage: aoi COMMAND' aoi
tap help refuses 0 'Usage: aoi COMMAND' aoi --help
tap check-help refuses 0 'capture groups and revision' aoi check --help
tap check-usage refuses 0 'aoi check [OPTION' aoi check --help
tap version refuses 0 'aoi 0.' aoi --version
tap module refuses 0 'sleep' aoi check "$sleepy"
tap broken-modules broken_modules
tap without-module without_module
tap_done
