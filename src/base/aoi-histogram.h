/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A bucket for each eighth of each power of two of 63 bits. */
#define AOI_HISTOGRAM_BUCKETS (62 * 8)

/**
 * AoiHistogram:
 * @count: how many durations
 * @sum: of all
 * @max: the longest
 * @buckets: how many were about as long
 *
 * Durations in nanoseconds, in memory of fixed size: quantiles are at most an eighth too high, mean and
 * maximum exact. Zero-initialised, it is empty. Not thread-safe.
 */
typedef struct {
  guint64 count;
  guint64 sum;
  guint64 max;
  guint32 buckets[AOI_HISTOGRAM_BUCKETS];
} AoiHistogram;

void aoi_histogram_add (AoiHistogram *self, gint64 ns);
guint64 aoi_histogram_get_mean (const AoiHistogram *self);
guint64 aoi_histogram_get_quantile (const AoiHistogram *self, gdouble share);

G_END_DECLS
