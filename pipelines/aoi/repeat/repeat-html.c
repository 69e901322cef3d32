/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The study as a page: one file with everything in it. What passed and what did not differ in colour and in
 * shape, and in words. */
#include "repeat/repeat.h"

#include <math.h>

#include "common/html.h"
#include "common/output.h"

/* Of a plot, in pixels. */
#define PLOT_WIDTH 420
#define PLOT_HEIGHT 110
#define LEFT 56
#define RIGHT 10
#define TOP 10
#define BOTTOM 20

/* Boards that are drawn one by one; of more, a line from the least to the greatest score stands for several. */
#define MAX_DOTS (2 * PLOT_WIDTH / 3)

static const gchar style[] =
    "body{max-width:80em;color:#222}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "th,td{padding:.2em .6em;text-align:right;border-bottom:1px solid #ddd;white-space:nowrap}"
    "th{background:#f4f4f4}td.text,th.text{text-align:left}td.words{max-width:34em;white-space:normal;overflow-wrap:anywhere}"
    "tr.bad td{background:#fde9d3}"
    "section{display:inline-block;vertical-align:top;margin:0 1.5em 1.2em 0;width:32em}"
    "h3{margin:.8em 0 .2em}svg{background:#fafafa;border:1px solid #ddd}"
    "svg text{font:11px sans-serif;fill:#333}"
    ".pass{fill:#2f6fb5}.fail{fill:none;stroke:#d9480f;stroke-width:2}"
    ".range{stroke:#2f6fb5;stroke-width:2}.range.bad{stroke:#d9480f}"
    ".band{fill:#2f6fb5;fill-opacity:.12}.mean{stroke:#2f6fb5}.threshold{stroke:#000;stroke-width:1.5;stroke-dasharray:4 2}"
    ".note{color:#666;font-size:13px;margin:.2em 0;overflow-wrap:anywhere}"
    ".note.bad-words{color:#b35400;font-weight:bold}";

/* Where scores and boards lie on a plot. */
typedef struct {
  gdouble low, high;
  guint n_boards;
} Axes;

static gdouble
get_x (const Axes *axes, guint board)
{
  return LEFT + (PLOT_WIDTH - LEFT - RIGHT) * (board + 0.5) / axes->n_boards;
}

static gdouble
get_y (const Axes *axes, gdouble score)
{
  return TOP + (PLOT_HEIGHT - TOP - BOTTOM) * (axes->high - score) / (axes->high - axes->low);
}

static void
axes_init (Axes *self, const RepeatRoi *roi, guint n_boards)
{
  const gdouble low = MIN (roi->score.min, roi->threshold);
  const gdouble high = MAX (roi->score.max, roi->threshold);
  const gdouble border = MAX (0.06 * (high - low), 1e-6);

  *self = (Axes){ low - border, high + border, n_boards };
}

static void
append_horizontal (GString *html, const Axes *axes, const gchar *class_name, gdouble score)
{
  g_string_append_printf (
      html, "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"", class_name, LEFT, PLOT_WIDTH - RIGHT);
  html_append_number (html, "%.1f", get_y (axes, score));
  g_string_append (html, "\" y2=\"");
  html_append_number (html, "%.1f", get_y (axes, score));
  g_string_append (html, "\"/>");
}

static void
append_tick (GString *html, const Axes *axes, gdouble score)
{
  g_string_append_printf (html, "<text x=\"%d\" y=\"", LEFT - 4);
  html_append_number (html, "%.1f", get_y (axes, score) + 4.0);
  g_string_append (html, "\" text-anchor=\"end\">");
  html_append_number (html, "%.4g", score);
  g_string_append (html, "</text>");
}

/* Three sigmas around the mean, as far as they are on the plot. */
static void
append_band (GString *html, const Axes *axes, const RepeatRoi *roi)
{
  const gdouble high = MIN (axes->high, roi->score.mean + 3.0 * roi->score.sigma);
  const gdouble low = MAX (axes->low, roi->score.mean - 3.0 * roi->score.sigma);

  g_string_append_printf (
      html, "<rect class=\"band\" x=\"%d\" width=\"%d\" y=\"", LEFT, PLOT_WIDTH - LEFT - RIGHT);
  html_append_number (html, "%.1f", get_y (axes, high));
  g_string_append (html, "\" height=\"");
  html_append_number (html, "%.1f", get_y (axes, low) - get_y (axes, high));
  g_string_append (html, "\"/>");
}

static void
append_dot (GString *html, const Axes *axes, const Repeat *self, const RepeatSample *sample)
{
  const gboolean passed = sample->status == AOI_STATUS_PASS;

  g_string_append_printf (
      html, "<circle class=\"%s\" r=\"%s\" cx=\"", passed ? "pass" : "fail", passed ? "2" : "3");
  html_append_number (html, "%.1f", get_x (axes, sample->board));
  g_string_append (html, "\" cy=\"");
  html_append_number (html, "%.1f", get_y (axes, sample->score));
  g_string_append (html, "\"><title>");
  html_append_escaped (html, g_ptr_array_index (self->boards, sample->board));
  g_string_append (html, ": ");
  html_append_number (html, "%.4g", sample->score);
  g_string_append (html, passed ? "" : ", fails");
  g_string_append (html, "</title></circle>\n");
}

/* The scores of neighbours from the @first sample up to @end. */
static void
append_range (GString *html, const Axes *axes, const RepeatRoi *roi, guint first, guint end)
{
  gdouble low = G_MAXDOUBLE, high = -G_MAXDOUBLE;
  gboolean passed = TRUE;

  for (guint i = first; i < end; i++) {
    const RepeatSample *sample = &g_array_index (roi->samples, RepeatSample, i);

    passed &= sample->status == AOI_STATUS_PASS;
    if (!isfinite (sample->score))
      continue;
    low = MIN (low, sample->score);
    high = MAX (high, sample->score);
  }
  if (low > high)
    return;
  g_string_append_printf (html, "<line class=\"range%s\" x1=\"", passed ? "" : " bad");
  html_append_number (html, "%.1f", get_x (axes, first));
  g_string_append (html, "\" x2=\"");
  html_append_number (html, "%.1f", get_x (axes, first));
  g_string_append (html, "\" y1=\"");
  html_append_number (html, "%.1f", get_y (axes, high) - 1.0);
  g_string_append (html, "\" y2=\"");
  html_append_number (html, "%.1f", get_y (axes, low) + 1.0);
  g_string_append (html, "\"/>\n");
}

static void
append_samples (GString *html, const Axes *axes, const Repeat *self, const RepeatRoi *roi)
{
  const guint n = roi->samples->len, each = (n + MAX_DOTS - 1) / MAX_DOTS;

  for (guint i = 0; i < n; i += MAX (each, 1)) {
    const RepeatSample *sample = &g_array_index (roi->samples, RepeatSample, i);

    if (each > 1)
      append_range (html, axes, roi, i, MIN (i + each, n));
    else if (isfinite (sample->score))
      append_dot (html, axes, self, sample);
  }
}

static void
append_plot (GString *html, const Repeat *self, const RepeatRoi *roi)
{
  const gdouble far = roi->score.mean >= roi->threshold ? roi->score.max : roi->score.min;
  Axes axes;

  axes_init (&axes, roi, self->boards->len);
  g_string_append_printf (html,
      "<svg role=\"img\" aria-label=\"scores by board\" width=\"%d\" height=\"%d\">\n", PLOT_WIDTH,
      PLOT_HEIGHT);
  append_band (html, &axes, roi);
  append_horizontal (html, &axes, "mean", roi->score.mean);
  append_horizontal (html, &axes, "threshold", roi->threshold);
  append_tick (html, &axes, roi->threshold);
  if (fabs (get_y (&axes, far) - get_y (&axes, roi->threshold)) > 12.0)
    append_tick (html, &axes, far);
  append_samples (html, &axes, self, roi);
  g_string_append_printf (html,
      "<text x=\"%d\" y=\"%d\">board 1</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%u</text></svg>\n",
      LEFT, PLOT_HEIGHT - 5, PLOT_WIDTH - RIGHT, PLOT_HEIGHT - 5, self->boards->len);
}

static void append_cell (GString *html, const gchar *format, gdouble number) G_GNUC_PRINTF (2, 0);

static void
append_cell (GString *html, const gchar *format, gdouble number)
{
  g_string_append (html, "<td>");
  if (isfinite (number))
    html_append_number (html, format, number);
  else
    g_string_append (html, isinf (number) ? "no spread" : "-");
  g_string_append (html, "</td>");
}

static void
append_row (GString *html, const Repeat *self, const RepeatRoi *roi)
{
  const RepeatSpread *spread = roi->is_measured ? &roi->score : &roi->confidence;
  g_autofree gchar *words = repeat_roi_describe (roi, self->limit);

  g_string_append_printf (html,
      "<tr%s><td class=\"text\"><a href=\"#roi-%d\">ROI %d</a></td><td class=\"text\">",
      roi->finding != REPEAT_STABLE ? " class=\"bad\"" : "", roi->id, roi->id);
  html_append_escaped (html, roi->type);
  g_string_append_printf (
      html, "</td><td>%u</td><td>%u</td>", roi->samples->len, roi->n_status[AOI_STATUS_PASS]);
  append_cell (html, "%.4g", spread->mean);
  append_cell (html, "%.3g", spread->sigma);
  append_cell (html, "%.4g", spread->min);
  append_cell (html, "%.4g", spread->max);
  append_cell (html, "%.4g", roi->is_measured ? roi->threshold : NAN);
  append_cell (html, "%.1f", roi->sigmas);
  append_cell (html, "%.2f", repeat_roi_get_capability (roi));
  append_cell (html, "%.3f", roi->flips);
  g_string_append (html, "<td class=\"text words\">");
  html_append_escaped (html, words);
  g_string_append (html, "</td></tr>\n");
}

static void
append_table (GString *html, const Repeat *self)
{
  g_string_append (html,
      "<h2>ROIs, the worst first</h2>\n<table><tr><th class=\"text\">ROI</th><th class=\"text\">type</th>"
      "<th>n</th><th>passed</th><th>mean</th><th>sigma</th><th>min</th><th>max</th><th>threshold</th>"
      "<th>sigmas</th><th>Cpk</th><th>flips in 1000</th><th class=\"text\">finding</th></tr>\n");
  for (guint i = 0; i < self->rois->len; i++)
    append_row (html, self, g_ptr_array_index (self->rois, i));
  g_string_append (html,
      "</table>\n<p class=\"note\">sigmas: from the mean score to the threshold. Cpk: a third of it. Flips: boards "
      "in 1000 on which a normal distribution gives the other verdict. Of what is read, mean and sigma are those "
      "of the confidence.</p>\n");
}

static void
append_readings (GString *html, const RepeatRoi *roi)
{
  for (guint i = 0; i < roi->readings->len; i++) {
    const RepeatReading *reading = g_ptr_array_index (roi->readings, i);

    g_string_append_printf (html, "<p class=\"note\"><b>%u</b> ", reading->n);
    html_append_escaped (html, reading->text);
    g_string_append (html, "</p>\n");
  }
  if (roi->n_other_readings > 0)
    g_string_append_printf (
        html, "<p class=\"note\"><b>%u</b> other texts</p>\n", roi->n_other_readings);
}

static void
append_roi (GString *html, const Repeat *self, const RepeatRoi *roi)
{
  g_autofree gchar *words = repeat_roi_describe (roi, self->limit);

  g_string_append_printf (html, "<section id=\"roi-%d\"><h3>ROI %d ", roi->id, roi->id);
  html_append_escaped (html, roi->type);
  g_string_append (html, "</h3>\n");
  if (roi->is_measured)
    append_plot (html, self, roi);
  g_string_append_printf (html, "<p class=\"note\">passes on %u of %u</p>\n",
      roi->n_status[AOI_STATUS_PASS], roi->samples->len);
  if (*words != '\0') {
    g_string_append_printf (
        html, "<p class=\"note%s\">", roi->finding != REPEAT_STABLE ? " bad-words" : "");
    html_append_escaped (html, words);
    g_string_append (html, "</p>\n");
  }
  append_readings (html, roi);
  g_string_append (html, "</section>\n");
}

static void
append_head (GString *html, const Repeat *self)
{
  g_string_append_printf (html, "<p><b>%u boards, %u passed; %u of %u ROIs unstable</b><br>",
      self->boards->len, self->n_passed, repeat_count_unstable (self), self->rois->len);
  html_append_escaped (html, self->product != NULL ? self->product : "");
  g_string_append_printf (html, ", revision %.12s<br>A sigma of %u boards may be wrong by ",
      self->revision != NULL ? self->revision : "none", self->boards->len);
  html_append_number (html, "%.0f", 100.0 * repeat_get_doubt (self->boards->len));
  g_string_append (html, " % of itself; needed are ");
  html_append_number (html, "%g", self->limit);
  g_string_append (html, " sigmas to the threshold");
  if (!repeat_has_spread (self))
    g_string_append (
        html, "<br><b>All scores are equal, as those of copies of one picture are</b>");
  g_string_append (html, "</p>\n");
}

/* Writes the page. */
gboolean
repeat_write_html (const Repeat *self, const gchar *path, GError **error)
{
  g_autoptr (GString) html = g_string_new (NULL);

  html_begin (html, "Repeatability", style);
  append_head (html, self);
  append_table (html, self);
  g_string_append (html,
      "<h2>Scores by board</h2>\n<p class=\"note\">Dots passed, rings did not. The dashed line is the threshold, "
      "the band three sigmas around the mean.</p>\n");
  for (guint i = 0; i < self->rois->len; i++)
    append_roi (html, self, g_ptr_array_index (self->rois, i));
  html_end (html);
  return output_save ("--html", path, html, error);
}
