/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-error.h"
#include "aoi-evidence.h"
#include "aoi-pixels.h"
#include "inspectors/compare/compare-judge.h"
#include "inspectors/compare/compare.h"

/* The comparison of one ROI once more, for people who want to see what it saw. A report keeps no
 * pixels: nothing is made of boards that nobody opens. */

static const AoiGolden *
find_golden (const AoiRoi *roi, const gchar *name)
{
  for (guint i = 0; i < roi->goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (roi->goldens, i);

    if (g_strcmp0 (golden->name, name) == 0)
      return golden;
  }
  return NULL;
}

/* The golden that decided, which only comparisons name that took place. */
static const AoiGolden *
find_decisive (const AoiRoi *roi, const AoiRoiResult *result, GError **error)
{
  const gchar *name = aoi_roi_result_get_string (result, AOI_VALUE_GOLDEN);
  const AoiGolden *golden = find_golden (roi, name);

  if (name == NULL)
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_INVALID, "ROI %d was compared with no golden", result->id);
  else if (golden == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "ROI %d has no golden %s", result->id, name);
  return golden;
}

static GPtrArray *
choose_goldens (const AoiRoi *roi, const AoiGolden *decisive)
{
  GPtrArray *chosen = g_ptr_array_new ();

  g_ptr_array_add (chosen, (gpointer) decisive);
  for (guint i = 0; i < roi->goldens->len && chosen->len < AOI_EVIDENCE_MAX_GOLDENS; i++) {
    if (g_ptr_array_index (roi->goldens, i) != decisive)
      g_ptr_array_add (chosen, g_ptr_array_index (roi->goldens, i));
  }
  return chosen;
}

static void
read_view (AoiEvidence *self, const AoiView *view)
{
  gint width, height;

  aoi_view_get_size (view, &width, &height);
  self->view = aoi_rgb_image_new (width, height);
  aoi_pixels_read_rgb_fine (view, self->view->data, 3 * (gsize) width);
}

static gboolean
draw_map (AoiEvidence *self, const AoiRoi *roi, const GPtrArray *goldens, const AoiView *view,
    GError **error)
{
  g_autoptr (AoiCompareState) state = aoi_compare_state_new (roi, goldens, error);
  g_autoptr (AoiCompareScratch) scratch = NULL;
  const AoiCompareState *states[] = { state };
  AoiCompareVerdict verdict;

  if (state == NULL)
    return FALSE;
  if (state->problem != NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "ROI %d: %s", roi->id, state->problem);
    return FALSE;
  }
  scratch = aoi_compare_scratch_new (states, 1);
  aoi_compare_work_read (scratch->work, &state->grid, view);
  aoi_compare_judge (state, scratch, TRUE, NULL, &verdict);
  self->map_width = state->grid.width;
  self->map_height = state->grid.height;
  self->map = g_malloc ((gsize) self->map_width * (gsize) self->map_height);
  aoi_compare_verdict_map (scratch->work, &state->grid, state->enough, self->map);
  return TRUE;
}

/**
 * aoi_compare_evidence_new:
 * @product: the product as the inspection used it
 * @roi: one of its ROIs, of type compare
 * @image: the frame that was inspected
 * @result: the verdict on the ROI
 * @error: return location for an %AOI_ERROR_INVALID: none of its goldens took part
 *
 * As aoi_evidence_new().
 *
 * Returns: (transfer full): the evidence, or %NULL with @error set
 */
AoiEvidence *
aoi_compare_evidence_new (AoiProduct *product, const AoiRoi *roi, const AoiImage *image,
    const AoiRoiResult *result, GError **error)
{
  g_autoptr (AoiEvidence) self = NULL;
  g_autoptr (GPtrArray) goldens = NULL;
  const AoiGolden *golden = find_decisive (roi, result, error);
  AoiImage aligned;
  AoiView view = { &aligned, result->rect, 0 };

  if (golden == NULL)
    return NULL;
  if (!aoi_roi_result_align (result, image, &aligned)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "the image does not have all of ROI %d, or where in it the ROI is is not known", roi->id);
    return NULL;
  }
  self = g_new0 (AoiEvidence, 1);
  self->product = aoi_product_ref (product);
  self->golden = golden->image;
  self->golden_name = golden->name;
  self->rotation = view.rotation = roi->rotation;
  goldens = choose_goldens (roi, golden);
  if (!draw_map (self, roi, goldens, &view, error))
    return NULL;
  read_view (self, &view);
  return g_steal_pointer (&self);
}
