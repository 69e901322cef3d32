/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiColorBox:
 * @lower: least red, green and blue inside
 * @upper: greatest red, green and blue inside; where one is below @lower, nothing is inside
 */
typedef struct {
  guint8 lower[3], upper[3];
} AoiColorBox;

/**
 * AOI_COLOR_BLOCK:
 *
 * How many pixels are counted at once.
 */
#define AOI_COLOR_BLOCK 4096

/**
 * AoiColorPlanes:
 * @plane: red, green and blue, a byte a pixel
 *
 * A block of pixels in the order that SIMD wants.
 */
typedef struct {
  guint8 plane[3][AOI_COLOR_BLOCK];
} AoiColorPlanes;

void aoi_color_split (const guint8 *rgb, guint n, AoiColorPlanes *planes, guint64 sums[3]);
guint aoi_color_count (const AoiColorPlanes *planes, guint n, const AoiColorBox *box);

G_END_DECLS
