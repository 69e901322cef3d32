/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The questions. Boards are counted one by one, so that any time and code can be asked for; the views of the database have the
 * sums by hour, for dashboards that ask again and again. */
#include "store/stats.h"

/* Which boards count: $1 to $4. */
#define WHERE \
  "b.id >= $1 AND b.id < $2 AND (CAST ($3 AS text) IS NULL OR b.product = $3) " \
  "AND (CAST ($4 AS text) IS NULL OR b.station = $4) "

#define COUNT_IF(condition) "sum(CASE WHEN " condition " THEN 1 ELSE 0 END)"

static const gchar count_boards[] = "SELECT count(*), " COUNT_IF ("b.verdict = 'pass'") ", " COUNT_IF (
    "b.verdict = 'fail'") ", " COUNT_IF ("b.verdict = 'not inspected'") " FROM board b WHERE " WHERE;

static const gchar count_codes[] = "SELECT count(*), " COUNT_IF (
    "b.verdict = 'pass'") " FROM first_board b WHERE " WHERE;

static const gchar count_coded[] =
    "SELECT count(*) FROM board b WHERE b.code IS NOT NULL AND " WHERE;

static const gchar count_failed[] =
    "SELECT count(*) FROM roi r JOIN board b ON b.id = r.board WHERE r.status = 'fail' AND " WHERE;

static const gchar count_false_calls[] =
    "SELECT count(*) FROM roi_judgement j JOIN board b ON b.id = j.board "
    "JOIN roi r ON r.board = j.board AND r.roi = j.roi "
    "WHERE j.judgement = 'false call' AND r.status = 'fail' AND " WHERE;

static const StoreColumn board_columns[] = {
  { "product", -16 },
  { "boards", 8 },
  { "passed", 8 },
  { "failed", 8 },
  { "not inspected", 13 },
  { "yield %", 8 },
};

static const StoreColumn hour_columns[] = {
  { "hour (UTC)", -13 },
  { "boards", 8 },
  { "passed", 8 },
  { "failed", 8 },
  { "not inspected", 13 },
  { "yield %", 8 },
};

static const StoreColumn station_columns[] = {
  { "station", -16 },
  { "boards", 8 },
  { "passed", 8 },
  { "failed", 8 },
  { "not inspected", 13 },
  { "yield %", 8 },
};

static const StoreColumn device_columns[] = {
  { "product", -16 },
  { "device", 6 },
  { "boards", 8 },
  { "passed", 8 },
  { "yield %", 8 },
};

static const StoreColumn shift_columns[] = {
  { "shift", -16 },
  { "boards", 8 },
  { "passed", 8 },
  { "failed", 8 },
  { "not inspected", 13 },
  { "yield %", 8 },
};

static const StoreColumn drift_columns[] = {
  { "product", -16 },
  { "roi", 5 },
  { "type", -8 },
  { "hour (UTC)", -13 },
  { "boards", 8 },
  { "median", 10 },
  { "quantile 1 %", 12 },
};

static const StoreColumn code_columns[] = {
  { "code", -24 },
  { "product", -16 },
  { "boards", 8 },
  { "passed", 8 },
  { "first", -27 },
  { "last", -27 },
};

static const StoreColumn roi_columns[] = {
  { "product", -16 },
  { "roi", 5 },
  { "type", -8 },
  { "boards", 8 },
  { "passed", 8 },
  { "failed", 8 },
  { "errors", 7 },
  { "timeouts", 8 },
  { "false calls", 11 },
  { "mean score", 10 },
  { "cpk", 7 },
};

static const StoreColumn reason_columns[] = {
  { "product", -16 },
  { "roi", 5 },
  { "times", 8 },
  { "reason", 0 },
};

#define BOARD_SUMS \
  "count(*), " COUNT_IF ("b.verdict = 'pass'") ", " COUNT_IF ("b.verdict = 'fail'") ", " COUNT_IF ( \
      "b.verdict = 'not inspected'") ", 100.0 * " COUNT_IF ("b.verdict = 'pass'") " / count(*)"

