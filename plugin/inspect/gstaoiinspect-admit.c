/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a frame comes in: what it is inspected by, whether it can be, and its way to the pool. All of it
 * runs on the streaming thread. */
#include "inspect/gstaoiinspect-private.h"

#include <math.h>

#include "base/aoi-clock.h"
#include "engine/aoi-frame-check.h"
#include "engine/aoi-placements.h"
#include "engine/aoi-task.h"

#define GST_CAT_DEFAULT gst_aoi_inspect_debug

/* So that no sum of it and a time overflows: an age. */
#define MAX_DEADLINE ((guint64) G_MAXINT64 / 4)

/* How far what a camera says may be off what was asked: cameras round exposures. */
#define FOCUS_TOLERANCE 0.5
#define EXPOSURE_TOLERANCE 0.01
#define MIN_EXPOSURE_TOLERANCE 1.0 /* us */

static gchar *
find_wrong_setting (const GstAoiCapture *capture)
{
  const gdouble exposure_off = fabs (capture->exposure_read - capture->exposure);
  const gdouble allowed = MAX (EXPOSURE_TOLERANCE * capture->exposure, MIN_EXPOSURE_TOLERANCE);

  if (fabs (capture->focus_read - capture->focus) > FOCUS_TOLERANCE)
    return g_strdup_printf (
        "frame was taken at focus %g, not %d", capture->focus_read, capture->focus);
  if (exposure_off > allowed)
    return g_strdup_printf (
        "frame was taken at exposure %g, not %d", capture->exposure_read, capture->exposure);
  return NULL;
}

/* Finds the frame's capture group by its setting: numbers may be those of another product. */
static gchar *
find_group (GstAoiItem *item)
{
  const GstAoiCapture *capture = &item->capture;
  const gint group = aoi_revision_find_group (item->revision, capture->focus, capture->exposure);

  item->group = MAX (group, 0);
  if (group < 0)
    return g_strdup_printf (
        "frame is of group focus=%d, exposure=%d, which no ROI of the product asks for",
        capture->focus, capture->exposure);
  item->in_plan = TRUE;
  return find_wrong_setting (capture);
}

/* Why a frame is not even inspected, or %NULL. */
static gchar *
find_refusal (GstAoiItem *item)
{
  gchar *problem = NULL;

  if (item->revision == NULL)
    return g_strdup ("no product is set");
  if (!item->grouped && gst_buffer_get_custom_meta (item->buffer, GST_AOI_CAPTURE_NAME) != NULL)
    return g_strdup ("frame is unsuitable: its metadata do not name its capture group");
  if (item->grouped)
    problem = find_group (item);
  if (problem != NULL)
    return problem;
  if (GST_BUFFER_FLAG_IS_SET (item->buffer, GST_BUFFER_FLAG_CORRUPTED))
    return g_strdup ("frame is incomplete: its source marked it as corrupted");
  if (gst_buffer_get_video_crop_meta (item->buffer) != NULL)
    return g_strdup (
        "frame is unsuitable: its pixels are not cropped yet, only a crop meta says how");
  return NULL;
}

/* A thread that keeps the deadline must not work. */
static void
set_deadline (GstAoiInspect *self, GstAoiItem *item, AoiFrame *frame, guint64 deadline)
{
  if (deadline == 0) {
    frame->help = self->threaded ? AOI_HELP_TINY : AOI_HELP_ALL;
    return;
  }
  frame->deadline_ns = (gint64) MIN (deadline, MAX_DEADLINE);
  item->expires = item->admitted + frame->deadline_ns;
}

/* Returns FALSE, with the item's refusal set, if the frame cannot be inspected. */
static gboolean
map (GstAoiInspect *self, GstAoiItem *item, gboolean copy_rois, AoiFrame *frame)
{
  item->refusal = find_refusal (item);
  if (item->refusal != NULL
      || !gst_aoi_frame_map (&self->input.format, item->buffer, frame, &item->refusal))
    return FALSE;
  frame->number = item->output.info.frame;
  frame->group = item->grouped ? AOI_GROUP (item->group) : AOI_GROUP_ALL;
  item->refusal = aoi_frame_find_fault (&frame->image, item->revision);
  if (item->refusal == NULL && copy_rois
      && !gst_aoi_frame_copy_rois (frame, item->revision, self->arena))
    item->refusal = g_strdup ("not enough memory to copy the ROIs of the frame");
  if (item->refusal == NULL)
    return TRUE;
  frame->release (frame->owner);
  return FALSE;
}

static void
submit (GstAoiInspect *self, GstAoiItem *item)
{
  gboolean copy_rois;
  guint max_workers;
  guint64 deadline;
  AoiFrame frame;
  guint n;

  GST_OBJECT_LOCK (self);
  copy_rois = self->settings.copy_rois;
  max_workers = self->settings.max_workers;
  deadline = self->settings.deadline;
  GST_OBJECT_UNLOCK (self);

  if (!map (self, item, copy_rois, &frame))
    return;
  frame.placements = item->placements;
  set_deadline (self, item, &frame, deadline);
  aoi_engine_set_max_workers (self->engine, max_workers);
  n = aoi_revision_count_rois (item->revision, frame.group);
  GST_INFO_OBJECT (self, "Processing %u ROIs in parallel", n);
  GST_INFO_OBJECT (
      self, "Using %u parallel workers for %u ROIs", aoi_engine_limit_workers (self->engine, n), n);
  item->task = aoi_engine_submit (self->engine, item->revision, &frame, gst_aoi_flight_task_done,
      gst_aoi_flight_ref (self->flight));
}

