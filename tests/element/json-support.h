/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/check/gstharness.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "fixtures.h"
#include "lib/gstaoimeta.h"
#include "support.h"

/* Frames for aoijson, inspected or not, and its lines. */

static inline GstHarness *
json_harness_new (void)
{
  GstHarness *harness = gst_harness_new ("aoijson");

  gst_harness_set_src_caps_str (
      harness, "video/x-bayer,format=rggb,width=64,height=48,framerate=10/1");
  return harness;
}

static inline GstBuffer *
json_frame_new (guint64 index)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 64 * 48, NULL);

  GST_BUFFER_PTS (buffer) = index * GST_SECOND / 10;
  GST_BUFFER_DTS (buffer) = index * GST_SECOND / 10 + 1;
  GST_BUFFER_DURATION (buffer) = GST_SECOND / 10;
  return buffer;
}

/* With the report of frame 100 + @index on it. */
static inline GstBuffer *
json_inspected_new (guint64 index, gboolean passes)
{
  const AoiReportInfo info = { .product = "board", .frame = 100 + index };
  AoiRoiResult roi = { .id = 1, .device = 1, .type = "compare", .rect = { 8, 8, 16, 16 } };
  GstBuffer *buffer = json_frame_new (index);
  g_autoptr (AoiReport) report = NULL;

  if (passes)
    aoi_roi_result_pass (&roi, 0.95, 0.9);
  else
    aoi_roi_result_fail (&roi, 0.2, 0.9, "structure differs");
  report = aoi_report_new (&info, &roi, 1);
  g_assert_true (gst_buffer_add_aoi_report (buffer, report));
  return buffer;
}

static inline GstBuffer *
json_passed_new (guint64 index)
{
  return json_inspected_new (index, TRUE);
}

static inline GstBuffer *
json_failed_new (guint64 index)
{
  return json_inspected_new (index, FALSE);
}

/* The buffer's line without its newline, of which there is one, at the end. */
static inline gchar *
json_get_line (GstBuffer *buffer)
{
  const gsize size = gst_buffer_get_size (buffer);
  gchar *line = g_malloc0 (size + 1);

  gst_buffer_extract (buffer, 0, line, size);
  g_assert_cmpuint (strlen (line), ==, size);
  g_assert_true (strchr (line, '\n') == line + size - 1);
  line[size - 1] = '\0';
  fixture_json_log (line);
  return line;
}
