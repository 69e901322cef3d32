/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiRect:
 * @x: left edge in pixels
 * @y: top edge in pixels
 * @width: in pixels; 0 or less: the rectangle is empty
 * @height: in pixels; 0 or less: the rectangle is empty
 *
 * A rectangle of whole pixels; right and bottom edges are exclusive. Functions neither allocate nor
 * fail and take any values whose sums stay in a #gint.
 */
typedef struct {
  gint x, y, width, height;
} AoiRect;

gboolean aoi_rect_is_empty (const AoiRect *rect);
gboolean aoi_rect_equal (const AoiRect *a, const AoiRect *b);
gboolean aoi_rect_contains (const AoiRect *outer, const AoiRect *inner);
gboolean aoi_rect_intersect (const AoiRect *a, const AoiRect *b, AoiRect *dest);
AoiRect aoi_rect_inflate (const AoiRect *rect, gint margin);
AoiRect aoi_rect_unite (const AoiRect *a, const AoiRect *b);
AoiRect aoi_rect_unturn (const AoiRect *turned, gint width, gint height, guint rotation);

G_END_DECLS
