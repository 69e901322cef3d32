/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * AoiJsonFlags:
 * @AOI_JSON_DEFAULT: all that is the same in every run
 * @AOI_JSON_TIMING: also what differs from run to run: times, timestamps, worker counts
 * @AOI_JSON_NO_ROI_RESULTS: leave out `roi_results`
 * @AOI_JSON_NO_DEVICE_SUMMARIES: leave out `device_summaries`
 * @AOI_JSON_NO_DEVICE_RESULTS: leave out the devices' `results`, which are the ROIs once more
 * @AOI_JSON_NO_AOI: leave out `aoi`, of the inspection and of each ROI
 * @AOI_JSON_NO_VALUES: leave out `values` in the `aoi` of each ROI
 * @AOI_JSON_SUMMARY: verdicts of board and devices, and no ROI
 *
 * What to write. `overall_result` is always there, so that nobody has to guess a verdict from the rest.
 */
typedef enum {
  AOI_JSON_DEFAULT = 0,
  AOI_JSON_TIMING = 1 << 0,
  AOI_JSON_NO_ROI_RESULTS = 1 << 1,
  AOI_JSON_NO_DEVICE_SUMMARIES = 1 << 2,
  AOI_JSON_NO_DEVICE_RESULTS = 1 << 3,
  AOI_JSON_NO_AOI = 1 << 4,
  AOI_JSON_NO_VALUES = 1 << 5,
  AOI_JSON_SUMMARY = AOI_JSON_NO_ROI_RESULTS | AOI_JSON_NO_DEVICE_RESULTS,
} AoiJsonFlags;

gchar *aoi_report_to_json (const AoiReport *report, AoiJsonFlags flags);
gchar *aoi_report_missing_to_json (guint64 frame, const gchar *reason, AoiJsonFlags flags);
gboolean aoi_json_flags_parse_include (const gchar *include, AoiJsonFlags *flags, GError **error);

G_END_DECLS
