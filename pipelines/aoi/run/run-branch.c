/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The part of the pipeline that gives the frames of one source. */
#include "aoi-error.h"
#include "aoi-revision.h"
#include "run/run-stream.h"
#include "run/run.h"

/* What --set says of the element that makes frames; it comes last, so that the user has the last word. */
static gboolean
apply_settings (GstElement *element, const RunOptions *options, GError **error)
{
  for (guint i = 0; options->settings != NULL && options->settings[i] != NULL; i++)
    if (!run_gst_set (element, options->settings[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
decode_file (RunBranch *self, const gchar *path, GError **error)
{
  GstElement *file = run_gst_add (GST_BIN (self->bin), "filesrc", self->source->name, error);

  if (file == NULL)
    return FALSE;
  g_object_set (file, "location", path, NULL);
  return run_branch_decode (self, file, error);
}

static gboolean
make_video (RunBranch *self, const RunOptions *options, GError **error)
{
  return decode_file (self, self->source->name, error);
}

static gboolean
make_fed (RunBranch *self, const RunOptions *options, GError **error)
{
  const gchar *path = self->source->stream != NULL ? run_stream_get_path (self->source->stream)
                                                   : NULL;
  GstElement *appsrc;

  if (path != NULL)
    return decode_file (self, path, error);
  appsrc = run_gst_add (GST_BIN (self->bin), "appsrc", self->source->name, error);
  if (appsrc == NULL)
    return FALSE;
  self->feeder = run_feeder_new (appsrc, self->source, options);
  if (self->source->stream != NULL
      && run_stream_get_kind (self->source->stream) == RUN_STREAM_VIDEO)
    return run_branch_decode (self, appsrc, error);
  return run_gst_expose (GST_BIN (self->bin), appsrc);
}

static gboolean
make_recording (RunBranch *self, const RunOptions *options, GError **error)
{
  GstBin *bin = GST_BIN (self->bin);
  GstElement *replay = run_gst_add (bin, "aoireplay", self->source->name, error);

  if (replay == NULL)
    return FALSE;
  g_object_set (replay, "location", self->source->name, NULL);
  if (options->keep_going)
    gst_util_set_object_arg (G_OBJECT (replay), "on-error", "skip");
  return apply_settings (replay, options, error) && run_gst_expose (bin, replay);
}

static GstCaps *
make_filter_caps (const RunOptions *options)
{
  GstCaps *caps;

  if (options->format == AOI_FORMAT_UNKNOWN)
    caps = gst_caps_from_string ("video/x-bayer; video/x-raw; image/jpeg");
  else
    caps = gst_caps_new_simple (
        aoi_format_is_bayer (options->format) ? "video/x-bayer" : "video/x-raw", "format",
        G_TYPE_STRING, aoi_format_to_string (options->format), NULL);
  if (options->width > 0)
    gst_caps_set_simple (
        caps, "width", G_TYPE_INT, options->width, "height", G_TYPE_INT, options->height, NULL);
  return caps;
}

/* What --format and --size ask of a camera. */
static gboolean
add_filter (GstBin *bin, GstElement **last, const RunOptions *options, GError **error)
{
  g_autoptr (GstCaps) caps = NULL;
  GstElement *filter;

  if (options->format == AOI_FORMAT_UNKNOWN && options->width == 0)
    return TRUE;
  filter = run_gst_add (bin, "capsfilter", "--format", error);
  if (filter == NULL)
    return FALSE;
  caps = make_filter_caps (options);
  g_object_set (filter, "caps", caps, NULL);
  gst_element_link (*last, filter);
  *last = filter;
  return TRUE;
}

/* Where boards have several settings, the camera takes each under all of them. */
static gboolean
set_plan (GstElement *camera, const RunOptions *options, GError **error)
{
  g_autoptr (AoiRevision) revision = aoi_revision_load (options->product, error);

  if (revision == NULL)
    return FALSE;
  g_object_set (camera, "product", options->product, NULL);
  if (aoi_revision_get_n_groups (revision) > 1)
    g_object_set (camera, "plan", "product", NULL);
  return TRUE;
}

static gboolean
make_camera (RunBranch *self, const RunOptions *options, GError **error)
{
  GstBin *bin = GST_BIN (self->bin);
  GstElement *camera = run_gst_add (bin, "aoicamerasrc", "camera:", error);

  if (camera == NULL || !set_plan (camera, options, error))
    return FALSE;
  if (*self->source->name != '\0')
    g_object_set (camera, "camera-name", self->source->name, NULL);
  return apply_settings (camera, options, error) && add_filter (bin, &camera, options, error)
      && run_gst_expose (bin, camera);
}

/* Web cameras often give JPEG, which decodebin finds out. */
static gboolean
make_device (RunBranch *self, const RunOptions *options, GError **error)
{
  GstBin *bin = GST_BIN (self->bin);
  GstElement *device = run_gst_add (bin, "v4l2src", self->source->name, error);

  if (device == NULL)
    return FALSE;
  g_object_set (device, "device", self->source->name, NULL);
  return apply_settings (device, options, error) && add_filter (bin, &device, options, error)
      && run_branch_decode (self, device, error);
}

/* Returns: (transfer full): a part that is not in a pipeline yet; free it before the pipeline. */
RunBranch *
run_branch_new (const RunSource *source, const RunOptions *options, GError **error)
{
  static gboolean (*const makers[]) (RunBranch *, const RunOptions *, GError **) = {
    [RUN_FILES] = make_fed,
    [RUN_STREAM] = make_fed,
    [RUN_RECORDING] = make_recording,
    [RUN_VIDEO] = make_video,
    [RUN_CAMERA] = make_camera,
    [RUN_DEVICE] = make_device,
  };
  g_autoptr (RunBranch) self = g_new0 (RunBranch, 1);

  self->source = source;
  self->bin = gst_object_ref_sink (gst_bin_new (NULL));
  /* Else the pipeline would wait for decodebin to find out what it decodes, also after it was removed. */
  g_object_set (self->bin, "async-handling", TRUE, NULL);
  return makers[source->kind](self, options, error) ? g_steal_pointer (&self) : NULL;
}

/* Puts it behind @next, which is in the pipeline, in the pipeline's state. */
gboolean
run_branch_start (RunBranch *self, GstElement *pipeline, GstElement *next)
{
  gst_bin_add (GST_BIN (pipeline), self->bin);
  if (!gst_element_link (self->bin, next) || !gst_element_sync_state_with_parent (self->bin))
    return FALSE;
  if (self->feeder != NULL)
    run_feeder_start (self->feeder);
  return TRUE;
}

/* Stops it and takes it out. Waits for a frame that it is pushing. */
void
run_branch_free (RunBranch *self)
{
  g_autoptr (GstObject) pipeline = gst_object_get_parent (GST_OBJECT (self->bin));

  gst_element_set_state (self->bin, GST_STATE_NULL);
  if (pipeline != NULL)
    gst_bin_remove (GST_BIN (pipeline), self->bin);
  g_clear_pointer (&self->feeder, run_feeder_free);
  gst_object_unref (self->bin);
  g_free (self);
}
