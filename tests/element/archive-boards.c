/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards of several frames: each ROI's pixels are of the frame in which it failed. */
#include "archive-support.h"
#include "groups-support.h"

/* A frame that fails, which its blue distinguishes from others; 0: one that passes. */
static void
push_group (Archive *archive, guint64 board, guint group, guint8 blue)
{
  const GstAoiCapture capture = make_capture (board, group);
  static guint number;
  GstBuffer *frame = support_frame_new (number++, blue > 0 ? 20 : 230, 20, blue > 0 ? blue : 20);

  g_assert_true (gst_buffer_add_aoi_capture (frame, &capture));
  archive_push (archive, frame);
}

static void
test_own_frames (gconstpointer mode)
{
  g_auto (Archive) archive = { make_product () };
  g_autofree gchar *record = NULL;

  archive_start (&archive, mode, "", "");
  push_group (&archive, 1, 0, 100);
  push_group (&archive, 1, 1, 150);
  push_group (&archive, 1, 2, 200);
  push_group (&archive, 2, 0, 0);
  push_group (&archive, 2, 1, 0);
  push_group (&archive, 2, 2, 0);
  archive_end (&archive);
  record = archive_wait_record (&archive, 1, FALSE);
  archive_check_crop (record, 1, 100);
  archive_check_crop (record, 2, 150);
  archive_check_crop (record, 3, 200);
  archive_check_crop (record, 4, 100);
  archive_check_stats (&archive, 1, 1, 0);
}

/* Only the first frame's ROIs failed; the last one's pixels are none of them. */
static void
test_early_failure (gconstpointer mode)
{
  g_auto (Archive) archive = { make_product () };
  g_autofree gchar *record = NULL;

  archive_start (&archive, mode, "", "");
  push_group (&archive, 1, 1, 150);
  push_group (&archive, 1, 0, 0);
  push_group (&archive, 1, 2, 0);
  archive_end (&archive);
  record = archive_wait_record (&archive, 1, FALSE);
  archive_check_crop (record, 2, 150);
  g_assert_false (archive_has_crop (record, 1));
  g_assert_false (archive_has_crop (record, 3));
}

/* A board that no frame completes, but an event. */
static void
test_event (gconstpointer mode)
{
  g_auto (Archive) archive = { make_product () };
  g_autofree gchar *record = NULL, *next = NULL;

  archive_start (&archive, mode, "", "");
  push_group (&archive, 1, 0, 100);
  push_group (&archive, 1, 1, 0);
  push_group (&archive, 2, 0, 110);
  archive_end (&archive);
  record = archive_wait_record (&archive, 1, FALSE);
  archive_check_crop (record, 1, 100);
  g_assert_false (archive_has_crop (record, 2));
  g_assert_false (archive_has_crop (record, 3));
  next = archive_wait_record (&archive, 2, FALSE);
  archive_check_crop (next, 1, 110);
  archive_check_stats (&archive, 2, 0, 0);
}

/* Each run's board has its own pixels, though their numbers are the same. */
static void
test_runs (gconstpointer mode)
{
  for (guint restarted = 0; restarted < 2; restarted++) {
    g_auto (Archive) archive = { make_product () };
    g_autofree gchar *first = NULL, *second = NULL;

    archive_start (&archive, mode, "", "");
    push_group (&archive, 0, 0, 100);
    push_group (&archive, 0, 1, 0);
    push_group (&archive, 0, 2, 0);
    begin_run (archive.h, restarted);
    push_group (&archive, 0, 0, 200);
    push_group (&archive, 0, 1, 0);
    push_group (&archive, 0, 2, 0);
    archive_end (&archive);
    first = archive_wait_record (&archive, 0, FALSE);
    archive_check_crop (first, 1, 100);
    second = archive_wait_record (&archive, 0, FALSE);
    archive_check_crop (second, 1, 200);
    archive_check_stats (&archive, 2, 0, 0);
  }
}

