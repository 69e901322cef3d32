/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi trace: tells all that a database knows of one board. */
#include "base/aoi-uuid.h"
#include "common/aoi.h"
#include "common/json-out.h"
#include "store/aoi-store-judge.h"
#include "store/store.h"
#include "store/trace-archive.h"

typedef struct {
  gboolean json;
  gchar *archive;
  gchar **words;
} Arguments;

enum {
  BOARD_ID,
  BOARD_NUMBER = 4,
  BOARD_REVISION = 7,
  N_BOARD_COLUMNS = 12,
};

static const AoiQueryColumn board_columns[N_BOARD_COLUMNS] = {
  { "id", -36 },
  { "arrived", -27 },
  { "station", -10 },
  { "product", -12 },
  { "number", 6 },
  { "verdict", -13 },
  { "code", -16 },
  { "revision", -12 },
  { "session", -10 },
  { "total ms", 8 },
  { "inspect ms", 10 },
  { "reason", 0 },
};

static const AoiQueryColumn device_columns[] = {
  { "device", 8 },
  { "rois", 6 },
  { "passed", 6 },
  { "barcode", -16 },
  { "code", 0 },
};

static const AoiQueryColumn roi_columns[] = {
  { "roi", 5 },
  { "device", 6 },
  { "type", -8 },
  { "status", -7 },
  { "score", 8 },
  { "threshold", 9 },
  { "time ms", 8 },
  { "judgement", -10 },
  { "person", -8 },
  { "reason", 0 },
};

static const AoiQueryColumn placement_columns[] = {
  { "device", 6 },
  { "dx", 8 },
  { "dy", 8 },
  { "angle", 8 },
  { "scale", 8 },
  { "residual", 8 },
  { "reason", 0 },
};

static const AoiQueryColumn judgement_columns[] = {
  { "roi", 5 },
  { "time", -27 },
  { "judgement", -10 },
  { "person", -8 },
  { "revision", -12 },
  { "note", 0 },
};

#define BOARD_COLUMNS \
  "id, arrived, station, product, number, verdict, code, revision, session, total_ms, inspect_ms, reason"

static const gchar find_by_code[] =
    "SELECT " BOARD_COLUMNS " FROM boards "
    "WHERE id IN (SELECT board FROM device WHERE barcode = $1 OR device.code = $1) ORDER BY id";

static const gchar find_by_id[] = "SELECT " BOARD_COLUMNS " FROM boards WHERE id = $1";

static const gchar find_devices[] =
    "SELECT device, rois, passed, barcode, code FROM device WHERE board = $1 ORDER BY device";

static const gchar find_rois[] =
    "SELECT r.roi, r.device, r.type, r.status, r.score, r.threshold, r.time_ms, j.judgement, j.person, "
    "r.reason, r.measured FROM roi r LEFT JOIN roi_judgement j ON j.board = r.board AND j.roi = r.roi "
    "WHERE r.board = $1 ORDER BY r.roi";

static const gchar find_placements[] =
    "SELECT device, dx, dy, angle, scale, residual, reason FROM placement WHERE board = $1 ORDER BY device";

static const gchar find_file[] = "SELECT file FROM product_revision WHERE hash = $1";

/* The parts of a board. */
typedef struct {
  AoiQueryTable board, devices, rois, placements, judgements;
} Trace;

static void
trace_clear (Trace *self)
{
  aoi_query_table_clear (&self->board);
  aoi_query_table_clear (&self->devices);
  aoi_query_table_clear (&self->rois);
  aoi_query_table_clear (&self->placements);
  aoi_query_table_clear (&self->judgements);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trace, trace_clear)

static gboolean
find_boards (AoiStore *store, const gchar *code, AoiQueryTable *boards, GError **error)
{
  const AoiSqlValue value = aoi_sql_text (code);
  const gboolean is_id = aoi_uuid_get_time (code, NULL);

  return aoi_sql_query (aoi_store_get_sql (store), is_id ? find_by_id : find_by_code, &value, 1,
      aoi_query_table_add, boards, error);
}

/* Where the pictures of the board are. @json: (nullable) */
static void
tell_record (
    const Arguments *arguments, const AoiQueryTable *boards, guint index, JsonBuilder *json)
{
  g_autofree gchar *record = NULL;

  if (arguments->archive == NULL)
    return;
  record = trace_find_record (arguments->archive,
      aoi_query_value_get_text (aoi_query_table_get (boards, index, BOARD_ID)),
      aoi_query_value_get_integer (aoi_query_table_get (boards, index, BOARD_NUMBER)));
  if (json != NULL)
    json_out_text (json, "record", record);
  else
    g_print ("record: %s\n", record != NULL ? record : "none in the archive");
}

static gboolean
trace_find (Trace *self, AoiStore *store, const AoiSqlValue *board, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (store);

  aoi_query_table_init (&self->board, board_columns, N_BOARD_COLUMNS);
  aoi_query_table_add (board, N_BOARD_COLUMNS, &self->board);
  aoi_query_table_init (&self->devices, device_columns, G_N_ELEMENTS (device_columns));
  aoi_query_table_init (&self->rois, roi_columns, G_N_ELEMENTS (roi_columns));
  aoi_query_table_init (&self->placements, placement_columns, G_N_ELEMENTS (placement_columns));
  aoi_query_table_init (&self->judgements, judgement_columns, G_N_ELEMENTS (judgement_columns));
  return aoi_sql_query (sql, find_devices, board, 1, aoi_query_table_add, &self->devices, error)
      && aoi_sql_query (sql, find_rois, board, 1, aoi_query_table_add, &self->rois, error)
      && aoi_sql_query (
          sql, find_placements, board, 1, aoi_query_table_add, &self->placements, error)
      && aoi_store_query_judgements (
          store, board->text, aoi_query_table_add, &self->judgements, error);
}

