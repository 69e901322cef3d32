/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"

G_BEGIN_DECLS

/**
 * AOI_PICTURE_HEAD:
 *
 * Bytes of a file's beginning by which aoi_picture_find_type() knows it.
 */
#define AOI_PICTURE_HEAD 18

/**
 * AoiPictureType:
 * @AOI_PICTURE_NONE: no picture that is known
 * @AOI_PICTURE_PNG: PNG
 * @AOI_PICTURE_JPEG: JPEG
 * @AOI_PICTURE_PNM: PBM, PGM and PPM
 * @AOI_PICTURE_TIFF: TIFF
 * @AOI_PICTURE_BMP: BMP
 * @AOI_PICTURE_WEBP: WebP
 *
 * What image files are read.
 */
typedef enum {
  AOI_PICTURE_NONE,
  AOI_PICTURE_PNG,
  AOI_PICTURE_JPEG,
  AOI_PICTURE_PNM,
  AOI_PICTURE_TIFF,
  AOI_PICTURE_BMP,
  AOI_PICTURE_WEBP,
} AoiPictureType;

/**
 * AoiPicture:
 * @format: %AOI_FORMAT_GRAY8 of a file that holds gray alone, %AOI_FORMAT_RGB of all others; a mosaic after
 *   aoi_picture_take_mosaic()
 * @width: in pixels
 * @height: in pixels
 * @pixels: owned; row by row without padding
 *
 * A still picture as an inspection sees it: upright, without alpha, a byte a value.
 */
typedef struct {
  AoiFormat format;
  gint width, height;
  GBytes *pixels;
} AoiPicture;

AoiPicture *aoi_picture_new (AoiFormat format, gint width, gint height, GBytes *pixels);
void aoi_picture_free (AoiPicture *self);
gint aoi_picture_get_stride (const AoiPicture *self);
AoiPictureType aoi_picture_find_type (const guint8 *head, gsize length);
const gchar *aoi_picture_list_types (void);
gboolean aoi_picture_check_size (gint width, gint height, GError **error);
/* Decodes in place of aoi_picture_decode(), with its errors. */
typedef AoiPicture *(*AoiPictureDecoder) (GBytes *bytes, GError **error);

void aoi_picture_set_decoder (AoiPictureDecoder decoder);
AoiPicture *aoi_picture_decode (GBytes *bytes, GError **error);
void aoi_picture_describe (const AoiPicture *self, AoiImage *image);
gboolean aoi_picture_take_mosaic (AoiPicture *self, AoiFormat format, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiPicture, aoi_picture_free)

G_END_DECLS
