/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixtures.h"
#include "record-support.h"

static void
check_pixels (GstBuffer *a, GstBuffer *b)
{
  GstMapInfo first, second;

  g_assert_true (gst_buffer_map (a, &first, GST_MAP_READ));
  g_assert_true (gst_buffer_map (b, &second, GST_MAP_READ));
  g_assert_cmpmem (first.data, first.size, second.data, second.size);
  gst_buffer_unmap (a, &first);
  gst_buffer_unmap (b, &second);
}

static void
check_capture (GstBuffer *a, GstBuffer *b)
{
  GstAoiCapture first, second;
  g_autoptr (GstStructure) one = NULL, other = NULL;

  g_assert_cmpint (
      gst_buffer_get_aoi_capture (a, &first), ==, gst_buffer_get_aoi_capture (b, &second));
  if (!gst_buffer_get_aoi_capture (a, &first))
    return;
  one = gst_aoi_capture_to_structure (&first);
  other = gst_aoi_capture_to_structure (&second);
  g_assert_true (gst_structure_is_equal (one, other));
}

static void
check_same (GstBuffer *a, GstBuffer *b)
{
  const guint flags = GST_BUFFER_FLAG_DISCONT | GST_BUFFER_FLAG_CORRUPTED;

  g_assert_cmpuint (GST_BUFFER_PTS (a), ==, GST_BUFFER_PTS (b));
  g_assert_cmpuint (GST_BUFFER_DTS (a), ==, GST_BUFFER_DTS (b));
  g_assert_cmpuint (GST_BUFFER_DURATION (a), ==, GST_BUFFER_DURATION (b));
  g_assert_cmpuint (GST_BUFFER_OFFSET (a), ==, GST_BUFFER_OFFSET (b));
  g_assert_cmpuint (GST_BUFFER_OFFSET_END (a), ==, GST_BUFFER_OFFSET_END (b));
  g_assert_cmpuint (GST_BUFFER_FLAGS (a) & flags, ==, GST_BUFFER_FLAGS (b) & flags);
  check_pixels (a, b);
  check_capture (a, b);
}

static GstBuffer *
make_frame (guint number)
{
  GstBuffer *frame = record_frame_new (number);

  if (number % 2 == 1)
    record_add_capture (frame, number, 1, 2);
  if (number % 3 == 0)
    GST_BUFFER_FLAG_SET (frame, GST_BUFFER_FLAG_DISCONT);
  if (number == 4)
    GST_BUFFER_FLAG_SET (frame, GST_BUFFER_FLAG_CORRUPTED);
  if (number == 5)
    GST_BUFFER_DTS (frame) = 77;
  if (number == 6)
    GST_BUFFER_PTS (frame) = GST_BUFFER_DURATION (frame) = GST_CLOCK_TIME_NONE;
  return frame;
}

static GstEvent *
missing_new (guint64 board)
{
  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
      gst_structure_new (GST_AOI_CAPTURE_MISSING_NAME, "board", G_TYPE_UINT64, board, "group",
          G_TYPE_UINT, 1, "groups", G_TYPE_UINT, 3, "focus", G_TYPE_INT, 305, "exposure",
          G_TYPE_INT, 1200, "reason", G_TYPE_STRING, "it is \"lost\"", NULL));
}

/* The next one is that of the board. */
static void
check_missing (GstHarness *h, guint64 board)
{
  g_autoptr (GstEvent) expected = missing_new (board), event = NULL;

  do {
    g_clear_pointer (&event, gst_event_unref);
    event = gst_harness_try_pull_event (h);
    g_assert_nonnull (event);
  } while (!gst_event_has_name (event, GST_AOI_CAPTURE_MISSING_NAME));
  g_assert_true (
      gst_structure_is_equal (gst_event_get_structure (event), gst_event_get_structure (expected)));
}

