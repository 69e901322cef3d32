/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report as a page: one file with everything in it. What passed and what did not differ in colour and
 * in pattern, and in words. */
#include "report/report.h"

#include <math.h>

#include "common/html.h"
#include "common/output.h"
#include "common/terminal.h"

#define BINS_A_SIDE 15
#define REASONS 20

/* Of a plot, in pixels. */
#define BIN_WIDTH 20
#define PLOT_HEIGHT 120
#define LEFT 10
#define TOP 26
#define BOTTOM 22

static const gchar style[] =
    "body{max-width:75em;color:#222}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "th,td{padding:.2em .6em;text-align:right;border-bottom:1px solid #ddd}"
    "th{background:#f4f4f4}td.text,th.text{text-align:left}"
    "td.bad{background:#fde9d3;font-weight:bold}"
    "section{display:inline-block;vertical-align:top;margin:0 1.5em 1.5em 0;max-width:46em}"
    "h3{margin:.8em 0 .2em}svg{background:#fafafa;border:1px solid #ddd}"
    "svg text{font:11px sans-serif;fill:#333}"
    ".pass{fill:#2f6fb5}.fail{fill:url(#hatch);stroke:#b35400;stroke-width:1}"
    ".reasons{margin:.3em 0;padding-left:1.5em;font-size:13px;overflow-wrap:anywhere}"
    ".note{color:#666;font-size:13px}";

/* Every plot refers to it, so that it stands once on the page. */
static const gchar hatch[] =
    "<svg width=\"0\" height=\"0\" style=\"position:absolute\"><defs>"
    "<pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" fill=\"#fde9d3\"/>"
    "<rect width=\"2\" height=\"5\" fill=\"#d9730d\"/></pattern></defs></svg>\n";

static void
append_name (GString *html, const Report *self, const ReportRoi *roi)
{
  g_string_append_printf (html, "ROI %d ", roi->id);
  html_append_escaped (html, roi->type);
  if (report_has_many_products (self)) {
    g_string_append (html, " of ");
    html_append_escaped (html, roi->product);
  }
}

static void
append_head (GString *html, const Report *self)
{
  g_string_append_printf (html, "<p><b>%u boards, %u passed (", self->n_boards, self->n_passed);
  html_append_number (html, "%.1f", 100.0 * self->n_passed / MAX (1, self->n_boards));
  g_string_append (html, " %)</b>");
  for (guint i = 0; i < self->revisions->len; i++) {
    g_autofree gchar *words = result_revision_show (g_ptr_array_index (self->revisions, i));

    g_string_append (html, "<br>");
    html_append_escaped (html, words);
  }
  if (self->n_incomplete > 0)
    g_string_append_printf (html,
        "<br>%u frames of boards that they do not complete are not counted", self->n_incomplete);
  if (self->n_broken > 0)
    g_string_append_printf (
        html, "<br><b>%u lines are not results and are not counted</b>", self->n_broken);
  if (self->times.count > 0) {
    g_string_append (html, "<br>A board takes ");
    html_append_number (html, "%.1f", (gdouble) aoi_histogram_get_mean (&self->times) / 1e6);
    g_string_append (html, " ms, at most ");
    html_append_number (html, "%.1f", (gdouble) self->times.max / 1e6);
  }
  g_string_append (html, "</p>\n");
}

static void append_cell (GString *html, const gchar *format, gdouble number, const gchar *unit)
    G_GNUC_PRINTF (2, 0);

static void
append_cell (GString *html, const gchar *format, gdouble number, const gchar *unit)
{
  g_string_append (html, "<td>");
  if (isnan (number)) {
    g_string_append (html, "-");
  } else {
    html_append_number (html, format, number);
    g_string_append (html, unit);
  }
  g_string_append (html, "</td>");
}

static void
append_status (GString *html, guint n)
{
  g_string_append_printf (html, "<td%s>%u</td>", n > 0 ? " class=\"bad\"" : "", n);
}

/* Where all boards were marked bad, there is none that passed or not. */
static void
append_count (GString *html, const ReportRoi *roi)
{
  const guint n = report_roi_get_count (roi), n_skipped = roi->n_status[AOI_STATUS_SKIPPED];

  g_string_append_printf (html, "<td>%u", n);
  if (n_skipped > 0)
    g_string_append_printf (html, " (%u skipped)", n_skipped);
  g_string_append (html, "</td>");
  append_cell (html, "%.1f", n > 0 ? 100.0 * report_roi_get_pass_rate (roi) : NAN, " %");
}

static void
append_row (GString *html, const Report *self, const ReportRoi *roi, guint index)
{
  const gboolean measured = report_roi_is_measured (roi);
  const gboolean timed = roi->times.count > 0;

  g_string_append (html, "<tr><td class=\"text\">");
  if (report_roi_has_details (roi))
    g_string_append_printf (html, "<a href=\"#roi-%u\">", index);
  append_name (html, self, roi);
  g_string_append (html, report_roi_has_details (roi) ? "</a></td>" : "</td>");
  append_count (html, roi);
  append_status (html, roi->n_status[AOI_STATUS_FAIL]);
  append_status (html, roi->n_status[AOI_STATUS_ERROR]);
  append_status (html, roi->n_status[AOI_STATUS_TIMEOUT]);
  append_cell (html, "%.4g", measured ? roi->threshold : NAN, "");
  append_cell (html, "%.4g", measured && roi->closest.board != NULL ? roi->closest.score : NAN, "");
  append_cell (html, "%.4g",
      measured && roi->best_failing.board != NULL ? roi->best_failing.score : NAN, "");
  append_cell (html, "%.0f", 100.0 * report_roi_get_closeness (roi), " %");
  append_cell (
      html, "%.2f", timed ? (gdouble) aoi_histogram_get_mean (&roi->times) / 1e6 : NAN, "");
  append_cell (html, "%.2f", timed ? (gdouble) roi->times.max / 1e6 : NAN, "");
  g_string_append (html, "</tr>\n");
}

static void
append_table (GString *html, const Report *self)
{
  g_string_append (html,
      "<h2>ROIs</h2>\n<table><tr><th class=\"text\">ROI</th><th>boards</th><th>passed</th>"
      "<th>fail</th><th>error</th><th>timeout</th><th>threshold</th><th>closest pass</th>"
      "<th>closest fail</th><th>left</th><th>mean ms</th><th>max ms</th></tr>\n");
  for (guint i = 0; i < self->rois->len; i++)
    append_row (html, self, g_ptr_array_index (self->rois, i), i);
  g_string_append (html,
      "</table>\n<p class=\"note\">left: what the passing board that is closest to the threshold has left "
      "of the usual distance, that of the median; near 0 %, a good board will soon be called false.</p>\n");
}

static void
append_closest (GString *html, const Report *self)
{
  g_autoptr (GPtrArray) closest = report_list_closest (self);

  if (closest->len == 0)
    return;
  g_string_append (html, "<h2>Closest to a false call</h2>\n<ol>\n");
  for (guint i = 0; i < MIN (closest->len, 10); i++) {
    const ReportRoi *roi = g_ptr_array_index (closest, i);

    g_string_append (html, "<li><b>");
    append_name (html, self, roi);
    g_string_append (html, "</b>: ");
    html_append_number (html, "%.4g", roi->closest.score);
    g_string_append (html, " against ");
    html_append_number (html, "%.4g", roi->closest.threshold);
    g_string_append (html, ", usually ");
    html_append_number (html, "%.4g", report_roi_get_median (roi));
    g_string_append (html, ": ");
    html_append_number (html, "%.0f", 100.0 * report_roi_get_closeness (roi));
    g_string_append (html, " % left; ");
    html_append_escaped (html, roi->closest.board);
    g_string_append (html, ", ");
    html_append_escaped (html, roi->closest.place);
    g_string_append (html, "</li>\n");
  }
  g_string_append (html, "</ol>\n");
}

static void
append_bar (GString *html, const gchar *class_name, guint x, gdouble y, gdouble height)
{
  if (height <= 0.0)
    return;
  g_string_append_printf (
      html, "<rect class=\"%s\" x=\"%u\" width=\"%d\" y=\"", class_name, x + 1, BIN_WIDTH - 2);
  html_append_number (html, "%.1f", y);
  g_string_append (html, "\" height=\"");
  html_append_number (html, "%.1f", height);
  g_string_append (html, "\"/>");
}

/* One bin: passing boards below, others on top of them, with their numbers as a tooltip. */
static void
append_bin (GString *html, guint x, guint passing, guint failing, guint max)
{
  const gdouble unit = (gdouble) PLOT_HEIGHT / MAX (1, max);
  /* One board is to be seen beside a thousand. */
  const gdouble low = passing > 0 ? MAX (2.0, passing * unit) : 0.0;
  const gdouble high = failing > 0 ? MAX (2.0, failing * unit) : 0.0;

  if (passing + failing == 0)
    return;
  g_string_append_printf (html, "<g><title>%u passed, %u failed</title>", passing, failing);
  append_bar (html, "pass", x, TOP + PLOT_HEIGHT - low, low);
  append_bar (html, "fail", x, TOP + PLOT_HEIGHT - low - high, high);
  g_string_append (html, "</g>\n");
}

static void
append_label (GString *html, guint x, const gchar *anchor, gdouble number)
{
  g_string_append_printf (
      html, "<text x=\"%u\" y=\"%d\" text-anchor=\"%s\">", x, TOP + PLOT_HEIGHT + 15, anchor);
  html_append_number (html, "%.4g", number);
  g_string_append (html, "</text>");
}

static void
append_axis (GString *html, const ReportBins *bins, const ReportRoi *roi, guint first, guint width)
{
  const guint line = first + bins->n_below * BIN_WIDTH;
  const guint end = first + bins->n * BIN_WIDTH;

  g_string_append_printf (html,
      "<line x1=\"%d\" x2=\"%u\" y1=\"%d\" y2=\"%d\" stroke=\"#888\"/>"
      "<line x1=\"%u\" x2=\"%u\" y1=\"%d\" y2=\"%d\" stroke=\"#000\" stroke-width=\"1.5\" "
      "stroke-dasharray=\"4 2\"/>",
      LEFT, width - LEFT, TOP + PLOT_HEIGHT, TOP + PLOT_HEIGHT, line, line, TOP - 8,
      TOP + PLOT_HEIGHT);
  g_string_append_printf (html, "<text x=\"%u\" y=\"%d\" text-anchor=\"middle\">threshold ",
      CLAMP (line, 45, width - 45), TOP - 12);
  html_append_number (html, "%.4g", roi->threshold);
  g_string_append (html, "</text>");
  append_label (html, end, "end", report_bins_get_edge (bins, bins->n));
  if (bins->n_below > 2)
    append_label (html, first, "start", report_bins_get_edge (bins, 0));
  if (first > LEFT)
    g_string_append_printf (
        html, "<text x=\"%d\" y=\"%d\">&lt;</text>", LEFT + 5, TOP + PLOT_HEIGHT + 15);
}

static void
append_plot (GString *html, const ReportRoi *roi)
{
  g_auto (ReportBins) bins = { 0 };
  guint first = LEFT, width, max;

  if (!report_bins_init (&bins, roi, BINS_A_SIDE))
    return;
  if (bins.lower[0] + bins.lower[1] > 0)
    first += BIN_WIDTH + 8;
  max = report_bins_get_max (&bins);
  width = MAX (first + bins.n * BIN_WIDTH + LEFT, 140);
  g_string_append_printf (html,
      "<svg role=\"img\" aria-label=\"scores\" width=\"%u\" height=\"%d\">\n", width,
      TOP + PLOT_HEIGHT + BOTTOM);
  if (first > LEFT)
    append_bin (html, LEFT, bins.lower[0], bins.lower[1], max);
  for (guint i = 0; i < bins.n; i++)
    append_bin (html, first + i * BIN_WIDTH, bins.passing[i], bins.failing[i], max);
  append_axis (html, &bins, roi, first, width);
  g_string_append (html, "</svg>\n");
}

static void
append_reasons (GString *html, const ReportRoi *roi)
{
  g_autoptr (GPtrArray) reasons = report_roi_list_reasons (roi);
  guint others = roi->n_other_reasons;

  if (reasons->len == 0)
    return;
  g_string_append (html, "<ul class=\"reasons\">\n");
  for (guint i = 0; i < reasons->len; i++) {
    const ReportReason *reason = g_ptr_array_index (reasons, i);

    if (i >= REASONS) {
      others += reason->n;
      continue;
    }
    g_string_append_printf (html, "<li><b>%u</b> ", reason->n);
    html_append_escaped (html, reason->text);
    g_string_append (html, "</li>\n");
  }
  if (others > 0)
    g_string_append_printf (html, "<li><b>%u</b> others</li>\n", others);
  g_string_append (html, "</ul>\n");
}

static void
append_roi (GString *html, const Report *self, const ReportRoi *roi, guint index)
{
  g_string_append_printf (html, "<section id=\"roi-%u\"><h3>", index);
  append_name (html, self, roi);
  g_string_append (html, "</h3>\n");
  append_plot (html, roi);
  g_string_append_printf (html, "<p class=\"note\">%u of %u passed</p>\n",
      roi->n_status[AOI_STATUS_PASS], report_roi_get_count (roi));
  append_reasons (html, roi);
  g_string_append (html, "</section>\n");
}

/* Writes the page. */
gboolean
report_write_html (const Report *self, const gchar *path, GError **error)
{
  g_autoptr (GString) html = g_string_new (NULL);

  html_begin (html, "Report of inspections", style);
  g_string_append (html, hatch);
  append_head (html, self);
  append_table (html, self);
  append_closest (html, self);
  g_string_append (html,
      "<h2>Scores</h2>\n<p class=\"note\">Boards by score: plain bars passed, hatched ones did not. Reasons "
      "stand below with their number of boards, and # for numbers.</p>\n");
  for (guint i = 0; i < self->rois->len; i++)
    if (report_roi_has_details (g_ptr_array_index (self->rois, i)))
      append_roi (html, self, g_ptr_array_index (self->rois, i), i);
  html_end (html);
  return output_save ("--html", path, html, error);
}
