/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-overview.h"
#include "archive-support.h"
#include "fixtures.h"

static gchar *
make_product (guint n)
{
  g_autofree gchar *json = support_red_product (n, NULL);

  return support_product_new (json);
}

static GstBuffer *
make_red (guint number)
{
  return support_frame_new (number, 230, 20, 20);
}

static GstBuffer *
make_blue (guint number)
{
  return support_frame_new (number, 20, 20, 230);
}

/* Of a board that failed the ROIs that did, and no frame; of boards that passed nothing. */
static void
test_failed (void)
{
  g_auto (Archive) archive = { make_product (2) };
  GstBuffer *half = make_red (1);
  g_autofree gchar *record = NULL;
  GstMapInfo map;

  /* ROI 2 begins at x 8. */
  g_assert_true (gst_buffer_map (half, &map, GST_MAP_WRITE));
  for (gsize i = 0; i < map.size / 3; i++)
    if (i % SUPPORT_WIDTH >= 8)
      memcpy (map.data + 3 * i, "\x14\x14\x64", 3);
  gst_buffer_unmap (half, &map);
  archive_start (&archive, "", "", "");
  archive_push (&archive, make_red (0));
  archive_push (&archive, half);
  archive_push (&archive, make_red (2));
  archive_end (&archive);
  record = archive_wait_record (&archive, 1, FALSE);
  g_assert_false (archive_has_crop (record, 1));
  archive_check_crop (record, 2, 100);
  archive_check_stats (&archive, 1, 2, 0);
  g_assert_cmpuint (support_stat (archive.archive, "records"), ==, 1);
  g_assert_cmpuint (support_stat (archive.archive, "bytes"), >, 0);
}

static void
check_keep (const gchar *keep, guint64 archived)
{
  g_auto (Archive) archive = { make_product (1) };

  archive_start (&archive, "", "", keep);
  for (guint i = 0; i < 10; i++)
    archive_push (&archive, i == 4 ? make_blue (i) : make_red (i));
  archive_end (&archive);
  archive_check_stats (&archive, archived, 10 - archived, 0);
}

/* Failed boards do not count among every Nth. */
static void
test_keep (void)
{
  check_keep ("keep=failed", 1);
  check_keep ("keep=all", 10);
  check_keep ("keep=sample=1", 10);
  check_keep ("keep=sample=3", 4);
  check_keep ("keep=sample=18446744073709551615", 2);
}

static void
check_start_refused (const gchar *properties, const gchar *says)
{
  g_autofree gchar *launch = g_strdup_printf (
      "videotestsrc num-buffers=1 ! aoiarchive %s", properties);

  support_check_start_refused (launch, says);
}

static void
test_start_refused (void)
{
  g_auto (Archive) archive = { make_product (1) };
  g_autofree gchar *there = NULL;

  check_start_refused ("", "location is not set");
  check_start_refused ("location=/nowhere/at/all", "/nowhere/at/all: No such file or directory");
  check_start_refused ("location=/tmp/x keep=good", "\"good\" is not failed, all or sample=N");
  check_start_refused ("location=/tmp/x keep=sample=0", "\"sample=0\" is not");
  archive_start (&archive, "", "", "");
  there = g_strdup_printf ("location=%s", archive.location);
  check_start_refused (there, "somebody else archives here");
}

/* While it runs, what cannot be used is refused and the old value kept. */
static void
test_keep_changed (void)
{
  g_auto (Archive) archive = { make_product (1) };
  g_autofree gchar *keep = NULL;

  archive_start (&archive, "max-inflight=1", "", "keep=all");
  g_object_set (archive.archive, "keep", "nonsense", NULL);
  gst_message_unref (gst_bus_timed_pop_filtered (archive.bus, 0, GST_MESSAGE_WARNING));
  g_object_get (archive.archive, "keep", &keep, NULL);
  g_assert_cmpstr (keep, ==, "all");
  archive_push (&archive, make_red (0));
  g_object_set (archive.archive, "keep", "failed", NULL);
  archive_push (&archive, make_red (1));
  archive_end (&archive);
  archive_check_stats (&archive, 1, 1, 0);
}

