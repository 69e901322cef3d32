/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What leaves the element: report, metadata, message, warnings, statistics. All of it runs on the one
 * thread that pushes, with no lock held. */
#include "inspect/gstaoiinspect-private.h"

#include "base/aoi-clock.h"
#include "lib/gstaoimessage.h"
#include "lib/gstaoimeta.h"

#define GST_CAT_DEFAULT gst_aoi_inspect_debug

#define LOG_INTERVAL GST_SECOND

static void
warn (GstAoiInspect *self, const GstAoiItem *item, const AoiReport *report)
{
  GstAoiReporter *reporter = &self->output.reporter;
  guint n_rois = aoi_report_get_n_rois (report);
  guint n_errors = 0;

  gst_aoi_reporter_warn (reporter, GST_AOI_REPORTER_FRAME, item->refusal);
  if (item->refusal != NULL)
    return;
  for (guint i = 0; i < n_rois; i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);
    gboolean judged = roi->status != AOI_STATUS_ERROR && roi->status != AOI_STATUS_TIMEOUT;

    n_errors += !judged;
    gst_aoi_reporter_warn (reporter, roi->id, judged ? NULL : roi->reason);
  }
  if (n_errors == 0)
    GST_INFO_OBJECT (self, "All ROIs processed successfully");
  else
    GST_INFO_OBJECT (self, "%u of %u ROIs could not be processed", n_errors, n_rois);
}

/* Posts the message, if it is one that is wanted. */
static void
post_report (GstAoiInspect *self, GstBuffer *buffer, AoiReport *report)
{
  GstAoiInspectPost post;

  GST_OBJECT_LOCK (self);
  post = self->settings.post_messages;
  GST_OBJECT_UNLOCK (self);
  if (post == GST_AOI_INSPECT_POST_NONE
      || (post == GST_AOI_INSPECT_POST_FAILED && aoi_report_get_passed (report)))
    return;
  gst_aoi_reporter_post (&self->output.reporter, buffer, report);
}

static GstStructure *
make_stats (GstAoiInspect *self)
{
  return gst_aoi_stats_to_structure (&self->stats, gst_aoi_flight_get_late (self->flight));
}

static void
post_stats (GstAoiInspect *self, gint64 now)
{
  guint64 interval;

  GST_OBJECT_LOCK (self);
  interval = self->settings.stats_interval;
  GST_OBJECT_UNLOCK (self);
  if (interval == 0 || (guint64) (now - self->output.last_stats) < interval)
    return;
  self->output.last_stats = now;
  gst_element_post_message (
      GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), make_stats (self)));
}

/* A line a second at most, and only where somebody reads it. */
static void
log_stats (GstAoiInspect *self, gint64 now)
{
  g_autoptr (GstStructure) stats = NULL;

  if (now - self->output.last_log < LOG_INTERVAL
      || gst_debug_category_get_threshold (GST_CAT_DEFAULT) < GST_LEVEL_INFO)
    return;
  self->output.last_log = now;
  stats = make_stats (self);
  GST_INFO_OBJECT (self, "%" GST_PTR_FORMAT, stats);
}

static void
account (GstAoiInspect *self, const GstAoiItem *item, const AoiReport *report, gint64 begun)
{
  const gint64 now = aoi_clock_now ();

  gst_aoi_stats_add_frame (
      &self->stats, report, now - begun, now - item->arrived, gst_aoi_inspect_get_latency (self));
  post_stats (self, now);
  log_stats (self, now);
}

static void
attach_roi_metas (GstBuffer *buffer, const AoiReport *report)
{
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);
    GstVideoRegionOfInterestMeta *meta = gst_buffer_add_video_region_of_interest_meta (buffer,
        "aoi", (guint) roi->rect.x, (guint) roi->rect.y, (guint) roi->rect.width,
        (guint) roi->rect.height);

    meta->id = roi->id;
    gst_video_region_of_interest_meta_add_param (meta,
        gst_structure_new ("aoi-roi", "id", G_TYPE_INT, roi->id, "device", G_TYPE_INT, roi->device,
            "type", G_TYPE_STRING, roi->type, "status", G_TYPE_STRING,
            aoi_status_to_string (roi->status), "reason", G_TYPE_STRING, roi->reason, "passed",
            G_TYPE_BOOLEAN, aoi_roi_result_passed (roi), "score", G_TYPE_DOUBLE, roi->score,
            "threshold", G_TYPE_DOUBLE, roi->threshold, NULL));
  }
}

