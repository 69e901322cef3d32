/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "correlate.h"

#include <math.h>
#include <string.h>

#include "kernel.h"

/* Added to both variances: what is nearly flat correlates with nothing. In squared gray levels. */
#define COARSE_NOISE 4.0

/* What a shift to the end of the range must gain in correlation against none. */
#define SHIFT_COST 0.03

/* Variances below this are rounding. */
#define FLAT 1e-3

/* The widest search of aoi_correlate_fine(): (2 x 6 + 1)^2 places. */
#define FINE_MAX_RANGE 6
#define FINE_MAX_SIDE (2 * FINE_MAX_RANGE + 1)

/**
 * aoi_centred_get_n_sums:
 * @width: of a picture
 * @height: of a picture
 *
 * Returns: how many numbers the sums of an #AoiCentred of this size take
 */
gsize
aoi_centred_get_n_sums (gint width, gint height)
{
  return 2 * (gsize) (width + 1) * (height + 1);
}

/**
 * aoi_centred_init:
 * @self: (out caller-allocates): what to lay out
 * @memory: (nullable): room for the plane
 * @sums: (nullable): room for aoi_centred_get_n_sums() numbers
 * @width: of the picture
 * @height: of the picture
 * @margin: of zeros, at least the search range
 *
 * Lays it into memory; without memory it only tells how much is needed.
 *
 * Returns: how many floats the plane takes
 */
gsize
aoi_centred_init (
    AoiCentred *self, gfloat *memory, gdouble *sums, gint width, gint height, gint margin)
{
  gint padded = (width + AOI_CORRELATE_ALIGN - 1) / AOI_CORRELATE_ALIGN * AOI_CORRELATE_ALIGN;

  self->width = width;
  self->sums = sums;
  return aoi_plane_init (&self->plane, memory, padded, height, margin);
}

static void
set_sums (AoiCentred *self)
{
  gint stride = self->width + 1, height = self->plane.height;
  gdouble *sums = self->sums, *squares = self->sums + (gsize) stride * (height + 1);

  memset (sums, 0, sizeof (gdouble) * stride);
  memset (squares, 0, sizeof (gdouble) * stride);
  for (gint y = 0; y < height; y++) {
    const gfloat *row = aoi_plane_row (&self->plane, y);
    gdouble sum = 0.0, square = 0.0;

    sums += stride;
    squares += stride;
    sums[0] = squares[0] = 0.0;
    for (gint x = 0; x < self->width; x++) {
      sum += row[x];
      square += (gdouble) row[x] * row[x];
      sums[x + 1] = sums[x + 1 - stride] + sum;
      squares[x + 1] = squares[x + 1 - stride] + square;
    }
  }
}

/**
 * aoi_centred_set:
 * @self: laid out, with memory
 * @src: a picture of its size
 *
 * Fills it with a picture.
 */
void
aoi_centred_set (AoiCentred *self, const AoiPlane *src)
{
  const AoiPlane *plane = &self->plane;
  gint margin = plane->margin, rows = plane->height + 2 * margin;
  gdouble mean = 0.0;

  memset (aoi_plane_row (plane, -margin) - margin, 0,
      sizeof (gfloat) * ((gsize) (rows - 1) * plane->stride + plane->width + 2 * margin));
  for (gint y = 0; y < src->height; y++)
    for (gint x = 0; x < src->width; x++)
      mean += aoi_plane_row (src, y)[x];
  mean /= (gdouble) src->width * src->height;
  for (gint y = 0; y < src->height; y++)
    for (gint x = 0; x < src->width; x++)
      aoi_plane_row (plane, y)[x] = aoi_plane_row (src, y)[x] - (gfloat) mean;
  set_sums (self);
}

/* The sum over a rectangle of sums or, behind them, of squares. */
static gdouble
sum_rect (const AoiCentred *self, gboolean squares, gint x, gint y, gint width, gint height)
{
  gint stride = self->width + 1;
  const gdouble *sums = self->sums + (squares ? (gsize) stride * (self->plane.height + 1) : 0);
  const gdouble *upper = sums + (gsize) y * stride + x;
  const gdouble *lower = upper + (gsize) height * stride;

  return lower[width] - lower[0] - upper[width] + upper[0];
}

