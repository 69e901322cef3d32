/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/sharpness.h"

#include <math.h>

#include "ops/kernel.h"

/* Limits of what is added of a picture's detail: beyond these it is not the same part in another
 * focus. At the least the picture becomes about as soft as a Gaussian of sigma 0.5 pixels makes it, at
 * the most it gets back what a Gaussian of sigma 1 pixel took. */
#define MIN_SHARPNESS -0.5f
#define MAX_SHARPNESS 1.5f

/* Variance of the detail that is noise, in squared gray levels: what has no more stays as it is. */
#define NOISE 1.0

/* Focus changes an edge by less than this, in gray levels; what differs more is another part. */
#define MAX_RESIDUAL 60.0f

/**
 * aoi_sharpness_split:
 * @src: a picture with a margin of at least 1
 * @row: working memory, a row of @src with two more pixels
 * @detail: (out): a plane of the same size: what a binomial blur of 3x3 pixels takes from @src; its
 *   margin is left alone
 */
AOI_KERNEL
void
aoi_sharpness_split (const AoiPlane *src, gfloat *restrict row, const AoiPlane *detail)
{
  for (gint y = 0; y < src->height; y++) {
    const gfloat *restrict above = aoi_plane_row (src, y - 1) - 1;
    const gfloat *restrict middle = aoi_plane_row (src, y) - 1;
    const gfloat *restrict below = aoi_plane_row (src, y + 1) - 1;
    gfloat *restrict out = aoi_plane_row (detail, y);

    for (gint x = 0; x < src->width + 2; x++)
      row[x] = 0.25f * (above[x] + below[x]) + 0.5f * middle[x];
    for (gint x = 0; x < src->width; x++)
      out[x] = middle[x + 1] - 0.25f * (row[x] + row[x + 2]) - 0.5f * row[x + 1];
  }
}

typedef struct {
  gfloat weight[AOI_LANES], missing[AOI_LANES], square[AOI_LANES];
} Lanes;

static inline __attribute__ ((always_inline)) void
add_pixel (Lanes *lanes, gint i, gfloat golden, gfloat live, gfloat detail, gfloat judged)
{
  gfloat residual = golden - live;
  gfloat weight = fabsf (residual) < MAX_RESIDUAL ? judged : 0.0f;

  lanes->weight[i] += weight;
  lanes->missing[i] += weight * detail * residual;
  lanes->square[i] += weight * detail * detail;
}

/* Adds a row's products of detail with what the live picture lacks, and with itself. */
AOI_KERNEL
static void
add_row (const gfloat *restrict golden, const gfloat *restrict live, const gfloat *restrict detail,
    const gfloat *restrict judged, gint n, gdouble sums[3])
{
  const gint whole = n / AOI_LANES * AOI_LANES;
  Lanes lanes = { 0 };

  for (gint x = 0; x < whole; x += AOI_LANES)
    AOI_EACH_LANE (i)
  add_pixel (&lanes, i, golden[x + i], live[x + i], detail[x + i], judged[x + i]);
  for (gint x = whole; x < n; x++)
    add_pixel (&lanes, x % AOI_LANES, golden[x], live[x], detail[x], judged[x]);
  for (gint i = 0; i < AOI_LANES; i++) {
    sums[0] += lanes.weight[i];
    sums[1] += lanes.missing[i];
    sums[2] += lanes.square[i];
  }
}

/**
 * aoi_sharpness_fit:
 * @golden: a picture
 * @live: a picture of the same size, aligned and as bright
 * @detail: of @live, by aoi_sharpness_split()
 * @judged: of the same size: 1 where pixels count, else 0
 * @mask: a run for each row: the pixels that @live shows; only they count
 *
 * Finds how much of its detail @live must be given more to be in the golden picture's focus, by least
 * squares.
 *
 * Returns: the factor, negative if @live is the sharper one; 0 if no pixel counts
 */
gfloat
aoi_sharpness_fit (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *detail,
    const AoiPlane *judged, const AoiRun *mask)
{
  gdouble sums[3] = { 0.0 };

  for (gint y = 0; y < golden->height; y++) {
    gint x = mask[y].begin;

    if (mask[y].end > x)
      add_row (aoi_plane_row (golden, y) + x, aoi_plane_row (live, y) + x,
          aoi_plane_row (detail, y) + x, aoi_plane_row (judged, y) + x, mask[y].end - x, sums);
  }
  if (sums[0] < 1.0)
    return 0.0f;
  return CLAMP ((gfloat) (sums[1] / (sums[2] + NOISE * sums[0])), MIN_SHARPNESS, MAX_SHARPNESS);
}

/**
 * aoi_sharpness_apply:
 * @sharpness: of aoi_sharpness_fit()
 * @detail: of @plane, by aoi_sharpness_split()
 * @plane: a picture to change; its margin stays as it is
 */
AOI_KERNEL
void
aoi_sharpness_apply (gfloat sharpness, const AoiPlane *detail, const AoiPlane *plane)
{
  for (gint y = 0; y < plane->height; y++) {
    const gfloat *restrict in = aoi_plane_row (detail, y);
    gfloat *restrict row = aoi_plane_row (plane, y);

    for (gint x = 0; x < plane->width; x++)
      row[x] += sharpness * in[x];
  }
}
