/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>
#include <gst/video/video.h>

#include "json-support.h"

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
  line = json_get_line (out);
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
  GstHarness *harness = json_harness_new ();

  push_and_check (harness, json_passed_new (0), TRUE, 100);
  push_and_check (harness, json_passed_new (1), TRUE, 101);
  gst_harness_teardown (harness);
}

static void
test_not_inspected (void)
{
  GstHarness *harness = json_harness_new ();
  GstBuffer *gap = gst_buffer_new ();

  GST_BUFFER_FLAG_SET (gap, GST_BUFFER_FLAG_GAP);
  push_and_check (harness, json_frame_new (0), FALSE, 0);
  push_and_check (harness, json_passed_new (1), TRUE, 101);
  push_and_check (harness, gap, FALSE, 2);
  gst_harness_teardown (harness);
}

/* Frames shorter than their caps: each is a line, which says what is wrong with it, and the next good one passes. */
static void
test_short_frames (void)
{
  static const gsize sizes[] = { 0, 1, 1000, 3 * SUPPORT_WIDTH * SUPPORT_HEIGHT - 1 };
  g_autofree gchar *product = support_red_product (2, NULL);
  gchar *folder = support_product_new (product);
  g_autofree gchar *launch = g_strdup_printf ("aoiinspect product=%s ! aoijson", folder);
  g_autoptr (GstHarness) h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  for (guint i = 0; i <= G_N_ELEMENTS (sizes); i++) {
    const gboolean good = i == G_N_ELEMENTS (sizes);
    GstBuffer *frame = support_frame_new (i, 230, 20, 20);
    g_autofree gchar *line = NULL;

    if (!good && sizes[i] == 0)
      gst_buffer_remove_all_memory (frame);
    else if (!good)
      gst_buffer_set_size (frame, (gssize) sizes[i]);
    g_assert_cmpint (gst_harness_push (h, frame), ==, GST_FLOW_OK);
    line = support_pull_text (h, 1);
    fixture_json_log (line);
    g_assert_true (good == (strstr (line, "\"overall_result\":{\"passed\":true") != NULL));
    g_assert_true (good == (strstr (line, "frame is incomplete") == NULL));
  }
  support_product_free (folder);
}

/* Without an inspection too, and whatever is in them: the pixels are not read. */
static void
test_short_alone (void)
{
  GstHarness *harness = json_harness_new ();

  for (guint i = 0; i < 4; i++) {
    GstBuffer *frame = i % 2 == 0 ? json_frame_new (i) : json_passed_new (i);

    gst_buffer_set_size (frame, (gssize) i);
    push_and_check (harness, frame, i % 2 == 1, i % 2 == 0 ? i : 100 + i);
  }
  gst_harness_teardown (harness);
}

static void
test_frame_counts_from_start (void)
{
  g_autoptr (GstElement) element = gst_object_ref_sink (gst_element_factory_make ("aoijson", NULL));

  for (guint run = 0; run < 2; run++) {
    GstHarness *harness = gst_harness_new_with_element (element, "sink", "src");

    gst_harness_set_src_caps_str (harness, "video/x-raw,format=GRAY8,width=64,height=48");
    push_and_check (harness, json_frame_new (0), FALSE, 0);
    push_and_check (harness, json_frame_new (1), FALSE, 1);
    gst_harness_teardown (harness);
  }
}

static void
test_timing (void)
{
  GstHarness *harness = json_harness_new ();
  gboolean timing = FALSE;

  g_object_get (harness->element, "timing", &timing, NULL);
  g_assert_true (timing);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GstBuffer) out = NULL;
    g_autofree gchar *line = NULL;

    g_object_set (harness->element, "timing", i == 0, NULL);
    out = gst_harness_push_and_pull (harness, json_passed_new (i));
    line = json_get_line (out);
    g_assert_cmpint (strstr (line, "\"processing_time\"") != NULL, ==, i == 0);
    g_assert_cmpint (strstr (line, "\"time_ms\"") != NULL, ==, i == 0);
  }
  gst_harness_teardown (harness);
}

static gchar *
get_next_line (GstHarness *harness, GstBuffer *buffer)
{
  g_autoptr (GstBuffer) out = gst_harness_push_and_pull (harness, buffer);

  return json_get_line (out);
}

