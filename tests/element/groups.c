/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards of several frames: each group's ROIs are inspected in its frame, a board passes only if all
 * groups did, and none is without a report. */
#include "support.h"

#include <math.h>
#include <string.h>

#include "aoi-report-json.h"
#include "gstaoicapture.h"

static const gchar *const modes[] = { "max-inflight=1", "max-inflight=2", "max-inflight=8" };

/* Three groups: ROI 1 and 4, 2, 3. All pass on red. */
static gchar *
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

static GstAoiCapture
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

static GstBuffer *
make_frame (const GstAoiCapture *capture, gboolean red)
{
  static guint number;
  GstBuffer *frame = support_frame_new (number++, red ? 230 : 20, 20, red ? 20 : 230);

  g_assert_true (gst_buffer_add_aoi_capture (frame, capture));
  return frame;
}

static void
push (GstHarness *h, guint64 board, guint group, gboolean red)
{
  const GstAoiCapture capture = make_capture (board, group);

  g_assert_cmpint (gst_harness_push (h, make_frame (&capture, red)), ==, GST_FLOW_OK);
}

static AoiReport *
inspect (GstHarness *h, guint64 board, guint group, gboolean red)
{
  push (h, board, group, red);
  return support_pull_report (h);
}

/* A frame that does not end its board: its group's ROIs, and no pass anywhere an old client looks. */
static void
check_partial (const AoiReport *report, guint64 board, guint n_rois)
{
  g_autofree gchar *json = aoi_report_to_json ((AoiReport *) report, AOI_JSON_DEFAULT);
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "r");
  gboolean passed = TRUE, complete = TRUE;
  guint64 number = 0;

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

static void
check_board (const AoiReport *report, guint64 board, guint n_passed)
{
  g_assert_true (aoi_report_get_complete (report));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 4);
  g_assert_cmpuint (aoi_report_get_info (report)->board, ==, board);
  g_assert_cmpuint (aoi_report_get_n_passed (report), ==, n_passed);
  g_assert_cmpint (aoi_report_get_passed (report), ==, n_passed == 4);
}

/* The next report that travels as an event. */
static AoiReport *
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

static void
check_missing (const AoiReport *report, gint id, const gchar *reason)
{
  const AoiRoiResult *roi = support_find_roi (report, id);

  g_assert_cmpint (roi->status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (roi->reason, ==, reason);
}

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

/* A damaged frame says why its group is missing, unless a better one comes. */
static void
test_damaged (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) lost = NULL, retried = NULL;

  for (guint64 board = 1; board <= 2; board++) {
    const GstAoiCapture capture = make_capture (board, 1);
    GstBuffer *frame = make_frame (&capture, TRUE);

    GST_BUFFER_FLAG_SET (frame, GST_BUFFER_FLAG_CORRUPTED);
    g_assert_cmpint (gst_harness_push (h, frame), ==, GST_FLOW_OK);
    push (h, board, 0, TRUE);
    if (board == 2)
      push (h, board, 1, TRUE);
    push (h, board, 2, TRUE);
  }
  lost = pull_event (h);
  check_board (lost, 1, 3);
  check_missing (lost, 2,
      "no frame for group focus=310, exposure=3000: frame is incomplete: its source marked it as "
      "corrupted");
  for (guint i = 0; i < 6; i++)
    aoi_report_unref (support_pull_report (h));
  retried = support_pull_report (h);
  check_board (retried, 2, 4);
  support_product_free (folder);
}

static void
check_refused (GstHarness *h, const GstAoiCapture *capture, const gchar *reason)
{
  g_autoptr (AoiReport) report = support_inspect (h, make_frame (capture, TRUE));

  g_assert_false (aoi_report_get_passed (report));
  g_assert_nonnull (strstr (aoi_report_get_reason (report), reason));
  g_assert_cmpuint (aoi_report_get_n_passed (report), ==, 0);
}

/* What the camera says of a frame has to be what was asked for. */
static void
test_wrong_setting (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) report = NULL;
  GstAoiCapture capture = make_capture (1, 0);

  capture.focus_read = 310;
  check_refused (h, &capture, "frame was taken at focus 310, not 305");
  capture.focus_read = 305;
  capture.exposure_read = 2900;
  check_refused (h, &capture, "frame was taken at exposure 2900, not 3000");
  capture.exposure_read = 2999.5;
  capture.focus = 999;
  capture.focus_read = NAN;
  check_refused (
      h, &capture, "group focus=999, exposure=3000, which no ROI of the product asks for");
  push (h, 1, 1, TRUE);
  push (h, 1, 2, TRUE);
  aoi_report_unref (support_pull_report (h));
  aoi_report_unref (support_pull_report (h));
  capture = make_capture (1, 0);
  capture.focus_read = 305.2;
  capture.exposure_read = 2999.5;
  report = support_inspect (h, make_frame (&capture, TRUE));
  check_board (report, 1, 4);
  support_product_free (folder);
}

/* Metadata that cannot be read do not make a frame a whole board. */
static void
test_bad_metadata (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) report = NULL;
  const GstAoiCapture capture = make_capture (1, 0);
  GstBuffer *frame = make_frame (&capture, TRUE);

  gst_structure_remove_field (
      gst_custom_meta_get_structure (gst_buffer_get_custom_meta (frame, GST_AOI_CAPTURE_NAME)),
      "exposure");
  report = support_inspect (h, frame);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_nonnull (strstr (aoi_report_get_reason (report), "do not tell its capture group"));
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

static guint
count_lines (const gchar *text, const gchar *what)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += strstr (lines[i], what) != NULL;
  return n;
}

/* A line for each board; with mode=frames also for its frames. */
static void
test_json (gconstpointer json_mode)
{
  gchar *folder = make_product ();
  const gboolean frames = strstr (json_mode, "frames") != NULL;
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s ! aoijson %s", folder, (const gchar *) json_mode);
  g_autoptr (GstHarness) h = gst_harness_new_parse (launch);
  g_autofree gchar *text = NULL;

  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  push (h, 1, 0, TRUE);
  push (h, 1, 1, TRUE);
  for (guint group = 0; group < 3; group++)
    push (h, 2, group, TRUE);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  text = support_pull_text (h, frames ? 6 : 2);
  g_assert_cmpuint (count_lines (text, "\"complete\":true"), ==, 2);
  g_assert_cmpuint (count_lines (text, "\"complete\":false"), ==, frames ? 4 : 0);
  g_assert_cmpuint (count_lines (text, "\"overall_result\":{\"passed\":true"), ==, 1);
  g_assert_cmpuint (count_lines (text, "\"board\":1,\"groups\":3"), ==, frames ? 3 : 1);
  support_product_free (folder);
}

static void
add (const gchar *name, GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autofree gchar *path = g_strdup_printf ("/groups/%s/%s", name, modes[i]);

    g_test_add_data_func (path, modes[i], test);
  }
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
  add ("damaged", test_damaged);
  add ("wrong-setting", test_wrong_setting);
  add ("bad-metadata", test_bad_metadata);
  add ("without-groups", test_without_groups);
  add ("product-changes", test_product_changes);
  add ("flush", test_flush);
  g_test_add_data_func ("/groups/json/boards", "mode=boards", test_json);
  g_test_add_data_func ("/groups/json/frames", "mode=frames", test_json);
  return support_run ();
}
