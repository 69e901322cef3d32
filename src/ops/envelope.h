/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

/**
 * AOI_ENVELOPE_MARGIN:
 *
 * What a picture needs around it.
 */
#define AOI_ENVELOPE_MARGIN 2

/**
 * AoiEnvelope:
 * @value: a picture; borrowed
 * @low: the least value in 3x3 pixels, then in 5x5
 * @high: the greatest value in the same
 *
 * A picture, and between what its values may lie if its edges move by a pixel, or by two.
 */
typedef struct {
  AoiPlane value;
  AoiPlane low[2], high[2];
} AoiEnvelope;

gsize aoi_envelope_init (AoiEnvelope *self, gfloat *memory, gint width, gint height);
void aoi_envelope_set (AoiEnvelope *self, const AoiPlane *value, gfloat *row);
void aoi_envelope_widen (
    AoiEnvelope *self, const AoiPlane *low, const AoiPlane *high, gint size, gfloat *row);
void aoi_envelope_excess (
    const AoiEnvelope *golden, const AoiEnvelope *live, gfloat wide, const AoiPlane *dest);
void aoi_envelope_excess_shown (const AoiEnvelope *golden, const AoiEnvelope *live,
    const AoiPlane *golden_saturated, const AoiPlane *live_saturated, const AoiPlane *dest);

G_END_DECLS