static void
add_table (JsonBuilder *json, const gchar *name, const AoiQueryTable *table)
{
  json_out_begin_array (json, name);
  aoi_query_table_to_json (table, json);
  json_builder_end_array (json);
}

/* With what was measured, which has a column more. */
static void
add_rois (JsonBuilder *json, const AoiQueryTable *rois)
{
  json_out_begin_array (json, "rois");
  for (guint i = 0; i < rois->rows->len; i++) {
    const AoiSqlValue *measured = aoi_query_table_get (rois, i, rois->n_columns);
    JsonNode *node = json_from_string (aoi_query_value_get_text (measured), NULL);

    json_builder_begin_object (json);
    aoi_query_table_row_to_json (rois, i, json);
    json_builder_set_member_name (json, "measured");
    json_builder_add_value (json, node != NULL ? node : json_node_new (JSON_NODE_NULL));
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

/* The file by which the verdict was made. */
static gboolean
add_file (JsonBuilder *json, AoiSql *sql, const AoiSqlValue *revision, GError **error)
{
  g_autofree gchar *text = NULL;

  if (!aoi_sql_query_text (sql, find_file, revision, 1, &text, error))
    return FALSE;
  json_out_text (json, "product_file", text);
  return TRUE;
}

static gboolean
tell_board (AoiStore *store, const Arguments *arguments, const AoiQueryTable *boards, guint index,
    JsonBuilder *json, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (store);
  const AoiSqlValue *board = aoi_query_table_get (boards, index, BOARD_ID);
  g_auto (Trace) trace = { 0 };

  if (!trace_find (&trace, store, board, error))
    return FALSE;
  if (json == NULL) {
    g_print ("%s", index > 0 ? "\n" : "");
    store_table_print (&trace.board);
    store_table_print (&trace.devices);
    store_table_print (&trace.rois);
    if (trace.placements.rows->len > 0)
      store_table_print (&trace.placements);
    if (trace.judgements.rows->len > 0)
      store_table_print (&trace.judgements);
    tell_record (arguments, boards, index, NULL);
    return TRUE;
  }
  json_builder_begin_object (json);
  add_table (json, "board", &trace.board);
  add_table (json, "devices", &trace.devices);
  add_rois (json, &trace.rois);
  add_table (json, "placements", &trace.placements);
  add_table (json, "judgements", &trace.judgements);
  if (!add_file (json, sql, &board[BOARD_REVISION], error))
    return FALSE;
  tell_record (arguments, boards, index, json);
  json_builder_end_object (json);
  return TRUE;
}

static gboolean
tell_boards (
    AoiStore *store, const Arguments *arguments, const AoiQueryTable *boards, GError **error)
{
  g_autoptr (JsonBuilder) json = arguments->json ? json_builder_new_immutable () : NULL;

  if (json != NULL)
    json_builder_begin_array (json);
  for (guint i = 0; i < boards->rows->len; i++)
    if (!tell_board (store, arguments, boards, i, json, error))
      return FALSE;
  if (json != NULL) {
    json_builder_end_array (json);
    json_out_print (json);
  }
  return TRUE;
}

static int
trace (const Arguments *arguments)
{
  g_autoptr (AoiStore) store = store_open_to_read ("trace", arguments->words[0]);
  g_auto (AoiQueryTable) boards = { 0 };
  g_autoptr (GError) error = NULL;

  if (store == NULL)
    return AOI_EXIT_BAD;
  aoi_query_table_init (&boards, board_columns, N_BOARD_COLUMNS);
  if (!find_boards (store, arguments->words[1], &boards, &error)
      || !tell_boards (store, arguments, &boards, &error))
    return store_fail ("trace", error);
  if (boards.rows->len > 0)
    return AOI_EXIT_GOOD;
  if (!arguments->json)
    g_printerr ("aoi trace: no board with the code or id %s\n", arguments->words[1]);
  return AOI_EXIT_WEAK;
}

/* Else it would have no record of any board. */
static gboolean
check_archive (const gchar *archive)
{
  g_autofree gchar *shown = archive != NULL ? g_filename_display_name (archive) : NULL;

  if (archive == NULL || g_file_test (archive, G_FILE_TEST_IS_DIR))
    return TRUE;
  g_printerr ("aoi trace: --archive: %s is no folder\n", shown);
  return FALSE;
}

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
      "Tells all that a database knows of the boards with a code, or of the board with an id: when and where\n"
      "they were inspected, by which revision of the product, each device and ROI, and all that people said of it.\n"
      "JSON also has what was measured, and the text of the product file.\n"
      "Exits 0 if there is a board, 1 if there is none, else 2.");
  return context;
}

int
aoi_trace_main (int argc, char **argv)
{
  Arguments arguments = { 0 };
  const GOptionEntry entries[] = {
    { "archive", 0, 0, G_OPTION_ARG_FILENAME, &arguments.archive,
        "Also name the record in this archive, with pictures of what failed", "FOLDER" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments.json, "Print an array of objects", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments.words, NULL,
        "DATABASE CODE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = make_context ();
  g_autoptr (GError) error = NULL;
  int code = AOI_EXIT_BAD;

  g_set_prgname ("aoi trace");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    store_fail ("trace", error);
  else if (arguments.words == NULL || g_strv_length (arguments.words) != 2)
    g_printerr ("aoi trace: takes DATABASE CODE; 'aoi trace --help' tells more\n");
  else if (check_archive (arguments.archive))
    code = trace (&arguments);
  g_free (arguments.archive);
  g_strfreev (arguments.words);
  return code;
}
