/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SQLite: a file, in which a transaction that is committed outlives a power loss. */
#include "sql/aoi-sql-kind.h"
#include "sql/aoi-sql-private.h"
#include "sql/aoi-sql-wal.h"

#include <sqlite3.h>
#include <string.h>

#define SCHEME "sqlite:"

/* How long another process may hold the file locked before it counts as away, ms. */
#define BUSY_MS 2000

/* The log of changes is cut to this size when it was taken into the file, bytes. */
#define WAL_BYTES "16777216"

/* Bytes at the end of a statement by which it is looked up. */
#define HASHED 24

typedef struct {
  AoiSql base;
  sqlite3 *db;
  gchar *file;
  gchar *shown;
  GHashTable *statements; /* text -> sqlite3_stmt *, prepared once */
} Sqlite;

static AoiSqlError
get_code (gint result)
{
  switch (result & 0xff) {
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return AOI_SQL_ERROR_CANNOT_OPEN;
    case SQLITE_FULL:
      return AOI_SQL_ERROR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return AOI_SQL_ERROR_DAMAGED;
    case SQLITE_CONSTRAINT:
      return (result == SQLITE_CONSTRAINT_PRIMARYKEY || result == SQLITE_CONSTRAINT_UNIQUE)
          ? AOI_SQL_ERROR_CONFLICT
          : AOI_SQL_ERROR_REFUSED;
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_ERROR:
      return AOI_SQL_ERROR_REFUSED;
    default:
      return AOI_SQL_ERROR_AWAY;
  }
}

/* Returns FALSE. */
static gboolean
fail (const Sqlite *self, GError **error)
{
  const gint result = sqlite3_extended_errcode (self->db);

  g_set_error (error, AOI_SQL_ERROR, get_code (result), "%s: %s", self->shown,
      self->db != NULL ? sqlite3_errmsg (self->db) : sqlite3_errstr (result));
  return FALSE;
}

static void
sqlite_close (AoiSql *base)
{
  Sqlite *self = (Sqlite *) base;

  g_hash_table_unref (self->statements);
  sqlite3_close (self->db);
  g_free (self->file);
  g_free (self->shown);
  g_free (self);
}

/* Statements are some hundred bytes long, and their ends differ: to read all of each took longer than to write a row. */
static guint
hash_statement (gconstpointer text)
{
  const gsize length = strlen (text);

  return g_str_hash ((const gchar *) text + length - MIN (length, HASHED)) + (guint) length;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static gboolean
sqlite_script (AoiSql *base, const gchar *script, GError **error)
{
  Sqlite *self = (Sqlite *) base;

  return sqlite3_exec (self->db, script, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
}

/* Before anything is changed, such as how the file is written. */
static gboolean
check_owner (Sqlite *self, const gchar *mark, GError **error)
{
  static const gchar is_other[] =
      "SELECT count(*) > 0 AND count(*) FILTER (WHERE name = $1) = 0 FROM sqlite_schema";
  const AoiSqlValue name = aoi_sql_text (mark);
  gint64 other;

  if (mark == NULL)
    return TRUE;
  return aoi_sql_query_integer (&self->base, is_other, &name, 1, &other, error)
      && (!other || aoi_sql_kind_refuse (self->shown, "a database of something else", error));
}

/* Readers do not wait for the writer. Each page that is changed stays in memory until the commit, as aoi_sql_wal_get_vfs() asks. */
static gboolean
set_up (Sqlite *self, AoiSqlMode mode, const gchar *mark, GError **error)
{
  sqlite3_busy_timeout (self->db, BUSY_MS);
  sqlite3_extended_result_codes (self->db, 1);
  if (!aoi_sql_kind_check (self->db, self->shown, error))
    return FALSE;
  if (mode == AOI_SQL_READ)
    return sqlite_script (&self->base, "PRAGMA foreign_keys = ON; PRAGMA query_only = ON;", error);
  return check_owner (self, mark, error)
      && sqlite_script (&self->base,
          mode == AOI_SQL_WRITE ? "PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF;"
                                : "PRAGMA synchronous = NORMAL;",
          error)
      && sqlite_script (&self->base,
          "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;"
          "PRAGMA journal_size_limit = " WAL_BYTES ";",
          error);
}

/* SQLite's words are the same for all of these. */
static const gchar *
find_obstacle (const gchar *path, AoiSqlMode mode)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return "it is a folder";
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return "see that this user may read and write the file and its folder";
  return mode == AOI_SQL_READ ? "there is no such file: aoistore and `aoi run --store` make one"
                              : "see that its folder is there, and that this user may write to it";
}

/* Gives what is said of a file that could not be opened. */
static void
explain (const gchar *path, AoiSqlMode mode, const GError *said, GError **error)
{
  if (g_error_matches (said, AOI_SQL_ERROR, AOI_SQL_ERROR_CANNOT_OPEN))
    g_set_error (
        error, said->domain, said->code, "%s: %s", said->message, find_obstacle (path, mode));
  else
    g_set_error_literal (error, said->domain, said->code, said->message);
}

static gboolean
is_device (const gchar *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR)
      && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* SQLite takes a name that is empty, or `:memory:`, for a database that goes with the process. */
static gboolean
check_path (const gchar *address, const gchar *path, GError **error)
{
  const gboolean is_file = *path != '\0' && !g_str_equal (path, ":memory:") && !is_device (path);
  g_autofree gchar *shown = g_filename_display_name (address);

  /* `sqlite://boards.db` would be a file of the root folder; `sqlite:///srv/boards.db` is how other programs write a whole path. */
  if (is_file
      && (path == address || !g_str_has_prefix (path, "//") || g_str_has_prefix (path, "///")))
    return TRUE;
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_ADDRESS,
      "\"%s\" names no file in which boards could be kept: say a path such as boards.db, or sqlite:boards.db",
      shown);
  return FALSE;
}

