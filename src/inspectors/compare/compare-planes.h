/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/compare/compare-grid.h"
#include "ops/chroma.h"
#include "ops/correlate.h"

G_BEGIN_DECLS

/**
 * AoiComparePlanes:
 * @luma: brightness, smoothed, at work size
 * @half: @luma at half size; of use only if the grid is halved
 * @coarse: @luma for the coarse search
 * @tiny: @coarse at half size
 *
 * What a part is searched by in a picture, golden or live.
 */
typedef struct {
  AoiPlane luma, half;
  AoiCentred coarse, tiny;
} AoiComparePlanes;

/**
 * AoiCompareRaw:
 * @rgb: red, green and blue at work size with raw margin
 * @split: the same as brightness, red minus green, yellow minus blue, and 1 where burnt out
 * @coarse: brightness at coarse size
 * @tiny: brightness at half of that size
 * @line: for a row of frame pixels or of any plane
 *
 * Working memory for making #AoiComparePlanes.
 */
typedef struct {
  AoiPlane rgb[3], split[4], coarse, tiny;
  gfloat *line;
} AoiCompareRaw;

gsize aoi_compare_planes_get_n_sums (const AoiCompareGrid *grid);
gsize aoi_compare_planes_init (
    AoiComparePlanes *self, const AoiCompareGrid *grid, gfloat *memory, gdouble *sums);
gsize aoi_compare_raw_init (AoiCompareRaw *self, const AoiCompareGrid *grid, gfloat *memory);
void aoi_compare_planes_set (
    AoiComparePlanes *self, const AoiCompareGrid *grid, const AoiCompareRaw *raw);

G_END_DECLS
