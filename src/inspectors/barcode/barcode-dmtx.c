/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>
#include <string.h>

#include "inspectors/barcode/barcode-libraries.h"
#include "inspectors/barcode/dmtx-shim.h"

/* Pixels between the lines along which libdmtx searches for edges. */
#define GAP 5

/* Edges rise by this share of the picture's range of levels. */
#define EDGE 0.12

/* Modules of light ground around the code's chart, and pixels a module. */
#define QUIET 2
#define MODULE 3

/* Bound the time in a picture full of edges, or of frames. */
#define MAX_EDGES 200
#define MAX_GRIDS 24

/* A module is the mean of so many points along each of its sides. */
#define POINTS 3

typedef struct {
  const AoiBarcodeSearch *search;
  guint8 *chart; /* the code as ZXing likes it */
  const AoiDmtxGrid *grid; /* that is being read */
  guint n_grids;
  GError *error;
} Pass;

static gboolean
map_point (const AoiDmtxGrid *grid, gdouble u, gdouble v, gdouble *x, gdouble *y)
{
  const gdouble *to = grid->to_picture;
  const gdouble w = to[6] * u + to[7] * v + to[8];

  *x = (to[0] * u + to[1] * v + to[2]) / w;
  *y = (to[3] * u + to[4] * v + to[5]) / w;
  return isfinite (*x) && isfinite (*y);
}

static gint
get_level (const AoiBarcodeSearch *search, const AoiDmtxGrid *grid, gint column, gint row)
{
  gint sum = 0;

  for (gint i = 0; i < POINTS * POINTS; i++) {
    const gdouble u = (column + (i % POINTS + 1.0) / (POINTS + 1)) / grid->columns;
    const gdouble v = (row + (i / POINTS + 1.0) / (POINTS + 1)) / grid->rows;
    gdouble x, y;

    if (!map_point (grid, u, v, &x, &y))
      return 0;
    sum += search->pixels[(gsize) CLAMP (y, 0.0, search->height - 1.0) * search->width
        + (gsize) CLAMP (x, 0.0, search->width - 1.0)];
  }
  return sum / (POINTS * POINTS);
}

static void
draw_chart (const Pass *pass, gint width, gint height)
{
  const AoiDmtxGrid *grid = pass->grid;

  memset (pass->chart, 255, (gsize) width * height);
  for (gint row = 0; row < grid->rows; row++) {
    for (gint column = 0; column < grid->columns; column++) {
      const gboolean dark = get_level (pass->search, grid, column, row) < grid->level;
      guint8 *corner = pass->chart + (gsize) (row + QUIET) * MODULE * width
          + (column + QUIET) * MODULE;

      if (dark != grid->dark)
        continue;
      for (gint y = 0; y < MODULE; y++)
        memset (corner + (gsize) y * width, 0, MODULE);
    }
  }
}

/* At its place in the picture, not in the chart. */
static void
add_code (const AoiBarcodeReading *reading, gpointer user_data)
{
  static const gdouble square[8] = { 0, 0, 1, 0, 1, 1, 0, 1 };
  const Pass *pass = user_data;
  AoiBarcodeReading code = *reading;

  for (guint i = 0; i < 8; i += 2)
    if (!map_point (pass->grid, square[i], square[i + 1], &code.corners[i], &code.corners[i + 1]))
      return;
  aoi_barcode_search_add (pass->search, &code, 0.0);
}

/* Returns FALSE to end the search. */
static gboolean
read_grid (const AoiDmtxGrid *grid, gpointer user_data)
{
  Pass *pass = user_data;
  AoiBarcodeSearch search = *pass->search;
  AoiRect place = { 0, 0, (grid->columns + 2 * QUIET) * MODULE, (grid->rows + 2 * QUIET) * MODULE };

  if ((gsize) place.width * place.height > AOI_BARCODE_CHART_BYTES)
    return TRUE;
  pass->grid = grid;
  draw_chart (pass, place.width, place.height);
  search.pixels = pass->chart;
  search.width = place.width;
  search.height = place.height;
  search.binary = TRUE;
  if (!aoi_barcode_search_at (
          &search, &place, AOI_BARCODE_DATA_MATRIX, add_code, pass, &pass->error))
    return FALSE;
  return ++pass->n_grids < MAX_GRIDS;
}

/**
 * aoi_barcode_search_with_dmtx:
 * @search: a picture
 * @range: of its levels
 * @chart: %AOI_BARCODE_CHART_BYTES to work in
 * @error: return location for an error
 *
 * Searches for DataMatrix codes, dark or light: libdmtx finds where they are, ZXing reads what they say.
 *
 * Returns: %FALSE with @error set if the search could not be done
 */
gboolean
aoi_barcode_search_with_dmtx (
    const AoiBarcodeSearch *search, gint range, guint8 *chart, GError **error)
{
  Pass pass = { .search = search, .chart = chart };

  if (!aoi_barcode_search_check (search, error))
    return FALSE;
  if (!(search->kinds & AOI_BARCODE_DATA_MATRIX))
    return TRUE;
  if (!aoi_dmtx_find ((guint8 *) search->pixels, search->width, search->height, GAP,
          (gint) (EDGE * range * 100.0 / 255.0), MAX_EDGES, read_grid, &pass, error))
    return FALSE;
  if (pass.error == NULL)
    return TRUE;
  g_propagate_error (error, pass.error);
  return FALSE;
}
