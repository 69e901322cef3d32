/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Symbologies that the library which this is built with cannot be asked for. */
#include "inspectors/barcode/barcode.h"
#include "inspectors/barcode/zxing-shim.h"
#include "product/aoi-keys.h"

static void
warn (AoiKeys *keys, guint left_out, gboolean others)
{
  g_autofree gchar *version = aoi_zxing_dup_version ();

  aoi_keys_warn (keys, "symbologies",
      "\"%s\" is not searched for: ZXing %s (Debian 12: package libzxing2) can end the process in that search, "
      "2.0 and later do not; %s",
      aoi_barcode_kind_get_name (left_out), version,
      others ? "only the other symbologies are read" : "the ROI can never pass");
}

/**
 * aoi_barcode_check_symbologies:
 * @keys: of an ROI
 * @roi: the ROI, whose symbologies have been read
 *
 * Warns of a symbology that is known but never searched for, see aoi_zxing_get_kinds(). The product is used: what
 * it inspects beside that does not depend on it.
 */
void
aoi_barcode_check_symbologies (AoiKeys *keys, AoiRoi *roi)
{
  guint named = 0, left_out;

  if (!roi->enabled || roi->symbologies == NULL)
    return;
  for (guint i = 0; roi->symbologies[i] != NULL; i++)
    named |= aoi_barcode_kind_from_name (roi->symbologies[i]);
  left_out = named & ~aoi_zxing_get_kinds ();
  for (guint rest = left_out; rest != 0; rest &= rest - 1)
    warn (keys, rest & -rest, named != left_out);
}
