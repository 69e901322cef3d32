/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How scores move against their threshold, by the hour. Boards come in the order of their times, so that the scores of one hour
 * at a time are in memory. */
#include "query/aoi-stats-private.h"

#include <math.h>

#include "base/aoi-uuid.h"
#include "store/aoi-store-time.h"

/* Columns of what the database answers. */
enum {
  ASKED_BOARD,
  ASKED_PRODUCT,
  ASKED_ROI,
  ASKED_TYPE,
  ASKED_MARGIN,
};

/* Of the table. */
enum {
  PRODUCT,
  ROI,
  TYPE,
  HOUR,
};

/* Of a ROI in the hour. */
typedef struct {
  gchar *product, *type;
  gint64 roi;
  GArray *margins; /* score less threshold */
} Series;

typedef struct {
  AoiQueryTable *table;
  GHashTable *series; /* of themselves */
  gint64 hour; /* since 1970 */
} Drift;

static guint
hash_series (gconstpointer data)
{
  const Series *self = data;

  return g_str_hash (self->product) * 31 + (guint) self->roi;
}

static gboolean
equal_series (gconstpointer a, gconstpointer b)
{
  const Series *x = a, *y = b;

  return x->roi == y->roi && g_str_equal (x->product, y->product) && g_str_equal (x->type, y->type);
}

static void
free_series (gpointer data)
{
  Series *self = data;

  g_free (self->product);
  g_free (self->type);
  g_array_unref (self->margins);
  g_free (self);
}

static gpointer
begin_drift (AoiQueryTable *table, const AoiStatsShifts *shifts)
{
  Drift *self = g_new0 (Drift, 1);

  self->table = table;
  self->series = g_hash_table_new_full (hash_series, equal_series, free_series, NULL);
  return self;
}

static gint
compare_margins (gconstpointer a, gconstpointer b)
{
  const gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

/* The least value that the part of @q does not exceed: it was measured, and not computed between two. */
static gdouble
get_quantile (const GArray *sorted, gdouble q)
{
  const gdouble rank = ceil (q * sorted->len);

  return g_array_index (sorted, gdouble, (guint) MAX (rank, 1.0) - 1);
}

static void
end_series (const Drift *self, Series *series)
{
  GArray *margins = series->margins;
  g_autofree gchar *hour = NULL;

  if (margins->len == 0)
    return;
  hour = aoi_store_time_show_hour (self->hour * AOI_STATS_HOUR_US);
  g_array_sort (margins, compare_margins);
  aoi_query_table_add (
      (AoiSqlValue[]){ aoi_sql_text (series->product), aoi_sql_integer (series->roi),
          aoi_sql_text (series->type), aoi_sql_text (hour), aoi_sql_integer (margins->len),
          aoi_sql_real (get_quantile (margins, 0.5)), aoi_sql_real (get_quantile (margins, 0.01)) },
      7, self->table);
  g_array_set_size (margins, 0);
}

static void
end_hour (const Drift *self)
{
  GHashTableIter iter;
  gpointer series;

  g_hash_table_iter_init (&iter, self->series);
  while (g_hash_table_iter_next (&iter, &series, NULL))
    end_series (self, series);
}

static void
set_hour (Drift *self, const gchar *board)
{
  gint64 time_us = 0;

  aoi_uuid_get_time (board, &time_us);
  if (time_us / AOI_STATS_HOUR_US == self->hour)
    return;
  end_hour (self);
  self->hour = time_us / AOI_STATS_HOUR_US;
}

static Series *
get_series (Drift *self, const AoiSqlValue *values)
{
  const Series key = { (gchar *) aoi_query_value_get_text (&values[ASKED_PRODUCT]),
    (gchar *) aoi_query_value_get_text (&values[ASKED_TYPE]),
    aoi_query_value_get_integer (&values[ASKED_ROI]), NULL };
  Series *series = g_hash_table_lookup (self->series, &key);

  if (series == NULL) {
    series = g_new (Series, 1);
    *series = (Series){ g_strdup (key.product), g_strdup (key.type), key.roi,
      g_array_new (FALSE, FALSE, sizeof (gdouble)) };
    g_hash_table_add (self->series, series);
  }
  return series;
}

static void
add_to_drift (const AoiSqlValue *values, guint n_values, gpointer data)
{
  Drift *self = data;
  const gdouble margin = aoi_query_value_get_real (&values[ASKED_MARGIN]);

  set_hour (self, aoi_query_value_get_text (&values[ASKED_BOARD]));
  g_array_append_val (get_series (self, values)->margins, margin);
}

static gint
compare_rows (gconstpointer a, gconstpointer b)
{
  const AoiSqlValue *x = (const AoiSqlValue *) (*(GArray *const *) a)->data;
  const AoiSqlValue *y = (const AoiSqlValue *) (*(GArray *const *) b)->data;
  gint order = g_strcmp0 (x[PRODUCT].text, y[PRODUCT].text);

  if (order == 0)
    order = (x[ROI].integer > y[ROI].integer) - (x[ROI].integer < y[ROI].integer);
  if (order == 0)
    order = g_strcmp0 (x[TYPE].text, y[TYPE].text);
  return order != 0 ? order : g_strcmp0 (x[HOUR].text, y[HOUR].text);
}

static void
end_drift (gpointer data)
{
  const Drift *self = data;

  end_hour (self);
  g_ptr_array_sort (self->table->rows, compare_rows);
}

static void
free_drift (gpointer data)
{
  Drift *self = data;

  g_hash_table_unref (self->series);
  g_free (self);
}

const AoiStatsFold aoi_stats_fold_drift = { begin_drift, add_to_drift, end_drift, free_drift };
