/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people look at while they focus a camera and set its exposure. */
#pragma once

#include "frames/frame.h"

G_BEGIN_DECLS

/**
 * FrameChannel:
 * @FRAME_GRAY: brightness
 * @FRAME_RED: red
 * @FRAME_GREEN: green
 * @FRAME_BLUE: blue
 * @FRAME_N_CHANNELS: how many there are
 */
typedef enum {
  FRAME_GRAY,
  FRAME_RED,
  FRAME_GREEN,
  FRAME_BLUE,
  FRAME_N_CHANNELS
} FrameChannel;

/**
 * FrameMeasure:
 * @counts: of each channel: pixels at half size by their value
 * @total: of those
 * @sharpness: the mean square of the differences between pixels that are two apart, across and down, divided by the
 *   square of the mean gray: the greater the sharper, for the same scene
 *
 * How bright and how sharp a part of a frame is.
 */
typedef struct {
  guint64 counts[FRAME_N_CHANNELS][256];
  guint64 total;
  gdouble sharpness;
} FrameMeasure;

void frame_measure (const Frame *frame, const AoiRect *rect, FrameMeasure *measure);

G_END_DECLS
