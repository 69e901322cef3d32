/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "inspectors/barcode/barcode-picture.h"

G_BEGIN_DECLS

/**
 * AoiBarcodeLadder:
 * @effort: 1 to 5: which rungs are tried, and on how many pixels in all
 * @kinds: set of #AoiBarcodeKinds: what is searched for
 * @studio: has the view
 * @chart: %AOI_BARCODE_CHART_BYTES to work in
 * @cancellable: (nullable): checked between rungs
 * @codes: (element-type AoiBarcode): where the codes go
 * @fresh: (element-type AoiBarcode): to work in
 * @doubted: (element-type AoiBarcode): to work in
 *
 * A search for codes in a view; all is borrowed.
 */
typedef struct {
  gint effort;
  guint kinds;
  AoiBarcodeStudio *studio;
  guint8 *chart;
  GCancellable *cancellable;
  GArray *codes, *fresh, *doubted;
} AoiBarcodeLadder;

gboolean aoi_barcode_ladder_climb (const AoiBarcodeLadder *self, GError **error);

G_END_DECLS
