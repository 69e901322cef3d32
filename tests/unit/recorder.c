/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recording-support.h"
#include "recording/aoi-recorder.h"

typedef struct {
  GMutex lock;
  guint losses, recoveries;
  gchar *reason;
} Reported;

static void
report (const gchar *reason, gpointer data)
{
  Reported *reported = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&reported->lock);

  if (reason == NULL) {
    reported->recoveries++;
  } else {
    reported->losses++;
    g_free (reported->reason);
    reported->reason = g_strdup (reason);
  }
}

typedef struct {
  gchar *folder;
  Reported reported;
  AoiSpool *recorder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  const AoiSpoolLimits limits = { .items = 4, .bytes = 1000 };
  const AoiSpoolListener listener = { .report = report, .data = &self->reported };

  self->folder = product_folder_new ();
  self->recorder = aoi_recorder_new (
      recording_writer_new (self->folder, FALSE), &limits, &listener);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (g_file_test (self->folder, G_FILE_TEST_EXISTS))
    product_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->reported.reason);
}

static void
finish (Fixture *self)
{
  aoi_spool_finish (self->recorder, G_USEC_PER_SEC * 60);
}

static void
check_counts (Fixture *self, guint64 recorded, guint64 skipped, guint64 lost, guint64 queued)
{
  AoiSpoolCounts counts;

  aoi_spool_get_counts (self->recorder, &counts);
  g_assert_cmpuint (counts.written, ==, recorded);
  g_assert_cmpuint (counts.skipped, ==, skipped);
  g_assert_cmpuint (counts.lost, ==, lost);
  g_assert_cmpuint (counts.queued, ==, queued);
}

/* Reserves and pushes. */
static void
record (Fixture *self, guint64 number)
{
  GBytes *bytes = recording_file_new (number);

  g_assert_cmpint (
      aoi_spool_reserve (self->recorder, g_bytes_get_size (bytes), TRUE), ==, AOI_SPOOL_ROOM);
  aoi_recorder_push (self->recorder, recording_frame_new (number), bytes);
}

static void
test_order (Fixture *self, gconstpointer data)
{
  guint64 numbers[50];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    numbers[i] = i;
    record (self, i);
  }
  g_assert_true (aoi_spool_drain (self->recorder));
  check_counts (self, 50, 0, 0, 0);
  recording_check (self->folder, numbers, 50);
  finish (self);
  aoi_spool_unref (self->recorder);
  g_assert_cmpuint (self->reported.losses + self->reported.recoveries, ==, 0);
}

/* Room that is reserved for frames which do not come makes the queue full, as a slow disk does. */
static void
test_full (Fixture *self, gconstpointer data)
{
  g_autoptr (AoiRecordingReader) reader = NULL;

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (aoi_spool_reserve (self->recorder, 35, FALSE), ==, AOI_SPOOL_ROOM);
  g_assert_false (aoi_spool_has_room (self->recorder, 35));
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (aoi_spool_reserve (self->recorder, 35, FALSE), ==, AOI_SPOOL_NO_ROOM);
  check_counts (self, 0, 0, 3, 4);
  g_assert_cmpuint (self->reported.losses, ==, 1);
  g_assert_nonnull (strstr (self->reported.reason, "the queue is full"));
  aoi_recorder_push (self->recorder, recording_frame_new (0), recording_file_new (0));
  aoi_spool_skip (self->recorder, 35);
  aoi_spool_lose (self->recorder, AOI_SPOOL_UNSUITABLE, "no pixels", 35);
  g_assert_cmpstr (self->reported.reason, ==, "no pixels");
  aoi_recorder_push (self->recorder, recording_frame_new (1), recording_file_new (1));
  finish (self);
  check_counts (self, 2, 1, 4, 0);
  aoi_spool_unref (self->recorder);
  g_assert_cmpuint (self->reported.losses, ==, 2);
  reader = aoi_recording_reader_open (self->folder, NULL);
  g_assert_cmpuint (aoi_recording_reader_get_frame (reader, 0)->lost, ==, 3);
  g_assert_cmpuint (aoi_recording_reader_get_frame (reader, 1)->lost, ==, 1);
}

