/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-rect.h"

/**
 * aoi_rect_is_empty:
 * @rect: a rectangle
 *
 * Returns: whether it has no pixel
 */
gboolean
aoi_rect_is_empty (const AoiRect *rect)
{
  return rect->width <= 0 || rect->height <= 0;
}

/**
 * aoi_rect_equal:
 * @a: a rectangle
 * @b: a rectangle
 *
 * Returns: whether both have the same edges
 */
gboolean
aoi_rect_equal (const AoiRect *a, const AoiRect *b)
{
  return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

/**
 * aoi_rect_contains:
 * @outer: a rectangle
 * @inner: a rectangle
 *
 * Returns: whether @inner has pixels and all of them lie in @outer. An empty rectangle is in none, so
 *   that no check passes for want of pixels.
 */
gboolean
aoi_rect_contains (const AoiRect *outer, const AoiRect *inner)
{
  return !aoi_rect_is_empty (inner) && inner->x >= outer->x && inner->y >= outer->y
      && inner->x + inner->width <= outer->x + outer->width
      && inner->y + inner->height <= outer->y + outer->height;
}

/**
 * aoi_rect_intersect:
 * @a: a rectangle
 * @b: a rectangle
 * @dest: (out) (optional): return location for the pixels that are in both, all zero where there are
 *   none; may be @a or @b
 *
 * Returns: whether they share a pixel
 */
gboolean
aoi_rect_intersect (const AoiRect *a, const AoiRect *b, AoiRect *dest)
{
  gint x1 = MAX (a->x, b->x), x2 = MIN (a->x + a->width, b->x + b->width);
  gint y1 = MAX (a->y, b->y), y2 = MIN (a->y + a->height, b->y + b->height);
  gboolean common = x2 > x1 && y2 > y1;

  if (dest != NULL)
    *dest = common ? (AoiRect){ x1, y1, x2 - x1, y2 - y1 } : (AoiRect){ 0 };
  return common;
}

/**
 * aoi_rect_inflate: (skip)
 * @rect: a rectangle
 * @margin: pixels by which each edge moves outward; negative moves it inward
 *
 * Returns: the larger rectangle, or the smaller one, which may be empty
 */
AoiRect
aoi_rect_inflate (const AoiRect *rect, gint margin)
{
  return (AoiRect){ rect->x - margin, rect->y - margin, rect->width + 2 * margin,
    rect->height + 2 * margin };
}

/**
 * aoi_rect_unite: (skip)
 * @a: a rectangle with pixels
 * @b: another one
 *
 * Returns: the smallest rectangle that contains both
 *
 * Since: 0.2
 */
AoiRect
aoi_rect_unite (const AoiRect *a, const AoiRect *b)
{
  const gint x = MIN (a->x, b->x), y = MIN (a->y, b->y);
  const gint right = MAX (a->x + a->width, b->x + b->width);
  const gint bottom = MAX (a->y + a->height, b->y + b->height);

  return (AoiRect){ x, y, right - x, bottom - y };
}

/**
 * aoi_rect_unturn: (skip)
 * @turned: a rectangle in an area that was turned counter-clockwise
 * @width: of the area in pixels, before it was turned
 * @height: of the area in pixels, before it was turned
 * @rotation: 0, 90, 180 or 270 degrees by which it was turned
 *
 * Returns: where @turned lies in the area before it was turned
 */
AoiRect
aoi_rect_unturn (const AoiRect *turned, gint width, gint height, guint rotation)
{
  gint right = turned->x + turned->width, bottom = turned->y + turned->height;

  g_return_val_if_fail (rotation < 360 && rotation % 90 == 0, *turned);
  switch (rotation) {
    case 90:
      return (AoiRect){ width - bottom, turned->x, turned->height, turned->width };
    case 180:
      return (AoiRect){ width - right, height - bottom, turned->width, turned->height };
    case 270:
      return (AoiRect){ turned->y, height - right, turned->height, turned->width };
    default:
      return *turned;
  }
}
