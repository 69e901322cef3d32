/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiBarcode:
 * @text: valid UTF-8
 * @symbology: static
 * @corners: x, y of four corners in pixels of the turned view; whole numbers are the pixels' edges
 * @is_weak: read by a library that misreads codes of this kind
 * @is_gs1: the code says that its text is element strings of GS1: it begins with FNC1, or is a DataBar
 *
 * A code that was read.
 */
typedef struct {
  gchar *text;
  const gchar *symbology;
  gdouble corners[8];
  gboolean is_weak;
  gboolean is_gs1;
} AoiBarcode;

/**
 * AoiBarcodeMarks:
 * @AOI_BARCODE_WEAK: #AoiBarcode.is_weak
 * @AOI_BARCODE_GS1: #AoiBarcode.is_gs1
 *
 * What is to be said of a code that is added.
 */
typedef enum {
  AOI_BARCODE_WEAK = 1 << 0,
  AOI_BARCODE_GS1 = 1 << 1,
} AoiBarcodeMarks;

GArray *aoi_barcode_list_new (void);
void aoi_barcode_list_add (GArray *list, const gchar *text, gsize length, const gchar *symbology,
    const gdouble corners[8], gdouble reach, guint marks);
const AoiBarcode *aoi_barcode_list_find (const GArray *list, const AoiBarcode *code, gdouble reach);
gdouble aoi_barcode_get_length (const AoiBarcode *code);
gboolean aoi_barcode_list_covers (const GArray *list, const AoiBarcode *code);
void aoi_barcode_list_move (GArray *list, AoiBarcode *code);
gboolean aoi_barcode_has_text (const AoiBarcode *code);
gboolean aoi_barcode_list_has_text (const GArray *list);
void aoi_barcode_list_sort (GArray *list);

G_END_DECLS
