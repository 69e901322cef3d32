/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plots of the page, as SVG. */
#include "store/stats.h"

#include <math.h>

#include "common/html.h"

/* In pixels. */
#define WIDTH 360
#define HEIGHT 110
#define LEFT 46
#define RIGHT 10
#define TOP 8
#define BOTTOM 18
#define LABEL_HEIGHT 12
#define BAR_WIDTH 160
#define BAR_HEIGHT 12

/* Columns of the drift. */
enum {
  DRIFT_HOUR = 3,
  DRIFT_MEDIAN = 5,
  DRIFT_LOW,
};

/* Rows from @from to before @to are a ROI's; @low and @high hold the threshold, which is at 0. */
typedef struct {
  const AoiQueryTable *drift;
  guint from, to;
  gdouble low, high;
} Plot;

static gdouble
get (const Plot *self, guint row, guint column)
{
  return aoi_query_value_get_real (aoi_query_table_get (self->drift, row, column));
}

static gdouble
get_x (const Plot *self, guint row)
{
  const guint last = self->to - self->from - 1;

  return LEFT + (last > 0 ? (gdouble) (row - self->from) / last : 0.5) * (WIDTH - LEFT - RIGHT);
}

static gdouble
get_y (const Plot *self, gdouble margin)
{
  return TOP + (self->high - margin) / (self->high - self->low) * (HEIGHT - TOP - BOTTOM);
}

static void
append_point (GString *html, gdouble x, gdouble y)
{
  html_append_number (html, "%.1f", x);
  g_string_append_c (html, ',');
  html_append_number (html, "%.1f", y);
  g_string_append_c (html, ' ');
}

static void
append_curve (GString *html, const Plot *self, guint column, const gchar *name)
{
  g_string_append_printf (html, "<polyline class=\"%s\" points=\"", name);
  for (guint row = self->from; row < self->to; row++)
    append_point (html, get_x (self, row), get_y (self, get (self, row, column)));
  g_string_append (html, "\"/>");
  for (guint row = self->from; row < self->to; row++) {
    g_autofree gchar *hour = aoi_query_table_show (self->drift, row, DRIFT_HOUR);

    g_string_append_printf (html, "<circle class=\"%s\" r=\"2\" cx=\"", name);
    html_append_number (html, "%.1f", get_x (self, row));
    g_string_append (html, "\" cy=\"");
    html_append_number (html, "%.1f", get_y (self, get (self, row, column)));
    g_string_append (html, "\"><title>");
    html_append_escaped (html, hour);
    g_string_append (html, ": ");
    html_append_number (html, "%.4g", get (self, row, column));
    g_string_append (html, "</title></circle>");
  }
}

static void
append_level (GString *html, const Plot *self, gdouble margin, const gchar *name)
{
  const gdouble y = get_y (self, margin);

  g_string_append_printf (
      html, "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"", name, LEFT, WIDTH - RIGHT);
  html_append_number (html, "%.1f", y);
  g_string_append (html, "\" y2=\"");
  html_append_number (html, "%.1f", y);
  g_string_append (html, "\"/>");
  /* The threshold's own number is not written over. */
  if (margin != 0.0 && fabs (y - get_y (self, 0.0)) < LABEL_HEIGHT)
    return;
  g_string_append_printf (html, "<text text-anchor=\"end\" x=\"%d\" y=\"", LEFT - 4);
  html_append_number (html, "%.1f", y + 4);
  g_string_append (html, "\">");
  html_append_number (html, "%.3g", margin);
  g_string_append (html, "</text>");
}

static void
append_hours (GString *html, const Plot *self)
{
  const guint ends[] = { self->from, self->to - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (ends) && (i == 0 || ends[0] != ends[1]); i++) {
    g_autofree gchar *hour = aoi_query_table_show (self->drift, ends[i], DRIFT_HOUR);

    g_string_append_printf (html, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">",
        i == 0 ? LEFT : WIDTH - RIGHT, HEIGHT - 4, i == 0 ? "start" : "end");
    html_append_escaped (html, hour);
    g_string_append (html, "</text>");
  }
}

/* Rows of @drift from @from to before @to, of one ROI, over the hours in which there were boards. */
void
stats_plot_drift (GString *html, const AoiQueryTable *drift, guint from, guint to)
{
  Plot plot = { drift, from, to, 0.0, 0.0 };

  for (guint row = from; row < to; row++) {
    plot.high = MAX (plot.high, get (&plot, row, DRIFT_MEDIAN));
    plot.low = MIN (plot.low, get (&plot, row, DRIFT_LOW));
  }
  if (!(plot.high > plot.low))
    plot.high = plot.low + 1.0;
  g_string_append_printf (
      html, "<svg role=\"img\" aria-label=\"drift\" width=\"%d\" height=\"%d\">", WIDTH, HEIGHT);
  append_level (html, &plot, 0.0, "threshold");
  if (plot.high > 0.0)
    append_level (html, &plot, plot.high, "level");
  if (plot.low < 0.0)
    append_level (html, &plot, plot.low, "level");
  append_curve (html, &plot, DRIFT_MEDIAN, "median");
  append_curve (html, &plot, DRIFT_LOW, "low");
  append_hours (html, &plot);
  g_string_append (html, "</svg>\n");
}

/* A bar as long as the share of @part. */
void
stats_plot_share (GString *html, gint64 part, gint64 whole)
{
  const gdouble share = whole > 0 ? (gdouble) part / (gdouble) whole : 0.0;

  g_string_append_printf (html,
      "<svg role=\"img\" aria-label=\"share\" class=\"share\" width=\"%d\" height=\"%d\">"
      "<rect class=\"bar\" height=\"%d\" width=\"",
      BAR_WIDTH, BAR_HEIGHT, BAR_HEIGHT);
  html_append_number (html, "%.1f", part > 0 ? MAX (1.0, share * BAR_WIDTH) : 0.0);
  g_string_append (html, "\"/></svg>");
}
