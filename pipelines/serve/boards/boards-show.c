/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A board with all that is known of it. */
#include "boards/boards-questions-private.h"
#include "store/aoi-store-judge.h"
#include "store/aoi-store-lease.h"

static const gchar find_board[] = BOARDS_COLUMNS "FROM boards b WHERE b.id = $1";

static const gchar find_devices[] =
    "SELECT device, rois, passed, barcode, code FROM device WHERE board = $1 ORDER BY device";

static const gchar *const device_names[] = { "device", "rois", "rois_passed", "barcode", "code",
  NULL };

static const gchar find_rois[] =
    "SELECT roi, device, type, status, score, threshold, reason, time_ms, measured FROM roi WHERE board = $1 "
    "ORDER BY roi";

static const gchar *const roi_names[] = { "roi", "device", "type", "status", "score", "threshold",
  "reason", "time_ms", "measured", NULL };

static const gchar find_placements[] =
    "SELECT device, dx, dy, angle, scale, residual, reason FROM placement WHERE board = $1 ORDER BY device";

static const gchar *const placement_names[] = { "device", "dx", "dy", "angle", "scale", "residual",
  "reason", NULL };

static const gchar *const judgement_names[] = { "roi", "time", "judgement", "person", "revision",
  "note", NULL };

static const gchar find_product[] =
    "SELECT b.id, p.file FROM board b LEFT JOIN product_revision p ON p.hash = b.revision WHERE b.id = $1";

/* Returns: (transfer full) (nullable): the rows of a part of a board; NULL with an error */
static JsonArray *
find_part (AoiStore *store, const gchar *statement, const gchar *const *names, const gchar *board,
    GError **error)
{
  const AoiSqlValue id = aoi_sql_text (board);
  g_autoptr (JsonArray) found = json_array_new ();
  BoardsRows rows = { names, found };

  if (!aoi_sql_query (aoi_store_get_sql (store), statement, &id, 1, boards_rows_add, &rows, error))
    return NULL;
  return g_steal_pointer (&found);
}

/* Returns: (transfer full) (nullable): all that was ever said of a board, in its order; NULL with an error */
JsonArray *
boards_find_judgements (AoiStore *store, const gchar *board, GError **error)
{
  g_autoptr (JsonArray) found = json_array_new ();
  BoardsRows rows = { judgement_names, found };

  if (!aoi_store_query_judgements (store, board, boards_rows_add, &rows, error))
    return NULL;
  for (guint i = 0; i < json_array_get_length (found); i++)
    boards_row_set_word (json_array_get_object_element (found, i), "judgement");
  return g_steal_pointer (&found);
}

/* What was said last of each ROI counts. */
static void
add_judgements (JsonArray *rois, JsonArray *judgements)
{
  for (guint i = 0; i < json_array_get_length (rois); i++) {
    JsonObject *roi = json_array_get_object_element (rois, i);
    const gint64 number = json_object_get_int_member (roi, "roi");

    json_object_set_null_member (roi, "judgement");
    for (guint k = json_array_get_length (judgements); k-- > 0;) {
      JsonObject *judgement = json_array_get_object_element (judgements, k);

      if (json_object_get_int_member (judgement, "roi") != number)
        continue;
      json_object_set_string_member (
          roi, "judgement", json_object_get_string_member (judgement, "judgement"));
      break;
    }
  }
}

/* The database has a text. */
static void
read_measured (JsonArray *rois)
{
  for (guint i = 0; i < json_array_get_length (rois); i++) {
    JsonObject *roi = json_array_get_object_element (rois, i);
    JsonNode *node = json_from_string (json_object_get_string_member (roi, "measured"), NULL);

    json_object_set_member (roi, "measured", node != NULL ? node : json_node_new (JSON_NODE_NULL));
  }
}

static gboolean
add_lease (AoiStore *store, JsonObject *board, const gchar *id, GError **error)
{
  g_auto (AoiStoreLease) lease = { NULL };

  if (!aoi_store_find_lease (store, id, &lease, error))
    return FALSE;
  if (lease.board != NULL)
    json_object_set_object_member (
        board, "lease", boards_lease_new_object (lease.person, lease.expires_us));
  else
    json_object_set_null_member (board, "lease");
  return TRUE;
}

