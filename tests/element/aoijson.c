/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/check/gstharness.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "fixtures.h"
#include "lib/gstaoimessage.h"
#include "lib/gstaoimeta.h"
#include "support.h"

static GstHarness *
make_harness (void)
{
  GstHarness *harness = gst_harness_new ("aoijson");

  gst_harness_set_src_caps_str (
      harness, "video/x-bayer,format=rggb,width=64,height=48,framerate=10/1");
  return harness;
}

static GstBuffer *
make_buffer (guint64 index)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 64 * 48, NULL);

  GST_BUFFER_PTS (buffer) = index * GST_SECOND / 10;
  GST_BUFFER_DTS (buffer) = index * GST_SECOND / 10 + 1;
  GST_BUFFER_DURATION (buffer) = GST_SECOND / 10;
  return buffer;
}

static GstBuffer *
make_inspected (guint64 index)
{
  const AoiReportInfo info = { .product = "board", .frame = 100 + index };
  AoiRoiResult roi = { .id = 1, .device = 1, .type = "compare", .rect = { 8, 8, 16, 16 } };
  GstBuffer *buffer = make_buffer (index);
  g_autoptr (AoiReport) report = NULL;

  aoi_roi_result_pass (&roi, 0.95, 0.9);
  report = aoi_report_new (&info, &roi, 1);
  g_assert_true (gst_buffer_add_aoi_report (buffer, report));
  return buffer;
}

/* The buffer's line without its newline, of which there is one, at the end. */
static gchar *
get_line (GstBuffer *buffer)
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

/* Pushes @buffer and checks verdict and frame number of the line that comes out. */
static void
push_and_check (GstHarness *harness, GstBuffer *buffer, gboolean passed, gint64 frame)
{
  const GstClockTime pts = GST_BUFFER_PTS (buffer), dts = GST_BUFFER_DTS (buffer);
  const GstClockTime duration = GST_BUFFER_DURATION (buffer);
  g_autoptr (GstBuffer) out = gst_harness_push_and_pull (harness, buffer);
  g_autofree gchar *line = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  g_assert_nonnull (out);
  line = get_line (out);
  root = json_from_string (line, NULL);
  g_assert_nonnull (root);
  object = json_node_get_object (root);
  g_assert_cmpint (json_object_get_boolean_member (
                       json_object_get_object_member (object, "overall_result"), "passed"),
      ==, passed);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (object, "aoi"), "frame"), ==,
      frame);
  g_assert_cmpuint (GST_BUFFER_PTS (out), ==, pts);
  g_assert_cmpuint (GST_BUFFER_DTS (out), ==, dts);
  g_assert_cmpuint (GST_BUFFER_DURATION (out), ==, duration);
}

static void
test_inspected (void)
{
  GstHarness *harness = make_harness ();

  push_and_check (harness, make_inspected (0), TRUE, 100);
  push_and_check (harness, make_inspected (1), TRUE, 101);
  gst_harness_teardown (harness);
}

static void
test_not_inspected (void)
{
  GstHarness *harness = make_harness ();
  GstBuffer *gap = gst_buffer_new ();

  GST_BUFFER_FLAG_SET (gap, GST_BUFFER_FLAG_GAP);
  push_and_check (harness, make_buffer (0), FALSE, 0);
  push_and_check (harness, make_inspected (1), TRUE, 101);
  push_and_check (harness, gap, FALSE, 2);
  gst_harness_teardown (harness);
}

static void
test_frame_counts_from_start (void)
{
  g_autoptr (GstElement) element = gst_object_ref_sink (gst_element_factory_make ("aoijson", NULL));

  for (guint run = 0; run < 2; run++) {
    GstHarness *harness = gst_harness_new_with_element (element, "sink", "src");

    gst_harness_set_src_caps_str (harness, "video/x-raw,format=GRAY8,width=64,height=48");
    push_and_check (harness, make_buffer (0), FALSE, 0);
    push_and_check (harness, make_buffer (1), FALSE, 1);
    gst_harness_teardown (harness);
  }
}

