/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/dmtx-shim.h"

#include <dmtx.h>

#include "aoi-error.h"

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

/* Returns FALSE to end the search. */
static gboolean
try_pixel (DmtxDecode *decode, gint x, gint y, AoiDmtxFunc func, gpointer user_data)
{
  DmtxRegion *region = dmtxRegionScanPixel (decode, x, y);
  AoiDmtxGrid grid;

  if (region == NULL)
    return TRUE;
  take_grid (region, dmtxDecodeGetProp (decode, DmtxPropHeight), &grid);
  dmtxRegionDestroy (&region);
  return func (&grid, user_data);
}

static gboolean
try_pixels (DmtxDecode *decode, gint gap, AoiDmtxFunc func, gpointer user_data)
{
  const gint width = dmtxDecodeGetProp (decode, DmtxPropWidth);
  const gint height = dmtxDecodeGetProp (decode, DmtxPropHeight);

  for (gint y = gap / 2; y < height; y += gap)
    for (gint x = 0; x < width; x++)
      if (!try_pixel (decode, x, y, func, user_data))
        return FALSE;
  for (gint x = gap / 2; x < width; x += gap)
    for (gint y = 0; y < height; y++)
      if (!try_pixel (decode, x, y, func, user_data))
        return FALSE;
  return TRUE;
}

static gboolean
set_properties (DmtxDecode *decode, gint threshold)
{
  return dmtxDecodeSetProp (decode, DmtxPropEdgeThresh, CLAMP (threshold, 1, 100)) == DmtxPass;
}

/**
 * aoi_dmtx_find:
 * @pixels: the image, a byte a pixel, @width bytes a row; not written
 * @width: in pixels
 * @height: in pixels
 * @gap: pixels between the lines along which edges are looked for, at least 1; smaller codes are not
 *   found
 * @threshold: percentage, 1..100, of the full range of levels by which an edge must rise
 * @func: gets each place that looks like a DataMatrix code
 * @user_data: for @func
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Looks for the frames of DataMatrix codes, dark or light, however they lie. What they say is not read:
 * libdmtx's decoder ends the process where a code's message is odd. Its own limits of time are not used
 * either: the work depends on the picture alone. Any thread.
 *
 * Returns: %FALSE with @error set if libdmtx failed, not if there is no code
 */
gboolean
aoi_dmtx_find (guint8 *pixels, gint width, gint height, gint gap, gint threshold, AoiDmtxFunc func,
    gpointer user_data, GError **error)
{
  DmtxImage *image = dmtxImageCreate (pixels, width, height, DmtxPack8bppK);
  DmtxDecode *decode = image != NULL ? dmtxDecodeCreate (image, 1) : NULL;
  const gboolean good = decode != NULL && set_properties (decode, threshold);

  if (good)
    try_pixels (decode, gap, func, user_data);
  else
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_FAILED, "libdmtx refuses an image of %dx%d", width, height);
  if (decode != NULL)
    dmtxDecodeDestroy (&decode);
  if (image != NULL)
    dmtxImageDestroy (&image);
  return good;
}
