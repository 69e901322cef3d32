/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Parts of statements, which end with a space. Their parameters: $1 and $2 the ids of a filter, $3 its product, $4 its station;
 * with sums also $5 and $6, the ids of AoiStatsSpan, $7 and $8, its hours. */

#include "query/aoi-stats-private.h"

#define AOI_STATS_COUNT_IF(condition) "sum(CASE WHEN " condition " THEN 1 ELSE 0 END)"

/* PostgreSQL adds integers up to numbers of any size. */
#define AOI_STATS_SUM(column) "CAST (sum(" column ") AS bigint)"

#define AOI_STATS_IF(condition) "CASE WHEN " condition " THEN 1 ELSE 0 END"

/* Which sums do. */
#define AOI_STATS_WHICH_SUMS \
  "hour >= $7 AND hour < $8 AND (CAST ($3 AS text) IS NULL OR product = $3) " \
  "AND (CAST ($4 AS text) IS NULL OR station = $4) "

#define AOI_STATS_BETWEEN(from, to) \
  "b.id >= " from " AND b.id < " to " AND (CAST ($3 AS text) IS NULL OR b.product = $3) " \
  "AND (CAST ($4 AS text) IS NULL OR b.station = $4) "

/* Which boards count. */
#define AOI_STATS_WHERE AOI_STATS_BETWEEN ("$1", "$2")

#define AOI_STATS_BOARD_EDGE(from, to) \
  "SELECT substr(b.arrived, 1, 13), b.station, b.product, 1, " AOI_STATS_IF ("b.verdict = 'pass'") ", " AOI_STATS_IF ( \
      "b.verdict = 'fail'") ", " AOI_STATS_IF ("b.verdict = 'not inspected'") " FROM boards b WHERE " AOI_STATS_BETWEEN (from, \
      to)

/* As board_hour. */
#define AOI_STATS_BOARDS \
  "(SELECT hour, station, product, boards, passed, failed, not_inspected FROM board_hour WHERE " AOI_STATS_WHICH_SUMS \
  "UNION ALL " AOI_STATS_BOARD_EDGE ("$1", "$5") "UNION ALL " AOI_STATS_BOARD_EDGE ( \
      "$6", "$2") ") s "

#define AOI_STATS_MARGIN "coalesce(r.score - r.threshold, 0.0)"

#define AOI_STATS_ROI_EDGE(from, to) \
  "SELECT b.product, r.roi, r.type, 1, " AOI_STATS_IF ("r.status = 'pass'") ", " AOI_STATS_IF ("r.status = 'fail'") ", " AOI_STATS_IF ("r.status = 'error'") ", " AOI_STATS_IF ( \
      "r.status = 'timeout'") ", " AOI_STATS_IF ("r.score - r.threshold IS NOT NULL") ", " \
                                                                                      "CASE WHEN r.threshold IS NULL THEN 0.0 ELSE coalesce(r.score, 0.0) END, " AOI_STATS_MARGIN \
                                                                                      ", " AOI_STATS_MARGIN \
                                                                                      " * " AOI_STATS_MARGIN \
                                                                                      ", coalesce(r.time_ms, 0.0) FROM board b JOIN roi r ON r.board = b.id WHERE r.status <> 'skipped' AND " AOI_STATS_BETWEEN ( \
                                                                                          from, \
                                                                                          to)

/* As roi_hour. */
#define AOI_STATS_ROIS \
  "(SELECT product, roi, type, boards, passed, failed, errors, timeouts, measured, score, margin, " \
  "margin_squares, time_ms FROM roi_hour WHERE " AOI_STATS_WHICH_SUMS \
  "UNION ALL " AOI_STATS_ROI_EDGE ("$1", "$5") "UNION ALL " AOI_STATS_ROI_EDGE ("$6", "$2") ") s "

/* ROIs that failed, and were judged a false call. */
#define AOI_STATS_FALSE_CALLS \
  "roi_judgement j JOIN board b ON b.id = j.board JOIN roi r ON r.board = j.board AND r.roi = j.roi " \
  "WHERE j.judgement = 'false call' AND r.status = 'fail' AND " AOI_STATS_WHERE
