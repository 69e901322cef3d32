/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-parts.h"

G_BEGIN_DECLS

void aoi_ocr_faded_find (AoiOcrStrip *strip);
void aoi_ocr_faded_widen (const AoiOcrStrip *strip, GArray *pieces, guint first);
gboolean aoi_ocr_faded_append (const AoiOcrStrip *strip, const AoiOcrSlice *next, GArray *slices);
gboolean aoi_ocr_faded_joins (const AoiOcrParts *parts, guint i);

G_END_DECLS