/* Returns NULL if the element is flushed or stopped. */
static AoiReport *
link_codes (GstAoiInspect *self, AoiReport *report, GPtrArray *links, gint64 made)
{
  GstAoiLinkingNews news;
  AoiReport *linked = gst_aoi_linking_apply (&self->output.linking, report, links, made, &news);

  if (news.asked)
    gst_aoi_reporter_warn (&self->output.reporter, GST_AOI_REPORTER_LINK, news.reason);
  g_free (news.reason);
  return linked;
}

/* @report: (transfer full) (nullable): of a board that no frame carries: it travels as an event, unless the
 * element is flushed or stopped. */
static void
send_board (GstAoiInspect *self, AoiReport *report)
{
  g_autoptr (AoiReport) linked = NULL;

  if (report == NULL)
    return;
  linked = link_codes (self, aoi_engine_judge_board (self->engine, report), NULL, aoi_clock_now ());
  if (linked == NULL)
    return;
  GST_INFO_OBJECT (self, "board %" G_GUINT64_FORMAT " ends without all of its frames",
      aoi_report_get_info (linked)->board);
  gst_aoi_stats_add_board (&self->stats, aoi_report_get_passed (linked));
  post_report (self, NULL, linked);
  gst_pad_push_event (self->srcpad, gst_aoi_report_event_new (linked));
}

/* @report: of the frame. Returns that which it carries, or NULL if the element is flushed or stopped. */
static AoiReport *
finish_report (GstAoiInspect *self, GstAoiItem *item, AoiReport *report)
{
  AoiReport *carried;

  if (item->grouped)
    carried = link_codes (self,
        aoi_engine_judge_board (
            self->engine, gst_aoi_boards_add (&self->output.boards, item, report)),
        NULL, aoi_clock_now ());
  else
    carried = link_codes (self, aoi_report_ref (report), item->output.links, item->output.reported);
  if (carried != NULL && aoi_report_get_complete (carried))
    gst_aoi_stats_add_board (&self->stats, aoi_report_get_passed (carried));
  return carried;
}

/* Returns: (transfer full): the item's buffer, with the report on it. */
static GstBuffer *
carry (GstAoiInspect *self, GstAoiItem *item, AoiReport *report)
{
  GstBuffer *buffer = gst_buffer_make_writable (g_steal_pointer (&item->buffer));
  gboolean attach;

  GST_OBJECT_LOCK (self);
  attach = self->settings.attach_roi_meta;
  GST_OBJECT_UNLOCK (self);
  gst_buffer_add_aoi_report (buffer, report);
  if (attach)
    attach_roi_metas (buffer, report);
  return buffer;
}

/* Of the frame alone; a frame that is a whole board is judged by those before. */
static AoiReport *
take_report (GstAoiInspect *self, GstAoiItem *item)
{
  AoiReport *report = item->output.report != NULL ? g_steal_pointer (&item->output.report)
                                                  : gst_aoi_item_make_report (item);

  return item->grouped ? report : aoi_engine_judge_board (self->engine, report);
}

static GstFlowReturn
output_frame (GstAoiInspect *self, GstAoiItem *item)
{
  const gint64 begun = aoi_clock_now ();
  GstAoiBoards *boards = &self->output.boards;
  g_autoptr (AoiReport) report = NULL, carried = NULL;
  GstBuffer *buffer;

  send_board (
      self, item->grouped ? gst_aoi_boards_enter (boards, item) : gst_aoi_boards_end (boards));
  report = take_report (self, item);
  carried = finish_report (self, item, report);
  if (carried == NULL) {
    gst_aoi_stats_add_discarded (&self->stats, 1);
    return GST_FLOW_FLUSHING;
  }
  buffer = carry (self, item, carried);
  warn (self, item, report);
  post_report (self, buffer, carried);
  account (self, item, report, begun + self->output.linking.waited);
  return gst_pad_push (self->srcpad, buffer);
}

static void
give_up_group (GstAoiInspect *self, GstAoiItem *item)
{
  GstAoiBoards *boards = &self->output.boards;

  send_board (self, gst_aoi_boards_enter (boards, item));
  send_board (self, gst_aoi_boards_give_up (boards, item));
}

/* Ends the board that is open; numbers of boards begin anew, and what was read on those before is forgotten. */
static void
begin_run (GstAoiInspect *self)
{
  send_board (self, gst_aoi_boards_begin_run (&self->output.boards));
  aoi_engine_begin_run (self->engine);
}

