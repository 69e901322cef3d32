/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The questions. Boards, hours and ROIs are counted by the sums of the database, which are few; what needs single boards, such
 * as reasons, is asked of the boards that are still kept. */
#include "query/aoi-stats-statements.h"

static const AoiQueryColumn board_columns[] = {
  { "product", -16 },
  { "boards", 8 },
  { "passed", 8 },
  { "failed", 8 },
  { "not inspected", 13 },
  { "yield %", 8 },
};

static const AoiQueryColumn hour_columns[] = {
  { "hour (UTC)", -13 },
  { "boards", 8 },
  { "passed", 8 },
  { "failed", 8 },
  { "not inspected", 13 },
  { "yield %", 8 },
};

static const AoiQueryColumn station_columns[] = {
  { "station", -16 },
  { "boards", 8 },
  { "passed", 8 },
  { "failed", 8 },
  { "not inspected", 13 },
  { "yield %", 8 },
};

static const AoiQueryColumn device_columns[] = {
  { "product", -16 },
  { "device", 6 },
  { "boards", 8 },
  { "passed", 8 },
  { "yield %", 8 },
};

static const AoiQueryColumn shift_columns[] = {
  { "shift", -16 },
  { "boards", 8 },
  { "passed", 8 },
  { "failed", 8 },
  { "not inspected", 13 },
  { "yield %", 8 },
};

static const AoiQueryColumn drift_columns[] = {
  { "product", -16 },
  { "roi", 5 },
  { "type", -8 },
  { "hour (UTC)", -13 },
  { "boards", 8 },
  { "median", 10 },
  { "quantile 1 %", 12 },
};

static const AoiQueryColumn time_columns[] = {
  { "product", -16 },
  { "hour (UTC)", -13 },
  { "boards", 8 },
  { "median ms", 9 },
  { "quantile 99 %", 13 },
  { "longest ms", 10 },
};

static const AoiQueryColumn place_columns[] = {
  { "product", -16 },
  { "device", 6 },
  { "hour (UTC)", -13 },
  { "boards", 8 },
  { "found", 8 },
  { "mean dx", 8 },
  { "mean dy", 8 },
  { "mean angle", 10 },
  { "mean scale", 10 },
  { "mean residual", 13 },
  { "greatest residual", 17 },
};

static const AoiQueryColumn code_columns[] = {
  { "code", -24 },
  { "product", -16 },
  { "boards", 8 },
  { "passed", 8 },
  { "first", -27 },
  { "last", -27 },
};

static const AoiQueryColumn roi_columns[] = {
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
  { "mean ms", 8 },
};

static const AoiQueryColumn reason_columns[] = {
  { "product", -16 },
  { "roi", 5 },
  { "times", 8 },
  { "reason", 0 },
};

#define BOARD_TABLE(key) \
  "SELECT " key ", " AOI_STATS_SUM ("boards") ", " AOI_STATS_SUM ("passed") ", " AOI_STATS_SUM ( \
      "failed") ", " AOI_STATS_SUM ("not_inspected") ", 100.0 * sum(passed) / sum(boards) FROM " AOI_STATS_BOARDS \
                                                     "GROUP BY " key " ORDER BY " key

/* The three columns before the last become the capability. */
static const gchar ask_rois[] =
    "SELECT s.product, s.roi, s.type, " AOI_STATS_SUM ("s.boards") ", " AOI_STATS_SUM ("s.passed") ", " AOI_STATS_SUM ("s.failed") ", " AOI_STATS_SUM ("s.errors") ", " AOI_STATS_SUM ("s.timeouts") ", coalesce(max(f.false_calls), 0), sum(s.score) / nullif(sum(s.measured), 0), " AOI_STATS_SUM (
        "s.measured") ", sum(s.margin), sum(s.margin_squares), sum(s.time_ms) / sum(s.boards) FROM " AOI_STATS_ROIS
                      "LEFT JOIN (SELECT b.product, r.roi, r.type, count(*) AS false_calls FROM " AOI_STATS_FALSE_CALLS
                      "GROUP BY b.product, r.roi, r.type) f "
                      "ON f.product = s.product AND f.roi = s.roi AND f.type = s.type "
                      "GROUP BY s.product, s.roi, s.type "
                      "ORDER BY sum(s.boards) - sum(s.passed) DESC, s.product, s.roi";

