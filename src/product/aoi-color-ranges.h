/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi.h"
#include "json/aoi-json-reader.h"

G_BEGIN_DECLS

GPtrArray *aoi_color_ranges_new (void);
void aoi_color_ranges_read (AoiJsonReader *reader, GPtrArray **ranges);
gboolean
aoi_color_rgb_read (const AoiJsonSource *source, JsonNode *node, const gchar *path, guint8 *rgb);

G_END_DECLS
