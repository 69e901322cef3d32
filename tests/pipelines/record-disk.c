/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Recording on a disk that gets full, and in a folder that gets read-only: the stream goes on, each frame
 * is counted, and what is there is whole. */
#include <errno.h>
#include <glib/gstdio.h>
#include <gst/check/gstharness.h>

#include "element/support.h"
#include "fixtures.h"
#include "own-disk.h"
#include "recording/aoi-recording-reader.h"

#define DISK "size=2m"
#define WIDTH 160
#define HEIGHT 120
#define CAPS "video/x-bayer,format=gbrg,width=160,height=120,framerate=10/1"

/* More free blocks than a frame and its line need. */
#define ENOUGH 8

#define N_FRAMES 200

/* Checks that all frames of the recording are whole, and that there are no other files of frames. */
static void
check_whole (const gchar *folder, guint n_frames)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree guint8 *pixels = g_malloc (WIDTH * HEIGHT);
  g_autoptr (AoiRecordingReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, ==, n_frames + 1);
  if (n_frames == 0)
    return;
  reader = aoi_recording_reader_open (folder, &error);
  g_assert_no_error (error);
  g_assert_false (aoi_recording_reader_is_torn (reader));
  g_assert_cmpuint (aoi_recording_reader_get_n_frames (reader), ==, n_frames);
  for (guint i = 0; i < n_frames; i++) {
    g_assert_true (aoi_recording_reader_read (reader, i, pixels, &error));
    g_assert_no_error (error);
  }
}

static GstHarness *
make_recorder (const gchar *folder, GstBus *bus)
{
  g_autofree gchar *launch = g_strdup_printf ("aoirecord async=false location=%s", folder);
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, CAPS);
  gst_element_set_bus (h->element, bus);
  return h;
}

/* Pushes a frame and waits until it is recorded or lost. */
static gboolean
record (GstHarness *h, guint64 pts)
{
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoirecord");
  guint64 before = support_stat (element, "recorded");
  GstBuffer *frame = gst_buffer_new_allocate (NULL, WIDTH * HEIGHT, NULL);

  gst_buffer_memset (frame, 0, (guint8) pts, WIDTH * HEIGHT);
  GST_BUFFER_PTS (frame) = pts;
  g_assert_cmpint (gst_harness_push (h, frame), ==, GST_FLOW_OK);
  support_wait_none (element, "queued");
  return support_stat (element, "recorded") > before;
}

static void
check_event (GstBus *bus, const gchar *event, gint code)
{
  g_autoptr (GstMessage)
      message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_ELEMENT);
  const GstStructure *structure = gst_message_get_structure (message);

  g_assert_cmpstr (gst_structure_get_string (structure, "event"), ==, event);
  if (code != 0)
    g_assert_nonnull (strstr (gst_structure_get_string (structure, "reason"), g_strerror (code)));
}

/* Returns whether a frame had room. When the ballast is removed the next one has. */
static gboolean
check_with (const gchar *disk, guint blocks)
{
  g_autofree gchar *folder = g_strdup_printf ("%s/recording-%u", disk, blocks);
  g_autofree gchar *ballast = g_build_filename (disk, "ballast", NULL);
  g_autoptr (GstBus) bus = gst_bus_new ();
  GstHarness *h = make_recorder (folder, bus);
  gboolean had_room;

  own_disk_fill (disk, blocks);
  had_room = record (h, 0);
  check_whole (folder, had_room);
  if (!had_room) {
    check_event (bus, "lost", ENOSPC);
    g_assert_false (record (h, 1));
    check_whole (folder, 0);
  }
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  g_assert_true (record (h, 2));
  if (!had_room)
    check_event (bus, "recovered", 0);
  check_whole (folder, had_room + 1);
  gst_harness_teardown (h);
  gst_bus_set_flushing (bus, TRUE);
  return had_room;
}

static void
test_every_block (const gchar *disk)
{
  guint refused = 0;

  for (guint blocks = 0; blocks <= ENOUGH; blocks++)
    refused += !check_with (disk, blocks);
  g_assert_cmpuint (refused, >, 1);
  g_assert_cmpuint (refused, <, ENOUGH);
}

static guint
count_lines (const gchar *path)
{
  g_autofree gchar *text = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  fixture_json_log (text);
  for (const gchar *p = text; (p = strchr (p, '\n')) != NULL; p++)
    n++;
  return n;
}

/* Each frame is inspected, and recorded or lost. */
static void
test_inspection_goes_on (const gchar *disk, const gchar *json)
{
  g_autofree gchar *folder = g_build_filename (disk, "inspected", NULL);
  g_autofree gchar *launch = g_strdup_printf (
      "videotestsrc num-buffers=%d ! videoconvert ! video/x-raw,format=GRAY8,width=%d,height=%d ! "
      "aoiinspect ! tee name=t t. ! queue ! aoirecord name=record location=%s max-frames=1000 "
      "t. ! queue ! aoijson ! filesink location=%s",
      N_FRAMES, WIDTH, HEIGHT, folder, json);
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (pipeline), "record");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  guint recorded;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 120 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  recorded = (guint) support_stat (element, "recorded");
  g_assert_cmpuint (recorded, >, 0);
  g_assert_cmpuint (recorded, <, N_FRAMES);
  g_assert_cmpuint (recorded + support_stat (element, "lost"), ==, N_FRAMES);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_assert_cmpuint (count_lines (json), ==, N_FRAMES);
  check_whole (folder, recorded);
}

static void
run_full (void)
{
  g_autofree gchar *disk = g_dir_make_tmp ("aoi-disk-XXXXXX", NULL);
  g_autofree gchar *json = g_strconcat (disk, ".json", NULL);

  if (!own_disk_mount (disk, DISK)) {
    g_rmdir (disk);
    exit (OWN_DISK_NOT_PERMITTED);
  }
  gst_init (NULL, NULL);
  test_every_block (disk);
  test_inspection_goes_on (disk, json);
  gst_deinit ();
  g_unlink (json);
  g_assert_cmpint (umount (disk), ==, 0);
  g_rmdir (disk);
}

static void
run_read_only (void)
{
  g_autofree gchar *parent = g_dir_make_tmp ("aoi-disk-XXXXXX", NULL);
  g_autofree gchar *folder = g_build_filename (parent, "recording", NULL);
  g_autofree gchar *remove = g_strdup_printf ("rm -r '%s'", parent);
  g_autoptr (GstBus) bus = NULL;
  GstHarness *h;

  gst_init (NULL, NULL);
  bus = gst_bus_new ();
  h = make_recorder (folder, bus);
  g_assert_true (record (h, 0));
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  for (guint i = 1; i < 4; i++)
    g_assert_false (record (h, i));
  check_event (bus, "lost", EACCES);
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  g_assert_true (record (h, 4));
  check_event (bus, "recovered", 0);
  check_whole (folder, 2);
  gst_harness_teardown (h);
  gst_bus_set_flushing (bus, TRUE);
  g_assert_cmpint (system (remove), ==, 0);
  gst_deinit ();
}

int
main (int argc, char **argv)
{
  return own_disk_main (argc, argv, "record-disk", run_full, run_read_only);
}
