/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-problems.h"
#include "aoi-roi.h"

G_BEGIN_DECLS

#define AOI_ROI_MAX_FIDUCIALS 4 /* the most fiducials of a device, or of the whole frame */

gboolean aoi_roi_fiducials_check (const GPtrArray *rois, AoiProblems *problems);
void aoi_roi_fiducials_set_moves (const GPtrArray *rois);

G_END_DECLS