/* No further frame of the board comes: what waits for its fiducials has not got them. */
static void
close_board (GstAoiInspect *self, const gchar *reason)
{
  if (self->input.board_placements != NULL)
    aoi_placements_close (self->input.board_placements, reason);
  g_clear_pointer (&self->input.board_placements, aoi_placements_unref);
  g_clear_pointer (&self->input.board_revision, aoi_revision_unref);
}

/* Why an event ends the open board. */
static const gchar *
find_end (GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_EOS:
      return "the stream ended before a frame that shows its fiducials came";
    case GST_EVENT_SEGMENT:
    case GST_EVENT_STREAM_START:
      return "the source began anew before a frame that shows its fiducials came";
    default:
      return NULL;
  }
}

/* All frames of a board are inspected by the revision of its first one. Which board is open, the thread that
 * pushes knows, some frames later. */
static AoiRevision *
choose_revision (GstAoiInspect *self, const GstAoiItem *item)
{
  AoiRevision *revision;

  if (item->grouped && self->input.board_revision != NULL
      && item->capture.board == self->input.board_number)
    return aoi_revision_ref (self->input.board_revision);
  revision = gst_aoi_inspect_ref_revision (self);
  close_board (self, "the next board came before a frame that shows its fiducials");
  if (item->grouped && revision != NULL) {
    self->input.board_revision = aoi_revision_ref (revision);
    self->input.board_number = item->capture.board;
    self->input.board_placements = aoi_placements_new (revision);
  }
  return revision;
}

/**
 * gst_aoi_inspect_admit:
 * @self: the element
 * @buffer: (transfer full): a frame
 * @arrived: monotonic time of its arrival, ns
 *
 * Begins to inspect a frame, or notes why that cannot be.
 *
 * Returns: (transfer full): what goes into the queue; its task waits for aoi_task_help()
 */
GstAoiItem *
gst_aoi_inspect_admit (GstAoiInspect *self, GstBuffer *buffer, gint64 arrived)
{
  GstAoiItem *item = g_new0 (GstAoiItem, 1);

  item->arrived = arrived;
  item->admitted = aoi_clock_now ();
  item->buffer = buffer;
  item->grouped = gst_buffer_get_aoi_capture (buffer, &item->capture);
  item->revision = choose_revision (self, item);
  if (self->input.board_placements != NULL)
    item->placements = aoi_placements_ref (self->input.board_placements);
  GST_OBJECT_LOCK (self);
  item->settings = gst_aoi_settings_ref (self->settings.run);
  item->patience = self->settings.group_timeout;
  GST_OBJECT_UNLOCK (self);
  item->output.info.frame = self->input.n_frames++;
  item->output.info.width = GST_VIDEO_INFO_WIDTH (&self->input.format.info);
  item->output.info.height = GST_VIDEO_INFO_HEIGHT (&self->input.format.info);
  item->output.info.timestamp_us = g_get_real_time ();
  submit (self, item);
  return item;
}

/* The frame that stands for a group will not come: its fiducials will not be seen. */
static void
give_up_places (GstAoiInspect *self, AoiRevision *revision, guint group, const gchar *reason)
{
  for (guint i = 0; i < aoi_revision_get_n_places (revision); i++)
    if (aoi_revision_get_place (revision, i)->group == group)
      aoi_placements_give_up (self->input.board_placements, i, reason);
}

static gboolean
is_missing_frame (GstEvent *event, GstAoiCapture *capture)
{
  return GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM
      && gst_event_has_name (event, GST_AOI_CAPTURE_MISSING_NAME)
      && gst_aoi_capture_from_structure (capture, gst_event_get_structure (event));
}

/**
 * gst_aoi_inspect_admit_event:
 * @self: the element
 * @event: (transfer full): a serialized event
 *
 * One that stands for a frame which will not come is noted as such.
 *
 * Returns: (transfer full): what goes into the queue
 */
GstAoiItem *
gst_aoi_inspect_admit_event (GstAoiInspect *self, GstEvent *event)
{
  GstAoiItem *item = g_new0 (GstAoiItem, 1);
  const gchar *reason;

  if (find_end (event) != NULL)
    close_board (self, find_end (event));
  item->event = event;
  item->grouped = is_missing_frame (event, &item->capture);
  if (!item->grouped)
    return item;
  item->arrived = item->admitted = aoi_clock_now ();
  item->revision = choose_revision (self, item);
  GST_OBJECT_LOCK (self);
  item->settings = gst_aoi_settings_ref (self->settings.run);
  GST_OBJECT_UNLOCK (self);
  item->output.info.timestamp_us = g_get_real_time ();
  reason = gst_structure_get_string (gst_event_get_structure (event), "reason");
  if (item->revision != NULL)
    g_free (find_group (item));
  item->refusal = g_strdup (reason != NULL ? reason : "the source has given it up");
  if (item->in_plan)
    give_up_places (self, item->revision, item->group, item->refusal);
  return item;
}

/**
 * gst_aoi_inspect_admit_reset:
 * @self: the element, on the streaming thread or not streaming
 *
 * The next frame is of another board than those before.
 */
void
gst_aoi_inspect_admit_reset (GstAoiInspect *self)
{
  close_board (self, "the stream was stopped before a frame that shows its fiducials came");
}
