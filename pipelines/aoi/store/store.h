/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Questions to databases of boards. */

#include <json-glib/json-glib.h>

#include "store/aoi-store.h"

G_BEGIN_DECLS

/**
 * StoreFilter:
 * @since: how long ago, such as `8h`, or from which time on
 * @until: (nullable): likewise, where it ends
 * @product: (nullable): of boards
 * @station: (nullable): likewise
 * @code: (nullable): what names a device of the board
 * @failed: only boards that did not pass
 * @from_us: of @since, microseconds since 1970
 * @to_us: of @until, likewise; %G_MAXINT64 if there is none
 * @from: (nullable): the least id of boards that count, of @since
 * @to: (nullable): the least id of boards that do not any more, of @until
 *
 * Which boards are asked for. The first ones are what the user says; store_filter_prepare() makes the last four.
 */
typedef struct {
  gchar *since, *until, *product, *station, *code;
  gboolean failed;
  gint64 from_us, to_us;
  gchar *from, *to;
} StoreFilter;

/**
 * StoreColumn:
 * @name: of the column, as people read it
 * @width: of the column on a terminal; negative: to the left; 0: as wide as it is
 *
 * A column of a table.
 */
typedef struct {
  const gchar *name;
  gint width;
} StoreColumn;

/**
 * StoreTable:
 * @columns: (array length=n_columns): what there is to see
 * @n_columns: how many
 * @rows: (element-type GPtrArray): of AoiSqlValue, which own their texts
 *
 * An answer.
 */
typedef struct {
  const StoreColumn *columns;
  guint n_columns;
  GPtrArray *rows;
} StoreTable;

gboolean store_filter_prepare (StoreFilter *self, gint64 now_us, GError **error);
gchar *store_filter_make_bound (gint64 time_us);
void store_filter_clear (StoreFilter *self);

gint64 store_value_get_integer (const AoiSqlValue *self);
gdouble store_value_get_real (const AoiSqlValue *self);
const gchar *store_value_get_text (const AoiSqlValue *self);

void store_table_init (StoreTable *self, const StoreColumn *columns, guint n_columns);
void store_table_clear (StoreTable *self);
void store_table_add (const AoiSqlValue *values, guint n_values, gpointer table);
const AoiSqlValue *store_table_get (const StoreTable *self, guint row, guint column);
gchar *store_table_show (const StoreTable *self, guint row, guint column);
void store_table_print (const StoreTable *self);
void store_table_print_csv (const StoreTable *self);
void store_table_row_to_json (const StoreTable *self, guint row, JsonBuilder *json);
void store_table_to_json (const StoreTable *self, JsonBuilder *json);

AoiStore *store_open_to_read (const gchar *command, const gchar *address);
int store_fail (const gchar *command, const GError *error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StoreFilter, store_filter_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StoreTable, store_table_clear)

G_END_DECLS
