/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-fonts.h"
#include "inspectors/ocr/ocr-rates.h"
#include "inspectors/ocr/ocr-wanted.h"

G_BEGIN_DECLS

void aoi_ocr_print_learn (const AoiOcrWanted *wanted, AoiOcrRates *rates);
void aoi_ocr_print_compare_fonts (const AoiOcrLook *looks, const AoiOcrGap *gaps,
    const gunichar *text, guint n, AoiOcrRates *rates);

G_END_DECLS
