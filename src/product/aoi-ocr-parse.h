/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "json/aoi-json-reader.h"
#include "aoi-roi.h"

G_BEGIN_DECLS

void aoi_ocr_spec_read (AoiJsonReader *reader, AoiOcrSpec *ocr);
void aoi_ocr_spec_clear (AoiOcrSpec *ocr);

G_END_DECLS
