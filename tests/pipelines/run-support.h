/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include "lib/gstaoicapture.h"
#include "product-folder.h"
#include "run-tool.h"

/* Frames and products for `aoi run`: a frame's left half is white, or black where it is to fail. */

#define SIDE 64
#define SHAPE "--format", "GRAY8", "--size", "64x64"
#define RAW_CAPS "video/x-raw,format=GRAY8,width=64,height=64,framerate=7/1"

#define WHITE \
  "{\"idx\":1,\"type\":4,\"coords\":[0,0,20,16],\"expected_color\":[255,255,255],\"min_pixel_percentage\":" \
  "90}"
#define SLEEPY "{\"idx\":1,\"type\":\"sleep\",\"coords\":[0,0,9,9],\"ms\":30,\"verdict\":\"pass\"}"

/* ROI 1 of one capture group, ROI 2 of another. */
#define GROUPS \
  WHITE \
  ",{\"idx\":2,\"type\":4,\"coords\":[0,0,20,16],\"expected_color\":[255,255,255],\"focus\":320," \
  "\"min_pixel_percentage\":90}"

static inline const gchar *
run_support_tool (void)
{
  const gchar *tool = g_getenv ("AOI_TOOL");

  g_assert_nonnull (tool);
  return tool;
}

#define RUN(self, folder, ...) \
  run_tool (self, run_support_tool (), "run", folder, (const gchar *const[]){ __VA_ARGS__, NULL })

static inline guint8 *
run_support_pixels (gboolean good)
{
  guint8 *pixels = g_malloc (SIDE * SIDE);

  for (gint i = 0; i < SIDE * SIDE; i++)
    pixels[i] = i % SIDE >= SIDE / 2 ? 64 : good ? 255 : 0;
  return pixels;
}

static inline void
run_support_write_raw (const gchar *folder, const gchar *name, gboolean good)
{
  g_autofree guint8 *pixels = run_support_pixels (good);

  product_folder_write (folder, name, (const gchar *) pixels, SIDE * SIDE);
}

/* A .pgm as text before the pixels; a .png or .jpg through libaoi. */
static inline void
run_support_write_image (const gchar *folder, const gchar *name, gboolean good)
{
  g_autofree guint8 *pixels = run_support_pixels (good);
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (SIDE, SIDE);
  g_autofree gchar *path = product_folder_place (folder, name);
  g_autoptr (GError) error = NULL;

  if (g_str_has_suffix (name, ".pgm")) {
    g_autofree gchar *file = g_malloc (15 + SIDE * SIDE);

    g_snprintf (file, 15, "P5\n64 64\n255\n");
    memcpy (file + 13, pixels, SIDE * SIDE);
    product_folder_write (folder, name, file, 13 + SIDE * SIDE);
    return;
  }
  for (gint i = 0; i < 3 * SIDE * SIDE; i++)
    image->data[i] = pixels[i / 3];
  aoi_image_file_save (image, path, &error);
  g_assert_no_error (error);
}

static inline gchar *
run_support_read (const gchar *folder, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  gchar *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* A folder with the product "product" and three raw frames: good, bad, good. */
static inline gchar *
run_support_new (const gchar *rois)
{
  gchar *folder = product_folder_new ();
  g_autofree gchar *json = g_strdup_printf ("[%s]", rois);

  product_folder_write (folder, "product/rois_config_product.json", json, -1);
  run_support_write_raw (folder, "raw/a.raw", TRUE);
  run_support_write_raw (folder, "raw/b.raw", FALSE);
  run_support_write_raw (folder, "raw/c.raw", TRUE);
  return folder;
}

/* Plays a pipeline to its end, with @folder for each "@". */
static inline void
run_support_play (const gchar *folder, const gchar *text)
{
  g_auto (GStrv) pieces = g_strsplit (text, "@", -1);
  g_autofree gchar *line = g_strjoinv (folder, pieces);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

/* Records frames of two capture groups: for each letter of @groups a frame of that group, "A" beginning a
 * board, with a good picture. */
static inline void
run_support_record_groups (const gchar *folder, const gchar *groups)
{
  g_autofree gchar *line = g_strdup_printf ("appsrc name=source format=time caps=\"" RAW_CAPS
                                            "\" ! aoirecord location=%s/recording",
      folder);
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, NULL);
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  GstAoiCapture capture = { .groups = 2, .exposure = 3000, .exposure_read = 3000, .proven = TRUE };

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; groups[i] != '\0'; i++) {
    GstBuffer *buffer = gst_buffer_new_wrapped (run_support_pixels (TRUE), SIDE * SIDE);

    capture.board += groups[i] == 'A';
    capture.group = groups[i] == 'A' ? 0 : 1;
    capture.focus = groups[i] == 'A' ? 305 : 320;
    capture.focus_read = capture.focus;
    gst_buffer_add_aoi_capture (buffer, &capture);
    gst_app_src_push_buffer (GST_APP_SRC (source), buffer);
  }
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static inline gboolean
run_support_has (const gchar *element)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (element);

  return factory != NULL;
}

static inline void
assert_run (const Run *self, gint code, const gchar *text)
{
  if (self->code != code)
    g_error ("exit code %d: %s%s", self->code, self->output, self->errors);
  if (text != NULL && strstr (self->output, text) == NULL)
    g_error ("\"%s\" is not in: %s", text, self->output);
}
