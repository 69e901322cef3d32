/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi.h"
#include "json/aoi-json-reader.h"

G_BEGIN_DECLS

AoiRoi *aoi_roi_parse (const AoiJsonSource *source, JsonNode *node, const gchar *path);

G_END_DECLS
