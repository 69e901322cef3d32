/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-shapes.h"

#include <leptonica/allheaders.h>
#include <math.h>

/* Shares of a line's height: pieces from the first on stand as most characters do; those from the second on do if their
 * tops are no farther apart than the third. */
#define STANDING 0.8
#define LEAST_STANDING 0.65
#define SAME_TOP 0.08

/* Where a capital is in a shape. */
#define TOP_ROW 4
#define CAPITAL_ROWS 20.0

/* Heights of capitals: more space than this is as much. */
#define MAX_SPACE 1.0

/* Pixels: what @facts relate the height to. */
#define USUAL_HEIGHT 40.0

/* A stretch of the picture that one row or column of a shape shows. */
typedef struct {
  gdouble from, to;
  gint first, end; /* pixels that it touches */
} Stretch;

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
  const gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

static gdouble
find_median (gdouble *numbers, guint n)
{
  qsort (numbers, n, sizeof *numbers, compare_doubles);
  return numbers[(n - 1) / 2];
}

/* The median top of pieces that are about as high as the line says capitals are; -1 without any. */
static gdouble
find_top (const AoiOcrLine *line)
{
  g_autofree gdouble *tops = g_new (gdouble, line->pieces->len);
  guint n = 0;

  for (guint i = 0; i < line->pieces->len; i++) {
    const AoiRect *box = &g_array_index (line->pieces, AoiRect, i);

    if (box->height >= STANDING * line->height)
      tops[n++] = box->y - line->box.y;
  }
  return n > 0 ? find_median (tops, n) : -1.0;
}

/* The line's height is that of a J below the base line if it has several: of all that have a capital's top, the median
 * foot is a capital's. */
static void
measure_capitals (AoiOcrStrip *self)
{
  const AoiOcrLine *line = self->line;
  const gdouble top = find_top (line);
  g_autofree gdouble *feet = g_new (gdouble, line->pieces->len);
  guint n = 0;

  for (guint i = 0; i < line->pieces->len; i++) {
    const AoiRect *box = &g_array_index (line->pieces, AoiRect, i);

    if (box->height >= LEAST_STANDING * line->height
        && fabs (box->y - line->box.y - top) <= SAME_TOP * line->height)
      feet[n++] = box->y + box->height - line->box.y;
  }
  self->top = fmax (top, 0.0);
  self->foot = n > 0 ? find_median (feet, n) : line->box.height;
}

static gboolean
has_ink (const AoiOcrPage *page, const AoiRect *box, gint column)
{
  for (gint y = box->y; y < box->y + box->height; y++)
    if (page->ink[(gsize) y * page->width + box->x + column] == AOI_OCR_INK)
      return TRUE;
  return FALSE;
}

/**
 * aoi_ocr_strip_init:
 * @self: (out caller-allocates): a strip
 * @page: the page whose @ink is known
 * @picture: a line, as aoi_ocr_line_new() gives it; borrowed
 * @line: the same line; borrowed
 */
void
aoi_ocr_strip_init (
    AoiOcrStrip *self, const AoiOcrPage *page, AoiOcrPicture *picture, const AoiOcrLine *line)
{
  *self = (AoiOcrStrip){ .picture = picture, .line = line };
  self->inked = g_new (guint8, line->box.width);
  for (gint x = 0; x < line->box.width; x++)
    self->inked[x] = has_ink (page, &line->box, x) ? AOI_OCR_COLUMN_INKED : AOI_OCR_COLUMN_EMPTY;
  measure_capitals (self);
}

/**
 * aoi_ocr_strip_clear:
 * @self: a strip
 */
void
aoi_ocr_strip_clear (AoiOcrStrip *self)
{
  g_clear_pointer (&self->inked, g_free);
}

/**
 * aoi_ocr_strip_get_height:
 * @self: a strip
 *
 * Returns: the height of capitals, in pixels
 */
gdouble
aoi_ocr_strip_get_height (const AoiOcrStrip *self)
{
  return fmax (self->foot - self->top, 4.0);
}

/**
 * aoi_ocr_strip_trim:
 * @self: a strip
 * @from: (inout): a column
 * @to: (inout): the column behind the last one
 *
 * Leaves out columns without ink at both ends.
 *
 * Returns: %FALSE if no column has ink
 */
gboolean
aoi_ocr_strip_trim (const AoiOcrStrip *self, gint *from, gint *to)
{
  *from = MAX (*from, 0);
  *to = MIN (*to, self->line->box.width);
  while (*from < *to && !self->inked[*from])
    ++*from;
  while (*from < *to && !self->inked[*to - 1])
    --*to;
  return *from < *to;
}

