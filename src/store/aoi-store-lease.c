/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who is at which board: leases end by themselves, so that nobody has to come back for a board to be judged. */
#include "store/aoi-store-lease-private.h"

/* Those who take and judge boards do so one after the other: they are people. Any number that no other program on
 * the server locks by. */
#define LOCK_POSTGRESQL "SELECT pg_advisory_xact_lock (7310305714)"

#define FIRST_ID "00000000-0000-0000-0000-000000000000"

/* Stations of one server need not agree on the time. */
static const gchar get_now_postgresql[] =
    "SELECT CAST (extract (epoch FROM clock_timestamp ()) * 1000000 AS bigint)";

/* $1 is now, $2 the latest time at which a lease of now may end. */
#define IS_VALID "expires > $1 AND expires <= $2"

/* The oldest that waits and that nobody else is at. Few wait, of many boards: SQLite does not change the order of a CROSS
 * JOIN. */
static const gchar find_next[] =
    "SELECT r.board FROM review r CROSS JOIN board b "
    "WHERE b.id = r.board AND NOT EXISTS (SELECT 1 FROM lease WHERE lease.board = r.board AND " IS_VALID
    " AND person <> $3) AND r.board > $4 "
    "AND (CAST ($5 AS text) IS NULL OR b.product = $5) "
    "AND (CAST ($6 AS text) IS NULL OR b.station = $6) ORDER BY r.board LIMIT 1";

/* The one that waits and that he is at already. */
static const gchar find_own[] =
    "SELECT r.board FROM lease CROSS JOIN review r CROSS JOIN board b "
    "WHERE r.board = lease.board AND b.id = r.board AND " IS_VALID
    " AND person = $3 AND r.board > $4 "
    "AND (CAST ($5 AS text) IS NULL OR b.product = $5) "
    "AND (CAST ($6 AS text) IS NULL OR b.station = $6) ORDER BY r.board LIMIT 1";

static const gchar find_lease[] = "SELECT board, person, expires FROM lease WHERE " IS_VALID
                                  " AND board = $3";

static const gchar list_leases[] = "SELECT board, person, expires FROM lease WHERE " IS_VALID;

static const gchar find_board[] = "SELECT id FROM board WHERE id = $1";

static const gchar set_lease[] =
    "INSERT INTO lease (board, person, expires) VALUES ($1, $2, $3) "
    "ON CONFLICT (board) DO UPDATE SET person = excluded.person, expires = excluded.expires";

static const gchar remove_lease[] = "DELETE FROM lease WHERE board = $1";

/* What has ended, and boards that he has left, since he is at another one now. */
static const gchar remove_left[] =
    "DELETE FROM lease WHERE expires <= $1 OR expires > $2 OR (person = $3 AND board <> $4)";

/**
 * aoi_store_lease_clear:
 * @self: a lease
 */
void
aoi_store_lease_clear (AoiStoreLease *self)
{
  g_clear_pointer (&self->board, g_free);
  g_clear_pointer (&self->person, g_free);
  self->expires_us = 0;
}

static gboolean
get_now (AoiSql *sql, gint64 *now_us, GError **error)
{
  *now_us = g_get_real_time ();
  return aoi_sql_get_dialect (sql) == AOI_SQL_SQLITE
      || aoi_sql_query_integer (sql, get_now_postgresql, NULL, 0, now_us, error);
}

static AoiSqlValue
get_latest (gint64 now_us)
{
  return aoi_sql_integer (now_us + (gint64) AOI_STORE_MAX_LEASE_S * G_USEC_PER_SEC);
}

/**
 * aoi_store_lock_judgements:
 * @sql: a connection in a transaction
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Waits until nobody else takes or judges boards, until the transaction ends. In SQLite nobody else writes anyway.
 *
 * Returns: whether it could be found out
 */
