/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-libraries.h"
#include "inspectors/barcode/zbar-shim.h"

static void
add_code (const AoiBarcodeReading *reading, gpointer user_data)
{
  const AoiBarcodeSearch *search = user_data;

  aoi_barcode_search_add (search, reading, 0.0);
}

/**
 * aoi_barcode_search_with_zbar:
 * @search: a picture
 * @error: return location for an error
 *
 * Searches for the kinds of codes that zbar reads well.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_search_with_zbar (const AoiBarcodeSearch *search, GError **error)
{
  if (!aoi_barcode_search_check (search, error))
    return FALSE;
  return aoi_zbar_read (search->pixels, search->width, search->height, search->kinds, search->lines,
      add_code, (gpointer) search, error);
}
