/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"

G_BEGIN_DECLS

#define CHALLENGE_GROUND_CELLS 8

/**
 * ChallengeGround:
 * @nodes: red, green, blue at the corners of a grid that covers the view
 * @noise: standard deviation of its texture in grey levels
 * @width: of the view
 * @height: of the view
 *
 * What a board shows where a part is not there, as its surroundings let expect.
 */
typedef struct {
  gfloat nodes[CHALLENGE_GROUND_CELLS + 1][CHALLENGE_GROUND_CELLS + 1][3];
  gdouble noise;
  gint width, height;
} ChallengeGround;

void challenge_ground_init (ChallengeGround *self, const AoiRgbImage *golden);
void challenge_ground_get (const ChallengeGround *self, gdouble x, gdouble y, gfloat rgb[3]);
gboolean challenge_ground_is_all (const AoiRgbImage *golden);

G_END_DECLS
