/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-golden-audit.h"

G_BEGIN_DECLS

/**
 * AoiCompareLeftOut:
 * @judges: it can judge others
 * @is_judged: others can judge it
 * @passes: it passes by them
 * @difference: from them
 * @enough: the difference up to which it would pass
 * @term: (nullable): what differs most
 * @window: where that is, in its pixels
 * @differs: a rectangle around all that differs too much, in its pixels and in those of the others; empty
 *   if it passes
 *
 * What became of a golden that was left out.
 */
typedef struct {
  gboolean judges, is_judged, passes;
  gdouble difference, enough;
  const gchar *term;
  AoiRect window, differs;
} AoiCompareLeftOut;

GArray *aoi_compare_leave_out (
    const AoiRoi *roi, const AoiCompareSpec *spec, GPtrArray *goldens, gboolean half);
guint aoi_compare_left_out_count (const GArray *outcomes);
void aoi_compare_spread_advise (
    const AoiRoi *roi, GPtrArray *goldens, const GArray *outcomes, AoiGoldenSpread *spread);
AoiGoldenSpread *aoi_compare_spread_new (const AoiRoi *roi, GPtrArray *goldens);

G_END_DECLS
