/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Deadlines and inspectors that hang: the report goes out, the rest of the board is judged, the stream
 * goes on, and what comes late is dropped and counted. */
#include <string.h>

#include "aoi-inspector.h"
#include "aoi-pixels.h"
#include "base/aoi-clock.h"
#include "engine/aoi-pool.h"
#include "support.h"

#define DEADLINE_MS 300
#define DEADLINE "deadline=300000000"

static const gchar *const modes[] = { "max-inflight=1", "max-inflight=2", "max-inflight=8" };

static TestDoor door; /* calls of "hang" do not return while it is shut */

/* Hangs as a library does that checks no cancellable, then reads its pixels. */
static void
hang_inspect (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  guint8 gray[64];

  test_door_enter (&door, NULL);
  aoi_pixels_read_gray (view, gray, 8);
  aoi_roi_result_pass (result, gray[0] > 0 ? 1 : 0, 1);
  test_door_leave (&door);
}

static const AoiInspector hang = { .type = "hang", .inspect = hang_inspect };

/* ROI 1 hangs, ROIs 2 to 4 are red. One worker does these first: when the call of ROI 1 has begun, they have
 * reported. */
static gchar *
make_product (void)
{
  g_autoptr (GString)
      json = g_string_new ("[{\"idx\":1,\"type\":\"hang\",\"coords\":[0,0,8,8],\"priority\":-1}");

  for (guint i = 2; i <= 4; i++) {
    g_autofree gchar *roi = support_red_roi (i);

    g_string_append_printf (json, ",%s", roi);
  }
  g_string_append_c (json, ']');
  return support_product_new (json->str);
}

static GstHarness *
start (const gchar *folder, const gchar *mode, guint workers)
{
  g_autofree gchar *properties = g_strdup_printf ("%s " DEADLINE " max-workers=%u", mode, workers);

  test_door_shut (&door);
  return support_harness_new (folder, properties);
}

static gpointer
end_deadline (gpointer data)
{
  test_door_wait_inside (&door, GPOINTER_TO_UINT (data));
  aoi_clock_advance (DEADLINE_MS * G_GINT64_CONSTANT (1000000));
  return NULL;
}

/* Frame 0, whose deadline is over as soon as so many calls hang. With max-inflight=1 it is pushed until then. */
static void
push_first (GstHarness *h, guint hanging)
{
  GThread *thread = g_thread_new ("deadline", end_deadline, GUINT_TO_POINTER (hanging));

  g_assert_cmpint (gst_harness_push (h, support_frame_new (0, 230, 20, 20)), ==, GST_FLOW_OK);
  g_thread_join (thread);
}

static AoiReport *
inspect_first (GstHarness *h)
{
  push_first (h, 1);
  return support_pull_report (h);
}

static gboolean
none_is_held (gpointer data)
{
  return aoi_pool_get_held () == 0;
}

/* The calls return, and the pool has its workers again. */
static void
release_workers (void)
{
  test_door_open (&door);
  test_door_wait_empty (&door);
  test_poll (none_is_held, NULL);
}

static void
release (GstElement *element, guint64 late)
{
  release_workers ();
  support_wait_stat (element, "late-results", late);
}

static void
check_others_pass (const AoiReport *report)
{
  g_assert_false (aoi_report_get_passed (report));
  for (gint id = 2; id <= 4; id++)
    g_assert_cmpint (support_find_roi (report, id)->status, ==, AOI_STATUS_PASS);
}

static void
check_hung (const AoiReport *report, const gchar *reason)
{
  const AoiRoiResult *roi = support_find_roi (report, 1);

  check_others_pass (report);
  g_assert_cmpint (roi->status, ==, AOI_STATUS_TIMEOUT);
  g_assert_cmpstr (roi->reason, ==, reason);
}

