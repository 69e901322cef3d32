/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiJpegScan:
 * @at: up to where the markers were followed; 0 at first
 * @has_data: whether image data began
 *
 * Where to go on when more of a file has come.
 */
typedef struct {
  gsize at;
  gboolean has_data;
} AoiJpegScan;

gsize aoi_jpeg_find_end (const guint8 *data, gsize length, AoiJpegScan *scan);
gboolean aoi_jpeg_is_gray (const guint8 *data, gsize length);
gboolean aoi_jpeg_has_index (const guint8 *data, gsize length);
gboolean aoi_jpeg_has_plain_scan (const guint8 *data, gsize length);

G_END_DECLS
