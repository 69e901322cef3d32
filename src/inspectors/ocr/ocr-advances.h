/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiOcrAdvance:
 * @before: from where the character's advance begins to the middle of its ink
 * @after: from there to where the advance ends
 *
 * How much of a line a character of a font takes, in heights of capitals.
 */
typedef struct {
  gfloat before, after;
} AoiOcrAdvance;

/**
 * AoiOcrGap:
 * @distance: from the middle of the character before to that of this one, in heights of capitals; NaN where there is
 *   none before
 * @has_space: whether a space is between them
 */
typedef struct {
  gfloat distance;
  gboolean has_space;
} AoiOcrGap;

gfloat aoi_ocr_advances_compare (
    const AoiOcrAdvance *font, gfloat space, const gint *classes, const AoiOcrGap *gaps, guint n);

G_END_DECLS