/* Of a group that came twice, the first failure stands. */
static void
test_twice (gconstpointer mode)
{
  g_auto (Archive) archive = { make_product () };
  g_autofree gchar *record = NULL;

  archive_start (&archive, mode, "", "");
  push_group (&archive, 1, 0, 0);
  push_group (&archive, 1, 0, 110);
  push_group (&archive, 1, 0, 120);
  push_group (&archive, 1, 1, 0);
  push_group (&archive, 1, 2, 0);
  archive_end (&archive);
  record = archive_wait_record (&archive, 1, FALSE);
  archive_check_crop (record, 1, 110);
  archive_check_crop (record, 4, 110);
}

/* A frame that was refused is none of the board's, also if a good one of its group follows. */
static void
test_refused_frame (gconstpointer mode)
{
  g_auto (Archive) archive = { make_product () };
  GstAoiCapture capture = make_capture (1, 0);
  GstBuffer *frame = support_frame_new (0, 20, 20, 90);
  g_autofree gchar *record = NULL;

  capture.focus_read = 310;
  g_assert_true (gst_buffer_add_aoi_capture (frame, &capture));
  archive_start (&archive, mode, "", "");
  archive_push (&archive, frame);
  push_group (&archive, 1, 0, 100);
  push_group (&archive, 1, 1, 0);
  push_group (&archive, 1, 2, 0);
  archive_end (&archive);
  record = archive_wait_record (&archive, 1, FALSE);
  archive_check_crop (record, 1, 100);
}

/* Crops that are held count in the queue; a board that alone is too large is archived all the same. */
static void
test_larger_than_queue (gconstpointer mode)
{
  g_auto (Archive) archive = { make_product () };
  g_autofree gchar *record = NULL;

  archive_start (&archive, mode, "", "queue-bytes=1");
  push_group (&archive, 1, 0, 100);
  push_group (&archive, 1, 1, 150);
  push_group (&archive, 1, 2, 200);
  archive_end (&archive);
  record = archive_wait_record (&archive, 1, FALSE);
  archive_check_crop (record, 1, 100);
  archive_check_crop (record, 3, 200);
  archive_check_stats (&archive, 1, 0, 0);
}

/* A board is lost as a whole, counted once, whichever of its frames found no room. */
static void
test_no_room (gconstpointer mode)
{
  g_auto (Archive) archive = { make_product () };
  guint64 archived;

  archive_start (&archive, mode, "", "queue-size=1 queue-bytes=1");
  for (guint64 board = 1; board <= 20; board++)
    for (guint group = 0; group < 3; group++)
      push_group (&archive, board, group, 100);
  archive_end (&archive);
  archived = support_stat (archive.archive, "archived");
  g_assert_cmpuint (archived, >, 0);
  archive_check_stats (&archive, archived, 0, 20 - archived);
}

/* A flush takes the report of the board that is open. */
static void
test_flush (gconstpointer mode)
{
  g_auto (Archive) archive = { make_product () };
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  archive_start (&archive, mode, "", "");
  push_group (&archive, 1, 0, 100);
  while (support_stat (archive.archive, "queued") == 0)
    g_thread_yield ();
  g_assert_true (gst_harness_push_event (archive.h, gst_event_new_flush_start ()));
  g_assert_true (gst_harness_push_event (archive.h, gst_event_new_flush_stop (TRUE)));
  archive_check_stats (&archive, 0, 0, 1);
  g_assert_true (gst_harness_push_event (archive.h, gst_event_new_segment (&segment)));
  for (guint group = 0; group < 3; group++)
    push_group (&archive, 2, group, 100);
  archive_end (&archive);
  archive_check_stats (&archive, 1, 0, 1);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  add ("own-frames", test_own_frames);
  add ("early-failure", test_early_failure);
  add ("event", test_event);
  add ("twice", test_twice);
  add ("refused-frame", test_refused_frame);
  add ("larger-than-queue", test_larger_than_queue);
  add ("no-room", test_no_room);
  add ("flush", test_flush);
  add ("runs", test_runs);
  return support_run ();
}
