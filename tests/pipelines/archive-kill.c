/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kills archiving at random moments: each record is whole or absent, each that was announced is there, and
 * each that is there was announced, at the latest when the archive is opened again. */
#include <fcntl.h>
#include <gst/gst.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "archive/aoi-archive.h"
#include "fixtures.h"
#include "json/aoi-json-file.h"
#include "json/aoi-json-writer.h"
#include "product-folder.h"
#include "support/test-child.h"
#include "support/test-repeat.h"

#define MAX_LIFE_US 60000

/* Kills after which an archive is left, so that the next one is not only searched at its start. */
#define N_ONE_ARCHIVE 10

/* Both fail on noise: one with the golden that it is compared with. */
#define ROIS \
  "[{\"idx\":1,\"type\":\"compare\",\"coords\":[4,4,36,28]}," \
  "{\"idx\":2,\"type\":\"color\",\"coords\":[40,4,60,20],\"expected_color\":[255,0,0]}]"

typedef struct {
  gchar *folder; /* holds the others */
  gchar *product, *location, *announced;
  guint64 max_bytes;
  GHashTable *reported; /* places of all that was announced */
  GHashTable *whole; /* places that were checked */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = product_folder_new ();
  self->product = g_build_filename (self->folder, "product", NULL);
  self->location = g_build_filename (self->folder, "archive", NULL);
  self->announced = g_build_filename (self->folder, "announced", NULL);
  product_folder_write (self->product, "rois_config_x.json", ROIS, -1);
  product_folder_draw (self->product, "golden_rois/roi_1/best_golden.png", 32, 24, 1);
  self->reported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->whole = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  product_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->product);
  g_free (self->location);
  g_free (self->announced);
  g_hash_table_unref (self->reported);
  g_hash_table_unref (self->whole);
}

/* In the child, in the archive's thread: what is written here outlives a kill. */
static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  if (gst_message_has_name (message, "aoi-archived")) {
    const GstStructure *structure = gst_message_get_structure (message);
    g_autofree gchar *line = g_strconcat (
        gst_structure_get_string (structure, "record"), "\n", NULL);

    if (write (GPOINTER_TO_INT (data), line, strlen (line)) != (gssize) strlen (line))
      _exit (1);
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* In the child, until it is killed. */
static void
archive (const Fixture *self)
{
  g_autofree gchar *launch = g_strdup_printf (
      "videotestsrc pattern=snow ! video/x-raw,format=RGB,width=64,height=48 ! "
      "aoiinspect product=%s ! aoiarchive block=true location=%s max-bytes=%" G_GUINT64_FORMAT,
      self->product, self->location, self->max_bytes);
  GstElement *pipeline = gst_parse_launch (launch, NULL);
  gint fd = open (self->announced, O_WRONLY | O_CREAT | O_APPEND, 0600);

  gst_bus_set_sync_handler (gst_element_get_bus (pipeline), on_message, GINT_TO_POINTER (fd), NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (;;)
    pause ();
}

/* This process has no thread besides, so that a fork is as good as a new program, and faster. */
static void
kill_once (const Fixture *self, gint64 life)
{
  pid_t pid = fork ();
  int status;

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    archive (self);
  test_wait_for_path (self->announced, pid);
  g_assert_false (test_child_ends (pid, life));
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
}

static JsonNode *
load_json (const gchar *record, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (record, name, NULL);
  g_autoptr (GError) error = NULL;
  JsonNode *root = aoi_json_file_read (path, 1 << 20, 32, NULL, &error);

  g_assert_no_error (error);
  return root;
}

static JsonNode *
load_result (const gchar *record)
{
  JsonNode *root = load_json (record, "result.json");
  g_autofree gchar *line = aoi_json_write (root);

  fixture_json_log (line);
  return root;
}

static void
check_picture (const gchar *record, JsonObject *roi, const gchar *key)
{
  g_autofree gchar *path = NULL;
  g_autoptr (AoiRgbImage) image = NULL;
  g_autoptr (GError) error = NULL;

  if (json_object_get_null_member (roi, key))
    return;
  path = g_build_filename (record, json_object_get_string_member (roi, key), NULL);
  image = aoi_image_file_load (path, &error);
  g_assert_no_error (error);
}

static void
check_whole (Fixture *self, const gchar *place)
{
  g_autofree gchar *record = g_build_filename (self->location, place, NULL);
  g_autoptr (JsonNode) description = NULL, result = NULL;
  JsonArray *rois;

  if (!g_hash_table_add (self->whole, g_strdup (place)))
    return;
  description = load_json (record, "record.json");
  result = load_result (record);
  rois = json_object_get_array_member (json_node_get_object (description), "rois");
  g_assert_cmpuint (json_array_get_length (rois), ==, 2);
  for (guint i = 0; i < 2; i++) {
    check_picture (record, json_array_get_object_element (rois, i), "crop");
    check_picture (record, json_array_get_object_element (rois, i), "golden");
  }
  g_assert_false (json_object_get_null_member (json_array_get_object_element (rois, 0), "golden"));
}

/* The places of all records. */
static GPtrArray *
list_records (const Fixture *self)
{
  g_autofree gchar *command = g_strdup_printf (
      "cd '%s' && find . -mindepth 3 -maxdepth 3 -type d -not -path './.tmp-*' -printf '%%P\\n'",
      self->location);
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);
  FILE *pipe = popen (command, "r");
  gchar line[256];

  g_assert_nonnull (pipe);
  while (fgets (line, sizeof line, pipe) != NULL)
    g_ptr_array_add (places, g_strdup (g_strchomp (line)));
  g_assert_cmpint (pclose (pipe), ==, 0);
  return places;
}

static gboolean
on_archived (const AoiArchiveReceipt *receipt, gpointer data)
{
  Fixture *self = data;

  g_assert_true (receipt->late);
  g_hash_table_add (self->reported, g_strdup (receipt->record));
  return TRUE;
}

static void
on_unlisted (const gchar *reason, gpointer data)
{
  g_error ("the index is not made good: %s", reason);
}

/* As the next start does. */
static void
open_again (Fixture *self)
{
  const AoiArchiveListener listener = { on_archived, on_unlisted, self };
  const AoiArchiveLimits limits = { .max_bytes = self->max_bytes };
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiArchive) opened = aoi_archive_open (self->location, &limits, &error);

  g_assert_no_error (error);
  aoi_archive_load (opened, &listener, &error);
  g_assert_no_error (error);
}

