/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What leaves the element: report, metadata, message, warnings, statistics. All of it runs on the one
 * thread that pushes, with no lock held. */
#include "inspect/gstaoiinspect-private.h"

#include "base/aoi-clock.h"
#include "lib/gstaoimessage.h"
#include "lib/gstaoimeta.h"

#define GST_CAT_DEFAULT gst_aoi_inspect_debug

#define LOG_INTERVAL GST_SECOND

/* Which of the revision's ROIs a frame is asked for, as aoi_engine_refuse() takes it. */
static guint
get_group (const GstAoiItem *item)
{
  if (!item->grouped)
    return 0;
  return item->in_plan ? item->group + 1 : G_MAXUINT;
}

/**
 * gst_aoi_inspect_make_report:
 * @item: a frame that is judged or refused; to be called once for it
 *
 * Returns: (transfer full): the report of the frame alone
 */
AoiReport *
gst_aoi_inspect_make_report (GstAoiItem *item)
{
  item->reported = aoi_clock_now ();
  gst_aoi_settings_fill_info (item->settings, &item->info);
  if (item->refusal == NULL)
    return aoi_task_make_report (item->task, &item->info);
  item->info.reason = item->refusal;
  item->info.total_ns = aoi_clock_now () - item->admitted;
  return aoi_engine_refuse (item->revision, get_group (item), &item->info);
}

/**
 * gst_aoi_inspect_warn:
 * @self: the element
 * @about: number of a ROI, %GST_AOI_INSPECT_WARN_FRAME or %GST_AOI_INSPECT_WARN_LINK
 * @reason: (nullable): what is wrong with it; %NULL: nothing is any more
 *
 * Warns once a cause: again only when the cause changed, or came back after it was gone.
 */
void
gst_aoi_inspect_warn (GstAoiInspect *self, gint about, const gchar *reason)
{
  gpointer key = GINT_TO_POINTER (about);

  if (reason == NULL) {
    g_hash_table_remove (self->warned, key);
    return;
  }
  if (g_strcmp0 (g_hash_table_lookup (self->warned, key), reason) == 0)
    return;
  g_hash_table_insert (self->warned, key, g_strdup (reason));
  if (about == GST_AOI_INSPECT_WARN_LINK)
    GST_ELEMENT_WARNING (
        self, RESOURCE, FAILED, ("Barcode is kept as it was read: %s", reason), (NULL));
  else if (about == GST_AOI_INSPECT_WARN_FRAME)
    GST_ELEMENT_WARNING (self, STREAM, FAILED, ("Frame cannot be inspected: %s", reason), (NULL));
  else
    GST_ELEMENT_WARNING (
        self, STREAM, FAILED, ("ROI %d could not be inspected: %s", about, reason), (NULL));
}

static void
warn (GstAoiInspect *self, const GstAoiItem *item, const AoiReport *report)
{
  guint n_rois = aoi_report_get_n_rois (report);
  guint n_errors = 0;

  gst_aoi_inspect_warn (self, GST_AOI_INSPECT_WARN_FRAME, item->refusal);
  if (item->refusal != NULL)
    return;
  for (guint i = 0; i < n_rois; i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);
    gboolean judged = roi->status == AOI_STATUS_PASS || roi->status == AOI_STATUS_FAIL;

    n_errors += !judged;
    gst_aoi_inspect_warn (self, roi->id, judged ? NULL : roi->reason);
  }
  if (n_errors == 0)
    GST_INFO_OBJECT (self, "All ROIs processed successfully");
  else
    GST_INFO_OBJECT (self, "%u of %u ROIs could not be processed", n_errors, n_rois);
}

/**
 * gst_aoi_inspect_post_report:
 * @self: the element
 * @buffer: (nullable): the frame that carries it
 * @report: an inspection
 *
 * Posts the message, if it is one that is wanted.
 */
