/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The inspectors of this library. What else is known of their types, they name themselves. */
#include "engine/aoi-inspector-builtins.h"
#include "inspectors/barcode/barcode.h"
#include "inspectors/color/color.h"
#include "inspectors/compare/compare.h"
#include "inspectors/ocr/ocr.h"
#include "product/aoi-roi-types.h"

static const AoiInspector *const builtins[] = {
  &aoi_inspector_barcode,
  &aoi_inspector_compare,
  &aoi_inspector_ocr,
  &aoi_inspector_color,
};

const AoiInspector *
aoi_builtins_get_inspector (guint index)
{
  return index < G_N_ELEMENTS (builtins) ? builtins[index] : NULL;
}

const AoiRoiType *
aoi_builtins_get_roi_type (guint index)
{
  return index < G_N_ELEMENTS (builtins) ? builtins[index]->roi_type : NULL;
}
