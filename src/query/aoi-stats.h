/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the boards of a database say of a line. */

#include "query/aoi-query-filter.h"
#include "query/aoi-query-table.h"
#include "store/aoi-store.h"

G_BEGIN_DECLS

/**
 * AoiStatsTotals:
 * @boards: boards of the filter
 * @passed: that passed
 * @failed: that failed
 * @not_inspected: that were not inspected
 * @codes: codes that were seen for the first time
 * @first_passed: codes whose first board passed
 * @again: boards whose code was seen before
 * @rois_failed: ROI results that failed
 * @false_calls: of those, that people judged a false call
 *
 * Sums over all that is asked for.
 */
typedef struct {
  gint64 boards, passed, failed, not_inspected;
  gint64 codes, first_passed, again;
  gint64 rois_failed, false_calls;
} AoiStatsTotals;

#define AOI_STATS_MAX_SHIFTS 24

/**
 * AoiStatsShifts:
 * @n: how many, at least 1
 * @minutes: of a day, in the local zone, at which they begin; they rise
 *
 * When a plant's shifts begin.
 */
typedef struct {
  guint n;
  gint minutes[AOI_STATS_MAX_SHIFTS];
} AoiStatsShifts;

/**
 * AoiStatsFold:
 * @begin: makes what @add needs, to fill a table
 * @add: takes a row of the database
 * @end: (nullable): adds the rows that are still open
 * @free: frees what @begin has made
 *
 * Makes rows of a table of the rows of a database, where SQL cannot: it has neither quantiles nor a plant's shifts.
 */
typedef struct {
  gpointer (*begin) (AoiQueryTable *table, const AoiStatsShifts *shifts);
  AoiSqlRow add;
  void (*end) (gpointer state);
  GDestroyNotify free;
} AoiStatsFold;

/**
 * AoiStatsBy:
 * @name: of the option --by
 * @statement: what is asked; its columns are @columns, but for those that are computed
 * @has_sums: whether it takes whole hours from the sums: they count boards that were removed since, too
 * @columns: (array length=n_columns): of the table
 * @n_columns: how many
 * @fold: (nullable): what is computed
 *
 * A way to divide boards.
 */
typedef struct {
  const gchar *name;
  const gchar *statement;
  gboolean has_sums;
  const AoiQueryColumn *columns;
  guint n_columns;
  const AoiStatsFold *fold;
} AoiStatsBy;

gboolean aoi_stats_shifts_parse (
    AoiStatsShifts *self, const gchar *prefix, const gchar *text, GError **error);
const AoiStatsBy *aoi_stats_find_by (const gchar *name);
gboolean aoi_stats_get_totals (
    AoiStore *store, const AoiQueryFilter *filter, AoiStatsTotals *totals, GError **error);
void aoi_stats_totals_to_json (const AoiStatsTotals *self, JsonBuilder *json);
gboolean aoi_stats_ask (AoiStore *store, const AoiStatsBy *by, const AoiQueryFilter *filter,
    const AoiStatsShifts *shifts, AoiQueryTable *table, GError **error);
gdouble aoi_stats_get_share (gint64 part, gint64 whole);

G_END_DECLS
