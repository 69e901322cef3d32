/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiOcrPicture:
 *
 * Leptonica's picture, which Tesseract takes.
 */
typedef struct Pix AoiOcrPicture;

gsize aoi_ocr_row_bytes (gint width);
AoiOcrPicture *aoi_ocr_picture_new (guint8 *gray, gint width, gint height);
void aoi_ocr_picture_free (AoiOcrPicture *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiOcrPicture, aoi_ocr_picture_free)

G_END_DECLS
