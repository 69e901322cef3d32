#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# installed.sh BUILD: what `meson install` installs is enough to inspect, and to build against.
set -eu
build=$(realpath "$1")
dest=$(mktemp -d)
trap 'rm -rf "$dest"' EXIT

DESTDIR=$dest meson install -C "$build" --no-rebuild --quiet
prefix=$dest$(meson introspect "$build" --buildoptions | jq -r '.[] | select(.name=="prefix").value')
libdir=$prefix/$(meson introspect "$build" --buildoptions | jq -r '.[] | select(.name=="libdir").value')

export LD_LIBRARY_PATH=$libdir PATH=$prefix/bin:$PATH
export GST_PLUGIN_PATH=$libdir/gstreamer-1.0 GST_REGISTRY=$dest/registry.bin
export AOI_INSPECTORS=$libdir/aoi-inspectors
export PKG_CONFIG_PATH=$libdir/pkgconfig
sed -i "s|^prefix=.*|prefix=$prefix|" "$libdir"/pkgconfig/*.pc

gst-inspect-1.0 aoiinspect | grep -q 'Automated optical inspection'
gst-inspect-1.0 aoijson > /dev/null
test -f "$libdir/gstreamer-1.0/libgstaoiplugin.so"
test -f "$libdir/aoi-inspectors/aoi-example-sleep.so"
schema=$prefix/$(meson introspect "$build" --buildoptions | jq -r '.[] | select(.name=="datadir").value')/aoiinspect/aoi-result.schema.json

mkdir "$dest/product"
echo '[{"idx":1,"type":"sleep","coords":[0,0,8,8],"ms":1}]' > "$dest/product/rois_config_x.json"
aoi check "$dest/product"
gst-launch-1.0 -q videotestsrc num-buffers=2 ! aoiinspect product="$dest/product" ! aoijson \
  ! filesink location="$dest/results.ndjson"
test "$(jq -c .overall_result.passed "$dest/results.ndjson" | sort | uniq -c | xargs)" = '2 true'
"$(dirname "$0")/../json-lines.py" "$schema" "$dest/results.ndjson"

cat > "$dest/use.c" << 'C'
#include <aoi-engine.h>
#include <gstaoimessage.h>
#include <gstaoimeta.h>

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision) revision = aoi_revision_load (argv[1], &error);

  gst_init (&argc, &argv);
  return revision != NULL && aoi_revision_get_n_rois (revision) == 1
          && gst_aoi_message_parse != NULL && gst_buffer_get_aoi_report != NULL
      ? 0
      : 1;
}
C
# shellcheck disable=SC2046
cc -Wall -Werror -Wno-address -o "$dest/use" "$dest/use.c" $(pkg-config --cflags --libs gstaoi-1.0 aoi-1.0)
"$dest/use" "$dest/product"