static void
add_link (JsonObject *board, const gchar *id)
{
  g_autofree gchar *link = g_strdup_printf ("/v1/boards/%s/product", id);

  if (json_object_get_null_member (board, "revision"))
    json_object_set_null_member (board, "product_text");
  else
    json_object_set_string_member (board, "product_text", link);
}

/* Adds all that belongs to a board of BOARDS_COLUMNS. */
gboolean
boards_add_parts (AoiStore *store, JsonObject *board, GError **error)
{
  const gchar *id = json_object_get_string_member (board, "id");
  g_autoptr (JsonArray) devices = find_part (store, find_devices, device_names, id, error);
  g_autoptr (JsonArray) rois = NULL, placements = NULL, judgements = NULL;

  if (devices == NULL)
    return FALSE;
  rois = find_part (store, find_rois, roi_names, id, error);
  if (rois == NULL)
    return FALSE;
  placements = find_part (store, find_placements, placement_names, id, error);
  if (placements == NULL)
    return FALSE;
  judgements = boards_find_judgements (store, id, error);
  if (judgements == NULL || !add_lease (store, board, id, error))
    return FALSE;
  read_measured (rois);
  add_judgements (rois, judgements);
  add_link (board, id);
  json_object_set_array_member (board, "devices", g_steal_pointer (&devices));
  json_object_set_array_member (board, "rois", g_steal_pointer (&rois));
  json_object_set_array_member (board, "placements", g_steal_pointer (&placements));
  json_object_set_array_member (board, "judgements", g_steal_pointer (&judgements));
  return TRUE;
}

/* @board: (out) (nullable): all that is known of it; NULL: there is none */
gboolean
boards_find_one (AoiStore *store, const gchar *id, JsonObject **board, GError **error)
{
  const AoiSqlValue value = aoi_sql_text (id);
  g_autoptr (JsonArray) found = json_array_new ();
  BoardsRows rows = { boards_column_names, found };

  *board = NULL;
  if (!aoi_sql_query (
          aoi_store_get_sql (store), find_board, &value, 1, boards_board_add, &rows, error))
    return FALSE;
  if (json_array_get_length (found) == 0)
    return TRUE;
  if (!boards_add_parts (store, json_array_get_object_element (found, 0), error))
    return FALSE;
  *board = json_object_ref (json_array_get_object_element (found, 0));
  return TRUE;
}

/* What is asked for, and the answer. */
typedef struct {
  const gchar *id;
  JsonObject *board;
  gboolean found;
  gchar *text;
} One;

static gboolean
ask_board (AoiStore *store, gpointer data, GError **error)
{
  One *self = data;

  return boards_find_one (store, self->id, &self->board, error);
}

/**
 * boards_show:
 * @self: boards of a station with a store
 * @id: of a board
 * @board: (out) (transfer full) (nullable): all that is known of it; %NULL: there is none
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether that could be found out
 */
gboolean
boards_show (Boards *self, const gchar *id, JsonObject **board, GError **error)
{
  One one = { .id = id };
  const gboolean good = boards_read (self, ask_board, &one, error);

  *board = one.board;
  return good;
}

static void
take_text (const AoiSqlValue *values, guint n_values, gpointer data)
{
  One *self = data;

  self->found = TRUE;
  g_free (self->text);
  self->text = g_strdup (values[1].kind == AOI_SQL_TEXT ? values[1].text : NULL);
}

static gboolean
ask_product (AoiStore *store, gpointer data, GError **error)
{
  One *self = data;
  const AoiSqlValue value = aoi_sql_text (self->id);

  return aoi_sql_query (aoi_store_get_sql (store), find_product, &value, 1, take_text, self, error);
}

/**
 * boards_find_product:
 * @self: boards of a station with a store
 * @id: of a board
 * @found: (out): whether there is such a board
 * @text: (out) (transfer full) (nullable): of the product's ROI file when it was inspected; %NULL: nobody knows
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether that could be found out
 */
gboolean
boards_find_product (Boards *self, const gchar *id, gboolean *found, gchar **text, GError **error)
{
  One one = { .id = id };
  const gboolean good = boards_read (self, ask_product, &one, error);

  *found = one.found;
  *text = one.text;
  return good;
}
