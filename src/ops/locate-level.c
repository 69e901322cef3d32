/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One level of the pyramid in which a picture is found. Sums are of whole numbers and exact: a score does not depend
 * on how the compiler groups them. */
#include "ops/locate-level.h"

#include <math.h>
#include <string.h>

#include "ops/kernel.h"

/* Added to the variance of what is in view, in squared gray levels: what is nearly flat correlates with nothing. */
#define NOISE 4.0

/**
 * aoi_locate_picture_layout:
 * @self: (out): gets its sizes
 * @width: in pixels
 * @height: in pixels
 * @room: pixels that rows have at least behind their own: %AOI_LOCATE_ALIGN in a window, where the zeros behind a
 *   template's rows meet them
 */
void
aoi_locate_picture_layout (AoiLocatePicture *self, gint width, gint height, gint room)
{
  *self = (AoiLocatePicture){ NULL, width, height,
    (width + room + AOI_LOCATE_ALIGN - 1) / AOI_LOCATE_ALIGN * AOI_LOCATE_ALIGN };
}

static void
clear_end (const AoiLocatePicture *self, gint16 *row)
{
  memset (row + self->width, 0, sizeof (gint16) * (gsize) (self->stride - self->width));
}

/**
 * aoi_locate_picture_set:
 * @self: a picture with memory
 * @gray: a byte a pixel
 * @stride: bytes from row to row of @gray
 */
void
aoi_locate_picture_set (AoiLocatePicture *self, const guint8 *gray, gsize stride)
{
  for (gint y = 0; y < self->height; y++) {
    gint16 *row = self->data + (gsize) y * (gsize) self->stride;

    for (gint x = 0; x < self->width; x++)
      row[x] = gray[x];
    clear_end (self, row);
    gray += stride;
  }
}

AOI_KERNEL
static void
halve_row (
    const gint16 *restrict upper, const gint16 *restrict lower, gint n, gint16 *restrict dest)
{
  for (gint x = 0; x < n; x++)
    dest[x] = (gint16) ((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2)
        >> 2);
}

/**
 * aoi_locate_picture_halve:
 * @src: a picture
 * @dest: a picture of half its size, rounded down, with memory
 *
 * Takes the mean of each two by two pixels.
 */
void
aoi_locate_picture_halve (const AoiLocatePicture *src, AoiLocatePicture *dest)
{
  for (gint y = 0; y < dest->height; y++) {
    const gint16 *upper = src->data + (gsize) (2 * y) * (gsize) src->stride;
    gint16 *row = dest->data + (gsize) y * (gsize) dest->stride;

    halve_row (upper, upper + src->stride, dest->width, row);
    clear_end (dest, row);
  }
}

/**
 * aoi_locate_template_sum:
 * @self: a template whose picture is set
 */
void
aoi_locate_template_sum (AoiLocateTemplate *self)
{
  const AoiLocatePicture *picture = &self->picture;
  gint64 square = 0;

  self->sum = 0;
  for (gint y = 0; y < picture->height; y++) {
    const gint16 *row = picture->data + (gsize) y * (gsize) picture->stride;

    for (gint x = 0; x < picture->width; x++) {
      self->sum += row[x];
      square += row[x] * row[x];
    }
  }
  self->spread = (gint64) picture->width * picture->height * square - self->sum * self->sum;
}

/**
 * aoi_locate_window_sum:
 * @self: a window whose picture is set
 */
void
aoi_locate_window_sum (AoiLocateWindow *self)
{
  const AoiLocatePicture *picture = &self->picture;
  const gsize stride = (gsize) picture->width + 1;
  guint32 *sums = self->sums, *squares = self->squares;

  memset (sums, 0, stride * sizeof *sums);
  memset (squares, 0, stride * sizeof *squares);
  for (gint y = 0; y < picture->height; y++) {
    const gint16 *row = picture->data + (gsize) y * (gsize) picture->stride;
    guint32 sum = 0, square = 0;

    sums[stride] = squares[stride] = 0;
    for (gint x = 0; x < picture->width; x++) {
      sum += (guint32) row[x];
      square += (guint32) (row[x] * row[x]);
      sums[stride + (gsize) x + 1] = sums[x + 1] + sum;
      squares[stride + (gsize) x + 1] = squares[x + 1] + square;
    }
    sums += stride;
    squares += stride;
  }
}

static guint32
sum_rect (const guint32 *sums, gsize stride, gint x, gint y, gint width, gint height)
{
  const guint32 *upper = sums + (gsize) y * stride + (gsize) x;
  const guint32 *lower = upper + (gsize) height * stride;

  return lower[width] - lower[0] - upper[width] + upper[0];
}

/* Rows of @a have a multiple of AOI_LOCATE_ALIGN pixels. */
AOI_KERNEL
static gint64
sum_products (const AoiLocatePicture *a, const gint16 *b, gint b_stride)
{
  const gint n = a->stride / AOI_LOCATE_ALIGN * AOI_LOCATE_ALIGN;
  gint64 total = 0;

  for (gint y = 0; y < a->height; y++) {
    const gint16 *restrict p = a->data + (gsize) y * (gsize) a->stride;
    const gint16 *restrict q = b + (gsize) y * (gsize) b_stride;
    gint32 sum = 0;

    for (gint x = 0; x < n; x++)
      sum += p[x] * q[x];
    total += sum;
  }
  return total;
}

/**
 * aoi_locate_correlate:
 * @template: what is to be found, not flat
 * @window: where
 * @x: left of @template in @window
 * @y: top of @template in @window
 *
 * Returns: the normalised correlation there, -1..1
 */
gdouble
aoi_locate_correlate (
    const AoiLocateTemplate *template, const AoiLocateWindow *window, gint x, gint y)
{
  const AoiLocatePicture *small = &template->picture, *large = &window->picture;
  const gsize stride = (gsize) large->width + 1;
  const gint64 n = (gint64) small->width * small->height;
  const gint64 sum = sum_rect (window->sums, stride, x, y, small->width, small->height);
  const gint64 square = sum_rect (window->squares, stride, x, y, small->width, small->height);
  const gint64 products = sum_products (
      small, large->data + (gsize) y * (gsize) large->stride + x, large->stride);
  const gdouble spread = (gdouble) (n * square - sum * sum) + NOISE * (gdouble) n * (gdouble) n;

  return (gdouble) (n * products - template->sum * sum)
      / sqrt ((gdouble) template->spread * spread);
}
