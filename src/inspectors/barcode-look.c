/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode-look.h"

#include "aoi-error.h"

/**
 * aoi_barcode_look_at:
 * @look: a picture
 * @place: a part of it that is not empty
 * @codes: what to look for
 * @func: gets each code that was read, with corners counted from @place's
 * @user_data: for @func
 * @error: return location for an error
 *
 * Looks at a part of the picture as if there were nothing around it.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_look_at (const AoiBarcodeLook *look, const AoiRect *place, AoiZxingCodes codes,
    AoiZxingFunc func, gpointer user_data, GError **error)
{
  const guint8 *corner = look->pixels + (gsize) place->y * look->width + place->x;

  if (g_cancellable_is_cancelled (look->cancellable)) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_CANCELLED, "cancelled");
    return FALSE;
  }
  return aoi_zxing_read (corner, place->width, place->height, look->width, look->binary, codes,
      func, user_data, error);
}
