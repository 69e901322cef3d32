/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views of a frame in which the board does not lie at rest: read along its alignment, between the pixels. Runs are
 * interpolated from the rows of the frame under them, which are read as any view is: so formats, mosaics, ranges and the
 * frame's edges need nothing here. Rows are kept for the runs that follow. */
#include "image/aoi-pixels-aligned.h"

#include <math.h>

/* Of a pixel in maps, in bits behind the point. */
#define MAP_BITS 32

/* What bits maps have more than places. */
#define MORE_BITS (MAP_BITS - AOI_BILINEAR_BITS)

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
to_step (gint64 fixed)
{
  return (gint) ((fixed + (1 << (MORE_BITS - 1))) >> MORE_BITS);
}

/* How many pixels of an axis are neighbours of a run's places, at most. */
static gint
count_covered (gint step, gint n)
{
  return (ABS (step) * (n - 1) >> AOI_BILINEAR_BITS) + 3;
}

/* Whether the rows under so wide a run can be kept. */
static gboolean
choose_rows (AoiAlignedReader *self, gint tile)
{
  AoiBilinearSource *rows = &self->rows;
  const gint needed = count_covered (self->y_step, tile);

  self->tile = tile;
  for (rows->n_rows = 4; rows->n_rows < needed;)
    rows->n_rows *= 2;
  self->drift = (gint) (ABS (self->map.xy) * needed >> MAP_BITS) + 1;
  self->stride = count_covered (AOI_BILINEAR_ONE + self->x_step, tile) + 2 * self->drift + 2;
  return rows->n_rows <= AOI_BILINEAR_ROWS
      && rows->n_rows * self->stride * (gint) rows->n_planes <= AOI_ALIGNED_BYTES;
}

/*
 * aoi_aligned_reader_init:
 * @self: (out): a reader, whose members @read and @source are set by the caller
 * @view: of an aligned image, whose scale is near 1
 * @n_planes: 1 or 3
 * @half: whether it counts cells of 2x2 pixels
 * @tile: how wide runs may be: AOI_PIXELS_BLOCK times a power of two, at most AOI_BILINEAR_TILE
 *
 * Its member of that name says how wide they may be at this angle.
 */
void
aoi_aligned_reader_init (
    AoiAlignedReader *self, const AoiView *view, guint n_planes, gboolean half, gint tile)
{
  self->map = get_map (view, half ? 2.0 : 1.0);
  self->x_step = to_step (self->map.xx) - AOI_BILINEAR_ONE;
  self->y_step = to_step (self->map.yx);
  self->rows.n_planes = n_planes;
  while (!choose_rows (self, tile))
    tile /= 2;
  for (guint i = 0; i < n_planes; i++)
    self->rows.planes[i] = self->pixels + (gint) i * self->rows.n_rows * self->stride;
  aoi_bilinear_source_init_axes (
      &self->rows, self->x_step, self->y_step, MIN (self->tile, view->rect.width));
  self->kept = (AoiRect){ 0 };
  memset (self->parts, 0, sizeof self->parts);
}

/* With a row, what runs above and below need of it is read; from an even pixel to an odd one, so that fewer pairs of a
 * mosaic are cut. */
static void
read_row (AoiAlignedReader *self, gint row, gint first, gint n)
{
  const gint n_rows = self->rows.n_rows, slot = row & (n_rows - 1);
  AoiAlignedPart *part = &self->parts[slot];
  guint8 *planes[3] = { NULL };

  for (gint i = 0; i < (gint) self->rows.n_planes; i++)
    planes[i] = self->pixels + (i * n_rows + slot) * self->stride;
  part->row = row;
  part->first = (first - self->drift) & ~1;
  part->n = (first + n + self->drift - part->first + 1) & ~1;
  self->rows.begins[slot] = slot * self->stride - part->first;
  self->read (self->source, part->first, row, part->n, planes);
}

static void
keep_row (AoiAlignedReader *self, gint row, gint first, gint n)
{
  const AoiAlignedPart *part = &self->parts[row & (self->rows.n_rows - 1)];

  if (part->row != row || part->first > first || part->first + part->n < first + n)
    read_row (self, row, first, n);
}

/* Keeps what a run needs. Of the rows that the run before needed, which are most, nothing is looked at. */
static void
keep_part (AoiAlignedReader *self, const AoiRect *part)
{
  const AoiRect *kept = &self->kept;
  gint top = part->y, below = part->y + part->height;

  if (part->x == kept->x && part->width == kept->width) {
    const gint kept_below = kept->y + kept->height;

    if (top >= kept->y && top < kept_below)
      top = kept_below;
    if (below > kept->y && below <= kept_below)
      below = kept->y;
  }
  for (gint row = top; row < below; row++)
    keep_row (self, row, part->x, part->width);
  self->kept = *part;
}

static AoiBilinearPlace
find_place (const AoiAlignedMap *map, gint x, gint y)
{
  const gint64 px = map->x0 + x * map->xx + y * map->xy;
  const gint64 py = map->y0 + x * map->yx + y * map->yy;

  return (AoiBilinearPlace){ (gint) (px >> MAP_BITS), (gint) (py >> MAP_BITS),
    (gint) ((guint32) px >> MORE_BITS), (gint) ((guint32) py >> MORE_BITS) };
}

/* All neighbours of a run. */
static AoiRect
get_part (const AoiAlignedReader *self, const AoiBilinearPlace *begin, gint n)
{
  const gint x = (begin->x + (n - 1) * self->x_step) >> AOI_BILINEAR_BITS;
  const gint y = (begin->y + (n - 1) * self->y_step) >> AOI_BILINEAR_BITS;
  const gint right = n - 1 + x;

  return (AoiRect){ begin->column + MIN (right, 0), begin->row + MIN (y, 0), ABS (right) + 2,
    ABS (y) + 2 };
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
  const AoiBilinearPlace begin = find_place (&self->map, x, y);
  const AoiRect part = get_part (self, &begin, n);

  keep_part (self, &part);
  aoi_bilinear_interpolate (&self->rows, &begin, n, dest);
}