gboolean
aoi_store_lock_judgements (AoiSql *sql, GError **error)
{
  return aoi_sql_get_dialect (sql) == AOI_SQL_SQLITE
      || aoi_sql_query (sql, LOCK_POSTGRESQL, NULL, 0, NULL, NULL, error);
}

static void
take_lease (const AoiSqlValue *values, guint n_values, gpointer data)
{
  AoiStoreLease *lease = data;

  aoi_store_lease_clear (lease);
  lease->board = g_strdup (values[0].text);
  lease->person = g_strdup (values[1].text);
  lease->expires_us = values[2].integer;
}

static gboolean
find (AoiSql *sql, const gchar *board, gint64 now_us, AoiStoreLease *lease, GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_integer (now_us), get_latest (now_us),
    aoi_sql_text (board) };

  return aoi_sql_query (sql, find_lease, values, G_N_ELEMENTS (values), take_lease, lease, error);
}

/* @lease: (out): his */
static gboolean
set (AoiSql *sql, const gchar *board, const gchar *person, gint64 expires_us, AoiStoreLease *lease,
    GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_text (board), aoi_sql_text (person),
    aoi_sql_integer (expires_us) };

  take_lease (values, G_N_ELEMENTS (values), lease);
  return aoi_sql_add (sql, set_lease, values, G_N_ELEMENTS (values), error);
}

/* In a transaction. @board: (out) (nullable): what he gets */
static gboolean
choose (AoiSql *sql, const AoiStoreWish *wish, gint64 now_us, gchar **board, GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_integer (now_us), get_latest (now_us),
    aoi_sql_text (wish->person), aoi_sql_text (wish->after != NULL ? wish->after : FIRST_ID),
    aoi_sql_text (wish->product), aoi_sql_text (wish->station) };
  const guint n = G_N_ELEMENTS (values);

  return aoi_sql_query_text (sql, find_own, values, n, board, error)
      && (*board != NULL || aoi_sql_query_text (sql, find_next, values, n, board, error));
}

/* In a transaction. */
static gboolean
take_next (AoiSql *sql, const AoiStoreWish *wish, AoiStoreLease *lease, GError **error)
{
  g_autofree gchar *board = NULL;
  AoiSqlValue values[4];
  gint64 now;

  if (!aoi_store_lock_judgements (sql, error) || !get_now (sql, &now, error)
      || !choose (sql, wish, now, &board, error))
    return FALSE;
  values[0] = aoi_sql_integer (now);
  values[1] = get_latest (now);
  values[2] = aoi_sql_text (wish->person);
  values[3] = aoi_sql_text (board != NULL ? board : FIRST_ID);
  return aoi_sql_add (sql, remove_left, values, G_N_ELEMENTS (values), error)
      && (board == NULL || set (sql, board, wish->person, now + wish->length_us, lease, error));
}

/**
 * aoi_store_take_next:
 * @self: a database that is open for writing
 * @wish: who wants which board
 * @lease: (out): what he gets; its board is %NULL if none waits that nobody else is at
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Gives somebody the oldest board that waits to be judged, or the one that he is at already. He leaves all others.
 *
 * Returns: whether that could be done
 */
gboolean
aoi_store_take_next (AoiStore *self, const AoiStoreWish *wish, AoiStoreLease *lease, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);

  *lease = (AoiStoreLease){ NULL };
  if (!aoi_sql_begin (sql, error))
    return FALSE;
  if (take_next (sql, wish, lease, error) && aoi_sql_commit (sql, error))
    return TRUE;
  aoi_sql_rollback (sql);
  aoi_store_lease_clear (lease);
  return FALSE;
}

/* In a transaction. */
static gboolean
hold (AoiSql *sql, const gchar *board, const gchar *person, gint64 length_us, AoiStoreLease *lease,
    GError **error)
{
  const AoiSqlValue id = aoi_sql_text (board);
  g_autofree gchar *found = NULL;
  gint64 now;

  if (!aoi_store_lock_judgements (sql, error) || !get_now (sql, &now, error)
      || !find (sql, board, now, lease, error)
      || !aoi_sql_query_text (sql, find_board, &id, 1, &found, error))
    return FALSE;
  if (found == NULL || (lease->board != NULL && !g_str_equal (lease->person, person)))
    return TRUE;
  return set (sql, board, person, now + length_us, lease, error);
}

