/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * AoiJsonFlags:
 * @AOI_JSON_DEFAULT: only what the same frames and product always give
 * @AOI_JSON_TIMING: write what differs from run to run: times, timestamps, worker counts
 *
 * What is written of a report.
 */
typedef enum {
  AOI_JSON_DEFAULT = 0,
  AOI_JSON_TIMING = 1 << 0,
} AoiJsonFlags;

gchar *aoi_report_to_json (const AoiReport *report, AoiJsonFlags flags);
gchar *aoi_report_missing_to_json (guint64 frame, const gchar *reason, AoiJsonFlags flags);

G_END_DECLS
