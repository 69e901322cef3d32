/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/levels.h"

/**
 * aoi_levels_count:
 * @levels: (out caller-allocates): return location for the histogram
 * @gray: a byte a pixel
 * @stride: bytes from row to row
 * @width: in pixels
 * @height: in pixels
 */
void
aoi_levels_count (AoiLevels *levels, const guint8 *gray, gsize stride, gint width, gint height)
{
  *levels = (AoiLevels){ .total = (guint64) width * height };
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      levels->counts[gray[y * stride + x]]++;
}

/**
 * aoi_levels_find_range:
 * @levels: a histogram
 * @tail: share of the pixels, 0..0.5, that may lie outside at either end
 * @black: (out): return location for the lowest level inside, 0..255
 * @white: (out): return location for the highest level inside, at least @black
 */
void
aoi_levels_find_range (const AoiLevels *levels, gdouble tail, guint *black, guint *white)
{
  const guint64 outside = (guint64) ((gdouble) levels->total * tail);
  guint low = 0, high = 255;
  guint64 below = levels->counts[0], above = levels->counts[255];

  while (low < 255 && below <= outside)
    below += levels->counts[++low];
  while (high > low && above <= outside)
    above += levels->counts[--high];
  *black = low;
  *white = high;
}

/**
 * aoi_levels_mostly_dark:
 * @levels: a histogram
 * @black: a level
 * @white: a level
 *
 * Returns: whether more than half of the pixels are nearer to @black than to @white
 */
gboolean
aoi_levels_mostly_dark (const AoiLevels *levels, guint black, guint white)
{
  guint64 dark = 0;

  for (guint level = 0; level <= MIN ((black + white) / 2, 255); level++)
    dark += levels->counts[level];
  return 2 * dark > levels->total;
}

/**
 * aoi_levels_stretch:
 * @gray: (inout): bytes
 * @n: how many
 * @black: level that becomes 0, and all below
 * @white: level that becomes 255, and all above; more than @black
 * @invert: swaps 0 and 255
 */
void
aoi_levels_stretch (guint8 *gray, gsize n, guint black, guint white, gboolean invert)
{
  const gint low = (gint) black, range = (gint) white - low;
  guint8 table[256];

  g_return_if_fail (range > 0);
  for (gint level = 0; level < 256; level++) {
    const gint above = CLAMP (level - low, 0, range);

    table[level] = (guint8) (((invert ? range - above : above) * 255 + range / 2) / range);
  }
  for (gsize i = 0; i < n; i++)
    gray[i] = table[gray[i]];
}

/**
 * aoi_levels_threshold:
 * @gray: bytes
 * @n: how many
 * @level: the highest that becomes 0; all above become 255
 * @dest: (out caller-allocates): gets @n bytes
 */
void
aoi_levels_threshold (const guint8 *gray, gsize n, guint level, guint8 *dest)
{
  const guint8 highest = (guint8) MIN (level, 255);

  for (gsize i = 0; i < n; i++)
    dest[i] = gray[i] > highest ? 255 : 0;
}