static guint
read_announced (Fixture *self)
{
  g_autofree gchar *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (!g_file_get_contents (self->announced, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", -1);
  for (; lines[n] != NULL && lines[n][0] != '\0'; n++) {
    g_autofree gchar *path = g_build_filename (self->location, lines[n], "record.json", NULL);

    if (self->max_bytes == 0)
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    g_hash_table_add (self->reported, g_strdup (lines[n]));
  }
  g_assert_cmpint (g_remove (self->announced), ==, 0);
  return n;
}

/* What is hidden in the archive is its locks. */
static void
check_no_leftovers (const Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->location, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (
        name[0] != '.' || g_str_has_suffix (name, ".lock") || g_str_equal (name, ".lock"));
}

static void
check_all (Fixture *self)
{
  g_autoptr (GPtrArray) before = list_records (self), after = NULL;

  for (guint i = 0; i < before->len; i++)
    check_whole (self, g_ptr_array_index (before, i));
  open_again (self);
  check_no_leftovers (self);
  after = list_records (self);
  for (guint i = 0; i < after->len; i++)
    g_assert_true (g_hash_table_contains (self->reported, g_ptr_array_index (after, i)));
  if (self->max_bytes == 0)
    g_assert_cmpuint (after->len, ==, before->len);
  else
    g_assert_cmpuint (after->len, <=, self->max_bytes / 4096 / 6);
}

static void
run_kills (Fixture *self)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  const guint n = test_repeat (30, 200);
  guint announced = 0, late = 0;

  for (guint i = 0; i < n; i += N_ONE_ARCHIVE) {
    guint of_archive = 0;

    for (guint k = 0; k < N_ONE_ARCHIVE; k++) {
      kill_once (self, g_rand_int_range (rand, 0, MAX_LIFE_US));
      of_archive += read_announced (self);
      check_all (self);
    }
    announced += of_archive;
    late += g_hash_table_size (self->reported) - of_archive;
    product_folder_remove (self->location);
    g_hash_table_remove_all (self->reported);
    g_hash_table_remove_all (self->whole);
  }
  g_test_message ("%u records were announced before %u kills, %u after", announced, n, late);
  g_assert_cmpuint (announced, >, 0);
}

static void
test_writing (Fixture *self, gconstpointer data)
{
  run_kills (self);
}

/* Most of the time goes into removing records. */
static void
test_removing (Fixture *self, gconstpointer data)
{
  self->max_bytes = 160 * 1024;
  run_kills (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Kills need no disk, and most of the time would go into waiting for it. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  gst_init (NULL, NULL);
  g_test_add ("/archive-kill/writing", Fixture, NULL, set_up, test_writing, tear_down);
  g_test_add ("/archive-kill/removing", Fixture, NULL, set_up, test_removing, tear_down);
  return g_test_run ();
}
