/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <math.h>
#include <string.h>

#include "aoi-report-json.h"
#include "fixtures.h"
#include "lib/gstaoicapture.h"
#include "support.h"

/* A product of three capture groups, its frames, and what their reports have to be. */

static const gchar *const modes[] = { "max-inflight=1", "max-inflight=2", "max-inflight=8" };

/* Three groups: ROI 1 and 4, 2, 3. All pass on red. */
static inline gchar *
make_product (void)
{
  const gchar *const settings[] = { "305,\"exposure\":3000", "310,\"exposure\":3000",
    "310,\"exposure\":5000", "305,\"exposure\":3000" };
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 1; i <= 4; i++) {
    g_autofree gchar *roi = support_red_roi (i);

    roi[strlen (roi) - 1] = '\0';
    g_string_append_printf (json, "%s%s,\"focus\":%s}", i > 1 ? "," : "", roi, settings[i - 1]);
  }
  g_string_append_c (json, ']');
  return support_product_new (json->str);
}

static const struct {
  gint focus, exposure;
} groups[] = { { 305, 3000 }, { 310, 3000 }, { 310, 5000 } };

static inline GstAoiCapture
make_capture (guint64 board, guint group)
{
  return (GstAoiCapture){
    .board = board,
    .group = group,
    .groups = 3,
    .focus = groups[group].focus,
    .exposure = groups[group].exposure,
    .focus_read = NAN,
    .exposure_read = NAN,
  };
}

static inline GstBuffer *
make_frame (const GstAoiCapture *capture, gboolean red)
{
  static guint number;
  GstBuffer *frame = support_frame_new (number++, red ? 230 : 20, 20, red ? 20 : 230);

  g_assert_true (gst_buffer_add_aoi_capture (frame, capture));
  return frame;
}

static inline void
push (GstHarness *h, guint64 board, guint group, gboolean red)
{
  const GstAoiCapture capture = make_capture (board, group);

  g_assert_cmpint (gst_harness_push (h, make_frame (&capture, red)), ==, GST_FLOW_OK);
}

static inline AoiReport *
inspect (GstHarness *h, guint64 board, guint group, gboolean red)
{
  push (h, board, group, red);
  return support_pull_report (h);
}

/* Numbers of boards begin anew, as when a camera is restarted or a recording is played again. */
static inline void
begin_run (GstHarness *h, gboolean restarted)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  if (restarted)
    g_assert_true (gst_harness_push_event (h, gst_event_new_stream_start ("again")));
  else
    g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
}

/* A frame that does not end its board: its group's ROIs, and no pass in any key that an old client reads. */
static inline void
check_partial (const AoiReport *report, guint64 board, guint n_rois)
{
  g_autofree gchar *json = aoi_report_to_json ((AoiReport *) report, AOI_JSON_DEFAULT);
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "r");
  gboolean passed = TRUE, complete = TRUE;
  guint64 number = 0;

  fixture_json_log (json);
  g_assert_false (aoi_report_get_complete (report));
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, n_rois);
  g_assert_cmpuint (aoi_report_get_info (report)->board, ==, board);
  g_assert_nonnull (strstr (json, "\"overall_result\":{\"passed\":false"));
  g_assert_null (strstr (json, "\"device_passed\":true"));
  g_assert_nonnull (strstr (json, "\"complete\":false"));
  g_assert_true (gst_structure_get (structure, "passed", G_TYPE_BOOLEAN, &passed, "complete",
      G_TYPE_BOOLEAN, &complete, "board", G_TYPE_UINT64, &number, NULL));
  g_assert_false (passed);
  g_assert_false (complete);
  g_assert_cmpuint (number, ==, board);
}

static inline void
check_board (const AoiReport *report, guint64 board, guint n_passed)
{
  g_assert_true (aoi_report_get_complete (report));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 4);
  g_assert_cmpuint (aoi_report_get_info (report)->board, ==, board);
  g_assert_cmpuint (aoi_report_get_n_passed (report), ==, n_passed);
  g_assert_cmpint (aoi_report_get_passed (report), ==, n_passed == 4);
}

/* The next report that travels as an event. */
static inline AoiReport *
pull_event (GstHarness *h)
{
  AoiReport *report = NULL;

  while (report == NULL) {
    g_autoptr (GstEvent) event = gst_harness_pull_event (h);

    g_assert_nonnull (event);
    report = gst_aoi_report_event_parse (event);
  }
  return report;
}

static inline void
check_missing (const AoiReport *report, gint id, const gchar *reason)
{
  const AoiRoiResult *roi = support_find_roi (report, id);

  g_assert_cmpint (roi->status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (roi->reason, ==, reason);
}

static inline void
add (const gchar *name, GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autofree gchar *path = g_strdup_printf ("/groups/%s/%s", name, modes[i]);

    g_test_add_data_func (path, modes[i], test);
  }
}
