/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi-type.h"

G_BEGIN_DECLS

/**
 * AoiBarcodeSpec:
 * @min_length: the fewest characters of a text; 0: any number
 * @max_length: the most
 * @unique: where a text may not be twice
 * @gs1: whether the text has to be element strings of GS1
 * @identifiers: (nullable) (array zero-terminated=1): those that must be there, if @gs1
 *
 * What a barcode ROI asks of a code's text besides `expected_text`. Immutable once loaded.
 */
typedef struct {
  guint min_length, max_length;
  AoiUnique unique;
  gboolean gs1;
  gchar **identifiers;
} AoiBarcodeSpec;

void aoi_barcode_spec_read (AoiKeys *keys, AoiRoi *roi);
gpointer aoi_barcode_spec_copy (gconstpointer spec);
void aoi_barcode_spec_free (gpointer spec);
void aoi_barcode_spec_describe (const AoiRoi *roi, GString *text);
GVariant *aoi_barcode_spec_dup_check (const AoiRoi *roi);
const AoiUnique *aoi_barcode_spec_get_unique (const AoiRoi *roi);

G_END_DECLS
