/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "frames/frame-measure.h"

#include "aoi-pixels.h"
#include "frames/frame-levels.h"

/* Rows that are read at once. */
#define STRIP 32
/* How many pixels of an area count for its sharpness: of a larger one, strips are left out evenly. */
#define MAX_SHARP_PIXELS (4 << 20)
/* How far apart pixels are whose difference is taken. */
#define APART 2

static void
count_pixels (FrameMeasure *self, const guint8 *pixels, gsize n)
{
  for (gsize i = 0; i < n; i++, pixels += 3) {
    self->counts[FRAME_RED][pixels[0]]++;
    self->counts[FRAME_GREEN][pixels[1]]++;
    self->counts[FRAME_BLUE][pixels[2]]++;
    self->counts[FRAME_GRAY][(77 * pixels[0] + 150 * pixels[1] + 29 * pixels[2] + 128) >> 8]++;
  }
  self->total += n;
}

/* @rect: in pixels; cells that reach into it count */
static void
measure_colours (const AoiImage *image, const AoiRect *rect, FrameMeasure *self)
{
  AoiRect cells = { rect->x / 2, rect->y / 2, 0, STRIP };
  const gint bottom = (rect->y + rect->height + 1) / 2;
  g_autofree guint8 *strip = NULL;

  cells.width = (rect->x + rect->width + 1) / 2 - cells.x;
  strip = g_malloc (3 * (gsize) cells.width * STRIP);
  for (; cells.y < bottom; cells.y += STRIP) {
    cells.height = MIN (STRIP, bottom - cells.y);
    frame_levels_read_half (image, &cells, strip);
    count_pixels (self, strip, (gsize) cells.width * (gsize) cells.height);
  }
}

typedef struct {
  guint64 squares, gray;
  guint64 n_pixels;
} Sharpness;

static guint64
square (gint difference)
{
  return (guint64) (difference * difference);
}

static void
add_strip (Sharpness *self, const guint8 *gray, gint width, gint height)
{
  for (gint y = 0; y < height - APART; y++)
    for (gint x = 0; x < width - APART; x++) {
      const guint8 *pixel = gray + (gsize) y * (gsize) width + x;

      self->gray += *pixel;
      self->squares += square (pixel[APART] - *pixel) + square (pixel[APART * width] - *pixel);
    }
  if (height > APART && width > APART)
    self->n_pixels += (guint64) (height - APART) * (guint64) (width - APART);
}

static void
measure_sharpness (const AoiImage *image, const AoiRect *rect, FrameMeasure *self)
{
  const guint64 area = (guint64) rect->width * (guint64) rect->height;
  const gint step = (gint) (1 + area / MAX_SHARP_PIXELS);
  g_autofree guint8 *strip = g_malloc ((gsize) rect->width * (STRIP + APART));
  const gint bottom = rect->y + rect->height;
  Sharpness sum = { 0 };
  gdouble mean;

  for (gint y = rect->y; y < bottom; y += STRIP * step) {
    const gint height = MIN (STRIP + APART, bottom - y);
    const AoiView view = { .image = image, .rect = { rect->x, y, rect->width, height } };

    aoi_pixels_read_gray (&view, strip, (gsize) rect->width);
    add_strip (&sum, strip, rect->width, height);
  }
  if (sum.gray == 0)
    return;
  mean = (gdouble) sum.gray / (gdouble) sum.n_pixels;
  self->sharpness = (gdouble) sum.squares / (gdouble) sum.n_pixels / (mean * mean);
}

/**
 * frame_measure:
 * @frame: a frame
 * @rect: a part of it, not empty
 * @measure: (out): how bright and sharp that is
 */
void
frame_measure (const Frame *frame, const AoiRect *rect, FrameMeasure *measure)
{
  *measure = (FrameMeasure){ .total = 0 };
  measure_colours (&frame->image, rect, measure);
  measure_sharpness (&frame->image, rect, measure);
}
