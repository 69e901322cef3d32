/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "aoi-result.h"
#include "inspectors/compare/compare-match.h"
#include "inspectors/compare/compare-scale.h"

G_BEGIN_DECLS

/**
 * AoiCompareTerm:
 * @AOI_COMPARE_STRUCTURE: something is added, missing or other
 * @AOI_COMPARE_BRIGHTNESS: something is brighter or darker, and not since an edge moved a little
 * @AOI_COMPARE_CHROMA: something has another colour
 * @AOI_COMPARE_SHIFT: the part is too far from its place
 *
 * What a verdict rests on.
 */
typedef enum {
  AOI_COMPARE_STRUCTURE,
  AOI_COMPARE_BRIGHTNESS,
  AOI_COMPARE_CHROMA,
  AOI_COMPARE_SHIFT,
} AoiCompareTerm;

/**
 * AoiCompareVerdict:
 * @golden: file name of the golden that decided
 * @pose: how the part lies, in work pixels
 * @peaks: what differs most
 * @term: which of the terms is greatest
 * @difference: its size: up to 1 counts as the same
 */
typedef struct {
  const gchar *golden;
  AoiPose pose;
  AoiComparePeaks peaks;
  AoiCompareTerm term;
  gdouble difference;
} AoiCompareVerdict;

gdouble aoi_compare_difference_of (const AoiCompareGrid *grid, gdouble structure, gdouble chroma);
gdouble aoi_compare_peaks_difference (const AoiComparePeaks *peaks, const AoiCompareGrid *grid);
void aoi_compare_verdict_map (
    const AoiCompareWork *work, const AoiCompareGrid *grid, gdouble limit, guint8 *dest);
gdouble aoi_compare_structure_at (const AoiCompareGrid *grid, gdouble difference);
void aoi_compare_verdict_init (AoiCompareVerdict *self, const AoiCompareGrid *grid,
    const gchar *golden, const AoiPose *pose, const AoiComparePeaks *peaks);
void aoi_compare_verdict_report (const AoiCompareVerdict *self, const AoiCompareGrid *grid,
    const AoiCompareScale *scale, const AoiView *view, AoiRoiResult *result);

G_END_DECLS
