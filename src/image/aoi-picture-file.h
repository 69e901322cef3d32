/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-jpeg-file.h"
#include "image/aoi-picture.h"

G_BEGIN_DECLS

/**
 * AoiPictureScan:
 * @jpeg: of a JPEG file
 * @png_at: of a PNG file
 *
 * How far aoi_picture_file_find_end() has come. Zero at first.
 */
typedef struct {
  AoiJpegScan jpeg;
  gsize png_at;
} AoiPictureScan;

gsize aoi_picture_file_find_end (
    const guint8 *data, gsize length, AoiPictureType type, AoiPictureScan *scan);
gsize aoi_picture_file_skip_padding (const guint8 *data, gsize length);
gboolean aoi_picture_file_is_complete (GBytes *bytes, AoiPictureType type);
gboolean aoi_picture_file_is_gray (GBytes *bytes, AoiPictureType type);
gint aoi_picture_file_get_orientation (GBytes *bytes, AoiPictureType type);
gboolean aoi_picture_file_is_single (GBytes *bytes);

G_END_DECLS
