/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people say of verdicts. */
#include "store/aoi-store-judge.h"

#include "base/aoi-uuid.h"
#include "store/aoi-store-lease-private.h"
#include "store/aoi-store-time.h"

static const gchar *const words[] = { "defect", "false call", "unsure", NULL };

static const gchar find_roi[] = "SELECT count(*) FROM roi WHERE board = $1 AND roi = $2";

static const gchar find_latest[] =
    "SELECT id FROM judgement WHERE board = $1 AND roi = $2 ORDER BY id DESC LIMIT 1";

static const gchar add_judgement[] =
    "INSERT INTO judgement (id, board, roi, judgement, person, time, revision, note) "
    "SELECT $1, $2, $3, $4, $5, $6, revision, $7 FROM board WHERE id = $8";

static const gchar add_judgement_postgresql[] =
    "INSERT INTO judgement (id, board, roi, judgement, person, time, revision, note) "
    "SELECT CAST ($1 AS uuid), CAST ($2 AS uuid), CAST ($3 AS integer), $4, $5, CAST ($6 AS timestamptz), "
    "revision, $7 FROM board WHERE id = $8";

static const gchar list_judgements[] =
    "SELECT roi, time, judgement, person, revision, note FROM judgement WHERE board = $1 ORDER BY id";

static const gchar list_judgements_postgresql[] =
    "SELECT roi, to_char (time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), judgement, person, "
    "revision, note FROM judgement WHERE board = $1 ORDER BY id";

/**
 * aoi_store_open_to_judge:
 * @address: see aoi_sql_open()
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Opens a database for writing that is there, with this release's schema: none is made for a judgement.
 *
 * Returns: (transfer full): the database
 */
AoiStore *
aoi_store_open_to_judge (const gchar *address, GError **error)
{
  g_autoptr (AoiStore) there = aoi_store_open (address, AOI_SQL_READ, error);

  if (there == NULL)
    return NULL;
  g_clear_pointer (&there, aoi_store_close);
  return aoi_store_open (address, AOI_SQL_WRITE, error);
}

/**
 * aoi_store_judgement_is_known:
 * @judgement: a word
 *
 * Returns: whether it is `defect`, `false call` or `unsure`
 */
gboolean
aoi_store_judgement_is_known (const gchar *judgement)
{
  return g_strv_contains (words, judgement);
}

/* Ids sort by time, and the last one counts: also if the clock was set back since the one before.
 * @id: (out): NULL with an error */
static gboolean
make_id (AoiSql *sql, const AoiSqlValue *place, guint n_place, gint64 time_us, gchar **id,
    GError **error)
{
  g_autofree gchar *latest = NULL;
  gint64 latest_us;

  *id = NULL;
  if (!aoi_sql_query_text (sql, find_latest, place, n_place, &latest, error))
    return FALSE;
  if (latest != NULL && aoi_uuid_get_time (latest, &latest_us))
    time_us = MAX (time_us, latest_us + 1000);
  *id = aoi_uuid_new (time_us);
  return TRUE;
}

/* In a transaction. */
static gboolean
write_judgement (AoiStore *self, const AoiStoreJudgement *judgement, gint64 time_us, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);
  g_autofree gchar *id = NULL, *time = aoi_store_time_show (time_us);
  const AoiSqlValue place[] = { aoi_sql_text (judgement->board), aoi_sql_integer (judgement->roi) };
  AoiSqlValue values[] = { aoi_sql_text (NULL), aoi_sql_text (judgement->board),
    aoi_sql_integer (judgement->roi), aoi_sql_text (judgement->judgement),
    aoi_sql_text (judgement->person), aoi_sql_text (time), aoi_sql_text (judgement->note),
    aoi_sql_text (judgement->board) };
  gint64 n;

  if (!aoi_sql_query_integer (sql, find_roi, place, G_N_ELEMENTS (place), &n, error))
    return FALSE;
  if (n == 0) {
    g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED,
        "board %s has no ROI %d in this database: 'aoi boards' lists boards, 'aoi trace' their ROIs",
        judgement->board, judgement->roi);
    return FALSE;
  }
  if (!make_id (sql, place, G_N_ELEMENTS (place), time_us, &id, error))
    return FALSE;
  values[0] = aoi_sql_text (id);
  return aoi_sql_add (sql,
      aoi_sql_get_dialect (sql) == AOI_SQL_POSTGRESQL ? add_judgement_postgresql : add_judgement,
      values, G_N_ELEMENTS (values), error);
}

