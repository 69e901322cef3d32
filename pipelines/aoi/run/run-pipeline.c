/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoiinspect and what becomes of its frames: JSON, archive, pictures. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "aoi-error.h"
#include "common/isolate.h"
#include "run/run-json.h"
#include "run/run.h"

/* Frames that an output may lag behind, so that it works while the next frame is inspected. */
#define OUTPUT_FRAMES 2

#define JPEG_QUALITY 90
#define PICTURE_PREFIX "frame-"
#define PICTURE_SUFFIX ".jpg"

/* Frames are taken as they come, and the pipeline's state does not wait for the first one, which may take long: a
 * bin whose source failed meanwhile would wait for ever. */
static void
leave_time (GstElement *sink)
{
  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
}

/* Adds the elements of @names, linked, to a part of the pipeline that takes frames in its pad "sink".
 * Returns the last. */
static GstElement *
add_chain (GstBin *part, const gchar *option, const gchar *const *names, GError **error)
{
  GstElement *queue = run_gst_add (part, "queue", option, error), *last = queue;
  g_autoptr (GstPad) pad = NULL;

  if (queue == NULL)
    return NULL;
  g_object_set (queue, "max-size-buffers", OUTPUT_FRAMES, "max-size-bytes", 0, "max-size-time",
      (guint64) 0, NULL);
  for (guint i = 0; names[i] != NULL; i++) {
    GstElement *element = run_gst_add (part, names[i], option, error);

    if (element == NULL)
      return NULL;
    gst_element_link (last, element);
    last = element;
  }
  pad = gst_element_get_static_pad (queue, "sink");
  gst_element_add_pad (GST_ELEMENT (part), gst_ghost_pad_new ("sink", pad));
  return last;
}

/* @option: which asks for the part, and is its name. */
static GstBin *
add_part (RunPipeline *self, const gchar *option)
{
  GstElement *part = gst_bin_new (option);

  gst_bin_add (GST_BIN (self->pipeline), part);
  return GST_BIN (part);
}

static void
set_in (GstBin *part, const gchar *element, const gchar *property, const gchar *value)
{
  g_autoptr (GstElement) found = gst_bin_get_by_name (part, element);

  gst_util_set_object_arg (G_OBJECT (found), property, value);
}

static GstBin *
add_json (RunPipeline *self, const RunOptions *options, GError **error)
{
  static const gchar *const names[] = { "aoijson", NULL };
  GstBin *part = add_part (self, "--json");
  GstElement *json = add_chain (part, "--json", names, error);

  if (json == NULL)
    return NULL;
  set_in (part, "aoijson", "timing", options->timing ? "true" : "false");
  self->json_sink = g_object_new (RUN_TYPE_JSON_SINK, NULL);
  gst_bin_add (part, self->json_sink);
  gst_element_link (json, self->json_sink);
  leave_time (self->json_sink);
  return part;
}

static GstBin *
add_archive (RunPipeline *self, const RunOptions *options, GError **error)
{
  static const gchar *const names[] = { "aoiarchive", NULL };
  GstBin *part = add_part (self, "--archive");
  GstElement *archive = add_chain (part, "--archive", names, error);

  if (archive == NULL)
    return NULL;
  g_object_set (archive, "location", options->archive, NULL);
  leave_time (archive);
  return part;
}

static GstBin *
add_store (RunPipeline *self, const RunOptions *options, GError **error)
{
  static const gchar *const names[] = { "aoistore", NULL };
  GstBin *part = add_part (self, "--store");
  GstElement *store = add_chain (part, "--store", names, error);

  if (store == NULL)
    return NULL;
  /* Files are inspected as fast as they can be; boards are not lost for that. */
  g_object_set (store, "database", options->store, "block", TRUE, NULL);
  leave_time (store);
  return part;
}

/* Where pictures go, as multifilesink takes it: a pattern for printf(). */
static gchar *
make_pattern (const gchar *folder)
{
  g_auto (GStrv) pieces = g_strsplit (folder, "%", -1);
  g_autofree gchar *escaped = g_strjoinv ("%%", pieces);

  return g_build_filename (escaped, PICTURE_PREFIX "%05d" PICTURE_SUFFIX, NULL);
}

