/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "challenge/challenge-canvas.h"

G_BEGIN_DECLS

/**
 * CHALLENGE_GRAINS:
 *
 * How many numbers noise is taken from; a power of two.
 */
#define CHALLENGE_GRAINS 65536

gfloat *challenge_grain_new (guint32 seed);
gboolean challenge_nuisance_apply (ChallengeDrawing *drawing, const gfloat *grain, GError **error);

G_END_DECLS
