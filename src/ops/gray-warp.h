/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiAffine:
 *
 * Maps a point (x, y) to (xx x + xy y + x0, yx x + yy y + y0). Whole numbers are pixels' edges.
 */
typedef struct {
  gdouble xx, xy, x0;
  gdouble yx, yy, y0;
} AoiAffine;

AoiAffine aoi_affine_turn (
    gint width, gint height, gdouble angle, gdouble scale, gint *turned_width, gint *turned_height);
void aoi_affine_apply (const AoiAffine *affine, gdouble x, gdouble y, gdouble *tx, gdouble *ty);
void aoi_gray_warp (const guint8 *src, gint src_width, gint src_height, const AoiAffine *to_src,
    gint width, gint height, guint8 *dest);
void aoi_gray_halve (const guint8 *src, gint src_width, gint width, gint height, guint8 *dest);

G_END_DECLS
