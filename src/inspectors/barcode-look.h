/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "aoi-rect.h"
#include "inspectors/zxing-shim.h"

G_BEGIN_DECLS

/**
 * AoiBarcodeLook:
 * @pixels: a byte a pixel, @width bytes a row
 * @width: in pixels
 * @height: in pixels
 * @binary: @pixels is black and white
 * @cancellable: (nullable): checked before each search
 * @codes: (element-type AoiBarcode): where the codes go that are read
 *
 * A picture in which codes are looked for; all is borrowed. Functions return %FALSE with an error
 * if they were cancelled or ZXing failed, not if there is no code.
 */
typedef struct {
  const guint8 *pixels;
  gint width, height;
  gboolean binary;
  GCancellable *cancellable;
  GArray *codes;
} AoiBarcodeLook;

gboolean aoi_barcode_look_at (const AoiBarcodeLook *look, const AoiRect *place, AoiZxingCodes codes,
    AoiZxingFunc func, gpointer user_data, GError **error);
gboolean aoi_barcode_look_for_matrix (const AoiBarcodeLook *look, GError **error);
gboolean aoi_barcode_look_in_bands (const AoiBarcodeLook *look, GError **error);
gboolean aoi_barcode_look_for_linear (const AoiBarcodeLook *look, GError **error);

G_END_DECLS
