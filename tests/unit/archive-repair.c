/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Archives that a kill, a full disk or a person with a file manager has left. */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aoi-error.h"
#include "archive-support.h"
#include "support/test-child.h"

typedef struct {
  const gchar *name;
  const gchar *text; /* what is appended to the lines, or NULL: they are removed */
} Damage;

/* What a kill or somebody with an editor leaves: each record is shown again, and nothing else. */
static void
test_repaired (gconstpointer data)
{
  const Damage *damage = data;
  const gchar *absent = ARCHIVE_DAY "/board/absent", *unlisted = ARCHIVE_DAY "/other/unlisted";
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  g_autofree gchar *text = NULL, *changed = NULL, *repaired = NULL, *days = NULL;
  g_autofree gchar *left = g_build_filename (folder, ARCHIVE_DAY, ".index.js.new", NULL);

  archive_write_record (folder, ARCHIVE_RECORD);
  archive_write_record (folder, absent);
  archive_add (index, ARCHIVE_RECORD);
  archive_add (index, absent);
  g_clear_pointer (&index, aoi_archive_index_close);
  archive_remove_record (folder, absent);
  archive_write_record (folder, unlisted);
  product_folder_write (folder, ARCHIVE_DAY "/board/.half/record.json", "{}", -1);
  product_folder_write (folder, ARCHIVE_DAY "/board/notes.txt", "", -1);
  product_folder_write (folder, ARCHIVE_DAY "/notes.txt", "", -1);
  product_folder_write (folder, "notes.txt", "", -1);
  product_folder_write (folder, "days.js", "day(\"1999-01-01\");\nday(", -1);
  text = archive_read (folder, ARCHIVE_LINES);
  changed = g_strconcat (damage->text != NULL ? text : "", damage->text, NULL);
  product_folder_write (folder, ARCHIVE_LINES, changed, -1);
  product_folder_write (folder, ARCHIVE_DAY "/.index.js.new", "half", -1);

  index = archive_open (folder);
  ARCHIVE_ASSERT_RECORDS (folder, ARCHIVE_RECORD, unlisted);
  repaired = archive_read (folder, ARCHIVE_LINES);
  days = archive_read (folder, "days.js");
  g_assert_cmpuint (archive_count (repaired, "\n"), ==, 2);
  g_assert_cmpstr (days, ==, "day(\"" ARCHIVE_DAY "\");\n");
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  product_folder_remove (folder);
}

/* A person removes a day, days.js or the lines while boards come. */
static void
test_edited_meanwhile (void)
{
  const gchar *second = ARCHIVE_DAY "/board/second", *third = ARCHIVE_DAY "/board/third";
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  g_autofree gchar *days = NULL;

  archive_write_record (folder, ARCHIVE_RECORD);
  archive_add (index, ARCHIVE_RECORD);
  archive_remove_record (folder, ARCHIVE_DAY);
  archive_remove_record (folder, "days.js");
  archive_write_record (folder, second);
  archive_add (index, second);
  ARCHIVE_ASSERT_RECORDS (folder, second);
  days = archive_read (folder, "days.js");
  g_assert_cmpstr (days, ==, "day(\"" ARCHIVE_DAY "\");\n");

  product_folder_write (folder, ARCHIVE_LINES, "aoi('{\"record\":\"half", -1);
  archive_write_record (folder, third);
  archive_add (index, third);
  ARCHIVE_ASSERT_RECORDS (folder, second, third);

  archive_remove_record (folder, ARCHIVE_DAY);
  archive_remove (index, second);
  archive_remove (index, third);
  product_folder_remove (folder);
}

