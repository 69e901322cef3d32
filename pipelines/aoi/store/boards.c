/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi boards: lists boards of a database. */
#include "common/aoi.h"
#include "common/json-out.h"
#include "store/store.h"

#define DEFAULT_LIMIT 50

typedef struct {
  AoiQueryFilter filter;
  gboolean json, csv;
  gint limit;
  gchar **words;
} Arguments;

static const AoiQueryColumn columns[] = {
  { "id", -36 },
  { "arrived", -27 },
  { "station", -10 },
  { "product", -12 },
  { "number", 6 },
  { "verdict", -13 },
  { "code", -16 },
  { "reason", 0 },
};

/* The newest of what is asked for, the oldest of them first. */
static const gchar list[] =
    "SELECT id, arrived, station, product, number, verdict, code, reason FROM ("
    "SELECT * FROM boards WHERE id >= $1 AND id < $2 "
    "AND (CAST ($3 AS text) IS NULL OR product = $3) "
    "AND (CAST ($4 AS text) IS NULL OR station = $4) "
    "AND (CAST ($5 AS text) IS NULL OR id IN "
    "(SELECT board FROM device WHERE barcode = $5 OR device.code = $5)) "
    "AND (CAST ($6 AS text) IS NULL OR verdict <> 'pass') "
    "ORDER BY id DESC LIMIT CAST ($7 AS integer)) AS newest ORDER BY id";

static gboolean
ask (AoiStore *store, const Arguments *arguments, AoiQueryTable *table, GError **error)
{
  const AoiQueryFilter *filter = &arguments->filter;
  const AoiSqlValue values[] = { aoi_sql_text (filter->from), aoi_sql_text (filter->to),
    aoi_sql_text (filter->product), aoi_sql_text (filter->station), aoi_sql_text (filter->code),
    aoi_sql_text (filter->failed ? "failed" : NULL), aoi_sql_integer (arguments->limit) };

  return aoi_sql_query (aoi_store_get_sql (store), list, values, G_N_ELEMENTS (values),
      aoi_query_table_add, table, error);
}

static void
print (const AoiQueryTable *table, const Arguments *arguments)
{
  g_autoptr (JsonBuilder) json = NULL;

  if (arguments->csv) {
    store_table_print_csv (table);
    return;
  }
  if (!arguments->json) {
    store_table_print (table);
    return;
  }
  json = json_builder_new_immutable ();
  json_builder_begin_array (json);
  aoi_query_table_to_json (table, json);
  json_builder_end_array (json);
  json_out_print (json);
}

static int
show_boards (Arguments *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiStore) store = NULL;
  g_auto (AoiQueryTable) table = { 0 };

  if (!aoi_query_filter_prepare (&arguments->filter, "--", g_get_real_time (), &error))
    return store_fail ("boards", error);
  store = store_open_to_read ("boards", arguments->words[0]);
  if (store == NULL)
    return AOI_EXIT_BAD;
  aoi_query_table_init (&table, columns, G_N_ELEMENTS (columns));
  if (!ask (store, arguments, &table, &error))
    return store_fail ("boards", error);
  print (&table, arguments);
  return AOI_EXIT_GOOD;
}

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
      "Lists boards of a database that aoistore or 'aoi run --store' has written, the newest last.\n"
      "DATABASE is the path of a SQLite file or postgresql://USER@HOST/NAME.\n"
      "Times are in the local zone unless they end with Z or an offset; what is listed is UTC.\n"
      "Exits 0 if that could be done, else 2.");
  return context;
}

int
aoi_boards_main (int argc, char **argv)
{
  Arguments arguments = { .limit = DEFAULT_LIMIT };
  const GOptionEntry entries[] = {
    { "code", 0, 0, G_OPTION_ARG_STRING, &arguments.filter.code, "With a device of this code",
        "CODE" },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &arguments.csv, "Print a table for spreadsheets", NULL },
    { "failed", 0, 0, G_OPTION_ARG_NONE, &arguments.filter.failed, "That did not pass", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments.json, "Print an array of objects", NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &arguments.limit, "At most so many, the newest (50)", "N" },
    { "product", 0, 0, G_OPTION_ARG_STRING, &arguments.filter.product, "Of this product", "NAME" },
    { "since", 0, 0, G_OPTION_ARG_STRING, &arguments.filter.since,
        "From then on: 30min, 8h, 7d, 2026-11-28", "TIME" },
    { "station", 0, 0, G_OPTION_ARG_STRING, &arguments.filter.station, "Of this station", "NAME" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &arguments.filter.until, "Before then", "TIME" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments.words, NULL, "DATABASE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = make_context ();
  g_autoptr (GError) error = NULL;
  int code = AOI_EXIT_BAD;

  g_set_prgname ("aoi boards");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    store_fail ("boards", error);
  else if (arguments.words == NULL || arguments.words[1] != NULL)
    g_printerr ("aoi boards: takes one DATABASE; 'aoi boards --help' tells more\n");
  else if (arguments.limit < 1 || (arguments.json && arguments.csv))
    g_printerr (
        "aoi boards: --limit must be at least 1, and only one of --json and --csv is possible\n");
  else
    code = show_boards (&arguments);
  aoi_query_filter_clear (&arguments.filter);
  g_strfreev (arguments.words);
  return code;
}
