/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counts what goes into aoiinspect and what comes out of it: no frame may vanish unnoticed. */
#include "lib/gstaoicapture.h"
#include "lib/gstaoimessage.h"
#include "run/run.h"

struct _RunFlow {
  GstElement *inspect;
  GstPad *sink, *src;
  gulong sink_probe, src_probe;
  guint max_boards; /* 0: no limit */
  gint closed; /* atomic: nothing more goes in */
  guint source; /* atomic: number of the one that plays */
  guint frames_in, frames_out, boards_out; /* atomic; the last: boards that no frame carries */

  /* Of the board that came last in this run; source's streaming thread. */
  guint n_begun;
  gboolean is_grouped;
  guint64 board;
};

static void
post (RunFlow *self, const gchar *name)
{
  gst_element_post_message (self->inspect,
      gst_message_new_application (GST_OBJECT (self->inspect),
          gst_structure_new (
              name, "source", G_TYPE_UINT, (guint) g_atomic_int_get (&self->source), NULL)));
}

/* Whether a frame or event still belongs to the boards that are wanted. @board: its number if it
 * @is_grouped, else it is a board of its own. */
static gboolean
is_wanted (RunFlow *self, gboolean is_grouped, guint64 board)
{
  if (g_atomic_int_get (&self->closed))
    return FALSE;
  if (is_grouped && self->is_grouped && self->board == board)
    return TRUE;
  if (self->max_boards > 0 && self->n_begun == self->max_boards) {
    run_flow_close (self);
    post (self, RUN_FLOW_ENOUGH);
    return FALSE;
  }
  self->n_begun++;
  self->is_grouped = is_grouped;
  self->board = board;
  return TRUE;
}

static GstPadProbeReturn
take_frame (RunFlow *self, GstPadProbeInfo *info)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstAoiCapture capture = { 0 };
  const gboolean is_grouped = gst_buffer_get_aoi_capture (buffer, &capture);

  if (is_wanted (self, is_grouped, capture.board)) {
    g_atomic_int_inc (&self->frames_in);
    return GST_PAD_PROBE_OK;
  }
  gst_buffer_unref (buffer);
  info->data = NULL;
  GST_PAD_PROBE_INFO_FLOW_RETURN (info) = GST_FLOW_EOS;
  return GST_PAD_PROBE_HANDLED;
}

/* Where a source begins, or begins again, the numbers of boards do too. */
static gboolean
is_new_run (GstEvent *event)
{
  return GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START
      || GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT;
}

/* A source's end is not that of the stream while others may follow: the function that closes the flow sends it. */
static GstPadProbeReturn
take_event (RunFlow *self, GstEvent *event)
{
  const GstStructure *structure = gst_event_get_structure (event);
  guint64 board = 0;

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS && !g_atomic_int_get (&self->closed)) {
    post (self, RUN_FLOW_SOURCE_ENDED);
    return GST_PAD_PROBE_DROP;
  }
  if (is_new_run (event))
    self->is_grouped = FALSE;
  if (structure == NULL || !gst_structure_has_name (structure, GST_AOI_CAPTURE_MISSING_NAME))
    return GST_PAD_PROBE_OK;
  gst_structure_get_uint64 (structure, "board", &board);
  return is_wanted (self, TRUE, board) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

/* Source's streaming thread; EOS: the thread that sends it. */
static GstPadProbeReturn
on_sink (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    return take_frame (data, info);
  return take_event (data, GST_PAD_PROBE_INFO_EVENT (info));
}

/* The thread in which aoiinspect pushes. */
static GstPadProbeReturn
on_src (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RunFlow *self = data;

  if (GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_BUFFER)
    g_atomic_int_inc (&self->frames_out);
  else if (gst_event_has_name (GST_PAD_PROBE_INFO_EVENT (info), GST_AOI_REPORT_EVENT_NAME))
    g_atomic_int_inc (&self->boards_out);
  return GST_PAD_PROBE_OK;
}

/* @max_boards: how many boards may go in, 0: all. */
RunFlow *
run_flow_new (GstElement *inspect, guint max_boards)
{
  const GstPadProbeType type = GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM;
  RunFlow *self = g_new0 (RunFlow, 1);

  self->inspect = gst_object_ref (inspect);
  self->max_boards = max_boards;
  self->sink = gst_element_get_static_pad (inspect, "sink");
  self->src = gst_element_get_static_pad (inspect, "src");
  self->sink_probe = gst_pad_add_probe (self->sink, type, on_sink, self, NULL);
  self->src_probe = gst_pad_add_probe (self->src, type, on_src, self, NULL);
  return self;
}

/* Call when nothing streams. */
void
run_flow_free (RunFlow *self)
{
  gst_pad_remove_probe (self->sink, self->sink_probe);
  gst_pad_remove_probe (self->src, self->src_probe);
  gst_object_unref (self->sink);
  gst_object_unref (self->src);
  gst_object_unref (self->inspect);
  g_free (self);
}

/* @number: of the source that will play, which the messages name. No source may play meanwhile. */
void
run_flow_begin_source (RunFlow *self, guint number)
{
  g_atomic_int_set (&self->source, number);
}

/* Nothing more goes in from now on but EOS. Any thread. */
void
run_flow_close (RunFlow *self)
{
  g_atomic_int_set (&self->closed, TRUE);
}

/* Sends EOS behind the last frame. No source may be left. */
void
run_flow_end (RunFlow *self)
{
  run_flow_close (self);
  gst_pad_send_event (self->sink, gst_event_new_eos ());
}

/* Frames that went in. Any thread. */
guint
run_flow_get_frames (const RunFlow *self)
{
  return (guint) g_atomic_int_get (&self->frames_in);
}

/* Whether each frame that went in came out. Any thread. */
gboolean
run_flow_is_balanced (const RunFlow *self)
{
  return g_atomic_int_get (&self->frames_in) == g_atomic_int_get (&self->frames_out);
}

/* How many reports were to be announced. Any thread. */
guint
run_flow_get_reports (const RunFlow *self)
{
  return (guint) g_atomic_int_get (&self->frames_out)
      + (guint) g_atomic_int_get (&self->boards_out);
}
