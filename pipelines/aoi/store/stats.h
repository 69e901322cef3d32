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

/**
 * StatsBy:
 * @name: of the option --by
 * @statement: what is asked; its columns are @columns, but for those that are computed
 * @columns: (array length=n_columns): of the table
 * @n_columns: how many
 *
 * A way to divide boards.
 */
typedef struct {
  const gchar *name;
  const gchar *statement;
  const StoreColumn *columns;
  guint n_columns;
} StatsBy;

gboolean
stats_get_totals (AoiStore *store, const StoreFilter *filter, StatsTotals *totals, GError **error);
const StatsBy *stats_find_by (const gchar *name);
gboolean stats_ask (AoiStore *store, const StatsBy *by, const StoreFilter *filter,
    StoreTable *table, GError **error);
gdouble stats_get_share (gint64 part, gint64 whole);
gdouble stats_get_capability (gint64 n, gdouble margin, gdouble margin_squares);

G_END_DECLS
