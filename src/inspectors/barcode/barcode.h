/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"
#include "aoi-roi-type.h"

G_BEGIN_DECLS

extern const AoiInspector aoi_inspector_barcode;
extern const AoiRoiType aoi_roi_type_barcode;

void aoi_barcode_check_symbologies (AoiKeys *keys, AoiRoi *roi);

G_END_DECLS