/* @holder: (out): who else is at the board */
static gboolean
check_holder (
    AoiStore *self, const AoiStoreJudgement *judgement, AoiStoreLease *holder, GError **error)
{
  g_autofree gchar *until = NULL;

  if (!aoi_store_find_lease (self, judgement->board, holder, error))
    return FALSE;
  if (holder->board == NULL)
    return TRUE;
  if (g_str_equal (holder->person, judgement->person)) {
    aoi_store_lease_clear (holder);
    return TRUE;
  }
  until = aoi_store_time_show (holder->expires_us);
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED, "%s judges board %s, until %s at most",
      holder->person, judgement->board, until);
  return FALSE;
}

/* In a transaction. */
static gboolean
write_judgements (AoiStore *self, const AoiStoreJudgement *judgements, guint n, gint64 time_us,
    AoiStoreLease *holder, GError **error)
{
  if (!aoi_store_lock_judgements (aoi_store_get_sql (self), error)
      || !check_holder (self, judgements, holder, error))
    return FALSE;
  /* Ids, by which judgements are sorted, tell microseconds apart. */
  for (guint i = 0; i < n; i++)
    if (!write_judgement (self, &judgements[i], time_us + i, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_board (const gchar *board, GError **error)
{
  if (aoi_uuid_get_time (board, NULL))
    return TRUE;
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED,
      "\"%s\" is not the id of a board, such as 01a22438-ae86-77c6-b528-2dd26eeccbef", board);
  return FALSE;
}

/**
 * aoi_store_judge_rois:
 * @self: a database that is open for writing
 * @judgements: (array length=n_judgements): what somebody says of ROIs of one board
 * @n_judgements: how many, at least one
 * @time_us: when, microseconds since 1970
 * @holder: (out): who else is at the board, if that is why it is refused; to be cleared
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Adds judgements, with the revision of the board's product. They count from now on; earlier ones stay in the table.
 *
 * Returns: whether all of them last; if not, there is none of them
 */
gboolean
aoi_store_judge_rois (AoiStore *self, const AoiStoreJudgement *judgements, guint n_judgements,
    gint64 time_us, AoiStoreLease *holder, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);

  *holder = (AoiStoreLease){ NULL };
  if (!check_board (judgements->board, error) || !aoi_sql_begin (sql, error))
    return FALSE;
  if (write_judgements (self, judgements, n_judgements, time_us, holder, error)
      && aoi_sql_commit (sql, error))
    return TRUE;
  aoi_sql_rollback (sql);
  return FALSE;
}

/**
 * aoi_store_judge:
 * @self: a database that is open for writing
 * @judgement: what somebody says
 * @time_us: when, microseconds since 1970
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Adds one judgement, as aoi_store_judge_rois() does.
 *
 * Returns: whether it lasts
 */
gboolean
aoi_store_judge (AoiStore *self, const AoiStoreJudgement *judgement, gint64 time_us, GError **error)
{
  g_auto (AoiStoreLease) holder = { NULL };

  return aoi_store_judge_rois (self, judgement, 1, time_us, &holder, error);
}

/**
 * aoi_store_query_judgements:
 * @self: a database
 * @board: id of a board
 * @row: gets each judgement: roi, time, judgement, person, revision and note; the last two may have no value
 * @data: for @row
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Gives all that people ever said of a board, in the order in which they did. Of each ROI the last one counts.
 *
 * Returns: whether that could be read
 */
gboolean
aoi_store_query_judgements (
    AoiStore *self, const gchar *board, AoiSqlRow row, gpointer data, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);
  const AoiSqlValue id = aoi_sql_text (board);
  const gboolean is_postgresql = aoi_sql_get_dialect (sql) == AOI_SQL_POSTGRESQL;

  return check_board (board, error)
      && aoi_sql_query (sql, is_postgresql ? list_judgements_postgresql : list_judgements, &id, 1,
          row, data, error);
}
