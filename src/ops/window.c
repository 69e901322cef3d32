/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/window.h"

/* Adds or takes away a row; a sum and a count a column. Unsigned arithmetic wraps, so that what was
 * added is taken away exactly. */
static void
add_row (const guint8 *gray, const guint8 *ignored, gint width, guint32 sign, guint32 *sums)
{
  guint32 *counts = sums + width;

  for (gint x = 0; x < width; x++) {
    const guint32 counted = ignored == NULL || ignored[x] == 0 ? sign : 0;

    sums[x] += counted * gray[x];
    counts[x] += counted;
  }
}

static void
slide (const guint32 *sums, gint width, gint radius, gfloat *dest)
{
  const guint32 *counts = sums + width;
  guint64 sum = 0, count = 0;

  for (gint x = 0; x < MIN (radius, width); x++) {
    sum += sums[x];
    count += counts[x];
  }
  for (gint x = 0; x < width; x++) {
    if (x + radius < width) {
      sum += sums[x + radius];
      count += counts[x + radius];
    }
    dest[x] = count > 0 ? (gfloat) ((gdouble) sum / (gdouble) count) : -1.0f;
    if (x >= radius) {
      sum -= sums[x - radius];
      count -= counts[x - radius];
    }
  }
}

/**
 * aoi_window_mean:
 * @gray: a byte a pixel, rows without a gap
 * @ignored: (nullable): as large; pixels that are not 0 are left out of the means
 * @width: in pixels
 * @height: in pixels
 * @radius: of the window, in pixels
 * @sums: working memory of 2 x @width numbers
 * @dest: (out caller-allocates): the mean of each window of 2 x @radius + 1 pixels, as far as it is
 *   in the picture; -1 where all of it is ignored
 *
 * Takes the same time for any radius.
 */
void
aoi_window_mean (const guint8 *gray, const guint8 *ignored, gint width, gint height, gint radius,
    guint32 *sums, gfloat *dest)
{
  for (gint i = 0; i < 2 * width; i++)
    sums[i] = 0;
  for (gint y = 0; y < height + radius; y++) {
    const gsize in = (gsize) y * width, out = (gsize) (y - 2 * radius - 1) * width;

    if (y < height)
      add_row (gray + in, ignored != NULL ? ignored + in : NULL, width, 1, sums);
    if (y > 2 * radius)
      add_row (gray + out, ignored != NULL ? ignored + out : NULL, width, G_MAXUINT32, sums);
    if (y >= radius)
      slide (sums, width, radius, dest + (gsize) (y - radius) * width);
  }
}