/**
 * aoi_ocr_strip_measure_column:
 * @self: a strip
 * @column: a column
 *
 * Returns: how much ink it has, in pixels
 */
gdouble
aoi_ocr_strip_measure_column (const AoiOcrStrip *self, gint column)
{
  const l_int32 wpl = pixGetWpl (self->picture);
  const l_uint32 *row = pixGetData (self->picture);
  gint sum = 0;

  for (gint y = 0; y < self->line->box.height; y++, row += wpl)
    sum += 255 - GET_DATA_BYTE (row, column);
  return sum / 255.0;
}

static Stretch
clip_stretch (gdouble from, gdouble to, gint least, gint end)
{
  Stretch stretch = { fmax (from, least), fmin (to, end), 0, 0 };

  if (stretch.from >= stretch.to)
    return (Stretch){ 0 };
  stretch.first = (gint) floor (stretch.from);
  stretch.end = (gint) ceil (stretch.to);
  return stretch;
}

static gdouble
get_cover (const Stretch *stretch, gint pixel)
{
  return fmin (pixel + 1.0, stretch->to) - fmax (pixel, stretch->from);
}

static gdouble
measure_cell (const AoiOcrStrip *self, const Stretch *column, const Stretch *row)
{
  const l_int32 wpl = pixGetWpl (self->picture);
  gdouble sum = 0.0;

  for (gint y = row->first; y < row->end; y++) {
    const l_uint32 *pixels = pixGetData (self->picture) + (gsize) y * wpl;
    gdouble part = 0.0;

    for (gint x = column->first; x < column->end; x++)
      part += get_cover (column, x) * (255 - GET_DATA_BYTE (pixels, x));
    sum += part * get_cover (row, y);
  }
  return sum / 255.0;
}

static void
take_ink (const AoiOcrStrip *self, gint from, gint to, const AoiOcrPlacement *placement,
    AoiOcrShape *shape)
{
  const gdouble height = aoi_ocr_strip_get_height (self);
  const gdouble step = height * (1.0 + placement->growth) / CAPITAL_ROWS;
  const gdouble left = (from + to) / 2.0 + placement->x * height
      - step * AOI_OCR_SHAPE_COLUMNS / 2.0;
  const gdouble top = self->top + (placement->y - placement->growth / 2.0) * height
      - step * TOP_ROW;
  Stretch columns[AOI_OCR_SHAPE_COLUMNS];
  gfloat *cell = shape->ink;

  for (gint u = 0; u < AOI_OCR_SHAPE_COLUMNS; u++)
    columns[u] = clip_stretch (left + step * u, left + step * (u + 1), from, to);
  for (gint v = 0; v < AOI_OCR_SHAPE_ROWS; v++) {
    const Stretch row = clip_stretch (
        top + step * v, top + step * (v + 1), 0, self->line->box.height);

    for (gint u = 0; u < AOI_OCR_SHAPE_COLUMNS; u++)
      *cell++ = (gfloat) (measure_cell (self, &columns[u], &row) / (step * step));
  }
}

/* Columns without ink from @column on, @step being their direction, in heights. What has faded is space, too. */
static gdouble
measure_space (const AoiOcrStrip *self, gint column, gint step)
{
  const gdouble height = aoi_ocr_strip_get_height (self);
  gint n = 0;

  while (column >= 0 && column < self->line->box.width
      && self->inked[column] != AOI_OCR_COLUMN_INKED) {
    column += step;
    n++;
  }
  if (column < 0 || column >= self->line->box.width)
    return MAX_SPACE;
  return fmin (n / height, MAX_SPACE);
}

/**
 * aoi_ocr_strip_take:
 * @self: a strip
 * @from: a column with ink
 * @to: the column behind the last one, which has ink
 * @placement: (nullable): where the cells of the shape lie; in their usual place without it
 * @shape: (out caller-allocates): what these columns look like
 */
void
aoi_ocr_strip_take (const AoiOcrStrip *self, gint from, gint to, const AoiOcrPlacement *placement,
    AoiOcrShape *shape)
{
  static const AoiOcrPlacement usual = { 0.0, 0.0, 0.0 };
  const AoiOcrPlacement *placed = placement != NULL ? placement : &usual;
  const gdouble height = aoi_ocr_strip_get_height (self) * (1.0 + placed->growth);

  take_ink (self, from, to, placed, shape);
  shape->facts[0] = (gfloat) fmin ((to - from) / height, 2.0);
  shape->facts[1] = (gfloat) measure_space (self, from - 1, -1);
  shape->facts[2] = (gfloat) measure_space (self, to, 1);
  shape->facts[3] = (gfloat) fmin (height / USUAL_HEIGHT, 2.0);
}
