/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"

G_BEGIN_DECLS

extern const AoiInspector aoi_inspector_color;
extern const AoiRoiType aoi_roi_type_color;

G_END_DECLS
