/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoiitem.h"

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
  g_clear_pointer (&item->report, aoi_report_unref);
  g_clear_pointer (&item->links, g_ptr_array_unref);
  g_clear_pointer (&item->revision, aoi_revision_unref);
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
 * Returns: whether it is still of use then: after EOS all but frames; after an error sticky events, but for EOS,
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
