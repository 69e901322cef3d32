/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/correlate-judged.h"

#include <math.h>

#include "ops/kernel.h"

/* Variances below this are rounding. */
#define FLAT 1e-3

/* The share of the golden's judged pixels that must lie in the live picture. */
#define MIN_JUDGED 0.25

/* Lanes of each sum: so many that an addition need not wait for the one before it, though compilers
 * keep six times as many in memory. */
#define WIDE (4 * AOI_LANES)

typedef struct {
  gfloat n[WIDE], golden[WIDE], live[WIDE];
  gfloat golden_square[WIDE], live_square[WIDE], product[WIDE];
} Sums;

/* A loop a sum: so they become vector instructions. */
static inline __attribute__ ((always_inline)) void
add_pixels (Sums *sums, const gfloat *restrict judged, const gfloat *restrict golden,
    const gfloat *restrict live, gfloat level, gint n)
{
  gfloat g[WIDE], l[WIDE];

  for (gint i = 0; i < n; i++)
    g[i] = judged[i] * (golden[i] - level);
  for (gint i = 0; i < n; i++)
    l[i] = judged[i] * (live[i] - level);
  for (gint i = 0; i < n; i++)
    sums->n[i] += judged[i];
  for (gint i = 0; i < n; i++)
    sums->golden[i] += g[i];
  for (gint i = 0; i < n; i++)
    sums->live[i] += l[i];
  for (gint i = 0; i < n; i++)
    sums->golden_square[i] += g[i] * g[i];
  for (gint i = 0; i < n; i++)
    sums->live_square[i] += l[i] * l[i];
  for (gint i = 0; i < n; i++)
    sums->product[i] += g[i] * l[i];
}

AOI_KERNEL
static void
sum_area (const AoiJudgedPair *pair, const AoiRect *area, gint dx, gint dy, Sums *result)
{
  gint whole = area->width / WIDE * WIDE;
  Sums sums = { 0 };

  for (gint y = area->y; y < area->y + area->height; y++) {
    const gfloat *judged = aoi_plane_row (pair->judged, y) + area->x;
    const gfloat *golden = aoi_plane_row (pair->golden, y) + area->x;
    const gfloat *live = aoi_plane_row (pair->live, y + dy) + area->x + dx;

    for (gint x = 0; x < whole; x += WIDE)
      add_pixels (&sums, judged + x, golden + x, live + x, pair->level, WIDE);
    add_pixels (
        &sums, judged + whole, golden + whole, live + whole, pair->level, area->width - whole);
  }
  *result = sums;
}

static gdouble
sum_lanes (const gfloat lanes[WIDE])
{
  gdouble sum = 0.0;

  for (gint i = 0; i < WIDE; i++)
    sum += lanes[i];
  return sum;
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
  gdouble n = 0.0, sum = 0.0;

  for (gint y = 0; y < judged->height; y++) {
    for (gint x = 0; x < judged->width; x++) {
      n += aoi_plane_row (judged, y)[x];
      sum += aoi_plane_row (judged, y)[x] * aoi_plane_row (golden, y)[x];
    }
  }
  *self = (AoiJudgedPair){ golden, live, judged, noise, MAX (1.0, MIN_JUDGED * n),
    n > 0.0 ? (gfloat) (sum / n) : 0.0f };
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
  gdouble golden, live, golden_variance, live_variance, n;
  Sums sums;

  sum_area (pair, area, dx, dy, &sums);
  n = sum_lanes (sums.n);
  if (n < pair->least)
    return 0.0;
  golden = sum_lanes (sums.golden) / n;
  live = sum_lanes (sums.live) / n;
  golden_variance = MAX (0.0, sum_lanes (sums.golden_square) / n - golden * golden) + pair->noise;
  live_variance = MAX (0.0, sum_lanes (sums.live_square) / n - live * live) + pair->noise;
  if (golden_variance <= FLAT || live_variance <= FLAT)
    return 0.0;
  return (sum_lanes (sums.product) / n - golden * live) / sqrt (golden_variance * live_variance);
}
