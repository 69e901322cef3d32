/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that reads files while frames are inspected. */
#include <gst/app/gstappsrc.h>

#include "common/still-frame.h"
#include "run/run-stream.h"
#include "run/run.h"

struct _RunFeeder {
  GstElement *appsrc;
  const RunSource *source;
  const RunOptions *options;
  GThread *thread; /* NULL until it is started */
  gchar *problem; /* why it ended early; feeder's thread until appsrc's EOS is out */
  GstBufferPool *pool; /* for raw frames; feeder's thread, then that which frees */
  GstCaps *caps; /* of the last frame that was read; feeder's thread */
  gsize size; /* of that, in bytes */
};

/* Returns: (transfer full) (nullable): the frame, or what stands for it; %NULL where that is the end. */
static GstSample *
read_file (RunFeeder *self, RunFile *file)
{
  g_autoptr (GError) error = NULL;
  GstSample *sample = file->is_raw ? run_raw_read (&self->pool, file, self->options, &error)
                                   : run_image_read (file, self->options, &error);

  if (sample != NULL) {
    gst_caps_replace (&self->caps, gst_sample_get_caps (sample));
    self->size = gst_buffer_get_size (gst_sample_get_buffer (sample));
    return sample;
  }
  if (self->options->keep_going) {
    file->problem = g_strdup (error->message);
    return still_frame_new_placeholder (self->caps, self->size);
  }
  self->problem = g_strdup_printf ("%s: %s", file->path, error->message);
  return NULL;
}

/* Returns whether appsrc takes more. */
static gboolean
push_files (RunFeeder *self)
{
  const GPtrArray *files = self->source->files;

  for (guint i = 0; i < files->len; i++) {
    g_autoptr (GstSample) sample = read_file (self, g_ptr_array_index (files, i));

    if (sample == NULL)
      break;
    if (gst_app_src_push_sample (GST_APP_SRC (self->appsrc), sample) != GST_FLOW_OK)
      return FALSE;
  }
  return TRUE;
}

static gboolean
push_frames (RunFeeder *self, GError **error)
{
  GstSample *sample;

  while ((sample = run_stream_read_frame (self->source->stream, self->options, error)) != NULL) {
    const GstFlowReturn flow = gst_app_src_push_sample (GST_APP_SRC (self->appsrc), sample);

    gst_sample_unref (sample);
    if (flow != GST_FLOW_OK)
      return FALSE;
  }
  return TRUE;
}

static gboolean
push_bytes (RunFeeder *self, GError **error)
{
  GBytes *bytes;

  while ((bytes = run_stream_read_bytes (self->source->stream, error)) != NULL) {
    GstBuffer *buffer = gst_buffer_new_wrapped_bytes (bytes);

    g_bytes_unref (bytes);
    if (gst_app_src_push_buffer (GST_APP_SRC (self->appsrc), buffer) != GST_FLOW_OK)
      return FALSE;
  }
  return TRUE;
}

static gboolean
push_stream (RunFeeder *self)
{
  g_autoptr (GError) error = NULL;
  const gboolean taken = run_stream_get_kind (self->source->stream) == RUN_STREAM_VIDEO
      ? push_bytes (self, &error)
      : push_frames (self, &error);

  if (error != NULL)
    self->problem = g_strdup (error->message);
  return taken;
}

/* Feeder's thread. Waits while appsrc is full; ends when all is pushed or appsrc is stopped. What cannot be read
 * ends the stream behind the frames before it, which are inspected. */
static gpointer
feed (gpointer data)
{
  RunFeeder *self = data;

  if (self->source->files != NULL ? push_files (self) : push_stream (self))
    gst_app_src_end_of_stream (GST_APP_SRC (self->appsrc));
  return NULL;
}

/* One frame waits while another one is pushed. */
RunFeeder *
run_feeder_new (GstElement *appsrc, const RunSource *source, const RunOptions *options)
{
  RunFeeder *self = g_new0 (RunFeeder, 1);
  const gboolean is_video = source->stream != NULL
      && run_stream_get_kind (source->stream) == RUN_STREAM_VIDEO;

  g_object_set (appsrc, "format", is_video ? GST_FORMAT_BYTES : GST_FORMAT_TIME, "block", TRUE,
      "max-buffers", (guint64) 1, "max-bytes", (guint64) 0, NULL);
  self->appsrc = gst_object_ref (appsrc);
  self->source = source;
  self->options = options;
  return self;
}

/* Call when appsrc is in PAUSED or PLAYING: before, it takes nothing. */
void
run_feeder_start (RunFeeder *self)
{
  self->thread = g_thread_new ("feeder", feed, self);
}

/* Call after EOS came from appsrc. Returns: (nullable): which file could not be read, and why; of a stream what
 * its last frame lacked. */
const gchar *
run_feeder_get_problem (const RunFeeder *self)
{
  return self->problem;
}

/* Call when appsrc is in NULL: else the thread may wait in it. */
void
run_feeder_free (RunFeeder *self)
{
  if (self->source->stream != NULL)
    run_stream_cancel (self->source->stream);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  if (self->pool != NULL)
    gst_buffer_pool_set_active (self->pool, FALSE);
  g_clear_pointer (&self->pool, gst_object_unref);
  gst_clear_caps (&self->caps);
  g_free (self->problem);
  gst_object_unref (self->appsrc);
  g_free (self);
}