static GstBin *
add_overlay (RunPipeline *self, const RunOptions *options, GError **error)
{
  static const gchar *const names[] = { "aoioverlay", "videoconvert", "jpegenc", "multifilesink",
    NULL };
  GstBin *part = add_part (self, "--overlay");
  GstElement *sink = add_chain (part, "--overlay", names, error);
  g_autofree gchar *pattern = make_pattern (options->overlay);
  g_autofree gchar *width = g_strdup_printf ("%d", options->overlay_width);

  if (sink == NULL)
    return NULL;
  set_in (part, "aoioverlay", "max-width", width);
  set_in (part, "aoioverlay", "even-sides", "false");
  set_in (part, "aoioverlay", "golden", "true");
  set_in (part, "jpegenc", "quality", G_STRINGIFY (JPEG_QUALITY));
  g_object_set (sink, "location", pattern, NULL);
  leave_time (sink);
  return part;
}

/* Nobody wants the frames themselves. */
static gboolean
add_nothing (RunPipeline *self, GstElement *tee, GError **error)
{
  GstElement *sink = run_gst_add (GST_BIN (self->pipeline), "fakesink", "frames", error);

  if (sink == NULL)
    return FALSE;
  g_object_set (sink, "enable-last-sample", FALSE, NULL);
  leave_time (sink);
  return gst_element_link (tee, sink);
}

static gboolean
add_outputs (RunPipeline *self, GstElement *tee, const RunOptions *options, GError **error)
{
  const struct {
    const gchar *wanted;
    GstBin *(*add) (RunPipeline *, const RunOptions *, GError **);
  } outputs[] = {
    { options->json, add_json },
    { options->archive, add_archive },
    { options->store, add_store },
    { options->overlay, add_overlay },
  };

  for (guint i = 0; i < G_N_ELEMENTS (outputs); i++) {
    GstBin *part = outputs[i].wanted != NULL ? outputs[i].add (self, options, error) : NULL;

    if (part == NULL && outputs[i].wanted != NULL)
      return FALSE;
    if (part != NULL)
      gst_element_link (tee, GST_ELEMENT (part));
  }
  return add_nothing (self, tee, error);
}

/* Returns: (transfer full): the pipeline without a source, in NULL; nothing is opened yet. */
RunPipeline *
run_pipeline_new (const RunOptions *options, GError **error)
{
  g_autoptr (RunPipeline) self = g_new0 (RunPipeline, 1);
  GstElement *tee;

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->inspect = run_gst_add (GST_BIN (self->pipeline), "aoiinspect", "frames", error);
  if (self->inspect == NULL)
    return NULL;
  tee = run_gst_add (GST_BIN (self->pipeline), "tee", "frames", error);
  if (tee == NULL || !add_outputs (self, tee, options, error))
    return NULL;
  gst_element_link (self->inspect, tee);
  g_object_set (self->inspect, "strict", options->strict, "product", options->product,
      "max-workers", (guint) options->jobs, "max-inflight", (guint) options->inflight, NULL);
  gst_util_set_object_arg (G_OBJECT (self->inspect), "isolate", isolate_choose (options->isolate));
  return g_steal_pointer (&self);
}

void
run_pipeline_free (RunPipeline *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  g_free (self);
}

/* A picture of an earlier run could be taken for one of this. */
static gboolean
open_overlay (const gchar *folder, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  const gchar *name;

  if (g_mkdir (folder, 0777) != 0 && errno != EEXIST) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "--overlay %s: %s", folder, g_strerror (errno));
    return FALSE;
  }
  dir = g_dir_open (folder, 0, error);
  if (dir == NULL) {
    g_prefix_error (error, "--overlay: ");
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PICTURE_PREFIX) && g_str_has_suffix (name, PICTURE_SUFFIX)) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
          "--overlay %s: holds pictures of an earlier run (%s); name another folder or remove them",
          folder, name);
      return FALSE;
    }
  return TRUE;
}

static void
take_error (GstElement *pipeline, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_autofree gchar *text = message != NULL ? run_message_describe (message) : NULL;

  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "%s",
      text != NULL ? text : "the pipeline cannot be started");
}

/* Loads the product before anything is opened for writing, so that a bad one loses nothing. */
gboolean
run_pipeline_start (RunPipeline *self, const RunOptions *options, GError **error)
{
  if (gst_element_set_state (self->pipeline, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE
      || gst_element_set_state (self->inspect, GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE) {
    take_error (self->pipeline, error);
    return FALSE;
  }
  if ((options->overlay != NULL && !open_overlay (options->overlay, error))
      || (options->json != NULL
          && !run_json_sink_open (RUN_JSON_SINK (self->json_sink), options->json, error)))
    return FALSE;
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return TRUE;
  take_error (self->pipeline, error);
  return FALSE;
}
