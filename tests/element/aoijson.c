/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/check/gstharness.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "gstaoimeta.h"
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/aoijson/inspected", test_inspected);
  g_test_add_func ("/aoijson/not-inspected", test_not_inspected);
  g_test_add_func ("/aoijson/frame-counts-from-start", test_frame_counts_from_start);
  g_test_add_func ("/aoijson/timing", test_timing);
  g_test_add_func ("/aoijson/caps", test_caps);
  g_test_add_func ("/aoijson/no-caps", test_no_caps);
  g_test_add_func ("/aoijson/events", test_events);
  g_test_add_func ("/aoijson/flush", test_flush);
  g_test_add_func ("/aoijson/input-is-released", test_input_is_released);
  g_test_add_func ("/aoijson/allocation", test_allocation);
  return support_run ();
}
