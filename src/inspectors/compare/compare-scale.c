/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-scale.h"

#include <math.h>

/* The similarity at difference 1, where what operators accept and defects part. */
#define NEUTRAL 0.9

/* Similarity lost a unit of difference up to 1, and above. */
#define SLOPE_BELOW 0.1
#define SLOPE_ABOVE 0.2

/* Thresholds of old methods were tuned for other features: they move the neutral point by a quarter,
 * within limits. */
#define OLD_PART 0.25
#define OLD_MIN 0.87
#define OLD_MAX 0.95

#define METHOD_OWN "golden"

static const gchar *const old_methods[] = { "mobilenet", "sift", "orb", "opencv", NULL };

/**
 * aoi_compare_scale_init:
 * @self: (out caller-allocates): the scale
 * @method: (nullable): the ROI's `feature_method`
 * @threshold: the ROI's, 0..1
 *
 * Places a threshold among similarities: as it is for `golden`, moved towards 0.9 for the methods of
 * old files, whose thresholds are on another scale.
 *
 * Returns: %FALSE if the method is unknown
 */
gboolean
aoi_compare_scale_init (AoiCompareScale *self, const gchar *method, gdouble threshold)
{
  self->threshold = threshold;
  self->neutral = threshold;
  if (g_strcmp0 (method, METHOD_OWN) == 0)
    return TRUE;
  self->neutral = CLAMP (NEUTRAL + OLD_PART * (threshold - NEUTRAL), OLD_MIN, OLD_MAX);
  return method == NULL || g_strv_contains (old_methods, method);
}

/**
 * aoi_compare_scale_apply:
 * @self: a scale
 * @similarity: 0..1
 *
 * Stretches similarities linearly below and above the neutral one, so that it becomes the threshold.
 *
 * Returns: the similarity on the file's scale, 0..1; at least the threshold if and only if @similarity
 *   is at least the neutral one
 */
gdouble
aoi_compare_scale_apply (const AoiCompareScale *self, gdouble similarity)
{
  gdouble t = self->threshold, n = self->neutral;

  if (similarity < n)
    return t * similarity / n;
  return n < 1.0 ? t + (1.0 - t) * (similarity - n) / (1.0 - n) : similarity;
}

/**
 * aoi_compare_similarity:
 * @difference: 0 for none, 1 where it begins to count, no limit
 *
 * Returns: the similarity, 1..0; 0 if @difference is not a number
 */
gdouble
aoi_compare_similarity (gdouble difference)
{
  if (difference <= 1.0)
    return 1.0 - SLOPE_BELOW * MAX (0.0, difference);
  return isnan (difference) ? 0.0 : MAX (0.0, NEUTRAL - SLOPE_ABOVE * (difference - 1.0));
}

/**
 * aoi_compare_difference:
 * @similarity: 0..1
 *
 * Returns: the greatest difference that has it
 */
gdouble
aoi_compare_difference (gdouble similarity)
{
  if (similarity >= NEUTRAL)
    return (1.0 - similarity) / SLOPE_BELOW;
  return similarity > 0.0 ? 1.0 + (NEUTRAL - similarity) / SLOPE_ABOVE : INFINITY;
}
