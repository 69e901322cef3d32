/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "json/aoi-json-reader.h"
#include "aoi-roi.h"

G_BEGIN_DECLS

void aoi_compare_spec_read (AoiJsonReader *reader, gint width, gint height, AoiCompareSpec *spec);

G_END_DECLS
