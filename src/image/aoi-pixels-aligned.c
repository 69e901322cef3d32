/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views of a frame in which the board does not lie at rest: read along its alignment, between the pixels. Runs of a tile
 * are interpolated from the part of the frame that it covers, which is read as any view is: so formats, mosaics, ranges
 * and the frame's edges need nothing here. As angles are small, the neighbours of most pixels lie as those of the pixel
 * before, one farther: of such spans many pixels are interpolated at once. */
#include "image/aoi-pixels-aligned.h"

#include <math.h>

/* Of places, in bits behind the point. */
#define PLACE_BITS 16
#define ONE (1 << PLACE_BITS)

/* How far rounding may bring a place out of what is read, in pixels. */
#define ROUNDING 0.01

static void
map_point (const AoiView *view, gdouble size, gdouble x, gdouble y, gdouble *fx, gdouble *fy)
{
  const AoiAlignment *alignment = &view->image->alignment;
  const gdouble rx = (view->rect.x + x + 0.5) * size, ry = (view->rect.y + y + 0.5) * size;

  *fx = (alignment->c * rx - alignment->s * ry + alignment->x0) / size - 0.5;
  *fy = (alignment->s * rx + alignment->c * ry + alignment->y0) / size - 0.5;
}

/* @size: 1, or 2 if the view counts cells. */
static AoiAlignedMap
get_map (const AoiView *view, gdouble size)
{
  AoiAlignedMap map;

  map_point (view, size, 0.0, 0.0, &map.x0, &map.y0);
  map_point (view, size, 1.0, 0.0, &map.xx, &map.yx);
  map_point (view, size, 0.0, 1.0, &map.xy, &map.yy);
  map.xx -= map.x0;
  map.yx -= map.y0;
  map.xy -= map.x0;
  map.yy -= map.y0;
  return map;
}

static gint
to_place (gdouble value)
{
  return (gint) lrint (value * ONE);
}

static void
axis_init (AoiAlignedAxis *self, gint step)
{
  const guint length = (guint) ABS (step);

  self->step = step;
  self->inverse = length > 0 ? ((guint64) 1 << 32) / length : 0;
  for (gint i = 0; i < AOI_ALIGNED_TILE + AOI_ALIGNED_SLACK; i++)
    self->ramp[i] = (guint16) (i * step);
}

/* For how many pixels, one at least, a place stays before the next neighbour; never too many. */
AOI_KERNEL_INLINE gint
count_steps (const AoiAlignedAxis *self, gint place)
{
  const guint share = place & (ONE - 1);

  if (self->step == 0)
    return AOI_ALIGNED_TILE;
  if (self->step < 0)
    return (gint) (share * self->inverse >> 32) + 1;
  return MAX ((gint) ((ONE - share) * self->inverse >> 32), 1);
}

/* The pixels of an axis from the one before all places to the one behind all. */
static void
cover (gdouble begin, gdouble along, gdouble across, gint *first, gint *n)
{
  const gdouble least = begin + MIN (along, 0.0) + MIN (across, 0.0) - ROUNDING;
  const gdouble most = begin + MAX (along, 0.0) + MAX (across, 0.0) + ROUNDING;

  *first = (gint) floor (least);
  *n = (gint) floor (most) + 2 - *first;
}

/* What is read for a tile. */
static AoiRect
get_part (const AoiAlignedMap *map, const AoiRect *tile)
{
  const gdouble right = tile->width - 1, below = tile->height - 1;
  AoiRect part;

  cover (map->x0 + map->xx * tile->x + map->xy * tile->y, map->xx * right, map->xy * below, &part.x,
      &part.width);
  cover (map->y0 + map->yx * tile->x + map->yy * tile->y, map->yx * right, map->yy * below, &part.y,
      &part.height);
  return part;
}

/* As many rows as have room. */
static gint
choose_rows (const AoiAlignedMap *map)
{
  gint n_rows = AOI_ALIGNED_ROWS;

  for (; n_rows > 1; n_rows /= 2) {
    const AoiRect part = get_part (map, &(AoiRect){ 0, 0, AOI_ALIGNED_TILE, n_rows });

    /* Elsewhere it may cover one more. */
    if ((part.width + 1) * (part.height + 1) <= AOI_ALIGNED_PIXELS)
      break;
  }
  return n_rows;
}

/*
 * aoi_aligned_reader_init:
 * @self: (out): a reader, whose members @read and @source are set by the caller
 * @view: of an aligned image, whose scale is near 1
 * @n_planes: 1 or 3
 * @half: whether it counts cells of 2x2 pixels
 */
