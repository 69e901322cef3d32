/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_SQL_ERROR:
 *
 * The error domain of databases. Codes are of #AoiSqlError.
 */
#define AOI_SQL_ERROR (aoi_sql_error_quark ())

/**
 * AoiSqlError:
 * @AOI_SQL_ERROR_ADDRESS: the address is of no database that this build knows, or of somebody's own file, or says what it
 *   must not
 * @AOI_SQL_ERROR_CANNOT_OPEN: its file cannot be opened, or not be written
 * @AOI_SQL_ERROR_AWAY: it cannot be reached, is locked or is being restarted: later it may be there
 * @AOI_SQL_ERROR_FULL: there is no room on its disk
 * @AOI_SQL_ERROR_DAMAGED: its file is damaged
 * @AOI_SQL_ERROR_REFUSED: it refuses what is written, and will do so again
 * @AOI_SQL_ERROR_CONFLICT: another connection wrote the same rows at the same time: to be tried again
 * @AOI_SQL_ERROR_NEWER: its schema is of a newer release
 *
 * What is wrong with a database; it decides what is done about it.
 */
typedef enum {
  AOI_SQL_ERROR_ADDRESS,
  AOI_SQL_ERROR_CANNOT_OPEN,
  AOI_SQL_ERROR_AWAY,
  AOI_SQL_ERROR_FULL,
  AOI_SQL_ERROR_DAMAGED,
  AOI_SQL_ERROR_REFUSED,
  AOI_SQL_ERROR_CONFLICT,
  AOI_SQL_ERROR_NEWER,
} AoiSqlError;

/**
 * AoiSqlKind:
 * @AOI_SQL_NULL: no value
 * @AOI_SQL_INTEGER: a whole number
 * @AOI_SQL_REAL: a number; what is not finite is stored as no value
 * @AOI_SQL_TEXT: UTF-8 text
 */
typedef enum {
  AOI_SQL_NULL,
  AOI_SQL_INTEGER,
  AOI_SQL_REAL,
  AOI_SQL_TEXT,
} AoiSqlKind;

/**
 * AoiSqlValue:
 * @kind: which of the others counts
 * @integer: a whole number
 * @real: a number
 * @text: text, borrowed
 *
 * A value that is stored or was read.
 */
typedef struct {
  AoiSqlKind kind;
  union {
    gint64 integer;
    gdouble real;
    const gchar *text;
  };
} AoiSqlValue;

/**
 * AoiSqlRow:
 * @values: (array length=n_values): valid during the call
 * @n_values: how many columns there are
 * @data: the caller's
 *
 * Gets a row of an answer.
 */
typedef void (*AoiSqlRow) (const AoiSqlValue *values, guint n_values, gpointer data);

/**
 * AoiSqlDialect:
 * @AOI_SQL_SQLITE: SQLite
 * @AOI_SQL_POSTGRESQL: PostgreSQL
 *
 * Whose SQL a database speaks, where they differ.
 */
typedef enum {
  AOI_SQL_SQLITE,
  AOI_SQL_POSTGRESQL,
} AoiSqlDialect;

/**
 * AoiSqlMode:
 * @AOI_SQL_READ: nothing is written, and the database must be there
 * @AOI_SQL_WRITE: it is made if it is missing; what is committed outlives a power loss
 * @AOI_SQL_WRITE_RELAXED: as %AOI_SQL_WRITE, but a power loss may take the last commits of SQLite back; no crash does
 */
typedef enum {
  AOI_SQL_READ,
  AOI_SQL_WRITE,
  AOI_SQL_WRITE_RELAXED,
} AoiSqlMode;

/**
 * AOI_SQL_ROWS:
 *
 * How many rows a statement writes at most.
 */
#define AOI_SQL_ROWS 20

/**
 * AoiSqlInsert:
 * @begin: `INSERT INTO` with a table and its columns
 * @end: what follows the rows, with a space before it; may be empty
 * @n_columns: how many values a row has
 * @statements: of each number of rows, as far as they were needed
 *
 * How rows of a table are written. Static, since its statements are kept for ever.
 */
typedef struct {
  const gchar *begin, *end;
  guint n_columns;
  gsize statements[AOI_SQL_ROWS];
} AoiSqlInsert;

/**
 * AoiSql:
 *
 * A connection to a database. One thread's at a time. Each statement is prepared once, and kept: there are few. Parameters are
 * `$1`, `$2` ..., the values' places.
 */
typedef struct _AoiSql AoiSql;

GQuark aoi_sql_error_quark (void);
AoiSql *aoi_sql_open (const gchar *address, AoiSqlMode mode, const gchar *mark, GError **error);
void aoi_sql_close (AoiSql *self);
AoiSqlDialect aoi_sql_get_dialect (const AoiSql *self);
const gchar *aoi_sql_get_file (const AoiSql *self);
gchar *aoi_sql_address_show (const gchar *address);

gboolean aoi_sql_begin (AoiSql *self, GError **error);
gboolean aoi_sql_commit (AoiSql *self, GError **error);
void aoi_sql_rollback (AoiSql *self);
gboolean aoi_sql_script (AoiSql *self, const gchar *script, GError **error);
gboolean aoi_sql_add (AoiSql *self, const gchar *statement, const AoiSqlValue *values,
    guint n_values, GError **error);
gboolean aoi_sql_add_rows (
    AoiSql *self, AoiSqlInsert *insert, const AoiSqlValue *values, guint n_rows, GError **error);
gboolean aoi_sql_query (AoiSql *self, const gchar *statement, const AoiSqlValue *values,
    guint n_values, AoiSqlRow row, gpointer data, GError **error);
gboolean aoi_sql_query_text (AoiSql *self, const gchar *statement, const AoiSqlValue *values,
    guint n_values, gchar **text, GError **error);
gboolean aoi_sql_query_integer (AoiSql *self, const gchar *statement, const AoiSqlValue *values,
    guint n_values, gint64 *integer, GError **error);

AoiSqlValue aoi_sql_integer (gint64 integer);
AoiSqlValue aoi_sql_real (gdouble real);
AoiSqlValue aoi_sql_text (const gchar *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiSql, aoi_sql_close)

G_END_DECLS