static void
limit_file_size (rlim_t size)
{
  const struct rlimit limit = { size, RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* The disk is full in the middle of a line: the lines are as before, and none is left out in the end. */
static void
test_full_disk (void)
{
  const gchar *second = ARCHIVE_DAY "/board/second", *third = ARCHIVE_DAY "/board/third";
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  g_autofree gchar *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL, of_remove = NULL;

  archive_write_record (folder, ARCHIVE_RECORD);
  archive_add (index, ARCHIVE_RECORD);
  before = archive_read (folder, ARCHIVE_LINES);
  archive_write_record (folder, second);
  archive_write_record (folder, third);
  signal (SIGXFSZ, SIG_IGN);
  limit_file_size (strlen (before) + 20);
  g_assert_false (aoi_archive_index_add (index, second, &error));
  g_assert_false (aoi_archive_index_remove (index, ARCHIVE_RECORD, &of_remove));
  limit_file_size (RLIM_INFINITY);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, ARCHIVE_LINES));
  g_assert_error (of_remove, AOI_ERROR, AOI_ERROR_IO);
  after = archive_read (folder, ARCHIVE_LINES);
  g_assert_cmpstr (after, ==, before);
  archive_remove_record (folder, ARCHIVE_RECORD);
  archive_add (index, third);
  ARCHIVE_ASSERT_RECORDS (folder, second, third);
  product_folder_remove (folder);
}

#define N_KILLS 30
#define N_RECORDS 60

static void
rename_record (const gchar *folder, const gchar *from, const gchar *to)
{
  g_autofree gchar *old = g_build_filename (folder, from, NULL);
  g_autofree gchar *new = g_build_filename (folder, to, NULL);

  g_assert_cmpint (rename (old, new), ==, 0);
}

/* Adds and removes records as an archive does, until it is killed. */
static void
archive_without_end (const gchar *folder)
{
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);

  for (guint i = 0; TRUE; i = (i + 1) % N_RECORDS) {
    g_autofree gchar *hidden = g_strdup_printf (ARCHIVE_DAY "/board/.%u", i);
    g_autofree gchar *record = g_strdup_printf (ARCHIVE_DAY "/board/%u", i);
    g_autofree gchar *path = g_build_filename (folder, record, NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS)) {
      rename_record (folder, record, hidden);
      archive_remove (index, record);
    } else {
      rename_record (folder, hidden, record);
      archive_add (index, record);
    }
  }
}

static void
assert_all_shown (const gchar *folder)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autofree gchar *path = g_build_filename (folder, ARCHIVE_DAY "/board", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const gchar *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (records, g_build_filename (ARCHIVE_DAY "/board", name, NULL));
  g_ptr_array_add (records, NULL);
  archive_assert_records (folder, (const gchar *const *) records->pdata);
}

static void
test_killed (void)
{
  g_autofree gchar *folder = product_folder_new ();

  for (guint i = 0; i < N_RECORDS; i++) {
    g_autofree gchar *hidden = g_strdup_printf (ARCHIVE_DAY "/board/.%u", i);

    archive_write_record (folder, hidden);
  }
  for (guint i = 0; i < N_KILLS; i++) {
    g_autoptr (AoiArchiveIndex) index = NULL;
    pid_t child = fork ();

    g_assert_cmpint (child, >=, 0);
    if (child == 0)
      archive_without_end (folder);
    g_assert_false (test_child_ends (child, g_test_rand_int_range (1000, 30000)));
    kill (child, SIGKILL);
    g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
    index = archive_open (folder);
    assert_all_shown (folder);
  }
  product_folder_remove (folder);
}

static const Damage damages[] = {
  { "whole", "" },
  { "half-line", "aoi('{\"record\":\"" ARCHIVE_DAY "/boa" },
  { "line-without-end", "aoi('{\"record\":\"" ARCHIVE_DAY "/board/x\"}','{}');" },
  { "two-in-one", "aoi('{\"record\":\"" ARCHIVE_DAY "/board/x\"}','{\"a\"aoi('{}','{}');\n" },
  { "binary", "\x01\x02\xff\xfe\n" },
  { "invalid-utf8", "aoi('{\"record\":\"" ARCHIVE_DAY "/board/x\"}','{\"a\":\"\xff\"}');\n" },
  { "script", "alert(1);\n" },
  { "outside", "aoi('{\"record\":\"../x/y\"}','{}');\n" },
  { "twice", "gone('\"" ARCHIVE_RECORD "\"');\n" },
  { "removed", NULL },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autofree gchar *path = g_strconcat ("/archive-repair/repaired/", damages[i].name, NULL);

    g_test_add_data_func (path, &damages[i], test_repaired);
  }
  g_test_add_func ("/archive-repair/edited-meanwhile", test_edited_meanwhile);
  g_test_add_func ("/archive-repair/full-disk", test_full_disk);
  g_test_add_func ("/archive-repair/killed", test_killed);
  return g_test_run ();
}
