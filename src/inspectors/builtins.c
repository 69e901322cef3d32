/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The inspectors of this library. What else is known of their types, they name themselves. */
#include "engine/aoi-inspector-builtins.h"
#include "inspectors/barcode/barcode.h"
#include "inspectors/color/color.h"
#include "inspectors/compare/compare.h"
#include "inspectors/fiducial/fiducial.h"
#include "inspectors/mark/mark.h"
#include "inspectors/ocr/ocr.h"
#include "product/aoi-roi-types.h"

static const AoiInspector *const builtins[] = {
  &aoi_inspector_barcode,
  &aoi_inspector_compare,
  &aoi_inspector_ocr,
  &aoi_inspector_color,
  &aoi_inspector_fiducial,
  &aoi_inspector_mark,
};

static const AoiInspector *
get_inspector (guint index)
{
  return index < G_N_ELEMENTS (builtins) ? builtins[index] : NULL;
}

static const AoiRoiType *
get_roi_type (guint index)
{
  return index < G_N_ELEMENTS (builtins) ? builtins[index]->roi_type : NULL;
}

/* When the library is loaded, so that neither engine nor product need this file. */
static void __attribute__ ((constructor)) join_builtins (void)
{
  aoi_inspectors_set_builtins (get_inspector);
  aoi_roi_types_set_builtins (get_roi_type);
}
