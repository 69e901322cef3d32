/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/hardness.h"

#include "ops/filter.h"
#include "ops/quantile.h"

/* Side of the window in which a step is taken in full, however blurred its edge. */
#define WIDE 7

/* Of the greatest step, what makes a place an edge; and of all edges, how many are less steep than the
 * sharpness says. */
#define EDGE_PART 0.5f
#define SHARE 0.9

/* Of the difference between the darkest and the brightest pixel, how far from either a pixel may be to
 * have its level; and which range of values around a pixel makes it an edge. */
#define LEVEL_PART 0.2f
#define EVEN_PART 0.5f

/* Ranges of values around each pixel of a plane: greatest less least. */
static void
find_ranges (
    const AoiPlane *plane, gint size, gfloat *row, const AoiPlane *low, const AoiPlane *range)
{
  aoi_filter_min (plane, size, row, low);
  aoi_filter_max (plane, size, row, range);
  for (gint y = 0; y < range->height; y++)
    for (gint x = 0; x < range->width; x++)
      aoi_plane_row (range, y)[x] -= aoi_plane_row (low, y)[x];
}

static gfloat
greatest_judged (const AoiPlane *plane, const AoiPlane *judged)
{
  gfloat most = 0.0f;

  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++)
      most = MAX (most, aoi_plane_row (plane, y)[x] * aoi_plane_row (judged, y)[x]);
  return most;
}

/* The narrow ranges where the wide ones are at least @least. */
static gsize
collect (const AoiPlane *narrow, const AoiPlane *wide, const AoiPlane *judged, gfloat least,
    gfloat *values)
{
  gsize n = 0;

  for (gint y = 0; y < narrow->height; y++)
    for (gint x = 0; x < narrow->width; x++)
      if (aoi_plane_row (judged, y)[x] > 0.0f && aoi_plane_row (wide, y)[x] >= least)
        values[n++] = aoi_plane_row (narrow, y)[x];
  return n;
}

static void
find_extremes (const AoiPlane *plane, const AoiPlane *judged, gfloat *least, gfloat *most)
{
  *least = G_MAXFLOAT;
  *most = -G_MAXFLOAT;
  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++)
      if (aoi_plane_row (judged, y)[x] > 0.0f) {
        *least = MIN (*least, aoi_plane_row (plane, y)[x]);
        *most = MAX (*most, aoi_plane_row (plane, y)[x]);
      }
}

static gfloat
find_two_levels (const AoiPlane *plane, const AoiPlane *narrow, const AoiPlane *judged, gfloat step)
{
  gsize n_even = 0, n_level = 0;
  gfloat least, most, near;

  find_extremes (plane, judged, &least, &most);
  near = LEVEL_PART * (most - least);
  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++) {
      const gfloat value = aoi_plane_row (plane, y)[x];

      if (aoi_plane_row (judged, y)[x] <= 0.0f || aoi_plane_row (narrow, y)[x] >= EVEN_PART * step)
        continue;
      n_even++;
      n_level += value <= least + near || value >= most - near;
    }
  return n_even > 0 ? (gfloat) n_level / (gfloat) n_even : 0.0f;
}

/**
 * aoi_hardness_measure:
 * @plane: a picture with a margin of at least %AOI_HARDNESS_MARGIN
 * @judged: of the same size: 1 where pixels count, else 0
 *
 * Measures how steep edges are. Allocates working memory.
 *
 * Returns: what was measured; zeros of a picture that is flat
 */
AoiHardness
aoi_hardness_measure (const AoiPlane *plane, const AoiPlane *judged)
{
  gint width = plane->width, height = plane->height;
  gsize size = 0, n = (gsize) width * height;
  g_autofree gfloat *row = g_new (gfloat, width + 2 * plane->margin);
  g_autofree gfloat *values = g_new (gfloat, n), *memory = NULL;
  AoiHardness result = { 0 };
  AoiPlane low, wide, narrow;

  size = aoi_plane_init (&low, NULL, width, height, 0);
  memory = g_new (gfloat, 3 * size);
  aoi_plane_init (&low, memory, width, height, 0);
  aoi_plane_init (&wide, memory + size, width, height, 0);
  aoi_plane_init (&narrow, memory + 2 * size, width, height, 0);
  find_ranges (plane, WIDE, row, &low, &wide);
  find_ranges (plane, 3, row, &low, &narrow);
  result.step = greatest_judged (&wide, judged);
  n = collect (&narrow, &wide, judged, EDGE_PART * result.step, values);
  if (result.step > 0.0f && n > 0)
    result.sharpness = aoi_quantile (values, n, SHARE) / result.step;
  result.two_levels = find_two_levels (plane, &narrow, judged, result.step);
  return result;
}
