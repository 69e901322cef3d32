/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/ramp.h"

#include <math.h>

#include "ops/kernel.h"

#define ROUNDS 5

/* Both axes together, from the middle to a corner, in parts of the golden's brightness: more is no light. */
#define MAX_RAMP 0.2

/* A pixel is left out of the next round when its residual is above this, and above one and a half of the median. */
#define MIN_LIMIT 4.0
#define MEDIANS 1.5

/* Residuals are counted in quarters of a gray level; the last bin has all greater ones. */
#define BINS 256
#define BINS_A_LEVEL 4.0

/* So many rows and columns at a time: a ramp is the same in all of them. */
#define STEP 2

/* An even slope and its middle: @level is of no use beyond the fit. */
typedef struct {
  gdouble x, y, level;
} Slope;

typedef struct {
  gdouble n, x, y, xx, xy, yy, r, xr, yr, golden;
} Sums;

static inline gdouble
to_unit (gint i, gint n)
{
  return n > 1 ? 2.0 * i / (n - 1) - 1.0 : 0.0;
}

static void
add_row (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged, AoiRun run, gint row,
    const Slope *slope, gdouble limit, Sums *sums)
{
  const gfloat *g = aoi_plane_row (golden, row), *l = aoi_plane_row (live, row);
  const gfloat *judges = aoi_plane_row (judged, row);
  const gdouble y = to_unit (row, golden->height);

  for (gint i = run.begin; i < run.end; i += STEP) {
    const gdouble x = to_unit (i, golden->width), r = g[i] - l[i];
    const gdouble residual = fabs (r - slope->level - slope->x * x - slope->y * y);
    const gdouble weight = residual < limit ? judges[i] : 0.0;

    sums->n += weight;
    sums->x += weight * x;
    sums->y += weight * y;
    sums->xx += weight * x * x;
    sums->xy += weight * x * y;
    sums->yy += weight * y * y;
    sums->r += weight * r;
    sums->xr += weight * x * r;
    sums->yr += weight * y * r;
    sums->golden += weight * g[i];
  }
}

static Sums
add_all (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged, const AoiRun *mask,
    const Slope *slope, gdouble limit)
{
  Sums sums = { 0 };

  for (gint y = 0; y < golden->height; y += STEP)
    add_row (golden, live, judged, mask[y], y, slope, limit, &sums);
  return sums;
}

static gdouble
median_residual (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged,
    const AoiRun *mask, const Slope *slope)
{
  guint counts[BINS] = { 0 }, total = 0, below = 0, bin = 0;

  for (gint row = 0; row < golden->height; row += STEP) {
    const gfloat *g = aoi_plane_row (golden, row), *l = aoi_plane_row (live, row);
    const gfloat *judges = aoi_plane_row (judged, row);
    const gdouble level = slope->level + slope->y * to_unit (row, golden->height);

    for (gint i = mask[row].begin; i < mask[row].end; i += STEP) {
      const gdouble residual = fabs (g[i] - l[i] - level - slope->x * to_unit (i, golden->width));

      counts[(guint) MIN (residual * BINS_A_LEVEL, BINS - 1.0)] += judges[i] > 0.0f;
      total += judges[i] > 0.0f;
    }
  }
  while (bin < BINS - 1 && 2 * (below + counts[bin]) < total)
    below += counts[bin++];
  return (bin + 0.5) / BINS_A_LEVEL;
}

/* By least squares, within the limit; level as @sums are if they say nothing of a slope. */
static Slope
solve (const Sums *sums)
{
  const gdouble n = sums->n, x = sums->x / n, y = sums->y / n, r = sums->r / n;
  const gdouble xx = sums->xx / n - x * x, xy = sums->xy / n - x * y, yy = sums->yy / n - y * y;
  const gdouble xr = sums->xr / n - x * r, yr = sums->yr / n - y * r;
  const gdouble determinant = xx * yy - xy * xy;
  Slope slope = { 0.0, 0.0, r };
  const gdouble most = MAX_RAMP * MAX (sums->golden / n, 1.0);
  gdouble size;

  if (determinant < 1e-3)
    return slope;
  slope.x = (xr * yy - yr * xy) / determinant;
  slope.y = (yr * xx - xr * xy) / determinant;
  size = MAX (most, fabs (slope.x) + fabs (slope.y));
  slope.x *= most / size;
  slope.y *= most / size;
  slope.level = r - slope.x * x - slope.y * y;
  return slope;
}

/**
 * aoi_ramp_fit:
 * @golden: a picture
 * @live: a picture of the same size, aligned with it
 * @judged: of the same size: 1 where pixels count, else 0
 * @mask: a run for each row: the pixels that @live shows; only they count
 *
 * Finds by least squares by how much the light of two pictures differs from one side to the other, leaving out
 * what differs for another reason: after each round, pixels with a residual well above the median.
 *
 * Returns: what @live lacks, at most a fifth of @golden's brightness in a corner; none if no pixel counts
 */
AoiRamp
aoi_ramp_fit (
    const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged, const AoiRun *mask)
{
  Slope slope = { 0.0, 0.0, 0.0 };
  gdouble limit = G_MAXDOUBLE;

  for (gint round = 0; round < ROUNDS; round++) {
    Sums sums = add_all (golden, live, judged, mask, &slope, limit);

    if (sums.n < 1.0)
      break;
    slope = solve (&sums);
    if (round < ROUNDS - 1)
      limit = MAX (MIN_LIMIT, MEDIANS * median_residual (golden, live, judged, mask, &slope));
  }
  return (AoiRamp){ (gfloat) slope.x, (gfloat) slope.y };
}

/**
 * aoi_ramp_apply:
 * @self: a ramp
 * @plane: a picture to which it is added; its margin stays as it is
 */
AOI_KERNEL
void
aoi_ramp_apply (const AoiRamp *self, const AoiPlane *plane)
{
  const gfloat step = plane->width > 1 ? 2.0f * self->x / (gfloat) (plane->width - 1) : 0.0f;

  for (gint y = 0; y < plane->height; y++) {
    const gfloat first = self->y * (gfloat) to_unit (y, plane->height) - self->x;
    gfloat *restrict row = aoi_plane_row (plane, y);

    for (gint x = 0; x < plane->width; x++)
      row[x] += first + step * (gfloat) x;
  }
}