void
gst_aoi_inspect_post_report (GstAoiInspect *self, GstBuffer *buffer, AoiReport *report)
{
  const GstClockTime pts = buffer != NULL ? GST_BUFFER_PTS (buffer) : GST_CLOCK_TIME_NONE;
  const GstClockTime duration = buffer != NULL ? GST_BUFFER_DURATION (buffer) : GST_CLOCK_TIME_NONE;
  GstClockTime stream = GST_CLOCK_TIME_NONE;
  GstClockTime running = GST_CLOCK_TIME_NONE;
  GstAoiInspectPost post;

  GST_OBJECT_LOCK (self);
  post = self->post_messages;
  GST_OBJECT_UNLOCK (self);
  if (post == GST_AOI_INSPECT_POST_NONE
      || (post == GST_AOI_INSPECT_POST_FAILED && aoi_report_get_passed (report)))
    return;
  if (self->segment.format == GST_FORMAT_TIME && GST_CLOCK_TIME_IS_VALID (pts)) {
    stream = gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME, pts);
    running = gst_segment_to_running_time (&self->segment, GST_FORMAT_TIME, pts);
  }
  gst_element_post_message (GST_ELEMENT (self),
      gst_aoi_message_new (GST_OBJECT (self), report, pts, stream, running, duration));
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
  interval = self->stats_interval;
  GST_OBJECT_UNLOCK (self);
  if (interval == 0 || (guint64) (now - self->last_stats) < interval)
    return;
  self->last_stats = now;
  gst_element_post_message (
      GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), make_stats (self)));
}

/* A line a second at most, and only where somebody reads it. */
static void
log_stats (GstAoiInspect *self, gint64 now)
{
  g_autoptr (GstStructure) stats = NULL;

  if (now - self->last_log < LOG_INTERVAL
      || gst_debug_category_get_threshold (GST_CAT_DEFAULT) < GST_LEVEL_INFO)
    return;
  self->last_log = now;
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

/* @report: of the frame. Returns that which it carries, or NULL if the element is flushed or stopped. */
static AoiReport *
finish_report (GstAoiInspect *self, GstAoiItem *item, AoiReport *report)
{
  AoiReport *carried;

  if (item->grouped)
    carried = gst_aoi_inspect_link (
        self, gst_aoi_inspect_add_to_board (self, item, report), NULL, aoi_clock_now ());
  else
    carried = gst_aoi_inspect_link (self, aoi_report_ref (report), item->links, item->reported);
  if (carried != NULL && aoi_report_get_complete (carried))
    gst_aoi_stats_add_board (&self->stats, aoi_report_get_passed (carried));
  return carried;
}

static GstFlowReturn
output_frame (GstAoiInspect *self, GstAoiItem *item)
{
  const gint64 begun = aoi_clock_now ();
  g_autoptr (AoiReport) report = NULL, carried = NULL;
  GstBuffer *buffer;
  gboolean attach;

  GST_OBJECT_LOCK (self);
  attach = self->attach_roi_meta;
  GST_OBJECT_UNLOCK (self);

  if (item->grouped)
    gst_aoi_inspect_open_board (self, item);
  else
    gst_aoi_inspect_end_board (self);
  report = item->report != NULL ? g_steal_pointer (&item->report)
                                : gst_aoi_inspect_make_report (item);
  carried = finish_report (self, item, report);
  if (carried == NULL) {
    gst_aoi_stats_add_discarded (&self->stats, 1);
    return GST_FLOW_FLUSHING;
  }
  buffer = gst_buffer_make_writable (g_steal_pointer (&item->buffer));
  gst_buffer_add_aoi_report (buffer, carried);
  if (attach)
    attach_roi_metas (buffer, carried);
  warn (self, item, report);
  gst_aoi_inspect_post_report (self, buffer, carried);
  account (self, item, report, begun + self->link_waited);
  return gst_pad_push (self->srcpad, buffer);
}

static GstFlowReturn
output_event (GstAoiInspect *self, GstAoiItem *item)
{
  switch (GST_EVENT_TYPE (item->event)) {
    case GST_EVENT_STREAM_START:
      gst_aoi_inspect_begin_run (self);
      break;
    case GST_EVENT_SEGMENT:
      gst_aoi_inspect_begin_run (self);
      gst_event_copy_segment (item->event, &self->segment);
      break;
    case GST_EVENT_EOS:
      gst_aoi_inspect_end_board (self);
      break;
    default:
      if (item->grouped)
        gst_aoi_inspect_give_up_group (self, item);
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

  gst_aoi_inspect_begin_links (self, item->expires);
  ret = item->event != NULL ? output_event (self, item) : output_frame (self, item);
  gst_aoi_item_free (item);
  return ret;
}

/**
 * gst_aoi_inspect_output_reset:
 * @self: the element, not streaming
 */
void
gst_aoi_inspect_output_reset (GstAoiInspect *self)
{
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
  gst_aoi_inspect_board_reset (self);
  g_hash_table_remove_all (self->warned);
  self->last_stats = self->last_log = aoi_clock_now ();
}
