/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What goes when too much waits: first what was refused, then the oldest that is of less worth, then the oldest. */
#include "outbox/aoi-outbox-private.h"

/* Rows that are removed at once; as many more than needed may go. */
#define STEP 8

static const gchar get_bytes[] = "SELECT bytes FROM target WHERE number = $1";

static const gchar count_lost[] = "UPDATE target SET lost = lost + $1 WHERE number = $2";

static const gchar remove_refused[] =
    "DELETE FROM message WHERE seq IN (SELECT seq FROM message WHERE target = $1 "
    "AND refused IS NOT NULL ORDER BY seq LIMIT $2) RETURNING id";

static const gchar remove_passing[] =
    "DELETE FROM message WHERE seq IN (SELECT seq FROM message WHERE target = $1 "
    "AND refused IS NULL AND passing = 1 ORDER BY seq LIMIT $2) RETURNING id";

static const gchar remove_any[] =
    "DELETE FROM message WHERE seq IN (SELECT seq FROM message WHERE target = $1 "
    "AND refused IS NULL ORDER BY seq LIMIT $2) RETURNING id";

/* Rows come in the order in which they were made, so that the first that is young enough ends the search. */
static const gchar remove_old[] =
    "DELETE FROM message WHERE seq IN (SELECT seq FROM (SELECT seq, created FROM message "
    "WHERE target = $1 AND refused IS NULL ORDER BY seq LIMIT $2) WHERE created < $3) RETURNING id";

/* The messages that went. */
typedef struct {
  guint n;
  GHashTable *ids;
} Removed;

static void
note_removed (const AoiSqlValue *values, guint n_values, gpointer data)
{
  Removed *removed = data;

  removed->n++;
  if (removed->ids != NULL)
    g_hash_table_add (removed->ids, g_strdup (values[0].text));
}

static gboolean
is_above (AoiOutbox *self, gint64 target, guint64 bytes, gboolean *above, GError **error)
{
  const AoiSqlValue number = aoi_sql_integer (target);
  gint64 now;

  if (!aoi_sql_query_integer (self->sql, get_bytes, &number, 1, &now, error))
    return FALSE;
  *above = (guint64) MAX (now, 0) > bytes;
  return TRUE;
}

/* Runs one of the statements until there is room, or nothing left that it removes. */
static gboolean
make_room (AoiOutbox *self, const gchar *statement, gint64 target, guint64 bytes, Removed *removed,
    GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_integer (target), aoi_sql_integer (STEP) };
  gboolean above;
  guint before;

  do {
    before = removed->n;
    if (!is_above (self, target, bytes, &above, error))
      return FALSE;
    if (above
        && !aoi_sql_query (
            self->sql, statement, values, G_N_ELEMENTS (values), note_removed, removed, error))
      return FALSE;
  } while (removed->n > before);
  return TRUE;
}

static gboolean
hold_bytes (AoiOutbox *self, gint64 target, guint64 bytes, Removed *removed, GError **error)
{
  gboolean above;

  if (bytes == 0)
    return TRUE;
  if (!is_above (self, target, bytes, &above, error))
    return FALSE;
  /* Some more than needed, so that it is not done with each batch. */
  bytes -= above ? bytes / 20 : 0;
  return make_room (self, remove_refused, target, bytes, removed, error)
      && make_room (self, remove_passing, target, bytes, removed, error)
      && make_room (self, remove_any, target, bytes, removed, error);
}

static gboolean
hold_age (AoiOutbox *self, gint64 target, gint64 age_us, Removed *removed, GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_integer (target), aoi_sql_integer (STEP),
    aoi_sql_integer (g_get_real_time () - age_us) };
  guint before;

  if (age_us == 0)
    return TRUE;
  do {
    before = removed->n;
    if (!aoi_sql_query (
            self->sql, remove_old, values, G_N_ELEMENTS (values), note_removed, removed, error))
      return FALSE;
  } while (removed->n > before);
  return TRUE;
}

/**
 * aoi_outbox_bounds_hold:
 * @self: an outbox, in a transaction
 * @target: number of a target
 * @limits: (nullable): of what waits for it; %NULL: any may wait
 * @removed: (nullable): a set to which ids of messages that go are added
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Removes what is too much, and counts it.
 *
 * Returns: whether that is done
 */
gboolean
aoi_outbox_bounds_hold (AoiOutbox *self, gint64 target, const AoiOutboxLimits *limits,
    GHashTable *removed, GError **error)
{
  Removed gone = { 0, removed };
  AoiSqlValue values[2];

  if (limits == NULL)
    return TRUE;
  if (!hold_age (self, target, limits->age_us, &gone, error)
      || !hold_bytes (self, target, limits->bytes, &gone, error))
    return FALSE;
  values[0] = aoi_sql_integer (gone.n);
  values[1] = aoi_sql_integer (target);
  return gone.n == 0 || aoi_sql_add (self->sql, count_lost, values, G_N_ELEMENTS (values), error);
}
