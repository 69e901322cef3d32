/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

#define AOI_HARDNESS_MARGIN 3 /* what a picture needs around it */

/**
 * AoiHardness:
 * @step: the greatest difference between two pixels that lie near each other, in gray levels
 * @sharpness: 0..1: how much of a step most edges take within two pixels
 * @two_levels: 0..1: how much of what is no edge has one of two levels, the darker or the brighter one, in light
 *   that may rise or fall evenly across the picture
 *
 * How steep the edges of a picture are.
 */
typedef struct {
  gfloat step, sharpness, two_levels;
} AoiHardness;

AoiHardness aoi_hardness_measure (const AoiPlane *plane, const AoiPlane *judged);

G_END_DECLS
