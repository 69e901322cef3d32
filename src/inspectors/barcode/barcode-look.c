/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-look.h"

#include <math.h>

#include "aoi-error.h"
#include "inspectors/barcode/barcode-list.h"
#include "inspectors/barcode/zxing-shim.h"

/**
 * aoi_barcode_look_check:
 * @look: a picture
 * @error: return location for an %AOI_ERROR_CANCELLED
 *
 * Returns: %FALSE if the search is to stop
 */
gboolean
aoi_barcode_look_check (const AoiBarcodeLook *look, GError **error)
{
  if (!g_cancellable_is_cancelled (look->cancellable))
    return TRUE;
  g_set_error_literal (error, AOI_ERROR, AOI_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

/**
 * aoi_barcode_look_at:
 * @look: a picture
 * @place: a part of it that is not empty
 * @kinds: set of #AoiBarcodeKinds: what to look for, of that which @look is for; not both linear codes
 *   and others
 * @func: gets each code that was read, with corners counted from @place's
 * @user_data: for @func
 * @error: return location for an error
 *
 * Looks at a part of the picture with ZXing as if there were nothing around it.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_look_at (const AoiBarcodeLook *look, const AoiRect *place, guint kinds,
    AoiBarcodeFunc func, gpointer user_data, GError **error)
{
  const guint8 *corner = look->pixels + (gsize) place->y * look->width + place->x;
  const AoiZxingSearch search = {
    .kinds = kinds & look->kinds,
    .binary = look->binary,
    .upright = look->upright,
    .lines = look->lines,
  };

  if (!aoi_barcode_look_check (look, error))
    return FALSE;
  if (search.kinds == 0)
    return TRUE;
  return aoi_zxing_read (
      corner, place->width, place->height, look->width, &search, func, user_data, error);
}

/**
 * aoi_barcode_look_add:
 * @look: a picture
 * @reading: a code in it
 * @reach: as aoi_barcode_list_add() takes it, in pixels of the picture
 *
 * Adds a code at its place in the view, if it is of a kind that is looked for: libraries return others, too.
 */
void
aoi_barcode_look_add (const AoiBarcodeLook *look, const AoiBarcodeReading *reading, gdouble reach)
{
  const gdouble scale = hypot (look->to_view.xx, look->to_view.yx);
  gdouble corners[8];

  if ((reading->kind & look->kinds) == 0)
    return;
  for (guint i = 0; i < 8; i += 2)
    aoi_affine_apply (
        &look->to_view, reading->corners[i], reading->corners[i + 1], &corners[i], &corners[i + 1]);
  aoi_barcode_list_add (look->codes, reading->text, reading->length,
      aoi_barcode_kind_get_name (reading->kind), corners, reach * scale, reading->is_weak);
}
