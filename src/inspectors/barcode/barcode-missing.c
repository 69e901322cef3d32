/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode.h"

const AoiInspector aoi_inspector_barcode = {
  .type = AOI_TYPE_BARCODE,
  .roi_type = &aoi_roi_type_barcode,
  .missing = "ZXing-C++",
};

/* Products with such an ROI are refused. */
void
aoi_barcode_check_symbologies (AoiKeys *keys, AoiRoi *roi)
{
}
