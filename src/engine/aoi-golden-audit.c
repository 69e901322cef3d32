/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-golden-audit.h"

#include "aoi-inspector.h"

/* Goldens of inspectors that do not compare any are compared as those of type compare. */
static const AoiGoldenJudge *
find_judge (const AoiRoi *roi)
{
  const AoiInspector *inspector = roi != NULL && roi->type != NULL
      ? aoi_inspector_lookup (roi->type, NULL)
      : NULL;

  if (inspector == NULL || inspector->golden_judge == NULL)
    inspector = aoi_inspector_lookup (AOI_TYPE_COMPARE, NULL);
  return inspector->golden_judge;
}

/**
 * aoi_golden_audit_new: (skip)
 * @roi: an ROI
 * @goldens: (element-type AoiGolden): its goldens, all of the turned ROI's size; kept by reference
 *
 * Compares every golden with every other as the ROI's inspector would, or else that of type compare, with
 * @roi's threshold. The last ones are the first to be found spare. Slow, on all processors.
 *
 * Returns: (transfer full): what was found
 */
AoiGoldenAudit *
aoi_golden_audit_new (const AoiRoi *roi, GPtrArray *goldens)
{
  return find_judge (roi)->audit (roi, goldens);
}

/**
 * aoi_golden_audit_free: (skip)
 * @self: (transfer full): an audit
 *
 * Frees all of it.
 */
void
aoi_golden_audit_free (AoiGoldenAudit *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->findings[i].problem);
  g_free (self->findings);
  g_free (self->differences);
  g_free (self->passes);
  g_ptr_array_unref (self->goldens);
  g_free (self);
}

/**
 * aoi_golden_get_similarity: (skip)
 * @difference: as aoi_golden_get_difference() returns it
 *
 * Returns: the similarity that the inspector of type compare would report, 1..0, for an ROI with the
 *   `feature_method` `golden`
 */
gdouble
aoi_golden_get_similarity (gdouble difference)
{
  return find_judge (NULL)->get_similarity (difference);
}

/**
 * aoi_golden_get_difference: (skip)
 * @roi: an ROI
 * @goldens: (element-type AoiGolden): its goldens, all of the turned ROI's size
 * @image: a picture of that size
 * @nearest: (out) (optional): index of the golden that is most similar, -1 if there is none
 *
 * Compares a picture with goldens as the ROI's inspector would, or else that of type compare, each alone.
 *
 * Returns: its difference from the most similar one; infinite where nothing agrees
 */
gdouble
aoi_golden_get_difference (
    const AoiRoi *roi, const GPtrArray *goldens, const AoiRgbImage *image, gint *nearest)
{
  return find_judge (roi)->get_difference (roi, goldens, image, nearest);
}

/**
 * aoi_golden_spread_new: (skip)
 * @roi: an ROI
 * @goldens: (element-type AoiGolden): its goldens, all of the turned ROI's size; kept by reference
 *
 * Judges every golden by all others, as if it had not been taught, and looks for what would help those
 * that fail. Slow, on all processors; not for the threads that inspect.
 *
 * Returns: (transfer full) (nullable): how much the goldens differ; %NULL if goldens of such an ROI are not
 *   judged so
 *
 * Since: 0.2
 */
AoiGoldenSpread *
aoi_golden_spread_new (const AoiRoi *roi, GPtrArray *goldens)
{
  const AoiGoldenJudge *judge = find_judge (roi);

  return judge->spread != NULL ? judge->spread (roi, goldens) : NULL;
}

/**
 * aoi_golden_spread_free: (skip)
 * @self: (transfer full): a spread
 *
 * Frees all of it.
 *
 * Since: 0.2
 */
void
aoi_golden_spread_free (AoiGoldenSpread *self)
{
  g_free (self->left_out);
  g_ptr_array_unref (self->goldens);
  g_free (self);
}
