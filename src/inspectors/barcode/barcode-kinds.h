/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiBarcodeKinds:
 *
 * Symbologies, as a set.
 */
typedef enum {
  AOI_BARCODE_AZTEC = 1 << 0,
  AOI_BARCODE_CODABAR = 1 << 1,
  AOI_BARCODE_CODE_39 = 1 << 2,
  AOI_BARCODE_CODE_93 = 1 << 3,
  AOI_BARCODE_CODE_128 = 1 << 4,
  AOI_BARCODE_DATA_BAR = 1 << 5,
  AOI_BARCODE_DATA_BAR_EXPANDED = 1 << 6,
  AOI_BARCODE_DATA_MATRIX = 1 << 7,
  AOI_BARCODE_EAN_8 = 1 << 8,
  AOI_BARCODE_EAN_13 = 1 << 9,
  AOI_BARCODE_ITF = 1 << 10,
  AOI_BARCODE_MAXI_CODE = 1 << 11,
  AOI_BARCODE_MICRO_QR_CODE = 1 << 12,
  AOI_BARCODE_PDF417 = 1 << 13,
  AOI_BARCODE_QR_CODE = 1 << 14,
  AOI_BARCODE_UPC_A = 1 << 15,
  AOI_BARCODE_UPC_E = 1 << 16,
} AoiBarcodeKinds;

/* With error correction, in two dimensions. */
#define AOI_BARCODE_MATRIX \
  (AOI_BARCODE_AZTEC | AOI_BARCODE_DATA_MATRIX | AOI_BARCODE_MAXI_CODE | AOI_BARCODE_MICRO_QR_CODE \
      | AOI_BARCODE_PDF417 | AOI_BARCODE_QR_CODE)
#define AOI_BARCODE_ALL ((1 << 17) - 1)

/* Codes of digits only: a tenth of all misreadings has a valid check digit. */
#define AOI_BARCODE_EAN_UPC \
  (AOI_BARCODE_EAN_8 | AOI_BARCODE_EAN_13 | AOI_BARCODE_UPC_A | AOI_BARCODE_UPC_E)
#define AOI_BARCODE_LINEAR (AOI_BARCODE_ALL & ~AOI_BARCODE_MATRIX)

const gchar *aoi_barcode_kind_get_name (guint kind);
guint aoi_barcode_kind_from_name (const gchar *name);
gchar *aoi_barcode_kinds_list (void);

G_END_DECLS
