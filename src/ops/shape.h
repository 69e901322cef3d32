/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiShape:
 * @AOI_SHAPE_NONE: no shape
 * @AOI_SHAPE_CIRCLE: a filled circle
 * @AOI_SHAPE_RING: a circle's line, a fifth of the size wide
 * @AOI_SHAPE_CROSS: two bars of a fifth of the size, upright and level
 * @AOI_SHAPE_SQUARE: a filled square
 *
 * What fiducials look like. The size is the diameter, or the side.
 */
typedef enum {
  AOI_SHAPE_NONE,
  AOI_SHAPE_CIRCLE,
  AOI_SHAPE_RING,
  AOI_SHAPE_CROSS,
  AOI_SHAPE_SQUARE,
} AoiShape;

const gchar *aoi_shape_to_string (AoiShape shape);
AoiShape aoi_shape_from_string (const gchar *name);
gint aoi_shape_get_side (gint size);
void aoi_shape_draw (AoiShape shape, gint size, gboolean bright, guint8 *dest);

G_END_DECLS
