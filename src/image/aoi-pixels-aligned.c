/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views of a frame in which the board does not lie at rest: read along its alignment, between the pixels. Runs are
 * interpolated from the rows of the frame under them, which are read as any view is: so formats, mosaics, ranges and the
 * frame's edges need nothing here. Rows are kept for the runs that follow. As angles are small, the neighbours of most
 * pixels lie as those of the pixel before, one farther: such spans are interpolated at once. */
#include "image/aoi-pixels-aligned.h"

#include <math.h>

/* Of a pixel, in bits behind the point: of places in a map, and of those along a run. */
#define MAP_BITS 32
#define PLACE_BITS 20
#define ONE (1 << PLACE_BITS)

/* Of inverses: enough for exact quotients of any two numbers below ONE. */
#define INVERSE_BITS 40

static void
map_point (const AoiView *view, gdouble size, gdouble x, gdouble y, gdouble *fx, gdouble *fy)
{
  const AoiAlignment *alignment = &view->image->alignment;
  const gdouble rx = (view->rect.x + x + 0.5) * size, ry = (view->rect.y + y + 0.5) * size;

  *fx = (alignment->c * rx - alignment->s * ry + alignment->x0) / size - 0.5;
  *fy = (alignment->s * rx + alignment->c * ry + alignment->y0) / size - 0.5;
}

static gint64
to_fixed (gdouble value)
{
  return (gint64) rint (value * (gdouble) ((gint64) 1 << MAP_BITS));
}

/* @size: 1, or 2 if the view counts cells. */
static AoiAlignedMap
get_map (const AoiView *view, gdouble size)
{
  gdouble x0, y0, xx, yx, xy, yy;

  map_point (view, size, 0.0, 0.0, &x0, &y0);
  map_point (view, size, 1.0, 0.0, &xx, &yx);
  map_point (view, size, 0.0, 1.0, &xy, &yy);
  return (AoiAlignedMap){ to_fixed (xx - x0), to_fixed (xy - x0), to_fixed (x0), to_fixed (yx - y0),
    to_fixed (yy - y0), to_fixed (y0) };
}

static gint
to_place (gint64 fixed)
{
  return (gint) ((fixed + (1 << (MAP_BITS - PLACE_BITS - 1))) >> (MAP_BITS - PLACE_BITS));
}

static void
axis_init (AoiAlignedAxis *self, gint step)
{
  const guint length = (guint) ABS (step);

  self->step = step;
  self->flip = step > 0 ? ONE - 1 : 0;
  self->inverse = length > 0 ? (((guint64) 1 << INVERSE_BITS) + length - 1) / length : 0;
  self->least = length > 0 ? 1 : AOI_ALIGNED_TILE;
}

/* @unit: shares of a whole pixel. Whole pixels are lost, which spans do not have. */
static inline gint16
to_share (gint place, guint unit)
{
  return (gint16) ((guint) place * (unit >> 8) >> (PLACE_BITS - 8));
}

static void
ramp_init (AoiBilinearRamp *self, gint step, guint unit, gint n)
{
  self->next = to_share (step, unit);
  for (gint i = 0; i < (n + AOI_BILINEAR_SLACK) / 2; i++)
    self->even[i] = to_share (2 * i * step, unit);
}

/* For how many pixels a place stays before the next neighbour. */
static inline gint
count_steps (const AoiAlignedAxis *self, gint place)
{
  const guint64 room = (guint64) ((place & (ONE - 1)) ^ self->flip);

  return (gint) (room * self->inverse >> INVERSE_BITS) + self->least;
}

/* How many pixels of an axis are neighbours of a run's places, at most. */
static gint
count_covered (gint step, gint n)
{
  return (ABS (step) * (n - 1) >> PLACE_BITS) + 3;
}

/* Whether the rows under so wide a run can be kept. */
static gboolean
choose_rows (AoiAlignedReader *self, gint tile)
{
  const gint n_rows = count_covered (self->y.step, tile);

  self->tile = tile;
  for (self->n_rows = 4; self->n_rows < n_rows;)
    self->n_rows *= 2;
  self->drift = (gint) (ABS (self->map.xy) * n_rows >> MAP_BITS) + 1;
  self->stride = count_covered (ONE + self->x.step, tile) + 2 * self->drift + 2;
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
  axis_init (&self->x, to_place (self->map.xx) - ONE);
  axis_init (&self->y, to_place (self->map.yx));
  for (gint tile = AOI_ALIGNED_TILE; !choose_rows (self, tile);)
    tile /= 2;
  ramp_init (&self->x_ramp, self->x.step, AOI_BILINEAR_RIGHT, MIN (self->tile, view->rect.width));
  ramp_init (&self->y_ramp, self->y.step, AOI_BILINEAR_BELOW, MIN (self->tile, view->rect.width));
  memset (self->rows, 0, sizeof self->rows);
}

