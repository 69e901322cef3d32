/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

void aoi_sharpness_split (const AoiPlane *src, gfloat *row, const AoiPlane *detail);
gfloat aoi_sharpness_fit (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *detail,
    const AoiPlane *judged, const AoiRun *mask);
void aoi_sharpness_apply (gfloat sharpness, const AoiPlane *detail, const AoiPlane *plane);

G_END_DECLS
