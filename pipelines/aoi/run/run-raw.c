/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames from files of nothing but pixels. */
#include <unistd.h>

#include "aoi-error.h"
#include "common/still-frame.h"
#include "run/run-source.h"

static GstCaps *
make_caps (const RunOptions *options)
{
  const gchar *format = aoi_format_to_string (options->format);

  return gst_caps_new_simple (
      aoi_format_is_bayer (options->format) ? "video/x-bayer" : "video/x-raw", "format",
      G_TYPE_STRING, format, "width", G_TYPE_INT, options->width, "height", G_TYPE_INT,
      options->height, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
}

/* Memory that was used before is read into several times as fast as new one. Rows that the file does
 * not pad have to fit too. */
static gboolean
ensure_pool (GstBufferPool **pool, GstCaps *caps, gsize size)
{
  GstStructure *config;

  if (*pool != NULL)
    return TRUE;
  *pool = gst_buffer_pool_new ();
  config = gst_buffer_pool_get_config (*pool);
  gst_buffer_pool_config_set_params (config, caps, (guint) size, 0, 0);
  return gst_buffer_pool_set_config (*pool, config) && gst_buffer_pool_set_active (*pool, TRUE);
}

static gboolean
fill (GstBuffer *buffer, gint fd, gsize size, GError **error)
{
  GstMapInfo map;
  gboolean done;

  if (!gst_buffer_map (buffer, &map, GST_MAP_WRITE)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "there is no memory for a frame");
    return FALSE;
  }
  done = run_file_read (fd, map.data, size, error);
  gst_buffer_unmap (buffer, &map);
  gst_buffer_set_size (buffer, (gssize) size);
  return done;
}

/* Bytes of a frame without padding, and with rows of a multiple of 4 bytes; 0 if that is not known. */
void
run_raw_get_sizes (const RunOptions *options, gsize *row_bytes, gsize *packed, gsize *padded)
{
  gint rows = 0;

  *row_bytes = 0;
  if (options->format != AOI_FORMAT_UNKNOWN && options->width > 0)
    aoi_format_get_plane_size (
        options->format, 0, options->width, options->height, row_bytes, &rows);
  *packed = *row_bytes * (gsize) rows;
  *padded = (*row_bytes + 3) / 4 * 4 * (gsize) rows;
}

/* @bytes: of a frame without padding. Returns: (transfer full): the frame. */
GstSample *
run_raw_make_sample (GBytes *bytes, const RunOptions *options)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_bytes (bytes);
  g_autoptr (GstCaps) caps = make_caps (options);
  gsize row_bytes, packed, padded;

  run_raw_get_sizes (options, &row_bytes, &packed, &padded);
  still_frame_add_stride (buffer, options->format, options->width, options->height, row_bytes);
  return gst_sample_new (buffer, caps, NULL, NULL);
}

static gboolean
check_size (gsize size, const RunOptions *options, gsize packed, gsize padded, GError **error)
{
  if (packed == 0)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "raw frames need --format and --size, such as --format gbrg --size 7716x5360");
  else if (size != packed && size != padded)
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
        "has %" G_GSIZE_FORMAT " bytes; a frame of %s %dx%d has %" G_GSIZE_FORMAT
        ": are --format and --size right?",
        size, aoi_format_to_string (options->format), options->width, options->height, packed);
  else
    return TRUE;
  return FALSE;
}

static GstSample *
read_frame (GstBufferPool **pool, gint fd, gsize size, const RunOptions *options, GError **error)
{
  g_autoptr (GstBuffer) buffer = NULL;
  g_autoptr (GstCaps) caps = NULL;
  gsize row_bytes, packed, padded;

  run_raw_get_sizes (options, &row_bytes, &packed, &padded);
  if (!check_size (size, options, packed, padded, error))
    return NULL;
  caps = make_caps (options);
  if (!ensure_pool (pool, caps, padded)
      || gst_buffer_pool_acquire_buffer (*pool, &buffer, NULL) != GST_FLOW_OK) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "there is no memory for a frame");
    return NULL;
  }
  if (!fill (buffer, fd, size, error))
    return NULL;
  if (size < padded)
    still_frame_add_stride (buffer, options->format, options->width, options->height, row_bytes);
  return gst_sample_new (buffer, caps, NULL, NULL);
}

/* @pool: (inout) (nullable): for the frames of all files, which have one size. Returns: (transfer full):
 * the frame, or %NULL with an error that does not name the file. */
GstSample *
run_raw_read (GstBufferPool **pool, const RunFile *file, const RunOptions *options, GError **error)
{
  gsize size;
  const gint fd = run_file_open (file, &size, error);
  GstSample *sample;

  if (fd < 0)
    return NULL;
  sample = read_frame (pool, fd, size, options, error);
  close (fd);
  return sample;
}
