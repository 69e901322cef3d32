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
 * AoiGoldenLeftOut:
 * @golden: the golden
 * @is_judged: there are others, of other pixels, that can judge it
 * @passes: it passes by them together
 * @difference: from them; infinite where nothing agrees
 * @term: (nullable): what differs most: %AOI_VALUE_TERM
 * @window: where that is, in pixels of the golden
 *
 * A golden seen as a view that was never taught: judged by all others of its ROI as an inspection would.
 *
 * Since: 0.2
 */
typedef struct {
  const AoiGolden *golden;
  gboolean is_judged, passes;
  gdouble difference;
  const gchar *term;
  AoiRect window;
} AoiGoldenLeftOut;

#define AOI_GOLDEN_MAX_LIMITS 4 /* how many terms have a limit */

/**
 * AoiGoldenLimit:
 * @term: the key in `limits`
 * @factor: its value
 *
 * A factor on what may differ.
 *
 * Since: 0.2
 */
typedef struct {
  const gchar *term;
  gdouble factor;
} AoiGoldenLimit;

/**
 * AoiGoldenSpread:
 * @n: how many goldens
 * @goldens: (element-type AoiGolden): their owner
 * @left_out: (array length=n): each as a view
 * @n_judged: how many others can judge
 * @n_failing: how many of these fail: about such a part of good boards will be called false that vary as
 *   the goldens do
 * @n_failing_by_half: how many fail by every second one of the others: if more do, goldens help
 * @ignore: in pixels of a golden: where those that fail vary, if it is small enough to be ignored; else empty
 * @n_failing_ignored: how many fail if @ignore is ignored
 * @n_limits: how many limits are to be raised; 0 if raising them does not help
 * @limits: (array length=n_limits): factors with which none fails
 *
 * How much the goldens of an ROI differ from each other, and what would help. Immutable.
 *
 * Since: 0.2
 */
typedef struct {
  guint n;
  GPtrArray *goldens;
  AoiGoldenLeftOut *left_out;
  guint n_judged, n_failing, n_failing_by_half;
  AoiRect ignore;
  guint n_failing_ignored;
  guint n_limits;
  AoiGoldenLimit limits[AOI_GOLDEN_MAX_LIMITS];
} AoiGoldenSpread;

/**
 * AoiGoldenJudge:
 * @audit: compares every golden with every other: aoi_golden_audit_new()
 * @get_difference: compares a picture with goldens: aoi_golden_get_difference()
 * @get_similarity: the similarity that goes with a difference: aoi_golden_get_similarity()
 * @get_ignored: (nullable): where nothing is judged, in pixels of a golden: (element-type AoiRect), the ROI's
 * @get_threshold: (nullable): the highest threshold, 0..1, at which a picture passes that has @score at
 *   @threshold; NaN if there is none. Without it a score does not depend on the threshold
 * @spread: (nullable): judges each golden by all others: aoi_golden_spread_new()
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
  AoiGoldenSpread *(*spread) (const AoiRoi *roi, GPtrArray *goldens);
} AoiGoldenJudge;

AoiGoldenAudit *aoi_golden_audit_new (const AoiRoi *roi, GPtrArray *goldens);
void aoi_golden_audit_free (AoiGoldenAudit *self);
gdouble aoi_golden_get_similarity (gdouble difference);
gdouble aoi_golden_get_difference (
    const AoiRoi *roi, const GPtrArray *goldens, const AoiRgbImage *image, gint *nearest);
AoiGoldenSpread *aoi_golden_spread_new (const AoiRoi *roi, GPtrArray *goldens);
void aoi_golden_spread_free (AoiGoldenSpread *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiGoldenAudit, aoi_golden_audit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiGoldenSpread, aoi_golden_spread_free)

G_END_DECLS
