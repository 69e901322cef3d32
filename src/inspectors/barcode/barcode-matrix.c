/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-list.h"
#include "inspectors/barcode/barcode-look.h"

/* Breadth in pixels of the narrowest bands in which codes off the view's middle are looked for; an
 * eighth of the view where that is more, which bounds the time. */
#define MIN_BAND 64

/* A part of a picture. */
typedef struct {
  const AoiBarcodeLook *look;
  const AoiRect *place;
} Part;

static void
add_code (const AoiBarcodeReading *reading, gpointer user_data)
{
  const Part *part = user_data;
  AoiBarcodeReading code = *reading;

  for (guint i = 0; i < 8; i += 2) {
    code.corners[i] += part->place->x;
    code.corners[i + 1] += part->place->y;
  }
  aoi_barcode_look_add (part->look, &code, 0.0);
}

/**
 * aoi_barcode_look_for_matrix:
 * @look: a picture
 * @error: return location for an error
 *
 * Looks for codes of two dimensions. DataMatrix codes are found if they lie on the picture's middle
 * lines, Aztec codes if they lie on its middle: ZXing 1.4 goes no other way.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_look_for_matrix (const AoiBarcodeLook *look, GError **error)
{
  const AoiRect whole = { 0, 0, look->width, look->height };
  Part part = { look, &whole };

  return aoi_barcode_look_at (look, &whole, AOI_BARCODE_MATRIX, add_code, &part, error);
}

/* Bands across the picture that overlap by three quarters: a code between a quarter and three
 * quarters of a band's breadth lies wholly in one of them and on its middle line. Standing bands
 * find what lying ones do not: ZXing must meet the code's closed left side on that line. */
static gboolean
look_in_bands (const AoiBarcodeLook *look, gint breadth, gboolean standing, GError **error)
{
  const gint extent = standing ? look->width : look->height;
  const gint thickness = MIN (breadth, extent);
  const gint last = extent - thickness, step = MAX (thickness / 4, 1);

  for (gint at = 0; at < last + step; at += step) {
    AoiRect band = { 0, MIN (at, last), look->width, thickness };
    Part part = { look, &band };

    if (standing)
      band = (AoiRect){ MIN (at, last), 0, thickness, look->height };
    if (!aoi_barcode_look_at (look, &band, AOI_BARCODE_DATA_MATRIX, add_code, &part, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * aoi_barcode_look_in_bands:
 * @look: a picture
 * @error: return location for an error
 *
 * Looks for DataMatrix codes off the middle, small ones first, until some size is read.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_look_in_bands (const AoiBarcodeLook *look, GError **error)
{
  const gint longest = MAX (look->width, look->height);

  for (gint breadth = MAX (MIN_BAND, longest / 8); breadth < longest; breadth *= 2) {
    if (!look_in_bands (look, breadth, FALSE, error) || !look_in_bands (look, breadth, TRUE, error))
      return FALSE;
    if (aoi_barcode_list_has_text (look->codes))
      break;
  }
  return TRUE;
}
