/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/compare/compare-grid.h"

G_BEGIN_DECLS

void aoi_compare_reach_find (
    const AoiCompareGrid *grid, const AoiPlane *excess, gfloat limit, const AoiPlane *own);

G_END_DECLS
