/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "lib/gstaoicapture.h"
#include "support.h"

/* Recordings of small frames, below a temporary folder. */

#define RECORD_WIDTH 33
#define RECORD_HEIGHT 16
#define RECORD_ROW 36

static inline gchar *
record_caps (const gchar *format)
{
  const gchar *media = g_ascii_islower (format[0]) ? "video/x-bayer" : "video/x-raw";

  return g_strdup_printf (
      "%s,format=%s,width=%d,height=%d,framerate=10/1", media, format, RECORD_WIDTH, RECORD_HEIGHT);
}

/* A frame of GRAY8 or Bayer, other ones for other numbers. */
static inline GstBuffer *
record_frame_new (guint number)
{
  const gsize size = RECORD_ROW * RECORD_HEIGHT;
  guint8 *data = g_malloc0 (size);
  GstBuffer *frame;

  for (guint y = 0; y < RECORD_HEIGHT; y++)
    for (guint x = 0; x < RECORD_WIDTH; x++)
      data[y * RECORD_ROW + x] = (guint8) (x * y + 3 * number);
  frame = gst_buffer_new_wrapped (data, size);
  GST_BUFFER_PTS (frame) = number * 100 * GST_MSECOND;
  GST_BUFFER_DURATION (frame) = 100 * GST_MSECOND;
  GST_BUFFER_OFFSET (frame) = 65401 + number;
  return frame;
}

static inline void
record_add_capture (GstBuffer *frame, guint64 board, guint group, guint groups)
{
  const GstAoiCapture capture = {
    .board = board,
    .group = group,
    .groups = groups,
    .focus = 300 + (gint) group,
    .exposure = 3000,
    .focus_read = 300.5 + group,
    .exposure_read = 0.0 / 0.0,
    .frame_id = board * groups + group,
    .camera_time = 1234567890123456789 + board,
    .proven = TRUE,
  };

  g_assert_true (gst_buffer_add_aoi_capture (frame, &capture));
}

/* A folder below a temporary one, not made yet; record_folder_free() deletes both. */
static inline gchar *
record_folder_new (void)
{
  g_autofree gchar *parent = g_dir_make_tmp ("aoi-record-XXXXXX", NULL);

  g_assert_nonnull (parent);
  return g_build_filename (parent, "recording", NULL);
}

static inline void
record_folder_free (gchar *folder)
{
  support_product_free (g_path_get_dirname (folder));
  g_free (folder);
}

static inline GstHarness *
record_harness_new (const gchar *folder, const gchar *properties, const gchar *format)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoirecord async=false location=%s %s", folder, properties);
  g_autofree gchar *caps = record_caps (format);
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, caps);
  return h;
}

static inline GstHarness *
record_replay_new (const gchar *folder, const gchar *properties)
{
  g_autofree gchar *launch = g_strdup_printf ("aoireplay location=%s %s", folder, properties);
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_sink_caps_str (h, "ANY");
  gst_harness_play (h);
  return h;
}

/* Records this many frames and ends. */
static inline void
record_frames (const gchar *folder, guint n)
{
  g_autoptr (GstHarness) h = record_harness_new (folder, "", "gbrg");

  for (guint i = 0; i < n; i++)
    g_assert_cmpint (gst_harness_push (h, record_frame_new (i)), ==, GST_FLOW_OK);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
}

static inline gchar *
record_path (const gchar *folder, guint number)
{
  return g_strdup_printf ("%s/frame-%08u.pgm", folder, number);
}

static inline void
record_flip (const gchar *folder, guint number, gsize offset)
{
  g_autofree gchar *path = record_path (folder, number);
  g_autofree gchar *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  data[offset] ^= 4;
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

/* The lines of the index; g_strfreev(). */
static inline gchar **
record_lines (const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (folder, "frames.ndjson", NULL);
  g_autofree gchar *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (text[0] == '\0' || g_str_has_suffix (text, "\n"));
  return g_strsplit (g_strchomp (text), "\n", -1);
}

/* Waits for the next element message of this name. */
static inline GstMessage *
record_wait_message (GstBus *bus, const gchar *name)
{
  GstMessage *message;

  while (
      (message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_ELEMENT)) != NULL) {
    if (gst_message_has_name (message, name))
      return message;
    gst_message_unref (message);
  }
  g_assert_not_reached ();
}

static inline void
record_wait_event (GstBus *bus, const gchar *event)
{
  g_autoptr (GstMessage) message = record_wait_message (bus, "aoi-record");

  g_assert_cmpstr (
      gst_structure_get_string (gst_message_get_structure (message), "event"), ==, event);
}

/* Messages that nobody took hold their element, which holds its bus. */
static inline void
record_teardown (GstHarness *h, GstBus *bus)
{
  gst_harness_teardown (h);
  gst_bus_set_flushing (bus, TRUE);
}