/* A frame that nobody inspected has failed. */
static void
test_not_inspected (void)
{
  g_autofree gchar *parent = g_dir_make_tmp ("aoi-archive-XXXXXX", NULL);
  g_autofree gchar *launch = g_strdup_printf ("aoiarchive async=false location=%s/archive", parent);
  Archive archive = { .h = gst_harness_new_parse (launch) };
  g_autofree gchar *record = NULL, *path = NULL, *json = NULL;

  archive.archive = gst_harness_find_element (archive.h, "aoiarchive");
  archive.bus = support_harness_watch (archive.h);
  gst_harness_set_src_caps_str (archive.h, SUPPORT_CAPS);
  archive_push (&archive, make_red (0));
  archive_end (&archive);
  record = archive_wait_record (&archive, 0, FALSE);
  path = g_build_filename (record, "result.json", NULL);
  g_assert_true (g_file_get_contents (path, &json, NULL, NULL));
  fixture_json_log (json);
  g_assert_nonnull (strstr (json, "the buffer carries no inspection"));
  archive_stop (&archive);
  support_product_free (g_steal_pointer (&parent));
}

static void
test_overview (void)
{
  g_auto (Archive) archive = { make_product (1) };
  g_autofree gchar *record = NULL, *path = NULL;
  g_autoptr (AoiRgbImage) image = NULL;

  archive_start (&archive, "", "", "overview-width=32");
  archive_push (&archive, make_blue (0));
  record = archive_wait_record (&archive, 0, FALSE);
  path = g_build_filename (record, "overview.jpg", NULL);
  image = aoi_image_file_load (path, NULL);
  g_assert_cmpint (image->width, ==, 32);
  g_assert_cmpint (image->height, ==, 24);
  g_assert_cmpint (image->data[2], >, 200);
}

/* Pixels that are not those that were inspected are none of the ROI. */
static void
test_other_frame (void)
{
  g_auto (Archive) archive = { make_product (1) };
  g_autofree gchar *record = NULL;

  archive_start (
      &archive, "", "videoscale ! video/x-raw,width=32,height=24 !", "overview-width=16");
  archive_push (&archive, make_blue (0));
  record = archive_wait_record (&archive, 0, FALSE);
  g_assert_false (archive_has_crop (record, 1));
}

/* With block=true every board is archived, however small the queue is. */
static void
test_block (void)
{
  g_auto (Archive) archive = { make_product (1) };

  archive_start (&archive, "", "", "block=true queue-size=1 queue-bytes=1");
  for (guint i = 0; i < 50; i++)
    archive_push (&archive, make_blue (i));
  archive_end (&archive);
  archive_check_stats (&archive, 50, 0, 0);
  for (guint i = 0; i < 50; i++)
    g_free (archive_wait_record (&archive, i, FALSE));
}

/* Without it, each board is archived with a message, or lost, counted and reported once. */
static void
test_never_blocks (void)
{
  g_auto (Archive) archive = { make_product (1) };
  guint64 archived;

  archive_start (&archive, "", "", "queue-size=1");
  for (guint i = 0; i < 50; i++)
    archive_push (&archive, make_blue (i));
  archive_end (&archive);
  archived = support_stat (archive.archive, "archived");
  g_assert_cmpuint (archived, >, 0);
  archive_check_stats (&archive, archived, 0, 50 - archived);
  g_assert_cmpuint (support_stat (archive.archive, "records"), ==, archived);
}

/* The stream goes on without the folder, and archiving with a new one. */
static void
test_folder_removed (void)
{
  g_auto (Archive) archive = { make_product (1) };

  archive_start (&archive, "max-inflight=1", "", "");
  archive_push (&archive, make_blue (0));
  g_free (archive_wait_record (&archive, 0, FALSE));
  support_product_free (g_strdup (archive.location));
  for (guint i = 1; i < 6; i++)
    archive_push (&archive, make_blue (i));
  archive_wait_event (&archive, "lost");
  while (support_stat (archive.archive, "queued") > 0)
    g_thread_yield ();
  g_assert_cmpint (g_mkdir (archive.location, 0700), ==, 0);
  archive_push (&archive, make_blue (6));
  g_free (archive_wait_record (&archive, 6, FALSE));
  archive_wait_event (&archive, "recovered");
  archive_end (&archive);
  archive_check_stats (&archive, 2, 0, 5);
}

/* Codes that are somebody's attempt are text, and nothing else. */
static void
test_hostile (void)
{
  static const gchar *const codes[] = { "../../x", "<script>alert(1)</script>", "a\x1f\"'\\",
    "\xff\xfe" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_auto (Archive) archive = { make_product (1) };
    g_autofree gchar *record = NULL, *day = NULL, *outside = NULL;
    g_autoptr (GstElement) inspect = NULL;

    archive_start (&archive, "", "", "");
    inspect = gst_harness_find_element (archive.h, "aoiinspect");
    g_object_set (inspect, "device-barcode", codes[i], "session-id", codes[i], NULL);
    archive_push (&archive, make_blue (0));
    record = archive_wait_record (&archive, 0, FALSE);
    day = g_path_get_dirname (record);
    g_assert_true (g_str_has_prefix (day, archive.location));
    outside = g_build_filename (archive.location, "..", "..", "x", NULL);
    g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
    archive_end (&archive);
    archive_wait_event (&archive, "ended");
  }
}

