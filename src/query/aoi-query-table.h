/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "sql/aoi-sql.h"

G_BEGIN_DECLS

/**
 * AoiQueryColumn:
 * @name: of the column, as people read it
 * @width: of the column on a terminal; negative: to the left; 0: as wide as it is
 *
 * A column of a table.
 */
typedef struct {
  const gchar *name;
  gint width;
} AoiQueryColumn;

/**
 * AoiQueryTable:
 * @columns: (array length=n_columns): what there is to see
 * @n_columns: how many
 * @rows: (element-type GPtrArray): of AoiSqlValue, which own their texts
 *
 * An answer.
 */
typedef struct {
  const AoiQueryColumn *columns;
  guint n_columns;
  GPtrArray *rows;
} AoiQueryTable;

gint64 aoi_query_value_get_integer (const AoiSqlValue *self);
gdouble aoi_query_value_get_real (const AoiSqlValue *self);
const gchar *aoi_query_value_get_text (const AoiSqlValue *self);
JsonNode *aoi_query_value_to_json (const AoiSqlValue *self);

gchar *aoi_query_column_dup_key (const AoiQueryColumn *self);

void aoi_query_table_init (AoiQueryTable *self, const AoiQueryColumn *columns, guint n_columns);
void aoi_query_table_clear (AoiQueryTable *self);
void aoi_query_table_add (const AoiSqlValue *values, guint n_values, gpointer table);
const AoiSqlValue *aoi_query_table_get (const AoiQueryTable *self, guint row, guint column);
gchar *aoi_query_table_show (const AoiQueryTable *self, guint row, guint column);
void aoi_query_table_row_to_json (const AoiQueryTable *self, guint row, JsonBuilder *json);
void aoi_query_table_to_json (const AoiQueryTable *self, JsonBuilder *json);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiQueryTable, aoi_query_table_clear)

G_END_DECLS
