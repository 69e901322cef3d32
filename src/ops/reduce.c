/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/reduce.h"

#include <string.h>

#include "ops/kernel.h"

/* Area averaging of bytes in whole numbers, for pictures that people see. */

/* Half of what the weights add up to. */
#define ROUNDING (AOI_REDUCE_ONE / 2)

/* Bytes. Memory is slower than the sums: CPUs fetch ahead by themselves, but not across the ends of
 * their pages, of which a row of a large frame has one or two. */
#define CACHE_LINE 64
#define AHEAD 4096

/* Half a column, and its sums. */
#define LANES (AOI_REDUCE_ROWS / 2)
typedef guint8 Bytes __attribute__ ((vector_size (LANES)));
typedef guint16 Sums __attribute__ ((vector_size (2 * LANES)));

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
aoi_reduce_add (const guint8 *restrict src, guint weight, gint n, guint16 *restrict sums)
{
  const guint16 w = (guint16) weight;
  gint i = 0;

  for (; i + CACHE_LINE <= n; i += CACHE_LINE) {
    __builtin_prefetch (src + i + AHEAD, 0, 1);
    for (gint k = i; k < i + CACHE_LINE; k++)
      sums[k] = (guint16) (sums[k] + w * src[k]);
  }
  for (; i < n; i++)
    sums[i] = (guint16) (sums[i] + w * src[i]);
}

/**
 * aoi_reduce_take:
 * @sums: (array length=n): whole sums; become 0
 * @n: how many
 * @dest: (array length=n): gets their means
 */
AOI_KERNEL
void
aoi_reduce_take (guint16 *restrict sums, gint n, guint8 *restrict dest)
{
  for (gint i = 0; i < n; i++) {
    dest[i] = (guint8) ((guint16) (sums[i] + ROUNDING) >> 8);
    sums[i] = 0;
  }
}

/* Where green is, is a constant in each inlined kernel. Greens are halved before they are added, or
 * they would not fit. */
static inline __attribute__ ((always_inline)) void
take_cells (guint16 *restrict above, guint16 *restrict below, gint first, gint n,
    guint8 *restrict upper, guint8 *restrict green, guint8 *restrict lower)
{
  gint second = 1 - first;

  for (gint i = 0; i < n; i++) {
    upper[i] = (guint8) ((guint16) (above[2 * i + second] + ROUNDING) >> 8);
    green[i] = (guint8) ((guint16) ((above[2 * i + first] >> 1) + (below[2 * i + second] >> 1)
                             + ROUNDING)
        >> 8);
    lower[i] = (guint8) ((guint16) (below[2 * i + first] + ROUNDING) >> 8);
  }
  memset (above, 0, sizeof (guint16) * 2 * (gsize) n);
  memset (below, 0, sizeof (guint16) * 2 * (gsize) n);
}

/**
 * aoi_reduce_take_cells:
 * @sums: whole sums of the upper and the lower row of cells of a mosaic, 2 * @n each; become 0
 * @green_first: whether the upper row of a cell begins with green
 * @n: how many cells
 * @upper: (array length=n): gets the means of the colour of the upper rows that is not green
 * @green: (array length=n): gets the means of green
 * @lower: (array length=n): gets the means of the colour of the lower rows that is not green
 */
AOI_KERNEL
void
aoi_reduce_take_cells (guint16 *const sums[2], gboolean green_first, gint n, guint8 *upper,
    guint8 *green, guint8 *lower)
{
  if (green_first)
    take_cells (sums[0], sums[1], 0, n, upper, green, lower);
  else
    take_cells (sums[0], sums[1], 1, n, upper, green, lower);
}

/**
 * aoi_reduce_columns:
 * @src: source columns, at least @taps from each of @first on
 * @first: (array length=n): the first source column of each target column
 * @weights: @taps of them for each target column; 0 beyond its last source column
 * @taps: how many source columns are read for a target column
 * @n: target columns
 * @dest: (array length=n): gets the target columns
 */
AOI_KERNEL
void
aoi_reduce_columns (const AoiReduceColumn *src, const gint *first, const guint16 *weights,
    gint taps, gint n, AoiReduceColumn *dest)
{
  for (gint i = 0; i < n; i++, weights += taps) {
    const guint8 *column = src[first[i]];
    Sums upper = (Sums){ 0 } + ROUNDING, lower = upper;

    for (gint k = 0; k < taps; k++, column += AOI_REDUCE_ROWS) {
      Bytes bytes[2];

      memcpy (bytes, column, sizeof bytes);
      upper += __builtin_convertvector(bytes[0], Sums) * weights[k];
      lower += __builtin_convertvector(bytes[1], Sums) * weights[k];
    }
    {
      const Bytes bytes[2] = { __builtin_convertvector(upper >> 8, Bytes),
        __builtin_convertvector(lower >> 8, Bytes) };

      memcpy (dest[i], bytes, sizeof bytes);
    }
  }
}

AOI_KERNEL
static void
halve_row (const guint8 *restrict up, const guint8 *restrict down, gint n, guint8 *restrict dest)
{
  for (gint i = 0; i < n; i++)
    for (gint c = 0; c < 3; c++)
      dest[3 * i + c] = (guint8) ((guint16) (up[6 * i + c] + up[6 * i + 3 + c] + down[6 * i + c]
                                      + down[6 * i + 3 + c] + 2)
          >> 2);
}

/**
 * aoi_reduce_halve_rgb:
 * @src: an RGB picture, without padding
 * @width: of it in pixels, at least 1
 * @height: of it in pixels, at least 1
 * @dest: (out caller-allocates): gets it at half size, rounded up, without padding
 *
 * A pixel is the mean of four. Where @width or @height is odd, the last column or row counts twice.
 */
void
aoi_reduce_halve_rgb (const guint8 *src, gint width, gint height, guint8 *dest)
{
  const gsize stride = 3 * (gsize) width;
  const gint n = width / 2;

  for (gint y = 0; y < height; y += 2) {
    const guint8 *up = src + stride * (gsize) y;
    const guint8 *down = y + 1 < height ? up + stride : up;

    halve_row (up, down, n, dest);
    dest += 3 * (gsize) n;
    for (gint c = 0; c < 3 && width % 2 != 0; c++)
      *dest++ = (guint8) ((up[6 * n + c] + down[6 * n + c] + 1) >> 1);
  }
}
