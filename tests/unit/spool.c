/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue to a slow disk: its bounds, what is counted and reported, waiting, and the end. The disk is a door. */
#include "storage/aoi-spool.h"

#include <gio/gio.h>

#include "support/test-wait.h"

#define PATIENCE TEST_PATIENCE

typedef struct {
  AoiSpoolItem base;
  guint number;
  gboolean fails;
} Item;

typedef struct {
  TestDoor disk;
  TestCount freed, closed, reports, recoveries;
  GArray *written; /* guint; the spool's thread, read when it is at rest */
  GArray *lost_before; /* guint64, likewise */
  guint largest; /* how many were written at once at most; likewise */
  gchar *reason; /* of the last report; likewise */
} Disk;

static gboolean
write_items (
    gpointer writer, AoiSpool *spool, AoiSpoolItem *const *items, guint n_items, GError **error)
{
  Disk *disk = writer;

  test_door_enter (&disk->disk, NULL);
  test_door_leave (&disk->disk);
  disk->largest = MAX (disk->largest, n_items);
  for (guint i = 0; i < n_items; i++)
    if (((const Item *) items[i])->fails) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "no room for %u",
          ((const Item *) items[i])->number);
      return FALSE;
    }
  for (guint i = 0; i < n_items; i++) {
    const Item *item = (const Item *) items[i];

    g_array_append_val (disk->written, item->number);
    g_array_append_val (disk->lost_before, item->base.lost);
  }
  return TRUE;
}

static TestCount n_freed;

static void
free_item (AoiSpoolItem *item)
{
  test_count_add (&n_freed, 1);
  g_free (item);
}

static void
close_disk (gpointer writer)
{
  test_count_add (&((Disk *) writer)->closed, 1);
}

static const AoiSpoolClass disk_class = {
  .name = "disk",
  .full = "the queue is full",
  .stopped = "the time was over",
  .write = write_items,
  .free_item = free_item,
  .close = close_disk,
};

static const AoiSpoolClass batch_class = {
  .name = "batches",
  .full = "the queue is full",
  .stopped = "the time was over",
  .batch = 4,
  .write = write_items,
  .free_item = free_item,
  .close = close_disk,
};

static void
report (const gchar *reason, gpointer data)
{
  Disk *disk = data;

  if (reason == NULL) {
    test_count_add (&disk->recoveries, 1);
    return;
  }
  g_free (disk->reason);
  disk->reason = g_strdup (reason);
  test_count_add (&disk->reports, 1);
}

static void
notify (gconstpointer what, gpointer data)
{
}

static AoiSpool *
spool_new_of (const AoiSpoolClass *klass, Disk *disk, guint items, guint64 bytes)
{
  const AoiSpoolLimits limits = { items, bytes };
  const AoiSpoolListener listener = { report, notify, disk };

  *disk = (Disk){ 0 };
  disk->written = g_array_new (FALSE, FALSE, sizeof (guint));
  disk->lost_before = g_array_new (FALSE, FALSE, sizeof (guint64));
  test_count_reset (&n_freed);
  return aoi_spool_new (klass, disk, &limits, &listener);
}

static AoiSpool *
spool_new (Disk *disk, guint items, guint64 bytes)
{
  return spool_new_of (&disk_class, disk, items, bytes);
}

static void
disk_clear (Disk *disk)
{
  test_count_wait (&disk->closed, 1);
  g_array_unref (disk->written);
  g_array_unref (disk->lost_before);
  g_free (disk->reason);
}

static void
push (AoiSpool *spool, guint number, gsize size, gboolean fails)
{
  Item *item = g_new0 (Item, 1);

  item->base.size = size;
  item->number = number;
  item->fails = fails;
  aoi_spool_push (spool, &item->base);
}

static AoiSpoolRoom
put (AoiSpool *spool, guint number, gsize size)
{
  const AoiSpoolRoom room = aoi_spool_reserve (spool, size, FALSE);

  if (room == AOI_SPOOL_ROOM)
    push (spool, number, size, FALSE);
  return room;
}

static void
assert_counts (AoiSpool *spool, guint64 written, guint64 skipped, guint64 lost, guint64 queued)
{
  AoiSpoolCounts counts;

  aoi_spool_get_counts (spool, &counts);
  g_assert_cmpuint (counts.written, ==, written);
  g_assert_cmpuint (counts.skipped, ==, skipped);
  g_assert_cmpuint (counts.lost, ==, lost);
  g_assert_cmpuint (counts.queued, ==, queued);
}