/* Where pixel 0 of a row that is kept is, or would be, in each plane. */
static inline gint
get_begin (const AoiAlignedReader *self, gint row)
{
  return self->rows[row & (self->n_rows - 1)].begin;
}

static inline gboolean
has_row (const AoiAlignedRow *self, gint number, gint first, gint n)
{
  return self->number == number && self->first <= first && self->first + self->n >= first + n;
}

/* With a row, what runs above and below need of it is read; from an even pixel to an odd one, so that fewer pairs of a
 * mosaic are cut. */
static void
read_row (AoiAlignedReader *self, gint number, gint first, gint n)
{
  const gint slot = number & (self->n_rows - 1), at = slot * self->stride;
  guint8 *planes[3] = { self->planes[0] + at, self->planes[1] + at, self->planes[2] + at };
  AoiAlignedRow *row = &self->rows[slot];

  row->number = number;
  row->first = (first - self->drift) & ~1;
  row->n = (first + n + self->drift - row->first + 1) & ~1;
  row->begin = at - row->first;
  self->read (self->source, row->first, number, row->n, planes);
}

/* Where a pixel of a view is: at a pixel of the frame and, in 1 / ONE, how far to the right of its centre and below. */
typedef struct {
  gint column, row;
  gint x, y;
} Place;

static Place
find_place (const AoiAlignedMap *map, gint x, gint y)
{
  const gint64 px = map->x0 + x * map->xx + y * map->xy;
  const gint64 py = map->y0 + x * map->yx + y * map->yy;

  return (Place){ (gint) (px >> MAP_BITS), (gint) (py >> MAP_BITS),
    (gint) ((guint32) px >> (MAP_BITS - PLACE_BITS)),
    (gint) ((guint32) py >> (MAP_BITS - PLACE_BITS)) };
}

/* Sees to it that all neighbours of a run are kept. */
static void
keep_rows (AoiAlignedReader *self, const Place *begin, gint n)
{
  const gint right = begin->column + n - 1 + ((begin->x + (n - 1) * self->x.step) >> PLACE_BITS);
  const gint below = begin->row + ((begin->y + (n - 1) * self->y.step) >> PLACE_BITS);
  const gint first = MIN (begin->column, right), n_columns = ABS (right - begin->column) + 2;

  for (gint row = MIN (begin->row, below); row <= MAX (begin->row, below) + 1; row++) {
    if (!has_row (&self->rows[row & (self->n_rows - 1)], row, first, n_columns))
      read_row (self, row, first, n_columns);
  }
}

static gint
find_spans (const AoiAlignedReader *self, const Place *begin, gint n, AoiBilinearSpan *spans)
{
  gint x = begin->x, y = begin->y, n_spans = 0;

  for (gint i = 0; i < n; n_spans++) {
    const gint steps = MIN (count_steps (&self->x, x), count_steps (&self->y, y));
    const gint length = MIN (steps, n - i);
    const gint left = begin->column + i + (x >> PLACE_BITS), upper = begin->row + (y >> PLACE_BITS);

    spans[n_spans] = (AoiBilinearSpan){
      .upper = get_begin (self, upper) + left,
      .lower = get_begin (self, upper + 1) + left,
      .begin = i,
      .n = length,
      .x = (gint16) (to_share (x & (ONE - 1), AOI_BILINEAR_RIGHT) + AOI_BILINEAR_STEP / 2),
      .y = to_share (y & (ONE - 1), AOI_BILINEAR_BELOW),
    };
    x += length * self->x.step;
    y += length * self->y.step;
    i += length;
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
  const Place begin = find_place (&self->map, x, y);
  AoiBilinearSpan spans[AOI_ALIGNED_TILE];

  keep_rows (self, &begin, n);
  aoi_bilinear_interpolate (&(AoiBilinearRun){
      .spans = spans,
      .n_spans = find_spans (self, &begin, n, spans),
      .x = &self->x_ramp,
      .y = &self->y_ramp,
      .n_planes = self->n_planes,
      .src = { self->planes[0], self->planes[1], self->planes[2] },
      .dest = { dest[0], dest[1], dest[2] },
  });
}
