/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/barcode/barcode-reading.h"

G_BEGIN_DECLS

/**
 * AOI_ZBAR_KINDS:
 *
 * The symbologies of aoi_zbar_read(). Others that zbar reads are not trusted.
 */
#define AOI_ZBAR_KINDS \
  (AOI_BARCODE_CODE_128 | AOI_BARCODE_CODE_39 | AOI_BARCODE_CODE_93 | AOI_BARCODE_EAN_13 \
      | AOI_BARCODE_QR_CODE)

gboolean aoi_zbar_read (const guint8 *pixels, gint width, gint height, guint kinds, guint lines,
    AoiBarcodeFunc func, gpointer user_data, GError **error);

G_END_DECLS
