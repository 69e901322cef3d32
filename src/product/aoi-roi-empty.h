/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-problems.h"
#include "aoi-roi.h"

G_BEGIN_DECLS

void aoi_roi_empty_check (const GPtrArray *rois, AoiProblems *warnings);

G_END_DECLS
