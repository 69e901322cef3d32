/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How scores move against their threshold, and how long boards take, by the hour. Boards come in the order of their times, so
 * that what was measured in one hour at a time is in memory. */
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
  ASKED_VALUE,
};

/* Of an ROI in the hour; of boards, whose ROI is 0. */
typedef struct {
  gchar *product, *type;
  gint64 roi;
  GArray *values;
} Series;

typedef void (*WriteRow) (AoiQueryTable *table, const Series *series, const gchar *hour);

typedef struct {
  AoiQueryTable *table;
  WriteRow write;
  GHashTable *series; /* of themselves */
  gint64 hour; /* since 1970 */
} Quantiles;

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
  g_array_unref (self->values);
  g_free (self);
}

static gint
compare_values (gconstpointer a, gconstpointer b)
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

/* Of a ROI's scores less their threshold. */
static void
write_drift (AoiQueryTable *table, const Series *series, const gchar *hour)
{
  const GArray *margins = series->values;

  aoi_query_table_add (
      (AoiSqlValue[]){ aoi_sql_text (series->product), aoi_sql_integer (series->roi),
          aoi_sql_text (series->type), aoi_sql_text (hour), aoi_sql_integer (margins->len),
          aoi_sql_real (get_quantile (margins, 0.5)), aoi_sql_real (get_quantile (margins, 0.01)) },
      7, table);
}

static void
write_times (AoiQueryTable *table, const Series *series, const gchar *hour)
{
  const GArray *times = series->values;

  aoi_query_table_add (
      (AoiSqlValue[]){ aoi_sql_text (series->product), aoi_sql_text (hour),
          aoi_sql_integer (times->len), aoi_sql_real (get_quantile (times, 0.5)),
          aoi_sql_real (get_quantile (times, 0.99)), aoi_sql_real (get_quantile (times, 1.0)) },
      6, table);
}

static void
end_series (const Quantiles *self, Series *series)
{
  g_autofree gchar *hour = NULL;

  if (series->values->len == 0)
    return;
  hour = aoi_store_time_show_hour (self->hour * AOI_STATS_HOUR_US);
  g_array_sort (series->values, compare_values);
  self->write (self->table, series, hour);
  g_array_set_size (series->values, 0);
}

static void
end_hour (const Quantiles *self)
{
  GHashTableIter iter;
  gpointer series;

  g_hash_table_iter_init (&iter, self->series);
  while (g_hash_table_iter_next (&iter, &series, NULL))
    end_series (self, series);
}

static void
set_hour (Quantiles *self, const gchar *board)
{
  gint64 time_us = 0;

  aoi_uuid_get_time (board, &time_us);
  if (time_us / AOI_STATS_HOUR_US == self->hour)
    return;
  end_hour (self);
  self->hour = time_us / AOI_STATS_HOUR_US;
}

static Series *
get_series (Quantiles *self, const AoiSqlValue *values)
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
add_value (const AoiSqlValue *values, guint n_values, gpointer data)
{
  Quantiles *self = data;
  const gdouble value = aoi_query_value_get_real (&values[ASKED_VALUE]);

  set_hour (self, aoi_query_value_get_text (&values[ASKED_BOARD]));
  g_array_append_val (get_series (self, values)->values, value);
}

/* Those of an ROI one behind the other, in the order of their hours: columns on the left distinguish rows. */
static gint
compare_rows (gconstpointer a, gconstpointer b)
{
  const GArray *x = *(GArray *const *) a, *y = *(GArray *const *) b;
  gint order = 0;

  for (guint i = 0; i < x->len && order == 0; i++) {
    const AoiSqlValue *one = &g_array_index (x, AoiSqlValue, i);
    const AoiSqlValue *other = &g_array_index (y, AoiSqlValue, i);

    if (one->kind == AOI_SQL_TEXT)
      order = g_strcmp0 (one->text, other->text);
    else if (one->kind == AOI_SQL_INTEGER)
      order = (one->integer > other->integer) - (one->integer < other->integer);
  }
  return order;
}

static gpointer
begin (AoiQueryTable *table, WriteRow write)
{
  Quantiles *self = g_new0 (Quantiles, 1);

  self->table = table;
  self->write = write;
  self->series = g_hash_table_new_full (hash_series, equal_series, free_series, NULL);
  return self;
}

static gpointer
begin_drift (AoiQueryTable *table, const AoiStatsShifts *shifts)
{
  return begin (table, write_drift);
}

static gpointer
begin_times (AoiQueryTable *table, const AoiStatsShifts *shifts)
{
  return begin (table, write_times);
}

static void
end (gpointer data)
{
  const Quantiles *self = data;

  end_hour (self);
  g_ptr_array_sort (self->table->rows, compare_rows);
}

static void
free_quantiles (gpointer data)
{
  Quantiles *self = data;

  g_hash_table_unref (self->series);
  g_free (self);
}

const AoiStatsFold aoi_stats_fold_drift = { begin_drift, add_value, end, free_quantiles };
const AoiStatsFold aoi_stats_fold_time = { begin_times, add_value, end, free_quantiles };
