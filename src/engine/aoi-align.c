/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames that are read without being inspected: to teach what they show. */
#include "aoi-revision.h"

#include "aoi-error.h"
#include "product/aoi-product-private.h"

/* Looks for a fiducial by memory made for this frame alone. */
static gboolean
locate (const AoiInspector *inspector, gpointer state, const AoiImage *image, AoiMark *mark,
    AoiRoiResult *result, GError **error)
{
  gconstpointer states[] = { state };
  gpointer scratch = inspector->scratch_new != NULL ? inspector->scratch_new (states, 1, error)
                                                    : NULL;

  if (inspector->scratch_new != NULL && scratch == NULL)
    return FALSE;
  inspector->locate (state, scratch, image, mark, result);
  if (inspector->scratch_free != NULL)
    inspector->scratch_free (scratch);
  return TRUE;
}

static gboolean
add_mark (const AoiInspector *inspector, const AoiRoi *roi, const AoiImage *image,
    AoiPlacement *placement, GError **error)
{
  gpointer state = inspector->prepare (inspector, roi, error);
  AoiMark *mark = &placement->marks[placement->n_marks];
  AoiRoiResult result = { .id = roi->id };
  gboolean located;

  if (state == NULL)
    return FALSE;
  mark->id = roi->id;
  located = locate (inspector, state, image, mark, &result, error);
  if (inspector->release != NULL)
    inspector->release (state);
  placement->n_marks++;
  if (located && !aoi_roi_result_passed (&result))
    aoi_placement_fail (placement, "%s", result.reason);
  aoi_roi_result_clear (&result);
  return located;
}

static gboolean
has_fiducial (const AoiRoi *roi, gint device)
{
  const AoiInspector *inspector = aoi_inspector_lookup (roi->type, NULL);

  return roi->enabled && (roi->device == device || roi->device == 0) && inspector != NULL
      && inspector->locate != NULL;
}

static gboolean
add_marks (AoiProduct *product, gint device, const AoiImage *image, AoiPlacement *placement,
    GError **error)
{
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    if (!has_fiducial (roi, device))
      continue;
    if (placement->n_marks == AOI_PLACEMENT_MAX_MARKS) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: is one fiducial too many", roi->path);
      return FALSE;
    }
    if (!add_mark (aoi_inspector_lookup (roi->type, NULL), roi, image, placement, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * aoi_product_align: (skip)
 * @product: a product; what is wrong with its other ROIs does not matter
 * @device: of the ROI that is to be read
 * @image: a whole frame
 * @aligned: (out caller-allocates): return location for the same pixels, of which views of the device's ROIs show what
 *   their inspectors see; borrows them from @image
 * @error: return location for an %AOI_ERROR_IMAGE if the device's fiducials are not found in @image, or an
 *   %AOI_ERROR_INVALID if the product's are not known
 *
 * Finds how a device lies in a frame that is not inspected. Slow; any thread.
 *
 * Returns: %FALSE with @error set: no view of the device may be read
 *
 * Since: 0.2
 */
gboolean
aoi_product_align (
    AoiProduct *product, gint device, const AoiImage *image, AoiImage *aligned, GError **error)
{
  g_auto (AoiPlacement) placement = { .device = device };

  g_return_val_if_fail (!image->aligned, FALSE);

  *aligned = *image;
  if (product->lacks_fiducials) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: has ROIs with problems that are fiducials, or may be: how the board lies is not known; see aoi check",
        aoi_product_get_file (product));
    return FALSE;
  }
  if (!add_marks (product, device, image, &placement, error))
    return FALSE;
  if (placement.n_marks == 0)
    return TRUE;
  aoi_placement_solve (&placement);
  aligned->aligned = placement.found;
  aligned->alignment = placement.alignment;
  if (!placement.found)
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_IMAGE, "the board was not found (%s)", placement.reason);
  return placement.found;
}
