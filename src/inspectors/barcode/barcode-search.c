/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-search.h"

#include <math.h>

#include "aoi-error.h"
#include "inspectors/barcode/barcode-list.h"
#include "inspectors/barcode/zxing-shim.h"

/**
 * aoi_barcode_search_check:
 * @search: a picture
 * @error: return location for an %AOI_ERROR_CANCELLED
 *
 * Returns: %FALSE if the search is to stop
 */
gboolean
aoi_barcode_search_check (const AoiBarcodeSearch *search, GError **error)
{
  if (!g_cancellable_is_cancelled (search->cancellable))
    return TRUE;
  g_set_error_literal (error, AOI_ERROR, AOI_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

/**
 * aoi_barcode_search_at:
 * @search: a picture
 * @place: a part of it that is not empty
 * @kinds: set of #AoiBarcodeKinds: what to search for, of that which @search is for; not both linear codes
 *   and others
 * @func: gets each code that was read, with corners counted from @place's
 * @user_data: for @func
 * @error: return location for an error
 *
 * Searches a part of the picture with ZXing as if there were nothing around it.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_search_at (const AoiBarcodeSearch *search, const AoiRect *place, guint kinds,
    AoiBarcodeFunc func, gpointer user_data, GError **error)
{
  const guint8 *corner = search->pixels + (gsize) place->y * search->width + place->x;
  const AoiZxingSearch zxing = {
    .kinds = kinds & search->kinds,
    .binary = search->binary,
    .upright = search->upright,
    .lines = search->lines,
  };

  if (!aoi_barcode_search_check (search, error))
    return FALSE;
  if (zxing.kinds == 0)
    return TRUE;
  return aoi_zxing_read (
      corner, place->width, place->height, search->width, &zxing, func, user_data, error);
}

/**
 * aoi_barcode_search_add:
 * @search: a picture
 * @reading: a code in it
 * @reach: as aoi_barcode_list_add() takes it, in pixels of the picture
 *
 * Adds a code at its place in the view, if it is of a kind that is searched for: libraries return others, too.
 */
void
aoi_barcode_search_add (
    const AoiBarcodeSearch *search, const AoiBarcodeReading *reading, gdouble reach)
{
  const gdouble scale = hypot (search->to_view.xx, search->to_view.yx);
  const guint marks = (reading->is_weak ? AOI_BARCODE_WEAK : 0)
      | (reading->is_gs1 ? AOI_BARCODE_GS1 : 0);
  gdouble corners[8];

  if ((reading->kind & search->kinds) == 0)
    return;
  for (guint i = 0; i < 8; i += 2)
    aoi_affine_apply (&search->to_view, reading->corners[i], reading->corners[i + 1], &corners[i],
        &corners[i + 1]);
  aoi_barcode_list_add (search->codes, reading->text, reading->length,
      aoi_barcode_kind_get_name (reading->kind), corners, reach * scale, marks);
}