/* Pixels, caps, times, flags and metadata are those that were recorded. */
static void
test_same (gconstpointer format)
{
  gchar *folder = record_folder_new ();
  g_autofree gchar *caps = record_caps (format);
  g_autoptr (GstCaps) expected = gst_caps_from_string (caps), found = NULL;
  GstHarness *h = record_harness_new (folder, "", format);

  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (gst_harness_push (h, make_frame (i)), ==, GST_FLOW_OK);
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_teardown (h);
  h = record_replay_new (folder, "");
  for (guint i = 0; i < 8; i++) {
    g_autoptr (GstBuffer) live = make_frame (i), replayed = gst_harness_pull (h);

    g_assert_nonnull (replayed);
    check_same (live, replayed);
  }
  found = gst_pad_get_current_caps (h->sinkpad);
  g_assert_true (gst_caps_is_equal (found, expected));
  gst_harness_teardown (h);
  record_folder_free (folder);
}

/* Events of frames that the source gave up come again, each before the same frame. */
static void
test_missing (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "", "gbrg");
  const guint before[] = { 0, 2, 70 }; /* of these at most 32 are kept */
  guint board = 0;

  for (guint i = 0; i < G_N_ELEMENTS (before); i++) {
    for (guint k = 0; k < before[i]; k++)
      g_assert_true (gst_harness_push_event (h, missing_new (board++)));
    g_assert_cmpint (gst_harness_push (h, make_frame (i)), ==, GST_FLOW_OK);
  }
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_teardown (h);
  h = record_replay_new (folder, "");
  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    gst_buffer_unref (gst_harness_pull (h));
  check_missing (h, 0);
  check_missing (h, 1);
  for (board = 40; board < 72; board++)
    check_missing (h, board);
  gst_harness_teardown (h);
  record_folder_free (folder);
}

/* What stands for frames comes behind the segment of the run in which it belongs, of which there is one. */
static void
test_missing_in_segment (void)
{
  const gchar *const expected = "segment missing missing segment missing segment missing missing "
                                "segment missing";
  g_autoptr (GString) order = g_string_new (NULL);
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "", "gbrg");
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, missing_new (0));
  gst_harness_push_event (h, missing_new (1));
  g_assert_cmpint (gst_harness_push (h, make_frame (0)), ==, GST_FLOW_OK);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
  gst_harness_push_event (h, missing_new (0));
  g_assert_cmpint (gst_harness_push (h, make_frame (1)), ==, GST_FLOW_OK);
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_teardown (h);
  h = record_replay_new (folder, "loop=true");
  for (guint i = 0; i < 4; i++)
    gst_buffer_unref (gst_harness_pull (h));
  while (order->len < strlen (expected)) {
    g_autoptr (GstEvent) event = gst_harness_pull_event (h);

    g_assert_nonnull (event);
    if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
      g_string_append (order, " segment" + (order->len == 0));
    else if (gst_event_has_name (event, GST_AOI_CAPTURE_MISSING_NAME))
      g_string_append (order, " missing" + (order->len == 0));
  }
  g_assert_cmpstr (order->str, ==, expected);
  gst_harness_teardown (h);
  record_folder_free (folder);
}

#define N_TIMES 15

typedef struct {
  guint n;
  GstClockTime times[N_TIMES];
} RunningTimes;

/* In the streaming thread, since it may be segments ahead of who pulls. */
static GstPadProbeReturn
note_running_time (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  RunningTimes *noted = data;
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;

  gst_event_parse_segment (event, &segment);
  if (noted->n < N_TIMES)
    noted->times[noted->n++] = gst_segment_to_running_time (
        segment, GST_FORMAT_TIME, GST_BUFFER_PTS (GST_PAD_PROBE_INFO_BUFFER (info)));
  return GST_PAD_PROBE_OK;
}

/* Runs and rounds follow one another, at any speed, without a change of timestamps. */
static void
test_running_times (void)
{
  gchar *folder = record_folder_new ();
  RunningTimes noted = { 0 };
  GstHarness *h;

  record_frames (folder, 3);
  h = record_harness_new (folder, "append=true", "gbrg");
  for (guint i = 5; i < 7; i++)
    gst_harness_push (h, record_frame_new (i));
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_teardown (h);
  h = gst_harness_new_parse ("aoireplay loop=true speed=2 name=replay");
  gst_child_proxy_set (GST_CHILD_PROXY (h->element), "replay::location", folder, NULL);
  gst_pad_add_probe (h->sinkpad, GST_PAD_PROBE_TYPE_BUFFER, note_running_time, &noted, NULL);
  gst_harness_play (h);
  for (guint i = 0; i < N_TIMES; i++)
    gst_buffer_unref (gst_harness_pull (h));
  gst_harness_teardown (h);
  for (guint i = 0; i < N_TIMES; i++)
    g_assert_cmpuint (noted.times[i], ==, i * 50 * GST_MSECOND);
  record_folder_free (folder);
}

