/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "inspectors/compare/compare-match.h"

/* What a golden does not cover: above all differences. */
#define UNCOVERED 9.0f

/**
 * aoi_compare_composite_begin:
 * @work: working memory, laid out
 *
 * Begins to put the maps of several goldens together.
 */
void
aoi_compare_composite_begin (AoiCompareWork *work)
{
  aoi_plane_fill (&work->base, 0.0f);
  aoi_plane_fill (&work->least.structure, UNCOVERED);
  aoi_plane_fill (&work->least.brightness, 0.0f);
  aoi_plane_fill (&work->least.chroma, UNCOVERED);
}

/* Where in the golden picture a place of the live one is; FALSE: nowhere with a window that is judged. */
static inline gboolean
find_golden (const AoiCompareWork *work, const AoiCompareGrid *grid, gdouble x, gdouble y, gint *gx,
    gint *gy)
{
  *gx = (gint) floor (x + 0.5);
  *gy = (gint) floor (y + 0.5);
  return *gy >= 0 && *gy < work->base.height && *gx >= work->valid[*gy].begin
      && *gx < work->valid[*gy].end && aoi_plane_row (&grid->judged.structure, *gy)[*gx] > 0.0f;
}

static inline void
lower (const AoiPlane *least, gint x, gint y, const AoiPlane *map, gint gx, gint gy)
{
  gfloat *value = aoi_plane_row (least, y) + x;

  *value = MIN (*value, aoi_plane_row (map, gy)[gx]);
}

static inline void
lower_structure (
    const AoiCompareMaps *least, gint x, gint y, const AoiCompareMaps *maps, gint gx, gint gy)
{
  gfloat *value = aoi_plane_row (&least->structure, y) + x;
  gfloat other = aoi_plane_row (&maps->structure, gy)[gx];

  if (other < *value) {
    *value = other;
    aoi_plane_row (&least->brightness, y)[x] = aoi_plane_row (&maps->brightness, gy)[gx];
  }
}

/**
 * aoi_compare_composite_add:
 * @work: with the maps of a golden that was judged just now
 * @grid: the sizes
 * @pose: how the part lies relative to that golden
 * @is_base: no golden before was as similar
 *
 * Adds a golden's maps, moved to the live picture's place.
 */
void
aoi_compare_composite_add (
    AoiCompareWork *work, const AoiCompareGrid *grid, const AoiPose *pose, gboolean is_base)
{
  gint width = work->base.width, height = work->base.height;
  gdouble centre_x = (width - 1) / 2.0, centre_y = (height - 1) / 2.0;
  gdouble c = cos (pose->angle), s = sin (pose->angle);

  for (gint y = 0; y < height; y++) {
    gfloat *base = aoi_plane_row (&work->base, y);

    for (gint x = 0; x < width; x++) {
      gdouble dx = x - centre_x - pose->x, dy = y - centre_y - pose->y;
      gint gx, gy;
      gboolean covered = find_golden (
          work, grid, c * dx + s * dy + centre_x, c * dy - s * dx + centre_y, &gx, &gy);

      if (covered) {
        lower_structure (&work->least, x, y, &work->maps, gx, gy);
        lower (&work->least.chroma, x, y, &work->maps.chroma, gx, gy);
      }
      if (is_base)
        base[x] = covered ? 1.0f : 0.0f;
    }
  }
}

/**
 * aoi_compare_composite_end:
 * @work: working memory
 * @peaks: (out): what differs most
 *
 * Finds what differs most of what the base covers; where another golden is more similar, that one
 * counts. What only another golden covers is not judged: the other way round, defects hide in it.
 */
void
aoi_compare_composite_end (AoiCompareWork *work, AoiComparePeaks *peaks)
{
  aoi_compare_peaks_init (peaks);
  for (gint y = 0; y < work->base.height; y++) {
    const gfloat *base = aoi_plane_row (&work->base, y);
    const gfloat *structure = aoi_plane_row (&work->least.structure, y);
    const gfloat *chroma = aoi_plane_row (&work->least.chroma, y);

    for (gint x = 0; x < work->base.width; x++)
      if (base[x] > 0.0f)
        aoi_compare_peaks_add (peaks, structure[x], chroma[x], x, y);
  }
  aoi_compare_peaks_end (peaks, &work->least.brightness);
}
