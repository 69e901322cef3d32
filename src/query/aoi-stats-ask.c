/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks the database. */
#include "query/aoi-stats-statements.h"

#include <string.h>

static const gchar count_boards[] =
    "SELECT " AOI_STATS_SUM ("boards") ", " AOI_STATS_SUM ("passed") ", " AOI_STATS_SUM (
        "failed") ", " AOI_STATS_SUM ("not_inspected") " FROM " AOI_STATS_BOARDS;

static const gchar count_codes[] = "SELECT count(*), " AOI_STATS_COUNT_IF (
    "b.verdict = 'pass'") " FROM first_board b WHERE " AOI_STATS_WHERE;

static const gchar count_coded[] =
    "SELECT count(*) FROM board b WHERE b.code IS NOT NULL AND " AOI_STATS_WHERE;

static const gchar count_failed[] = "SELECT " AOI_STATS_SUM ("failed") " FROM " AOI_STATS_ROIS;

static const gchar count_false_calls[] = "SELECT count(*) FROM " AOI_STATS_FALSE_CALLS;

/* Of a statement: those without sums have the first of them. */
enum {
  N_VALUES = 4,
  N_VALUES_WITH_SUMS = 8,
};

static void
fill_values (AoiSqlValue *values, const AoiQueryFilter *filter, const AoiStatsSpan *span)
{
  const AoiSqlValue all[N_VALUES_WITH_SUMS] = { aoi_sql_text (filter->from),
    aoi_sql_text (filter->to), aoi_sql_text (filter->product), aoi_sql_text (filter->station),
    aoi_sql_text (span->head_end), aoi_sql_text (span->tail_begin), aoi_sql_text (span->hour_from),
    aoi_sql_text (span->hour_to) };

  memcpy (values, all, sizeof all);
}

/**
 * aoi_stats_ask:
 * @store: a database
 * @by: how boards are divided
 * @filter: which of them, prepared
 * @shifts: when shifts begin
 * @table: (out caller-allocates): the rows; to be cleared also if this fails
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether the database has answered
 */
gboolean
aoi_stats_ask (AoiStore *store, const AoiStatsBy *by, const AoiQueryFilter *filter,
    const AoiStatsShifts *shifts, AoiQueryTable *table, GError **error)
{
  const AoiStatsFold *fold = by->fold;
  g_auto (AoiStatsSpan) span = { 0 };
  AoiSqlValue values[N_VALUES_WITH_SUMS];
  gpointer state = table;
  gboolean done;

  aoi_stats_span_init (&span, filter);
  fill_values (values, filter, &span);
  aoi_query_table_init (table, by->columns, by->n_columns);
  if (fold != NULL)
    state = fold->begin (table, shifts);
  done = aoi_sql_query (aoi_store_get_sql (store), by->statement, values,
      by->has_sums ? N_VALUES_WITH_SUMS : N_VALUES, fold != NULL ? fold->add : aoi_query_table_add,
      state, error);
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

/**
 * aoi_stats_get_totals:
 * @store: a database
 * @filter: which boards, prepared
 * @totals: (out caller-allocates): sums over them
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether the database has answered
 */
gboolean
aoi_stats_get_totals (
    AoiStore *store, const AoiQueryFilter *filter, AoiStatsTotals *totals, GError **error)
{
  g_auto (AoiStatsSpan) span = { 0 };
  AoiSqlValue values[N_VALUES_WITH_SUMS];
  AoiSql *sql = aoi_store_get_sql (store);
  gint64 boards[4] = { 0 }, codes[2] = { 0 }, coded = 0;

  *totals = (AoiStatsTotals){ 0 };
  aoi_stats_span_init (&span, filter);
  fill_values (values, filter, &span);
  if (!aoi_sql_query (sql, count_boards, values, N_VALUES_WITH_SUMS, take_integers, boards, error)
      || !aoi_sql_query (sql, count_codes, values, N_VALUES, take_integers, codes, error)
      || !aoi_sql_query (sql, count_coded, values, N_VALUES, take_integers, &coded, error)
      || !aoi_sql_query (
          sql, count_failed, values, N_VALUES_WITH_SUMS, take_integers, &totals->rois_failed, error)
      || !aoi_sql_query (
          sql, count_false_calls, values, N_VALUES, take_integers, &totals->false_calls, error))
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
