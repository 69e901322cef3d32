/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where JSON leaves. GStreamer's fdsink begins at the start of a file that it is given, and so loses what
 * other programs wrote to it before; this sink goes on where the file is. */
#include "run/run-json.h"

#include <errno.h>
#include <unistd.h>

#include "aoi-error.h"
#include "common/output.h"

struct _RunJsonSink {
  GstBaseSink parent;
  gint fd; /* -1: not open; main thread while nothing streams, then the streaming thread */
};

G_DEFINE_TYPE (RunJsonSink, run_json_sink, GST_TYPE_BASE_SINK)

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-ndjson"));

static void
fail (RunJsonSink *self)
{
  const gint code = errno;

  GST_ELEMENT_ERROR (self, RESOURCE, WRITE, ("%s", g_strerror (code)), (NULL));
}

static GstFlowReturn
run_json_sink_render (GstBaseSink *sink, GstBuffer *buffer)
{
  RunJsonSink *self = RUN_JSON_SINK (sink);
  GstMapInfo map;
  gboolean written;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    GST_ELEMENT_ERROR (self, RESOURCE, READ, ("there is no memory for a result"), (NULL));
    return GST_FLOW_ERROR;
  }
  written = output_write (self->fd, map.data, map.size);
  if (!written)
    fail (self);
  gst_buffer_unmap (buffer, &map);
  return written ? GST_FLOW_OK : GST_FLOW_ERROR;
}

/* Returns whether the file was closed without complaint: network file systems report only then that the disk
 * is full. */
static gboolean
close_file (RunJsonSink *self)
{
  const gint fd = self->fd;

  self->fd = -1;
  return fd < 0 || close (fd) == 0;
}

static gboolean
run_json_sink_event (GstBaseSink *sink, GstEvent *event)
{
  RunJsonSink *self = RUN_JSON_SINK (sink);

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS && !close_file (self))
    fail (self);
  return GST_BASE_SINK_CLASS (run_json_sink_parent_class)->event (sink, event);
}

static void
run_json_sink_finalize (GObject *object)
{
  close_file (RUN_JSON_SINK (object));
  G_OBJECT_CLASS (run_json_sink_parent_class)->finalize (object);
}

static void
run_json_sink_class_init (RunJsonSinkClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = run_json_sink_finalize;
  sink_class->render = run_json_sink_render;
  sink_class->event = run_json_sink_event;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "JSON output of aoi run", "Sink/File",
      "Writes to an open file where it is", "aoiinspect");
}

static void
run_json_sink_init (RunJsonSink *self)
{
  self->fd = -1;
}

/* @path: `-` is standard output. Call before anything streams. */
gboolean
run_json_sink_open (RunJsonSink *self, const gchar *path, GError **error)
{
  self->fd = output_open (path);
  if (self->fd >= 0)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "--json %s: %s", path, g_strerror (errno));
  return FALSE;
}
