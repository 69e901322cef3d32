/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which threshold a picture would still reach: of an old file's `feature_method` the scale moves with it. */
#include "inspectors/compare/compare-threshold.h"

#include <math.h>

#include "inspectors/compare/compare-scale.h"

/* Steps of halving an interval of 1, below what a product file's threshold can distinguish. */
#define HALVINGS 40

/* The similarity of the inspector's own scale that an ROI's file shows as @score. */
static gdouble
undo_scale (const AoiCompareScale *scale, gdouble score)
{
  gdouble low = 0.0, high = 1.0;

  for (guint i = 0; i < HALVINGS; i++) {
    gdouble middle = 0.5 * (low + high);

    if (aoi_compare_scale_apply (scale, middle) <= score)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static gboolean
passes_at (const AoiRoi *roi, gdouble similarity, gdouble threshold)
{
  AoiCompareScale scale;

  return aoi_compare_scale_init (&scale, roi->feature_method, threshold)
      && scale.neutral <= similarity;
}

/**
 * aoi_compare_get_threshold:
 * @roi: a compare ROI
 * @threshold: with which it was inspected
 * @score: of the inspection
 *
 * Returns: the highest threshold, 0..1, at which the same view passes; NaN if there is none
 */
gdouble
aoi_compare_get_threshold (const AoiRoi *roi, gdouble threshold, gdouble score)
{
  gdouble low = 0.0, high = 1.0, similarity;
  AoiCompareScale scale;

  if (!aoi_compare_scale_init (&scale, roi->feature_method, threshold))
    return NAN;
  similarity = undo_scale (&scale, score);
  if (passes_at (roi, similarity, high))
    return high;
  if (!passes_at (roi, similarity, low))
    return NAN;
  for (guint i = 0; i < HALVINGS; i++) {
    gdouble middle = 0.5 * (low + high);

    if (passes_at (roi, similarity, middle))
      low = middle;
    else
      high = middle;
  }
  return low;
}
