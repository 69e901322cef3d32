/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "inspectors/fiducial/fiducial.h"

G_BEGIN_DECLS

/**
 * AoiFiducialFinder:
 *
 * A fiducial made ready to be found in frames. Immutable: any number of threads may find by it.
 */
typedef struct _AoiFiducialFinder AoiFiducialFinder;

/**
 * AoiFiducialPlace:
 * @rest_x: of its centre at rest, in the frame; whole numbers are pixels' edges
 * @rest_y: of the same
 * @x: of its centre where it was found best
 * @y: of the same
 * @score: the correlation there; 0: it is nowhere
 * @second_x: of where it was found second best
 * @second_y: of the same
 * @second: the correlation there; 0: it is nowhere else
 *
 * Where a fiducial seems to be.
 */
typedef struct {
  gdouble rest_x, rest_y;
  gdouble x, y, score;
  gdouble second_x, second_y, second;
} AoiFiducialPlace;

AoiFiducialFinder *aoi_fiducial_finder_new (const AoiRoi *roi, GError **error);
void aoi_fiducial_finder_free (AoiFiducialFinder *self);
gsize aoi_fiducial_finder_get_work_size (const AoiFiducialFinder *self);
gint aoi_fiducial_finder_get_margin (const AoiFiducialFinder *self);
gdouble aoi_fiducial_finder_get_max_residual (const AoiFiducialFinder *self);
void aoi_fiducial_finder_find (
    const AoiFiducialFinder *self, const AoiImage *frame, gpointer work, AoiFiducialPlace *place);
gchar *aoi_fiducial_finder_explain (const AoiFiducialFinder *self, const AoiFiducialPlace *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiFiducialFinder, aoi_fiducial_finder_free)

G_END_DECLS
