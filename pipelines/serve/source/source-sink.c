/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where inspected frames leave the pipeline: they are put on the station's shelf as they are, in the memory that they came
 * in, and their boards are announced. */
#include "source/source-sink.h"

#include <gst/base/gstbasesink.h>

#include "common/gstaoiframe.h"
#include "common/gstaoiwhole.h"
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
};

G_DEFINE_TYPE (SourceSink, source_sink, GST_TYPE_BASE_SINK)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_FRAME_CAPS));

/* @report: (transfer full) (nullable) */
static void
announce (SourceSink *self, AoiReport *report)
{
  if (report == NULL)
    return;
  source_note_board (self->source, report);
  station_announce (self->source->station, report);
  aoi_report_unref (report);
}

static void
take_report (SourceSink *self, AoiReport *report)
{
  announce (self, gst_aoi_whole_enter (&self->whole, report));
  if (gst_aoi_whole_take (&self->whole, report))
    announce (self, aoi_report_ref (report));
}

/* A frame that cannot be mapped was reported as such by the inspection. */
static void
shelve (SourceSink *self, GstBuffer *buffer, AoiReport *report)
{
  g_autofree gchar *reason = NULL;
  AoiFrame mapped;
  Frame *frame;

  if (!gst_aoi_frame_map (&self->format, buffer, &mapped, &reason))
    return;
  frame = frame_new (
      FRAME_LIVE, &mapped.image, gst_buffer_get_size (buffer), mapped.release, mapped.owner);
  frame->report = report != NULL ? aoi_report_ref (report) : NULL;
  if (report != NULL)
    frame->time_us = aoi_report_get_info (report)->timestamp_us;
  source_captures_offer (self->source, frame);
  frame_shelf_add_live (self->source->station->frames, frame);
}

static GstFlowReturn
source_sink_render (GstBaseSink *sink, GstBuffer *buffer)
{
  SourceSink *self = SOURCE_SINK (sink);
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (buffer);

  shelve (self, buffer, report);
  source_note_frame (self->source);
  if (report != NULL)
    take_report (self, report);
  return GST_FLOW_OK;
}

static void
take_event (SourceSink *self, GstEvent *event)
{
  g_autoptr (AoiReport) report = gst_aoi_report_event_parse (event);

  if (report != NULL)
    take_report (self, report);
}

static gboolean
source_sink_event (GstBaseSink *sink, GstEvent *event)
{
  SourceSink *self = SOURCE_SINK (sink);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
    case GST_EVENT_SEGMENT:
      announce (self, gst_aoi_whole_begin_run (&self->whole));
      break;
    case GST_EVENT_EOS:
      announce (self, gst_aoi_whole_end (&self->whole));
      break;
    case GST_EVENT_FLUSH_STOP:
      gst_aoi_whole_forget (&self->whole);
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
  return GST_ELEMENT (self);
}
