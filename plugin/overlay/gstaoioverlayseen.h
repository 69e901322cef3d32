/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

AoiRect gst_aoi_overlay_seen_get_fiducial (const AoiReport *report, const AoiMark *mark);
AoiStatus
gst_aoi_overlay_seen_get_fiducial_status (const AoiPlacement *placement, const AoiMark *mark);
GPtrArray *gst_aoi_overlay_seen_find_marks (const AoiReport *report);
AoiRect gst_aoi_overlay_seen_get_device (const AoiReport *report, const AoiRoiResult *mark);

G_END_DECLS
