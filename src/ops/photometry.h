/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

/**
 * AoiPhotometry:
 * @gain: 0.8..1.25
 * @offset: -25..25 gray levels
 *
 * What makes a live picture as bright as a golden one: @gain x live + @offset.
 */
typedef struct {
  gfloat gain, offset;
} AoiPhotometry;

AoiPhotometry aoi_photometry_fit (
    const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged, const AoiRun *mask);
AoiPhotometry aoi_photometry_fit_even (
    const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged, const AoiRun *mask);
void aoi_photometry_apply (const AoiPhotometry *self, const AoiPlane *plane);

G_END_DECLS
