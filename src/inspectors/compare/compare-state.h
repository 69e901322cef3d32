/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/compare/compare-golden.h"
#include "inspectors/compare/compare-scale.h"

G_BEGIN_DECLS

/**
 * AoiCompareState:
 * @grid: the sizes and limits
 * @scale: of the ROI's threshold
 * @enough: the difference that ends the search among goldens: up to it a view passes
 * @goldens: (element-type AoiCompareGolden): those that prove something
 * @problem: (nullable): why no view can pass
 *
 * What every frame needs of a compare ROI. Immutable.
 */
typedef struct {
  AoiCompareGrid grid;
  AoiCompareScale scale;
  gdouble enough;
  GPtrArray *goldens;
  gchar *problem;
} AoiCompareState;

AoiCompareState *
aoi_compare_state_new (const AoiRoi *roi, const GPtrArray *goldens, GError **error);
void aoi_compare_state_free (AoiCompareState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiCompareState, aoi_compare_state_free)

G_END_DECLS
