/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "query/aoi-stats.h"

G_BEGIN_DECLS

/* Sums are of whole hours, microseconds. */
#define AOI_STATS_HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/**
 * AoiStatsSpan:
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
} AoiStatsSpan;

extern const AoiStatsFold aoi_stats_fold_roi, aoi_stats_fold_reason, aoi_stats_fold_shift,
    aoi_stats_fold_drift, aoi_stats_fold_time;

void aoi_stats_span_init (AoiStatsSpan *self, const AoiQueryFilter *filter);
void aoi_stats_span_clear (AoiStatsSpan *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiStatsSpan, aoi_stats_span_clear)

G_END_DECLS
