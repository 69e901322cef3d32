/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/dmtx-shim.h"

#include <dmtx.h>

#include "aoi-error.h"

/* Shortest side of a code in pixels: ten modules of not quite two. */
#define MIN_EDGE 16

/* libdmtx multiplies from the left, counts rows from below, in the grid and in the picture, and means
 * the middle of a pixel by a whole number. */
static void
take_grid (const DmtxRegion *region, gint height, AoiDmtxGrid *grid)
{
  gdouble *to = grid->to_picture;

  *grid = (AoiDmtxGrid){
    .rows = region->symbolRows,
    .columns = region->symbolCols,
    .dark = region->onColor < region->offColor,
    .level = (region->onColor + region->offColor) / 2,
  };
  for (gint i = 0; i < 3; i++) {
    const gdouble sign = i == 1 ? -1.0 : 1.0;
    const gdouble x = sign * region->fit2raw[i][0], y = sign * region->fit2raw[i][1];
    const gdouble w = sign * region->fit2raw[i][2];

    to[i] = x + 0.5 * w;
    to[3 + i] = (height - 0.5) * w - y;
    to[6 + i] = w;
  }
  for (gint i = 0; i < 9; i += 3)
    to[i + 2] -= to[i + 1];
}

typedef struct {
  DmtxDecode *decode;
  guint edges; /* that may still be followed */
  AoiDmtxFunc func;
  gpointer user_data;
} Search;

/* Whether libdmtx went by, which leaves marks in its cache: it starts from the strongest edge next to the pixel that it is given. */
static gboolean
is_visited (DmtxDecode *decode, gint x, gint y)
{
  for (gint i = 0; i < 9; i++) {
    const guint8 *cache = dmtxDecodeGetCache (decode, x + i % 3 - 1, y + i / 3 - 1);

    if (cache != NULL && *cache != 0)
      return TRUE;
  }
  return FALSE;
}

/* Returns FALSE to end the search. */
static gboolean
try_pixel (Search *search, gint x, gint y)
{
  DmtxRegion *region;
  AoiDmtxGrid grid;

  if (is_visited (search->decode, x, y))
    return TRUE;
  region = dmtxRegionScanPixel (search->decode, x, y);
  if (region == NULL)
    return !is_visited (search->decode, x, y) || --search->edges > 0;
  take_grid (region, dmtxDecodeGetProp (search->decode, DmtxPropHeight), &grid);
  dmtxRegionDestroy (&region);
  return search->func (&grid, search->user_data) && --search->edges > 0;
}

static gboolean
try_pixels (Search *search, gint gap)
{
  const gint width = dmtxDecodeGetProp (search->decode, DmtxPropWidth);
  const gint height = dmtxDecodeGetProp (search->decode, DmtxPropHeight);

  for (gint y = gap / 2; y < height; y += gap)
    for (gint x = 0; x < width; x++)
      if (!try_pixel (search, x, y))
        return FALSE;
  for (gint x = gap / 2; x < width; x += gap)
    for (gint y = 0; y < height; y++)
      if (!try_pixel (search, x, y))
        return FALSE;
  return TRUE;
}

static gboolean
set_properties (DmtxDecode *decode, gint threshold)
{
  return dmtxDecodeSetProp (decode, DmtxPropEdgeThresh, CLAMP (threshold, 1, 100)) == DmtxPass
      && dmtxDecodeSetProp (decode, DmtxPropEdgeMin, MIN_EDGE) == DmtxPass;
}

/**
 * aoi_dmtx_find:
 * @pixels: the image, a byte a pixel, @width bytes a row; not written
 * @width: in pixels
 * @height: in pixels
 * @gap: pixels between the lines along which edges are searched for, at least 1; smaller codes are not
 *   found
 * @threshold: percentage, 1..100, of the full range of levels by which an edge must rise
 * @edges: how many edges may be followed, at least 1, which bounds the time
 * @func: gets each place that may be a DataMatrix code
 * @user_data: for @func
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Searches for the frames of DataMatrix codes, dark or light, however they lie. What they say is not read:
 * libdmtx's decoder ends the process where a code's message is odd. Its own limits of time are not used
 * either: the work depends on the picture alone. Any thread.
 *
 * Returns: %FALSE with @error set if libdmtx failed, not if there is no code
 */
gboolean
aoi_dmtx_find (guint8 *pixels, gint width, gint height, gint gap, gint threshold, guint edges,
    AoiDmtxFunc func, gpointer user_data, GError **error)
{
  DmtxImage *image = dmtxImageCreate (pixels, width, height, DmtxPack8bppK);
  DmtxDecode *decode = image != NULL ? dmtxDecodeCreate (image, 1) : NULL;
  const gboolean good = decode != NULL && set_properties (decode, threshold);

  Search search = { decode, edges, func, user_data };

  if (good)
    try_pixels (&search, gap);
  else
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_FAILED, "libdmtx refuses an image of %dx%d", width, height);
  if (decode != NULL)
    dmtxDecodeDestroy (&decode);
  if (image != NULL)
    dmtxImageDestroy (&image);
  return good;
}
