/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "../ops/resample.h"

G_BEGIN_DECLS

/* Pixels at work size that are read around an ROI, and how many of them filters leave over: as far as
 * the fine search and a turned part look beyond the ROI. */
#define AOI_COMPARE_RAW_MARGIN 8
#define AOI_COMPARE_MARGIN 6

/* The smallest side of an ROI that can be compared, in frame pixels. */
#define AOI_COMPARE_MIN_SIDE 8

/**
 * AoiCompareGrid:
 * @roi_width: of the turned ROI, in frame pixels
 * @roi_height: of the turned ROI, in frame pixels
 * @margin: what is read around it, in frame pixels
 * @width: of the ROI at work size
 * @height: of the ROI at work size
 * @scale_x: frame pixels a work pixel
 * @scale_y: frame pixels a work pixel
 * @columns: (array): the frame pixels of each work column with raw margin
 * @rows: (array): the frame pixels of each work row with raw margin
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
 *
 * The sizes at which an ROI is compared. Immutable.
 */
typedef struct {
  gint roi_width, roi_height, margin;
  gint width, height;
  gdouble scale_x, scale_y;
  AoiSpan *columns, *rows;
  gint coarse_width, coarse_height;
  AoiSpan *coarse_columns, *coarse_rows;
  gint range_x, range_y, fine_range;
  gboolean halved;
  gint structure_window, chroma_window;
} AoiCompareGrid;

void aoi_compare_grid_init (AoiCompareGrid *self, gint roi_width, gint roi_height);
void aoi_compare_grid_clear (AoiCompareGrid *self);

G_END_DECLS
