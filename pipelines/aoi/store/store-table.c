/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers as tables: for people, for spreadsheets and as JSON. */
#include "store/store.h"

#include <math.h>
#include <string.h>

#include "common/json-out.h"
#include "common/terminal.h"

/* 0 of what is none. */
gint64
store_value_get_integer (const AoiSqlValue *self)
{
  return self->kind == AOI_SQL_INTEGER ? self->integer : 0;
}

/* NaN of what is none. */
gdouble
store_value_get_real (const AoiSqlValue *self)
{
  return self->kind == AOI_SQL_REAL   ? self->real
      : self->kind == AOI_SQL_INTEGER ? (gdouble) self->integer
                                      : NAN;
}

/* Empty of what is none. */
const gchar *
store_value_get_text (const AoiSqlValue *self)
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

void
store_table_init (StoreTable *self, const StoreColumn *columns, guint n_columns)
{
  self->columns = columns;
  self->n_columns = n_columns;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
}

void
store_table_clear (StoreTable *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}

/* An AoiSqlRow. */
void
store_table_add (const AoiSqlValue *values, guint n_values, gpointer table)
{
  StoreTable *self = table;
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

const AoiSqlValue *
store_table_get (const StoreTable *self, guint row, guint column)
{
  return &g_array_index ((GArray *) g_ptr_array_index (self->rows, row), AoiSqlValue, column);
}

/* What people read as `false calls` and `yield %` is `false_calls` and `yield` to programs. Returns: (transfer full) */
static gchar *
dup_key (const StoreColumn *column)
{
  gchar *key = g_strndup (column->name, strcspn (column->name, "(%"));

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

static void
append_cell (GString *line, const StoreColumn *column, const gchar *text)
{
  const gint width = ABS (column->width);
  const gint pad = MAX (0, width - (gint) g_utf8_strlen (text, -1));

  if (line->len > 0)
    g_string_append (line, "  ");
  if (column->width > 0)
    g_string_append_printf (line, "%*s", pad, "");
  g_string_append (line, text);
  if (column->width < 0)
    g_string_append_printf (line, "%*s", pad, "");
}

static void
print_line (GString *line)
{
  while (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  g_print ("%s\n", line->str);
}

/* Returns: (transfer full): a cell as text */
gchar *
store_table_show (const StoreTable *self, guint row, guint column)
{
  return show (store_table_get (self, row, column));
}

/* For people. */
void
store_table_print (const StoreTable *self)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < self->n_columns; i++)
    append_cell (line, &self->columns[i], self->columns[i].name);
  print_line (line);
  for (guint i = 0; i < self->rows->len; i++) {
    g_string_truncate (line, 0);
    for (guint k = 0; k < self->n_columns; k++) {
      g_autofree gchar *text = show (store_table_get (self, i, k));
      g_autofree gchar *shown = terminal_show (text);

      append_cell (line, &self->columns[k], shown);
    }
    print_line (line);
  }
}

/* RFC 4180; a text that a spreadsheet would take for a formula begins with a quote. */
static void
append_csv (GString *line, const gchar *text, gboolean is_text)
{
  const gboolean is_formula = is_text && text[0] != '\0' && strchr ("=+-@\t\r", text[0]) != NULL;

  if (!is_formula && strpbrk (text, ",\"\r\n") == NULL) {
    g_string_append (line, text);
    return;
  }
  g_string_append (line, is_formula ? "\"'" : "\"");
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (line, '"');
    g_string_append_c (line, *text);
  }
  g_string_append_c (line, '"');
}

/* For spreadsheets. */
void
store_table_print_csv (const StoreTable *self)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < self->n_columns; i++) {
    g_autofree gchar *key = dup_key (&self->columns[i]);

    g_string_append_printf (line, "%s%s", i > 0 ? "," : "", key);
  }
  g_print ("%s\r\n", line->str);
  for (guint i = 0; i < self->rows->len; i++) {
    g_string_truncate (line, 0);
    for (guint k = 0; k < self->n_columns; k++) {
      const AoiSqlValue *value = store_table_get (self, i, k);
      g_autofree gchar *text = show (value);

      if (k > 0)
        g_string_append_c (line, ',');
      append_csv (line, text, value->kind == AOI_SQL_TEXT);
    }
    g_print ("%s\r\n", line->str);
  }
}

static void
add_cell (JsonBuilder *json, const gchar *name, const AoiSqlValue *value)
{
  switch (value->kind) {
    case AOI_SQL_INTEGER:
      json_builder_set_member_name (json, name);
      json_builder_add_int_value (json, value->integer);
      break;
    case AOI_SQL_REAL:
      json_out_number (json, name, value->real);
      break;
    case AOI_SQL_TEXT:
      json_out_text (json, name, value->text);
      break;
    case AOI_SQL_NULL:
      json_builder_set_member_name (json, name);
      json_builder_add_null_value (json);
      break;
  }
}

/* Adds the cells of a row to an object that is open. */
void
store_table_row_to_json (const StoreTable *self, guint row, JsonBuilder *json)
{
  for (guint i = 0; i < self->n_columns; i++) {
    g_autofree gchar *key = dup_key (&self->columns[i]);

    add_cell (json, key, store_table_get (self, row, i));
  }
}

/* Adds the rows as objects to an array that is open. */
void
store_table_to_json (const StoreTable *self, JsonBuilder *json)
{
  for (guint i = 0; i < self->rows->len; i++) {
    json_builder_begin_object (json);
    store_table_row_to_json (self, i, json);
    json_builder_end_object (json);
  }
}