AOI_KERNEL
static gdouble
sum_products (const AoiPlane *a, const AoiPlane *b, gint dx, gint dy, gint first, gint last)
{
  gfloat lanes[AOI_LANES] = { 0 };
  gdouble sum = 0.0;

  for (gint y = first; y < last; y++) {
    const gfloat *restrict p = aoi_plane_row (a, y);
    const gfloat *restrict q = aoi_plane_row (b, y + dy) + dx;

    for (gint x = 0; x < a->width; x += AOI_LANES)
      for (gint i = 0; i < AOI_LANES; i++)
        lanes[i] += p[x + i] * q[x + i];
  }
  for (gint i = 0; i < AOI_LANES; i++)
    sum += lanes[i];
  return sum;
}

/**
 * aoi_correlate_overlap:
 * @golden: a picture
 * @live: a picture of the same size, with a margin of at least the shift
 * @dx: pixels by which the part is right of its place, less than the width
 * @dy: pixels by which it is below, less than the height
 *
 * Normalised cross-correlation of what both pictures show, each with its own mean there.
 *
 * Returns: -1..1
 */
gdouble
aoi_correlate_overlap (const AoiCentred *golden, const AoiCentred *live, gint dx, gint dy)
{
  gint width = golden->width - ABS (dx), height = golden->plane.height - ABS (dy);
  gint gx = MAX (0, -dx), gy = MAX (0, -dy), lx = MAX (0, dx), ly = MAX (0, dy);
  gdouble n = (gdouble) width * height;
  gdouble golden_mean = sum_rect (golden, FALSE, gx, gy, width, height) / n;
  gdouble live_mean = sum_rect (live, FALSE, lx, ly, width, height) / n;
  gdouble golden_square = sum_rect (golden, TRUE, gx, gy, width, height) / n;
  gdouble live_square = sum_rect (live, TRUE, lx, ly, width, height) / n;
  gdouble product = sum_products (&golden->plane, &live->plane, dx, dy, gy, gy + height) / n;

  return (product - golden_mean * live_mean)
      / sqrt ((MAX (0.0, golden_square - golden_mean * golden_mean) + COARSE_NOISE)
          * (MAX (0.0, live_square - live_mean * live_mean) + COARSE_NOISE));
}

/**
 * aoi_correlate_coarse:
 * @golden: a picture
 * @live: a picture of the same size, with a margin of at least the range
 * @range_x: greatest shift to either side, less than the width
 * @range_y: greatest shift up or down, less than the height
 * @best_x: (out): the best shift
 * @best_y: (out): the best shift
 *
 * Tries all whole shifts. Larger ones cost a little, so that what looks alike everywhere stays in its
 * place.
 *
 * Returns: the best shift's correlation less its cost
 */
gdouble
aoi_correlate_coarse (const AoiCentred *golden, const AoiCentred *live, gint range_x, gint range_y,
    gint *best_x, gint *best_y)
{
  gdouble best = -G_MAXDOUBLE;

  for (gint dy = -range_y; dy <= range_y; dy++) {
    for (gint dx = -range_x; dx <= range_x; dx++) {
      gdouble rx = dx / (gdouble) MAX (1, range_x), ry = dy / (gdouble) MAX (1, range_y);
      gdouble score = aoi_correlate_overlap (golden, live, dx, dy)
          - SHIFT_COST * (rx * rx + ry * ry);

      if (score > best) {
        best = score;
        *best_x = dx;
        *best_y = dy;
      }
    }
  }
  return best;
}

/* Sums over a rectangle: of a, of b, of their squares and products. */
typedef struct {
  gdouble a, b, aa, bb, ab;
} Moments;

static gdouble
sum_lanes (const gfloat lanes[AOI_LANES])
{
  gdouble sum = 0.0;

  for (gint i = 0; i < AOI_LANES; i++)
    sum += lanes[i];
  return sum;
}

