/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiZxingCodes:
 * @AOI_ZXING_LINEAR: the first linear code that is met, and no other
 * @AOI_ZXING_MATRIX: all codes of two dimensions
 * @AOI_ZXING_DATA_MATRIX: of these, only DataMatrix codes
 *
 * What to look for. There is no mode for all linear codes at once: where an image shows the same
 * one twice, ZXing 1.4 runs into an assertion, which ends the process.
 */
typedef enum {
  AOI_ZXING_LINEAR,
  AOI_ZXING_MATRIX,
  AOI_ZXING_DATA_MATRIX,
} AoiZxingCodes;

/**
 * AoiZxingFunc:
 * @text: (array length=length): what a code says: bytes that may hold NUL, valid during the call
 * @length: of @text
 * @symbology: static: ZXing's name, such as "DataMatrix"
 * @corners: x, y of top left, top right, bottom right and bottom left of the code as it is printed,
 *   in whole pixels of the image; of linear codes those of the lines that were read
 * @user_data: the caller's
 *
 * Gets a code that was read.
 */
typedef void (*AoiZxingFunc) (const gchar *text, gsize length, const gchar *symbology,
    const gint corners[8], gpointer user_data);

gboolean aoi_zxing_read (const guint8 *pixels, gint width, gint height, gint stride,
    gboolean binary, AoiZxingCodes codes, AoiZxingFunc func, gpointer user_data, GError **error);

G_END_DECLS
