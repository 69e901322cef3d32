/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The statistics as a page: one file with everything in it, to be sent or printed. */
#include "store/stats.h"

#include <math.h>

#include "common/html.h"
#include "common/output.h"

/* Rows of a table, and plots, that the page shows. */
#define MAX_ROWS 30
#define MAX_PLOTS 12

/* Columns of the table of ROIs. */
enum {
  ROI_PRODUCT,
  ROI_ID,
  ROI_TYPE,
  ROI_BOARDS,
  ROI_PASSED,
};

static const gchar style[] =
    "body{max-width:75em;color:#222}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "th,td{padding:.2em .6em;text-align:right;border-bottom:1px solid #ddd}"
    "th{background:#f4f4f4}td.text,th.text{text-align:left;overflow-wrap:anywhere}"
    ".totals{display:flex;flex-wrap:wrap;gap:1em;margin:1em 0}"
    ".totals div{border:1px solid #ddd;padding:.6em 1em;min-width:9em}"
    ".totals b{display:block;font-size:22px}"
    "section{display:inline-block;vertical-align:top;margin:0 1.5em 1.5em 0}"
    "h3{margin:.8em 0 .2em}svg{background:#fafafa;border:1px solid #ddd}"
    "svg text{font:11px sans-serif;fill:#333}svg.share{border:0;background:none;vertical-align:middle}"
    ".bar{fill:#d9730d}.level{stroke:#ddd}.threshold{stroke:#000;stroke-dasharray:4 2}"
    "polyline{fill:none;stroke-width:1.5}polyline.median{stroke:#2f6fb5}"
    "polyline.low{stroke:#b35400;stroke-dasharray:3 2}circle.median{fill:#2f6fb5}circle.low{fill:#b35400}"
    ".note{color:#666;font-size:13px}";

/* Of what the page is made. */
typedef struct {
  AoiStore *store;
  const AoiQueryFilter *filter;
  const AoiStatsShifts *shifts;
  GString *html;
  GError **error;
} Page;

static gboolean
ask (const Page *self, const gchar *by, AoiQueryTable *table)
{
  return aoi_stats_ask (
      self->store, aoi_stats_find_by (by), self->filter, self->shifts, table, self->error);
}

static void
append_named (GString *html, const gchar *name, const gchar *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (html, " %s <b>", name);
  html_append_escaped (html, value);
  g_string_append (html, "</b>");
}

static void
append_filter (const Page *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree gchar *shown = g_date_time_format (now, "%Y-%m-%d %H:%M %Z");

  g_string_append (self->html, "<p class=\"note\">Inspected boards");
  append_named (self->html, "of product", self->filter->product);
  append_named (self->html, "of station", self->filter->station);
  append_named (self->html, "since", self->filter->since);
  append_named (self->html, "until", self->filter->until);
  g_string_append_printf (self->html, ", as of %s</p>\n", shown);
}

/* A share of nothing is none. */
static void
append_total (GString *html, const gchar *name, gint64 part, gint64 whole, const gchar *of)
{
  g_string_append (html, "<div><b>");
  if (whole > 0) {
    html_append_number (html, "%.2f", aoi_stats_get_share (part, whole));
    g_string_append (html, " %");
  } else {
    g_string_append (html, "-");
  }
  g_string_append_printf (html,
      "</b>%s<br><span class=\"note\">%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
      " %s</span></div>\n",
      name, part, whole, of);
}

static void
append_totals (const Page *self, const AoiStatsTotals *totals)
{
  GString *html = self->html;

  g_string_append (html, "<div class=\"totals\">\n");
  append_total (html, "yield", totals->passed, totals->boards, "boards");
  append_total (html, "first-pass yield", totals->first_passed, totals->codes, "codes");
  append_total (
      html, "false-call rate", totals->false_calls, totals->rois_failed, "ROIs that failed");
  append_total (html, "not inspected", totals->not_inspected, totals->boards, "boards");
  g_string_append (html, "</div>\n");
}

static void
append_cell (GString *html, const AoiQueryTable *table, guint row, guint column)
{
  const AoiSqlValue *value = aoi_query_table_get (table, row, column);
  g_autofree gchar *text = aoi_query_table_show (table, row, column);

  g_string_append (html, table->columns[column].width > 0 ? "<td>" : "<td class=\"text\">");
  if (value->kind == AOI_SQL_REAL && isfinite (value->real))
    html_append_number (html, "%.4g", value->real);
  else
    html_append_escaped (html, value->kind == AOI_SQL_REAL ? "" : text);
  g_string_append (html, "</td>");
}

/* @bar: (nullable): appends what a last column shows of a row */
static void
append_table (GString *html, const AoiQueryTable *table, const gchar *bar_name,
    void (*bar) (GString *html, const AoiQueryTable *table, guint row))
{
  g_string_append (html, "<table><tr>");
  for (guint i = 0; i < table->n_columns; i++) {
    g_string_append (html, table->columns[i].width > 0 ? "<th>" : "<th class=\"text\">");
    html_append_escaped (html, table->columns[i].name);
    g_string_append (html, "</th>");
  }
  g_string_append_printf (
      html, "%s%s</tr>\n", bar != NULL ? "<th class=\"text\">" : "", bar != NULL ? bar_name : "");
  for (guint row = 0; row < MIN (table->rows->len, MAX_ROWS); row++) {
    g_string_append (html, "<tr>");
    for (guint i = 0; i < table->n_columns; i++)
      append_cell (html, table, row, i);
    if (bar != NULL) {
      g_string_append (html, "<td class=\"text\">");
      bar (html, table, row);
      g_string_append (html, "</td>");
    }
    g_string_append (html, "</tr>\n");
  }
  g_string_append (html, "</table>\n");
  if (table->rows->len > MAX_ROWS)
    g_string_append_printf (html,
        "<p class=\"note\">and %u more: <code>aoi stats --csv</code> has all</p>\n",
        table->rows->len - MAX_ROWS);
}

static void
append_failed_share (GString *html, const AoiQueryTable *table, guint row)
{
  const gint64 boards = aoi_query_value_get_integer (aoi_query_table_get (table, row, ROI_BOARDS));
  const gint64 passed = aoi_query_value_get_integer (aoi_query_table_get (table, row, ROI_PASSED));

  stats_plot_share (html, boards - passed, boards);
}

static gboolean
append_question (const Page *self, const gchar *by, const gchar *title, const gchar *note)
{
  g_auto (AoiQueryTable) table = { 0 };
  const gboolean is_of_rois = g_str_equal (by, "roi");

  if (!ask (self, by, &table))
    return FALSE;
  if (table.rows->len == 0)
    return TRUE;
  g_string_append_printf (self->html, "<h2>%s</h2>\n<p class=\"note\">%s</p>\n", title, note);
  append_table (self->html, &table, "not passed", is_of_rois ? append_failed_share : NULL);
  return TRUE;
}

static gboolean
is_of_same_roi (const AoiQueryTable *table, guint a, guint b)
{
  for (guint i = ROI_PRODUCT; i <= ROI_TYPE; i++) {
    g_autofree gchar *x = aoi_query_table_show (table, a, i),
                     *y = aoi_query_table_show (table, b, i);

    if (!g_str_equal (x, y))
      return FALSE;
  }
  return TRUE;
}

static guint
find_end (const AoiQueryTable *table, guint from)
{
  guint to = from + 1;

  while (to < table->rows->len && is_of_same_roi (table, from, to))
    to++;
  return to;
}

static void
append_plot (GString *html, const AoiQueryTable *drift, guint from, guint to)
{
  g_autofree gchar *product = aoi_query_table_show (drift, from, ROI_PRODUCT);
  g_autofree gchar *id = aoi_query_table_show (drift, from, ROI_ID);
  g_autofree gchar *type = aoi_query_table_show (drift, from, ROI_TYPE);

  g_string_append_printf (html, "<section><h3>ROI %s ", id);
  html_append_escaped (html, type);
  g_string_append (html, " of ");
  html_append_escaped (html, product);
  g_string_append (html, "</h3>\n");
  stats_plot_drift (html, drift, from, to);
  g_string_append (html, "</section>\n");
}

/* A ROI's rows of the drift. */
typedef struct {
  guint from, to;
  gdouble worst; /* the least 1 % quantile */
} Range;

static gint
compare_ranges (gconstpointer a, gconstpointer b)
{
  const Range *x = a, *y = b;

  return (x->worst > y->worst) - (x->worst < y->worst);
}

/* Those that come closest to their threshold, or below it. */
static GArray *
list_ranges (const AoiQueryTable *drift)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (Range));

  for (guint from = 0; from < drift->rows->len;) {
    Range range = { from, find_end (drift, from), INFINITY };

    for (guint row = range.from; row < range.to; row++)
      range.worst = MIN (range.worst,
          aoi_query_value_get_real (aoi_query_table_get (drift, row, drift->n_columns - 1)));
    g_array_append_val (ranges, range);
    from = range.to;
  }
  g_array_sort (ranges, compare_ranges);
  return ranges;
}

