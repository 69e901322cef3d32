/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/color-count.h"

/* As many pixels as a byte can count. */
#define RUN 255

static guint
sum_bytes (const guint8 *data, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    sum += data[i];
  return sum;
}

/**
 * aoi_color_split:
 * @rgb: packed pixels
 * @n: how many, at most %AOI_COLOR_BLOCK
 * @planes: (out caller-allocates): gets the pixels
 * @sums: (inout): grow by the sums of red, green and blue
 *
 * Makes planes of packed pixels. Any thread.
 */
void
aoi_color_split (const guint8 *rgb, guint n, AoiColorPlanes *planes, guint64 sums[3])
{
  g_return_if_fail (n <= AOI_COLOR_BLOCK);
  for (guint i = 0; i < n; i++) {
    planes->plane[0][i] = rgb[3 * i];
    planes->plane[1][i] = rgb[3 * i + 1];
    planes->plane[2][i] = rgb[3 * i + 2];
  }
  for (guint c = 0; c < 3; c++)
    sums[c] += sum_bytes (planes->plane[c], n);
}

/* A byte less its lower bound is at most the span only when it lies between both bounds: what is
 * below wraps round to a large number. */
static guint
count_run (const AoiColorPlanes *planes, guint first, guint n, const AoiColorBox *box)
{
  const guint8 *red = planes->plane[0] + first;
  const guint8 *green = planes->plane[1] + first;
  const guint8 *blue = planes->plane[2] + first;
  guint8 low_r = box->lower[0], low_g = box->lower[1], low_b = box->lower[2];
  guint8 span_r = box->upper[0] - low_r, span_g = box->upper[1] - low_g;
  guint8 span_b = box->upper[2] - low_b;
  guint8 count = 0;

  for (guint i = 0; i < n; i++)
    count += ((guint8) (red[i] - low_r) <= span_r) & ((guint8) (green[i] - low_g) <= span_g)
        & ((guint8) (blue[i] - low_b) <= span_b);
  return count;
}

/**
 * aoi_color_count:
 * @planes: pixels
 * @n: how many, at most %AOI_COLOR_BLOCK
 * @box: bounds, inclusive
 *
 * Returns: how many of the pixels lie inside of @box
 */
guint
aoi_color_count (const AoiColorPlanes *planes, guint n, const AoiColorBox *box)
{
  guint count = 0;

  g_return_val_if_fail (n <= AOI_COLOR_BLOCK, 0);
  for (guint c = 0; c < 3; c++)
    if (box->lower[c] > box->upper[c])
      return 0;
  for (guint first = 0; first < n; first += RUN)
    count += count_run (planes, first, MIN (n - first, RUN), box);
  return count;
}