static void
test_timeout (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = start (folder, mode, 1);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (AoiReport) first = inspect_first (h);
  g_autoptr (AoiReport) second = support_inspect (h, support_frame_new (1, 230, 20, 20));
  g_autoptr (AoiReport) third = NULL;

  check_hung (first, "not finished within the deadline of 300 ms");
  check_hung (second, "still busy since frame 0");
  g_assert_cmpuint (aoi_pool_get_held (), ==, 1);
  g_assert_cmpuint (support_stat (element, "late-results"), ==, 0);
  release (element, 1);
  third = support_inspect (h, support_frame_new (2, 230, 20, 20));
  g_assert_true (aoi_report_get_passed (third));
  g_assert_cmpuint (support_stat (element, "late-results"), ==, 1);
  g_assert_cmpuint (support_stat (element, "rois-timeout"), ==, 2);
  g_assert_cmpuint (support_stat (element, "rois-passed"), ==, 10);
  support_check_accounting (element);
  support_product_free (folder);
}

/* Many frames, none waits for the others: the ROI holds one worker and one frame, and its board says
 * so each time. */
static void
test_hangs_in_every_frame (gconstpointer mode)
{
  const guint n = 200;
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = start (folder, mode, 1);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  guint n_busy = 0;

  push_first (h, 1);
  for (guint i = 1; i < n; i++)
    g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 230, 20, 20)), ==, GST_FLOW_OK);
  for (guint i = 0; i < n; i++) {
    g_autoptr (AoiReport) report = support_pull_report (h);
    const AoiRoiResult *roi = support_find_roi (report, 1);

    g_assert_cmpuint (aoi_report_get_info (report)->frame, ==, i);
    check_others_pass (report);
    g_assert_cmpint (roi->status, ==, AOI_STATUS_TIMEOUT);
    n_busy += g_str_equal (roi->reason, "still busy since frame 0");
  }
  g_assert_cmpuint (n_busy, ==, n - 1);
  g_assert_cmpuint (test_door_get_max_inside (&door), ==, 1);
  release (element, 1);
  support_check_accounting (element);
  support_product_free (folder);
}

/* One worker, held by ROI 1: what it would have done next has not begun. */
static void
test_not_begun (gconstpointer mode)
{
  gchar *folder = support_product_new (
      "[{\"idx\":1,\"type\":\"hang\",\"coords\":[0,0,8,8],\"priority\":1},"
      "{\"idx\":2,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":1}]");
  g_autoptr (GstHarness) h = start (folder, mode, 1);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (AoiReport) first = inspect_first (h);
  g_autoptr (AoiReport) second = support_inspect (h, support_frame_new (1, 230, 20, 20));

  g_assert_cmpstr (
      support_find_roi (first, 1)->reason, ==, "not finished within the deadline of 300 ms");
  g_assert_cmpstr (
      support_find_roi (first, 2)->reason, ==, "not begun within the deadline of 300 ms");
  g_assert_cmpint (support_find_roi (first, 2)->status, ==, AOI_STATUS_TIMEOUT);
  g_assert_cmpint (support_find_roi (second, 2)->status, ==, AOI_STATUS_PASS);
  release (element, 1);
  support_product_free (folder);
}

/* The element goes down while a worker hangs, for which it does not wait; the worker's memory stays until it returns:
 * a sanitizer sees it if not. */
static void
test_null_while_hanging (gconstpointer mode)
{
  gchar *folder = make_product ();
  GstHarness *h = start (folder, mode, 1);
  g_autoptr (AoiReport) report = inspect_first (h);

  g_assert_cmpint (gst_harness_push (h, support_frame_new (1, 230, 20, 20)), ==, GST_FLOW_OK);
  gst_harness_teardown (h);
  g_assert_cmpuint (test_door_get_inside (&door), ==, 1);
  support_product_free (folder);
  release_workers ();
}

/* A flush while a ROI hangs discards its frame; the stream then goes on. */
static void
test_flush_while_hanging (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = start (folder, mode, 1);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (AoiReport) first = inspect_first (h);
  g_autoptr (AoiReport) second = NULL;
  GstSegment segment;

  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_start ()));
  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  second = support_inspect (h, support_frame_new (1, 230, 20, 20));
  check_hung (second, "still busy since frame 0");
  release (element, 1);
  support_check_accounting (element);
  support_product_free (folder);
}