static const StatsBy ways[] = {
  { "product",
      "SELECT b.product, " BOARD_SUMS " FROM board b WHERE " WHERE
      "GROUP BY b.product ORDER BY b.product",
      board_columns, G_N_ELEMENTS (board_columns) },
  { "station",
      "SELECT b.station, " BOARD_SUMS " FROM board b WHERE " WHERE
      "GROUP BY b.station ORDER BY b.station",
      station_columns, G_N_ELEMENTS (station_columns) },
  { "hour",
      "SELECT substr(b.arrived, 1, 13), " BOARD_SUMS " FROM boards b WHERE " WHERE
      "GROUP BY substr(b.arrived, 1, 13) ORDER BY substr(b.arrived, 1, 13)",
      hour_columns, G_N_ELEMENTS (hour_columns) },
  { "device",
      "SELECT b.product, d.device, count(*), " COUNT_IF ("d.passed = d.rois") ", 100.0 * " COUNT_IF (
          "d.passed = d.rois") " / count(*) FROM device d JOIN board b ON b.id = d.board WHERE " WHERE
                               "GROUP BY b.product, d.device ORDER BY b.product, d.device",
      device_columns, G_N_ELEMENTS (device_columns) },
  /* The last three become the capability. */
  { "roi",
      "SELECT b.product, r.roi, r.type, count(*), " COUNT_IF ("r.status = 'pass'") " AS passed, " COUNT_IF ("r.status = 'fail'") ", " COUNT_IF ("r.status = 'error'") ", " COUNT_IF (
          "r.status = 'timeout'") ", " COUNT_IF ("r.status = 'fail' AND j.judgement = 'false call'") ", avg(r.score), count(r.score - r.threshold), sum(r.score - r.threshold), "
                                                                                                     "sum((r.score - r.threshold) * (r.score - r.threshold)) "
                                                                                                     "FROM roi r JOIN board b ON b.id = r.board "
                                                                                                     "LEFT JOIN roi_judgement j ON j.board = r.board AND j.roi = r.roi WHERE " WHERE
                                                                                                     "GROUP BY b.product, r.roi, r.type ORDER BY count(*) - " COUNT_IF (
                                                                                                         "r.status = 'pass'") " DESC, b.product, r.roi",
      roi_columns, G_N_ELEMENTS (roi_columns), &stats_fold_roi },
  { "reason",
      "SELECT b.product, r.roi, count(*), r.reason FROM roi r JOIN board b ON b.id = r.board "
      "WHERE r.status <> 'pass' AND " WHERE
      "GROUP BY b.product, r.roi, r.reason ORDER BY count(*) DESC, b.product, r.roi, r.reason",
      reason_columns, G_N_ELEMENTS (reason_columns), &stats_fold_reason },
  { "shift", "SELECT b.id, b.verdict FROM board b WHERE " WHERE "ORDER BY b.id", shift_columns,
      G_N_ELEMENTS (shift_columns), &stats_fold_shift },
  { "drift",
      "SELECT b.product, r.roi, r.type, substr(b.arrived, 1, 13), r.score - r.threshold "
      "FROM roi r JOIN boards b ON b.id = r.board "
      "WHERE r.score IS NOT NULL AND r.threshold IS NOT NULL AND " WHERE
      "ORDER BY b.product, r.roi, r.type, substr(b.arrived, 1, 13), r.score - r.threshold",
      drift_columns, G_N_ELEMENTS (drift_columns), &stats_fold_drift },
  { "code",
      "SELECT b.code, b.product, count(*), " COUNT_IF (
          "b.verdict = 'pass'") ", min(b.arrived), max(b.arrived) FROM boards b WHERE b.code IS NOT NULL AND " WHERE
                                "GROUP BY b.code, b.product HAVING count(*) > 1 ORDER BY count(*) DESC, b.code, b.product",
      code_columns, G_N_ELEMENTS (code_columns) },
};

/* Returns: (nullable): the way of that name */
const StatsBy *
stats_find_by (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (ways[i].name, name))
      return &ways[i];
  return NULL;
}

/* Fills @table, which is initialised here. */
gboolean
stats_ask (AoiStore *store, const StatsBy *by, const StoreFilter *filter, const StatsShifts *shifts,
    StoreTable *table, GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_text (filter->from), aoi_sql_text (filter->to),
    aoi_sql_text (filter->product), aoi_sql_text (filter->station) };
  const StatsFold *fold = by->fold;
  gpointer state = table;
  gboolean done;

  store_table_init (table, by->columns, by->n_columns);
  if (fold != NULL)
    state = fold->begin (table, shifts);
  done = aoi_sql_query (aoi_store_get_sql (store), by->statement, values, G_N_ELEMENTS (values),
      fold != NULL ? fold->add : store_table_add, state, error);
  if (done && fold != NULL && fold->end != NULL)
    fold->end (state);
  if (fold != NULL)
    fold->free (state);
  return done;
}

/* Whole numbers of a row, one behind the other. */
static void
take_integers (const AoiSqlValue *values, guint n_values, gpointer data)
{
  gint64 *integers = data;

  for (guint i = 0; i < n_values; i++)
    integers[i] = values[i].kind == AOI_SQL_INTEGER ? values[i].integer : 0;
}

gboolean
stats_get_totals (AoiStore *store, const StoreFilter *filter, StatsTotals *totals, GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_text (filter->from), aoi_sql_text (filter->to),
    aoi_sql_text (filter->product), aoi_sql_text (filter->station) };
  AoiSql *sql = aoi_store_get_sql (store);
  gint64 boards[4] = { 0 }, codes[2] = { 0 }, coded = 0;

  *totals = (StatsTotals){ 0 };
  if (!aoi_sql_query (sql, count_boards, values, 4, take_integers, boards, error)
      || !aoi_sql_query (sql, count_codes, values, 4, take_integers, codes, error)
      || !aoi_sql_query (sql, count_coded, values, 4, take_integers, &coded, error)
      || !aoi_sql_query (sql, count_failed, values, 4, take_integers, &totals->rois_failed, error)
      || !aoi_sql_query (
          sql, count_false_calls, values, 4, take_integers, &totals->false_calls, error))
    return FALSE;
  totals->boards = boards[0];
  totals->passed = boards[1];
  totals->failed = boards[2];
  totals->not_inspected = boards[3];
  totals->codes = codes[0];
  totals->first_passed = codes[1];
  totals->again = coded - codes[0];
  return TRUE;
}
