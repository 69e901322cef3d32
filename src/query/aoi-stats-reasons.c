/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reasons that differ in places and values only are one. */
#include "query/aoi-stats-private.h"

#include "report/aoi-reason.h"

typedef struct {
  gchar *product, *kind;
  gint64 roi, times;
} Reason;

typedef struct {
  AoiQueryTable *table;
  GHashTable *reasons; /* of themselves */
} Reasons;

static guint
hash_reason (gconstpointer data)
{
  const Reason *self = data;

  return g_str_hash (self->product) ^ g_str_hash (self->kind) ^ (guint) self->roi;
}

static gboolean
equal_reasons (gconstpointer a, gconstpointer b)
{
  const Reason *x = a, *y = b;

  return x->roi == y->roi && g_str_equal (x->product, y->product) && g_str_equal (x->kind, y->kind);
}

static void
free_reason (gpointer data)
{
  Reason *self = data;

  g_free (self->product);
  g_free (self->kind);
  g_free (self);
}

static gpointer
begin_reasons (AoiQueryTable *table, const AoiStatsShifts *shifts)
{
  Reasons *self = g_new (Reasons, 1);

  self->table = table;
  self->reasons = g_hash_table_new_full (hash_reason, equal_reasons, free_reason, NULL);
  return self;
}

/* @values: product, ROI, times, reason */
static void
add_reason (const AoiSqlValue *values, guint n_values, gpointer data)
{
  const Reasons *self = data;
  g_autofree gchar *kind = aoi_reason_without_numbers (
      values[3].kind == AOI_SQL_TEXT ? values[3].text : "no reason is given");
  const Reason key = { (gchar *) aoi_query_value_get_text (&values[0]), kind,
    aoi_query_value_get_integer (&values[1]), 0 };
  Reason *reason = g_hash_table_lookup (self->reasons, &key);

  if (reason == NULL) {
    reason = g_new (Reason, 1);
    *reason = (Reason){ g_strdup (key.product), g_steal_pointer (&kind), key.roi, 0 };
    g_hash_table_insert (self->reasons, reason, reason);
  }
  reason->times += aoi_query_value_get_integer (&values[2]);
}

/* The most frequent first. */
static gint
compare_reasons (gconstpointer a, gconstpointer b)
{
  const Reason *x = *(Reason *const *) a, *y = *(Reason *const *) b;
  gint order;

  if (x->times != y->times)
    return x->times > y->times ? -1 : 1;
  order = g_strcmp0 (x->product, y->product);
  if (order == 0)
    order = (x->roi > y->roi) - (x->roi < y->roi);
  return order != 0 ? order : g_strcmp0 (x->kind, y->kind);
}

static void
end_reasons (gpointer data)
{
  const Reasons *self = data;
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer reason;

  g_hash_table_iter_init (&iter, self->reasons);
  while (g_hash_table_iter_next (&iter, &reason, NULL))
    g_ptr_array_add (sorted, reason);
  g_ptr_array_sort (sorted, compare_reasons);
  for (guint i = 0; i < sorted->len; i++) {
    const Reason *next = g_ptr_array_index (sorted, i);
    const AoiSqlValue row[] = { aoi_sql_text (next->product), aoi_sql_integer (next->roi),
      aoi_sql_integer (next->times), aoi_sql_text (next->kind) };

    aoi_query_table_add (row, G_N_ELEMENTS (row), self->table);
  }
}

static void
free_reasons (gpointer data)
{
  Reasons *self = data;

  g_hash_table_unref (self->reasons);
  g_free (self);
}

const AoiStatsFold aoi_stats_fold_reason = { begin_reasons, add_reason, end_reasons, free_reasons };
