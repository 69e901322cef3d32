/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How scores move against their threshold, by the hour. */
#include "store/stats.h"

#include <math.h>

typedef struct {
  StoreTable *table;
  gchar *product, *type, *hour;
  gint64 roi;
  GArray *margins; /* of a ROI in an hour, rising */
} Drift;

static gpointer
begin_drift (StoreTable *table, const StatsShifts *shifts)
{
  Drift *self = g_new0 (Drift, 1);

  self->table = table;
  self->margins = g_array_new (FALSE, FALSE, sizeof (gdouble));
  return self;
}

/* The least value that the part of @q does not exceed: it was measured, and not computed between two. */
static gdouble
get_quantile (const GArray *sorted, gdouble q)
{
  const gdouble rank = ceil (q * sorted->len);

  return g_array_index (sorted, gdouble, (guint) MAX (rank, 1.0) - 1);
}

static void
end_drift (gpointer data)
{
  Drift *self = data;

  if (self->margins->len == 0)
    return;
  store_table_add (
      (AoiSqlValue[]){ aoi_sql_text (self->product), aoi_sql_integer (self->roi),
          aoi_sql_text (self->type), aoi_sql_text (self->hour),
          aoi_sql_integer (self->margins->len), aoi_sql_real (get_quantile (self->margins, 0.5)),
          aoi_sql_real (get_quantile (self->margins, 0.01)) },
      7, self->table);
  g_array_set_size (self->margins, 0);
}

static gboolean
is_same (const Drift *self, const AoiSqlValue *values)
{
  return self->margins->len > 0 && g_str_equal (self->product, store_value_get_text (&values[0]))
      && self->roi == store_value_get_integer (&values[1])
      && g_str_equal (self->type, store_value_get_text (&values[2]))
      && g_str_equal (self->hour, store_value_get_text (&values[3]));
}

static void
replace (gchar **text, const gchar *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

/* @values: product, ROI, type, hour, score less threshold; sorted by all of them */
static void
add_to_drift (const AoiSqlValue *values, guint n_values, gpointer data)
{
  Drift *self = data;
  const gdouble margin = store_value_get_real (&values[4]);

  if (!is_same (self, values)) {
    end_drift (self);
    replace (&self->product, store_value_get_text (&values[0]));
    self->roi = store_value_get_integer (&values[1]);
    replace (&self->type, store_value_get_text (&values[2]));
    replace (&self->hour, store_value_get_text (&values[3]));
  }
  g_array_append_val (self->margins, margin);
}

static void
free_drift (gpointer data)
{
  Drift *self = data;

  g_free (self->product);
  g_free (self->type);
  g_free (self->hour);
  g_array_unref (self->margins);
  g_free (self);
}

const StatsFold stats_fold_drift = { begin_drift, add_to_drift, end_drift, free_drift };
