#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# refused-without.sh BUILD: a build without the optional libraries has neither recorder nor overlay, refuses
# products and properties that need them, by name, and inspects others.
set -eu
aoi=$1/pipelines/aoi/aoi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

refused () {
  echo "[{\"idx\":1,\"type\":$1,\"coords\":[0,0,8,8]}]" > "$folder/rois_config_x.json"
  if "$aoi" check "$folder" > "$folder/out" 2> "$folder/err"; then
    echo "type $1 was not refused" >&2
    exit 1
  fi
  cat "$folder/err"
  grep -q "rois\[0\].type: \"$2\" is not in this build, which was made without $3" "$folder/err"
}

refused 1 barcode ZXing-C++
refused 3 ocr Tesseract
echo '[{"idx":1,"type":4,"coords":[0,0,8,8]}]' > "$folder/rois_config_x.json"
"$aoi" check "$folder"

# Without xxHash and Pango the plugin has all but the recorder and the overlay.
export GST_PLUGIN_PATH=$1/plugin/module GST_REGISTRY=$folder/registry.bin
gst-inspect-1.0 aoiinspect > /dev/null
gst-launch-1.0 -q videotestsrc num-buffers=1 ! aoiinspect product="$folder" ! fakesink
if gst-launch-1.0 videotestsrc num-buffers=1 ! aoiinspect barcode-link=http://127.0.0.1/ ! fakesink \
    > "$folder/out" 2>&1; then
  echo "barcode-link was not refused" >&2
  exit 1
fi
grep 'barcode-link cannot be used: this build was made without libsoup' "$folder/out"
for element in aoirecord aoioverlay; do
  if gst-inspect-1.0 "$element" > /dev/null 2>&1; then
    echo "$element is there" >&2
    exit 1
  fi
done
