/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Codes that must be read once only, through the element: on a board of several frames, and over the boards of
 * a run, whatever is in flight. */
#include <math.h>
#include <string.h>

#include "aoi-report-json.h"
#include "fixtures.h"
#include "lib/gstaoicapture.h"
#include "support.h"

#define WIDTH 600
#define HEIGHT 200
#define CAPS "video/x-raw,format=RGB,width=600,height=200,framerate=10/1"

static const gchar *const modes[] = { "max-inflight=1", "max-inflight=8" };

static const gint focuses[] = { 305, 310 };

/* Left in the one frame of the board, right in the other one. */
static gchar *
make_product (const gchar *unique)
{
  g_autofree gchar *json = g_strdup_printf (
      "[{\"idx\":1,\"type\":\"barcode\",\"coords\":[0,0,300,200],\"focus\":305,\"unique\":%s},"
      "{\"idx\":2,\"type\":\"barcode\",\"coords\":[300,0,600,200],\"focus\":310,\"unique\":%s}]",
      unique, unique);

  return support_product_new (json);
}

static void
draw_code (FixtureCanvas *board, gint x, const gchar *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FixtureCanvas) code = fixture_barcode_new ("DataMatrix", text, 4, 0, &error);

  g_assert_no_error (error);
  fixture_paste (board, code, x, 0);
}

static GstBuffer *
draw_frame (const gchar *left, const gchar *right)
{
  const gsize size = 3 * WIDTH * HEIGHT;
  g_autoptr (FixtureCanvas) board = fixture_canvas_new (WIDTH, HEIGHT, 0xffffff);

  draw_code (board, 0, left);
  draw_code (board, 300, right);
  return gst_buffer_new_wrapped (g_memdup2 (board->data, size), size);
}

static GstHarness *
harness_new (const gchar *folder, const gchar *properties)
{
  GstHarness *h = support_harness_new (folder, properties);

  gst_harness_set_src_caps_str (h, CAPS);
  return h;
}

static void
push (GstHarness *h, GstBuffer *frame)
{
  g_assert_cmpint (gst_harness_push (h, frame), ==, GST_FLOW_OK);
}

/* A board of two frames. */
static void
push_board (GstHarness *h, guint64 number, const gchar *left, const gchar *right)
{
  for (guint group = 0; group < 2; group++) {
    const GstAoiCapture capture = { .board = number,
      .group = group,
      .groups = 2,
      .focus = focuses[group],
      .exposure = 3000,
      .focus_read = NAN,
      .exposure_read = NAN };
    GstBuffer *frame = draw_frame (left, right);

    g_assert_true (gst_buffer_add_aoi_capture (frame, &capture));
    push (h, frame);
  }
}

static AoiReport *
pull_board (GstHarness *h)
{
  g_autoptr (AoiReport) partial = support_pull_report (h);
  AoiReport *board;

  g_assert_false (aoi_report_get_complete (partial));
  board = support_pull_report (h);
  g_assert_true (aoi_report_get_complete (board));
  return board;
}

/* @reason is a part of it, %NULL for a pass. */
static void
check (const AoiReport *report, gint id, const gchar *reason)
{
  const AoiRoiResult *roi = support_find_roi (report, id);

  if (reason == NULL) {
    g_assert_cmpstr (roi->reason, ==, NULL);
    g_assert_cmpint (roi->status, ==, AOI_STATUS_PASS);
    return;
  }
  g_assert_cmpint (roi->status, ==, AOI_STATUS_FAIL);
  g_assert_false (aoi_report_get_passed (report));
  if (strstr (roi->reason, reason) == NULL)
    g_error ("\"%s\" does not say \"%s\"", roi->reason, reason);
}

/* The same text in ROIs of two capture groups, which are read in two frames. */
static void
test_groups (gconstpointer mode)
{
  gchar *folder = make_product ("\"device\"");
  g_autoptr (GstHarness) h = harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (AoiReport) good = NULL, bad = NULL, next = NULL;

  push_board (h, 1, "SN-1", "SN-2");
  push_board (h, 2, "SN-1", "SN-1");
  push_board (h, 3, "SN-2", "SN-1");
  good = pull_board (h);
  bad = pull_board (h);
  next = pull_board (h);
  g_assert_true (aoi_report_get_passed (good));
  check (bad, 1, "not unique: 'SN-1' is on the board twice, ROI 2 of device 1 reads it too");
  check (bad, 2, "not unique: 'SN-1' is on the board twice, ROI 1 of device 1 reads it too");
  g_assert_true (aoi_report_get_passed (next));
  g_assert_cmpuint (support_stat (element, "passed"), ==, 2);
  g_assert_cmpuint (support_stat (element, "failed"), ==, 1);
  support_product_free (folder);
}

