/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi.h"

G_BEGIN_DECLS

gdouble aoi_compare_get_threshold (const AoiRoi *roi, gdouble threshold, gdouble score);

G_END_DECLS
