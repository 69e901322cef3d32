/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "record-support.h"

static void
push (GstHarness *h, GstBuffer *frame)
{
  g_assert_cmpint (gst_harness_push (h, frame), ==, GST_FLOW_OK);
}

static void
push_eos (GstHarness *h)
{
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
}

static void
check_stats (GstHarness *h, guint64 recorded, guint64 skipped, guint64 lost)
{
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoirecord");

  g_assert_cmpuint (support_stat (element, "recorded"), ==, recorded);
  g_assert_cmpuint (support_stat (element, "skipped"), ==, skipped);
  g_assert_cmpuint (support_stat (element, "lost"), ==, lost);
  g_assert_cmpuint (support_stat (element, "queued"), ==, 0);
  g_assert_cmpuint (support_stat (element, "frames"), ==, recorded + skipped + lost);
}

/* The numbers of the frames whose lines are in the index, by their offsets. */
static void
check_recorded (const gchar *folder, const guint *numbers, guint n)
{
  g_auto (GStrv) lines = record_lines (folder);

  g_assert_cmpuint (g_strv_length (lines), ==, n);
  for (guint i = 0; i < n; i++) {
    g_autofree gchar *offset = g_strdup_printf ("\"offset\":\"%u\"", 65401 + numbers[i]);

    g_assert_nonnull (strstr (lines[i], offset));
  }
}

/* What aoiinspect says of a frame; the report itself is not read. */
static void
add_verdict (GstBuffer *frame, gboolean complete, gboolean passed)
{
  const AoiReportInfo info = { .product = "board", .revision = "0", .width = 1, .height = 1 };
  AoiRoiResult roi = { .id = 1, .type = "color" };
  g_autoptr (AoiReport) report = NULL;
  GstCustomMeta *meta;

  if (passed)
    aoi_roi_result_pass (&roi, 1.0, 0.5);
  else
    aoi_roi_result_fail (&roi, 0.0, 0.5, "differs");
  report = aoi_report_new (&info, &roi, 1);
  g_assert_true (gst_buffer_add_aoi_report (frame, report));
  meta = gst_buffer_get_custom_meta (frame, GST_AOI_META_NAME);
  gst_structure_set (gst_custom_meta_get_structure (meta), "complete", G_TYPE_BOOLEAN, complete,
      "passed", G_TYPE_BOOLEAN, passed, NULL);
}

static GstBuffer *
make_inspected (guint number, gboolean complete, gboolean passed)
{
  GstBuffer *frame = record_frame_new (number);

  add_verdict (frame, complete, passed);
  return frame;
}

static GstBuffer *
make_group (guint number, guint64 board, guint group, gboolean complete, gboolean passed)
{
  GstBuffer *frame = make_inspected (number, complete, passed);

  record_add_capture (frame, board, group, 4);
  return frame;
}

static void
test_file (void)
{
  gchar *folder = record_folder_new ();
  g_autofree gchar *path = record_path (folder, 0);
  g_autofree gchar *data = NULL;
  gsize size;

  record_frames (folder, 1);
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_assert_cmpuint (size, ==, strlen ("P5\n33 16\n255\n") + RECORD_WIDTH * RECORD_HEIGHT);
  g_assert_cmpmem (data, 13, "P5\n33 16\n255\n", 13);
  /* Row 15 begins right behind row 14. */
  g_assert_cmpint ((guint8) data[13 + 15 * RECORD_WIDTH + 2], ==, 30);
  record_folder_free (folder);
}

static void
test_ppm (void)
{
  gchar *folder = record_folder_new ();
  g_autofree gchar *path = g_strdup_printf ("%s/frame-00000000.ppm", folder);
  g_autoptr (GstHarness) h = record_harness_new (folder, "", "RGB");
  g_autofree gchar *data = NULL;
  gsize size;

  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  push (h, support_frame_new (0, 1, 2, 3));
  push_eos (h);
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_assert_cmpuint (size, ==, 13 + 3 * SUPPORT_WIDTH * SUPPORT_HEIGHT);
  g_assert_cmpmem (data, 16, "P6\n64 48\n255\n\001\002\003", 16);
  record_folder_free (folder);
}

/* With block=true every frame is recorded, however small the queue is. */
static void
test_block (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "block=true max-frames=1 checksum=sha256", "gbrg");
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < 50; i++)
    push (h, record_frame_new (i));
  push_eos (h);
  check_stats (h, 50, 0, 0);
  gst_harness_teardown (h);
  lines = record_lines (folder);
  g_assert_cmpuint (g_strv_length (lines), ==, 50);
  g_assert_nonnull (strstr (lines[49], "\"checksum\":\"sha256:"));
  record_folder_free (folder);
}

/* Without, each is recorded or counted as lost, and lines say how many were lost before them. */
static void
test_never_blocks (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "max-frames=1", "gbrg");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoirecord");
  g_auto (GStrv) lines = NULL;
  guint64 recorded;

  for (guint i = 0; i < 50; i++)
    push (h, record_frame_new (i));
  push_eos (h);
  recorded = support_stat (element, "recorded");
  g_assert_cmpuint (recorded, >, 0);
  check_stats (h, recorded, 0, 50 - recorded);
  gst_harness_teardown (h);
  lines = record_lines (folder);
  g_assert_cmpuint (g_strv_length (lines), ==, recorded);
  record_folder_free (folder);
}

