/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards of several frames: each group's ROIs are inspected in its frame, a board passes only if all
 * groups did, and none is without a report. */
#include "groups-support.h"

static void
test_boards (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");

  for (guint64 board = 7; board < 12; board++) {
    const gboolean good = board % 2 == 1;
    g_autoptr (AoiReport) first = inspect (h, board, 0, TRUE);
    g_autoptr (AoiReport) second = inspect (h, board, 1, good);
    g_autoptr (AoiReport) third = inspect (h, board, 2, TRUE);

    check_partial (first, board, 2);
    check_partial (second, board, 1);
    check_board (third, board, good ? 4 : 3);
  }
  g_assert_cmpuint (support_stat (element, "inspected"), ==, 15);
  g_assert_cmpuint (support_stat (element, "passed"), ==, 3);
  g_assert_cmpuint (support_stat (element, "failed"), ==, 2);
  g_assert_cmpuint (
      support_stat (element, "rois-passed") + support_stat (element, "rois-failed"), ==, 20);
  support_check_accounting (element);
  support_product_free (folder);
}

/* Groups in any order make the board. */
static void
test_any_order (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) first = inspect (h, 1, 2, TRUE), second = inspect (h, 1, 0, TRUE),
                        third = inspect (h, 1, 1, TRUE);

  check_partial (first, 1, 1);
  check_partial (second, 1, 2);
  check_board (third, 1, 4);
  support_product_free (folder);
}

/* The next board begins while a group is missing. */
static void
test_next_board (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (AoiReport) lost = NULL, last = NULL;

  push (h, 1, 0, TRUE);
  push (h, 1, 2, TRUE);
  push (h, 2, 0, TRUE);
  push (h, 2, 1, TRUE);
  push (h, 2, 2, TRUE);
  lost = pull_event (h);
  check_board (lost, 1, 3);
  check_missing (lost, 2, "no frame for group focus=310, exposure=3000");
  for (guint i = 0; i < 4; i++)
    aoi_report_unref (support_pull_report (h));
  last = support_pull_report (h);
  check_board (last, 2, 4);
  g_assert_cmpuint (support_stat (element, "passed"), ==, 1);
  g_assert_cmpuint (support_stat (element, "failed"), ==, 1);
  support_product_free (folder);
}

static void
test_eos (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) lost = NULL;

  push (h, 1, 1, TRUE);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  lost = pull_event (h);
  check_board (lost, 1, 1);
  check_missing (lost, 1, "no frame for group focus=305, exposure=3000");
  check_missing (lost, 3, "no frame for group focus=310, exposure=5000");
  support_product_free (folder);
}

/* No further frame comes: the board ends by itself. */
static void
test_timeout (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autofree gchar *properties = g_strdup_printf ("%s group-timeout=100000000", (gchar *) mode);
  g_autoptr (GstHarness) h = support_harness_new (folder, properties);
  g_autoptr (AoiReport) lost = NULL, late = NULL;

  aoi_report_unref (inspect (h, 1, 0, TRUE));
  aoi_report_unref (inspect (h, 1, 1, TRUE));
  lost = pull_event (h);
  check_board (lost, 1, 3);
  check_missing (lost, 3, "no frame for group focus=310, exposure=5000");
  late = inspect (h, 1, 2, TRUE);
  check_partial (late, 1, 1);
  g_assert_nonnull (strstr (aoi_report_get_reason (late), "frame comes after its board has ended"));
  for (guint i = 0; i < 2; i++)
    aoi_report_unref (inspect (h, 2, i, TRUE));
  g_clear_pointer (&late, aoi_report_unref);
  late = inspect (h, 2, 2, TRUE);
  check_board (late, 2, 4);
  support_product_free (folder);
}

/* Frames of two boards in turn: neither passes on the other's frames. */
static void
test_mixed (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) first = NULL, second = NULL;

  for (guint group = 0; group < 3; group++)
    for (guint64 board = 1; board <= 2; board++)
      push (h, board, group, TRUE);
  first = pull_event (h);
  check_board (first, 1, 2);
  for (guint i = 0; i < 5; i++) {
    g_autoptr (AoiReport) partial = support_pull_report (h);

    g_assert_false (aoi_report_get_passed (partial));
    g_assert_false (aoi_report_get_complete (partial));
  }
  second = support_pull_report (h);
  check_board (second, 2, 4);
  support_product_free (folder);
}

/* A group that comes twice does not get better by it. */
static void
test_twice (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) bad_first = NULL, bad_last = NULL;

  push (h, 1, 1, FALSE);
  push (h, 1, 1, TRUE);
  push (h, 1, 0, TRUE);
  push (h, 1, 2, TRUE);
  push (h, 2, 1, TRUE);
  push (h, 2, 1, FALSE);
  push (h, 2, 0, TRUE);
  push (h, 2, 2, TRUE);
  for (guint i = 0; i < 3; i++)
    aoi_report_unref (support_pull_report (h));
  bad_first = support_pull_report (h);
  for (guint i = 0; i < 3; i++)
    aoi_report_unref (support_pull_report (h));
  bad_last = support_pull_report (h);
  check_board (bad_first, 1, 3);
  check_board (bad_last, 2, 3);
  support_product_free (folder);
}

