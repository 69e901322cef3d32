/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "sql/aoi-sql.h"

G_BEGIN_DECLS

/**
 * AoiSqlClass:
 * @dialect: what it speaks
 * @schemes: (array zero-terminated=1): how its addresses begin, with the colon
 * @begin: the statement that begins a transaction which writes
 * @control: runs a statement that begins or ends a transaction
 * @open: connects, or says why not; see aoi_sql_open()
 * @close: frees the connection
 * @script: runs statements without parameters
 * @add: runs a statement whose rows do not matter; it may wait until the next @query or @flush, which then fails for it
 * @query: runs a statement, and all that waits before it
 * @flush: (nullable): runs all that waits
 * @get_file: (nullable): the file that is the database
 *
 * A kind of database. Statements of @add and @query are few, and each is prepared once.
 */
typedef struct {
  AoiSqlDialect dialect;
  const gchar *const *schemes;
  const gchar *begin;
  AoiSql *(*open) (const gchar *address, AoiSqlMode mode, const gchar *mark, GError **error);
  void (*close) (AoiSql *self);
  gboolean (*control) (AoiSql *self, const gchar *statement, GError **error);
  gboolean (*script) (AoiSql *self, const gchar *script, GError **error);
  gboolean (*add) (AoiSql *self, const gchar *statement, const AoiSqlValue *values, guint n_values,
      GError **error);
  gboolean (*query) (AoiSql *self, const gchar *statement, const AoiSqlValue *values,
      guint n_values, AoiSqlRow row, gpointer data, GError **error);
  gboolean (*flush) (AoiSql *self, GError **error);
  const gchar *(*get_file) (const AoiSql *self);
} AoiSqlClass;

/* What each connection begins with. */
struct _AoiSql {
  const AoiSqlClass *klass;
};

/* Stands for a password in an address that is shown. */
#define AOI_SQL_HIDDEN ":***@"

gboolean aoi_sql_refuse_password (GError **error);

extern const AoiSqlClass aoi_sql_sqlite;
#ifdef HAVE_POSTGRESQL
extern const AoiSqlClass aoi_sql_postgresql;
#endif

G_END_DECLS