static void
test_keep_failed (void)
{
  static const guint numbers[] = { 1, 2, 4 };
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "keep=failed", "GRAY8");

  push (h, make_inspected (0, TRUE, TRUE));
  push (h, make_inspected (1, TRUE, FALSE));
  push (h, record_frame_new (2));
  push (h, make_inspected (3, TRUE, TRUE));
  push (h, make_inspected (4, FALSE, TRUE));
  push_eos (h);
  check_stats (h, 3, 2, 0);
  gst_harness_teardown (h);
  check_recorded (folder, numbers, G_N_ELEMENTS (numbers));
  record_folder_free (folder);
}

/* A board of groups is recorded as a whole or not at all: its last frame's report decides. */
static void
test_keep_failed_boards (void)
{
  static const guint numbers[] = { 4, 5, 6, 8, 9, 12, 13, 14, 15 };
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "keep=failed", "gbrg");
  GstBuffer *bare = record_frame_new (13);

  /* Board 1 passes, 2 fails, 3 passes, 4 never ends, 5 passes, 6 has a frame without inspection. */
  push (h, make_group (0, 1, 0, FALSE, FALSE));
  push (h, make_group (1, 1, 1, FALSE, FALSE));
  push (h, make_group (2, 1, 3, TRUE, TRUE));
  push (h, make_group (4, 2, 0, FALSE, FALSE));
  push (h, make_group (5, 2, 1, FALSE, FALSE));
  push (h, make_group (6, 2, 3, TRUE, FALSE));
  push (h, make_group (7, 3, 3, TRUE, TRUE));
  push (h, make_group (8, 4, 0, FALSE, FALSE));
  push (h, make_group (9, 4, 1, FALSE, FALSE));
  push (h, make_group (10, 5, 0, FALSE, FALSE));
  push (h, make_group (11, 5, 1, TRUE, TRUE));
  push (h, make_group (12, 6, 0, FALSE, FALSE));
  record_add_capture (bare, 6, 1, 4);
  push (h, bare);
  push (h, make_group (14, 6, 3, TRUE, TRUE));
  push (h, make_group (15, 7, 0, FALSE, FALSE));
  push_eos (h);
  check_stats (h, 9, 6, 0);
  gst_harness_teardown (h);
  check_recorded (folder, numbers, G_N_ELEMENTS (numbers));
  record_folder_free (folder);
}

/* A board whose number was used in another run is another board. */
static void
test_keep_failed_runs (void)
{
  static const guint numbers[] = { 3, 4 };
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "keep=failed", "gbrg");
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  push (h, make_group (0, 1, 3, TRUE, TRUE));
  g_assert_true (gst_harness_push_event (h, gst_event_new_stream_start ("again")));
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  push (h, make_group (1, 1, 0, FALSE, FALSE));
  push (h, make_group (2, 1, 3, TRUE, TRUE));
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  push (h, make_group (3, 1, 0, FALSE, FALSE));
  push (h, make_group (4, 1, 3, TRUE, FALSE));
  push_eos (h);
  check_stats (h, 2, 3, 0);
  gst_harness_teardown (h);
  check_recorded (folder, numbers, G_N_ELEMENTS (numbers));
  record_folder_free (folder);
}

/* A board that ended without a last frame travels as an event. */
static void
test_board_event (void)
{
  static const guint numbers[] = { 0 };
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "keep=failed", "gbrg");

  push (h, make_group (0, 1, 0, FALSE, FALSE));
  g_assert_true (gst_harness_push_event (h,
      gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty ("aoi-report"))));
  push (h, make_group (1, 1, 1, TRUE, TRUE));
  push_eos (h);
  gst_harness_teardown (h);
  check_recorded (folder, numbers, G_N_ELEMENTS (numbers));
  record_folder_free (folder);
}

/* Frames that cannot be held until the verdict are recorded, also with block=true. */
static void
test_board_beyond_queue (void)
{
  static const guint numbers[] = { 0, 1, 2, 3 };
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "keep=failed block=true max-frames=2", "gbrg");

  for (guint i = 0; i < 4; i++)
    push (h, make_group (i, 1, i, i == 3, i == 3));
  push_eos (h);
  check_stats (h, 4, 0, 0);
  gst_harness_teardown (h);
  check_recorded (folder, numbers, G_N_ELEMENTS (numbers));
  record_folder_free (folder);
}

static void
check_start_refused (const gchar *properties, const gchar *says)
{
  g_autofree gchar *launch = g_strdup_printf (
      "videotestsrc num-buffers=1 ! video/x-raw,format=GRAY8 ! aoirecord %s", properties);

  support_check_start_refused (launch, says);
}

