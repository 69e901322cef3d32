/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where inspected frames leave the pipeline: they are put on the station's shelf as they are, in the memory that they came
 * in, and their boards are announced and archived. */
#include "source/source-sink.h"

#include <gst/base/gstbasesink.h>

#include "common/gstaoiframe.h"
#include "common/gstaoiwhole.h"
#include "lib/gstaoicapture.h"
#include "lib/gstaoimessage.h"
#include "lib/gstaoimeta.h"
#include "station/station-boards.h"

#define SOURCE_TYPE_SINK (source_sink_get_type ())
G_DECLARE_FINAL_TYPE (SourceSink, source_sink, SOURCE, SINK, GstBaseSink)

/* All of it is the streaming thread's. */
struct _SourceSink {
  GstBaseSink parent;
  Source *source; /* outlives the pipeline */
  GstAoiFrameFormat format;
  GstAoiWhole whole;
  StationShots shots; /* of the board that is open */
};

G_DEFINE_TYPE (SourceSink, source_sink, GST_TYPE_BASE_SINK)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_FRAME_CAPS));

/* A frame that comes, and what may be archived of it. */
typedef struct {
  const AoiImage *image; /* NULL: no frame carries the report, or it cannot be mapped */
  const AoiReport *report;
  gboolean has_capture;
  GstAoiCapture capture; /* if @has_capture */
} Shot;

/* The shots are of the next board from now on. */
static void
renew_shots (SourceSink *self)
{
  station_shots_clear (&self->shots);
  station_shots_init (&self->shots, self->source->station->archive);
}

/* A board is whole. @report: (transfer full) (nullable): there is none; @shown: (nullable): its last frame */
static void
finish_board (SourceSink *self, AoiReport *report, const StationShown *shown)
{
  if (report == NULL)
    return;
  station_shots_keep (&self->shots, report, shown);
  renew_shots (self);
  source_note_board (self->source, report);
  station_announce (self->source->station, report);
  aoi_report_unref (report);
}

/* An ROI is seen in the frames of its own capture group. */
static const AoiImage *
find_image (const AoiRoiResult *result, gconstpointer data)
{
  const Shot *shot = data;
  AoiProduct *product = aoi_report_get_info (shot->report)->source;
  const AoiRoi *roi = product != NULL ? aoi_product_find_roi (product, result->id) : NULL;

  return !shot->has_capture || roi == NULL
          || (roi->focus == shot->capture.focus && roi->exposure == shot->capture.exposure)
      ? shot->image
      : NULL;
}

static void
take_report (SourceSink *self, AoiReport *report, const Shot *shot)
{
  gboolean is_whole;

  finish_board (self, gst_aoi_whole_enter (&self->whole, report), NULL);
  is_whole = gst_aoi_whole_take (&self->whole, report);
  if (!is_whole && self->whole.pending != report)
    return;
  if (shot->image != NULL)
    station_shots_add_found (&self->shots, report, find_image, shot);
  if (is_whole) {
    StationShown shown = { .file = NULL };

    if (shot->image != NULL)
      shown.frame = *shot->image;
    finish_board (self, aoi_report_ref (report), shot->image != NULL ? &shown : NULL);
  }
}

/* Returns: (transfer full) (nullable): the frame, on the shelf; %NULL: it cannot be mapped, which the inspection has
 * reported */
static Frame *
shelve (SourceSink *self, GstBuffer *buffer, AoiReport *report)
{
  g_autofree gchar *reason = NULL;
  AoiFrame mapped;
  Frame *frame;

  if (!gst_aoi_frame_map (&self->format, buffer, &mapped, &reason))
    return NULL;
  frame = frame_new (
      FRAME_LIVE, &mapped.image, gst_buffer_get_size (buffer), mapped.release, mapped.owner);
  frame->report = report != NULL ? aoi_report_ref (report) : NULL;
  if (report != NULL)
    frame->time_us = aoi_report_get_info (report)->timestamp_us;
  source_captures_offer (self->source, frame);
  frame_shelf_add_live (self->source->station->frames, frame_ref (frame));
  return frame;
}

