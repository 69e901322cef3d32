/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/gstaoiboardsink.h"

#include "lib/gstaoimessage.h"

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

G_DEFINE_ABSTRACT_TYPE (GstAoiBoardSink, gst_aoi_board_sink, GST_TYPE_AOI_SPOOL_SINK)

/* @pending: (transfer full) (nullable): the newest report of a board of which no other will come */
static GstFlowReturn
settle (GstAoiBoardSink *self, AoiReport *pending)
{
  g_autoptr (AoiReport) report = pending;

  return report != NULL ? GST_AOI_BOARD_SINK_GET_CLASS (self)->take (self, report) : GST_FLOW_OK;
}

static GstFlowReturn
take (GstAoiBoardSink *self, AoiReport *report)
{
  const GstFlowReturn ret = settle (self, gst_aoi_whole_enter (&self->whole, report));

  if (ret != GST_FLOW_OK || !gst_aoi_whole_take (&self->whole, report))
    return ret;
  return GST_AOI_BOARD_SINK_GET_CLASS (self)->take (self, report);
}

static GstFlowReturn
gst_aoi_board_sink_render (GstBaseSink *sink, GstBuffer *buffer)
{
  g_autoptr (AoiReport) report = gst_aoi_spool_sink_get_report (GST_AOI_SPOOL_SINK (sink), buffer);

  return take (GST_AOI_BOARD_SINK (sink), report);
}

/* A board that no frame carries. GstBaseSink calls this with the preroll lock, as it does for frames. */
static void
take_event (GstAoiBoardSink *self, GstEvent *event)
{
  g_autoptr (AoiReport) report = gst_aoi_report_event_parse (event);

  if (report != NULL)
    take (self, report);
}

static gboolean
gst_aoi_board_sink_event (GstBaseSink *sink, GstEvent *event)
{
  GstAoiBoardSink *self = GST_AOI_BOARD_SINK (sink);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
    case GST_EVENT_SEGMENT:
      settle (self, gst_aoi_whole_begin_run (&self->whole));
      break;
    case GST_EVENT_EOS:
      settle (self, gst_aoi_whole_end (&self->whole));
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
  return GST_BASE_SINK_CLASS (gst_aoi_board_sink_parent_class)->event (sink, event);
}

/* Pixels are never read: any caps will do. */
static gboolean
gst_aoi_board_sink_set_caps (GstBaseSink *sink, GstCaps *caps)
{
  return TRUE;
}

/* No frame will come. */
static void
gst_aoi_board_sink_end (GstAoiSpoolSink *sink)
{
  gst_aoi_whole_forget (&GST_AOI_BOARD_SINK (sink)->whole);
}

static void
gst_aoi_board_sink_class_init (GstAoiBoardSinkClass *klass)
{
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  GST_AOI_SPOOL_SINK_CLASS (klass)->end = gst_aoi_board_sink_end;
  sink_class->render = gst_aoi_board_sink_render;
  sink_class->event = gst_aoi_board_sink_event;
  sink_class->set_caps = gst_aoi_board_sink_set_caps;
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass), &sink_template);
}

static void
gst_aoi_board_sink_init (GstAoiBoardSink *self)
{
}
