/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiZxingFunc:
 * @text: (array length=length): what a code says: bytes that may hold NUL, valid during the call
 * @length: of @text
 * @symbology: static: ZXing's name, such as "DataMatrix"
 * @corners: x, y of top left, top right, bottom right and bottom left of the code as it is printed,
 *   in whole pixels of the image
 * @user_data: the caller's
 *
 * Gets a code that was read.
 */
typedef void (*AoiZxingFunc) (const gchar *text, gsize length, const gchar *symbology,
    const gint corners[8], gpointer user_data);

gboolean aoi_zxing_read (const guint8 *gray, gint width, gint height, gint stride,
    gboolean thorough, AoiZxingFunc func, gpointer user_data, GError **error);

G_END_DECLS