/* A frame without groups is a whole board, and ends the one that is begun. */
static void
test_without_groups (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) partial = inspect (h, 1, 0, TRUE), lost = NULL, whole = NULL;

  g_assert_cmpint (gst_harness_push (h, support_frame_new (0, 230, 20, 20)), ==, GST_FLOW_OK);
  lost = pull_event (h);
  check_board (lost, 1, 2);
  whole = support_pull_report (h);
  g_assert_true (aoi_report_get_passed (whole));
  g_assert_cmpuint (aoi_report_get_info (whole)->groups, ==, 0);
  support_product_free (folder);
}

/* A board is inspected by the product that its first frame met. */
static void
test_product_changes (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autofree gchar *other_json = support_red_product (1, NULL);
  gchar *other = support_product_new (other_json);
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (AoiReport) last = NULL;
  GstMessage *message = NULL;

  aoi_report_unref (inspect (h, 1, 0, TRUE));
  g_object_set (element, "product", other, NULL);
  while (message == NULL || !gst_message_has_name (message, "aoi-product")) {
    g_clear_pointer (&message, gst_message_unref);
    message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_ELEMENT);
    g_assert_nonnull (message);
  }
  gst_message_unref (message);
  aoi_report_unref (inspect (h, 1, 1, TRUE));
  last = inspect (h, 1, 2, TRUE);
  check_board (last, 1, 4);
  gst_bus_set_flushing (bus, TRUE);
  support_product_free (folder);
  support_product_free (other);
}

/* A flush forgets the board that is begun; its number may come again. */
static void
test_flush (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) last = NULL;
  GstSegment segment;

  aoi_report_unref (inspect (h, 1, 0, TRUE));
  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_start ()));
  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  for (guint group = 0; group < 2; group++)
    aoi_report_unref (inspect (h, 1, group, TRUE));
  last = inspect (h, 1, 2, TRUE);
  check_board (last, 1, 4);
  support_product_free (folder);
}

/* A board whose number was used in another run is another board. */
static void
test_runs (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");

  for (guint run = 0; run < 4; run++) {
    if (run > 0)
      begin_run (h, run % 2 == 0);
    for (guint64 board = 0; board < 2; board++) {
      g_autoptr (AoiReport) last = NULL;

      aoi_report_unref (inspect (h, board, 0, TRUE));
      aoi_report_unref (inspect (h, board, 1, TRUE));
      last = inspect (h, board, 2, TRUE);
      check_board (last, board, 4);
    }
  }
  g_assert_cmpuint (support_stat (element, "passed"), ==, 8);
  g_assert_cmpuint (support_stat (element, "failed"), ==, 0);
  support_product_free (folder);
}

/* Halves of two boards that have the same number are none that passes. */
static void
test_run_ends_board (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) first = NULL, second = NULL;

  push (h, 0, 0, TRUE);
  push (h, 0, 1, TRUE);
  begin_run (h, FALSE);
  push (h, 0, 2, TRUE);
  first = pull_event (h);
  check_board (first, 0, 3);
  check_missing (first, 3, "no frame for group focus=310, exposure=5000");
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  second = pull_event (h);
  check_board (second, 0, 1);
  support_product_free (folder);
}

/* A run of one board, over and over, as of aoireplay with loop=true: the new product is taken. */
static void
test_runs_take_product (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autofree gchar *hash = NULL;
  gboolean taken = FALSE;

  for (guint run = 0; run < 2; run++) {
    g_autoptr (AoiReport) report = NULL;
    g_autoptr (GstMessage) message = NULL;

    if (run > 0)
      begin_run (h, FALSE);
    report = inspect (h, 0, 0, TRUE);
    taken = g_strcmp0 (hash, aoi_report_get_info (report)->revision) != 0;
    g_free (hash);
    hash = g_strdup (aoi_report_get_info (report)->revision);
    if (run > 0)
      break;
    support_product_replace (folder, "[]");
    g_object_set (element, "product", folder, NULL);
    while (message == NULL || !gst_message_has_name (message, "aoi-product")) {
      g_clear_pointer (&message, gst_message_unref);
      message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_ELEMENT);
      g_assert_nonnull (message);
    }
  }
  g_assert_true (taken);
  gst_bus_set_flushing (bus, TRUE);
  support_product_free (folder);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  add ("boards", test_boards);
  add ("any-order", test_any_order);
  add ("next-board", test_next_board);
  add ("eos", test_eos);
  add ("timeout", test_timeout);
  add ("mixed", test_mixed);
  add ("twice", test_twice);
  add ("without-groups", test_without_groups);
  add ("product-changes", test_product_changes);
  add ("flush", test_flush);
  add ("runs", test_runs);
  add ("run-ends-board", test_run_ends_board);
  add ("runs-take-product", test_runs_take_product);
  return support_run ();
}
