/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"

G_BEGIN_DECLS

/**
 * AOI_PLACEMENT_MAX_MARKS:
 *
 * The most fiducials of a device, or of the whole frame.
 *
 * Since: 0.2
 */
#define AOI_PLACEMENT_MAX_MARKS 4

/**
 * AOI_PLACEMENT_MAX_ANGLE:
 *
 * By how many degrees a device may be turned in its fixture.
 *
 * Since: 0.2
 */
#define AOI_PLACEMENT_MAX_ANGLE 5.0

/**
 * AOI_PLACEMENT_MAX_STRETCH:
 *
 * By which part of its length a distance on the device may be seen longer or shorter than at rest.
 *
 * Since: 0.2
 */
#define AOI_PLACEMENT_MAX_STRETCH 0.02

/**
 * AoiMark:
 * @id: of the fiducial
 * @rest_x: of its centre where the product says, in the frame; whole numbers are pixels' edges
 * @rest_y: of the same
 * @x: of its centre where it was found best
 * @y: of the same
 * @score: the correlation there, up to 1; 0: it was not found
 * @second: the correlation where else it fits best
 * @max_residual: how far it may be from where the placement puts it, in pixels
 *
 * A fiducial in a frame.
 *
 * Since: 0.2
 */
typedef struct {
  gint id;
  gdouble rest_x, rest_y;
  gdouble x, y;
  gdouble score, second;
  gdouble max_residual;
} AoiMark;

/**
 * AoiPlacement:
 * @device: the device that was looked for; 0: the whole frame
 * @found: whether it is known where it is
 * @alignment: how it lies, if @found
 * @residual: the greatest distance of a fiducial from where @alignment puts it, in pixels, if @found
 * @reason: (nullable): why it was not found
 * @n_marks: how many fiducials it has
 * @marks: (array fixed-size=4): its fiducials, as far as they were found
 *
 * Where a device is in a frame.
 *
 * Since: 0.2
 */
typedef struct {
  gint device;
  gboolean found;
  AoiAlignment alignment;
  gdouble residual;
  gchar *reason;
  guint n_marks;
  AoiMark marks[AOI_PLACEMENT_MAX_MARKS];
} AoiPlacement;

void aoi_placement_copy (AoiPlacement *dest, const AoiPlacement *src);
void aoi_placement_clear (AoiPlacement *self);
void aoi_placement_fail (AoiPlacement *self, const gchar *format, ...) G_GNUC_PRINTF (2, 3);
void aoi_placement_solve (AoiPlacement *self);
void aoi_placement_get_shift (const AoiPlacement *self, gdouble *dx, gdouble *dy);
gdouble aoi_placement_get_angle (const AoiPlacement *self);
gdouble aoi_placement_get_scale (const AoiPlacement *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiPlacement, aoi_placement_clear)

G_END_DECLS
