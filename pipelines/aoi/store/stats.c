/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "store/stats.h"

#include <math.h>

#include "common/aoi.h"
#include "common/json-out.h"
#include "common/output.h"

#define DEFAULT_BY "roi"
#define DEFAULT_SHIFTS "06:00,14:00,22:00"

typedef struct {
  AoiQueryFilter filter;
  gchar *by, *shifts, *html;
  gboolean json, csv;
  gchar **words;
} Arguments;

/* A share of nothing is none. */
static void
print_share (const gchar *what, gint64 part, gint64 whole, const gchar *of)
{
  if (whole > 0)
    g_print ("%-18s %6.2f %%  %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " %s\n", what,
        aoi_stats_get_share (part, whole), part, whole, of);
}

static void
print_totals (const AoiStatsTotals *totals)
{
  print_share ("yield", totals->passed, totals->boards, "boards");
  print_share ("first-pass yield", totals->first_passed, totals->codes, "codes");
  print_share ("false-call rate", totals->false_calls, totals->rois_failed, "ROIs that failed");
  if (totals->not_inspected > 0)
    g_print ("%" G_GINT64_FORMAT " boards were not inspected\n", totals->not_inspected);
  if (totals->again > 0)
    g_print ("%" G_GINT64_FORMAT " boards have a code that was seen before\n", totals->again);
  if (totals->boards == 0)
    g_print ("no boards\n");
}

static void
print_json (const AoiStatsTotals *totals, const AoiQueryTable *table, const gchar *by)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();

  json_builder_begin_object (json);
  aoi_stats_totals_to_json (totals, json);
  json_out_text (json, "by", by);
  json_out_begin_array (json, "rows");
  aoi_query_table_to_json (table, json);
  json_builder_end_array (json);
  json_builder_end_object (json);
  json_out_print (json);
}

static void
print (const Arguments *arguments, const AoiStatsTotals *totals, const AoiQueryTable *table,
    const gchar *by)
{
  if (arguments->csv) {
    store_table_print_csv (table);
  } else if (arguments->json) {
    print_json (totals, table, by);
  } else {
    print_totals (totals);
    if (table->rows->len == 0)
      return;
    g_print ("\n");
    store_table_print (table);
  }
}

/* Who says when shifts begin wants to see them. */
static gboolean
check_by (const Arguments *arguments, const AoiStatsBy *by)
{
  if (by == NULL) {
    g_printerr (
        "aoi stats: --by must be product, station, device, roi, reason, code, hour, shift, drift, time or place\n");
    return FALSE;
  }
  if (arguments->shifts == NULL || arguments->html != NULL || g_str_equal (by->name, "shift"))
    return TRUE;
  g_printerr ("aoi stats: --shifts counts for nothing without --by shift or --html\n");
  return FALSE;
}

static int
show_stats (Arguments *arguments)
{
  const AoiStatsBy *by = aoi_stats_find_by (arguments->by != NULL ? arguments->by : DEFAULT_BY);
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiStore) store = NULL;
  g_auto (AoiQueryTable) table = { 0 };
  AoiStatsTotals totals;
  AoiStatsShifts shifts;

  if (!check_by (arguments, by))
    return AOI_EXIT_BAD;
  if (!aoi_query_filter_prepare (&arguments->filter, "--", g_get_real_time (), &error)
      || !aoi_stats_shifts_parse (
          &shifts, "--", arguments->shifts != NULL ? arguments->shifts : DEFAULT_SHIFTS, &error))
    return store_fail ("stats", error);
  store = store_open_to_read ("stats", arguments->words[0]);
  if (store == NULL)
    return AOI_EXIT_BAD;
  if (!aoi_stats_get_totals (store, &arguments->filter, &totals, &error)
      || !aoi_stats_ask (store, by, &arguments->filter, &shifts, &table, &error)
      || (arguments->html != NULL
          && !stats_write_html (
              store, &arguments->filter, &shifts, &totals, arguments->html, &error)))
    return store_fail ("stats", error);
  if (arguments->html != NULL && output_takes_stdout (arguments->html))
    return AOI_EXIT_GOOD;
  print (arguments, &totals, &table, by->name);
  return AOI_EXIT_GOOD;
}

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
      "Tells how a line does, by the boards of a database.\n"
      "Yield: boards that passed, of all. First-pass yield: codes whose first board passed, of all codes that\n"
      "were seen for the first time. False-call rate: ROIs that people judged a false call, of those that failed.\n"
      "Cpk: how far the mean score lies above the threshold, in units of three standard deviations.\n"
      "Drift: score less threshold, by the hour: what half of the boards do not exceed, and one of a hundred.\n"
      "Time: how long boards took, by the hour.\n"
      "Place: where boards lay that have fiducials, by the hour: pixels, degrees, and times their size.\n"
      "Of reasons, numbers are shown as #. Of codes, those that were seen more than once.\n"
      "Exits 0 if that could be done, else 2.");
  return context;
}

int
aoi_stats_main (int argc, char **argv)
{
  Arguments arguments = { 0 };
  AoiQueryFilter *filter = &arguments.filter;
  const GOptionEntry entries[] = {
    { "by", 0, 0, G_OPTION_ARG_STRING, &arguments.by,
        "Rows of the table: roi (default), reason, device, product, station, code, hour, shift, drift, time, place",
        "WHAT" },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &arguments.csv, "Print the table for spreadsheets", NULL },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &arguments.html,
        "Also write a page with all tables and plots", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments.json, "Print one object", NULL },
    { "product", 0, 0, G_OPTION_ARG_STRING, &filter->product, "Of this product", "NAME" },
    { "shifts", 0, 0, G_OPTION_ARG_STRING, &arguments.shifts,
        "When shifts begin, in the local zone (" DEFAULT_SHIFTS ")", "TIMES" },
    { "since", 0, 0, G_OPTION_ARG_STRING, &filter->since, "From then on: 30min, 8h, 7d, 2026-11-28",
        "TIME" },
    { "station", 0, 0, G_OPTION_ARG_STRING, &filter->station, "Of this station", "NAME" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &filter->until, "Before then", "TIME" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments.words, NULL, "DATABASE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = make_context ();
  g_autoptr (GError) error = NULL;
  int code = AOI_EXIT_BAD;

  g_set_prgname ("aoi stats");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    store_fail ("stats", error);
  else if (arguments.words == NULL || arguments.words[1] != NULL)
    g_printerr ("aoi stats: takes one DATABASE; 'aoi stats --help' tells more\n");
  else if (arguments.json && arguments.csv)
    g_printerr ("aoi stats: only one of --json and --csv is possible\n");
  else
    code = show_stats (&arguments);
  aoi_query_filter_clear (filter);
  g_free (arguments.by);
  g_free (arguments.shifts);
  g_free (arguments.html);
  g_strfreev (arguments.words);
  return code;
}
