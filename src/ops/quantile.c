/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/quantile.h"

/* Between the least and the greatest value: the result is exact to a thousandth of the range. */
#define N_BINS 1024

/**
 * aoi_quantile:
 * @values: finite numbers
 * @n: how many, at least 1
 * @share: 0..1
 *
 * Returns: a number that about @share of the values do not exceed
 */
gfloat
aoi_quantile (const gfloat *values, gsize n, gdouble share)
{
  gfloat least = values[0], greatest = values[0], scale;
  gsize counts[N_BINS] = { 0 };
  const gsize wanted = (gsize) (share * (gdouble) n);
  gsize below = 0;
  gint bin = 0;

  for (gsize i = 0; i < n; i++) {
    least = values[i] < least ? values[i] : least;
    greatest = values[i] > greatest ? values[i] : greatest;
  }
  if (greatest <= least)
    return least;
  scale = (N_BINS - 1) / (greatest - least);
  for (gsize i = 0; i < n; i++)
    counts[(gint) ((values[i] - least) * scale)]++;
  for (below = counts[0]; below <= wanted && bin < N_BINS - 1; below += counts[bin])
    bin++;
  return least + (gfloat) bin / scale;
}
