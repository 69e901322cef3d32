/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The part of a pixel by which a picture is off its place. As in align.c, after S. Baker and I. Matthews, "Lucas-Kanade
 * 20 Years On", 2004, inverse compositional, but without a turn, which round marks do not show. What is in view is
 * explained by least squares as gain x picture + offset + move x slope; the move is taken back, and so on. Unlike
 * a parabola through three correlations, whose peak is a tip where edges are sharp, this has no places that it prefers. */
#include "ops/locate-refine.h"

#include <math.h>

#include "ops/cholesky.h"
#include "ops/kernel.h"

#define N AOI_LOCATE_N_REGRESSORS
#define MAX_STEPS 6
#define SMALL_STEP 0.003 /* pixels */
#define MAX_MOVE 1.0 /* pixels along each axis: what is farther was not searched well */
#define MIN_GAIN 0.02 /* of the picture's contrast */

/* In squared gray levels a pixel, as in locate-level.c. */
#define NOISE 4.0

typedef struct {
  gdouble products[N];
  gdouble square;
} Sums;

static const gint16 *
get_row (const AoiLocatePicture *picture, gint y)
{
  return picture->data + (gsize) y * (gsize) picture->stride;
}

static gdouble
get_mean (const AoiLocateRefiner *self, const AoiLocatePicture *picture)
{
  gdouble sum = 0.0;

  for (gint y = 0; y < self->height; y++)
    for (gint x = 0; x < self->width; x++)
      sum += get_row (picture, y + 1)[x + 1];
  return sum / ((gdouble) self->width * self->height);
}

/* Slopes are differences of both neighbours, so that the border of a pixel has none. */
static void
set_regressors (AoiLocateRefiner *self, const AoiLocatePicture *picture)
{
  const gfloat mean = (gfloat) get_mean (self, picture);
  gsize i = 0;

  for (gint y = 1; y <= self->height; y++) {
    const gint16 *above = get_row (picture, y - 1), *row = get_row (picture, y);
    const gint16 *below = get_row (picture, y + 1);

    for (gint x = 1; x <= self->width; x++, i++) {
      self->regressors[AOI_LOCATE_MOVE_X][i] = 0.5f * (gfloat) (row[x + 1] - row[x - 1]);
      self->regressors[AOI_LOCATE_MOVE_Y][i] = 0.5f * (gfloat) (below[x] - above[x]);
      self->regressors[AOI_LOCATE_GAIN][i] = (gfloat) row[x] - mean;
    }
  }
}

static gdouble
get_regressor (const AoiLocateRefiner *self, gint which, gsize i)
{
  return which == AOI_LOCATE_OFFSET ? 1.0 : self->regressors[which][i];
}

static gdouble
sum_pair (const AoiLocateRefiner *self, gint a, gint b)
{
  const gsize n = (gsize) self->width * (gsize) self->height;
  gdouble sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += get_regressor (self, a, i) * get_regressor (self, b, i);
  return sum;
}

/**
 * aoi_locate_refiner_init:
 * @self: (out): what to fill
 * @picture: what is to be found, of at least 3 x 3 pixels
 *
 * Returns: %FALSE if @picture shows no place along one axis: flat, or only stripes. @self is to be cleared all
 *   the same
 */
gboolean
aoi_locate_refiner_init (AoiLocateRefiner *self, const AoiLocatePicture *picture)
{
  gsize n;

  *self = (AoiLocateRefiner){ .width = picture->width - 2, .height = picture->height - 2 };
  n = (gsize) self->width * (gsize) self->height;
  for (guint i = 0; i < G_N_ELEMENTS (self->regressors); i++)
    self->regressors[i] = g_new (gfloat, n);
  set_regressors (self, picture);
  for (gint i = 0; i < N; i++)
    for (gint j = 0; j <= i; j++)
      self->factor[i][j] = sum_pair (self, i, j);
  self->square = self->factor[AOI_LOCATE_GAIN][AOI_LOCATE_GAIN];
  return aoi_cholesky_factorise (*self->factor, N);
}

/**
 * aoi_locate_refiner_clear:
 * @self: a refiner
 */
void
aoi_locate_refiner_clear (AoiLocateRefiner *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->regressors); i++)
    g_clear_pointer (&self->regressors[i], g_free);
}

/* Weights of the four neighbours among which a row lies. */
typedef struct {
  gfloat upper_left, upper_right, lower_left, lower_right;
} Corners;

