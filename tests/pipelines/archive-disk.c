/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Archiving on a disk that gets full, in a folder that gets read-only, and with a limit of what stays free:
 * the stream goes on, each board is counted, one message reports each cause, and what is there is whole. */
#include <errno.h>
#include <glib/gstdio.h>
#include <gst/check/gstharness.h>

#include "element/support.h"
#include "own-disk.h"

#define DISK "size=4m"
#define CAPS "video/x-raw,format=RGB,width=64,height=48,framerate=10/1"

/* More free blocks than a record, the page and its lines need. */
#define ENOUGH 64

static GstHarness *
make_archive (const gchar *location, const gchar *properties, GstBus *bus)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiarchive async=false keep=all location=%s %s", location, properties);
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, CAPS);
  gst_element_set_bus (h->element, bus);
  return h;
}

static void
stop (GstHarness *h, GstBus *bus)
{
  gst_harness_teardown (h);
  gst_bus_set_flushing (bus, TRUE);
}

/* Pushes a board and waits until it is archived or lost. */
static gboolean
archive (GstHarness *h)
{
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiarchive");
  const guint64 before = support_stat (element, "archived");
  GstBuffer *frame = gst_buffer_new_allocate (NULL, 64 * 48 * 3, NULL);

  gst_buffer_memset (frame, 0, 7, 64 * 48 * 3);
  g_assert_cmpint (gst_harness_push (h, frame), ==, GST_FLOW_OK);
  support_wait_none (element, "queued");
  return support_stat (element, "archived") > before;
}

static gboolean
is_event (GstMessage *message)
{
  const GstStructure *structure = gst_message_get_structure (message);

  return gst_structure_has_name (structure, "aoi-archive")
      && !g_str_equal (gst_structure_get_string (structure, "event"), "unlisted");
}

/* The next event names this. The event about the page may be so early that there is no bus yet. */
static void
check_event (GstBus *bus, const gchar *event, const gchar *reason)
{
  g_autoptr (GstMessage) message = NULL;
  const GstStructure *structure;

  do {
    gst_clear_message (&message);
    message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_ELEMENT);
    g_assert_nonnull (message);
  } while (!is_event (message));
  structure = gst_message_get_structure (message);
  g_assert_cmpstr (gst_structure_get_string (structure, "event"), ==, event);
  if (reason != NULL)
    g_assert_nonnull (strstr (gst_structure_get_string (structure, "reason"), reason));
}

/* What was announced is there; nothing else was reported. */
static guint
count_announced (GstBus *bus)
{
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT)) != NULL) {
    const GstStructure *structure = gst_message_get_structure (message);

    g_assert_true (gst_message_has_name (message, "aoi-archived"));
    g_assert_true (g_file_test (gst_structure_get_string (structure, "path"), G_FILE_TEST_IS_DIR));
    n++;
    gst_message_unref (message);
  }
  return n;
}

/* Neither half a record nor a temporary one. */
static void
check_whole (const gchar *location, guint n_records)
{
  g_autofree gchar *command = g_strdup_printf (
      "cd '%s' && test ! -e .tmp-record "
      "&& test $(find . -mindepth 3 -maxdepth 3 -type d | wc -l) = %u "
      "&& test $(find . -name result.json -size +0 | wc -l) = %u "
      "&& test $(find . -name record.json -size +0 | wc -l) = %u",
      location, n_records, n_records, n_records);

  g_assert_cmpint (system (command), ==, 0);
}

/* Waits until the archive was searched at its start, when its thread writes nothing any more. */
static void
wait_for_search (GstHarness *h)
{
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiarchive");

  support_wait_stat (element, "bytes", 1);
}

/* Returns whether a board had room. When the ballast is removed the next one has. */
static gboolean
check_with (const gchar *disk, guint blocks)
{
  g_autofree gchar *location = g_strdup_printf ("%s/archive-%u", disk, blocks);
  g_autofree gchar *ballast = g_build_filename (disk, "ballast", NULL);
  g_autofree gchar *remove = g_strdup_printf ("rm -r '%s'", location);
  g_autoptr (GstBus) bus = gst_bus_new ();
  GstHarness *h = make_archive (location, "", bus);
  gboolean had_room;

  wait_for_search (h);
  own_disk_fill (disk, blocks);
  had_room = archive (h);
  check_whole (location, had_room);
  g_assert_cmpint (archive (h), <=, had_room);
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  g_assert_true (archive (h));
  stop (h, bus);
  g_assert_cmpint (system (remove), ==, 0);
  return had_room;
}

