/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes of a golden folder happen as a whole or not at all; a stopped one is ended or taken back by the next writer. */
#include "product/aoi-golden-journal.h"

#include "product-folder.h"

#define LOG AOI_GOLDEN_JOURNAL_LOG
#define MOVE(from, to) g_variant_new_parsed ("[(b'" from "', b'" to "')]")

static gchar *
read_file (const gchar *folder, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  gchar *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
assert_file (const gchar *folder, const gchar *name, const gchar *expected)
{
  g_autofree gchar *text = read_file (folder, name);

  g_assert_cmpstr (text, ==, expected);
}

static AoiGoldenJournal *
open_to_write (const gchar *folder)
{
  g_autoptr (GError) error = NULL;
  AoiGoldenJournal *journal = aoi_golden_journal_open (folder, TRUE, &error);

  g_assert_no_error (error);
  return journal;
}

static void
write_new (AoiGoldenJournal *journal, const gchar *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  aoi_golden_journal_write_new (journal, bytes, &error);
  g_assert_no_error (error);
}

/* A writer makes the folder; the file gets its name, and the log its line. */
static void
test_commit (void)
{
  g_autofree gchar *parent = product_folder_new ();
  g_autofree gchar *folder = g_build_filename (parent, "golden_rois", NULL);
  g_autoptr (GError) error = NULL;
  AoiGoldenJournal *journal = open_to_write (folder);

  write_new (journal, "one");
  g_assert_true (aoi_golden_journal_commit (journal, MOVE (".new", "roi_1/a.png"), "{1}", &error));
  g_assert_no_error (error);
  write_new (journal, "two");
  g_assert_true (aoi_golden_journal_commit (journal,
      g_variant_new_parsed ("[(b'roi_1/a.png', b'roi_1/b.png'), (b'.new', b'roi_1/a.png')]"), "{2}",
      &error));
  g_assert_true (aoi_golden_journal_has (journal, "roi_1/a.png"));
  g_assert_false (aoi_golden_journal_has (journal, ".pending"));
  g_assert_false (aoi_golden_journal_has (journal, ".new"));
  aoi_golden_journal_close (journal);
  assert_file (folder, "roi_1/a.png", "two");
  assert_file (folder, "roi_1/b.png", "one");
  assert_file (folder, LOG, "{1}\n{2}\n");
  product_folder_remove (parent);
}

/* A line without its newline, as an editor may leave it, stays a line of its own. */
static void
test_open_line (void)
{
  g_autofree gchar *folder = product_folder_new ();
  AoiGoldenJournal *journal;

  product_folder_write (folder, LOG, "{0}", -1);
  journal = open_to_write (folder);
  write_new (journal, "one");
  g_assert_true (aoi_golden_journal_commit (journal, MOVE (".new", "a"), "{1}", NULL));
  aoi_golden_journal_close (journal);
  assert_file (folder, LOG, "{0}\n{1}\n");
  product_folder_remove (folder);
}

/* The second move cannot be: the first is undone, and log and folders are as before. */
static void
test_taken_back (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GError) error = NULL;
  AoiGoldenJournal *journal;

  product_folder_write (folder, LOG, "{0}\n", -1);
  product_folder_write (folder, "roi_1/a", "old", -1);
  journal = open_to_write (folder);
  write_new (journal, "new");
  g_assert_false (aoi_golden_journal_commit (journal,
      g_variant_new_parsed ("[(b'roi_1/a', b'roi_2/a'), (b'nothing', b'roi_1/a')]"), "{1}",
      &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "/roi_1/a: "));
  g_assert_false (aoi_golden_journal_has (journal, "roi_2"));
  g_assert_false (aoi_golden_journal_has (journal, ".pending"));
  aoi_golden_journal_close (journal);
  assert_file (folder, "roi_1/a", "old");
  assert_file (folder, LOG, "{0}\n");
  product_folder_remove (folder);
}

static void
write_pending (
    const gchar *folder, guint64 before, guint64 after, const gchar *from, const gchar *to)
{
  g_autoptr (GVariant) pending = g_variant_ref_sink (
      g_variant_new_parsed ("(%t, %t, [(%^ay, %^ay)])", before, after, from, to));

  product_folder_write (
      folder, ".pending", g_variant_get_data (pending), (gssize) g_variant_get_size (pending));
}

/* The writer was stopped between the line and the move: the next one ends what was begun. */
static void
test_ended (void)
{
  g_autofree gchar *folder = product_folder_new ();

  product_folder_write (folder, LOG, "{0}\n{1}\n", -1);
  product_folder_write (folder, ".new", "one", -1);
  write_pending (folder, 4, 8, ".new", "roi_1/a");
  aoi_golden_journal_close (open_to_write (folder));
  assert_file (folder, "roi_1/a", "one");
  assert_file (folder, LOG, "{0}\n{1}\n");
  assert_file (folder, ".pending", NULL);
  product_folder_remove (folder);
}