static void
test_bytes (Fixture *self, gconstpointer data)
{
  /* One alone may be too large. */
  g_assert_cmpint (aoi_spool_reserve (self->recorder, 5000, FALSE), ==, AOI_SPOOL_ROOM);
  g_assert_cmpint (aoi_spool_reserve (self->recorder, 1, FALSE), ==, AOI_SPOOL_NO_ROOM);
  aoi_spool_skip (self->recorder, 5000);
  g_assert_cmpint (aoi_spool_reserve (self->recorder, 600, FALSE), ==, AOI_SPOOL_ROOM);
  g_assert_cmpint (aoi_spool_reserve (self->recorder, 401, FALSE), ==, AOI_SPOOL_NO_ROOM);
  g_assert_cmpint (aoi_spool_reserve (self->recorder, 400, FALSE), ==, AOI_SPOOL_ROOM);
  aoi_spool_skip (self->recorder, 400);
  aoi_spool_skip (self->recorder, 600);
  finish (self);
  check_counts (self, 0, 3, 2, 0);
  aoi_spool_unref (self->recorder);
}

static gpointer
wait_for_room (gpointer data)
{
  Fixture *self = data;

  return GINT_TO_POINTER (aoi_spool_reserve (self->recorder, 35, TRUE));
}

/* Who waits is let in by room, or woken by a flush; neither is a loss. */
static void
test_wait (Fixture *self, gconstpointer data)
{
  GThread *thread;

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (aoi_spool_reserve (self->recorder, 35, FALSE), ==, AOI_SPOOL_ROOM);
  thread = g_thread_new ("waits", wait_for_room, self);
  aoi_spool_skip (self->recorder, 35);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, AOI_SPOOL_ROOM);
  thread = g_thread_new ("waits", wait_for_room, self);
  aoi_spool_set_flushing (self->recorder, TRUE);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, AOI_SPOOL_WOKEN);
  aoi_spool_set_flushing (self->recorder, FALSE);
  for (guint i = 0; i < 4; i++)
    aoi_spool_skip (self->recorder, 35);
  check_counts (self, 0, 5, 0, 0);
  finish (self);
  aoi_spool_unref (self->recorder);
}

/* Lost frames are counted and reported once, and so is recovery when the folder is back. The next line has their
 * number. */
static void
test_write_fails (Fixture *self, gconstpointer data)
{
  g_autoptr (AoiRecordingReader) reader = NULL;

  record (self, 0);
  g_assert_true (aoi_spool_drain (self->recorder));
  product_folder_remove (self->folder);
  for (guint i = 1; i < 8; i++)
    record (self, i);
  g_assert_true (aoi_spool_drain (self->recorder));
  check_counts (self, 1, 0, 7, 0);
  g_assert_cmpuint (self->reported.losses, ==, 1);
  g_assert_nonnull (strstr (self->reported.reason, self->folder));
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
  record (self, 8);
  finish (self);
  check_counts (self, 2, 0, 7, 0);
  aoi_spool_unref (self->recorder);
  g_assert_cmpuint (self->reported.recoveries, ==, 1);
  reader = aoi_recording_reader_open (self->folder, NULL);
  g_assert_cmpuint (aoi_recording_reader_get_frame (reader, 0)->lost, ==, 7);
}

/* Without time to write, each frame is written or lost, and what is written is whole. */
static void
test_no_time (Fixture *self, gconstpointer data)
{
  static const guint64 numbers[] = { 0, 1, 2, 3 };
  AoiSpoolCounts counts;

  for (guint i = 0; i < 4; i++)
    record (self, i);
  aoi_spool_finish (self->recorder, 0);
  while (aoi_spool_get_counts (self->recorder, &counts), counts.queued > 0)
    g_thread_yield ();
  g_assert_cmpuint (counts.written + counts.lost, ==, 4);
  if (counts.written > 0)
    recording_check (self->folder, numbers, (guint) counts.written);
  aoi_spool_unref (self->recorder);
  /* The thread may hold the folder still; another writer has to wait for it. */
  for (;;) {
    AoiRecordingWriter *writer = aoi_recording_writer_open (
        self->folder, TRUE, AOI_CHECKSUM_XXH3_64, NULL);

    if (writer == NULL)
      continue;
    aoi_recording_writer_close (writer);
    break;
  }
}

#define ADD(name, function) \
  g_test_add ("/recorder/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("order", test_order);
  ADD ("full", test_full);
  ADD ("bytes", test_bytes);
  ADD ("wait", test_wait);
  ADD ("write-fails", test_write_fails);
  ADD ("no-time", test_no_time);
  return g_test_run ();
}