static GstFlowReturn
output_event (GstAoiInspect *self, GstAoiItem *item)
{
  GstAoiBoards *boards = &self->output.boards;

  switch (GST_EVENT_TYPE (item->event)) {
    case GST_EVENT_STREAM_START:
      begin_run (self);
      break;
    case GST_EVENT_SEGMENT:
      begin_run (self);
      gst_event_copy_segment (item->event, &self->output.reporter.segment);
      break;
    case GST_EVENT_EOS:
      send_board (self, gst_aoi_boards_end (boards));
      break;
    default:
      if (item->grouped)
        give_up_group (self, item);
      break;
  }
  gst_pad_push_event (self->srcpad, g_steal_pointer (&item->event));
  return GST_FLOW_OK;
}

/**
 * gst_aoi_inspect_output:
 * @self: the element
 * @item: (transfer full): a ready item
 *
 * Returns: what pushing it gave
 */
GstFlowReturn
gst_aoi_inspect_output (GstAoiInspect *self, GstAoiItem *item)
{
  GstFlowReturn ret;

  gst_aoi_linking_begin (&self->output.linking, item->expires);
  ret = item->event != NULL ? output_event (self, item) : output_frame (self, item);
  gst_aoi_item_free (item);
  return ret;
}

/**
 * gst_aoi_inspect_prepare:
 * @item: a frame that is judged, while older ones are waited for
 * @element: the element
 *
 * Asks for the frame's codes. Those of a board of several frames are not known before all are judged.
 */
void
gst_aoi_inspect_prepare (GstAoiItem *item, gpointer element)
{
  GstAoiInspect *self = element;

  if (self->output.linking.linker == NULL || item->grouped)
    return;
  item->output.report = gst_aoi_item_make_report (item);
  item->output.links = gst_aoi_linking_ask (&self->output.linking, item->output.report);
}

/**
 * gst_aoi_inspect_get_board_end:
 * @self: the element
 *
 * Returns: monotonic time in ns at which the open board ends if no frame comes; 0: never
 */
gint64
gst_aoi_inspect_get_board_end (GstAoiInspect *self)
{
  guint64 timeout;

  GST_OBJECT_LOCK (self);
  timeout = self->settings.group_timeout;
  GST_OBJECT_UNLOCK (self);
  return gst_aoi_boards_get_end (&self->output.boards, timeout);
}

/**
 * gst_aoi_inspect_end_board:
 * @self: the element
 *
 * No further frame of the open board comes in time.
 */
void
gst_aoi_inspect_end_board (GstAoiInspect *self)
{
  gst_aoi_linking_begin (&self->output.linking, 0);
  send_board (self, gst_aoi_boards_end (&self->output.boards));
}

/**
 * gst_aoi_inspect_open_output:
 * @self: the element, going from READY to PAUSED
 *
 * Starts what asks the server for links, if one is set.
 *
 * Returns: %FALSE after an ERROR message was posted
 */
gboolean
gst_aoi_inspect_open_output (GstAoiInspect *self)
{
  g_autofree gchar *address = NULL;
  g_autoptr (GError) error = NULL;

  gst_aoi_inspect_reset_output (self);
  GST_OBJECT_LOCK (self);
  address = g_strdup (self->settings.barcode_link);
  GST_OBJECT_UNLOCK (self);
  if (gst_aoi_linking_open (&self->output.linking, self->flight, address, &error))
    return TRUE;
  GST_ELEMENT_ERROR (
      self, RESOURCE, SETTINGS, ("barcode-link cannot be used: %s", error->message), (NULL));
  return FALSE;
}

/**
 * gst_aoi_inspect_close_output:
 * @self: the element, not streaming
 */
void
gst_aoi_inspect_close_output (GstAoiInspect *self)
{
  gst_aoi_inspect_reset_output (self);
  gst_aoi_linking_close (&self->output.linking);
}

/**
 * gst_aoi_inspect_flush_output:
 * @self: the element, its task stopped
 *
 * Forgets boards and the segment.
 */
void
gst_aoi_inspect_flush_output (GstAoiInspect *self)
{
  gst_aoi_boards_reset (&self->output.boards);
  aoi_engine_begin_run (self->engine);
  gst_aoi_reporter_flush (&self->output.reporter);
}

/**
 * gst_aoi_inspect_reset_output:
 * @self: the element, not streaming
 */
void
gst_aoi_inspect_reset_output (GstAoiInspect *self)
{
  gst_aoi_boards_reset (&self->output.boards);
  aoi_engine_begin_run (self->engine);
  gst_aoi_reporter_reset (&self->output.reporter);
  self->output.last_stats = self->output.last_log = aoi_clock_now ();
}
