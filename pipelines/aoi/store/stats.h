/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* aoi stats: what the boards of a database say of a line. */

#include "query/aoi-stats.h"
#include "store/store.h"

G_BEGIN_DECLS

gboolean stats_write_html (AoiStore *store, const AoiQueryFilter *filter,
    const AoiStatsShifts *shifts, const AoiStatsTotals *totals, const gchar *path, GError **error);
void stats_plot_drift (GString *html, const AoiQueryTable *drift, guint from, guint to);
void stats_plot_share (GString *html, gint64 part, gint64 whole);

G_END_DECLS
