/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which frames aoijson writes a line for: those that fail, and of a board of several groups the last one. A frame
 * without a line gives a GAP event. */
#include "json-support.h"
#include "lib/gstaoimessage.h"

/* A frame of a board of three; if not @partial the one that completes it, and the board passes. */
static AoiReport *
make_board_report (guint64 board, guint group, gboolean partial)
{
  const AoiReportInfo info = { .product = "board",
    .frame = 3 * board + group,
    .groups = 3,
    .board = board,
    .group = group,
    .partial = partial };
  AoiRoiResult roi = { .id = 1, .device = 1, .type = "compare", .rect = { 8, 8, 16, 16 } };

  aoi_roi_result_pass (&roi, 0.95, 0.9);
  return aoi_report_new (&info, &roi, 1);
}

static void
push_group (GstHarness *harness, guint64 board, guint group, gboolean partial)
{
  GstBuffer *buffer = json_frame_new (3 * board + group);
  g_autoptr (AoiReport) report = make_board_report (board, group, partial);

  g_assert_true (gst_buffer_add_aoi_report (buffer, report));
  g_assert_cmpint (gst_harness_push (harness, buffer), ==, GST_FLOW_OK);
}

/* The frame numbers of all lines that have come, a minus before those that do not pass. */
static void
assert_lines (GstHarness *harness, const gchar *expected)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  GstBuffer *out;

  while ((out = gst_harness_try_pull (harness)) != NULL) {
    g_autofree gchar *line = json_get_line (out);
    g_autoptr (JsonNode) root = json_from_string (line, NULL);
    JsonObject *object = json_node_get_object (root);
    gboolean passed = json_object_get_boolean_member (
        json_object_get_object_member (object, "overall_result"), "passed");

    g_string_append_printf (lines, "%s%s%" G_GINT64_FORMAT, lines->len > 0 ? " " : "",
        passed ? "" : "-",
        json_object_get_int_member (json_object_get_object_member (object, "aoi"), "frame"));
    gst_buffer_unref (out);
  }
  g_assert_cmpstr (lines->str, ==, expected);
}

static void
test_failed (void)
{
  GstHarness *harness = json_harness_new ();

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", "failed");
  gst_harness_push (harness, json_passed_new (0));
  gst_harness_push (harness, json_failed_new (1));
  gst_harness_push (harness, json_frame_new (2));
  gst_harness_push (harness, json_passed_new (3));
  assert_lines (harness, "-101 -2");
  gst_harness_teardown (harness);
}

static void
test_failed_boards (void)
{
  GstHarness *harness = json_harness_new ();
  g_autoptr (AoiReport) good = make_board_report (3, 2, FALSE);

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", "failed");
  for (guint group = 0; group < 3; group++)
    push_group (harness, 1, group, group < 2);
  assert_lines (harness, "");
  push_group (harness, 2, 0, TRUE);
  push_group (harness, 3, 0, TRUE);
  assert_lines (harness, "-6");
  gst_harness_push_event (harness, gst_aoi_report_event_new (good));
  assert_lines (harness, "");
  gst_harness_push_event (harness, gst_event_new_eos ());
  assert_lines (harness, "");
  gst_harness_teardown (harness);
}

/* Of a board whose own report was lost on the way, the newest frame gets the line. A late frame of a board that
 * has a line gets none. */
static void
test_lost_board (gconstpointer mode)
{
  GstHarness *harness = json_harness_new ();

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", mode);
  push_group (harness, 1, 0, TRUE);
  push_group (harness, 1, 1, TRUE);
  gst_harness_push (harness, json_frame_new (0));
  push_group (harness, 2, 0, TRUE);
  push_group (harness, 2, 2, FALSE);
  push_group (harness, 2, 1, TRUE);
  assert_lines (harness, g_str_equal (mode, "failed") ? "-2 -4" : "-2 -4 8");
  push_group (harness, 3, 0, TRUE);
  gst_harness_push_event (harness, gst_event_new_eos ());
  assert_lines (harness, "-9");
  gst_harness_teardown (harness);
}