static void
test_order (void)
{
  Disk disk;
  AoiSpool *spool = spool_new (&disk, 100, 1000);

  for (guint i = 0; i < 50; i++)
    g_assert_cmpint (put (spool, i, 10), ==, AOI_SPOOL_ROOM);
  g_assert_true (aoi_spool_drain (spool));
  assert_counts (spool, 50, 0, 0, 0);
  aoi_spool_finish (spool, PATIENCE);
  aoi_spool_unref (spool);
  g_assert_cmpuint (disk.written->len, ==, 50);
  for (guint i = 0; i < 50; i++)
    g_assert_cmpuint (g_array_index (disk.written, guint, i), ==, i);
  g_assert_cmpuint (test_count_get (&n_freed), ==, 50);
  g_assert_cmpuint (test_count_get (&disk.reports), ==, 0);
  disk_clear (&disk);
}

/* Full by items, then by bytes; a single item may be larger than all. One report a kind of loss, and one when the
 * queue has been empty. */
static void
test_full (void)
{
  Disk disk;
  AoiSpool *spool = spool_new (&disk, 3, 100);

  test_door_shut (&disk.disk);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (put (spool, i, 10), ==, AOI_SPOOL_ROOM);
  g_assert_false (aoi_spool_has_room (spool, 1));
  g_assert_cmpint (put (spool, 3, 10), ==, AOI_SPOOL_NO_ROOM);
  g_assert_cmpint (put (spool, 4, 10), ==, AOI_SPOOL_NO_ROOM);
  g_assert_cmpuint (test_count_get (&disk.reports), ==, 1);
  g_assert_cmpstr (disk.reason, ==, disk_class.full);
  assert_counts (spool, 0, 0, 2, 3);
  test_door_open (&disk.disk);
  g_assert_true (aoi_spool_drain (spool));
  g_assert_cmpuint (test_count_get (&disk.recoveries), ==, 1);
  test_door_shut (&disk.disk);
  g_assert_cmpint (put (spool, 5, 5000), ==, AOI_SPOOL_ROOM);
  g_assert_cmpint (put (spool, 6, 1), ==, AOI_SPOOL_NO_ROOM);
  g_assert_cmpuint (test_count_get (&disk.reports), ==, 2);
  test_door_open (&disk.disk);
  aoi_spool_finish (spool, PATIENCE);
  assert_counts (spool, 4, 0, 3, 0);
  aoi_spool_unref (spool);
  /* The first one behind the losses knows how many they were. */
  g_assert_cmpuint (g_array_index (disk.lost_before, guint64, 3), ==, 2);
  disk_clear (&disk);
}

static void
test_failures (void)
{
  Disk disk;
  AoiSpool *spool = spool_new (&disk, 10, 1000);

  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (aoi_spool_reserve (spool, 10, FALSE), ==, AOI_SPOOL_ROOM);
    push (spool, i, 10, TRUE);
  }
  g_assert_true (aoi_spool_drain (spool));
  assert_counts (spool, 0, 0, 3, 0);
  g_assert_cmpuint (test_count_get (&disk.reports), ==, 1);
  g_assert_cmpstr (disk.reason, ==, "no room for 0");
  put (spool, 3, 10);
  g_assert_true (aoi_spool_drain (spool));
  g_assert_cmpuint (test_count_get (&disk.recoveries), ==, 1);
  aoi_spool_finish (spool, PATIENCE);
  aoi_spool_unref (spool);
  g_assert_cmpuint (test_count_get (&n_freed), ==, 4);
  disk_clear (&disk);
}

/* What waits is written four at once; what fails is lost as a whole. */
static void
test_batches (void)
{
  Disk disk;
  AoiSpool *spool = spool_new_of (&batch_class, &disk, 100, 1000);

  test_door_shut (&disk.disk);
  put (spool, 0, 10);
  test_door_wait_inside (&disk.disk, 1);
  for (guint i = 1; i < 10; i++)
    put (spool, i, 10);
  test_door_open (&disk.disk);
  g_assert_true (aoi_spool_drain (spool));
  assert_counts (spool, 10, 0, 0, 0);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (g_array_index (disk.written, guint, i), ==, i);
  g_assert_cmpuint (disk.largest, ==, 4);
  test_door_shut (&disk.disk);
  put (spool, 10, 10);
  test_door_wait_inside (&disk.disk, 1);
  put (spool, 11, 10);
  g_assert_cmpint (aoi_spool_reserve (spool, 10, FALSE), ==, AOI_SPOOL_ROOM);
  push (spool, 12, 10, TRUE);
  test_door_open (&disk.disk);
  g_assert_true (aoi_spool_drain (spool));
  assert_counts (spool, 11, 0, 2, 0);
  g_assert_cmpstr (disk.reason, ==, "no room for 12");
  aoi_spool_finish (spool, PATIENCE);
  aoi_spool_unref (spool);
  g_assert_cmpuint (test_count_get (&n_freed), ==, 13);
  disk_clear (&disk);
}

