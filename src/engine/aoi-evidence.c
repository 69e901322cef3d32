/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-evidence.h"

#include "aoi-error.h"
#include "aoi-inspector.h"

static const AoiRoi *
find_roi (const AoiProduct *product, const AoiRoiResult *result, GError **error)
{
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    if (roi->id == result->id && roi->type == result->type)
      return roi;
  }
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s has no ROI %d of type %s",
      aoi_product_get_name (product), result->id, result->type);
  return NULL;
}

/**
 * aoi_evidence_is_there: (skip)
 * @result: the verdict on an ROI
 *
 * Thread-safe.
 *
 * Returns: whether a comparison with a golden took place, of which aoi_evidence_new() shows more
 *
 * Since: 0.2
 */
gboolean
aoi_evidence_is_there (const AoiRoiResult *result)
{
  const AoiInspector *inspector;

  if (aoi_roi_result_get_string (result, AOI_VALUE_GOLDEN) == NULL)
    return FALSE;
  inspector = aoi_inspector_lookup (result->type, NULL);
  return inspector != NULL && inspector->evidence_new != NULL;
}

/**
 * aoi_evidence_new: (skip)
 * @product: the product as the inspection used it: #AoiReportInfo.source
 * @image: the frame that was inspected
 * @result: the verdict on an ROI that was compared with goldens
 * @error: return location for an %AOI_ERROR_INVALID: @result is of no such ROI of @product, or none
 *   of its goldens took part
 *
 * Makes again what a comparison saw: by the same steps, from the product's goldens in memory. It takes
 * some milliseconds for each golden, so it is for what failed, and not for the threads that inspect.
 * With more goldens than %AOI_EVIDENCE_MAX_GOLDENS, @map may show differences that a further one
 * excused. Any thread.
 *
 * Returns: (transfer full): the evidence, or %NULL with @error set
 */
AoiEvidence *
aoi_evidence_new (
    AoiProduct *product, const AoiImage *image, const AoiRoiResult *result, GError **error)
{
  const AoiRoi *roi = find_roi (product, result, error);
  const AoiInspector *inspector = roi != NULL ? aoi_inspector_lookup (roi->type, error) : NULL;

  if (inspector == NULL)
    return NULL;
  if (inspector->evidence_new != NULL)
    return inspector->evidence_new (product, roi, image, result, error);
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_INVALID, "ROI %d was compared with no golden", result->id);
  return NULL;
}

/**
 * aoi_evidence_free: (skip)
 * @self: (transfer full): evidence
 *
 * Frees all of it.
 */
void
aoi_evidence_free (AoiEvidence *self)
{
  g_clear_pointer (&self->view, aoi_rgb_image_free);
  g_free (self->map);
  aoi_product_unref (self->product);
  g_free (self);
}