/**
 * aoi_store_hold:
 * @self: a database that is open for writing
 * @board: id of a board
 * @person: who is at it, or wants to be
 * @length_us: for how long from now on
 * @lease: (out): who is at it, be it @person or somebody else; its board is %NULL if there is no such board
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Takes a board, or goes on having it.
 *
 * Returns: whether that could be found out
 */
gboolean
aoi_store_hold (AoiStore *self, const gchar *board, const gchar *person, gint64 length_us,
    AoiStoreLease *lease, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);

  *lease = (AoiStoreLease){ NULL };
  if (!aoi_sql_begin (sql, error))
    return FALSE;
  if (hold (sql, board, person, length_us, lease, error) && aoi_sql_commit (sql, error))
    return TRUE;
  aoi_sql_rollback (sql);
  aoi_store_lease_clear (lease);
  return FALSE;
}

/* In a transaction. */
static gboolean
release (AoiSql *sql, const gchar *board, const gchar *person, AoiStoreLease *lease, GError **error)
{
  const AoiSqlValue id = aoi_sql_text (board);
  gint64 now;

  if (!aoi_store_lock_judgements (sql, error) || !get_now (sql, &now, error)
      || !find (sql, board, now, lease, error))
    return FALSE;
  if (lease->board != NULL && !g_str_equal (lease->person, person))
    return TRUE;
  aoi_store_lease_clear (lease);
  return aoi_sql_add (sql, remove_lease, &id, 1, error);
}

/**
 * aoi_store_release:
 * @self: a database that is open for writing
 * @board: id of a board
 * @person: who leaves it
 * @lease: (out): who is at it nevertheless; its board is %NULL if nobody is
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether that could be done
 */
gboolean
aoi_store_release (
    AoiStore *self, const gchar *board, const gchar *person, AoiStoreLease *lease, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);

  *lease = (AoiStoreLease){ NULL };
  if (!aoi_sql_begin (sql, error))
    return FALSE;
  if (release (sql, board, person, lease, error) && aoi_sql_commit (sql, error))
    return TRUE;
  aoi_sql_rollback (sql);
  aoi_store_lease_clear (lease);
  return FALSE;
}

/**
 * aoi_store_find_lease:
 * @self: a database
 * @board: id of a board
 * @lease: (out): who is at it; its board is %NULL if nobody is
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether that could be found out
 */
gboolean
aoi_store_find_lease (AoiStore *self, const gchar *board, AoiStoreLease *lease, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);
  gint64 now;

  *lease = (AoiStoreLease){ NULL };
  return get_now (sql, &now, error) && find (sql, board, now, lease, error);
}

static void
add_lease (const AoiSqlValue *values, guint n_values, gpointer data)
{
  AoiStoreLease lease = { NULL };

  take_lease (values, n_values, &lease);
  g_array_append_val ((GArray *) data, lease);
}

/**
 * aoi_store_list_leases:
 * @self: a database
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: (transfer full) (element-type AoiStoreLease): who is at which board
 */
GArray *
aoi_store_list_leases (AoiStore *self, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);
  g_autoptr (GArray) leases = g_array_new (FALSE, FALSE, sizeof (AoiStoreLease));
  AoiSqlValue values[2];
  gint64 now;

  g_array_set_clear_func (leases, (GDestroyNotify) aoi_store_lease_clear);
  if (!get_now (sql, &now, error))
    return NULL;
  values[0] = aoi_sql_integer (now);
  values[1] = get_latest (now);
  if (!aoi_sql_query (sql, list_leases, values, G_N_ELEMENTS (values), add_lease, leases, error))
    return NULL;
  return g_steal_pointer (&leases);
}