/* Boards are judged in their order, however many are inspected at once. */
static void
test_run (gconstpointer mode)
{
  gchar *folder = make_product ("\"run\"");
  g_autoptr (GstHarness) h = harness_new (folder, mode);

  for (guint64 board = 0; board < 8; board++) {
    g_autofree gchar *left = g_strdup_printf ("SN-%u", (guint) board % 6);
    g_autofree gchar *right = g_strdup_printf ("RIGHT-%u", (guint) board);

    push_board (h, 40 + board, left, right);
  }
  for (guint64 board = 0; board < 8; board++) {
    g_autoptr (AoiReport) report = pull_board (h);

    check (report, 2, NULL);
    check (report, 1,
        board < 6        ? NULL
            : board == 6 ? "'SN-0' was read on board 40 at 20"
                         : "on board 41");
    if (board >= 6)
      check (report, 1, ", 6 boards before, by ROI 1");
  }
  support_product_free (folder);
}

static void
begin_run (GstHarness *h, guint kind)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  if (kind == 0) {
    g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  } else if (kind == 1) {
    g_assert_true (gst_harness_push_event (h, gst_event_new_stream_start ("again")));
  } else {
    g_assert_true (gst_harness_push_event (h, gst_event_new_flush_start ()));
    g_assert_true (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
    g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  }
}

/* A new segment, stream or flush begins a run: as numbers of boards, texts begin anew. */
static void
test_new_run (gconstpointer mode)
{
  gchar *folder = make_product ("\"run\"");
  g_autoptr (GstHarness) h = harness_new (folder, mode);

  for (guint kind = 0; kind < 4; kind++) {
    g_autoptr (AoiReport) first = NULL, again = NULL;

    push_board (h, 1, "SN-1", "SN-2");
    push_board (h, 2, "SN-3", "SN-2");
    first = pull_board (h);
    again = pull_board (h);
    g_assert_true (aoi_report_get_passed (first));
    check (again, 1, NULL);
    check (again, 2, "not unique: 'SN-2' was read on board 1");
    if (kind < 3)
      begin_run (h, kind);
  }
  support_product_free (folder);
}

/* A board that ends without all of its frames does not pass, and what it has shown counts. */
static void
test_incomplete (gconstpointer mode)
{
  const GstAoiCapture capture = { .board = 1,
    .group = 0,
    .groups = 2,
    .focus = 305,
    .exposure = 3000,
    .focus_read = NAN,
    .exposure_read = NAN };
  gchar *folder = make_product ("\"run\"");
  g_autoptr (GstHarness) h = harness_new (folder, mode);
  GstBuffer *frame = draw_frame ("SN-1", "SN-2");
  g_autoptr (AoiReport) again = NULL;

  g_assert_true (gst_buffer_add_aoi_capture (frame, &capture));
  push (h, frame);
  push_board (h, 2, "SN-1", "SN-2");
  aoi_report_unref (support_pull_report (h));
  again = pull_board (h);
  check (again, 1, "not unique: 'SN-1' was read on board 1");
  check (again, 2, NULL);
  support_product_free (folder);
}

/* Frames that are whole boards; the metadata, the JSON and the counters say the same. */
static void
test_frames (gconstpointer mode)
{
  gchar *folder = make_product ("{\"within\":\"run\",\"boards\":2}");
  g_autoptr (GstHarness) h = harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  static const gchar *const texts[][2] = { { "A-1", "A-2" }, { "A-3", "A-2" }, { "A-4", "A-5" },
    { "A-1", "A-6" }, { "A-7", "A-7" } };
  static const gboolean passes[] = { TRUE, FALSE, TRUE, TRUE, FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    push (h, draw_frame (texts[i][0], texts[i][1]));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (AoiReport) report = support_pull_report (h);
    g_autofree gchar *json = aoi_report_to_json (report, AOI_JSON_DEFAULT);

    g_assert_cmpint (aoi_report_get_passed (report), ==, passes[i]);
    fixture_json_log (json);
    g_assert_cmpint (strstr (json, "not unique: ") != NULL, ==, !passes[i]);
    g_assert_nonnull (strstr (json, texts[i][1]));
  }
  g_assert_cmpuint (support_stat (element, "passed"), ==, 3);
  g_assert_cmpuint (support_stat (element, "failed"), ==, 2);
  g_assert_cmpuint (support_stat (element, "rois-failed"), ==, 3);
  support_product_free (folder);
}

static void
add (const gchar *name, GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autofree gchar *path = g_strdup_printf ("/unique/%s/%s", name, modes[i]);

    g_test_add_data_func (path, modes[i], test);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  add ("groups", test_groups);
  add ("run", test_run);
  add ("new-run", test_new_run);
  add ("incomplete", test_incomplete);
  add ("frames", test_frames);
  return support_run ();
}