static void
test_duration (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h;
  gint64 duration;

  record_frames (folder, 3);
  h = record_replay_new (folder, "");
  gst_buffer_unref (gst_harness_pull (h));
  g_assert_true (gst_pad_peer_query_duration (h->sinkpad, GST_FORMAT_TIME, &duration));
  g_assert_cmpint (duration, ==, 300 * GST_MSECOND);
  gst_harness_teardown (h);
  record_folder_free (folder);
}

static void
check_pts (GstHarness *h, GstClockTime time)
{
  g_autoptr (GstBuffer) buffer = gst_harness_pull (h);

  g_assert_nonnull (buffer);
  g_assert_cmpuint (GST_BUFFER_PTS (buffer), ==, time);
}

static GstHarness *
make_live (const gchar *folder)
{
  GstHarness *h = gst_harness_new_parse ("aoireplay is-live=true speed=2 name=replay");

  gst_harness_use_testclock (h);
  gst_child_proxy_set (GST_CHILD_PROXY (h->element), "replay::location", folder, NULL);
  gst_harness_play (h);
  return h;
}

/* Each frame comes at its time, with timestamps as they are, also when it was paused meanwhile. */
static void
test_live (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h;

  record_frames (folder, 3);
  h = make_live (folder);
  g_assert_true (gst_harness_crank_single_clock_wait (h));
  check_pts (h, 0);
  g_assert_true (gst_harness_wait_for_clock_id_waits (h, 1, 60));
  g_assert_cmpint (
      gst_element_set_state (h->element, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_NO_PREROLL);
  gst_harness_play (h);
  g_assert_true (gst_harness_crank_single_clock_wait (h));
  check_pts (h, 100 * GST_MSECOND);
  g_assert_true (gst_harness_crank_single_clock_wait (h));
  check_pts (h, 200 * GST_MSECOND);
  g_assert_cmpuint (gst_clock_get_time (GST_ELEMENT_CLOCK (h->element)), ==, 100 * GST_MSECOND);
  gst_harness_teardown (h);
  record_folder_free (folder);
}

/* Stopping ends the wait for a frame whose time never comes. */
static void
test_live_stop (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h;

  record_frames (folder, 2);
  h = make_live (folder);
  g_assert_true (gst_harness_crank_single_clock_wait (h));
  check_pts (h, 0);
  g_assert_true (gst_harness_wait_for_clock_id_waits (h, 1, 60));
  gst_harness_teardown (h);
  record_folder_free (folder);
}

/* In the streaming thread: what caps each buffer comes with. */
static GstPadProbeReturn
note_format (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const GstStructure *structure = gst_caps_get_structure (caps, 0);

  g_string_append_printf (data, "%s ", gst_structure_get_string (structure, "format"));
  return GST_PAD_PROBE_OK;
}

static void
test_caps_change (void)
{
  gchar *folder = record_folder_new ();
  g_autoptr (GString) formats = g_string_new (NULL);
  GstHarness *h;

  record_frames (folder, 2);
  h = record_harness_new (folder, "append=true", "GRAY8");
  gst_harness_push (h, record_frame_new (2));
  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  gst_harness_push (h, support_frame_new (3, 9, 8, 7));
  gst_harness_push_event (h, gst_event_new_eos ());
  gst_harness_teardown (h);
  h = gst_harness_new_parse ("aoireplay name=replay");
  gst_child_proxy_set (GST_CHILD_PROXY (h->element), "replay::location", folder, NULL);
  gst_pad_add_probe (h->sinkpad, GST_PAD_PROBE_TYPE_BUFFER, note_format, formats, NULL);
  gst_harness_play (h);
  for (guint i = 0; i < 4; i++) {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (h);
    g_autoptr (GstBuffer) live = i == 3 ? support_frame_new (3, 9, 8, 7) : record_frame_new (i);

    check_pixels (buffer, live);
  }
  gst_harness_teardown (h);
  g_assert_cmpstr (formats->str, ==, "gbrg gbrg GRAY8 RGB ");
  record_folder_free (folder);
}

/* Pushes 100 frames of which some do not pass, are corrupted or have groups. */
static void
push_hundred (GstElement *source)
{
  GstFlowReturn ret;

  for (guint i = 0; i < 100; i++) {
    g_autoptr (GstBuffer) frame = record_frame_new (i);

    if (i % 20 >= 10)
      gst_buffer_memset (frame, 0, (guint8) (20 + i), RECORD_ROW * RECORD_HEIGHT);
    if (i % 3 == 0)
      record_add_capture (frame, i / 6, i % 6 / 3, 2);
    if (i % 17 == 5)
      GST_BUFFER_FLAG_SET (frame, GST_BUFFER_FLAG_CORRUPTED);
    g_signal_emit_by_name (source, "push-buffer", frame, &ret);
    g_assert_cmpint (ret, ==, GST_FLOW_OK);
  }
  g_signal_emit_by_name (source, "end-of-stream", &ret);
}

static void
run_to_end (const gchar *launch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, &error);
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  if (source != NULL)
    push_hundred (source);
  message = gst_bus_timed_pop_filtered (bus, 120 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

/* Live and replay give the same bytes. */
static void
test_results (gconstpointer format)
{
  gchar *folder = record_folder_new ();
  g_autofree gchar *parent = g_path_get_dirname (folder), *caps = record_caps (format);
  gchar *product = support_product_new (
      "[{\"idx\":1,\"type\":\"color\",\"coords\":[2,2,30,14],\"expected_color\":[60,60,60],"
      "\"color_match\":\"tolerance\",\"color_tolerance\":30},"
      "{\"idx\":2,\"type\":\"color\",\"coords\":[0,0,8,8],\"expected_color\":[90,90,90],"
      "\"color_match\":\"tolerance\",\"color_tolerance\":60}]");
  g_autofree gchar *live = g_strdup_printf (
      "appsrc name=source format=time caps=\"%s\" ! tee name=t "
      "t. ! queue ! aoiinspect product=%s ! aoijson timing=false mode=frames ! filesink location=%s/live "
      "t. ! queue ! aoirecord block=true location=%s",
      caps, product, parent, folder);
  g_autofree gchar *replay = g_strdup_printf (
      "aoireplay location=%s ! aoiinspect product=%s ! aoijson timing=false mode=frames ! filesink location=%s/replay",
      folder, product, parent);
  g_autofree gchar *live_path = g_build_filename (parent, "live", NULL);
  g_autofree gchar *replay_path = g_build_filename (parent, "replay", NULL);
  g_autofree gchar *first = NULL, *second = NULL;
  g_auto (GStrv) lines = NULL;

  run_to_end (live);
  run_to_end (replay);
  g_assert_true (g_file_get_contents (live_path, &first, NULL, NULL));
  g_assert_true (g_file_get_contents (replay_path, &second, NULL, NULL));
  fixture_json_log (first);
  g_assert_cmpstr (first, ==, second);
  g_assert_nonnull (strstr (first, "\"overall_result\":{\"passed\":true"));
  g_assert_nonnull (strstr (first, "\"overall_result\":{\"passed\":false"));
  g_assert_nonnull (strstr (first, "frame is incomplete"));
  lines = g_strsplit (g_strchomp (first), "\n", -1);
  /* Boards that lack a group have a line besides those of their frames. */
  g_assert_cmpuint (g_strv_length (lines), >=, 100);
  support_product_free (product);
  record_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/replay/same/gbrg", "gbrg", test_same);
  g_test_add_data_func ("/replay/same/gray8", "GRAY8", test_same);
  g_test_add_func ("/replay/missing", test_missing);
  g_test_add_func ("/replay/missing-in-segment", test_missing_in_segment);
  g_test_add_func ("/replay/running-times", test_running_times);
  g_test_add_func ("/replay/duration", test_duration);
  g_test_add_func ("/replay/live", test_live);
  g_test_add_func ("/replay/live-stop", test_live_stop);
  g_test_add_func ("/replay/caps-change", test_caps_change);
  g_test_add_data_func ("/replay/results/gbrg", "gbrg", test_results);
  g_test_add_data_func ("/replay/results/gray8", "GRAY8", test_results);
  return support_run ();
}