static void
test_flushed_board (void)
{
  GstHarness *harness = json_harness_new ();

  push_group (harness, 1, 0, TRUE);
  gst_harness_push_event (harness, gst_event_new_flush_start ());
  gst_harness_push_event (harness, gst_event_new_flush_stop (TRUE));
  gst_harness_push_event (harness, gst_event_new_eos ());
  assert_lines (harness, "");
  gst_harness_teardown (harness);
}

/* A board whose number was used in another run is another board. */
static void
test_runs (void)
{
  GstHarness *harness = json_harness_new ();
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  push_group (harness, 1, 2, FALSE);
  gst_harness_push_event (harness, gst_event_new_segment (&segment));
  push_group (harness, 1, 0, TRUE);
  gst_harness_push_event (harness, gst_event_new_stream_start ("again"));
  push_group (harness, 1, 1, TRUE);
  gst_harness_push_event (harness, gst_event_new_eos ());
  assert_lines (harness, "5 -3 -4");
  gst_harness_teardown (harness);
}

/* Times of the GAP events that have come, in tenths of a second. */
static gchar *
pull_gaps (GstHarness *harness)
{
  GString *gaps = g_string_new (NULL);
  GstEvent *event;

  while ((event = gst_harness_try_pull_event (harness)) != NULL) {
    GstClockTime time, duration;

    if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
      gst_event_parse_gap (event, &time, &duration);
      g_assert_cmpuint (duration, ==, GST_SECOND / 10);
      g_string_append_printf (
          gaps, "%s%" G_GUINT64_FORMAT, gaps->len > 0 ? " " : "", time * 10 / GST_SECOND);
    }
    gst_event_unref (event);
  }
  return g_string_free (gaps, FALSE);
}

/* Each frame gives a line or a GAP event. */
static void
test_gaps (void)
{
  GstHarness *harness = json_harness_new ();
  GstBuffer *timeless = json_passed_new (5);
  g_autofree gchar *gaps = NULL, *held = NULL;

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", "failed");
  gst_harness_push (harness, json_passed_new (1));
  gst_harness_push (harness, json_failed_new (2));
  gst_harness_push (harness, json_frame_new (3));
  gst_harness_push (harness, json_passed_new (4));
  GST_BUFFER_PTS (timeless) = GST_BUFFER_DTS (timeless) = GST_CLOCK_TIME_NONE;
  gst_harness_push (harness, timeless);
  gaps = pull_gaps (harness);
  g_assert_cmpstr (gaps, ==, "1 4 4");
  assert_lines (harness, "-102 -2");

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", "all");
  for (guint group = 0; group < 3; group++)
    push_group (harness, 2, group, group < 2);
  held = pull_gaps (harness);
  g_assert_cmpstr (held, ==, "6 7");
  assert_lines (harness, "8");
  gst_harness_teardown (harness);
}

/* A branch of a tee on which there is never a line does not keep the others from starting. */
static void
test_tee (void)
{
  g_autofree gchar *folder = support_product_new ("[{\"idx\":1,\"type\":\"color\","
                                                  "\"coords\":[0,0,8,8],"
                                                  "\"expected_color\":[255,0,0],"
                                                  "\"color_match\":\"tolerance\","
                                                  "\"color_tolerance\":20}]");
  g_autofree gchar *launch = g_strdup_printf (
      "videotestsrc pattern=red num-buffers=300 ! video/x-raw,format=RGB,width=64,height=48 "
      "! aoiinspect name=inspect product=%s ! tee name=t "
      "t. ! queue ! aoijson mode=failed ! filesink location=/dev/null t. ! queue ! fakesink",
      folder);
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstElement) inspect = gst_bin_get_by_name (GST_BIN (pipeline), "inspect");
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  g_assert_cmpuint (support_stat (inspect, "passed"), ==, 300);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  support_product_free (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/json-boards/failed", test_failed);
  g_test_add_func ("/json-boards/failed-boards", test_failed_boards);
  g_test_add_data_func ("/json-boards/lost-board", "all", test_lost_board);
  g_test_add_data_func ("/json-boards/lost-board-failed", "failed", test_lost_board);
  g_test_add_func ("/json-boards/flushed-board", test_flushed_board);
  g_test_add_func ("/json-boards/runs", test_runs);
  g_test_add_func ("/json-boards/gaps", test_gaps);
  g_test_add_func ("/json-boards/tee", test_tee);
  return support_run ();
}
