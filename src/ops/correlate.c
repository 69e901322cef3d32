/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/correlate.h"

#include <math.h>
#include <string.h>

#include "ops/correlate-judged.h"
#include "ops/kernel.h"

/* Added to both variances: what is nearly flat correlates with nothing. In squared gray levels. */
#define COARSE_NOISE 4.0

/* What a shift to the end of the range must gain in correlation against none. */
#define SHIFT_COST 0.2

/* By how much the cost of a shift grows where the picture looks there as in its place, and how alike both must be for
 * that: this is a power of their correlation. Such a shift shows nothing but what it moves out of view. */
#define SLIDE_COST 2.0
#define SLIDE_POWER 8.0

/* Variances below this are rounding. */
#define FLAT 1e-3

/* Two vector registers of sums, so that an addition need not wait for the one before it. */
#define WIDE (2 * AOI_LANES)

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
 * Lays it into memory; without memory it only computes the size needed.
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

static gdouble
sum_lanes (const gfloat lanes[WIDE])
{
  gdouble sum = 0.0;

  for (gint i = 0; i < WIDE; i++)
    sum += lanes[i];
  return sum;
}

AOI_KERNEL
static gdouble
sum_products (const AoiPlane *a, const AoiPlane *b, gint dx, gint dy, gint first, gint last)
{
  gfloat lanes[WIDE] = { 0 };

  for (gint y = first; y < last; y++) {
    const gfloat *restrict p = aoi_plane_row (a, y);
    const gfloat *restrict q = aoi_plane_row (b, y + dy) + dx;

    for (gint x = 0; x < a->width; x += WIDE)
      for (gint i = 0; i < WIDE; i++)
        lanes[i] += p[x + i] * q[x + i];
  }
  return sum_lanes (lanes);
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

static gdouble
correlate_judged_overlap (const AoiJudgedPair *pair, gint dx, gint dy)
{
  AoiRect area = { MAX (0, -dx), MAX (0, -dy), pair->judged->width - ABS (dx),
    pair->judged->height - ABS (dy) };

  return aoi_correlate_judged (pair, &area, dx, dy);
}

/* What a shift costs whatever the pictures show. */
static gdouble
get_shift_cost (gint dx, gint dy, gint range_x, gint range_y)
{
  const gdouble x = dx / (gdouble) MAX (1, range_x), y = dy / (gdouble) MAX (1, range_y);

  return SHIFT_COST * (x * x + y * y);
}

/**
 * aoi_correlate_get_n_shifts:
 * @range_x: greatest shift to either side
 * @range_y: greatest shift up or down
 *
 * Returns: how many shifts aoi_correlate_coarse() tries
 */
gsize
aoi_correlate_get_n_shifts (gint range_x, gint range_y)
{
  return (gsize) (2 * range_x + 1) * (2 * range_y + 1);
}

/**
 * aoi_correlate_find_slides:
 * @golden: a picture with a margin of at least the range
 * @judged: (nullable): of the same size: 1 where pixels of @golden count, else 0; by default all do
 * @range_x: greatest shift to either side, less than the width
 * @range_y: greatest shift up or down, less than the height
 * @slides: (out caller-allocates): aoi_correlate_get_n_shifts() numbers, for aoi_correlate_coarse()
 *
 * Finds shifts at which a picture looks as in its place, such as those of a straight edge along itself.
 */
void
aoi_correlate_find_slides (
    const AoiCentred *golden, const AoiPlane *judged, gint range_x, gint range_y, gfloat *slides)
{
  AoiJudgedPair pair;

  if (judged != NULL)
    aoi_judged_pair_init (&pair, &golden->plane, &golden->plane, judged, COARSE_NOISE);
  for (gint dy = -range_y; dy <= range_y; dy++)
    for (gint dx = -range_x; dx <= range_x; dx++) {
      const gdouble alike = judged == NULL ? aoi_correlate_overlap (golden, golden, dx, dy)
                                           : correlate_judged_overlap (&pair, dx, dy);

      *slides++ = (gfloat) (SLIDE_COST * pow (MAX (alike, 0.0), SLIDE_POWER)
          * get_shift_cost (dx, dy, range_x, range_y));
    }
}

/**
 * aoi_correlate_coarse:
 * @golden: a picture
 * @live: a picture of the same size, with a margin of at least the range
 * @judged: (nullable): of the same size: 1 where pixels of @golden count, else 0; by default all do
 * @slides: (nullable): by aoi_correlate_find_slides() with the same range
 * @range_x: greatest shift to either side, less than the width
 * @range_y: greatest shift up or down, less than the height
 * @best_x: (out): the best shift
 * @best_y: (out): the best shift
 *
 * Tries all whole shifts. Larger ones cost a little, so that what is the same everywhere stays in its
 * place, and with @slides more if the picture that is found there would be found in its place, too.
 *
 * Returns: the best shift's correlation less its cost
 */
gdouble
aoi_correlate_coarse (const AoiCentred *golden, const AoiCentred *live, const AoiPlane *judged,
    const gfloat *slides, gint range_x, gint range_y, gint *best_x, gint *best_y)
{
  gdouble best = -G_MAXDOUBLE;
  AoiJudgedPair pair;

  if (judged != NULL)
    aoi_judged_pair_init (&pair, &golden->plane, &live->plane, judged, COARSE_NOISE);
  for (gint dy = -range_y; dy <= range_y; dy++) {
    for (gint dx = -range_x; dx <= range_x; dx++) {
      gdouble score = judged == NULL ? aoi_correlate_overlap (golden, live, dx, dy)
                                     : correlate_judged_overlap (&pair, dx, dy);

      if (slides != NULL)
        score -= *slides++ * MAX (score, 0.0);
      score -= get_shift_cost (dx, dy, range_x, range_y);
      if (score > best) {
        best = score;
        *best_x = dx;
        *best_y = dy;
      }
    }
  }
  return best;
}

/* A rectangle of a picture, and what its pixels are to be compared by. */
typedef struct {
  gint x, y, width, height;
  gfloat
      mean; /* taken off all pixels, golden and live, so that sums of products keep their digits */
  gdouble variance;
} Template;

/* Sums over the rectangles of the live picture at each shift along its rows. */
typedef struct {
  gdouble sums[FINE_MAX_SIDE], squares[FINE_MAX_SIDE];
} Sliding;

static void
template_init (Template *self, const AoiPlane *golden, gint shift_x, gint shift_y)
{
  gdouble sum = 0.0, square = 0.0, n;

  self->x = MAX (0, -shift_x) + 1;
  self->y = MAX (0, -shift_y) + 1;
  self->width = golden->width - ABS (shift_x) - 2;
  self->height = golden->height - ABS (shift_y) - 2;
  n = (gdouble) self->width * self->height;
  for (gint y = self->y; y < self->y + self->height; y++) {
    const gfloat *row = aoi_plane_row (golden, y) + self->x;

    for (gint x = 0; x < self->width; x++) {
      sum += row[x];
      square += (gdouble) row[x] * row[x];
    }
  }
  self->mean = (gfloat) (sum / n);
  self->variance = square / n - sum / n * (sum / n);
}

/* Adds a row: its first rectangle pixel by pixel, then each next one by what comes and what goes. */
static void
sliding_add (Sliding *self, const gfloat *row, gint width, gint side, gfloat mean)
{
  gdouble sum = 0.0, square = 0.0;

  for (gint x = 0; x < width; x++) {
    gdouble value = row[x] - mean;

    sum += value;
    square += value * value;
  }
  for (gint i = 0; i < side; i++) {
    gdouble old = row[i] - mean, new = row[i + width] - mean;

    self->sums[i] += sum;
    self->squares[i] += square;
    sum += new - old;
    square += new *new - old *old;
  }
}

AOI_KERNEL
static gdouble
sum_template (const Template *self, const AoiPlane *golden, const AoiPlane *live, gint dx, gint dy)
{
  gint n = self->width, whole = n / WIDE * WIDE;
  gfloat lanes[WIDE] = { 0 }, mean = self->mean;

  for (gint y = self->y; y < self->y + self->height; y++) {
    const gfloat *restrict g = aoi_plane_row (golden, y) + self->x;
    const gfloat *restrict l = aoi_plane_row (live, y + dy) + self->x + dx;

    for (gint x = 0; x < whole; x += WIDE)
      for (gint i = 0; i < WIDE; i++)
        lanes[i] += (g[x + i] - mean) * (l[x + i] - mean);
    for (gint x = whole; x < n; x++)
      lanes[x - whole] += (g[x] - mean) * (l[x] - mean);
  }
  return sum_lanes (lanes);
}

/* The correlation at all shifts of one row of places, of which the first is at dx. */
static void
correlate_row (const Template *self, const AoiPlane *golden, const AoiPlane *live, gint dx, gint dy,
    gint side, gdouble *scores)
{
  gdouble n = (gdouble) self->width * self->height;
  Sliding sliding = { 0 };

  for (gint y = self->y; y < self->y + self->height; y++)
    sliding_add (
        &sliding, aoi_plane_row (live, y + dy) + self->x + dx, self->width, side, self->mean);
  for (gint i = 0; i < side; i++) {
    gdouble mean = sliding.sums[i] / n, variance = sliding.squares[i] / n - mean * mean;

    /* The golden picture's mean is zero here: nothing is to be taken off the products. */
    scores[i] = 0.0;
    if (self->variance > FLAT && variance > FLAT)
      scores[i] = sum_template (self, golden, live, dx + i, dy) / n
          / sqrt (self->variance * variance);
  }
}

/* The same where only some pixels of the golden picture count. */
static void
correlate_judged_row (
    const Template *self, const AoiJudgedPair *pair, gint dx, gint dy, gint side, gdouble *scores)
{
  AoiRect area = { self->x, self->y, self->width, self->height };

  for (gint i = 0; i < side; i++)
    scores[i] = aoi_correlate_judged (pair, &area, dx + i, dy);
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
 * @live: a picture of the same size, with a margin of at least @range
 * @judged: (nullable): of the same size: 1 where pixels of @golden count, else 0; by default all do
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
aoi_correlate_fine (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged,
    gint shift_x, gint shift_y, gint range, gdouble *best_x, gdouble *best_y)
{
  gdouble scores[FINE_MAX_SIDE][FINE_MAX_SIDE] = { 0 };
  gint side = 2 * range + 1, bx = range, by = range;
  AoiJudgedPair pair;
  Template template;

  if (judged != NULL)
    aoi_judged_pair_init (&pair, golden, live, judged, 0.0);
  template_init (&template, golden, shift_x, shift_y);
  for (gint j = 0; j < side; j++) {
    gint dx = shift_x - range, dy = shift_y + j - range;

    if (judged == NULL)
      correlate_row (&template, golden, live, dx, dy, side, scores[j]);
    else
      correlate_judged_row (&template, &pair, dx, dy, side, scores[j]);
  }
  for (gint j = 0; j < side; j++) {
    for (gint i = 0; i < side; i++) {
      if (scores[j][i] > scores[by][bx]) {
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
