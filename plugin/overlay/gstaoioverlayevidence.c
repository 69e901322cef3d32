/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlayevidence.h"

#include "lib/gstaoicapture.h"
#include "overlay/gstaoioverlayinset.h"

/* Which ROIs are worth an inset, and their pictures. */

/* More would hide the board, and take longer than a camera's frame. */
#define MAX_INSETS 6

static const AoiRoi *
find_roi (const AoiProduct *product, gint id)
{
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    if (roi->id == id)
      return roi;
  }
  return NULL;
}

/* In a board of several frames, an ROI was judged on one frame only, that of its own setting. */
static gboolean
is_of_frame (const AoiReportInfo *info, const AoiRoiResult *result, GstBuffer *buffer)
{
  const AoiRoi *roi = find_roi (info->source, result->id);
  GstAoiCapture capture;

  if (info->groups <= 1)
    return TRUE;
  return roi != NULL && gst_buffer_get_aoi_capture (buffer, &capture) && roi->focus == capture.focus
      && roi->exposure == capture.exposure;
}

/* Whether a comparison took place and did not find the part as it should be. */
static gboolean
has_evidence (const AoiReport *report, const AoiRoiResult *result, GstBuffer *buffer)
{
  return result->status == AOI_STATUS_FAIL && aoi_evidence_is_there (result)
      && is_of_frame (aoi_report_get_info (report), result, buffer);
}

static gint
compare_scores (gconstpointer a, gconstpointer b, gpointer report)
{
  const guint first = *(const guint *) a, second = *(const guint *) b;
  const gdouble x = aoi_report_get_roi (report, first)->score;
  const gdouble y = aoi_report_get_roi (report, second)->score;

  if (x != y)
    return x < y ? -1 : 1;
  return first < second ? -1 : first > second;
}

/* Indices of the ROIs that differ most. */
static GArray *
choose_rois (AoiReport *report, GstBuffer *buffer)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < aoi_report_get_n_rois (report); i++)
    if (has_evidence (report, aoi_report_get_roi (report, i), buffer))
      g_array_append_val (chosen, i);
  g_array_sort_with_data (chosen, compare_scores, report);
  if (chosen->len > MAX_INSETS)
    g_array_set_size (chosen, MAX_INSETS);
  return chosen;
}

/**
 * gst_aoi_overlay_evidence_find:
 * @report: of the frame
 * @buffer: the frame
 * @image: its pixels, before anything was drawn on them
 * @most: the longer side of pictures at most, in pixels
 *
 * Makes pictures of what the comparisons of ROIs that failed saw. A frame that is not of the size that
 * was inspected has other pixels: it gives none.
 *
 * Returns: (transfer full) (element-type GstAoiOverlayInset): insets, those that differ most first
 */
GPtrArray *
gst_aoi_overlay_evidence_find (
    AoiReport *report, GstBuffer *buffer, const AoiImage *image, gint most)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  GPtrArray *insets = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_aoi_overlay_inset_free);
  g_autoptr (GArray) chosen = NULL;

  if (info->source == NULL || info->width != image->width || info->height != image->height)
    return insets;
  chosen = choose_rois (report, buffer);
  for (guint i = 0; i < chosen->len; i++) {
    const guint index = g_array_index (chosen, guint, i);
    g_autoptr (GError) error = NULL;
    const AoiRoiResult *result = aoi_report_get_roi (report, index);
    g_autoptr (AoiEvidence) evidence = aoi_evidence_new (info->source, image, result, &error);

    if (evidence != NULL)
      g_ptr_array_add (insets, gst_aoi_overlay_inset_new (index, result->id, evidence, most));
    else
      GST_DEBUG ("no evidence: %s", error->message);
  }
  return insets;
}
