/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

/**
 * AOI_CORRELATE_ALIGN:
 *
 * Rows of a centred plane have a multiple of this many pixels, zeros behind their own.
 */
#define AOI_CORRELATE_ALIGN 16

/**
 * AoiCentred:
 * @plane: a picture minus its mean, with zeros around it: @plane.width is rounded up to
 *   %AOI_CORRELATE_ALIGN
 * @width: of the picture itself
 * @sums: (array): sums of all pixels above and left of (x, y) at y * (@width + 1) + x, then as many of
 *   their squares
 *
 * A picture made ready for the correlation of overlaps: zeros add nothing, so that a shifted product
 * needs no border cases.
 */
typedef struct {
  AoiPlane plane;
  gint width;
  gdouble *sums;
} AoiCentred;

gsize aoi_centred_init (
    AoiCentred *self, gfloat *memory, gdouble *sums, gint width, gint height, gint margin);
gsize aoi_centred_get_n_sums (gint width, gint height);
void aoi_centred_set (AoiCentred *self, const AoiPlane *src);

gdouble aoi_correlate_overlap (const AoiCentred *golden, const AoiCentred *live, gint dx, gint dy);
gsize aoi_correlate_get_n_shifts (gint range_x, gint range_y);
void aoi_correlate_find_slides (
    const AoiCentred *golden, const AoiPlane *judged, gint range_x, gint range_y, gfloat *slides);
gdouble
aoi_correlate_coarse (const AoiCentred *golden, const AoiCentred *live, const AoiPlane *judged,
    const gfloat *slides, gint range_x, gint range_y, gint *best_x, gint *best_y);
gdouble aoi_correlate_fine (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged,
    gint shift_x, gint shift_y, gint range, gdouble *best_x, gdouble *best_y);

G_END_DECLS
