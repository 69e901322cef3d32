/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-libraries.h"
#include "inspectors/barcode/zbar-shim.h"

static void
add_code (const AoiBarcodeReading *reading, gpointer user_data)
{
  const AoiBarcodeLook *look = user_data;

  aoi_barcode_look_add (look, reading, 0.0);
}

/**
 * aoi_barcode_look_with_zbar:
 * @look: a picture
 * @error: return location for an error
 *
 * Looks for the kinds of codes that zbar reads well.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_look_with_zbar (const AoiBarcodeLook *look, GError **error)
{
  if (!aoi_barcode_look_check (look, error))
    return FALSE;
  return aoi_zbar_read (look->pixels, look->width, look->height, look->kinds, look->lines, add_code,
      (gpointer) look, error);
}
