/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views of a frame in which the board does not lie at rest: read along its alignment, between the pixels. Runs are
 * interpolated from the rows of the frame under them, which are read as any view is: so formats, mosaics, ranges and the
 * frame's edges need nothing here. Rows are kept for the runs that follow. As angles are small, the neighbours of most
 * pixels lie as those of the pixel before, one farther: such spans are interpolated at once. */
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

/* @factor: what a whole pixel has in shares, in 1 / 256 */
static void
axis_init (AoiAlignedAxis *self, gint step, guint factor, gint n)
{
  const guint length = (guint) ABS (step);

  self->step = step;
  self->inverse = length > 0 ? (((guint64) 1 << 32) + length - 1) / length : 0;
  self->ramp.next = (gint16) ((guint) step * factor >> 8);
  for (gint i = 0; i < (n + AOI_BILINEAR_SLACK) / 2; i++)
    self->ramp.even[i] = (gint16) ((guint) (2 * i * step) * factor >> 8);
}

/* For how many pixels, one at least, a place stays before the next neighbour. */
static inline gint
count_steps (const AoiAlignedAxis *self, gint place)
{
  const guint share = (guint) place % ONE;
  const guint room = self->step < 0 ? share : ONE - 1 - share;

  return self->step == 0 ? AOI_ALIGNED_TILE : (gint) (room * self->inverse >> 32) + 1;
}

/* Pixels of an axis that are neighbours of places so far apart, at most. */
static gint
count_covered (gdouble distance)
{
  return (gint) ceil (fabs (distance) + 2.0 * ROUNDING) + 2;
}

/* The neighbours of all places from @begin on. */
static void
cover (gdouble begin, gdouble distance, gint *first, gint *n)
{
  const gdouble least = begin + MIN (distance, 0.0) - ROUNDING;
  const gdouble most = begin + MAX (distance, 0.0) + ROUNDING;

  *first = (gint) floor (least);
  *n = (gint) floor (most) + 2 - *first;
}

/* Whether the rows under so wide a run can be kept. */
static gboolean
choose_rows (AoiAlignedReader *self, gint tile)
{
  const AoiAlignedMap *map = &self->map;
  const gint n_rows = count_covered (map->yx * (tile - 1));

  self->tile = tile;
  for (self->n_rows = 4; self->n_rows < n_rows;)
    self->n_rows *= 2;
  self->drift = (gint) ceil (fabs (map->xy) * n_rows);
  self->stride = count_covered (map->xx * (tile - 1)) + 2 * self->drift;
  return self->n_rows <= AOI_ALIGNED_ROWS && self->n_rows * self->stride <= AOI_ALIGNED_PIXELS;
}

/*
 * aoi_aligned_reader_init:
 * @self: (out): a reader, whose members @read and @source are set by the caller
 * @view: of an aligned image, whose scale is near 1
 * @n_planes: 1 or 3
 * @half: whether it counts cells of 2x2 pixels
 *
 * Its member @tile says how wide runs may be.
 */
void
aoi_aligned_reader_init (AoiAlignedReader *self, const AoiView *view, guint n_planes, gboolean half)
{
  self->n_planes = n_planes;
  self->map = get_map (view, half ? 2.0 : 1.0);
  for (gint tile = AOI_ALIGNED_TILE; !choose_rows (self, tile);)
    tile /= 2;
  memset (self->rows, 0, sizeof self->rows);
  axis_init (&self->x, to_place (self->map.xx) - ONE, AOI_BILINEAR_RIGHT, self->tile);
  axis_init (&self->y, to_place (self->map.yx), AOI_BILINEAR_BELOW >> 8, self->tile);
}

static inline AoiAlignedRow *
get_row (AoiAlignedReader *self, gint number)
{
  return &self->rows[number & (self->n_rows - 1)];
}

/* Reads a row unless it is kept. With it, what runs above and below need of it. */
static void
keep_row (AoiAlignedReader *self, gint number, gint first, gint n)
{
  AoiAlignedRow *row = get_row (self, number);
  const gint at = (gint) (row - self->rows) * self->stride;
  guint8 *planes[3] = { self->planes[0] + at, self->planes[1] + at, self->planes[2] + at };

  if (row->number == number && row->first <= first && row->first + row->n >= first + n)
    return;
  *row = (AoiAlignedRow){ number, first - self->drift, n + 2 * self->drift, at };
  row->at -= row->first;
  self->read (self->source, row->first, number, row->n, planes);
}

/* @x, @y: the place of the first of @n pixels; from the pixel at @column and @row. */
static gint
find_spans (
    AoiAlignedReader *self, gint x, gint y, gint column, gint row, gint n, AoiBilinearSpan *spans)
{
  gint n_spans = 0;

  for (gint i = 0; i < n; n_spans++) {
    const gint steps = MIN (count_steps (&self->x, x), count_steps (&self->y, y));
    const gint upper = row + (y >> PLACE_BITS), left = column + i + (x >> PLACE_BITS);
    AoiBilinearSpan *span = &spans[n_spans];

    span->upper = get_row (self, upper)->at + left;
    span->lower = get_row (self, upper + 1)->at + left;
    span->begin = i;
    span->n = MIN (steps, n - i);
    span->x = (gint16) (((x & (ONE - 1)) * AOI_BILINEAR_RIGHT >> 8) + 128);
    span->y = (gint16) ((y & (ONE - 1)) >> 1);
    x += span->n * self->x.step;
    y += span->n * self->y.step;
    i += span->n;
  }
  return n_spans;
}

/*
 * aoi_aligned_reader_read:
 * @self: a reader
 * @x: first pixel of the view, unturned
 * @y: its row; rows that follow each other, in either direction, are read fastest
 * @n: how many pixels, at most the reader's tile
 * @dest: where they go, as AoiPlanesFunc has it; of AOI_BILINEAR_SLACK bytes more the content is lost
 */
void
aoi_aligned_reader_read (AoiAlignedReader *self, gint x, gint y, gint n, guint8 *const dest[3])
{
  const AoiAlignedMap *map = &self->map;
  const gdouble column = map->x0 + map->xx * x + map->xy * y;
  const gdouble row = map->y0 + map->yx * x + map->yy * y;
  AoiBilinearSpan spans[AOI_ALIGNED_TILE];
  AoiRect part;

  cover (column, map->xx * (n - 1), &part.x, &part.width);
  cover (row, map->yx * (n - 1), &part.y, &part.height);
  for (gint i = 0; i < part.height; i++)
    keep_row (self, part.y + i, part.x, part.width);
  aoi_bilinear_interpolate (&(AoiBilinearRun){
      .spans = spans,
      .n_spans = find_spans (
          self, to_place (column - part.x), to_place (row - part.y), part.x, part.y, n, spans),
      .x = &self->x.ramp,
      .y = &self->y.ramp,
      .n_planes = self->n_planes,
      .src = { self->planes[0], self->planes[1], self->planes[2] },
      .dest = { dest[0], dest[1], dest[2] },
  });
}
