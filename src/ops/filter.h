/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

void aoi_filter_smooth (const AoiPlane *src, gfloat *row, const AoiPlane *dest);
void aoi_filter_mean3 (const AoiPlane *src, gfloat *row, const AoiPlane *dest);
void aoi_filter_min3 (const AoiPlane *src, gfloat *row, const AoiPlane *dest);
void aoi_filter_max3 (const AoiPlane *src, gfloat *row, const AoiPlane *dest);
void aoi_filter_min (const AoiPlane *src, gint size, gfloat *row, const AoiPlane *dest);
void aoi_filter_max (const AoiPlane *src, gint size, gfloat *row, const AoiPlane *dest);
void aoi_filter_mean (const AoiPlane *src, gint size, gfloat *row, const AoiPlane *dest);

G_END_DECLS