AOI_KERNEL
static void
add_row (const gfloat *restrict a, const gfloat *restrict b, gint n, Moments *sums)
{
  gfloat la[AOI_LANES] = { 0 }, lb[AOI_LANES] = { 0 };
  gfloat laa[AOI_LANES] = { 0 }, lbb[AOI_LANES] = { 0 }, lab[AOI_LANES] = { 0 };
  gint whole = n / AOI_LANES * AOI_LANES;

  for (gint x = 0; x < whole; x += AOI_LANES) {
    for (gint i = 0; i < AOI_LANES; i++) {
      la[i] += a[x + i];
      lb[i] += b[x + i];
      laa[i] += a[x + i] * a[x + i];
      lbb[i] += b[x + i] * b[x + i];
      lab[i] += a[x + i] * b[x + i];
    }
  }
  for (gint x = whole; x < n; x++) {
    la[x - whole] += a[x];
    lb[x - whole] += b[x];
    laa[x - whole] += a[x] * a[x];
    lbb[x - whole] += b[x] * b[x];
    lab[x - whole] += a[x] * b[x];
  }
  sums->a += sum_lanes (la);
  sums->b += sum_lanes (lb);
  sums->aa += sum_lanes (laa);
  sums->bb += sum_lanes (lbb);
  sums->ab += sum_lanes (lab);
}

static gdouble
correlate_rect (const AoiPlane *golden, const AoiPlane *live, gint x, gint y, gint width,
    gint height, gint dx, gint dy)
{
  gdouble n = (gdouble) width * height, a, b;
  Moments sums = { 0 };

  for (gint i = y; i < y + height; i++)
    add_row (aoi_plane_row (golden, i) + x, aoi_plane_row (live, i + dy) + x + dx, width, &sums);
  a = sums.aa / n - sums.a / n * sums.a / n;
  b = sums.bb / n - sums.b / n * sums.b / n;
  return a > FLAT && b > FLAT ? (sums.ab / n - sums.a / n * sums.b / n) / sqrt (a * b) : 0.0;
}

/* The place of the top of a parabola through three points, of which the middle one is highest. */
static gdouble
parabola_top (gdouble before, gdouble top, gdouble after)
{
  gdouble bend = before - 2.0 * top + after;

  return fabs (bend) < 1e-9 ? 0.0 : CLAMP (0.5 * (before - after) / bend, -0.5, 0.5);
}

/**
 * aoi_correlate_fine:
 * @golden: a picture
 * @live: a picture of the same size, with a margin of at least @range - 1
 * @shift_x: about where the part is, less than the width - 2
 * @shift_y: about where the part is, less than the height - 2
 * @range: how far around to search, 1 to 6
 * @best_x: (out): the best shift, with a part of a pixel
 * @best_y: (out): the best shift, with a part of a pixel
 *
 * Correlates what of @golden is in @live at the shift given, less a pixel all around, with all places
 * near it.
 *
 * Returns: the best correlation at a whole shift, -1..1
 */
gdouble
aoi_correlate_fine (const AoiPlane *golden, const AoiPlane *live, gint shift_x, gint shift_y,
    gint range, gdouble *best_x, gdouble *best_y)
{
  gint x = MAX (0, -shift_x) + 1, y = MAX (0, -shift_y) + 1;
  gint width = golden->width - ABS (shift_x) - 2, height = golden->height - ABS (shift_y) - 2;
  gdouble scores[FINE_MAX_SIDE][FINE_MAX_SIDE];
  gint side = 2 * range + 1, bx = range, by = range;

  for (gint j = 0; j < side; j++) {
    for (gint i = 0; i < side; i++) {
      scores[j][i] = correlate_rect (
          golden, live, x, y, width, height, shift_x + i - range, shift_y + j - range);
      if (scores[j][i] > scores[by][bx] || (i == 0 && j == 0)) {
        bx = i;
        by = j;
      }
    }
  }
  *best_x = shift_x + bx - range;
  *best_y = shift_y + by - range;
  if (bx > 0 && bx < side - 1)
    *best_x += parabola_top (scores[by][bx - 1], scores[by][bx], scores[by][bx + 1]);
  if (by > 0 && by < side - 1)
    *best_y += parabola_top (scores[by - 1][bx], scores[by][bx], scores[by + 1][bx]);
  return scores[by][bx];
}
