/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose a file is that somebody has named as a database. What never was SQLite's is somebody's own, and must be left alone; a database that
 * is damaged may be kept aside. */
#include "sql/aoi-sql-kind.h"

#include <string.h>

#include "base/aoi-quote.h"

/* How each database begins, with a zero byte behind it. */
#define MAGIC "SQLite format 3"

/* Where the head of a database has the number of the program that it is of; those of this project have 0. */
#define APPLICATION 68

/* Where the tree of the first page begins, behind the head of the database. */
#define FIRST_TREE 100

/* Databases of this project are pages of this size, bytes; of one whose head is lost so many are looked at. */
#define PAGE 4096
#define PAGES 64

/* How much of another file is shown, bytes. */
#define SHOWN 16

static guint
get_16 (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

/* Whether what begins at @head is the head of a page of a tree, as SQLite's file format describes it. */
static gboolean
is_tree (const guint8 *page, guint head)
{
  const guint8 *at = page + head;
  const guint free_block = get_16 (at + 1), n_cells = get_16 (at + 3), cells = get_16 (at + 5);
  const gboolean is_inner = at[0] == 2 || at[0] == 5, is_leaf = at[0] == 10 || at[0] == 13;
  const guint end = head + (is_inner ? 12 : 8) + 2 * n_cells;

  return (is_inner || is_leaf) && end <= cells && cells <= PAGE
      && (free_block == 0 || (free_block >= cells && free_block < PAGE));
}

static gboolean
is_zero (const guint8 *page)
{
  return page[0] == 0 && memcmp (page, page + 1, PAGE - 1) == 0;
}

/* What is behind the end is read as zero. */
static gboolean
read_page (sqlite3_file *file, guint i, guint8 *page)
{
  const gint result = file->pMethods->xRead (file, page, PAGE, (sqlite3_int64) i * PAGE);

  return result == SQLITE_OK || result == SQLITE_IOERR_SHORT_READ;
}

/* Whether a file without the head of a database has other pages of one, or nothing but zeros, as after a power loss. */
static gboolean
was_database (sqlite3_file *file, sqlite3_int64 size)
{
  guint8 page[PAGE];
  gboolean zero = TRUE;

  for (guint i = 0; i < PAGES && (sqlite3_int64) i * PAGE < size; i++) {
    if (!read_page (file, i, page) || is_tree (page, i == 0 ? FIRST_TREE : 0))
      return TRUE;
    zero = zero && is_zero (page);
  }
  return zero;
}

/**
 * aoi_sql_kind_refuse:
 * @shown: name of a file
 * @what: what it is
 * @error: return location for an %AOI_SQL_ERROR_ADDRESS
 *
 * Returns: %FALSE
 */
gboolean
aoi_sql_kind_refuse (const gchar *shown, const gchar *what, GError **error)
{
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_ADDRESS,
      "%s is %s; it is left as it is: name another file, or move this one away", shown, what);
  return FALSE;
}

static gboolean
refuse_bytes (const gchar *shown, const guint8 *head, sqlite3_int64 size, GError **error)
{
  g_autofree gchar *text = g_strndup ((const gchar *) head, (gsize) MIN (size, SHOWN));
  g_autofree gchar *valid = g_utf8_make_valid (text, -1);
  g_autofree gchar *quoted = aoi_quote (valid);
  g_autofree gchar *what = g_strconcat ("no database, but begins with ", quoted, NULL);

  return aoi_sql_kind_refuse (shown, what, error);
}

static gboolean
check_head (sqlite3_file *file, sqlite3_int64 size, const gchar *shown, GError **error)
{
  static const guint8 ours[4] = { 0 };
  guint8 head[PAGE];

  if (!read_page (file, 0, head))
    return TRUE;
  if (memcmp (head, MAGIC, (gsize) MIN (size, (sqlite3_int64) sizeof MAGIC)) != 0)
    return was_database (file, size) || refuse_bytes (shown, head, size, error);
  return memcmp (head + APPLICATION, ours, sizeof ours) == 0
      || aoi_sql_kind_refuse (shown, "a database of another program", error);
}

/**
 * aoi_sql_kind_check:
 * @db: a file that was opened, and is not used yet
 * @shown: its name, for the error
 * @error: return location for an %AOI_SQL_ERROR_ADDRESS
 *
 * Reads by SQLite's own connection: who opens and closes its file in another way takes away the locks that the process has on it.
 * A file that is empty is to become a database. One that cannot be read passes, since SQLite says why.
 *
 * Returns: %FALSE if the file was never a database, or is one of another program
 */
gboolean
aoi_sql_kind_check (sqlite3 *db, const gchar *shown, GError **error)
{
  sqlite3_file *file = NULL;
  sqlite3_int64 size = 0;

  if (sqlite3_file_control (db, NULL, SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK
      || file->pMethods == NULL || file->pMethods->xFileSize (file, &size) != SQLITE_OK)
    return TRUE;
  return size == 0 || check_head (file, size, shown, error);
}
