/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames of boards that have several: damaged ones, wrong settings, metadata, and what is written. */
#include "groups-support.h"

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
  g_assert_nonnull (strstr (aoi_report_get_reason (report), "do not name its capture group"));
  support_product_free (folder);
}

static void
push_missing (GstHarness *h, guint64 board, guint group, const gchar *reason)
{
  const GstAoiCapture capture = make_capture (board, group);
  GstStructure *structure = gst_aoi_capture_to_structure (&capture);

  gst_structure_set_name (structure, GST_AOI_CAPTURE_MISSING_NAME);
  gst_structure_set (structure, "reason", G_TYPE_STRING, reason, NULL);
  g_assert_true (
      gst_harness_push_event (h, gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, structure)));
}

/* A group that the source gives up fails its board by name, at once if it was the last. */
static void
test_given_up (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (AoiReport) first = NULL, second = NULL, third = NULL;

  push (h, 1, 0, TRUE);
  push (h, 1, 1, TRUE);
  push_missing (h, 1, 2, "echo says 310");
  first = pull_event (h);
  check_board (first, 1, 3);
  check_missing (first, 3, "no frame for group focus=310, exposure=5000: echo says 310");
  push_missing (h, 2, 0, "lost");
  push (h, 2, 1, TRUE);
  push (h, 2, 2, TRUE);
  for (guint i = 0; i < 3; i++)
    aoi_report_unref (support_pull_report (h));
  second = support_pull_report (h);
  check_board (second, 2, 2);
  check_missing (second, 1, "no frame for group focus=305, exposure=3000: lost");
  for (guint group = 0; group < 3; group++)
    push_missing (h, 3, group, NULL);
  third = pull_event (h);
  check_board (third, 3, 0);
  check_missing (
      third, 2, "no frame for group focus=310, exposure=3000: the source has given it up");
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

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  add ("damaged", test_damaged);
  add ("given-up", test_given_up);
  add ("wrong-setting", test_wrong_setting);
  add ("bad-metadata", test_bad_metadata);
  g_test_add_data_func ("/groups/json/boards", "mode=boards", test_json);
  g_test_add_data_func ("/groups/json/frames", "mode=frames", test_json);
  return support_run ();
}
