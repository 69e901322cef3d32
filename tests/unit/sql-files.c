/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of a file whose name is given to an outbox or a database: what is somebody's own is left as it is. */
#include <glib/gstdio.h>
#include <string.h>

#include "outbox/aoi-outbox.h"
#include "store/aoi-store-link.h"

#define PAGE 4096

/* What is done with a file. */
typedef enum {
  USED,
  KEPT_ASIDE,
  REFUSED
} Fate;

/* Who is given the file. */
typedef gboolean (*Open) (const gchar *path, GString *told, GError **error);

static void
note_told (const gchar *sentence, gpointer data)
{
  g_string_append (data, sentence);
}

static gboolean
open_outbox (const gchar *path, GString *told, GError **error)
{
  const AoiOutboxListener listener = { note_told, told };
  g_autoptr (AoiOutbox) outbox = aoi_outbox_open (path, AOI_OUTBOX_ADDS, &listener, error);

  return outbox != NULL;
}

static gboolean
open_store (const gchar *path, GString *told, GError **error)
{
  AoiStoreLink *link = aoi_store_link_new (path, note_told, told);
  const gboolean good = aoi_store_link_open (link, error);

  aoi_store_link_free (link);
  return good;
}

static const Open opens[] = { open_outbox, open_store };

/* The contents of files. @own: of a good one of the same kind */
typedef GString *(*Draw) (const GString *own);

static GString *
draw_empty (const GString *own)
{
  return g_string_new (NULL);
}

static GString *
draw_note (const GString *own)
{
  return g_string_new ("Monday: clean the lens.\n");
}

/* A picture of some pages. */
static GString *
draw_picture (const GString *own)
{
  GString *drawn = g_string_new ("\x89PNG\r\n\x1a\n");
  g_autoptr (GRand) rand = g_rand_new_with_seed (15);

  while (drawn->len < 40 * PAGE)
    g_string_append_c (drawn, (gchar) g_rand_int (rand));
  return drawn;
}

static GString *
draw_zeros (const GString *own)
{
  GString *drawn = g_string_new (NULL);

  g_string_set_size (drawn, 5 * PAGE);
  memset (drawn->str, 0, drawn->len);
  return drawn;
}

/* Images of disks begin with zeros, too. */
static GString *
draw_disk (const GString *own)
{
  return g_string_append (draw_zeros (own), "CD001");
}

static GString *
draw_own (const GString *own)
{
  return g_string_new_len (own->str, (gssize) own->len);
}

static GString *
draw_torn (const GString *own)
{
  return g_string_new_len (own->str, 9);
}

static GString *
draw_half (const GString *own)
{
  return g_string_new_len (own->str, (gssize) (own->len / 2 + 100));
}

static GString *
draw_without_head (const GString *own)
{
  GString *drawn = draw_own (own);

  memset (drawn->str, '~', PAGE);
  return drawn;
}

static GString *
draw_without_tables (const GString *own)
{
  GString *drawn = draw_own (own);

  memset (drawn->str + 100, '~', PAGE - 100);
  return drawn;
}

static GString *
draw_with_zero_head (const GString *own)
{
  GString *drawn = draw_own (own);

  memset (drawn->str, 0, PAGE);
  return drawn;
}

/* Returns: (transfer full): what such a path leads to */
static GString *
read_file (const gchar *path)
{
  g_autofree gchar *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  return g_string_new_len (text, (gssize) length);
}

static GString *
draw_by_script (const gchar *script)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-files-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (folder, "other.db", NULL);
  AoiSql *sql = aoi_sql_open (path, AOI_SQL_WRITE, NULL, NULL);
  GString *drawn;

  g_assert_true (aoi_sql_script (sql, "PRAGMA journal_mode = DELETE", NULL));
  g_assert_true (aoi_sql_script (sql, script, NULL));
  aoi_sql_close (sql);
  drawn = read_file (path);
  g_unlink (path);
  g_rmdir (folder);
  return drawn;
}

static GString *
draw_other_program (const GString *own)
{
  return draw_by_script ("CREATE TABLE message (text); PRAGMA user_version = 1;");
}

