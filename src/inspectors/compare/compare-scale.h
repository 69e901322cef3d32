/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiCompareScale:
 * @threshold: what an ROI's file asks for, 0..1
 * @neutral: what similarity that means, 0..1
 *
 * How similarities are expressed on the scale of an ROI's threshold.
 */
typedef struct {
  gdouble threshold, neutral;
} AoiCompareScale;

gboolean aoi_compare_scale_init (AoiCompareScale *self, const gchar *method, gdouble threshold);
gdouble aoi_compare_scale_apply (const AoiCompareScale *self, gdouble similarity);
gdouble aoi_compare_similarity (gdouble difference);
gdouble aoi_compare_difference (gdouble similarity);

G_END_DECLS
