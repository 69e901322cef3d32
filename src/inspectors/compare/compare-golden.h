/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-golden.h"
#include "inspectors/compare/compare-edges.h"
#include "inspectors/compare/compare-planes.h"

G_BEGIN_DECLS

/**
 * AoiCompareGolden:
 * @name: file name
 * @planes: its brightness
 * @chroma: its colour: red minus green, and yellow minus blue
 * @saturated: 1 near burnt-out pixels, else 0
 * @mean: of each structure window
 * @variance: of each structure window
 * @noise: variance below which structure does not count
 * @slides: (array) (nullable): for the coarse search of a golden with hard edges
 * @edges: for judging by brightness
 * @blank: the structure term of an empty view against this golden where it is judged, 0..1
 *
 * What is prepared of a golden. Immutable.
 */
typedef struct {
  gchar *name;
  AoiComparePlanes planes;
  AoiChroma chroma[2];
  AoiPlane saturated, mean, variance;
  gfloat noise, blank;
  gfloat *slides;
  AoiCompareEdges edges;
  gfloat *memory;
  gdouble *sums;
} AoiCompareGolden;

AoiCompareGolden *aoi_compare_golden_new (const AoiCompareGrid *grid, const AoiGolden *golden);
void aoi_compare_golden_free (AoiCompareGolden *self);
const AoiPlane *aoi_compare_golden_get_shown (const AoiCompareGolden *self);
gdouble aoi_compare_golden_get_blank (const AoiCompareGolden *self, gfloat shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiCompareGolden, aoi_compare_golden_free)

G_END_DECLS
