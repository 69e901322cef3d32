/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "challenge/challenge-canvas.h"

G_BEGIN_DECLS

/**
 * ChallengeSubject:
 * @others: (element-type AoiRgbImage): borrowed: goldens of other ROIs of the product
 * @thumbs: (element-type ChallengeThumb): borrowed: of all goldens of the ROI
 * @is_bare: the golden that is drawn on shows bare board
 *
 * What a defect is drawn from, beside the golden itself.
 */
typedef struct {
  const GPtrArray *others;
  const GPtrArray *thumbs;
  gboolean is_bare;
} ChallengeSubject;

/**
 * ChallengeDraw:
 * @drawing: with a layer that shows what the canvas does, and an empty mask
 * @subject: what else there is to draw from
 * @size: in pixels or degrees, as the kind has it
 *
 * Draws a defect of one kind into the layer and the mask, at a place of chance.
 *
 * Returns: whether this golden can have such a defect there; if not, another place may do
 */
typedef gboolean (*ChallengeDraw) (
    ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size);

gint challenge_get_inset (gint side);

gboolean challenge_draw_missing (ChallengeDrawing *, const ChallengeSubject *, gdouble);
gboolean challenge_draw_wrong (ChallengeDrawing *, const ChallengeSubject *, gdouble);
gboolean challenge_draw_turned_180 (ChallengeDrawing *, const ChallengeSubject *, gdouble);
gboolean challenge_draw_turned_90 (ChallengeDrawing *, const ChallengeSubject *, gdouble);
gboolean challenge_draw_tilted (ChallengeDrawing *, const ChallengeSubject *, gdouble);
gboolean challenge_draw_displaced (ChallengeDrawing *, const ChallengeSubject *, gdouble);
gboolean challenge_draw_patch (ChallengeDrawing *, const ChallengeSubject *, gdouble);
gboolean challenge_draw_blob (ChallengeDrawing *, const ChallengeSubject *, gdouble);
gboolean challenge_draw_bridge (ChallengeDrawing *, const ChallengeSubject *, gdouble);
gboolean challenge_draw_colour (ChallengeDrawing *, const ChallengeSubject *, gdouble);

G_END_DECLS
