/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-kinds.h"

static const struct {
  guint kind;
  const gchar *name;
} kinds[] = {
  { AOI_BARCODE_AZTEC, "Aztec" },
  { AOI_BARCODE_CODABAR, "Codabar" },
  { AOI_BARCODE_CODE_39, "Code39" },
  { AOI_BARCODE_CODE_93, "Code93" },
  { AOI_BARCODE_CODE_128, "Code128" },
  { AOI_BARCODE_DATA_BAR, "DataBar" },
  { AOI_BARCODE_DATA_BAR_EXPANDED, "DataBarExpanded" },
  { AOI_BARCODE_DATA_MATRIX, "DataMatrix" },
  { AOI_BARCODE_EAN_8, "EAN-8" },
  { AOI_BARCODE_EAN_13, "EAN-13" },
  { AOI_BARCODE_ITF, "ITF" },
  { AOI_BARCODE_MAXI_CODE, "MaxiCode" },
  { AOI_BARCODE_MICRO_QR_CODE, "MicroQRCode" },
  { AOI_BARCODE_PDF417, "PDF417" },
  { AOI_BARCODE_QR_CODE, "QRCode" },
  { AOI_BARCODE_UPC_A, "UPC-A" },
  { AOI_BARCODE_UPC_E, "UPC-E" },
};

/**
 * aoi_barcode_kind_get_name:
 * @kind: one of #AoiBarcodeKinds
 *
 * Returns: (transfer none): its name in products and results
 */
const gchar *
aoi_barcode_kind_get_name (guint kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return kinds[i].name;
  g_return_val_if_reached ("");
}

/**
 * aoi_barcode_kind_from_name:
 * @name: a name
 *
 * Returns: one of #AoiBarcodeKinds, or 0 if there is none of this name
 */
guint
aoi_barcode_kind_from_name (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return kinds[i].kind;
  return 0;
}

/**
 * aoi_barcode_kinds_list:
 *
 * Returns: (transfer full): all names, for a message
 */
gchar *
aoi_barcode_kinds_list (void)
{
  GString *list = g_string_new (kinds[0].name);

  for (guint i = 1; i < G_N_ELEMENTS (kinds); i++)
    g_string_append_printf (list, ", %s", kinds[i].name);
  return g_string_free (list, FALSE);
}
