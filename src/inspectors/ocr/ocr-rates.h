/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-net.h"

G_BEGIN_DECLS

gboolean aoi_ocr_rates_know (gunichar c);
gdouble aoi_ocr_rates_get (const AoiOcrRates *rates, gunichar c);
void aoi_ocr_rates_shift (AoiOcrRates *rates, gunichar c, gdouble by);
gunichar aoi_ocr_rates_get_case (const AoiOcrRates *rates, gunichar c);
gdouble aoi_ocr_rates_get_best (const AoiOcrRates *rates);
gdouble aoi_ocr_rates_compare (
    const AoiOcrRates *rates, gunichar c, const gchar *whitelist, gunichar *other);
gdouble aoi_ocr_rates_compare_else (const AoiOcrRates *rates, gunichar c);

G_END_DECLS
