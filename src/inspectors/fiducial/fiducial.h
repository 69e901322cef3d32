/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"
#include "ops/shape.h"

G_BEGIN_DECLS

#define AOI_FIDUCIAL_MIN_SIZE 6 /* pixels of a shape */
#define AOI_FIDUCIAL_MAX_SIZE 200 /* pixels of a shape */

/**
 * AoiFiducialSpec:
 * @shape: what it looks like; %AOI_SHAPE_NONE: like its goldens
 * @size: diameter or side of @shape, in pixels
 * @bright: whether @shape is brighter than what is around it
 * @search: how far from its place it is searched, to each side, in pixels
 * @min_score: the least correlation at which it is found
 * @max_residual: how far it may be from where the board's transform puts it, in pixels
 *
 * What a product says of a fiducial.
 */
typedef struct {
  AoiShape shape;
  gint size;
  gboolean bright;
  gint search;
  gdouble min_score;
  gdouble max_residual;
} AoiFiducialSpec;

extern const AoiInspector aoi_inspector_fiducial;
extern const AoiRoiType aoi_roi_type_fiducial;

G_END_DECLS