void
aoi_aligned_reader_init (AoiAlignedReader *self, const AoiView *view, guint n_planes, gboolean half)
{
  self->n_planes = n_planes;
  self->height = view->rect.height;
  self->map = get_map (view, half ? 2.0 : 1.0);
  self->n_rows = choose_rows (&self->map);
  self->tile = (AoiRect){ 0 };
  axis_init (&self->x, to_place (self->map.xx) - ONE);
  axis_init (&self->y, to_place (self->map.yx));
}

static void
read_part (AoiAlignedReader *self, gint x, gint y, gint n)
{
  const gint top = y - y % self->n_rows;

  self->tile = (AoiRect){ x, top, n, MIN (self->height - top, self->n_rows) };
  self->part = get_part (&self->map, &self->tile);
  for (gint i = 0; i < self->part.height; i++) {
    const gint at = i * self->part.width;
    guint8 *planes[3] = { self->planes[0] + at, self->planes[1] + at, self->planes[2] + at };

    self->read (self->source, self->part.x, self->part.y + i, self->part.width, planes);
  }
}

/* Where a span of a plane begins in what was read, and where its pixels go. */
typedef struct {
  const guint8 *upper, *lower;
  guint8 *dest;
} Span;

/* Between four pixels. Numbers of 16 bits, 8 of them behind the point. */
AOI_KERNEL_INLINE guint8
mix (const guint8 *upper, const guint8 *lower, guint16 right, guint16 below)
{
  const guint16 above = (guint16) (upper[0] * 256 + (upper[1] - upper[0]) * right);
  const guint16 under = (guint16) (lower[0] * 256 + (lower[1] - lower[0]) * right);
  const guint16 taken = (guint16) (((guint32) above * below) >> 16);
  const guint16 given = (guint16) (((guint32) under * below) >> 16);

  return (guint8) ((guint16) (above - taken + given + 128) >> 8);
}

/* @x and @y: shares of the first pixel. In whole blocks: what is read and written behind @n is overwritten by the next span. */
AOI_KERNEL_INLINE void
blend (const AoiAlignedReader *self, const Span *span, guint16 x, guint16 y, gint n)
{
  const guint8 *restrict upper = span->upper, *restrict lower = span->lower;
  guint8 *restrict dest = span->dest;

  for (gint block = 0; block < n; block += AOI_ALIGNED_SLACK) {
    for (gint k = 0; k < AOI_ALIGNED_SLACK; k++) {
      const guint16 right = (guint16) (x + self->x.ramp[block + k]) >> 8;
      const guint16 below = (guint16) (y + self->y.ramp[block + k]) & 0xff00;

      dest[block + k] = mix (upper + block + k, lower + block + k, right, below);
    }
  }
}

/* @x, @y: the place of the first of @n pixels in what was read. */
AOI_KERNEL static void
interpolate (const AoiAlignedReader *self, gint x, gint y, gint n, guint8 *const dest[3])
{
  for (gint i = 0; i < n;) {
    const gint steps = MIN (count_steps (&self->x, x), count_steps (&self->y, y));
    const gint length = MIN (steps, n - i);
    const gint at = (y >> PLACE_BITS) * self->part.width + i + (x >> PLACE_BITS);

    for (guint k = 0; k < self->n_planes; k++) {
      const guint8 *upper = self->planes[k] + at;

      blend (self, &(Span){ upper, upper + self->part.width, dest[k] + i }, (guint16) x,
          (guint16) y, length);
    }
    x += length * self->x.step;
    y += length * self->y.step;
    i += length;
  }
}

/*
 * aoi_aligned_reader_read:
 * @self: a reader
 * @x: first pixel of the view, unturned
 * @y: its row; rows that follow each other, in either direction, are read fastest
 * @n: how many pixels, at most AOI_ALIGNED_TILE, and as many as of the rows before and behind
 * @dest: where they go, as AoiPlanesFunc has it; of AOI_ALIGNED_SLACK bytes more the content is lost
 */
void
aoi_aligned_reader_read (AoiAlignedReader *self, gint x, gint y, gint n, guint8 *const dest[3])
{
  const AoiAlignedMap *map = &self->map;

  if (self->tile.x != x || self->tile.width != n || y < self->tile.y
      || y >= self->tile.y + self->tile.height)
    read_part (self, x, y, n);
  interpolate (self, to_place (map->x0 + map->xx * x + map->xy * y - self->part.x),
      to_place (map->y0 + map->yx * x + map->yy * y - self->part.y), n, dest);
}
