/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "reduce.h"

#include "kernel.h"

/* Area averaging of bytes in whole numbers, for pictures to look at. */

/* Half of what a target pixel's weights along both axes add up to. */
#define ROUNDING (AOI_REDUCE_ONE * AOI_REDUCE_ONE / 2)

/**
 * aoi_reduce_edge:
 * @pixel: a source pixel, or their number for the last edge
 * @size: source pixels, at least @n
 * @n: target pixels
 *
 * Divides a source axis among target pixels. A source pixel weighs as much in a target pixel as its
 * edges have of it between them, so that weights add up exactly to %AOI_REDUCE_ONE.
 *
 * Returns: where the pixel's first edge lies, in 1 / %AOI_REDUCE_ONE of a target pixel
 */
gint64
aoi_reduce_edge (gint pixel, gint size, gint n)
{
  return ((gint64) pixel * n * AOI_REDUCE_ONE + size / 2) / size;
}

/**
 * aoi_reduce_add:
 * @src: (array length=n): bytes of a row
 * @weight: of the row; the weights that a sum gets add up to %AOI_REDUCE_ONE at most
 * @n: how many bytes
 * @sums: (array length=n): what they are added to
 */
AOI_KERNEL
void
aoi_reduce_add (const guint8 *src, guint weight, gint n, guint16 *sums)
{
  const guint16 w = (guint16) weight;

  for (gint i = 0; i < n; i++)
    sums[i] = (guint16) (sums[i] + w * src[i]);
}

/**
 * aoi_reduce_columns:
 * @sums: red, green and blue of the source's columns, whole weights added
 * @first: (array length=n): the first source column of each target pixel
 * @weights: @taps of them for each target pixel; 0 beyond its last source column
 * @taps: how many source columns are read for a target pixel
 * @n: target pixels
 * @dest: @n bytes each for red, green and blue
 */
void
aoi_reduce_columns (const guint16 *const sums[3], const gint *first, const guint16 *weights,
    gint taps, gint n, guint8 *const dest[3])
{
  for (gint i = 0; i < n; i++, weights += taps) {
    const gint at = first[i];
    guint32 r = ROUNDING, g = ROUNDING, b = ROUNDING;

    for (gint k = 0; k < taps; k++) {
      r += (guint32) weights[k] * sums[0][at + k];
      g += (guint32) weights[k] * sums[1][at + k];
      b += (guint32) weights[k] * sums[2][at + k];
    }
    dest[0][i] = (guint8) (r >> 16);
    dest[1][i] = (guint8) (g >> 16);
    dest[2][i] = (guint8) (b >> 16);
  }
}
