/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which reports become boards in the queue. All of it runs in the streaming thread, with the preroll lock where it may wait. */
#include "publish/gstaoipublish-private.h"

/**
 * gst_aoi_publish_board_end:
 * @self: the element
 *
 * No report of the board that is open will come: it is lost.
 */
void
gst_aoi_publish_board_end (GstAoiPublish *self)
{
  if (self->boards.is_open)
    aoi_spool_lose (
        self->parent.spool, AOI_SPOOL_UNSUITABLE, "frames of a board came, but not its report", 0);
  aoi_board_tracker_drop (&self->boards);
}

/**
 * gst_aoi_publish_begin_run:
 * @self: the element
 *
 * Numbers of boards begin anew.
 */
void
gst_aoi_publish_begin_run (GstAoiPublish *self)
{
  gst_aoi_publish_board_end (self);
  aoi_board_tracker_begin_run (&self->boards);
}

/* Returns whether the report is that of a whole board. */
static gboolean
follow (GstAoiPublish *self, const AoiReport *report)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  const gboolean complete = aoi_report_get_complete (report);
  AoiBoardState state;

  if (info->groups == 0) {
    gst_aoi_publish_board_end (self);
    return complete;
  }
  state = aoi_board_tracker_get_state (&self->boards, info->board);
  if (state == AOI_BOARD_NEW)
    gst_aoi_publish_board_end (self);
  if (complete)
    aoi_board_tracker_end (&self->boards, info->board);
  else if (state == AOI_BOARD_NEW)
    aoi_board_tracker_open (&self->boards, info->board);
  return complete;
}

static AoiJsonFlags
get_flags (GstAoiPublish *self, GstAoiPublishMode *mode)
{
  AoiJsonFlags flags;

  GST_OBJECT_LOCK (self);
  *mode = self->mode;
  flags = self->left_out | AOI_JSON_TIMING;
  GST_OBJECT_UNLOCK (self);
  return *mode == GST_AOI_PUBLISH_SUMMARY ? flags | AOI_JSON_SUMMARY : flags;
}

/**
 * gst_aoi_publish_board_take:
 * @self: the element
 * @report: on a frame, or of a board without one
 *
 * Queues the board if it is complete, or skips it.
 *
 * Returns: %GST_FLOW_OK, or why waiting for room ended
 */
GstFlowReturn
gst_aoi_publish_board_take (GstAoiPublish *self, AoiReport *report)
{
  GstAoiPublishMode mode;
  const AoiJsonFlags flags = get_flags (self, &mode);
  const gsize size = aoi_dispatch_measure (report);
  GstFlowReturn ret;
  gboolean has_room;

  if (!follow (self, report))
    return GST_FLOW_OK;
  if (mode == GST_AOI_PUBLISH_FAILED && aoi_report_get_passed (report)) {
    aoi_spool_skip (self->parent.spool, 0);
    return GST_FLOW_OK;
  }
  ret = gst_aoi_spool_sink_reserve (&self->parent, 0, size, &has_room);
  if (ret == GST_FLOW_OK && has_room)
    aoi_dispatch_push (self->parent.spool, report, flags, size);
  return ret;
}
