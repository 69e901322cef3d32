/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-net.h"

G_BEGIN_DECLS

/**
 * AoiOcrLimit:
 * @c: the expected character, a capital
 * @other: another one, a capital
 * @data: what was given with the function
 *
 * Returns: by how much @other may be likelier than @c so that there is no doubt, in natural logarithms
 */
typedef gdouble (*AoiOcrLimit) (gunichar c, gunichar other, gconstpointer data);

gboolean aoi_ocr_rates_know (gunichar c);
gboolean aoi_ocr_rates_may_stand (gunichar c, const gchar *whitelist);
gdouble aoi_ocr_rates_get (const AoiOcrRates *rates, gunichar c);
void aoi_ocr_rates_shift (AoiOcrRates *rates, gunichar c, gdouble by);
gunichar aoi_ocr_rates_get_case (const AoiOcrRates *rates, gunichar c);
gdouble aoi_ocr_rates_get_best (const AoiOcrRates *rates);
gdouble aoi_ocr_rates_compare (
    const AoiOcrRates *rates, gunichar c, const gchar *whitelist, gunichar *other);
gboolean aoi_ocr_rates_are_below (const AoiOcrRates *rates, gunichar c, const gchar *whitelist,
    AoiOcrLimit limit, gconstpointer data);
gdouble aoi_ocr_rates_compare_else (const AoiOcrRates *rates, gunichar c);

G_END_DECLS