static void
test_timing (void)
{
  GstHarness *harness = make_harness ();
  gboolean timing = FALSE;

  g_object_get (harness->element, "timing", &timing, NULL);
  g_assert_true (timing);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GstBuffer) out = NULL;
    g_autofree gchar *line = NULL;

    g_object_set (harness->element, "timing", i == 0, NULL);
    out = gst_harness_push_and_pull (harness, make_inspected (i));
    line = get_line (out);
    g_assert_cmpint (strstr (line, "\"processing_time\"") != NULL, ==, i == 0);
    g_assert_cmpint (strstr (line, "\"time_ms\"") != NULL, ==, i == 0);
  }
  gst_harness_teardown (harness);
}

static GstBuffer *
make_failed (guint64 index)
{
  const AoiReportInfo info = { .product = "board", .frame = 100 + index };
  AoiRoiResult roi = { .id = 1, .device = 1, .type = "compare", .rect = { 8, 8, 16, 16 } };
  GstBuffer *buffer = make_buffer (index);
  g_autoptr (AoiReport) report = NULL;

  aoi_roi_result_fail (&roi, 0.2, 0.9, "structure differs");
  report = aoi_report_new (&info, &roi, 1);
  g_assert_true (gst_buffer_add_aoi_report (buffer, report));
  return buffer;
}

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
  GstBuffer *buffer = make_buffer (3 * board + group);
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
    g_autofree gchar *line = get_line (out);
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
  GstHarness *harness = make_harness ();

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", "failed");
  gst_harness_push (harness, make_inspected (0));
  gst_harness_push (harness, make_failed (1));
  gst_harness_push (harness, make_buffer (2));
  gst_harness_push (harness, make_inspected (3));
  assert_lines (harness, "-101 -2");
  gst_harness_teardown (harness);
}