static void
test_some_blocks (const gchar *disk)
{
  guint refused = 0;

  for (guint blocks = 0; blocks <= ENOUGH; blocks += blocks < 8 ? 1 : 8)
    refused += !check_with (disk, blocks);
  g_assert_cmpuint (refused, >, 1);
  g_assert_cmpuint (refused, <, ENOUGH);
}

/* Not even the page has room. */
static void
test_full_at_start (const gchar *disk)
{
  g_autofree gchar *location = g_build_filename (disk, "full", NULL);
  g_autofree gchar *ballast = g_build_filename (disk, "ballast", NULL);
  g_autoptr (GstBus) bus = gst_bus_new ();
  GstHarness *h;

  own_disk_fill (disk, 0);
  h = make_archive (location, "", bus);
  g_assert_false (archive (h));
  check_event (bus, "lost", g_strerror (ENOSPC));
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  g_assert_true (archive (h));
  check_event (bus, "recovered", NULL);
  check_whole (location, 1);
  stop (h, bus);
}

static void
test_one_message (const gchar *disk)
{
  g_autofree gchar *location = g_build_filename (disk, "announced", NULL);
  g_autofree gchar *ballast = g_build_filename (disk, "ballast", NULL);
  g_autoptr (GstBus) bus = gst_bus_new ();
  GstHarness *h = make_archive (location, "", bus);

  g_assert_true (archive (h));
  g_assert_cmpuint (count_announced (bus), ==, 1);
  own_disk_fill (disk, 1);
  for (guint i = 0; i < 4; i++)
    g_assert_false (archive (h));
  check_event (bus, "lost", g_strerror (ENOSPC));
  g_assert_cmpuint (count_announced (bus), ==, 0);
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  g_assert_true (archive (h));
  check_event (bus, "recovered", NULL);
  check_whole (location, 2);
  stop (h, bus);
}

/* Of 4 MB at most 1.5 are taken, though nobody says how much it may take. */
static void
test_min_free (const gchar *disk)
{
  g_autofree gchar *location = g_build_filename (disk, "min-free", NULL);
  g_autoptr (GstBus) bus = gst_bus_new ();
  GstHarness *h = make_archive (location, "min-free=2500000 overview-width=64", bus);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiarchive");
  struct statvfs info;

  for (guint i = 0; i < 200; i++) {
    g_assert_true (archive (h));
    g_assert_cmpint (statvfs (disk, &info), ==, 0);
    g_assert_cmpuint ((guint64) info.f_bavail * info.f_frsize, >=, 2500000);
  }
  g_assert_cmpuint (support_stat (element, "removed"), >, 50);
  check_whole (location, (guint) support_stat (element, "records"));
  stop (h, bus);
}

static void
run_full (void)
{
  g_autofree gchar *disk = g_dir_make_tmp ("aoi-disk-XXXXXX", NULL);

  if (!own_disk_mount (disk, DISK)) {
    g_rmdir (disk);
    exit (OWN_DISK_NOT_PERMITTED);
  }
  gst_init (NULL, NULL);
  test_some_blocks (disk);
  test_full_at_start (disk);
  test_one_message (disk);
  test_min_free (disk);
  gst_deinit ();
  g_assert_cmpint (umount (disk), ==, 0);
  g_rmdir (disk);
}

static void
run_read_only (void)
{
  g_autofree gchar *parent = g_dir_make_tmp ("aoi-disk-XXXXXX", NULL);
  g_autofree gchar *location = g_build_filename (parent, "archive", NULL);
  g_autofree gchar *remove = g_strdup_printf ("rm -r '%s'", parent);
  g_autoptr (GstBus) bus = NULL;
  GstHarness *h;

  gst_init (NULL, NULL);
  bus = gst_bus_new ();
  h = make_archive (location, "", bus);
  g_assert_true (archive (h));
  g_assert_cmpuint (count_announced (bus), ==, 1);
  g_assert_cmpint (g_chmod (location, 0500), ==, 0);
  for (guint i = 1; i < 4; i++)
    g_assert_false (archive (h));
  check_event (bus, "lost", g_strerror (EACCES));
  g_assert_cmpuint (count_announced (bus), ==, 0);
  g_assert_cmpint (g_chmod (location, 0700), ==, 0);
  g_assert_true (archive (h));
  check_event (bus, "recovered", NULL);
  check_whole (location, 2);
  stop (h, bus);
  g_assert_cmpint (system (remove), ==, 0);
  gst_deinit ();
}

int
main (int argc, char **argv)
{
  return own_disk_main (argc, argv, "archive-disk", run_full, run_read_only);
}
