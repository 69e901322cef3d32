/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "correlate-judged.h"

#include <math.h>

#include "kernel.h"

/* Variances below this are rounding. */
#define FLAT 1e-3

/* Of the golden picture's pixels that count, how many must be in the live one. */
#define MIN_JUDGED 0.25

typedef struct {
  gdouble n, golden, live, golden_square, live_square, product;
} Sums;

AOI_KERNEL
static void
add_row (const gfloat *restrict judged, const gfloat *restrict golden, const gfloat *restrict live,
    gint n, Sums *sums)
{
  gfloat lanes[6][AOI_LANES] = { 0 };

  for (gint x = 0; x < n; x++) {
    gfloat g = judged[x] * golden[x], l = judged[x] * live[x];
    gint i = x % AOI_LANES;

    lanes[0][i] += judged[x];
    lanes[1][i] += g;
    lanes[2][i] += l;
    lanes[3][i] += g * g;
    lanes[4][i] += l * l;
    lanes[5][i] += g * l;
  }
  for (gint i = 0; i < AOI_LANES; i++) {
    sums->n += lanes[0][i];
    sums->golden += lanes[1][i];
    sums->live += lanes[2][i];
    sums->golden_square += lanes[3][i];
    sums->live_square += lanes[4][i];
    sums->product += lanes[5][i];
  }
}

/**
 * aoi_judged_pair_init:
 * @self: (out caller-allocates): the pair
 * @golden: a picture
 * @live: a picture of the same size
 * @judged: of the same size: 1 where pixels of @golden count, else 0
 * @noise: added to both variances, in squared gray levels
 *
 * Borrows all planes.
 */
void
aoi_judged_pair_init (AoiJudgedPair *self, const AoiPlane *golden, const AoiPlane *live,
    const AoiPlane *judged, gdouble noise)
{
  gdouble n = 0.0;

  for (gint y = 0; y < judged->height; y++)
    for (gint x = 0; x < judged->width; x++)
      n += aoi_plane_row (judged, y)[x];
  *self = (AoiJudgedPair){ golden, live, judged, noise, MAX (1.0, MIN_JUDGED * n) };
}

/**
 * aoi_correlate_judged:
 * @pair: two pictures
 * @area: of the golden one; moved by the shift, it must be inside of the live one and its margin
 * @dx: pixels by which the part is right of its place
 * @dy: pixels by which it is below
 *
 * Normalised cross-correlation of those pixels of an area that count. Both means and variances are
 * those of these pixels: D. Padfield, "Masked Object Registration in the Fourier Domain", 2012, here
 * without a transform since only few shifts are tried.
 *
 * Returns: -1..1; 0 where nothing can be said: too few of the pixels that count are in @area, or one of
 *   the pictures is flat
 */
gdouble
aoi_correlate_judged (const AoiJudgedPair *pair, const AoiRect *area, gint dx, gint dy)
{
  gdouble golden, live, golden_variance, live_variance;
  Sums sums = { 0 };

  for (gint y = area->y; y < area->y + area->height; y++)
    add_row (aoi_plane_row (pair->judged, y) + area->x, aoi_plane_row (pair->golden, y) + area->x,
        aoi_plane_row (pair->live, y + dy) + area->x + dx, area->width, &sums);
  if (sums.n < pair->least)
    return 0.0;
  golden = sums.golden / sums.n;
  live = sums.live / sums.n;
  golden_variance = MAX (0.0, sums.golden_square / sums.n - golden * golden) + pair->noise;
  live_variance = MAX (0.0, sums.live_square / sums.n - live * live) + pair->noise;
  if (golden_variance <= FLAT || live_variance <= FLAT)
    return 0.0;
  return (sums.product / sums.n - golden * live) / sqrt (golden_variance * live_variance);
}
