/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views of a frame in which the board does not lie at rest: read along its alignment, between the pixels. Each tile of
 * the view is interpolated from the part of the frame that it covers, which is read as any view is: so formats, mosaics,
 * ranges and the frame's edges need nothing here. */
#include <math.h>

#include "image/aoi-pixels-private.h"

/* Tiles of a view. Smaller ones would read more of the frame twice, at their edges. */
#define TILE_WIDTH 64
#define TILE_HEIGHT 32

/* The greatest side of what a tile covers: its diagonal, grown by AOI_ALIGNMENT_MAX_SCALE, and two pixels. */
#define MAX_SIDE 80

/* Of places, and of the weights of neighbours, in bits behind the point. */
#define PLACE_BITS 16
#define WEIGHT_BITS 8

/* From the pixels of a view to places in the frame, or in its cells: whole numbers are centres of pixels. */
typedef struct {
  gdouble xx, xy, x0;
  gdouble yx, yy, y0;
} Map;

static void
map_point (const AoiView *view, gdouble size, gdouble x, gdouble y, gdouble *fx, gdouble *fy)
{
  const AoiAlignment *alignment = &view->image->alignment;
  gdouble rx, ry;

  aoi_view_point_to_frame (view, x + 0.5, y + 0.5, &rx, &ry);
  rx *= size;
  ry *= size;
  *fx = (alignment->c * rx - alignment->s * ry + alignment->x0) / size - 0.5;
  *fy = (alignment->s * rx + alignment->c * ry + alignment->y0) / size - 0.5;
}

/* @size: 1, or 2 if the view counts cells. */
static Map
get_map (const AoiView *view, gdouble size)
{
  Map map;

  map_point (view, size, 0.0, 0.0, &map.x0, &map.y0);
  map_point (view, size, 1.0, 0.0, &map.xx, &map.yx);
  map_point (view, size, 0.0, 1.0, &map.xy, &map.yy);
  map.xx -= map.x0;
  map.yx -= map.y0;
  map.xy -= map.x0;
  map.yy -= map.y0;
  return map;
}

/* The pixels of an axis from the one before all places to the one behind all. */
static void
cover (gdouble begin, gdouble along, gdouble across, gint *first, gint *n)
{
  const gdouble least = begin + MIN (along, 0.0) + MIN (across, 0.0);
  const gdouble most = begin + MAX (along, 0.0) + MAX (across, 0.0);

  *first = (gint) floor (least);
  *n = (gint) floor (most) + 2 - *first;
}

/* What is read for a tile. */
static AoiRect
get_source (const Map *map, const AoiRect *tile)
{
  const gdouble right = tile->width - 1, below = tile->height - 1;
  AoiRect source;

  cover (map->x0 + map->xx * tile->x + map->xy * tile->y, map->xx * right, map->xy * below,
      &source.x, &source.width);
  cover (map->y0 + map->yx * tile->x + map->yy * tile->y, map->yx * right, map->yy * below,
      &source.y, &source.height);
  return source;
}

/* A run of places in what was read, as whole numbers of 1 / (1 << PLACE_BITS). */
typedef struct {
  gint x, y;
  gint step_x, step_y;
} Run;

/* Rounding may bring a place a little out of what was read: it is moved back. */
AOI_KERNEL_INLINE void
interpolate (const guint8 *restrict src, gint width, gint height, const Run *run, gint n,
    gint n_planes, guint8 *restrict dest)
{
  const gint one = 1 << WEIGHT_BITS, down = PLACE_BITS - WEIGHT_BITS, stride = width * n_planes;
  const gint max_x = (width - 1) * one - 1, max_y = (height - 1) * one - 1;
  const Run r = *run;

  for (gint i = 0; i < n; i++) {
    const gint x = CLAMP ((r.x + i * r.step_x) >> down, 0, max_x);
    const gint y = CLAMP ((r.y + i * r.step_y) >> down, 0, max_y);
    const gint right = x & (one - 1), below = y & (one - 1);
    const guint8 *p = src + (y >> WEIGHT_BITS) * stride + (x >> WEIGHT_BITS) * n_planes;

    for (gint k = 0; k < n_planes; k++) {
      const gint upper = p[k] * one + (p[k + n_planes] - p[k]) * right;
      const gint lower = p[k + stride] * one + (p[k + stride + n_planes] - p[k + stride]) * right;

      dest[i * n_planes + k] = (guint8) ((upper * one + (lower - upper) * below + one * one / 2)
          >> (2 * WEIGHT_BITS));
    }
  }
}

AOI_KERNEL static void
interpolate_gray (const guint8 *src, gint width, gint height, const Run *run, gint n, guint8 *dest)
{
  interpolate (src, width, height, run, n, 1, dest);
}

AOI_KERNEL static void
interpolate_rgb (const guint8 *src, gint width, gint height, const Run *run, gint n, guint8 *dest)
{
  interpolate (src, width, height, run, n, 3, dest);
}

static gint
to_place (gdouble value)
{
  return (gint) lrint (value * (1 << PLACE_BITS));
}

static void
interpolate_tile (const Map *map, const AoiRect *tile, const AoiRect *source, const guint8 *pixels,
    guint n_planes, guint8 *dest, gsize stride)
{
  for (gint y = tile->y; y < tile->y + tile->height; y++) {
    const Run run = { to_place (map->x0 + map->xx * tile->x + map->xy * y - source->x),
      to_place (map->y0 + map->yx * tile->x + map->yy * y - source->y), to_place (map->xx),
      to_place (map->yx) };
    guint8 *row = dest + (gsize) y * stride + (gsize) tile->x * n_planes;

    if (n_planes == 1)
      interpolate_gray (pixels, source->width, source->height, &run, tile->width, row);
    else
      interpolate_rgb (pixels, source->width, source->height, &run, tile->width, row);
  }
}

/*
 * aoi_pixels_read_aligned:
 *
 * What aoi_pixels_read() does of an aligned image, whose scale is near 1.
 */
void
aoi_pixels_read_aligned (
    const AoiView *view, guint n_planes, gboolean half, guint8 *dest, gsize stride)
{
  const Map map = get_map (view, half ? 2.0 : 1.0);
  AoiImage straight = *view->image;
  guint8 pixels[MAX_SIDE * MAX_SIDE * 3];
  gint width, height;

  straight.aligned = FALSE;
  aoi_view_get_size (view, &width, &height);
  for (gint y = 0; y < height; y += TILE_HEIGHT) {
    for (gint x = 0; x < width; x += TILE_WIDTH) {
      const AoiRect tile = { x, y, MIN (width - x, TILE_WIDTH), MIN (height - y, TILE_HEIGHT) };
      const AoiView source = { .image = &straight, .rect = get_source (&map, &tile) };

      aoi_pixels_read_straight (
          &source, n_planes, half, pixels, (gsize) source.rect.width * n_planes);
      interpolate_tile (&map, &tile, &source.rect, pixels, n_planes, dest, stride);
    }
  }
}
