/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers as tables for people and for spreadsheets. */
#include "store/store.h"

#include <string.h>

#include "common/terminal.h"

static void
append_cell (GString *line, const AoiQueryColumn *column, const gchar *text)
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

/* For people. */
void
store_table_print (const AoiQueryTable *self)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < self->n_columns; i++)
    append_cell (line, &self->columns[i], self->columns[i].name);
  print_line (line);
  for (guint i = 0; i < self->rows->len; i++) {
    g_string_truncate (line, 0);
    for (guint k = 0; k < self->n_columns; k++) {
      g_autofree gchar *text = aoi_query_table_show (self, i, k);
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
store_table_print_csv (const AoiQueryTable *self)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < self->n_columns; i++) {
    g_autofree gchar *key = aoi_query_column_dup_key (&self->columns[i]);

    g_string_append_printf (line, "%s%s", i > 0 ? "," : "", key);
  }
  g_print ("%s\r\n", line->str);
  for (guint i = 0; i < self->rows->len; i++) {
    g_string_truncate (line, 0);
    for (guint k = 0; k < self->n_columns; k++) {
      const AoiSqlValue *value = aoi_query_table_get (self, i, k);
      g_autofree gchar *text = aoi_query_table_show (self, i, k);

      if (k > 0)
        g_string_append_c (line, ',');
      append_csv (line, text, value->kind == AOI_SQL_TEXT);
    }
    g_print ("%s\r\n", line->str);
  }
}
