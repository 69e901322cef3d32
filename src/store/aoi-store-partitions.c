/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Partitions of PostgreSQL: one a month, by the time inside the ids of boards. */
#include "store/aoi-store-partitions.h"

#include "base/aoi-uuid.h"

/* So that two stations do not make the same partition at the same time. */
#define LOCK "SELECT pg_advisory_xact_lock (7310305714);"

struct _AoiStorePartitions {
  GHashTable *months; /* year * 12 + month, from 0 */
};

static const gchar *const tables[] = { "board", "device", "roi", "placement" };

/**
 * aoi_store_partitions_new:
 *
 * Returns: (transfer full): no month is known
 */
AoiStorePartitions *
aoi_store_partitions_new (void)
{
  AoiStorePartitions *self = g_new (AoiStorePartitions, 1);

  self->months = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * aoi_store_partitions_free:
 * @self: (transfer full): months
 */
void
aoi_store_partitions_free (AoiStorePartitions *self)
{
  g_hash_table_unref (self->months);
  g_free (self);
}

static gint
get_month (const gchar *id)
{
  g_autoptr (GDateTime) date = NULL;
  gint64 time_us = 0;

  aoi_uuid_get_time (id, &time_us);
  /* 48 bits of milliseconds reach beyond the calendar, to the year 10889. */
  date = g_date_time_new_from_unix_utc (
      MIN (time_us / G_USEC_PER_SEC, G_GINT64_CONSTANT (253402300799)));
  return g_date_time_get_year (date) * 12 + g_date_time_get_month (date) - 1;
}

/* The least UUID of a month. */
static gchar *
show_bound (gint month)
{
  g_autoptr (GDateTime) date = g_date_time_new_utc (month / 12, month % 12 + 1, 1, 0, 0, 0.0);

  return aoi_uuid_new_least (date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC
                                          : G_GINT64_CONSTANT (0xffffffffffff) * 1000);
}

static gboolean
make (AoiSql *sql, gint month, GError **error)
{
  g_autofree gchar *from = show_bound (month), *to = show_bound (month + 1);
  g_autoptr (GString) script = g_string_new (LOCK);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_string_append_printf (script,
        "CREATE TABLE IF NOT EXISTS %s_%04d_%02d PARTITION OF %s FOR VALUES FROM ('%s') TO ('%s');",
        tables[i], month / 12, month % 12 + 1, tables[i], from, to);
  if (!aoi_sql_begin (sql, error))
    return FALSE;
  if (aoi_sql_script (sql, script->str, error) && aoi_sql_commit (sql, error))
    return TRUE;
  aoi_sql_rollback (sql);
  return FALSE;
}

/**
 * aoi_store_partitions_ensure:
 * @self: months
 * @sql: a connection to PostgreSQL, outside of a transaction
 * @boards: (array length=n_boards): what will be written
 * @n_boards: how many
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Makes the partitions that these boards need.
 *
 * Returns: whether they are there
 */
gboolean
aoi_store_partitions_ensure (AoiStorePartitions *self, AoiSql *sql, AoiStoreBoard *const *boards,
    guint n_boards, GError **error)
{
  for (guint i = 0; i < n_boards; i++) {
    const gint month = get_month (boards[i]->id);

    if (g_hash_table_contains (self->months, GINT_TO_POINTER (month)))
      continue;
    if (!make (sql, month, error))
      return FALSE;
    g_hash_table_add (self->months, GINT_TO_POINTER (month));
  }
  return TRUE;
}
