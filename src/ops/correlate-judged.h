/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-rect.h"
#include "ops/plane.h"

G_BEGIN_DECLS

/**
 * AoiJudgedPair:
 * @golden: a picture
 * @live: a picture of the same size
 * @judged: of the same size: 1 where pixels of @golden count, else 0
 * @noise: added to both variances, in squared gray levels
 * @level: taken off all pixels, so that sums of products keep their digits
 * @least: how many pixels must count, lest they correlate by chance
 *
 * Two pictures to correlate where the golden one counts.
 */
typedef struct {
  const AoiPlane *golden, *live, *judged;
  gdouble noise, least;
  gfloat level;
} AoiJudgedPair;

void aoi_judged_pair_init (AoiJudgedPair *self, const AoiPlane *golden, const AoiPlane *live,
    const AoiPlane *judged, gdouble noise);
gdouble aoi_correlate_judged (const AoiJudgedPair *pair, const AoiRect *area, gint dx, gint dy);

G_END_DECLS
