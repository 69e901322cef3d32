/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of a database as JSON. */
#include "boards/boards-rows.h"

#include "query/aoi-query-table.h"

/**
 * boards_rows_add:
 * @values: (array length=n_values): a row
 * @n_values: its columns, at least as many as there are names
 * @rows: #BoardsRows
 *
 * An #AoiSqlRow.
 */
void
boards_rows_add (const AoiSqlValue *values, guint n_values, gpointer rows)
{
  BoardsRows *self = rows;
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < n_values && self->names[i] != NULL; i++)
    json_object_set_member (object, self->names[i], aoi_query_value_to_json (&values[i]));
  json_array_add_object_element (self->rows, object);
}

/**
 * boards_row_set_word:
 * @row: of an answer
 * @name: of a member that is one of a few words
 *
 * Writes it as clients say it, too: `false-call`, where the database has `false call`.
 */
void
boards_row_set_word (JsonObject *row, const gchar *name)
{
  g_autofree gchar *word = g_strdup (json_object_get_string_member (row, name));

  if (word != NULL)
    json_object_set_string_member (row, name, g_strdelimit (word, " ", '-'));
}