/* Reserved room that is skipped, lost, or grows. */
static void
test_room (void)
{
  Disk disk;
  AoiSpool *spool = spool_new (&disk, 2, 100);

  test_door_shut (&disk.disk);
  g_assert_cmpint (aoi_spool_reserve (spool, 40, FALSE), ==, AOI_SPOOL_ROOM);
  g_assert_cmpint (aoi_spool_reserve (spool, 40, FALSE), ==, AOI_SPOOL_ROOM);
  g_assert_cmpint (aoi_spool_grow (spool, 40, 20, FALSE), ==, AOI_SPOOL_ROOM);
  g_assert_cmpint (aoi_spool_grow (spool, 60, 1, FALSE), ==, AOI_SPOOL_NO_ROOM);
  assert_counts (spool, 0, 0, 1, 1);
  /* Alone it may have what it needs. */
  g_assert_cmpint (aoi_spool_grow (spool, 40, 5000, FALSE), ==, AOI_SPOOL_ROOM);
  aoi_spool_lose (spool, AOI_SPOOL_UNSUITABLE, "no picture", 5040);
  g_assert_cmpstr (disk.reason, ==, "no picture");
  g_assert_cmpint (aoi_spool_reserve (spool, 100, FALSE), ==, AOI_SPOOL_ROOM);
  aoi_spool_skip (spool, 100);
  aoi_spool_skip (spool, 0);
  assert_counts (spool, 0, 2, 2, 0);
  g_assert_true (aoi_spool_has_room (spool, 100));
  test_door_open (&disk.disk);
  aoi_spool_finish (spool, PATIENCE);
  aoi_spool_unref (spool);
  disk_clear (&disk);
}

static gpointer
reserve_and_push (gpointer data)
{
  AoiSpool *spool = data;
  const AoiSpoolRoom room = aoi_spool_reserve (spool, 10, TRUE);

  if (room == AOI_SPOOL_ROOM)
    push (spool, 77, 10, FALSE);
  return GINT_TO_POINTER (room);
}

static void
test_waiting (void)
{
  Disk disk;
  AoiSpool *spool = spool_new (&disk, 1, 100);
  GThread *thread;

  test_door_shut (&disk.disk);
  put (spool, 0, 10);
  thread = g_thread_new ("waits", reserve_and_push, spool);
  test_door_open (&disk.disk);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, AOI_SPOOL_ROOM);
  g_assert_true (aoi_spool_drain (spool));
  assert_counts (spool, 2, 0, 0, 0);
  /* A flush wakes who waits; nothing is counted as lost. */
  test_door_shut (&disk.disk);
  put (spool, 1, 10);
  thread = g_thread_new ("is woken", reserve_and_push, spool);
  aoi_spool_set_flushing (spool, TRUE);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, AOI_SPOOL_WOKEN);
  g_assert_false (aoi_spool_drain (spool));
  aoi_spool_set_flushing (spool, FALSE);
  assert_counts (spool, 2, 0, 0, 1);
  test_door_open (&disk.disk);
  aoi_spool_finish (spool, PATIENCE);
  aoi_spool_unref (spool);
  disk_clear (&disk);
}

/* The disk never answers: the end comes all the same, and the item at the disk is left to the thread. */
static void
test_hanging_disk (void)
{
  Disk disk;
  AoiSpool *spool = spool_new (&disk, 10, 1000);

  test_door_shut (&disk.disk);
  for (guint i = 0; i < 4; i++)
    put (spool, i, 10);
  test_door_wait_inside (&disk.disk, 1);
  aoi_spool_finish (spool, 0);
  assert_counts (spool, 0, 0, 3, 1);
  g_assert_cmpstr (disk.reason, ==, disk_class.stopped);
  g_assert_cmpuint (test_count_get (&disk.reports), ==, 1);
  g_assert_cmpuint (test_count_get (&disk.closed), ==, 0);
  aoi_spool_unref (spool);
  test_door_open (&disk.disk);
  test_count_wait (&disk.closed, 1);
  /* Nobody hears of what happens after the end. */
  g_assert_cmpuint (test_count_get (&disk.reports), ==, 1);
  g_assert_cmpuint (test_count_get (&disk.recoveries), ==, 0);
  g_assert_cmpuint (test_count_get (&n_freed), ==, 4);
  disk_clear (&disk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spool/order", test_order);
  g_test_add_func ("/spool/full", test_full);
  g_test_add_func ("/spool/failures", test_failures);
  g_test_add_func ("/spool/batches", test_batches);
  g_test_add_func ("/spool/room", test_room);
  g_test_add_func ("/spool/waiting", test_waiting);
  g_test_add_func ("/spool/hanging-disk", test_hanging_disk);
  return g_test_run ();
}
