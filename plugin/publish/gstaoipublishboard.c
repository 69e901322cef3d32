/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which reports become boards in the queue. All of it runs in the streaming thread, with the preroll lock where it may wait. */
#include "publish/gstaoipublish-private.h"

static AoiJsonFlags
get_flags (GstAoiPublish *self, GstAoiPublishMode *mode)
{
  AoiJsonFlags flags;

  GST_OBJECT_LOCK (self);
  *mode = self->mode;
  flags = self->left_out | AOI_JSON_TIMING;
  GST_OBJECT_UNLOCK (self);
  if (self->needs_all)
    return AOI_JSON_TIMING;
  return *mode == GST_AOI_PUBLISH_SUMMARY ? flags | AOI_JSON_SUMMARY : flags;
}

/* Returns GST_FLOW_OK, or why waiting for room ended. */
static GstFlowReturn
queue (GstAoiPublish *self, AoiReport *report)
{
  GstAoiPublishMode mode;
  const AoiJsonFlags flags = get_flags (self, &mode);
  const gsize size = aoi_dispatch_measure (report);
  GstFlowReturn ret;
  gboolean has_room;

  if (mode == GST_AOI_PUBLISH_FAILED && aoi_report_get_passed (report)) {
    aoi_spool_skip (self->parent.spool, 0);
    return GST_FLOW_OK;
  }
  ret = gst_aoi_spool_sink_reserve (&self->parent, 0, size, &has_room);
  if (ret == GST_FLOW_OK && has_room)
    aoi_dispatch_push (self->parent.spool, report, flags, size);
  return ret;
}

/**
 * gst_aoi_publish_board_settle:
 * @self: the element
 * @pending: (transfer full) (nullable): the newest report of a board of which no other will come
 *
 * Queues it.
 *
 * Returns: %GST_FLOW_OK, or why waiting for room ended
 */
GstFlowReturn
gst_aoi_publish_board_settle (GstAoiPublish *self, AoiReport *pending)
{
  g_autoptr (AoiReport) report = pending;

  return report != NULL ? queue (self, report) : GST_FLOW_OK;
}

/**
 * gst_aoi_publish_board_take:
 * @self: the element
 * @report: on a frame, or of a board without one
 *
 * Queues the board if it is whole.
 *
 * Returns: %GST_FLOW_OK, or why waiting for room ended
 */
GstFlowReturn
gst_aoi_publish_board_take (GstAoiPublish *self, AoiReport *report)
{
  const GstFlowReturn ret = gst_aoi_publish_board_settle (
      self, gst_aoi_whole_enter (&self->whole, report));

  if (ret != GST_FLOW_OK || !gst_aoi_whole_take (&self->whole, report))
    return ret;
  return queue (self, report);
}
