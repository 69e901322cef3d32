/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/structure.h"

#include <string.h>

#include "ops/kernel.h"

/* The contrast and structure part of SSIM: Z. Wang, A. C. Bovik, H. R. Sheikh and E. P. Simoncelli,
 * "Image Quality Assessment: From Error Visibility to Structural Similarity", 2004. */

/* Sums along a row of windows that begin at each of its n first pixels. */
static inline __attribute__ ((always_inline)) void
sum_along (const gfloat *restrict row, gint window, gint n, gfloat *restrict sums)
{
  for (gint x = 0; x < n; x++)
    sums[x] = row[x];
  for (gint i = 1; i < window; i++)
    for (gint x = 0; x < n; x++)
      sums[x] += row[x + i];
}

/**
 * aoi_structure_variance:
 * @src: a plane with a margin of at least @window / 2, 0 where pixels do not count
 * @window: side of the window in pixels, odd
 * @scale: 1 / how many pixels of the window around each pixel count; 0 where it is not judged
 * @row: working memory, four rows of the plane with @window more pixels
 * @mean: (out): of the window around each pixel
 * @variance: (out): of the same
 */
AOI_KERNEL
void
aoi_structure_variance (const AoiPlane *src, gint window, const AoiPlane *scale, gfloat *row,
    const AoiPlane *mean, const AoiPlane *variance)
{
  gint n = src->width, wide = n + window, radius = window / 2;
  gfloat *restrict sums = row, *restrict squares = row + wide;
  gfloat *restrict sum = row + 2 * wide, *restrict square = row + 3 * wide;

  for (gint y = 0; y < src->height; y++) {
    gfloat *restrict m = aoi_plane_row (mean, y), *restrict v = aoi_plane_row (variance, y);
    const gfloat *restrict part = aoi_plane_row (scale, y);

    memset (sums, 0, sizeof (gfloat) * 2 * wide);
    for (gint i = y - radius; i <= y + radius; i++) {
      const gfloat *restrict in = aoi_plane_row (src, i) - radius;

      for (gint x = 0; x < n + window - 1; x++) {
        sums[x] += in[x];
        squares[x] += in[x] * in[x];
      }
    }
    sum_along (sums, window, n, sum);
    sum_along (squares, window, n, square);
    for (gint x = 0; x < n; x++) {
      gfloat mu = part[x] * sum[x], var = part[x] * square[x] - mu * mu;

      m[x] = mu;
      v[x] = var > 0.0f ? var : 0.0f;
    }
  }
}

/**
 * aoi_structure_difference:
 * @golden: a plane with a margin of at least @window / 2
 * @mean: of its windows, by aoi_structure_variance()
 * @variance: of its windows
 * @live: a plane of the same size and margin, aligned and as bright, 0 where pixels do not count
 * @window: side of the window in pixels, odd
 * @scale: as for aoi_structure_variance()
 * @noise: variance below which structure does not count, in squared gray levels
 * @rows: working memory, six rows of the plane with @window more pixels
 * @dest: (out): for the window around each pixel, from 0 (same structure) over 1 (nothing in common)
 *   to 2 (inverted); 0 where it is not judged
 */
AOI_KERNEL
void
aoi_structure_difference (const AoiPlane *golden, const AoiPlane *mean, const AoiPlane *variance,
    const AoiPlane *live, gint window, const AoiPlane *scale, gfloat noise, gfloat *rows,
    const AoiPlane *dest)
{
  gint n = golden->width, wide = n + window, radius = window / 2;
  gfloat *restrict sums = rows, *restrict squares = rows + wide,
                   *restrict products = rows + 2 * wide;
  gfloat *restrict sum = rows + 3 * wide, *restrict square = rows + 4 * wide;
  gfloat *restrict product = rows + 5 * wide;

  for (gint y = 0; y < golden->height; y++) {
    const gfloat *restrict gm = aoi_plane_row (mean, y), *restrict gv = aoi_plane_row (variance, y);
    const gfloat *restrict part = aoi_plane_row (scale, y);
    gfloat *restrict out = aoi_plane_row (dest, y);

    memset (rows, 0, sizeof (gfloat) * 3 * wide);
    for (gint i = y - radius; i <= y + radius; i++) {
      const gfloat *restrict l = aoi_plane_row (live, i) - radius;
      const gfloat *restrict g = aoi_plane_row (golden, i) - radius;

      for (gint x = 0; x < n + window - 1; x++) {
        sums[x] += l[x];
        squares[x] += l[x] * l[x];
        products[x] += l[x] * g[x];
      }
    }
    sum_along (sums, window, n, sum);
    sum_along (squares, window, n, square);
    sum_along (products, window, n, product);
    for (gint x = 0; x < n; x++) {
      gfloat mu = part[x] * sum[x], var = part[x] * square[x] - mu * mu;
      gfloat covariance = part[x] * product[x] - mu * gm[x];
      gfloat d = 1.0f - (2.0f * covariance + noise) / ((var > 0.0f ? var : 0.0f) + gv[x] + noise);

      d = d > 0.0f ? d : 0.0f;
      out[x] = d < 2.0f ? d : 2.0f;
    }
  }
}
