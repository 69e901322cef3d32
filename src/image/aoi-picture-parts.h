/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-picture.h"

G_BEGIN_DECLS

/**
 * AoiPictureParts:
 * @frame: the picture as a frame; what it has of valid pixels are those that were decoded as a whole: all or none
 * @images: for each part that was asked for: the frame with those of its pixels that the part has, at least
 * @n_images: how many parts
 * @memory: owned: the pixels, if it was not decoded as a whole
 * @whole: (nullable): owned: the picture, if it was
 *
 * What is needed of a still picture. Its pixels are those that aoi_picture_decode() gives.
 */
typedef struct {
  AoiImage frame;
  AoiImage *images;
  guint n_images;
  guint8 *memory;
  AoiPicture *whole;
} AoiPictureParts;

/* Decodes in place of aoi_picture_decode_parts(), with its errors. */
typedef AoiPictureParts *(*AoiPicturePartsDecoder) (
    GBytes *bytes, const AoiRect *rects, guint n_rects, GError **error);

gsize aoi_picture_parts_get_size (const AoiImage *frame, const AoiRect *rects, guint n_rects);
AoiPictureParts *
aoi_picture_parts_new_empty (const AoiImage *frame, const AoiRect *rects, guint n_rects);
AoiPictureParts *aoi_picture_parts_new_whole (AoiPicture *picture, guint n_rects);
void aoi_picture_parts_set_decoder (AoiPicturePartsDecoder decoder);
AoiPictureParts *
aoi_picture_decode_parts (GBytes *bytes, const AoiRect *rects, guint n_rects, GError **error);
void aoi_picture_parts_free (AoiPictureParts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiPictureParts, aoi_picture_parts_free)

G_END_DECLS
