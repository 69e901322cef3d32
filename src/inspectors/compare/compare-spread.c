/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the goldens of a ROI say of each other, and what would help. */
#include "inspectors/compare/compare-spread.h"

/**
 * aoi_compare_spread_new:
 * @roi: a compare ROI
 * @goldens: (element-type AoiGolden): its goldens
 *
 * As aoi_golden_spread_new().
 *
 * Returns: (transfer full): how much they differ
 */
AoiGoldenSpread *
aoi_compare_spread_new (const AoiRoi *roi, GPtrArray *goldens)
{
  AoiGoldenSpread *self = g_new0 (AoiGoldenSpread, 1);
  g_autoptr (GArray) outcomes = NULL, by_half = NULL;

  self->n = goldens->len;
  self->goldens = g_ptr_array_ref (goldens);
  self->left_out = g_new0 (AoiGoldenLeftOut, self->n);
  if (self->n == 0)
    return self;
  outcomes = aoi_compare_leave_out (roi, &roi->compare, goldens, FALSE);
  for (guint i = 0; i < self->n; i++) {
    const AoiCompareLeftOut *outcome = &g_array_index (outcomes, AoiCompareLeftOut, i);

    self->left_out[i] = (AoiGoldenLeftOut){ g_ptr_array_index (goldens, i), outcome->is_judged,
      outcome->passes, outcome->difference, outcome->term, outcome->window };
    self->n_judged += outcome->is_judged;
  }
  self->n_failing = aoi_compare_left_out_count (outcomes);
  if (self->n_failing == 0)
    return self;
  by_half = aoi_compare_leave_out (roi, &roi->compare, goldens, TRUE);
  self->n_failing_by_half = aoi_compare_left_out_count (by_half);
  aoi_compare_spread_advise (roi, goldens, outcomes, self);
  return self;
}
