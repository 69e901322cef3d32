/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "sql/aoi-sql.h"

G_BEGIN_DECLS

/**
 * BoardsRows:
 * @names: (array zero-terminated=1): of the answer's columns, as members of JSON objects
 * @rows: a JSON object for each row
 *
 * Collects the rows of an answer.
 */
typedef struct {
  const gchar *const *names;
  JsonArray *rows;
} BoardsRows;

void boards_rows_add (const AoiSqlValue *values, guint n_values, gpointer rows);
void boards_row_set_word (JsonObject *row, const gchar *name);

G_END_DECLS
