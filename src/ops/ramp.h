/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

/**
 * AoiRamp:
 * @x: gray levels from the middle of a picture to its right side
 * @y: gray levels from its middle to the bottom
 *
 * Light that rises or falls evenly across a picture, and adds nothing in its middle.
 */
typedef struct {
  gfloat x, y;
} AoiRamp;

AoiRamp aoi_ramp_fit (
    const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged, const AoiRun *mask);
void aoi_ramp_apply (const AoiRamp *self, const AoiPlane *plane);

G_END_DECLS