static GString *
draw_other_application (const GString *own)
{
  return draw_by_script ("PRAGMA application_id = 7;");
}

static const struct {
  const gchar *name;
  Draw draw;
  Fate fate;
  const gchar *says;
} files[] = {
  { "empty", draw_empty, USED, "" },
  { "own", draw_own, USED, "" },
  { "note", draw_note, REFUSED, "begins with 'Monday: clean th'" },
  { "picture", draw_picture, REFUSED, "PNG<0D><0A>" },
  { "disk", draw_disk, REFUSED, "no database" },
  { "other program", draw_other_program, REFUSED, "something else" },
  { "other application", draw_other_application, REFUSED, "another program" },
  { "zeros", draw_zeros, KEPT_ASIDE, "damaged" },
  { "torn", draw_torn, KEPT_ASIDE, "damaged" },
  { "half", draw_half, KEPT_ASIDE, "damaged" },
  { "without head", draw_without_head, KEPT_ASIDE, "damaged" },
  { "without tables", draw_without_tables, KEPT_ASIDE, "damaged" },
  { "with zero head", draw_with_zero_head, KEPT_ASIDE, "damaged" },
};

/* Removes a folder. Returns: (transfer full): the names that were there, sorted */
static GPtrArray *
empty_folder (const gchar *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (folder, name, NULL);

    g_ptr_array_add (names, g_strdup (name));
    g_unlink (path);
  }
  g_rmdir (folder);
  return names;
}

static guint
count_kept (const GPtrArray *names)
{
  guint n = 0;

  for (guint i = 0; i < names->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (names, i), "file.db.damaged-");
  return n;
}

static void
check_file (Open open, const GString *own, guint i)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-files-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (folder, "file.db", NULL);
  GString *drawn = files[i].draw (own), *left, *told = g_string_new (NULL);
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", files[i].name);
  g_assert_true (g_file_set_contents (path, drawn->str, (gssize) drawn->len, NULL));
  g_assert_cmpint (open (path, told, &error), ==, files[i].fate != REFUSED);
  left = read_file (path);
  names = empty_folder (folder);
  g_assert_nonnull (strstr (error != NULL ? error->message : told->str, files[i].says));
  g_assert_cmpuint (count_kept (names), ==, files[i].fate == KEPT_ASIDE ? 1 : 0);
  if (files[i].fate == REFUSED) {
    g_assert_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_ADDRESS);
    g_assert_true (g_str_has_prefix (error->message, path));
    g_assert_nonnull (strstr (error->message, "name another file"));
    g_assert_true (g_string_equal (left, drawn));
  }
  g_string_free (drawn, TRUE);
  g_string_free (left, TRUE);
  g_string_free (told, TRUE);
}

static void
test_files (gconstpointer data)
{
  const Open open = opens[GPOINTER_TO_UINT (data)];
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-files-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (folder, "own.db", NULL);
  g_autoptr (GPtrArray) names = NULL;
  GString *own;

  g_assert_true (open (path, NULL, NULL));
  own = read_file (path);
  names = empty_folder (folder);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    check_file (open, own, i);
  g_string_free (own, TRUE);
}

/* Neither takes the other's. */
static void
test_exchanged (void)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-files-XXXXXX", NULL);
  g_autofree gchar *outbox = g_build_filename (folder, "outbox.db", NULL);
  g_autofree gchar *boards = g_build_filename (folder, "boards.db", NULL);
  g_autoptr (GPtrArray) names = NULL;

  g_assert_true (open_outbox (outbox, NULL, NULL));
  g_assert_true (open_store (boards, NULL, NULL));
  g_assert_false (open_store (outbox, NULL, NULL));
  g_assert_false (open_outbox (boards, NULL, NULL));
  g_assert_true (open_outbox (outbox, NULL, NULL));
  g_assert_true (open_store (boards, NULL, NULL));
  names = empty_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sql-files/outbox", GUINT_TO_POINTER (0), test_files);
  g_test_add_data_func ("/sql-files/store", GUINT_TO_POINTER (1), test_files);
  g_test_add_func ("/sql-files/exchanged", test_exchanged);
  return g_test_run ();
}
