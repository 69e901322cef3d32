/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Removes boards that are old, a few at a time, so that new ones do not wait. Sums by hour and judgements stay. */
#include "store/aoi-store-keep.h"

#include <string.h>

#include "base/aoi-uuid.h"

/* Returns the least id of boards that stay. */
static const gchar find_newest[] = "SELECT id FROM board ORDER BY id DESC LIMIT 1 OFFSET $1";

static const gchar find_old[] =
    "SELECT id FROM board WHERE id < $1 AND NOT EXISTS "
    "(SELECT 1 FROM judgement WHERE judgement.board = board.id) ORDER BY id LIMIT $2";

static const gchar remove_board[] = "DELETE FROM board WHERE id = $1";

static void
add_text (const AoiSqlValue *values, guint n_values, gpointer data)
{
  g_ptr_array_add (data, g_strdup (values[0].text));
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

static gboolean
remove_boards (AoiSql *sql, const gchar *bound, guint max, guint *n_removed, GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_text (bound), aoi_sql_integer (max) };
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (!aoi_sql_query (sql, find_old, values, G_N_ELEMENTS (values), add_text, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    const AoiSqlValue id = aoi_sql_text (g_ptr_array_index (ids, i));

    if (!aoi_sql_add (sql, remove_board, &id, 1, error))
      return FALSE;
  }
  *n_removed = ids->len;
  return TRUE;
}

/**
 * aoi_store_remove_old:
 * @self: a database that is open for writing
 * @limits: what is kept
 * @first_kept: (nullable): the least id of boards that must stay, such as one that is not delivered yet
 * @now_us: wall clock, microseconds since 1970
 * @max: how many boards are removed at most
 * @n_removed: (out): how many were
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Removes the oldest boards that @limits do not keep, with their devices and ROIs, but none that somebody has judged.
 *
 * Returns: whether that could be done
 */
gboolean
aoi_store_remove_old (AoiStore *self, const AoiStoreLimits *limits, const gchar *first_kept,
    gint64 now_us, guint max, guint *n_removed, GError **error)
{
  AoiSql *sql = aoi_store_get_sql (self);
  g_autofree gchar *found = NULL;
  const gchar *bound;

  *n_removed = 0;
  if (!find_bound (self, limits, now_us, &found, error))
    return FALSE;
  bound = found != NULL && first_kept != NULL && strcmp (first_kept, found) < 0 ? first_kept
                                                                                : found;
  if (bound == NULL)
    return TRUE;
  if (!aoi_sql_begin (sql, error))
    return FALSE;
  if (remove_boards (sql, bound, max, n_removed, error) && aoi_sql_commit (sql, error))
    return TRUE;
  aoi_sql_rollback (sql);
  *n_removed = 0;
  return FALSE;
}
