/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-align.h"

G_BEGIN_DECLS

AoiOcrRates *aoi_ocr_steps_rate (
    const GArray *steps, AoiOcrParts *parts, const AoiOcrWanted *wanted, gboolean again);
void aoi_ocr_steps_teach (const GArray *steps, AoiOcrParts *parts);

G_END_DECLS
