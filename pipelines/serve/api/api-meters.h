/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

/* Bounds of times, in seconds, and what lies beyond. */
#define API_TIME_BOUNDS \
  { \
    .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10 \
  }
#define API_N_TIMES 13

/**
 * ApiTimes:
 * @counts: how many were at most the bound of that index, and more than the one before; the last: beyond
 * @sum_ns: of all
 *
 * A histogram.
 */
typedef struct {
  guint64 counts[API_N_TIMES + 1];
  gint64 sum_ns;
} ApiTimes;

/**
 * ApiCounts:
 * @passed: boards
 * @failed: boards
 * @incomplete: boards of which a part was missing: they fail, too
 * @rois: by #AoiStatus
 * @boards_took: from a board's arrival to its report
 * @rois_took: an ROI's inspector
 *
 * What was inspected since the station began.
 */
typedef struct {
  guint64 passed, failed, incomplete;
  guint64 rois[AOI_N_STATUSES];
  ApiTimes boards_took, rois_took;
} ApiCounts;

/**
 * ApiMeters:
 *
 * Counts boards. Thread-safe.
 */
typedef struct _ApiMeters ApiMeters;

ApiMeters *api_meters_new (void);
void api_meters_free (ApiMeters *self);
void api_meters_add (ApiMeters *self, const AoiReport *report);
void api_meters_get (ApiMeters *self, ApiCounts *counts);

G_END_DECLS