/* Without time to write, each board is on the disk or lost. */
static void
test_stop_timeout (void)
{
  g_auto (Archive) archive = { make_product (1) };
  GstElement *element;

  archive_start (&archive, "max-inflight=1", "", "stop-timeout=0");
  element = archive.archive;
  for (guint i = 0; i < 20; i++)
    archive_push (&archive, make_blue (i));
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_NULL), ==, GST_STATE_CHANGE_SUCCESS);
  g_assert_cmpuint (support_stat (element, "boards"), ==, 20);
  g_assert_cmpuint (support_stat (element, "archived") + support_stat (element, "lost")
          + support_stat (element, "queued"),
      ==, 20);
}

/* The counters stay when it is stopped, and begin anew. */
static void
test_again (void)
{
  g_auto (Archive) archive = { make_product (1) };

  for (guint i = 1; i <= 2; i++) {
    archive_start (&archive, "", "", "");
    archive_push (&archive, make_blue (0));
    archive_end (&archive);
    g_assert_cmpuint (support_stat (archive.archive, "records"), ==, i);
    gst_element_set_state (archive.archive, GST_STATE_NULL);
    archive_check_stats (&archive, 1, 0, 0);
    g_assert_cmpuint (support_stat (archive.archive, "records"), ==, i);
    archive_stop (&archive);
  }
}

/* Up to the end of the stream; other messages are kept for who waits for them. */
static guint
count_damage_warnings (Archive *archive)
{
  guint n_warnings = 0;

  for (;;) {
    GstMessage *message = gst_bus_timed_pop_filtered (archive->bus, 60 * GST_SECOND,
        GST_MESSAGE_ELEMENT | GST_MESSAGE_WARNING | GST_MESSAGE_ERROR);
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (message);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT) {
      const GstStructure *fields = gst_message_get_structure (message);

      g_queue_push_tail (&archive->early, message);
      if (gst_message_has_name (message, "aoi-archive")
          && g_str_equal (gst_structure_get_string (fields, "event"), "ended"))
        return n_warnings;
      continue;
    }
    g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_WARNING);
    if (GST_MESSAGE_SRC (message) == GST_OBJECT (archive->archive)) {
      gst_message_parse_warning (message, &error, NULL);
      g_assert_nonnull (strstr (error->message, "frame is incomplete"));
      n_warnings++;
    }
    gst_message_unref (message);
  }
}

/* A frame that is shorter than its caps is a board that failed: its record has no picture, it is counted, and the
 * first of them is reported. */
static void
test_damaged (void)
{
  g_auto (Archive) archive = { make_product (1) };

  archive_start (&archive, "", "", "");
  for (guint i = 0; i < 3; i++)
    archive_push (&archive, gst_buffer_new_allocate (NULL, 100 + i, NULL));
  g_assert_true (gst_harness_push_event (archive.h, gst_event_new_eos ()));
  g_assert_cmpuint (count_damage_warnings (&archive), ==, 1);
  for (guint i = 0; i < 3; i++) {
    g_autofree gchar *record = archive_wait_record (&archive, i, FALSE);

    g_assert_false (archive_has_crop (record, 1));
  }
  archive_wait_event (&archive, "ended");
  archive_check_stats (&archive, 3, 0, 0);
  g_assert_cmpuint (support_stat (archive.archive, "damaged"), ==, 3);
}

int
main (int argc, char **argv)
{
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/archive/failed", test_failed);
  g_test_add_func ("/archive/keep", test_keep);
  g_test_add_func ("/archive/start-refused", test_start_refused);
  g_test_add_func ("/archive/keep-changed", test_keep_changed);
  g_test_add_func ("/archive/not-inspected", test_not_inspected);
  g_test_add_func ("/archive/damaged", test_damaged);
  g_test_add_func ("/archive/overview", test_overview);
  g_test_add_func ("/archive/other-frame", test_other_frame);
  g_test_add_func ("/archive/block", test_block);
  g_test_add_func ("/archive/never-blocks", test_never_blocks);
  g_test_add_func ("/archive/folder-removed", test_folder_removed);
  g_test_add_func ("/archive/hostile", test_hostile);
  g_test_add_func ("/archive/stop-timeout", test_stop_timeout);
  g_test_add_func ("/archive/again", test_again);
  return support_run ();
}
