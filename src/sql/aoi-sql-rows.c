/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of one table, written several by a statement: to begin and to end a statement costs as much as to write a row. */
#include "sql/aoi-sql.h"

/* A row's parameters: `($11,$12,$13)`. */
static void
append_row (GString *text, guint first, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s$%u", i == 0 ? "(" : ",", first + i);
  g_string_append_c (text, ')');
}

static gchar *
write_statement (const AoiSqlInsert *insert, guint n_rows)
{
  GString *text = g_string_sized_new (2048);

  g_string_append (text, insert->begin);
  for (guint i = 0; i < n_rows; i++) {
    g_string_append (text, i == 0 ? " VALUES " : ",");
    append_row (text, i * insert->n_columns + 1, insert->n_columns);
  }
  g_string_append (text, insert->end);
  return g_string_free (text, FALSE);
}

/* Written once for each number of rows, and kept. Any thread. */
static const gchar *
get_statement (AoiSqlInsert *insert, guint n_rows)
{
  gsize *statement = &insert->statements[n_rows - 1];

  if (g_once_init_enter (statement))
    g_once_init_leave (statement, GPOINTER_TO_SIZE (write_statement (insert, n_rows)));
  return GSIZE_TO_POINTER (*statement);
}

/**
 * aoi_sql_add_rows:
 * @self: a connection in a transaction
 * @insert: how they are written
 * @values: (array): of the rows' columns, one row behind the other
 * @n_rows: how many, 1 to %AOI_SQL_ROWS; no two of them may have the same key
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Writes rows as aoi_sql_add() does, in their order.
 *
 * Returns: %FALSE if it has failed already
 */
gboolean
aoi_sql_add_rows (
    AoiSql *self, AoiSqlInsert *insert, const AoiSqlValue *values, guint n_rows, GError **error)
{
  return aoi_sql_add (
      self, get_statement (insert, n_rows), values, n_rows * insert->n_columns, error);
}