static gboolean
append_drift (const Page *self)
{
  g_auto (AoiQueryTable) drift = { 0 };
  g_autoptr (GArray) ranges = NULL;

  if (!ask (self, "drift", &drift))
    return FALSE;
  if (drift.rows->len == 0)
    return TRUE;
  ranges = list_ranges (&drift);
  g_string_append (self->html,
      "<h2>Drift</h2>\n<p class=\"note\">Score less threshold by the hour (UTC), of ROIs that come closest to their "
      "threshold: the plain line is the median, the dashed one what one board of a hundred does not exceed. Below 0 "
      "it fails.</p>\n");
  for (guint i = 0; i < MIN (ranges->len, MAX_PLOTS); i++)
    append_plot (self->html, &drift, g_array_index (ranges, Range, i).from,
        g_array_index (ranges, Range, i).to);
  return TRUE;
}

static gboolean
append_questions (const Page *self)
{
  return append_question (self, "shift", "Shifts", "In the local zone.")
      && append_question (self, "product", "Products", "By name.")
      && append_question (self, "station", "Stations", "By name.")
      && append_question (self, "device", "Devices", "A device passes if all of its ROIs do.")
      && append_question (self, "roi", "ROIs", "Those that do not pass most often come first.")
      && append_question (
          self, "reason", "Reasons", "The most frequent come first; # stands for numbers.")
      && append_drift (self)
      && append_question (self, "time", "Times",
          "Of boards by the hour (UTC): what half of them do not exceed, and 99 of a hundred.")
      && append_question (self, "place", "Places",
          "Where boards lay that have fiducials, by the hour (UTC): pixels, degrees, and times their size. Device 0 is "
          "the whole frame.")
      && append_question (self, "code", "Repeats", "Codes that were seen more than once.");
}

/* Writes the page. */
gboolean
stats_write_html (AoiStore *store, const AoiQueryFilter *filter, const AoiStatsShifts *shifts,
    const AoiStatsTotals *totals, const gchar *path, GError **error)
{
  g_autoptr (GString) html = g_string_new (NULL);
  const Page page = { store, filter, shifts, html, error };

  html_begin (html, "Statistics of boards", style);
  append_filter (&page);
  append_totals (&page, totals);
  if (!append_questions (&page))
    return FALSE;
  html_end (html);
  return output_save ("--html", path, html, error);
}
