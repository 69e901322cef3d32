/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

/**
 * AoiSpan:
 * @first: first source pixel
 * @last: last source pixel
 * @head: weight of the first one
 * @body: weight of those between
 * @tail: weight of the last one if it is not the first
 *
 * The source pixels along one axis whose mean a target pixel is. The weights add up to 1.
 */
typedef struct {
  gint first, last;
  gfloat head, body, tail;
} AoiSpan;

void aoi_spans_init (AoiSpan *spans, gint n, gdouble origin, gdouble scale, gint size);
void aoi_resample_rgb (const guint8 *src, gsize stride, const AoiSpan *row, const AoiSpan *columns,
    gint n, gfloat *sums, gfloat *const dest[3]);
void aoi_resample_plane (const AoiPlane *src, const AoiSpan *rows, const AoiSpan *columns,
    gfloat *sums, const AoiPlane *dest);
void aoi_resample_halve (const AoiPlane *src, const AoiPlane *dest);

G_END_DECLS
