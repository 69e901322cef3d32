/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "aoi-rect.h"
#include "inspectors/barcode/barcode-reading.h"
#include "ops/gray-warp.h"

G_BEGIN_DECLS

/**
 * AoiBarcodeLook:
 * @pixels: a byte a pixel, @width bytes a row
 * @width: in pixels
 * @height: in pixels
 * @binary: @pixels is black and white
 * @upright: linear codes are looked for along the rows only
 * @lines: how many lines of a linear code must say the same
 * @kinds: set of #AoiBarcodeKinds: what is looked for
 * @to_view: where the picture's points are in the view
 * @cancellable: (nullable): checked before each search
 * @codes: (element-type AoiBarcode): where the codes go that are read, by their place in the view
 *
 * A picture in which codes are looked for; all is borrowed. Functions return %FALSE with an error
 * if they were cancelled or a library failed, not if there is no code.
 */
typedef struct {
  const guint8 *pixels;
  gint width, height;
  gboolean binary, upright;
  guint lines;
  guint kinds;
  AoiAffine to_view;
  GCancellable *cancellable;
  GArray *codes;
} AoiBarcodeLook;

gboolean aoi_barcode_look_check (const AoiBarcodeLook *look, GError **error);
gboolean aoi_barcode_look_at (const AoiBarcodeLook *look, const AoiRect *place, guint kinds,
    AoiBarcodeFunc func, gpointer user_data, GError **error);
void
aoi_barcode_look_add (const AoiBarcodeLook *look, const AoiBarcodeReading *reading, gdouble reach);
gboolean aoi_barcode_look_for_matrix (const AoiBarcodeLook *look, GError **error);
gboolean aoi_barcode_look_in_bands (const AoiBarcodeLook *look, GError **error);
gboolean aoi_barcode_look_for_linear (const AoiBarcodeLook *look, GError **error);
gboolean
aoi_barcode_look_for_aztec (const AoiBarcodeLook *look, const guint8 *binary, GError **error);

G_END_DECLS
