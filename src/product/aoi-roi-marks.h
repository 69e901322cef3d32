/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "product/aoi-product-private.h"

G_BEGIN_DECLS

gboolean aoi_roi_marks_device (const AoiRoi *roi);
void aoi_roi_marks_check (AoiProduct *product, AoiProblems *problems);

G_END_DECLS