AOI_KERNEL
static void
add_row (const gint16 *restrict upper, const gint16 *restrict lower, const Corners *corners,
    const gfloat *restrict slope_x, const gfloat *restrict slope_y, const gfloat *restrict gray,
    gint n, Sums *sums)
{
  const Corners c = *corners;
  gfloat lanes[N + 1][AOI_LANES] = { 0 };

  for (gint x = 0; x < n; x++) {
    const gfloat value = c.upper_left * upper[x] + c.upper_right * upper[x + 1]
        + c.lower_left * lower[x] + c.lower_right * lower[x + 1];

    lanes[AOI_LOCATE_MOVE_X][x % AOI_LANES] += slope_x[x] * value;
    lanes[AOI_LOCATE_MOVE_Y][x % AOI_LANES] += slope_y[x] * value;
    lanes[AOI_LOCATE_GAIN][x % AOI_LANES] += gray[x] * value;
    lanes[AOI_LOCATE_OFFSET][x % AOI_LANES] += value;
    lanes[N][x % AOI_LANES] += value * value;
  }
  for (gint k = 0; k < AOI_LANES; k++) {
    for (gint i = 0; i < N; i++)
      sums->products[i] += lanes[i][k];
    sums->square += lanes[N][k];
  }
}

/* Sums over the picture with its corner at (x, y) of the window. */
static Sums
sum_view (const AoiLocateRefiner *self, const AoiLocatePicture *window, gdouble x, gdouble y)
{
  const gint left = (gint) floor (x), top = (gint) floor (y);
  const gfloat right = (gfloat) (x - left), below = (gfloat) (y - top);
  const Corners corners = { (1 - right) * (1 - below), right * (1 - below), (1 - right) * below,
    right * below };
  Sums sums = { 0 };

  for (gint i = 0; i < self->height; i++) {
    const gint16 *upper = get_row (window, top + 1 + i) + left + 1;
    const gsize at = (gsize) i * (gsize) self->width;

    add_row (upper, upper + window->stride, &corners, self->regressors[AOI_LOCATE_MOVE_X] + at,
        self->regressors[AOI_LOCATE_MOVE_Y] + at, self->regressors[AOI_LOCATE_GAIN] + at,
        self->width, &sums);
  }
  return sums;
}

static gdouble
get_correlation (const AoiLocateRefiner *self, const Sums *sums)
{
  const gdouble n = (gdouble) self->width * self->height;
  const gdouble sum = sums->products[AOI_LOCATE_OFFSET];

  return sums->products[AOI_LOCATE_GAIN]
      / sqrt (self->square * (sums->square - sum * sum / n + NOISE * n));
}

/**
 * aoi_locate_refine:
 * @self: of a picture
 * @window: where it is; has at least a pixel around the picture on each side
 * @x: (inout): left of the picture in @window, a whole number; becomes the place with its part of a pixel
 * @y: (inout): top of the same
 *
 * Returns: the correlation there; if the place cannot be refined, @x and @y are left alone and it is that of the
 *   whole place
 */
gdouble
aoi_locate_refine (
    const AoiLocateRefiner *self, const AoiLocatePicture *window, gdouble *x, gdouble *y)
{
  gdouble dx = 0.0, dy = 0.0, whole = 0.0;

  for (gint step = 0; step <= MAX_STEPS; step++) {
    const Sums sums = sum_view (self, window, *x + dx, *y + dy);
    const gdouble correlation = get_correlation (self, &sums);
    gdouble weights[N], move_x, move_y;

    if (step == 0)
      whole = correlation;
    aoi_cholesky_solve (*self->factor, N, sums.products, weights);
    if (weights[AOI_LOCATE_GAIN] < MIN_GAIN)
      return whole;
    move_x = weights[AOI_LOCATE_MOVE_X] / weights[AOI_LOCATE_GAIN];
    move_y = weights[AOI_LOCATE_MOVE_Y] / weights[AOI_LOCATE_GAIN];
    dx -= move_x;
    dy -= move_y;
    if (fabs (dx) > MAX_MOVE || fabs (dy) > MAX_MOVE)
      return whole;
    if (MAX (fabs (move_x), fabs (move_y)) < SMALL_STEP) {
      *x += dx;
      *y += dy;
      return correlation;
    }
  }
  return whole;
}
