/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the boards say of a line: the same questions as those of `aoi stats`. */
#include "boards/boards-database.h"
#include "boards/boards-questions.h"

/* What is asked for, and the answer. */
typedef struct {
  const BoardsStats *asked;
  JsonObject *answer;
} Stats;

static void
add_rows (JsonBuilder *json, AoiQueryTable *table, guint limit)
{
  const guint left = table->rows->len > limit ? table->rows->len - limit : 0;

  g_ptr_array_set_size (table->rows, (gint) (table->rows->len - left));
  json_builder_set_member_name (json, "rows");
  json_builder_begin_array (json);
  aoi_query_table_to_json (table, json);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "rows_left");
  json_builder_add_int_value (json, left);
}

static JsonObject *
make_answer (const BoardsStats *asked, const AoiStatsTotals *totals, AoiQueryTable *table)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (json);
  aoi_stats_totals_to_json (totals, json);
  json_builder_set_member_name (json, "by");
  json_builder_add_string_value (json, asked->by->name);
  add_rows (json, table, asked->limit);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return json_node_dup_object (root);
}

static gboolean
ask (AoiStore *store, gpointer data, GError **error)
{
  Stats *self = data;
  const BoardsStats *asked = self->asked;
  g_auto (AoiQueryTable) table = { 0 };
  AoiStatsTotals totals;

  g_clear_pointer (&self->answer, json_object_unref);
  if (!aoi_stats_get_totals (store, asked->filter, &totals, error)
      || !aoi_stats_ask (store, asked->by, asked->filter, asked->shifts, &table, error))
    return FALSE;
  self->answer = make_answer (asked, &totals, &table);
  return TRUE;
}

/**
 * boards_stats:
 * @self: boards of a station with a store
 * @asked: which boards, and how they are divided
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: (transfer full): totals, `by`, `rows`, and how many rows the limit has left out as `rows_left`
 */
JsonObject *
boards_stats (Boards *self, const BoardsStats *asked, GError **error)
{
  Stats stats = { .asked = asked };

  if (boards_read (self, ask, &stats, error))
    return stats.answer;
  g_clear_pointer (&stats.answer, json_object_unref);
  return NULL;
}
