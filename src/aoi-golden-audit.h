/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi.h"

G_BEGIN_DECLS

/**
 * AOI_GOLDEN_FAR:
 *
 * The difference from every other golden above which one was taught by mistake, or shows another
 * state of the part.
 */
#define AOI_GOLDEN_FAR 3.0

/**
 * AoiGoldenFinding:
 * @golden: the golden
 * @problem: (nullable): why the golden cannot judge any view
 * @same_as: index of the first golden with the same pixels, or -1
 * @nearest: index of the most similar golden of other pixels, or -1 if there is none
 * @difference: from @nearest: up to 1 counts as the same part at the neutral threshold; infinite where
 *   nothing agrees
 * @is_far: @difference is more than %AOI_GOLDEN_FAR
 * @is_spare: no golden needs it: it and each other spare one pass by goldens that are not spare
 *
 * What is found about a golden among the others of its ROI.
 */
typedef struct {
  const AoiGolden *golden;
  gchar *problem;
  gint same_as, nearest;
  gdouble difference;
  gboolean is_far, is_spare;
} AoiGoldenFinding;

/**
 * AoiGoldenAudit:
 * @n: how many goldens
 * @goldens: (element-type AoiGolden): their owner
 * @findings: (array length=n): a finding each
 * @differences: (array): n rows of n: of golden y seen as a view, from golden x; 0 where x is y
 * @passes: (array): whether golden y as a view passes by golden x alone, rows as of @differences
 *
 * Every golden of an ROI compared with every other. Immutable.
 */
typedef struct {
  guint n;
  GPtrArray *goldens;
  AoiGoldenFinding *findings;
  gdouble *differences;
  gboolean *passes;
} AoiGoldenAudit;

/**
 * AoiGoldenJudge:
 * @audit: compares every golden with every other: aoi_golden_audit_new()
 * @get_difference: compares a picture with goldens: aoi_golden_get_difference()
 * @get_similarity: the similarity that goes with a difference: aoi_golden_get_similarity()
 * @get_ignored: (nullable): where nothing is judged, in pixels of a golden: (element-type AoiRect), the ROI's
 * @get_threshold: (nullable): the highest threshold, 0..1, at which a picture passes that has @score at
 *   @threshold; NaN if there is none. Without it a score does not depend on the threshold
 *
 * How an inspector compares goldens outside an inspection: a constant table. Any thread; slow.
 *
 * Since: 0.2
 */
typedef struct {
  AoiGoldenAudit *(*audit) (const AoiRoi *roi, GPtrArray *goldens);
  gdouble (*get_difference) (
      const AoiRoi *roi, const GPtrArray *goldens, const AoiRgbImage *image, gint *nearest);
  gdouble (*get_similarity) (gdouble difference);
  const GArray *(*get_ignored) (const AoiRoi *roi);
  gdouble (*get_threshold) (const AoiRoi *roi, gdouble threshold, gdouble score);
} AoiGoldenJudge;

AoiGoldenAudit *aoi_golden_audit_new (const AoiRoi *roi, GPtrArray *goldens);
void aoi_golden_audit_free (AoiGoldenAudit *self);
gdouble aoi_golden_get_similarity (gdouble difference);
gdouble aoi_golden_get_difference (
    const AoiRoi *roi, const GPtrArray *goldens, const AoiRgbImage *image, gint *nearest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiGoldenAudit, aoi_golden_audit_free)

G_END_DECLS
