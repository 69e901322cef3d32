/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* aoi stats: what the boards of a database say of a line. */

#include "store/store.h"

G_BEGIN_DECLS

/**
 * StatsTotals:
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
} StatsTotals;

#define STATS_MAX_SHIFTS 24

/**
 * StatsShifts:
 * @n: how many, at least 1
 * @minutes: of a day, in the local zone, at which they begin; they rise
 *
 * When a plant's shifts begin.
 */
typedef struct {
  guint n;
  gint minutes[STATS_MAX_SHIFTS];
} StatsShifts;

/**
 * StatsSpan:
 * @head_end: the least id behind what is before the first whole hour
 * @tail_begin: the least id behind the last whole hour
 * @hour_from: the first whole hour
 * @hour_to: the one behind the last
 *
 * The time of a filter, divided: boards of whole hours are counted by the sums of the database, those of the rest one by one.
 */
typedef struct {
  gchar *head_end, *tail_begin;
  gchar *hour_from, *hour_to;
} StatsSpan;

/**
 * StatsFold:
 * @begin: makes what @add needs, to fill a table
 * @add: takes a row of the database
 * @end: (nullable): adds the rows that are still open
 * @free: frees what @begin has made
 *
 * Makes rows of a table of the rows of a database, where SQL cannot: it has neither quantiles nor a plant's shifts.
 */
typedef struct {
  gpointer (*begin) (StoreTable *table, const StatsShifts *shifts);
  AoiSqlRow add;
  void (*end) (gpointer state);
  GDestroyNotify free;
} StatsFold;

/**
 * StatsBy:
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
  const StoreColumn *columns;
  guint n_columns;
  const StatsFold *fold;
} StatsBy;

extern const StatsFold stats_fold_roi, stats_fold_reason, stats_fold_shift, stats_fold_drift;

gboolean stats_shifts_parse (StatsShifts *self, const gchar *text, GError **error);

void stats_span_init (StatsSpan *self, const StoreFilter *filter);
void stats_span_clear (StatsSpan *self);
gboolean
stats_get_totals (AoiStore *store, const StoreFilter *filter, StatsTotals *totals, GError **error);
const StatsBy *stats_find_by (const gchar *name);
gboolean stats_ask (AoiStore *store, const StatsBy *by, const StoreFilter *filter,
    const StatsShifts *shifts, StoreTable *table, GError **error);
gdouble stats_get_share (gint64 part, gint64 whole);
gboolean stats_write_html (AoiStore *store, const StoreFilter *filter, const StatsShifts *shifts,
    const StatsTotals *totals, const gchar *path, GError **error);
void stats_plot_drift (GString *html, const StoreTable *drift, guint from, guint to);
void stats_plot_share (GString *html, gint64 part, gint64 whole);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StatsSpan, stats_span_clear)

G_END_DECLS
