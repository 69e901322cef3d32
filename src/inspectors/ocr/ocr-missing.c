/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr.h"

const AoiInspector aoi_inspector_ocr = {
  .type = AOI_TYPE_OCR,
  .roi_type = &aoi_roi_type_ocr,
  .missing = "Tesseract",
};
