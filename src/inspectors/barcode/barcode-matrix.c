/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-list.h"
#include "inspectors/barcode/barcode-search.h"

/* Breadth in pixels of the narrowest bands in which codes off the view's middle are searched for; an
 * eighth of the view where that is more, which bounds the time. */
#define MIN_BAND 64

/* A part of a picture. */
typedef struct {
  const AoiBarcodeSearch *search;
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
  aoi_barcode_search_add (part->search, &code, 0.0);
}

/**
 * aoi_barcode_search_matrix:
 * @search: a picture
 * @error: return location for an error
 *
 * Searches for codes of two dimensions. DataMatrix codes are found if they lie on the picture's middle
 * lines, Aztec codes if they lie on its middle: ZXing 1.4 goes no other way.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_search_matrix (const AoiBarcodeSearch *search, GError **error)
{
  const AoiRect whole = { 0, 0, search->width, search->height };
  Part part = { search, &whole };

  return aoi_barcode_search_at (search, &whole, AOI_BARCODE_MATRIX, add_code, &part, error);
}

/* Bands across the picture that overlap by three quarters: a code between a quarter and three
 * quarters of a band's breadth lies wholly in one of them and on its middle line. Standing bands
 * find what lying ones do not: ZXing must meet the code's closed left side on that line. */
static gboolean
search_bands (const AoiBarcodeSearch *search, gint breadth, gboolean standing, GError **error)
{
  const gint extent = standing ? search->width : search->height;
  const gint thickness = MIN (breadth, extent);
  const gint last = extent - thickness, step = MAX (thickness / 4, 1);

  for (gint at = 0; at < last + step; at += step) {
    AoiRect band = { 0, MIN (at, last), search->width, thickness };
    Part part = { search, &band };

    if (standing)
      band = (AoiRect){ MIN (at, last), 0, thickness, search->height };
    if (!aoi_barcode_search_at (search, &band, AOI_BARCODE_DATA_MATRIX, add_code, &part, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * aoi_barcode_search_bands:
 * @search: a picture
 * @error: return location for an error
 *
 * Searches for DataMatrix codes off the middle, small ones first, until some size is read.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_search_bands (const AoiBarcodeSearch *search, GError **error)
{
  const gint longest = MAX (search->width, search->height);

  for (gint breadth = MAX (MIN_BAND, longest / 8); breadth < longest; breadth *= 2) {
    if (!search_bands (search, breadth, FALSE, error)
        || !search_bands (search, breadth, TRUE, error))
      return FALSE;
    if (aoi_barcode_list_has_text (search->codes))
      break;
  }
  return TRUE;
}
