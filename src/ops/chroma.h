/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

/**
 * AoiChroma:
 * @value: a channel of colour, such as red minus green
 * @low: the least of the 3x3 pixels around each
 * @high: the greatest of them
 */
typedef struct {
  AoiPlane value, low, high;
} AoiChroma;

void aoi_chroma_split (const gfloat *red, const gfloat *green, const gfloat *blue, gint n,
    gfloat *luma, gfloat *red_green, gfloat *yellow_blue, gfloat *saturated);
void aoi_chroma_difference (const AoiChroma *golden, const AoiChroma *live,
    const AoiPlane *golden_saturated, const AoiPlane *live_saturated, const AoiRun *mask,
    const AoiPlane *dest);

G_END_DECLS
