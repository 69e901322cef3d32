/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"

G_BEGIN_DECLS

#ifdef HAVE_BARCODE
extern const AoiInspector aoi_inspector_barcode;
#endif
#ifdef HAVE_OCR
extern const AoiInspector aoi_inspector_ocr;
#endif
extern const AoiInspector aoi_inspector_compare;
extern const AoiInspector aoi_inspector_color;

G_END_DECLS