/* Results count for the frame that was inspected, which an element behind may have made smaller. */
static gboolean
is_inspected (const Frame *frame)
{
  const AoiReportInfo *info = aoi_report_get_info (frame->report);

  return frame->image.width == info->width && frame->image.height == info->height;
}

static GstFlowReturn
source_sink_render (GstBaseSink *sink, GstBuffer *buffer)
{
  SourceSink *self = SOURCE_SINK (sink);
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (buffer);
  g_autoptr (Frame) frame = shelve (self, buffer, report);
  Shot shot = { .report = report };

  source_note_frame (self->source);
  if (report == NULL)
    return GST_FLOW_OK;
  if (frame != NULL && is_inspected (frame))
    shot.image = &frame->image;
  shot.has_capture = gst_buffer_get_aoi_capture (buffer, &shot.capture);
  take_report (self, report, &shot);
  return GST_FLOW_OK;
}

/* A board that no frame carries. */
static void
take_event (SourceSink *self, GstEvent *event)
{
  g_autoptr (AoiReport) report = gst_aoi_report_event_parse (event);
  const Shot shot = { .report = report };

  if (report != NULL)
    take_report (self, report, &shot);
}

static gboolean
source_sink_event (GstBaseSink *sink, GstEvent *event)
{
  SourceSink *self = SOURCE_SINK (sink);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
    case GST_EVENT_SEGMENT:
      finish_board (self, gst_aoi_whole_begin_run (&self->whole), NULL);
      break;
    case GST_EVENT_EOS:
      finish_board (self, gst_aoi_whole_end (&self->whole), NULL);
      break;
    case GST_EVENT_FLUSH_STOP:
      gst_aoi_whole_forget (&self->whole);
      renew_shots (self);
      break;
    case GST_EVENT_CUSTOM_DOWNSTREAM:
      take_event (self, event);
      break;
    default:
      break;
  }
  return GST_BASE_SINK_CLASS (source_sink_parent_class)->event (sink, event);
}

static gboolean
source_sink_set_caps (GstBaseSink *sink, GstCaps *caps)
{
  return gst_aoi_frame_format_from_caps (&SOURCE_SINK (sink)->format, caps);
}

/* A source has to have so many frames that it does not wait for those on the shelf. */
static gboolean
source_sink_propose_allocation (GstBaseSink *sink, GstQuery *query)
{
  SourceSink *self = SOURCE_SINK (sink);
  const guint n = frame_shelf_get_n_live (self->source->station->frames) + 1;
  GstAoiFrameFormat format;
  GstCaps *caps;

  gst_query_parse_allocation (query, &caps, NULL);
  if (caps == NULL || !gst_aoi_frame_format_from_caps (&format, caps))
    return FALSE;
  gst_query_add_allocation_pool (
      query, NULL, (guint) gst_aoi_frame_format_get_size (&format), n, 0);
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

static void
source_sink_finalize (GObject *object)
{
  gst_aoi_whole_forget (&SOURCE_SINK (object)->whole);
  station_shots_clear (&SOURCE_SINK (object)->shots);
  G_OBJECT_CLASS (source_sink_parent_class)->finalize (object);
}

static void
source_sink_class_init (SourceSinkClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = source_sink_finalize;
  sink_class->render = source_sink_render;
  sink_class->event = source_sink_event;
  sink_class->set_caps = source_sink_set_caps;
  sink_class->propose_allocation = source_sink_propose_allocation;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "Shelf of aoi serve", "Sink/Video",
      "Keeps the newest frames and announces boards", "The aoiinspect developers");
}

/* Frames are taken as they come, and the pipeline's state does not wait for the first one, which may take long. */
static void
source_sink_init (SourceSink *self)
{
  g_object_set (self, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, NULL);
}

/**
 * source_sink_new:
 * @source: whose frames come
 *
 * Returns: (transfer floating): an element
 */
GstElement *
source_sink_new (Source *source)
{
  SourceSink *self = g_object_new (SOURCE_TYPE_SINK, NULL);

  self->source = source;
  station_shots_init (&self->shots, source->station->archive);
  return GST_ELEMENT (self);
}
