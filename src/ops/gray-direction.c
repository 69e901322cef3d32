/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/gray-direction.h"

#include <math.h>

/* Both directions of what is rectangular are one after so many degrees. */
#define PERIOD 90

/* Degrees within which directions are one. */
#define SPREAD 3

/* Peaks are at least so far apart, in degrees. */
#define APART 12

/* A peak has at least this share of the strongest one. */
#define MIN_SHARE 0.3

/* Edges of all pixels; those whose square is below `floor` are noise. Each counts by its square, so that
 * the few strong ones decide. */
static void
add_edges (const guint8 *src, gint width, gint height, gint floor, gdouble sums[2 * PERIOD])
{
  for (gint y = 1; y < height - 1; y++) {
    const guint8 *above = src + (gsize) (y - 1) * width, *at = above + width, *below = at + width;

    for (gint x = 1; x < width - 1; x++) {
      const gint dx = above[x + 1] + 2 * at[x + 1] + below[x + 1] - above[x - 1] - 2 * at[x - 1]
          - below[x - 1];
      const gint dy = below[x - 1] + 2 * below[x] + below[x + 1] - above[x - 1] - 2 * above[x]
          - above[x + 1];
      const gint square = dx * dx + dy * dy;
      gint angle;

      if (square <= floor)
        continue;
      angle = (gint) lrintf (atan2f ((gfloat) dy, (gfloat) dx) * (gfloat) (180.0 / G_PI));
      sums[(angle + 2 * PERIOD) % (2 * PERIOD)] += square;
    }
  }
}

/* Weighted so that a peak is in the middle of what makes it. */
static void
smooth (const gdouble sums[2 * PERIOD], gdouble smoothed[2 * PERIOD])
{
  for (gint i = 0; i < 2 * PERIOD; i++) {
    smoothed[i] = 0.0;
    for (gint k = -SPREAD; k <= SPREAD; k++)
      smoothed[i] += (SPREAD + 1 - ABS (k)) * sums[(i + k + 2 * PERIOD) % (2 * PERIOD)];
  }
}

static gint
take_highest (gdouble sums[PERIOD], gdouble *height)
{
  gint best = 0;

  for (gint i = 1; i < PERIOD; i++)
    if (sums[i] > sums[best])
      best = i;
  *height = sums[best];
  for (gint k = -APART; k <= APART; k++)
    sums[(best + k + PERIOD) % PERIOD] = 0.0;
  return best;
}

/* Mean of the squares of edges. */
static gint
get_floor (const guint8 *src, gint width, gint height)
{
  guint64 sum = 0, count = 1;

  for (gint y = 1; y < height - 1; y += 2) {
    const guint8 *at = src + (gsize) y * width;

    for (gint x = 1; x < width - 1; x += 2) {
      const gint dx = 4 * (at[x + 1] - at[x - 1]), dy = 4 * (at[x + width] - at[x - width]);

      sum += (guint64) (dx * dx + dy * dy);
      count++;
    }
  }
  return (gint) (sum / count);
}

/**
 * aoi_gray_find_directions:
 * @src: a byte a pixel, @width bytes a row
 * @width: in pixels
 * @height: in pixels
 * @angles: (out caller-allocates) (array length=n): degrees 0..179: strongest first, the directions across
 *   the picture's edges, clockwise from the right; of two at a right angle only the stronger one
 * @n: how many are wanted
 *
 * Finds how rectangular things lie: the peaks in the histogram of the gradients' directions, by Sobel's
 * operator.
 *
 * Returns: how many were found
 */
guint
aoi_gray_find_directions (const guint8 *src, gint width, gint height, gint *angles, guint n)
{
  gdouble sums[2 * PERIOD] = { 0.0 }, smoothed[2 * PERIOD], both[PERIOD];
  gdouble height_of_first = 0.0;
  guint found = 0;

  add_edges (src, width, height, get_floor (src, width, height), sums);
  smooth (sums, smoothed);
  for (gint i = 0; i < PERIOD; i++)
    both[i] = smoothed[i] + smoothed[i + PERIOD];
  while (found < n) {
    gdouble height_of_peak;
    const gint angle = take_highest (both, &height_of_peak);

    if (found == 0)
      height_of_first = height_of_peak;
    if (height_of_peak <= 0.0 || height_of_peak < MIN_SHARE * height_of_first)
      break;
    angles[found++] = smoothed[angle] >= smoothed[angle + PERIOD] ? angle : angle + PERIOD;
  }
  return found;
}
