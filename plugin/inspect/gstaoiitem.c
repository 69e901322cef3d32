/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoiitem.h"

#include "base/aoi-clock.h"
#include "engine/aoi-placements.h"
#include "engine/aoi-task.h"

/**
 * gst_aoi_item_free:
 * @item: (transfer full): an item
 *
 * Frees it; its task, if any, is cancelled.
 */
void
gst_aoi_item_free (GstAoiItem *item)
{
  if (item->task != NULL) {
    aoi_task_cancel (item->task);
    aoi_task_unref (item->task);
  }
  g_clear_pointer (&item->output.report, aoi_report_unref);
  g_clear_pointer (&item->output.links, g_ptr_array_unref);
  g_clear_pointer (&item->revision, aoi_revision_unref);
  g_clear_pointer (&item->placements, aoi_placements_unref);
  g_clear_pointer (&item->settings, gst_aoi_settings_unref);
  gst_clear_buffer (&item->buffer);
  gst_clear_event (&item->event);
  g_free (item->refusal);
  g_free (item);
}

/**
 * gst_aoi_item_outlives:
 * @item: an item
 * @result: what downstream has answered
 *
 * Returns: whether it is still of use then: after EOS all but frames; after an error sticky events, except EOS,
 *   which has to be spoken of
 */
gboolean
gst_aoi_item_outlives (const GstAoiItem *item, GstFlowReturn result)
{
  if (item->event == NULL)
    return FALSE;
  return result == GST_FLOW_EOS
      || (GST_EVENT_IS_STICKY (item->event) && GST_EVENT_TYPE (item->event) != GST_EVENT_EOS);
}

/* Which of the revision's ROIs a frame is asked for. */
static guint
get_group (const GstAoiItem *item)
{
  if (!item->grouped)
    return AOI_GROUP_ALL;
  return item->in_plan ? AOI_GROUP (item->group) : AOI_GROUP_NONE;
}

/**
 * gst_aoi_item_make_report:
 * @item: a frame that is judged or refused; to be called once for it, by the thread that pushes
 *
 * Returns: (transfer full): the report of the frame alone
 */
AoiReport *
gst_aoi_item_make_report (GstAoiItem *item)
{
  AoiReportInfo *info = &item->output.info;

  item->output.reported = aoi_clock_now ();
  gst_aoi_settings_fill_info (item->settings, info);
  if (item->refusal == NULL)
    return aoi_task_make_report (item->task, info);
  info->reason = item->refusal;
  info->total_ns = aoi_clock_now () - item->admitted;
  return aoi_engine_refuse (item->revision, get_group (item), info);
}
