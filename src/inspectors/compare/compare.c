/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare.h"

#include "inspectors/compare/compare-judge.h"

/* Compares an ROI with its goldens. The part is searched, then each golden's picture is compared with
 * it window by window: a view is as good as its worst window. Each step has a file of its own. */

static gpointer
compare_prepare (const AoiInspector *inspector, const AoiRoi *roi, GError **error)
{
  return aoi_compare_state_new (roi, roi->goldens, error);
}

static void
compare_release (gpointer state)
{
  aoi_compare_state_free (state);
}

static gint
compare_get_margin (gconstpointer state)
{
  return ((const AoiCompareState *) state)->grid.margin;
}

static gpointer
compare_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  return aoi_compare_scratch_new ((const AoiCompareState *const *) states, n_states);
}

static void
compare_scratch_free (gpointer scratch)
{
  aoi_compare_scratch_free (scratch);
}

static void
compare_inspect (gconstpointer state, gpointer data, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  const AoiCompareState *self = state;
  AoiCompareScratch *scratch = data;
  AoiCompareVerdict verdict;
  gint width, height;

  if (self->problem != NULL) {
    aoi_roi_result_fail (result, 0.0, self->scale.threshold, "%s", self->problem);
    return;
  }
  aoi_view_get_size (view, &width, &height);
  if (width != self->grid.roi_width || height != self->grid.roi_height) {
    aoi_roi_result_error (result, "view is %dx%d pixels, not the ROI's %dx%d", width, height,
        self->grid.roi_width, self->grid.roi_height);
    return;
  }
  aoi_compare_work_read (scratch->work, &self->grid, view);
  if (aoi_compare_judge (self, scratch, FALSE, cancellable, &verdict))
    aoi_compare_verdict_report (&verdict, &self->grid, &self->scale, view, result);
  else
    aoi_roi_result_error (result, "cancelled");
}

const AoiInspector aoi_inspector_compare = {
  .type = AOI_TYPE_COMPARE,
  .prepare = compare_prepare,
  .release = compare_release,
  .get_margin = compare_get_margin,
  .scratch_new = compare_scratch_new,
  .scratch_free = compare_scratch_free,
  .inspect = compare_inspect,
  .roi_type = &aoi_roi_type_compare,
  .evidence_new = aoi_compare_evidence_new,
  .golden_judge = &aoi_compare_golden_judge,
};
