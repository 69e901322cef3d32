/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-judge.h"

#include <math.h>

/**
 * aoi_compare_scratch_new:
 * @states: (array length=n_states): what is prepared of all ROIs that it is to serve
 * @n_states: how many
 *
 * Returns: (transfer full): working memory for any one of these ROIs at a time
 */
AoiCompareScratch *
aoi_compare_scratch_new (const AoiCompareState *const *states, guint n_states)
{
  AoiCompareScratch *self = g_new0 (AoiCompareScratch, 1);
  g_autoptr (GPtrArray) grids = g_ptr_array_new ();
  guint most = 0;

  for (guint i = 0; i < n_states; i++) {
    const AoiCompareState *state = states[i];

    if (state->problem != NULL)
      continue;
    g_ptr_array_add (grids, (gpointer) &state->grid);
    most = MAX (most, state->goldens->len);
  }
  self->work = aoi_compare_work_new ((const AoiCompareGrid *const *) grids->pdata, grids->len);
  self->candidates = g_new (AoiCompareCandidate, most);
  return self;
}

/**
 * aoi_compare_scratch_free:
 * @self: (transfer full): working memory
 */
void
aoi_compare_scratch_free (AoiCompareScratch *self)
{
  aoi_compare_work_free (self->work);
  g_free (self->candidates);
  g_free (self);
}

/* What the goldens so far say together. */
typedef struct {
  const AoiCompareGolden *base; /* the most similar one */
  gdouble least, best_correlation;
  AoiPose pose; /* by the one that fits best */
} Together;

static void
add_together (Together *self, AoiCompareWork *work, const AoiCompareGrid *grid,
    const AoiCompareGolden *golden, const AoiCompareMatch *match)
{
  gdouble difference = aoi_compare_peaks_difference (&match->peaks, grid);
  gboolean closer = difference < self->least;

  if (self->base == NULL)
    aoi_compare_composite_begin (work);
  if (match->peaks.covered > 0)
    aoi_compare_composite_add (work, grid, &match->pose, closer);
  if (closer || self->base == NULL) {
    self->base = golden;
    self->least = difference;
  }
  if (match->correlation > self->best_correlation) {
    self->best_correlation = match->correlation;
    self->pose = match->pose;
  }
}

/**
 * aoi_compare_judge:
 * @self: what is prepared of the ROI, without a problem
 * @scratch: working memory that serves it, with the live picture
 * @always_all: put all goldens together even if one of them is enough
 * @cancellable: (nullable): checked between goldens
 * @verdict: (out): the verdict
 *
 * Judges by goldens in the order in which they seem to fit until one of them alone is enough, else by
 * all of them together: the most similar one, where others may excuse a window, and the shift of that
 * which fits best. With @always_all the maps of all together are in the working memory then, in the
 * live picture's place.
 *
 * Returns: %FALSE if it was cancelled
 */
gboolean
aoi_compare_judge (const AoiCompareState *self, AoiCompareScratch *scratch, gboolean always_all,
    GCancellable *cancellable, AoiCompareVerdict *verdict)
{
  AoiCompareWork *work = scratch->work;
  const AoiCompareGrid *grid = &self->grid;
  Together together = { NULL, INFINITY, -INFINITY, { 0 } };
  AoiComparePeaks peaks;

  if (!aoi_compare_order_init (scratch->candidates, self->goldens, work, grid, cancellable))
    return FALSE;
  for (guint i = 0; i < self->goldens->len; i++) {
    const AoiCompareCandidate *candidate = &scratch->candidates[i];
    const AoiCompareGolden *golden;
    AoiCompareMatch match;

    if (g_cancellable_is_cancelled (cancellable))
      return FALSE;
    golden = aoi_compare_order_get (scratch->candidates, i, self->goldens, work, grid);
    aoi_compare_match_align (work, grid, golden, candidate->x, candidate->y, &match);
    aoi_compare_match_judge (work, grid, golden, &match);
    aoi_compare_verdict_init (verdict, grid, golden->name, &match.pose, &match.peaks);
    if (!always_all && (verdict->difference <= self->enough || self->goldens->len == 1))
      return TRUE;
    add_together (&together, work, grid, golden, &match);
  }
  aoi_compare_composite_end (work, &peaks);
  aoi_compare_verdict_init (verdict, grid, together.base->name, &together.pose, &peaks);
  return TRUE;
}
