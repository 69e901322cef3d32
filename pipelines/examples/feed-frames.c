/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* feed-frames PRODUCT PICTURE...: an application that has frames of its own, here pictures of one size. It
 * gives them to aoiinspect by appsrc and takes the verdicts as they are in C, an AoiReport each. Exits 0 if
 * all boards are good, 1 if one is not, 2 if it could not be inspected.
 *
 *   cc -o feed-frames feed-frames.c $(pkg-config --cflags --libs gstaoi-1.0 gstreamer-app-1.0 gstreamer-video-1.0)
 */
#include <aoi-image-file.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <gstaoimeta.h>

/* Longer than any inspection takes: an element that has failed gives no sample. */
#define PATIENCE (60 * GST_SECOND)

typedef struct {
  GstElement *pipeline;
  GstAppSrc *source;
  GstAppSink *sink;
} Line;

/* What went wrong, if no report came. */
static void
line_explain (Line *self, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  if (message != NULL)
    gst_message_parse_error (message, error, NULL);
  else
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, "no report came");
}

static gboolean
line_start (Line *self, const gchar *product, GError **error)
{
  self->pipeline = gst_parse_launch (
      "appsrc name=source format=time ! aoiinspect name=inspect ! appsink name=sink sync=false",
      error);
  if (self->pipeline == NULL)
    return FALSE;
  gst_child_proxy_set (GST_CHILD_PROXY (self->pipeline), "inspect::product", product, NULL);
  self->source = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (self->pipeline), "source"));
  self->sink = GST_APP_SINK (gst_bin_get_by_name (GST_BIN (self->pipeline), "sink"));
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return TRUE;
  line_explain (self, error);
  return FALSE;
}

static void
line_stop (Line *self)
{
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->source);
  g_clear_object (&self->sink);
  g_clear_object (&self->pipeline);
}

/* The buffer owns the picture's memory: nothing is copied. Its rows lie without padding, which GStreamer would
 * otherwise expect. */
static void
line_push (Line *self, AoiRgbImage *picture)
{
  const gsize size = 3 * (gsize) picture->width * (gsize) picture->height;
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGB",
      "width", G_TYPE_INT, picture->width, "height", G_TYPE_INT, picture->height, "framerate",
      GST_TYPE_FRACTION, 0, 1, NULL);
  GstBuffer *buffer = gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, picture->data, size, 0,
      size, picture, (GDestroyNotify) aoi_rgb_image_free);
  gsize offsets[GST_VIDEO_MAX_PLANES] = { 0 };
  gint strides[GST_VIDEO_MAX_PLANES] = { 3 * picture->width };

  gst_buffer_add_video_meta_full (buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_RGB,
      (guint) picture->width, (guint) picture->height, 1, offsets, strides);
  gst_app_src_set_caps (self->source, caps);
  gst_app_src_push_buffer (self->source, buffer);
}

static AoiReport *
line_inspect (Line *self, const gchar *path, GError **error)
{
  AoiRgbImage *picture = aoi_image_file_load (path, error);
  g_autoptr (GstSample) sample = NULL;
  AoiReport *report;

  if (picture == NULL)
    return NULL;
  line_push (self, picture);
  sample = gst_app_sink_try_pull_sample (self->sink, PATIENCE);
  report = sample != NULL ? gst_buffer_get_aoi_report (gst_sample_get_buffer (sample)) : NULL;
  if (report == NULL)
    line_explain (self, error);
  return report;
}

static void
print_report (const gchar *path, const AoiReport *report)
{
  g_print (
      "%s: %s\n", path, aoi_report_get_passed (report) ? "pass" : aoi_report_get_reason (report));
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);

    g_print ("  ROI %d %s: %s, %g of %g\n", roi->id, roi->type, aoi_status_to_string (roi->status),
        roi->score, roi->threshold);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gboolean passed = TRUE;
  Line line = { NULL };

  gst_init (&argc, &argv);
  if (argc < 3)
    g_printerr ("Usage: feed-frames PRODUCT PICTURE...\n");
  else if (line_start (&line, argv[1], &error)) {
    for (gint i = 2; i < argc && error == NULL; i++) {
      g_autoptr (AoiReport) report = line_inspect (&line, argv[i], &error);

      if (report != NULL)
        print_report (argv[i], report);
      passed = passed && report != NULL && aoi_report_get_passed (report);
    }
  }
  line_stop (&line);
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  return argc < 3 || error != NULL ? 2 : passed ? 0 : 1;
}