static const gchar ask_devices[] =
    "SELECT b.product, d.device, count(*), " AOI_STATS_COUNT_IF ("d.passed = d.rois") ", 100.0 * " AOI_STATS_COUNT_IF (
        "d.passed = d.rois") " / count(*) "
                             "FROM device d JOIN board b ON b.id = d.board WHERE " AOI_STATS_WHERE
                             "GROUP BY b.product, d.device ORDER BY b.product, d.device";

/* As the index of ROIs that did not pass has it. */
static const gchar ask_reasons[] =
    "SELECT b.product, r.roi, count(*), r.reason FROM roi r JOIN board b ON b.id = r.board "
    "WHERE r.status <> 'pass' AND r.status <> 'skipped' AND r.board >= $1 AND r.board < $2 AND " AOI_STATS_WHERE
    "GROUP BY b.product, r.roi, r.reason";

static const gchar ask_shifts[] = "SELECT b.id, b.verdict FROM board b WHERE " AOI_STATS_WHERE
                                  "ORDER BY b.id";

static const gchar ask_drift[] =
    "SELECT b.id, b.product, r.roi, r.type, r.score - r.threshold "
    "FROM board b JOIN roi r ON r.board = b.id "
    "WHERE r.score IS NOT NULL AND r.threshold IS NOT NULL AND " AOI_STATS_WHERE "ORDER BY b.id";

static const gchar ask_times[] = "SELECT b.id, b.product, 0, '', b.total_ms FROM board b "
                                 "WHERE b.total_ms IS NOT NULL AND " AOI_STATS_WHERE
                                 "ORDER BY b.id";

/* Means are of boards that were found. */
static const gchar ask_places[] =
    "SELECT b.product, p.device, substr(b.arrived, 1, 13), count(*), count(p.dx), avg(p.dx), avg(p.dy), avg(p.angle), "
    "avg(p.scale), avg(p.residual), max(p.residual) FROM placement p JOIN boards b ON b.id = p.board "
    "WHERE p.board >= $1 AND p.board < $2 AND " AOI_STATS_WHERE
    "GROUP BY b.product, p.device, substr(b.arrived, 1, 13) "
    "ORDER BY b.product, p.device, substr(b.arrived, 1, 13)";

static const gchar ask_codes[] = "SELECT b.code, b.product, count(*), " AOI_STATS_COUNT_IF (
    "b.verdict = 'pass'") ", min(b.arrived), max(b.arrived) FROM boards b WHERE b.code IS NOT NULL AND " AOI_STATS_WHERE
                          "GROUP BY b.code, b.product HAVING count(*) > 1 ORDER BY count(*) DESC, b.code, b.product";

#define COLUMNS(columns) columns, G_N_ELEMENTS (columns)

static const AoiStatsBy ways[] = {
  { "product", BOARD_TABLE ("product"), TRUE, COLUMNS (board_columns) },
  { "station", BOARD_TABLE ("station"), TRUE, COLUMNS (station_columns) },
  { "hour", BOARD_TABLE ("hour"), TRUE, COLUMNS (hour_columns) },
  { "device", ask_devices, FALSE, COLUMNS (device_columns) },
  { "roi", ask_rois, TRUE, COLUMNS (roi_columns), &aoi_stats_fold_roi },
  { "reason", ask_reasons, FALSE, COLUMNS (reason_columns), &aoi_stats_fold_reason },
  { "shift", ask_shifts, FALSE, COLUMNS (shift_columns), &aoi_stats_fold_shift },
  { "drift", ask_drift, FALSE, COLUMNS (drift_columns), &aoi_stats_fold_drift },
  { "time", ask_times, FALSE, COLUMNS (time_columns), &aoi_stats_fold_time },
  { "place", ask_places, FALSE, COLUMNS (place_columns) },
  { "code", ask_codes, FALSE, COLUMNS (code_columns) },
};

/**
 * aoi_stats_find_by:
 * @name: such as `roi`
 *
 * Returns: (nullable): the way to divide boards of that name
 */
const AoiStatsBy *
aoi_stats_find_by (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (ways[i].name, name))
      return &ways[i];
  return NULL;
}
