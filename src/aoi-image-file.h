/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_IMAGE_FILE_MAX_BYTES:
 *
 * The largest image file that is read.
 */
#define AOI_IMAGE_FILE_MAX_BYTES (64 * 1024 * 1024)

/**
 * AOI_IMAGE_FILE_MAX_PIXELS:
 *
 * The largest image that is decoded: above the largest camera frame, below what would exhaust a PC.
 */
#define AOI_IMAGE_FILE_MAX_PIXELS (100 * 1000 * 1000)

/**
 * AoiRgbImage:
 * @width: in pixels
 * @height: in pixels
 * @data: @height rows of 3 * @width bytes, red first, without padding
 *
 * A decoded picture that owns its pixels.
 */
typedef struct {
  gint width, height;
  guint8 *data;
} AoiRgbImage;

AoiRgbImage *aoi_rgb_image_new (gint width, gint height);
AoiRgbImage *aoi_rgb_image_try_new (gint width, gint height);
void aoi_rgb_image_free (AoiRgbImage *self);
gboolean aoi_rgb_image_equal (const AoiRgbImage *self, const AoiRgbImage *other);
GBytes *aoi_rgb_image_get_bytes (const AoiRgbImage *self);
AoiRgbImage *aoi_image_file_decode (GBytes *bytes, const gchar *name, GError **error);
AoiRgbImage *aoi_image_file_load (const gchar *path, GError **error);
GBytes *aoi_image_file_encode (const AoiRgbImage *image, GError **error);
GBytes *aoi_image_file_encode_preview (const AoiRgbImage *image, GError **error);
GBytes *aoi_image_file_encode_jpeg (const AoiRgbImage *image, GError **error);
gboolean aoi_image_file_save (const AoiRgbImage *image, const gchar *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiRgbImage, aoi_rgb_image_free)

G_END_DECLS
