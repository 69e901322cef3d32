/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where in the frame things are that stand for several ROIs, or for none: fiducials, and devices that are marked bad. */
#include "overlay/gstaoioverlayseen.h"

#include <math.h>

/* Pixels, where the product is not known. */
#define DEFAULT_SIDE 64

/**
 * gst_aoi_overlay_seen_get_fiducial:
 * @report: of the frame
 * @mark: a fiducial
 *
 * Returns: a rectangle of its ROI's size in the frame: where it was found; if it was not, where it was looked for
 */
AoiRect
gst_aoi_overlay_seen_get_fiducial (const AoiReport *report, const AoiMark *mark)
{
  const AoiProduct *product = aoi_report_get_info (report)->source;
  const AoiRoi *roi = product != NULL ? aoi_product_find_roi (product, mark->id) : NULL;
  const gint width = roi != NULL ? roi->rect.width : DEFAULT_SIDE;
  const gint height = roi != NULL ? roi->rect.height : DEFAULT_SIDE;
  const gdouble x = mark->score > 0.0 ? mark->x : mark->rest_x;
  const gdouble y = mark->score > 0.0 ? mark->y : mark->rest_y;

  return (
      AoiRect){ (gint) lrint (x - width / 2.0), (gint) lrint (y - height / 2.0), width, height };
}

/**
 * gst_aoi_overlay_seen_get_fiducial_status:
 * @placement: of a device
 * @mark: a fiducial of it
 *
 * Returns: the status of an ROI in whose style it is drawn. Where the device was not found, no fiducial looks like a
 *   pass.
 */
AoiStatus
gst_aoi_overlay_seen_get_fiducial_status (const AoiPlacement *placement, const AoiMark *mark)
{
  return placement->found && mark->score > 0.0 ? AOI_STATUS_PASS : AOI_STATUS_ERROR;
}

/**
 * gst_aoi_overlay_seen_find_marks:
 * @report: of the frame
 *
 * Returns: (transfer container) (element-type AoiRoiResult): the first mark of each device that is marked bad
 */
GPtrArray *
gst_aoi_overlay_seen_find_marks (const AoiReport *report)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  GPtrArray *marks = g_ptr_array_new ();

  for (guint i = 0; i < aoi_report_get_n_results (report); i++) {
    const AoiRoiResult *roi = aoi_report_get_result (report, i);

    if (roi->status == AOI_STATUS_SKIPPED && aoi_roi_result_is_telling (roi)
        && g_hash_table_add (known, GINT_TO_POINTER (roi->device)))
      g_ptr_array_add (marks, (gpointer) roi);
  }
  return marks;
}

/**
 * gst_aoi_overlay_seen_get_device:
 * @report: of the frame
 * @mark: an ROI of a device
 *
 * Returns: what all ROIs of that device lie in
 */
AoiRect
gst_aoi_overlay_seen_get_device (const AoiReport *report, const AoiRoiResult *mark)
{
  AoiRect rect = aoi_roi_result_get_seen (mark);

  for (guint i = 0; i < aoi_report_get_n_results (report); i++) {
    const AoiRoiResult *roi = aoi_report_get_result (report, i);
    const AoiRect seen = aoi_roi_result_get_seen (roi);

    if (roi->device == mark->device)
      rect = aoi_rect_unite (&rect, &seen);
  }
  return rect;
}
