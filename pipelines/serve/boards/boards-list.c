/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of boards, the newest first. A page ends where the next one begins, by id: what comes in between moves none. */
#include "boards/boards-questions-private.h"

#define MAX_VALUES 9

const gchar *const boards_column_names[] = { "id", "time", "station", "product", "number",
  "verdict", "reason", "code", "revision", "session", "total_ms", "inspect_ms", "review", NULL };

/* A statement on its way. Each set of conditions is a statement of its own, so that the database can use its indexes. */
typedef struct {
  GString *text;
  AoiSqlValue values[MAX_VALUES];
  guint n;
} Question;

/* @condition: with `$` in place of @value. @value: (nullable): %NULL: all boards count */
static void
add_text (Question *self, const gchar *condition, const gchar *value)
{
  g_autofree gchar *place = g_strdup_printf ("$%u", self->n + 1);
  g_auto (GStrv) parts = g_strsplit (condition, "$", -1);
  g_autofree gchar *numbered = g_strjoinv (place, parts);

  if (value == NULL)
    return;
  g_string_append (self->text, numbered);
  self->values[self->n++] = aoi_sql_text (value);
}

/* What did not pass has an index; judgements are few. */
static void
add_roi (Question *self, const BoardsFilter *filter)
{
  add_text (
      self, "AND b.id IN (SELECT board FROM roi_judgement WHERE judgement = $ ", filter->judgement);
  if (filter->roi != 0) {
    g_string_append_printf (self->text,
        filter->judgement != NULL
            ? "AND roi = $%u "
            : "AND b.verdict <> 'pass' AND EXISTS (SELECT 1 FROM roi r WHERE r.board = b.id AND "
              "r.status <> 'pass' AND r.status <> 'skipped' AND r.roi = $%u) ",
        self->n + 1);
    self->values[self->n++] = aoi_sql_integer (filter->roi);
  }
  if (filter->judgement != NULL)
    g_string_append (self->text, ") ");
}

/* The first judgement of each board, from the newest board on. */
#define BY_JUDGEMENTS \
  "FROM judgement d CROSS JOIN boards b WHERE b.id = d.board AND NOT EXISTS " \
  "(SELECT 1 FROM judgement e WHERE e.board = d.board AND (e.roi, e.id) < (d.roi, d.id)) AND "

/* Returns whether boards are found by their judgements: where all that are judged are asked for. */
static gboolean
goes_by_judgements (const BoardsFilter *filter)
{
  return g_strcmp0 (filter->review, "judged") == 0 && filter->code == NULL
      && filter->judgement == NULL;
}

static void
add_review (Question *self, const BoardsFilter *filter)
{
  if (g_strcmp0 (filter->review, "open") == 0)
    g_string_append (self->text, "AND b.id IN (SELECT board FROM review) ");
  if (g_strcmp0 (filter->review, "judged") == 0)
    g_string_append (self->text,
        "AND EXISTS (SELECT 1 FROM judgement d WHERE d.board = b.id) "
        "AND NOT EXISTS (SELECT 1 FROM review r WHERE r.board = b.id) ");
}

static void
write_question (Question *self, const BoardsFilter *filter)
{
  const gboolean by_judgements = goes_by_judgements (filter);

  g_string_append (self->text, BOARDS_COLUMNS);
  g_string_append (self->text, by_judgements ? BY_JUDGEMENTS : "FROM boards b WHERE ");
  add_text (self, "b.id >= $ ", filter->from);
  add_text (self, "AND b.id < $ ", filter->to);
  add_text (self, "AND b.product = $ ", filter->product);
  add_text (self, "AND b.station = $ ", filter->station);
  add_text (self, "AND b.verdict = $ ", filter->verdict);
  add_text (self,
      "AND b.id IN (SELECT board FROM device WHERE barcode = $ "
      "UNION SELECT board FROM device WHERE code = $ AND code <> barcode) ",
      filter->code);
  add_roi (self, filter);
  /* What did not pass has an index, which this finds. */
  if (filter->failed || (filter->verdict != NULL && !g_str_equal (filter->verdict, "pass")))
    g_string_append (self->text, "AND b.verdict <> 'pass' ");
  add_review (self, filter);
  g_string_append_printf (
      self->text, "ORDER BY %s DESC LIMIT $%u", by_judgements ? "d.board" : "b.id", self->n + 1);
  /* One more, which says whether there are more. */
  self->values[self->n++] = aoi_sql_integer ((gint64) filter->limit + 1);
}

/* An AoiSqlRow of BOARDS_COLUMNS. */
void
boards_board_add (const AoiSqlValue *values, guint n_values, gpointer rows)
{
  BoardsRows *self = rows;

  boards_rows_add (values, n_values, rows);
  boards_row_set_word (
      json_array_get_object_element (self->rows, json_array_get_length (self->rows) - 1),
      "verdict");
}

gboolean
boards_find (AoiStore *store, const BoardsFilter *filter, JsonArray *boards, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Question question = { .text = text };
  BoardsRows rows = { boards_column_names, boards };

  write_question (&question, filter);
  return aoi_sql_query (aoi_store_get_sql (store), text->str, question.values, question.n,
      boards_board_add, &rows, error);
}

/* Takes what is beyond the limit away. Returns: (transfer full): where the next page begins, or null */
JsonNode *
boards_cut (JsonArray *boards, guint limit)
{
  JsonNode *next = json_node_new (JSON_NODE_NULL);

  if (json_array_get_length (boards) <= limit)
    return next;
  json_array_remove_element (boards, limit);
  json_node_init_string (next,
      json_object_get_string_member (json_array_get_object_element (boards, limit - 1), "id"));
  return next;
}

/* What is asked for, and the answer. */
typedef struct {
  const BoardsFilter *filter;
  gboolean whole;
  JsonObject *answer;
} List;

static gboolean
ask (AoiStore *store, gpointer data, GError **error)
{
  List *self = data;
  JsonArray *boards = json_array_new ();

  g_clear_pointer (&self->answer, json_object_unref);
  self->answer = json_object_new ();
  json_object_set_array_member (self->answer, "boards", boards);
  if (!boards_find (store, self->filter, boards, error))
    return FALSE;
  json_object_set_member (self->answer, "next", boards_cut (boards, self->filter->limit));
  for (guint i = 0; self->whole && i < json_array_get_length (boards); i++)
    if (!boards_add_parts (store, json_array_get_object_element (boards, i), error))
      return FALSE;
  return TRUE;
}

static JsonObject *
run (Boards *self, List *list, GError **error)
{
  if (boards_read (self, ask, list, error))
    return list->answer;
  g_clear_pointer (&list->answer, json_object_unref);
  return NULL;
}

/**
 * boards_list:
 * @self: boards of a station with a store
 * @filter: which
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: (transfer full): `boards`, and `next`, the id before which the next page begins, or null
 */
JsonObject *
boards_list (Boards *self, const BoardsFilter *filter, GError **error)
{
  List list = { .filter = filter };

  return run (self, &list, error);
}

/**
 * boards_trace:
 * @self: boards of a station with a store
 * @filter: which, by their code
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: (transfer full): as boards_list(), with all that is known of each
 */
JsonObject *
boards_trace (Boards *self, const BoardsFilter *filter, GError **error)
{
  List list = { .filter = filter, .whole = TRUE };

  return run (self, &list, error);
}
