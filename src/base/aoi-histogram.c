/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/aoi-histogram.h"

#include <math.h>

/* 0 to 7 have a bucket each, then each power of two has eight. */
static guint
bucket_of (guint64 ns)
{
  const guint bits = g_bit_storage (ns);

  if (ns < 8)
    return (guint) ns;
  return (bits - 3) * 8 + (guint) ((ns >> (bits - 4)) & 7);
}

/* The greatest duration that belongs to the bucket. */
static guint64
limit_of (guint bucket)
{
  const guint shift = bucket / 8 - 1;

  if (bucket < 8)
    return bucket;
  return (((guint64) (8 + bucket % 8) + 1) << shift) - 1;
}

/**
 * aoi_histogram_add:
 * @self: a histogram
 * @ns: a duration; one below 0 counts as 0
 */
void
aoi_histogram_add (AoiHistogram *self, gint64 ns)
{
  const guint64 value = (guint64) MAX (ns, 0);

  self->count++;
  self->sum += value;
  self->max = MAX (self->max, value);
  self->buckets[bucket_of (value)]++;
}

/**
 * aoi_histogram_get_mean:
 * @self: a histogram
 *
 * Returns: the mean in nanoseconds; 0 if it is empty
 */
guint64
aoi_histogram_get_mean (const AoiHistogram *self)
{
  return self->count > 0 ? self->sum / self->count : 0;
}

/**
 * aoi_histogram_get_quantile:
 * @self: a histogram
 * @share: 0..1
 *
 * Returns: nanoseconds that @share of the durations do not exceed, at most an eighth too high; 0 if it
 *   is empty
 */
guint64
aoi_histogram_get_quantile (const AoiHistogram *self, gdouble share)
{
  const guint64 wanted = (guint64) ceil (share * (gdouble) self->count);
  guint64 seen = 0;

  for (guint i = 0; i < AOI_HISTOGRAM_BUCKETS; i++) {
    seen += self->buckets[i];
    if (seen > 0 && seen >= wanted)
      return MIN (limit_of (i), self->max);
  }
  return 0;
}
