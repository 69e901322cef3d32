/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How far scores lie from their threshold, in units of their spread. */
#include "query/aoi-stats-private.h"

#include <math.h>

/* Columns of what the database answers: boards with a score, the sum of score less threshold, and of its squares, where the
 * table has the capability; and what follows it there. */
enum {
  ROI_CPK = 10,
  ROI_MARGIN,
  ROI_MARGIN_SQUARES,
  ROI_MEAN_TIME,
};

static gpointer
begin_rois (AoiQueryTable *table, const AoiStatsShifts *shifts)
{
  return table;
}

/* Cpk of one side: (mean - threshold) / 3 sigma. */
static gdouble
get_capability (gint64 n, gdouble margin, gdouble margin_squares)
{
  const gdouble mean = margin / (gdouble) n;
  const gdouble variance = (margin_squares - margin * mean) / (gdouble) (n - 1);

  return n > 1 && variance > 0.0 ? mean / (3.0 * sqrt (variance)) : NAN;
}

static void
add_roi (const AoiSqlValue *values, guint n_values, gpointer data)
{
  AoiSqlValue row[ROI_CPK + 2];

  for (guint i = 0; i < ROI_CPK; i++)
    row[i] = values[i];
  row[ROI_CPK] = aoi_sql_real (get_capability (aoi_query_value_get_integer (&values[ROI_CPK]),
      aoi_query_value_get_real (&values[ROI_MARGIN]),
      aoi_query_value_get_real (&values[ROI_MARGIN_SQUARES])));
  row[ROI_CPK + 1] = values[ROI_MEAN_TIME];
  aoi_query_table_add (row, G_N_ELEMENTS (row), data);
}

static void
free_nothing (gpointer data)
{
}

const AoiStatsFold aoi_stats_fold_roi = { begin_rois, add_roi, NULL, free_nothing };
