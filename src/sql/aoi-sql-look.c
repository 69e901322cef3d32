/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A SQLite file is looked at from outside: not even the files beside it are touched that SQLite makes for readers. */
#include "sql/aoi-sql-look.h"

#include <sqlite3.h>

#include "sql/aoi-sql-kind.h"

/* How long another process may hold the file locked, ms. */
#define BUSY_MS 2000

/* While a log lies beside the file somebody may write to it, or was killed; without one the file is all there is, and needs
 * no lock.
 * Returns: (transfer full): the file's address */
static gchar *
make_address (const gchar *path)
{
  g_autofree gchar *log = g_strconcat (path, "-wal", NULL);
  g_autofree gchar *full = g_canonicalize_filename (path, NULL);
  g_autofree gchar *escaped = g_uri_escape_string (full, "/", FALSE);

  return g_strconcat ("file:", escaped, "?mode=ro",
      g_file_test (log, G_FILE_TEST_EXISTS) ? "&readonly_shm=1" : "&immutable=1", NULL);
}

static gboolean
fail (sqlite3 *db, const gchar *path, gint result, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  AoiSqlError code = AOI_SQL_ERROR_REFUSED;

  if (result == SQLITE_CANTOPEN || result == SQLITE_PERM || result == SQLITE_READONLY)
    code = AOI_SQL_ERROR_CANNOT_OPEN;
  else if (result == SQLITE_CORRUPT || result == SQLITE_NOTADB)
    code = AOI_SQL_ERROR_DAMAGED;
  else if (result == SQLITE_BUSY || result == SQLITE_IOERR)
    code = AOI_SQL_ERROR_AWAY;
  g_set_error (error, AOI_SQL_ERROR, code, "%s: %s", shown,
      db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (result));
  return FALSE;
}

static gboolean
ask (sqlite3 *db, const gchar *path, const gchar *statement, gint64 *number, GError **error)
{
  sqlite3_stmt *prepared = NULL;
  gint result = sqlite3_prepare_v2 (db, statement, -1, &prepared, NULL);
  gboolean done = FALSE;

  if (result == SQLITE_OK)
    result = sqlite3_step (prepared);
  if (result == SQLITE_ROW) {
    *number = sqlite3_column_int64 (prepared, 0);
    done = TRUE;
  } else {
    fail (db, path, result & 0xff, error);
  }
  sqlite3_finalize (prepared);
  return done;
}

/**
 * aoi_sql_look:
 * @path: of a SQLite file
 * @statement: that asks for one number
 * @number: (out): the answer
 * @error: return location for an %AOI_SQL_ERROR that names the file
 *
 * Nothing is made or changed. What is written meanwhile may be seen or not.
 *
 * Returns: whether there is an answer
 */
gboolean
aoi_sql_look (const gchar *path, const gchar *statement, gint64 *number, GError **error)
{
  g_autofree gchar *address = make_address (path);
  g_autofree gchar *shown = g_filename_display_name (path);
  sqlite3 *db = NULL;
  const gint result = sqlite3_open_v2 (address, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
  gboolean done;

  if (result == SQLITE_OK) {
    sqlite3_busy_timeout (db, BUSY_MS);
    done = aoi_sql_kind_check (db, shown, error) && ask (db, path, statement, number, error);
  } else {
    done = fail (db, path, result & 0xff, error);
  }
  sqlite3_close (db);
  return done;
}
