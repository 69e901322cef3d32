/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Removes boards that are old, a few at a time, so that new ones do not wait. Sums by hour and judgements stay. */
#include "store/aoi-store-keep.h"

#include <string.h>

#include "base/aoi-uuid.h"

/* Returns the least id of boards that stay. */
static const gchar find_newest[] = "SELECT id FROM board ORDER BY id DESC LIMIT 1 OFFSET $1";

/* Boards that wait to be judged stay, but for those below $2. */
static const gchar find_old[] =
    "SELECT b.id, CASE WHEN EXISTS (SELECT 1 FROM review r WHERE r.board = b.id) THEN 1 ELSE 0 END FROM board b "
    "WHERE b.id < $1 AND NOT EXISTS (SELECT 1 FROM judgement j WHERE j.board = b.id) "
    "AND (b.id < $2 OR NOT EXISTS (SELECT 1 FROM review r WHERE r.board = b.id)) ORDER BY b.id LIMIT $3";

static const gchar count_overdue[] = "SELECT count(*) FROM review WHERE board < $1";

/* Returns the least id of those that stay. */
static const gchar find_overdue[] =
    "SELECT board FROM review WHERE board < $1 ORDER BY board DESC LIMIT 1 OFFSET $2";

static const gchar remove_board[] = "DELETE FROM board WHERE id = $1";

/* Less than the id of any board. */
#define NO_ID "00000000-0000-0000-0000-000000000000"

typedef struct {
  GPtrArray *ids;
  guint unjudged;
} Old;

static void
add_old (const AoiSqlValue *values, guint n_values, gpointer data)
{
  Old *old = data;

  g_ptr_array_add (old->ids, g_strdup (values[0].text));
  old->unjudged += values[1].integer != 0;
}

/* Boards with smaller ids are too many, or too old. Returns FALSE with an error. @bound: (out) (nullable): %NULL: none is */
static gboolean
find_bound (
    AoiStore *self, const AoiStoreLimits *limits, gint64 now_us, gchar **bound, GError **error)
{
  const AoiSqlValue offset = aoi_sql_integer ((gint64) MIN (limits->boards, G_MAXINT64) - 1);
  g_autofree gchar *by_age = limits->age_us > 0 ? aoi_uuid_new_least (now_us - limits->age_us)
                                                : NULL;
  g_autofree gchar *by_number = NULL;

  if (limits->boards > 0
      && !aoi_sql_query_text (aoi_store_get_sql (self), find_newest, &offset, 1, &by_number, error))
    return FALSE;
  *bound = g_strdup (g_strcmp0 (by_age, by_number) > 0 ? by_age : by_number);
  return TRUE;
}

/* @old: (out): at most @max boards that do not stay */
static gboolean
find_boards (AoiSql *sql, const gchar *bound, const gchar *first_overdue, guint max, Old *old,
    GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_text (bound),
    aoi_sql_text (first_overdue != NULL ? first_overdue : NO_ID), aoi_sql_integer (max) };

  *old = (Old){ g_ptr_array_new_with_free_func (g_free), 0 };
  return aoi_sql_query (sql, find_old, values, G_N_ELEMENTS (values), add_old, old, error);
}

static gboolean
remove_boards (AoiSql *sql, const gchar *bound, const gchar *first_overdue, guint max,
    AoiStoreRemoved *removed, GError **error)
{
  Old old;
  gboolean good = find_boards (sql, bound, first_overdue, max, &old, error);
  g_autoptr (GPtrArray) ids = old.ids;

  for (guint i = 0; good && i < ids->len; i++) {
    const AoiSqlValue id = aoi_sql_text (g_ptr_array_index (ids, i));

    good = aoi_sql_add (sql, remove_board, &id, 1, error);
  }
  removed->boards = ids->len;
  removed->unjudged = old.unjudged;
  return good;
}

/* Others write meanwhile, unless there is one. Returns FALSE with an error. */
static gboolean
has_old (AoiSql *sql, const gchar *bound, const gchar *first_overdue, gboolean *has, GError **error)
{
  Old old;
  const gboolean good = find_boards (sql, bound, first_overdue, 1, &old, error);

  *has = old.ids->len > 0;
  g_ptr_array_unref (old.ids);
  return good;
}

/* @first: (out) (nullable): the least id of boards that wait to be judged and stay; %NULL: all stay */
static gboolean
count_waiting (AoiSql *sql, const gchar *bound, const AoiStoreLimits *limits, guint64 *overdue,
    gchar **first, GError **error)
{
  const guint64 most = limits->overdue > 0 ? limits->overdue : AOI_STORE_DEFAULT_OVERDUE;
  const AoiSqlValue values[] = { aoi_sql_text (bound),
    aoi_sql_integer ((gint64) MIN (most, G_MAXINT64) - 1) };
  gint64 n;

  *first = NULL;
  if (!aoi_sql_query_integer (sql, count_overdue, values, 1, &n, error))
    return FALSE;
  *overdue = (guint64) n;
  return *overdue <= most || aoi_sql_query_text (sql, find_overdue, values, 2, first, error);
}

/**
 * aoi_store_remove_old:
 * @self: a database that is open for writing
 * @limits: what is kept
 * @first_kept: (nullable): the least id of boards that must stay, such as one that is not delivered yet
 * @now_us: wall clock, microseconds since 1970
 * @max: how many boards are removed at most
 * @removed: (out): what became of them
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Removes the oldest boards that @limits do not keep, with their devices and ROIs, but none that somebody has judged,
 * nor one that waits for that.
 *
 * Returns: whether that could be done
 */
gboolean
aoi_store_remove_old (AoiStore *self, const AoiStoreLimits *limits, const gchar *first_kept,
    gint64 now_us, guint max, AoiStoreRemoved *removed, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);
  g_autofree gchar *found = NULL, *first_overdue = NULL;
  const gchar *bound;
  gboolean has;

  *removed = (AoiStoreRemoved){ 0 };
  if (!find_bound (self, limits, now_us, &found, error))
    return FALSE;
  bound = found != NULL && first_kept != NULL && strcmp (first_kept, found) < 0 ? first_kept
                                                                                : found;
  if (bound == NULL)
    return TRUE;
  if (!count_waiting (sql, bound, limits, &removed->overdue, &first_overdue, error)
      || !has_old (sql, bound, first_overdue, &has, error))
    return FALSE;
  if (!has)
    return TRUE;
  if (!aoi_sql_begin (sql, error))
    return FALSE;
  if (remove_boards (sql, bound, first_overdue, max, removed, error)
      && aoi_sql_commit (sql, error)) {
    removed->overdue -= MIN (removed->overdue, removed->unjudged);
    return TRUE;
  }
  aoi_sql_rollback (sql);
  removed->boards = removed->unjudged = 0;
  return FALSE;
}
