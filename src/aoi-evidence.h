/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "aoi-product.h"
#include "aoi-result.h"

G_BEGIN_DECLS

/**
 * AOI_EVIDENCE_MAX_GOLDENS:
 *
 * How many goldens are compared again at most: the one that decided and the ROI's first ones.
 */
#define AOI_EVIDENCE_MAX_GOLDENS 16

/**
 * AoiEvidence:
 * @view: the ROI in the frame, turned as the inspector saw it
 * @golden: the golden that decided, turned likewise and of the same size; belongs to @product
 * @golden_name: its file name; belongs to @product
 * @rotation: by which both are turned counter-clockwise against the frame: 0, 90, 180 or 270 degrees
 * @map_width: of @map in pixels; @map covers the whole view
 * @map_height: of @map in pixels
 * @map: @map_height rows of @map_width bytes: how much what is around each pixel differs, in parts of
 *   what fails the ROI; 255: so much or more; 0: not at all, or nothing to compare there
 * @product: what holds the golden
 *
 * What the verdict on a compare ROI was made of. A part that is only shifted has no part of the map at
 * 255: its distance is among the result's values.
 */
typedef struct {
  AoiRgbImage *view;
  const AoiRgbImage *golden;
  const gchar *golden_name;
  guint rotation;
  gint map_width, map_height;
  guint8 *map;
  AoiProduct *product;
} AoiEvidence;

AoiEvidence *aoi_evidence_new (
    AoiProduct *product, const AoiImage *image, const AoiRoiResult *result, GError **error);
gboolean aoi_evidence_is_there (const AoiRoiResult *result);
void aoi_evidence_free (AoiEvidence *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiEvidence, aoi_evidence_free)

G_END_DECLS