/* A deadline that nobody misses changes nothing. */
static void
test_in_time (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = start (folder, mode, 2);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");

  test_door_open (&door);
  for (guint i = 0; i < 50; i++)
    g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 230, 20, 20)), ==, GST_FLOW_OK);
  for (guint i = 0; i < 50; i++) {
    g_autoptr (AoiReport) report = support_pull_report (h);

    g_assert_true (aoi_report_get_passed (report));
  }
  g_assert_cmpuint (support_stat (element, "rois-timeout"), ==, 0);
  g_assert_cmpuint (support_stat (element, "late-results"), ==, 0);
  support_product_free (folder);
}

/* More ROIs hang than the pool replaces workers for: the reports still go out. */
static void
test_bound (void)
{
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (GstHarness) h = NULL;
  g_autoptr (GstElement) element = NULL;
  gchar *folder;

  for (guint i = 0; i < AOI_POOL_MAX_HELD + 8; i++)
    g_string_append_printf (
        json, "%s{\"idx\":%u,\"type\":\"hang\",\"coords\":[0,0,8,8]}", i > 0 ? "," : "", i + 1);
  g_string_append_c (json, ']');
  folder = support_product_new (json->str);
  h = start (folder, "", 64);
  element = gst_harness_find_element (h, "aoiinspect");
  push_first (h, AOI_POOL_MAX_HELD + 8);
  for (guint i = 0; i < 5; i++) {
    g_autoptr (AoiReport) report = i == 0 ? support_pull_report (h)
                                          : support_inspect (h, support_frame_new (i, 230, 20, 20));

    g_assert_cmpuint (aoi_report_get_n_passed (report), ==, 0);
    for (guint k = 0; k < aoi_report_get_n_rois (report); k++)
      g_assert_cmpint (aoi_report_get_roi (report, k)->status, ==, AOI_STATUS_TIMEOUT);
  }
  g_assert_cmpuint (aoi_pool_get_held (), ==, AOI_POOL_MAX_HELD);
  release (element, AOI_POOL_MAX_HELD);
  support_product_free (folder);
}

static void
test_latency (void)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = start (folder, "max-inflight=2", 1);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  GstMessage *message;

  test_door_open (&door);
  g_assert_cmpuint (gst_harness_query_latency (h), ==, DEADLINE_MS * GST_MSECOND);
  g_object_set (element, "deadline", 80 * GST_MSECOND, NULL);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_LATENCY);
  g_assert_nonnull (message);
  gst_message_unref (message);
  g_assert_cmpuint (gst_harness_query_latency (h), ==, 80 * GST_MSECOND);
  g_object_set (element, "latency", 5 * GST_MSECOND, NULL);
  g_assert_null (gst_bus_pop_filtered (bus, GST_MESSAGE_LATENCY));
  g_object_set (element, "deadline", (guint64) 0, NULL);
  g_assert_cmpuint (gst_harness_query_latency (h), ==, 5 * GST_MSECOND);
  gst_bus_set_flushing (bus, TRUE);
  support_product_free (folder);
}

static void
add (const gchar *name, GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autofree gchar *path = g_strdup_printf ("/deadline/%s/%s", name, modes[i]);

    g_test_add_data_func (path, modes[i], test);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  /* Deadlines are over when a test says so, however slow the machine is. */
  aoi_clock_stop ();
  g_assert_true (aoi_inspector_register (&hang, NULL));
  add ("timeout", test_timeout);
  add ("hangs-in-every-frame", test_hangs_in_every_frame);
  add ("not-begun", test_not_begun);
  add ("null-while-hanging", test_null_while_hanging);
  add ("flush-while-hanging", test_flush_while_hanging);
  add ("in-time", test_in_time);
  g_test_add_func ("/deadline/bound", test_bound);
  g_test_add_func ("/deadline/latency", test_latency);
  return support_run ();
}
