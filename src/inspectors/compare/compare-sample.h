/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"
#include "aoi-roi.h"

G_BEGIN_DECLS

AoiRoi *aoi_compare_sample_roi_new (const AoiRoi *roi, GPtrArray *goldens);
AoiRgbImage *aoi_compare_sample_surround (const AoiRgbImage *sample, gint margin);

G_END_DECLS
