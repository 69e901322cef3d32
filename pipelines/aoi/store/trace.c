/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi trace: tells all that a database knows of one board. */
#include "base/aoi-uuid.h"
#include "common/aoi.h"
#include "common/json-out.h"
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
  N_BOARD_COLUMNS = 9,
};

static const StoreColumn board_columns[N_BOARD_COLUMNS] = {
  { "id", -36 },
  { "arrived", -27 },
  { "station", -10 },
  { "product", -12 },
  { "number", 6 },
  { "verdict", -13 },
  { "code", -16 },
  { "revision", -12 },
  { "reason", 0 },
};

static const StoreColumn roi_columns[] = {
  { "roi", 5 },
  { "device", 6 },
  { "type", -8 },
  { "status", -7 },
  { "score", 8 },
  { "threshold", 9 },
  { "judgement", -10 },
  { "person", -8 },
  { "reason", 0 },
};

static const gchar find_by_code[] =
    "SELECT id, arrived, station, product, number, verdict, code, revision, reason FROM boards "
    "WHERE id IN (SELECT board FROM device WHERE barcode = $1 OR device.code = $1) ORDER BY id";

static const gchar find_by_id[] =
    "SELECT id, arrived, station, product, number, verdict, code, revision, reason FROM boards "
    "WHERE id = $1";

static const gchar find_rois[] =
    "SELECT r.roi, r.device, r.type, r.status, r.score, r.threshold, j.judgement, j.person, r.reason "
    "FROM roi r LEFT JOIN roi_judgement j ON j.board = r.board AND j.roi = r.roi "
    "WHERE r.board = $1 ORDER BY r.roi";

static gboolean
find_boards (AoiStore *store, const gchar *code, StoreTable *boards, GError **error)
{
  const AoiSqlValue value = aoi_sql_text (code);
  const gboolean is_id = aoi_uuid_get_time (code, NULL);

  return aoi_sql_query (aoi_store_get_sql (store), is_id ? find_by_id : find_by_code, &value, 1,
      store_table_add, boards, error);
}

/* Where the pictures of the board are. @json: (nullable) */
static void
tell_record (const Arguments *arguments, const StoreTable *boards, guint index, JsonBuilder *json)
{
  g_autofree gchar *record = NULL;

  if (arguments->archive == NULL)
    return;
  record = trace_find_record (arguments->archive,
      store_value_get_text (store_table_get (boards, index, BOARD_ID)),
      store_value_get_integer (store_table_get (boards, index, BOARD_NUMBER)));
  if (json != NULL)
    json_out_text (json, "record", record);
  else
    g_print ("record: %s\n", record != NULL ? record : "none in the archive");
}

static gboolean
tell_board (AoiStore *store, const Arguments *arguments, const StoreTable *boards, guint index,
    JsonBuilder *json, GError **error)
{
  const AoiSqlValue *id = store_table_get (boards, index, BOARD_ID);
  g_auto (StoreTable) board = { 0 }, rois = { 0 };

  store_table_init (&board, board_columns, N_BOARD_COLUMNS);
  store_table_add (store_table_get (boards, index, 0), N_BOARD_COLUMNS, &board);
  store_table_init (&rois, roi_columns, G_N_ELEMENTS (roi_columns));
  if (!aoi_sql_query (aoi_store_get_sql (store), find_rois, id, 1, store_table_add, &rois, error))
    return FALSE;
  if (json == NULL) {
    g_print ("%s", index > 0 ? "\n" : "");
    store_table_print (&board);
    store_table_print (&rois);
    tell_record (arguments, boards, index, NULL);
    return TRUE;
  }
  json_builder_begin_object (json);
  json_out_begin_array (json, "board");
  store_table_to_json (&board, json);
  json_builder_end_array (json);
  json_out_begin_array (json, "rois");
  store_table_to_json (&rois, json);
  json_builder_end_array (json);
  tell_record (arguments, boards, index, json);
  json_builder_end_object (json);
  return TRUE;
}

static gboolean
tell_boards (AoiStore *store, const Arguments *arguments, const StoreTable *boards, GError **error)
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
  g_auto (StoreTable) boards = { 0 };
  g_autoptr (GError) error = NULL;

  if (store == NULL)
    return AOI_EXIT_BAD;
  store_table_init (&boards, board_columns, N_BOARD_COLUMNS);
  if (!find_boards (store, arguments->words[1], &boards, &error)
      || !tell_boards (store, arguments, &boards, &error))
    return store_fail ("trace", error);
  if (boards.rows->len > 0)
    return AOI_EXIT_GOOD;
  if (!arguments->json)
    g_printerr ("aoi trace: no board with the code or id %s\n", arguments->words[1]);
  return AOI_EXIT_WEAK;
}

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
      "Tells all that a database knows of the boards with a code, or of the board with an id: when and where\n"
      "they were inspected, by which revision of the product, each ROI, and what people said of it.\n"
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
  else
    code = trace (&arguments);
  g_free (arguments.archive);
  g_strfreev (arguments.words);
  return code;
}