static void
test_failed_boards (void)
{
  GstHarness *harness = make_harness ();
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

/* Of a board whose own report was lost on the way the newest frame is told; a late frame of a board that
 * was written is not. */
static void
test_lost_board (gconstpointer mode)
{
  GstHarness *harness = make_harness ();

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", mode);
  push_group (harness, 1, 0, TRUE);
  push_group (harness, 1, 1, TRUE);
  gst_harness_push (harness, make_buffer (0));
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
  GstHarness *harness = make_harness ();

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
  GstHarness *harness = make_harness ();
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

static gchar *
get_next_line (GstHarness *harness, GstBuffer *buffer)
{
  g_autoptr (GstBuffer) out = gst_harness_push_and_pull (harness, buffer);

  return get_line (out);
}

static void
test_summary (void)
{
  GstHarness *harness = make_harness ();
  g_autofree gchar *good = NULL, *bad = NULL, *missing = NULL;

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", "summary");
  good = get_next_line (harness, make_inspected (0));
  bad = get_next_line (harness, make_failed (1));
  missing = get_next_line (harness, make_buffer (2));
  g_assert_null (strstr (good, "results\":"));
  g_assert_nonnull (strstr (good, "\"overall_result\":{\"passed\":true"));
  g_assert_nonnull (strstr (good, "\"device_passed\":true"));
  g_assert_nonnull (strstr (bad, "\"overall_result\":{\"passed\":false"));
  g_assert_nonnull (strstr (bad, "\"device_passed\":false"));
  g_assert_nonnull (strstr (missing, "\"overall_result\":{\"passed\":false"));
  gst_harness_teardown (harness);
}

/* "boards" is the name that "all" had. */
static void
test_mode_names (void)
{
  static const gchar *const names[] = { "all", "boards", "frames", "failed", "summary" };
  GstHarness *harness = make_harness ();
  gint values[G_N_ELEMENTS (names)], initial;

  g_object_get (harness->element, "mode", &initial, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gst_util_set_object_arg (G_OBJECT (harness->element), "mode", names[i]);
    g_object_get (harness->element, "mode", &values[i], NULL);
    g_assert_cmpint (values[i], ==, i == 0 ? 0 : (gint) i - 1);
  }
  g_assert_cmpint (initial, ==, values[0]);
  gst_harness_teardown (harness);
}

static void
test_include (void)
{
  GstHarness *harness = make_harness ();
  g_autoptr (GstBus) bus = support_harness_watch (harness);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *line = NULL, *same = NULL, *kept = NULL;

  g_object_set (harness->element, "include", "overall_result", "timing", FALSE, NULL);
  line = get_next_line (harness, make_inspected (0));
  g_assert_cmpstr (line, ==,
      "{\"overall_result\":{\"passed\":true,\"total_rois\":1,\"passed_rois\":1,\"failed_rois\":0},"
      "\"session_id\":\"\",\"product_name\":\"board\"}");
  g_object_set (harness->element, "include", "nonsense", NULL);
  message = gst_bus_timed_pop_filtered (bus, GST_SECOND, GST_MESSAGE_WARNING);
  g_assert_nonnull (message);
  gst_message_parse_warning (message, &error, NULL);
  g_assert_nonnull (strstr (error->message, "include is not changed: \"nonsense\" is none of"));
  g_object_get (harness->element, "include", &kept, NULL);
  g_assert_cmpstr (kept, ==, "overall_result");
  same = get_next_line (harness, make_inspected (0));
  g_assert_cmpstr (same, ==, line);
  gst_harness_teardown (harness);
  gst_bus_set_flushing (bus, TRUE);
}

static void
test_include_refused (void)
{
  g_autoptr (GstElement) element = gst_object_ref_sink (gst_element_factory_make ("aoijson", NULL));
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  gst_element_set_bus (element, bus);
  g_object_set (element, "include", "aoi,results", NULL);
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  message = gst_bus_timed_pop_filtered (bus, GST_SECOND, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_message_parse_error (message, &error, NULL);
  g_assert_nonnull (strstr (error->message, "include cannot be used: \"results\" is a part of"));
  gst_element_set_state (element, GST_STATE_NULL);
  g_object_set (element, "include", "aoi", NULL);
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_PAUSED), !=, GST_STATE_CHANGE_FAILURE);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_element_set_bus (element, NULL);
}

static guint
count_events (GstHarness *harness, GstEventType type)
{
  guint count = 0;
  GstEvent *event;

  while ((event = gst_harness_try_pull_event (harness)) != NULL) {
    count += GST_EVENT_TYPE (event) == type;
    gst_event_unref (event);
  }
  return count;
}

static void
test_caps (void)
{
  GstHarness *harness = make_harness ();
  g_autoptr (GstCaps) caps = NULL;
  g_autofree gchar *text = NULL;

  push_and_check (harness, make_inspected (0), TRUE, 100);
  gst_harness_set_src_caps_str (harness, "video/x-raw,format=GRAY8,width=32,height=32");
  push_and_check (harness, make_inspected (1), TRUE, 101);
  caps = gst_pad_get_current_caps (harness->sinkpad);
  text = gst_caps_to_string (caps);
  g_assert_cmpstr (text, ==, "application/x-ndjson");
  g_assert_cmpuint (count_events (harness, GST_EVENT_CAPS), ==, 1);
  gst_harness_teardown (harness);
}

/* Upstream without caps, as filesrc is. */
static void
test_no_caps (void)
{
  GstHarness *harness = gst_harness_new ("aoijson");
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (harness, gst_event_new_stream_start ("test"));
  gst_harness_push_event (harness, gst_event_new_segment (&segment));
  push_and_check (harness, make_buffer (0), FALSE, 0);
  g_assert_true (gst_pad_has_current_caps (harness->sinkpad));
  gst_harness_teardown (harness);
}

static void
test_events (void)
{
  GstHarness *harness = make_harness ();

  push_and_check (harness, make_inspected (0), TRUE, 100);
  count_events (harness, GST_EVENT_UNKNOWN);
  g_assert_true (gst_harness_push_event (harness, gst_event_new_gap (0, GST_SECOND)));
  g_assert_cmpuint (count_events (harness, GST_EVENT_GAP), ==, 1);
  g_assert_true (gst_harness_push_event (harness, gst_event_new_eos ()));
  g_assert_cmpuint (count_events (harness, GST_EVENT_EOS), ==, 1);
  gst_harness_teardown (harness);
}

static void
test_flush (void)
{
  GstHarness *harness = make_harness ();
  GstSegment segment;

  push_and_check (harness, make_buffer (0), FALSE, 0);
  g_assert_true (gst_harness_push_event (harness, gst_event_new_flush_start ()));
  g_assert_cmpint (gst_harness_push (harness, make_buffer (1)), ==, GST_FLOW_FLUSHING);
  g_assert_true (gst_harness_push_event (harness, gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_harness_push_event (harness, gst_event_new_segment (&segment)));
  push_and_check (harness, make_buffer (2), FALSE, 1);
  gst_harness_teardown (harness);
}

static void
test_input_is_released (void)
{
  GstHarness *harness = make_harness ();
  GstBuffer *buffer = make_inspected (0);

  gst_buffer_ref (buffer);
  push_and_check (harness, buffer, TRUE, 100);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (buffer), ==, 1);
  gst_buffer_unref (buffer);
  gst_harness_teardown (harness);
}

static void
test_allocation (void)
{
  GstHarness *harness = make_harness ();
  g_autoptr (GstCaps) caps = gst_caps_from_string ("video/x-raw,format=RGB,width=64,height=48");
  g_autoptr (GstQuery) query = gst_query_new_allocation (caps, TRUE);

  g_assert_true (gst_pad_peer_query (harness->srcpad, query));
  g_assert_true (gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL));
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
  GstHarness *harness = make_harness ();
  GstBuffer *timeless = make_inspected (5);
  g_autofree gchar *gaps = NULL, *held = NULL;

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", "failed");
  gst_harness_push (harness, make_inspected (1));
  gst_harness_push (harness, make_failed (2));
  gst_harness_push (harness, make_buffer (3));
  gst_harness_push (harness, make_inspected (4));
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
  g_test_add_func ("/aoijson/inspected", test_inspected);
  g_test_add_func ("/aoijson/not-inspected", test_not_inspected);
  g_test_add_func ("/aoijson/frame-counts-from-start", test_frame_counts_from_start);
  g_test_add_func ("/aoijson/timing", test_timing);
  g_test_add_func ("/aoijson/failed", test_failed);
  g_test_add_func ("/aoijson/failed-boards", test_failed_boards);
  g_test_add_data_func ("/aoijson/lost-board", "all", test_lost_board);
  g_test_add_data_func ("/aoijson/lost-board-failed", "failed", test_lost_board);
  g_test_add_func ("/aoijson/flushed-board", test_flushed_board);
  g_test_add_func ("/aoijson/runs", test_runs);
  g_test_add_func ("/aoijson/summary", test_summary);
  g_test_add_func ("/aoijson/mode-names", test_mode_names);
  g_test_add_func ("/aoijson/include", test_include);
  g_test_add_func ("/aoijson/include-refused", test_include_refused);
  g_test_add_func ("/aoijson/caps", test_caps);
  g_test_add_func ("/aoijson/no-caps", test_no_caps);
  g_test_add_func ("/aoijson/events", test_events);
  g_test_add_func ("/aoijson/flush", test_flush);
  g_test_add_func ("/aoijson/gaps", test_gaps);
  g_test_add_func ("/aoijson/tee", test_tee);
  g_test_add_func ("/aoijson/input-is-released", test_input_is_released);
  g_test_add_func ("/aoijson/allocation", test_allocation);
  return support_run ();
}
