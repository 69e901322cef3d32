/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-product.h"
#include "json/aoi-json-reader.h"

G_BEGIN_DECLS

void aoi_product_array_read (AoiJsonReader *reader, AoiProductArray *array);
gint aoi_product_array_count_places (const AoiProductArray *self, const AoiRoi *roi);
gboolean aoi_product_array_check (
    const AoiProductArray *self, const AoiJsonSource *source, const AoiRoi *roi);
gint aoi_product_array_find_golden_id (const gchar *file, gint id);
AoiRoi *aoi_product_array_place (const AoiProductArray *self, const AoiRoi *roi, gint place);

G_END_DECLS