static void
test_summary (void)
{
  GstHarness *harness = json_harness_new ();
  g_autofree gchar *good = NULL, *bad = NULL, *missing = NULL;

  gst_util_set_object_arg (G_OBJECT (harness->element), "mode", "summary");
  good = get_next_line (harness, json_passed_new (0));
  bad = get_next_line (harness, json_failed_new (1));
  missing = get_next_line (harness, json_frame_new (2));
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
  GstHarness *harness = json_harness_new ();
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
  GstHarness *harness = json_harness_new ();
  g_autoptr (GstBus) bus = support_harness_watch (harness);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *line = NULL, *same = NULL, *kept = NULL;

  g_object_set (harness->element, "include", "overall_result", "timing", FALSE, NULL);
  line = get_next_line (harness, json_passed_new (0));
  g_assert_cmpstr (line, ==,
      "{\"overall_result\":{\"passed\":true,\"total_rois\":1,\"passed_rois\":1,\"failed_rois\":0},"
      "\"session_id\":\"\",\"product_name\":\"board\"}");
  g_object_set (harness->element, "include", "nonsense", NULL);
  message = gst_bus_timed_pop_filtered (bus, GST_SECOND, GST_MESSAGE_WARNING);
  g_assert_nonnull (message);
  gst_message_parse_warning (message, &error, NULL);
  g_assert_nonnull (strstr (error->message, "include is not changed: \"nonsense\" is not one of"));
  g_object_get (harness->element, "include", &kept, NULL);
  g_assert_cmpstr (kept, ==, "overall_result");
  same = get_next_line (harness, json_passed_new (0));
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
  GstHarness *harness = json_harness_new ();
  g_autoptr (GstCaps) caps = NULL;
  g_autofree gchar *text = NULL;

  push_and_check (harness, json_passed_new (0), TRUE, 100);
  gst_harness_set_src_caps_str (harness, "video/x-raw,format=GRAY8,width=32,height=32");
  push_and_check (harness, json_passed_new (1), TRUE, 101);
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
  push_and_check (harness, json_frame_new (0), FALSE, 0);
  g_assert_true (gst_pad_has_current_caps (harness->sinkpad));
  gst_harness_teardown (harness);
}

static void
test_events (void)
{
  GstHarness *harness = json_harness_new ();

  push_and_check (harness, json_passed_new (0), TRUE, 100);
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
  GstHarness *harness = json_harness_new ();
  GstSegment segment;

  push_and_check (harness, json_frame_new (0), FALSE, 0);
  g_assert_true (gst_harness_push_event (harness, gst_event_new_flush_start ()));
  g_assert_cmpint (gst_harness_push (harness, json_frame_new (1)), ==, GST_FLOW_FLUSHING);
  g_assert_true (gst_harness_push_event (harness, gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_harness_push_event (harness, gst_event_new_segment (&segment)));
  push_and_check (harness, json_frame_new (2), FALSE, 1);
  gst_harness_teardown (harness);
}

static void
test_input_is_released (void)
{
  GstHarness *harness = json_harness_new ();
  GstBuffer *buffer = json_passed_new (0);

  gst_buffer_ref (buffer);
  push_and_check (harness, buffer, TRUE, 100);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (buffer), ==, 1);
  gst_buffer_unref (buffer);
  gst_harness_teardown (harness);
}

static void
test_allocation (void)
{
  GstHarness *harness = json_harness_new ();
  g_autoptr (GstCaps) caps = gst_caps_from_string ("video/x-raw,format=RGB,width=64,height=48");
  g_autoptr (GstQuery) query = gst_query_new_allocation (caps, TRUE);

  g_assert_true (gst_pad_peer_query (harness->srcpad, query));
  g_assert_true (gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL));
  gst_harness_teardown (harness);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/aoijson/inspected", test_inspected);
  g_test_add_func ("/aoijson/not-inspected", test_not_inspected);
  g_test_add_func ("/aoijson/short-frames", test_short_frames);
  g_test_add_func ("/aoijson/short-alone", test_short_alone);
  g_test_add_func ("/aoijson/frame-counts-from-start", test_frame_counts_from_start);
  g_test_add_func ("/aoijson/timing", test_timing);
  g_test_add_func ("/aoijson/summary", test_summary);
  g_test_add_func ("/aoijson/mode-names", test_mode_names);
  g_test_add_func ("/aoijson/include", test_include);
  g_test_add_func ("/aoijson/include-refused", test_include_refused);
  g_test_add_func ("/aoijson/caps", test_caps);
  g_test_add_func ("/aoijson/no-caps", test_no_caps);
  g_test_add_func ("/aoijson/events", test_events);
  g_test_add_func ("/aoijson/flush", test_flush);
  g_test_add_func ("/aoijson/input-is-released", test_input_is_released);
  g_test_add_func ("/aoijson/allocation", test_allocation);
  return support_run ();
}
