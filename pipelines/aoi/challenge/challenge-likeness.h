/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"

G_BEGIN_DECLS

/**
 * ChallengeThumb:
 * @width: in cells
 * @height: in cells
 * @levels: owned: mean lightness of each cell
 *
 * A small picture, to decide whether two pictures show the same.
 */
typedef struct {
  gint width, height;
  gfloat *levels;
} ChallengeThumb;

ChallengeThumb *challenge_thumb_new (const AoiRgbImage *image);
void challenge_thumb_free (ChallengeThumb *self);
gdouble challenge_thumb_get_likeness (
    const ChallengeThumb *self, const ChallengeThumb *other, gdouble reach);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChallengeThumb, challenge_thumb_free)

G_END_DECLS
