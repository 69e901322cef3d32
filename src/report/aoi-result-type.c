/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-result-type.h"

/* Significant digits of a score at most. */
#define MAX_DIGITS 9

#define GREATER_OR_EQUAL "\xe2\x89\xa5"

/**
 * aoi_result_type_lookup: (skip)
 * @name: (nullable): type of an ROI
 *
 * Thread-safe. Loads modules as aoi_inspector_lookup() does.
 *
 * Returns: (transfer none) (nullable): how its results are shown, %NULL if its inspector does not say
 *
 * Since: 0.2
 */
const AoiResultType *
aoi_result_type_lookup (const gchar *name)
{
  const AoiRoiType *type = aoi_roi_type_lookup (name);

  return type != NULL ? type->result : NULL;
}

/**
 * aoi_roi_result_describe_score:
 * @result: of an ROI
 *
 * Compares score and threshold. A score below its threshold has enough digits to differ from it.
 *
 * Returns: (transfer full): such as `0.93 ≥ 0.9`
 *
 * Since: 0.2
 */
gchar *
aoi_roi_result_describe_score (const AoiRoiResult *result)
{
  const gchar *sign = aoi_roi_result_passed (result) ? GREATER_OR_EQUAL : "<";
  g_autofree gchar *threshold = g_strdup_printf ("%.3g", result->threshold);
  gchar score[G_ASCII_DTOSTR_BUF_SIZE];

  for (gint digits = 3; digits <= MAX_DIGITS; digits++) {
    g_snprintf (score, sizeof score, "%.*g", digits, result->score);
    if (aoi_roi_result_passed (result) || g_strcmp0 (score, threshold) != 0)
      break;
  }
  return g_strdup_printf ("%s %s %s", score, sign, threshold);
}
