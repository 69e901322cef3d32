/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/compare/compare-golden.h"
#include "inspectors/compare/compare-work.h"

G_BEGIN_DECLS

void aoi_compare_luma_judge (
    AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden);

G_END_DECLS
