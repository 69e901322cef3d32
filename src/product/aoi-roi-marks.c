/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Marks by which a supplier says that devices are bad. */
#include "product/aoi-roi-marks.h"

#include "aoi-roi-type.h"

/**
 * aoi_roi_marks_device:
 * @roi: an ROI of a product
 *
 * Returns: whether it says if its device is marked bad, and nothing else of it
 */
gboolean
aoi_roi_marks_device (const AoiRoi *roi)
{
  return roi->spec_type != NULL && roi->spec_type->marks_device;
}

/* The first enabled mark of a device, if none of its other ROIs is enabled, else NULL. */
static const AoiRoi *
find_lone_mark (const AoiProduct *product, gint device)
{
  const AoiRoi *mark = NULL;

  for (guint i = 0; i < product->rois->len; i++) {
    const AoiRoi *roi = g_ptr_array_index (product->rois, i);

    if (!roi->enabled || roi->device != device)
      continue;
    if (!aoi_roi_marks_device (roi))
      return NULL;
    if (mark == NULL)
      mark = roi;
  }
  return mark;
}

static gboolean
has_marks (const AoiProduct *product)
{
  for (guint i = 0; i < product->rois->len; i++) {
    const AoiRoi *roi = g_ptr_array_index (product->rois, i);

    if (roi->enabled && aoi_roi_marks_device (roi))
      return TRUE;
  }
  return FALSE;
}

/**
 * aoi_roi_marks_check:
 * @product: with all of its ROIs
 * @problems: where to add what is wrong
 *
 * A device of which nothing but its mark is looked at would pass unseen: such a product is refused.
 */
void
aoi_roi_marks_check (AoiProduct *product, AoiProblems *problems)
{
  if (product->skip_marked && !has_marks (product))
    aoi_problems_add (product->warnings, product->label, "skip_marked",
        "skips nothing: no ROI of type \"" AOI_TYPE_BAD_MARK "\" is enabled");
  for (gint device = 1; device <= AOI_ROI_MAX_DEVICES; device++) {
    const AoiRoi *mark = find_lone_mark (product, device);

    if (mark != NULL && mark->place <= 1)
      aoi_problems_add (problems, product->label, mark->path,
          "device %d has no enabled ROI but its bad mark: without the mark it would pass unseen",
          device);
  }
}
