/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "aoi-rect.h"
#include "inspectors/barcode/barcode-reading.h"
#include "ops/gray-warp.h"

G_BEGIN_DECLS

/**
 * AoiBarcodeSearch:
 * @pixels: a byte a pixel, @width bytes a row
 * @width: in pixels
 * @height: in pixels
 * @binary: @pixels is black and white
 * @upright: linear codes are searched for along the rows only
 * @lines: how many lines of a linear code must say the same
 * @kinds: set of #AoiBarcodeKinds: what is searched for
 * @to_view: where the picture's points are in the view
 * @cancellable: (nullable): checked before each search
 * @codes: (element-type AoiBarcode): where the codes go that are read, by their place in the view
 *
 * A picture in which codes are searched for; all is borrowed. Functions return %FALSE with an error
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
} AoiBarcodeSearch;

gboolean aoi_barcode_search_check (const AoiBarcodeSearch *search, GError **error);
gboolean aoi_barcode_search_at (const AoiBarcodeSearch *search, const AoiRect *place, guint kinds,
    AoiBarcodeFunc func, gpointer user_data, GError **error);
void aoi_barcode_search_add (
    const AoiBarcodeSearch *search, const AoiBarcodeReading *reading, gdouble reach);
gboolean aoi_barcode_search_matrix (const AoiBarcodeSearch *search, GError **error);
gboolean aoi_barcode_search_bands (const AoiBarcodeSearch *search, GError **error);
gboolean aoi_barcode_search_is_quiet (
    const AoiBarcodeSearch *search, const gint corners[4], const AoiRect *bars);
gboolean aoi_barcode_search_linear (const AoiBarcodeSearch *search, GError **error);
gboolean
aoi_barcode_search_aztec (const AoiBarcodeSearch *search, const guint8 *binary, GError **error);

G_END_DECLS
