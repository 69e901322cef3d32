/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi.h"
#include "ops/resample.h"

G_BEGIN_DECLS

/* Pixels at work size that are read around an ROI, and how many of them filters leave over: as far as
 * the fine search and a turned part reach beyond the ROI. */
#define AOI_COMPARE_RAW_MARGIN 8
#define AOI_COMPARE_MARGIN 6

/* The smallest side of an ROI that can be compared, in frame pixels. */
#define AOI_COMPARE_MIN_SIDE 8

/* Work pixels at the border that say nothing of brightness: what lies just beyond a golden's border
 * comes into view when the board is a little off. */
#define AOI_COMPARE_BORDER 3

/* The structure term at which boards are called bad: difference 1. */
#define AOI_COMPARE_STRUCTURE_UNIT 0.47

/**
 * AoiCompareJudged:
 * @all: nothing is ignored
 * @pixels: 1 where a golden's pixel is judged, else 0, with margin
 * @half: the same at half size; of use only if the grid is halved
 * @coarse: the same for the coarse search
 * @structure: 1 / how many pixels of the structure window around each pixel are judged; 0 where less
 *   than half of them are, and so the window is not
 * @chroma: how many times as many pixels the chroma window has as are judged in it, at most 2
 * @n_windows: how many structure windows are judged
 *
 * What of a golden is judged.
 */
typedef struct {
  gboolean all;
  AoiPlane pixels, half, coarse;
  AoiPlane structure, chroma;
  guint n_windows;
  gfloat *memory;
} AoiCompareJudged;

/**
 * AoiCompareGrid:
 * @roi_width: of the turned ROI, in frame pixels
 * @roi_height: of the turned ROI, in frame pixels
 * @margin: what is read around it, in frame pixels
 * @width: of the ROI at work size
 * @height: of the ROI at work size
 * @scale_x: frame pixels a work pixel
 * @scale_y: frame pixels a work pixel
 * @binned: whether the ROI is so large that it is read at half size: then the next two count cells of
 *   2x2 frame pixels
 * @columns: (array): the frame pixels of each work column with raw margin; where the cells begin a pixel
 *   before the pixels that are wanted, the second
 * @rows: (array): the frame pixels of each work row with raw margin, likewise
 * @coarse_width: of the ROI for the coarse search
 * @coarse_height: of the ROI for the coarse search
 * @coarse_columns: (array): the work pixels of each coarse column
 * @coarse_rows: (array): the work pixels of each coarse row
 * @range_x: of the coarse search, in coarse pixels
 * @range_y: of the coarse search, in coarse pixels
 * @fine_range: of the fine search, in work pixels
 * @halved: whether parts are aligned at half of the work size
 * @structure_window: in work pixels, odd
 * @chroma_window: in work pixels, odd
 * @border: pixels at the border of what is seen that are not judged: what lies beyond is mixed into them
 * @judged: what is not ignored
 * @empty: whether nothing may lie in the ROI
 * @structure_factor: of the limit of differing structure
 * @brightness_factor: of the limit of differing brightness
 * @chroma_factor: of the limit of differing colour
 * @shift_factor: of the limit of shifts
 * @proof: the structure term of an empty view that goldens must reach to prove anything
 *
 * The sizes and limits at which an ROI is compared. Immutable.
 */
typedef struct {
  gint roi_width, roi_height, margin;
  gint width, height;
  gdouble scale_x, scale_y;
  gboolean binned;
  AoiSpan *columns[2], *rows[2];
  gint coarse_width, coarse_height;
  AoiSpan *coarse_columns, *coarse_rows;
  gint range_x, range_y, fine_range;
  gboolean halved;
  gint structure_window, chroma_window;
  gint border;
  AoiCompareJudged judged;
  gboolean empty;
  gdouble structure_factor, brightness_factor, chroma_factor, shift_factor;
  gdouble proof;
} AoiCompareGrid;

void aoi_compare_grid_init (AoiCompareGrid *self, gint roi_width, gint roi_height,
    const AoiCompareSpec *spec, gboolean fine, gboolean moves);
gboolean aoi_compare_grid_is_coarse (const AoiCompareGrid *self);
guint aoi_compare_grid_get_most_windows (const AoiCompareGrid *self);
void aoi_compare_grid_clear (AoiCompareGrid *self);

void aoi_compare_judged_init (AoiCompareGrid *grid, const GArray *ignore, gint border);

G_END_DECLS
