/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/compare/compare-golden.h"
#include "inspectors/compare/compare-work.h"

G_BEGIN_DECLS

/**
 * AoiComparePeak:
 * @value: the greatest value of a map
 * @x: where it is in the live picture, in work pixels
 * @y: where it is in the live picture, in work pixels
 */
typedef struct {
  gdouble value, x, y;
} AoiComparePeak;

/**
 * AoiComparePeaks:
 * @structure: where structure differs most, or brightness
 * @chroma: where colour differs most
 * @brightness: whether @structure is of the brightness term
 * @covered: how many windows were compared; 0 if they are too few, or too uniform, to prove anything
 */
typedef struct {
  AoiComparePeak structure, chroma;
  gboolean brightness;
  guint covered;
} AoiComparePeaks;

/**
 * AoiCompareMatch:
 * @pose: how the part lies, in work pixels
 * @correlation: of the aligned pictures
 * @peaks: what differs most
 */
typedef struct {
  AoiPose pose;
  gdouble correlation;
  AoiComparePeaks peaks;
} AoiCompareMatch;

static inline void
aoi_compare_peaks_init (AoiComparePeaks *peaks)
{
  *peaks = (AoiComparePeaks){ { -1.0, 0.0, 0.0 }, { -1.0, 0.0, 0.0 }, FALSE, 0 };
}

static inline void
aoi_compare_peaks_add (AoiComparePeaks *peaks, gfloat structure, gfloat chroma, gint x, gint y)
{
  if (structure > peaks->structure.value)
    peaks->structure = (AoiComparePeak){ structure, x, y };
  if (chroma > peaks->chroma.value)
    peaks->chroma = (AoiComparePeak){ chroma, x, y };
  peaks->covered++;
}

/* After the last one: by which term structure's peak is. */
static inline void
aoi_compare_peaks_end (AoiComparePeaks *peaks, const AoiPlane *brightness)
{
  peaks->brightness = peaks->covered > 0
      && aoi_plane_row (brightness, (gint) peaks->structure.y)[(gint) peaks->structure.x] > 0.0f;
}

gdouble aoi_compare_match_search (AoiCompareWork *work, const AoiCompareGrid *grid,
    const AoiCompareGolden *golden, gint *x, gint *y);
gdouble aoi_compare_match_glance (
    AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden);
void aoi_compare_match_align (AoiCompareWork *work, const AoiCompareGrid *grid,
    const AoiCompareGolden *golden, gint x, gint y, AoiCompareMatch *match);
void aoi_compare_match_judge (AoiCompareWork *work, const AoiCompareGrid *grid,
    const AoiCompareGolden *golden, AoiCompareMatch *match);

void aoi_compare_composite_begin (AoiCompareWork *work);
void aoi_compare_composite_add (
    AoiCompareWork *work, const AoiCompareGrid *grid, const AoiPose *pose, gboolean is_base);
void aoi_compare_composite_end (AoiCompareWork *work, AoiComparePeaks *peaks);

G_END_DECLS