static AoiSql *
sqlite_open (const gchar *address, AoiSqlMode mode, const gchar *mark, GError **error)
{
  const gchar *path = g_ascii_strncasecmp (address, SCHEME, strlen (SCHEME)) == 0
      ? address + strlen (SCHEME)
      : address;
  /* A connection is one thread's at a time, so that SQLite need not lock it at each call. */
  const gint flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
      | (mode == AOI_SQL_READ ? 0 : SQLITE_OPEN_CREATE);
  const gchar *vfs = mode == AOI_SQL_WRITE ? aoi_sql_wal_get_vfs () : NULL;
  g_autoptr (GError) said = NULL;
  Sqlite *self;

  if (!check_path (address, path, error))
    return NULL;
  self = g_new0 (Sqlite, 1);
  self->base.klass = &aoi_sql_sqlite;
  self->file = g_strdup (path);
  self->shown = g_filename_display_name (path);
  self->statements = g_hash_table_new_full (
      hash_statement, g_str_equal, g_free, finalize_statement);
  if (sqlite3_open_v2 (path, &self->db, flags, vfs) == SQLITE_OK
      && set_up (self, mode, mark, &said))
    return &self->base;
  if (said == NULL)
    fail (self, &said);
  explain (path, mode, said, error);
  sqlite_close (&self->base);
  return NULL;
}

static const gchar *
sqlite_get_file (const AoiSql *base)
{
  return ((const Sqlite *) base)->file;
}

/* SQLite takes `$2` for a name, and numbers names as they come; `?2` is the second value wherever it stands. */
static gchar *
number_parameters (const gchar *text)
{
  gchar *numbered = g_strdup (text);

  for (gchar *at = numbered; *at != '\0'; at++)
    if (at[0] == '$' && g_ascii_isdigit (at[1]))
      *at = '?';
  return numbered;
}

static sqlite3_stmt *
get_statement (Sqlite *self, const gchar *text, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, text);
  g_autofree gchar *numbered = NULL;

  if (statement != NULL)
    return statement;
  numbered = number_parameters (text);
  if (sqlite3_prepare_v3 (self->db, numbered, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)
      != SQLITE_OK) {
    fail (self, error);
    return NULL;
  }
  g_hash_table_insert (self->statements, g_strdup (text), statement);
  return statement;
}

static gboolean
bind (sqlite3_stmt *statement, gint index, const AoiSqlValue *value)
{
  switch (value->kind) {
    case AOI_SQL_INTEGER:
      return sqlite3_bind_int64 (statement, index, value->integer) == SQLITE_OK;
    case AOI_SQL_REAL:
      return sqlite3_bind_double (statement, index, value->real) == SQLITE_OK;
    case AOI_SQL_TEXT:
      return sqlite3_bind_text (statement, index, value->text, -1, SQLITE_STATIC) == SQLITE_OK;
    case AOI_SQL_NULL:
      break;
  }
  return sqlite3_bind_null (statement, index) == SQLITE_OK;
}

static AoiSqlValue
get_column (sqlite3_stmt *statement, gint column)
{
  switch (sqlite3_column_type (statement, column)) {
    case SQLITE_INTEGER:
      return aoi_sql_integer (sqlite3_column_int64 (statement, column));
    case SQLITE_FLOAT:
      return aoi_sql_real (sqlite3_column_double (statement, column));
    case SQLITE_NULL:
      return aoi_sql_text (NULL);
    default:
      return aoi_sql_text ((const gchar *) sqlite3_column_text (statement, column));
  }
}

static void
give_row (sqlite3_stmt *statement, AoiSqlRow row, gpointer data)
{
  const guint n = (guint) sqlite3_column_count (statement);
  g_autofree AoiSqlValue *values = g_new (AoiSqlValue, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    values[i] = get_column (statement, (gint) i);
  row (values, n, data);
}

static gboolean
sqlite_query (AoiSql *base, const gchar *text, const AoiSqlValue *values, guint n_values,
    AoiSqlRow row, gpointer data, GError **error)
{
  Sqlite *self = (Sqlite *) base;
  sqlite3_stmt *statement = get_statement (self, text, error);
  gboolean good = TRUE;
  gint result;

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; good && i < n_values; i++)
    good = bind (statement, (gint) i + 1, &values[i]);
  while (good && (result = sqlite3_step (statement)) != SQLITE_DONE) {
    good = result == SQLITE_ROW;
    if (good && row != NULL)
      give_row (statement, row, data);
  }
  if (!good)
    fail (self, error);
  sqlite3_reset (statement);
  return good;
}

static gboolean
sqlite_add (
    AoiSql *base, const gchar *statement, const AoiSqlValue *values, guint n_values, GError **error)
{
  return sqlite_query (base, statement, values, n_values, NULL, NULL, error);
}

/* Prepared once, as what lies between them. */
static gboolean
sqlite_control (AoiSql *base, const gchar *statement, GError **error)
{
  return sqlite_query (base, statement, NULL, 0, NULL, NULL, error);
}

static const gchar *const schemes[] = { SCHEME, NULL };

const AoiSqlClass aoi_sql_sqlite = {
  .dialect = AOI_SQL_SQLITE,
  .schemes = schemes,
  .begin = "BEGIN IMMEDIATE",
  .open = sqlite_open,
  .close = sqlite_close,
  .control = sqlite_control,
  .script = sqlite_script,
  .add = sqlite_add,
  .query = sqlite_query,
  .get_file = sqlite_get_file,
};
