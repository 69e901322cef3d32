/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "frames/frame.h"

G_BEGIN_DECLS

/* Levels beyond those that are read from the frame itself: at full size, and at half. */
#define FRAME_LEVEL_FIRST 2
/* The frame is at most 65535 pixels wide. */
#define FRAME_LEVEL_MAX 8

/**
 * FrameLevels:
 *
 * A frame at a quarter of its size, at an eighth, and so on. A pixel of level n is the mean of a square of 2^n pixels,
 * beginning in the frame's corner; where the frame ends within one, the last cells of 2x2 pixels are repeated. Immutable,
 * atomically reference counted.
 */
FrameLevels *frame_levels_new (const AoiImage *image, guint max_level);
FrameLevels *frame_levels_ref (FrameLevels *self);
void frame_levels_unref (FrameLevels *self);
void frame_levels_read_half (const AoiImage *image, const AoiRect *rect, guint8 *dest);
const AoiRgbImage *frame_levels_get (const FrameLevels *self, guint level);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrameLevels, frame_levels_unref)

G_END_DECLS
