/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames from image files. Each is decoded by GStreamer's decoder in a pipeline of its own, so that an
 * error is that file's, and files of all kinds and sizes may follow one another. */
#include <string.h>
#include <unistd.h>

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include "aoi-error.h"
#include "image/aoi-image-complete.h"
#include "common/gstaoiframe.h"
#include "run/run-source.h"

#define MAX_BYTES (1024 * 1024 * 1024)

static const struct {
  const gchar *decoder, *caps;
  gboolean (*is_complete) (const guint8 *data, gsize length);
} image_types[] = {
  [RUN_IMAGE_PNG] = { "pngdec", "image/png", aoi_png_is_complete },
  [RUN_IMAGE_JPEG] = { "jpegdec", "image/jpeg", aoi_jpeg_is_complete },
  [RUN_IMAGE_PNM] = { "pnmdec", "image/x-portable-anymap", NULL },
};

/* By content: @head is how the file begins. */
RunImageType
run_image_find_type (const guint8 *head, gsize length)
{
  if (length >= 8 && memcmp (head, "\x89PNG\r\n\x1a\n", 8) == 0)
    return RUN_IMAGE_PNG;
  if (length >= 3 && memcmp (head, "\xff\xd8\xff", 3) == 0)
    return RUN_IMAGE_JPEG;
  if (length >= 3 && head[0] == 'P' && head[1] >= '1' && head[1] <= '6'
      && g_ascii_isspace (head[2]))
    return RUN_IMAGE_PNM;
  return RUN_IMAGE_NONE;
}

/* Returns: (transfer full): source and sink at the ends of a pipeline that decodes one image. */
static GstElement *
make_decoder (RunImageType type, GstElement **source, GstElement **sink, GError **error)
{
  g_autoptr (GstElement) pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  g_autoptr (GstCaps) input = gst_caps_from_string (image_types[type].caps);
  g_autoptr (GstCaps) output = gst_caps_from_string (GST_AOI_FRAME_CAPS);
  GstElement *decoder, *convert;

  if ((*source = run_gst_add (GST_BIN (pipeline), "appsrc", "images", error)) == NULL
      || (decoder = run_gst_add (GST_BIN (pipeline), image_types[type].decoder, "images", error))
          == NULL
      || (convert = run_gst_add (GST_BIN (pipeline), "videoconvert", "images", error)) == NULL
      || (*sink = run_gst_add (GST_BIN (pipeline), "appsink", "images", error)) == NULL)
    return NULL;
  gst_caps_set_simple (input, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
  g_object_set (*source, "caps", input, "format", GST_FORMAT_TIME, NULL);
  g_object_set (*sink, "caps", output, "sync", FALSE, NULL);
  gst_element_link_many (*source, decoder, convert, *sink, NULL);
  return g_steal_pointer (&pipeline);
}

static void
set_decoder_error (GstElement *pipeline, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_autoptr (GError) local = NULL;

  if (message != NULL)
    gst_message_parse_error (message, &local, NULL);
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "cannot be decoded: %s",
      local != NULL ? local->message : "it ends too early, or is damaged");
}

static GstSample *
decode (GBytes *bytes, RunImageType type, GError **error)
{
  GstElement *source, *sink;
  g_autoptr (GstElement) pipeline = make_decoder (type, &source, &sink, error);
  GstSample *sample;

  if (pipeline == NULL)
    return NULL;
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  gst_app_src_push_buffer (GST_APP_SRC (source), gst_buffer_new_wrapped_bytes (bytes));
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  sample = gst_app_sink_pull_sample (GST_APP_SINK (sink));
  if (sample == NULL)
    set_decoder_error (pipeline, error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return sample;
}

static const gchar *
get_format (GstSample *sample, gint *width, gint *height)
{
  const GstStructure *structure = gst_caps_get_structure (gst_sample_get_caps (sample), 0);

  gst_structure_get_int (structure, "width", width);
  gst_structure_get_int (structure, "height", height);
  return gst_structure_get_string (structure, "format");
}

/* A mosaic is stored as a gray picture, whose pixels are laid out alike. */
static GstSample *
take_mosaic (GstSample *sample, AoiFormat format, GError **error)
{
  g_autoptr (GstSample) gray = sample;
  g_autoptr (GstCaps) caps = NULL;
  gint width, height;

  if (g_strcmp0 (get_format (gray, &width, &height), "GRAY8") != 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
        "is no gray picture of 8 bits, so it is no frame of --format %s",
        aoi_format_to_string (format));
    return NULL;
  }
  caps = gst_caps_new_simple ("video/x-bayer", "format", G_TYPE_STRING,
      aoi_format_to_string (format), "width", G_TYPE_INT, width, "height", G_TYPE_INT, height,
      "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
  return gst_sample_new (gst_sample_get_buffer (gray), caps, NULL, NULL);
}

static gboolean
check_size (GstSample *sample, const RunOptions *options, GError **error)
{
  gint width = 0, height = 0;

  get_format (sample, &width, &height);
  if (options->width == 0 || (width == options->width && height == options->height))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "is %dx%d, not %dx%d as --size says", width,
      height, options->width, options->height);
  return FALSE;
}

static RunImageType
check_type (GBytes *bytes, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const RunImageType type = run_image_find_type (data, length);

  if (type == RUN_IMAGE_NONE)
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_IMAGE, "is no PNG, JPEG, PGM or PPM image, whatever its name");
  else if (image_types[type].is_complete != NULL && !image_types[type].is_complete (data, length))
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "the image ends too early");
  else
    return type;
  return RUN_IMAGE_NONE;
}

static GBytes *
read_bytes (const RunFile *file, GError **error)
{
  g_autofree guint8 *data = NULL;
  gboolean done = FALSE;
  gsize size;
  const gint fd = run_file_open (file, &size, error);

  if (fd < 0)
    return NULL;
  if (size > MAX_BYTES) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
        "has %" G_GSIZE_FORMAT " bytes, must have at most %d", size, MAX_BYTES);
  } else {
    data = g_malloc (MAX (size, 1));
    done = run_file_read (fd, data, size, error);
  }
  close (fd);
  return done ? g_bytes_new_take (g_steal_pointer (&data), size) : NULL;
}

/* Returns: (transfer full): the frame, or %NULL with an error that does not name the file. */
GstSample *
run_image_read (const RunFile *file, const RunOptions *options, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (file, error);
  g_autoptr (GstSample) sample = NULL;
  RunImageType type;

  if (bytes == NULL)
    return NULL;
  type = check_type (bytes, error);
  if (type == RUN_IMAGE_NONE)
    return NULL;
  sample = decode (bytes, type, error);
  if (sample != NULL && aoi_format_is_bayer (options->format))
    sample = take_mosaic (g_steal_pointer (&sample), options->format, error);
  if (sample == NULL || !check_size (sample, options, error))
    return NULL;
  return g_steal_pointer (&sample);
}