static void
test_start_refused (void)
{
  gchar *folder = record_folder_new ();
  g_autofree gchar *there = g_strdup_printf ("location=%s", folder);

  record_frames (folder, 1);
  check_start_refused ("", "location is not set");
  check_start_refused (there, "holds a recording");
  check_start_refused ("location=/nowhere/at/all", "/nowhere/at/all: No such file or directory");
  record_folder_free (folder);
}

static void
test_refused_formats (void)
{
  static const gchar *const caps[] = { "video/x-raw,format=NV12", "video/x-raw,format=GRAY16_LE",
    "video/x-bayer,format=gbrg12le", "image/jpeg" };

  for (guint i = 0; i < G_N_ELEMENTS (caps); i++) {
    g_autofree gchar *launch = g_strdup_printf (
        "capsfilter caps=%s ! aoirecord location=/nowhere", caps[i]);
    g_autoptr (GstElement) pipeline = NULL;
    g_autoptr (GError) error = NULL;

    pipeline = gst_parse_launch (launch, &error);
    g_assert_error (error, GST_PARSE_ERROR, GST_PARSE_ERROR_LINK);
  }
}

/* A frame shorter than its caps, down to nothing at all, is lost and no ERROR: the line goes on. */
static void
test_unsuitable (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "", "gbrg");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (GstBuffer) whole = record_frame_new (0);
  const gssize sizes[] = { 100, 1, 0, (gssize) gst_buffer_get_size (whole) / 2 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    GstBuffer *frame = record_frame_new (i);

    if (sizes[i] == 0)
      gst_buffer_remove_all_memory (frame);
    else
      gst_buffer_set_size (frame, sizes[i]);
    push (h, frame);
  }
  record_wait_event (bus, "lost");
  push (h, record_frame_new (4));
  push_eos (h);
  record_wait_event (bus, "recovered");
  record_wait_event (bus, "ended");
  check_stats (h, 1, 0, 4);
  record_teardown (h, bus);
  record_folder_free (folder);
}

/* The stream goes on without the folder, and recording with a new one. */
static void
test_folder_removed (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "", "gbrg");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoirecord");
  g_autofree gchar *remove = g_strdup_printf ("rm -r '%s'", folder);

  push (h, record_frame_new (0));
  while (support_stat (element, "recorded") == 0)
    g_thread_yield ();
  g_assert_cmpint (system (remove), ==, 0);
  for (guint i = 1; i < 6; i++)
    push (h, record_frame_new (i));
  record_wait_event (bus, "lost");
  while (support_stat (element, "queued") > 0)
    g_thread_yield ();
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  push (h, record_frame_new (6));
  record_wait_event (bus, "recovered");
  push_eos (h);
  check_stats (h, 2, 0, 5);
  record_teardown (h, bus);
  check_recorded (folder, (const guint[]){ 6 }, 1);
  record_folder_free (folder);
}

/* Each segment is a run, if it has frames. */
static void
test_runs (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "", "gbrg");
  g_auto (GStrv) lines = NULL;
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  push (h, record_frame_new (0));
  push (h, record_frame_new (1));
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  push (h, record_frame_new (2));
  push_eos (h);
  gst_harness_teardown (h);
  lines = record_lines (folder);
  g_assert_nonnull (strstr (lines[0], "\"run\":0"));
  g_assert_nonnull (strstr (lines[1], "\"run\":0"));
  g_assert_nonnull (strstr (lines[2], "\"run\":1"));
  record_folder_free (folder);
}

/* A thread that was left behind at a write holds the index locked until it ends. */
static void
wait_for_writer (const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (folder, "frames.ndjson", NULL);
  gint fd = open (path, O_RDONLY);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  close (fd);
}

/* Without time to write, each frame is on the disk or lost. */
static void
test_stop_timeout (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h = record_harness_new (folder, "stop-timeout=0", "gbrg");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoirecord");

  for (guint i = 0; i < 20; i++)
    push (h, record_frame_new (i));
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_NULL), ==, GST_STATE_CHANGE_SUCCESS);
  g_assert_cmpuint (support_stat (element, "recorded") + support_stat (element, "lost")
          + support_stat (element, "queued"),
      ==, 20);
  gst_harness_teardown (h);
  wait_for_writer (folder);
  record_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/record/file", test_file);
  g_test_add_func ("/record/ppm", test_ppm);
  g_test_add_func ("/record/block", test_block);
  g_test_add_func ("/record/never-blocks", test_never_blocks);
  g_test_add_func ("/record/keep-failed", test_keep_failed);
  g_test_add_func ("/record/keep-failed-boards", test_keep_failed_boards);
  g_test_add_func ("/record/keep-failed-runs", test_keep_failed_runs);
  g_test_add_func ("/record/board-event", test_board_event);
  g_test_add_func ("/record/board-beyond-queue", test_board_beyond_queue);
  g_test_add_func ("/record/start-refused", test_start_refused);
  g_test_add_func ("/record/refused-formats", test_refused_formats);
  g_test_add_func ("/record/unsuitable", test_unsuitable);
  g_test_add_func ("/record/folder-removed", test_folder_removed);
  g_test_add_func ("/record/runs", test_runs);
  g_test_add_func ("/record/stop-timeout", test_stop_timeout);
  return support_run ();
}