/* It was stopped within the line: that is taken away, and the new file with it. */
static void
test_dropped (void)
{
  g_autofree gchar *folder = product_folder_new ();

  product_folder_write (folder, LOG, "{0}\n{1", -1);
  product_folder_write (folder, ".new", "one", -1);
  write_pending (folder, 4, 8, ".new", "roi_1/a");
  aoi_golden_journal_close (open_to_write (folder));
  assert_file (folder, LOG, "{0}\n");
  assert_file (folder, "roi_1/a", NULL);
  assert_file (folder, ".new", NULL);
  assert_file (folder, ".pending", NULL);
  product_folder_remove (folder);
}

/* What was not written by this program is not acted on: names that lead out of the folder, and rubbish. */
static void
test_damaged (void)
{
  static const gchar *const names[] = { "../x", "/tmp/x", "roi_1/../../x", "" };
  g_autofree gchar *folder = product_folder_new ();

  product_folder_write (folder, "a", "kept", -1);
  for (guint i = 0; i <= G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;

    if (i < G_N_ELEMENTS (names))
      write_pending (folder, 0, 0, "a", names[i]);
    else
      product_folder_write (folder, ".pending", "rubbish", -1);
    g_assert_null (aoi_golden_journal_open (folder, TRUE, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
    g_assert_nonnull (strstr (error->message, "/.pending: "));
    assert_file (folder, "a", "kept");
  }
  product_folder_remove (folder);
}

static void
count_read (gpointer data)
{
  ++*(guint *) data;
}

/* Reading makes no file, needs no folder, and does not wait for a writer that changes nothing. */
static void
test_read (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *missing = g_build_filename (folder, "missing", NULL);
  AoiGoldenJournal *journal;
  guint n = 0;

  g_assert_true (aoi_golden_journal_read (missing, count_read, &n, NULL));
  g_assert_cmpuint (n, ==, 1);
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
  g_assert_true (aoi_golden_journal_read (folder, count_read, &n, NULL));
  g_assert_cmpuint (n, ==, 2);
  journal = open_to_write (folder);
  g_assert_true (aoi_golden_journal_read (folder, count_read, &n, NULL));
  g_assert_cmpuint (n, ==, 3);
  aoi_golden_journal_close (journal);
  journal = aoi_golden_journal_open (missing, FALSE, NULL);
  g_assert_nonnull (journal);
  g_assert_false (aoi_golden_journal_has (journal, "a"));
  aoi_golden_journal_close (journal);
  product_folder_remove (folder);
}

typedef struct {
  const gchar *folder;
  guint n;
  gchar *seen; /* by the last read */
} Reader;

/* The first time somebody changes the folder between. */
static void
read_and_disturb (gpointer data)
{
  Reader *self = data;
  AoiGoldenJournal *journal;

  g_free (self->seen);
  self->seen = read_file (self->folder, "a");
  if (self->n++ > 0)
    return;
  journal = open_to_write (self->folder);
  write_new (journal, "after");
  g_assert_true (aoi_golden_journal_commit (journal, MOVE (".new", "a"), "{1}", NULL));
  aoi_golden_journal_close (journal);
}

static void
test_read_again (void)
{
  g_autofree gchar *folder = product_folder_new ();
  Reader reader = { .folder = folder };

  g_assert_true (aoi_golden_journal_read (folder, read_and_disturb, &reader, NULL));
  g_assert_cmpuint (reader.n, ==, 2);
  g_assert_cmpstr (reader.seen, ==, "after");
  g_free (reader.seen);
  product_folder_remove (folder);
}

#define N_THREADS 4
#define N_CHANGES 5

static gint n_changes; /* atomic */

/* Writers of several threads follow one another: each line is there, and whole. */
static gpointer
change (gpointer data)
{
  for (guint i = 0; i < N_CHANGES; i++) {
    AoiGoldenJournal *journal = open_to_write (data);
    g_autofree gchar *name = g_strdup_printf ("a%d", g_atomic_int_add (&n_changes, 1));
    GVariant *moves = g_variant_new_parsed ("[(b'.new', %^ay)]", name);

    write_new (journal, "x");
    g_assert_true (aoi_golden_journal_commit (journal, moves, "{line}", NULL));
    aoi_golden_journal_close (journal);
  }
  return NULL;
}

static void
test_threads (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GString) expected = g_string_new (NULL);
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("change", change, folder);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < N_THREADS * N_CHANGES; i++)
    g_string_append (expected, "{line}\n");
  assert_file (folder, LOG, expected->str);
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden-journal/commit", test_commit);
  g_test_add_func ("/golden-journal/open-line", test_open_line);
  g_test_add_func ("/golden-journal/taken-back", test_taken_back);
  g_test_add_func ("/golden-journal/ended", test_ended);
  g_test_add_func ("/golden-journal/dropped", test_dropped);
  g_test_add_func ("/golden-journal/damaged", test_damaged);
  g_test_add_func ("/golden-journal/read", test_read);
  g_test_add_func ("/golden-journal/read-again", test_read_again);
  g_test_add_func ("/golden-journal/threads", test_threads);
  return g_test_run ();
}
