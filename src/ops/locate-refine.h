/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/locate-level.h"

G_BEGIN_DECLS

/* What a place is refined by. */
enum {
  AOI_LOCATE_MOVE_X,
  AOI_LOCATE_MOVE_Y,
  AOI_LOCATE_GAIN,
  AOI_LOCATE_OFFSET,
  AOI_LOCATE_N_REGRESSORS
};

/**
 * AoiLocateRefiner:
 * @width: of the picture less its border, in pixels
 * @height: of the same
 * @regressors: of each of these pixels: the slope to the right and down, the gray level less its mean; of the
 *   last, which is 1 everywhere, none are kept
 * @factor: Cholesky factor of the normal equations, lower half
 * @square: sum of the squares of gray levels less their mean
 *
 * What a picture is moved by within a pixel.
 */
typedef struct {
  gint width, height;
  gfloat *regressors[AOI_LOCATE_OFFSET];
  gdouble factor[AOI_LOCATE_N_REGRESSORS][AOI_LOCATE_N_REGRESSORS];
  gdouble square;
} AoiLocateRefiner;

gboolean aoi_locate_refiner_init (AoiLocateRefiner *self, const AoiLocatePicture *picture);
void aoi_locate_refiner_clear (AoiLocateRefiner *self);
gdouble aoi_locate_refine (
    const AoiLocateRefiner *self, const AoiLocatePicture *window, gdouble *x, gdouble *y);

G_END_DECLS
