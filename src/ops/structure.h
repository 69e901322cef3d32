/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

void aoi_structure_variance (const AoiPlane *src, gint window, const AoiPlane *scale, gfloat *row,
    const AoiPlane *mean, const AoiPlane *variance);
void aoi_structure_difference (const AoiPlane *golden, const AoiPlane *mean,
    const AoiPlane *variance, const AoiPlane *live, gint window, const AoiPlane *scale,
    gfloat noise, gfloat *rows, const AoiPlane *dest);

G_END_DECLS
