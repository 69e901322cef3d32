/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"

G_BEGIN_DECLS

/**
 * AOI_PIXELS_MARGIN:
 *
 * How many pixels around a view a copy of a part of a frame must have, or reach the frame's edge, for
 * the view to read from it what it would read from the frame.
 */
#define AOI_PIXELS_MARGIN 2

void aoi_pixels_read_gray (const AoiView *view, guint8 *dest, gsize stride);
void aoi_pixels_read_rgb (const AoiView *view, guint8 *dest, gsize stride);
void aoi_pixels_read_rgb_fine (const AoiView *view, guint8 *dest, gsize stride);
void aoi_pixels_read_gray_half (const AoiView *view, guint8 *dest, gsize stride);
void aoi_pixels_read_rgb_half (const AoiView *view, guint8 *dest, gsize stride);
gint64 aoi_pixels_take_time (void);

G_END_DECLS
