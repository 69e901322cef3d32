/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers of a database. */
#include "query/aoi-query-table.h"

#include <math.h>
#include <string.h>

/**
 * aoi_query_value_get_integer:
 * @self: a value
 *
 * Returns: its number; 0 of what is none
 */
gint64
aoi_query_value_get_integer (const AoiSqlValue *self)
{
  return self->kind == AOI_SQL_INTEGER ? self->integer : 0;
}

/**
 * aoi_query_value_get_real:
 * @self: a value
 *
 * Returns: its number; NaN of what is none
 */
gdouble
aoi_query_value_get_real (const AoiSqlValue *self)
{
  return self->kind == AOI_SQL_REAL   ? self->real
      : self->kind == AOI_SQL_INTEGER ? (gdouble) self->integer
                                      : NAN;
}

/**
 * aoi_query_value_get_text:
 * @self: a value
 *
 * Returns: its text; an empty one of what is none
 */
const gchar *
aoi_query_value_get_text (const AoiSqlValue *self)
{
  return self->kind == AOI_SQL_TEXT ? self->text : "";
}

static void
clear_value (gpointer data)
{
  AoiSqlValue *value = data;

  if (value->kind == AOI_SQL_TEXT)
    g_free ((gchar *) value->text);
}

/**
 * aoi_query_table_init:
 * @self: (out caller-allocates): a table, to be cleared by aoi_query_table_clear()
 * @columns: (array length=n_columns): what there is to see, which must outlive it
 * @n_columns: how many
 */
void
aoi_query_table_init (AoiQueryTable *self, const AoiQueryColumn *columns, guint n_columns)
{
  self->columns = columns;
  self->n_columns = n_columns;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
}

/**
 * aoi_query_table_clear:
 * @self: a table, or one filled with zeroes
 */
void
aoi_query_table_clear (AoiQueryTable *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}

/**
 * aoi_query_table_add:
 * @values: (array length=n_values): a row, which is copied
 * @n_values: as many as there are columns
 * @table: an #AoiQueryTable
 *
 * An #AoiSqlRow.
 */
void
aoi_query_table_add (const AoiSqlValue *values, guint n_values, gpointer table)
{
  AoiQueryTable *self = table;
  GArray *row = g_array_sized_new (FALSE, TRUE, sizeof (AoiSqlValue), n_values);

  g_array_set_clear_func (row, clear_value);
  for (guint i = 0; i < n_values; i++) {
    AoiSqlValue value = values[i];

    if (value.kind == AOI_SQL_TEXT)
      value.text = g_strdup (value.text);
    g_array_append_val (row, value);
  }
  g_ptr_array_add (self->rows, row);
}

/**
 * aoi_query_table_get:
 * @self: a table
 * @row: of its rows
 * @column: of its columns
 *
 * Returns: the cell
 */
const AoiSqlValue *
aoi_query_table_get (const AoiQueryTable *self, guint row, guint column)
{
  return &g_array_index ((GArray *) g_ptr_array_index (self->rows, row), AoiSqlValue, column);
}

/**
 * aoi_query_column_dup_key:
 * @self: a column
 *
 * What people read as `false calls` and `yield %` is `false_calls` and `yield` to programs.
 *
 * Returns: (transfer full): the name for programs
 */
gchar *
aoi_query_column_dup_key (const AoiQueryColumn *self)
{
  gchar *key = g_strndup (self->name, strcspn (self->name, "(%"));

  return g_strdelimit (g_strchomp (key), " ", '_');
}

/* Returns: (transfer full): as text, empty if there is none */
static gchar *
show (const AoiSqlValue *value)
{
  gchar room[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value->kind) {
    case AOI_SQL_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case AOI_SQL_REAL:
      return g_strdup (g_ascii_formatd (room, sizeof room, "%.6g", value->real));
    case AOI_SQL_TEXT:
      return g_strdup (value->text);
    case AOI_SQL_NULL:
      break;
  }
  return g_strdup ("");
}

/**
 * aoi_query_table_show:
 * @self: a table
 * @row: of its rows
 * @column: of its columns
 *
 * Returns: (transfer full): the cell as text, empty if there is none
 */
gchar *
aoi_query_table_show (const AoiQueryTable *self, guint row, guint column)
{
  return show (aoi_query_table_get (self, row, column));
}

/**
 * aoi_query_value_to_json:
 * @self: a value
 *
 * Infinite numbers and NaN become null, and text becomes valid UTF-8.
 *
 * Returns: (transfer full): it as JSON
 */
JsonNode *
aoi_query_value_to_json (const AoiSqlValue *self)
{
  JsonNode *node = json_node_alloc ();
  g_autofree gchar *valid = NULL;

  if (self->kind == AOI_SQL_INTEGER)
    return json_node_init_int (node, self->integer);
  if (self->kind == AOI_SQL_REAL && isfinite (self->real))
    return json_node_init_double (node, self->real);
  if (self->kind != AOI_SQL_TEXT)
    return json_node_init_null (node);
  valid = g_utf8_make_valid (self->text, -1);
  return json_node_init_string (node, valid);
}

/**
 * aoi_query_table_row_to_json:
 * @self: a table
 * @row: of its rows
 * @json: where an object is open
 *
 * Adds the cells of a row as its members.
 */
void
aoi_query_table_row_to_json (const AoiQueryTable *self, guint row, JsonBuilder *json)
{
  for (guint i = 0; i < self->n_columns; i++) {
    g_autofree gchar *key = aoi_query_column_dup_key (&self->columns[i]);

    json_builder_set_member_name (json, key);
    json_builder_add_value (json, aoi_query_value_to_json (aoi_query_table_get (self, row, i)));
  }
}

/**
 * aoi_query_table_to_json:
 * @self: a table
 * @json: where an array is open
 *
 * Adds the rows as its objects.
 */
void
aoi_query_table_to_json (const AoiQueryTable *self, JsonBuilder *json)
{
  for (guint i = 0; i < self->rows->len; i++) {
    json_builder_begin_object (json);
    aoi_query_table_row_to_json (self, i, json);
    json_builder_end_object (json);
  }
}
