/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/align.h"

#include <math.h>
#include <string.h>

#include "ops/cholesky.h"
#include "ops/kernel.h"

/* Maximises the correlation of the golden picture and the live one warped to it, as ECC does: G. D.
 * Evangelidis and E. Z. Psarakis, "Parametric Image Alignment Using Enhanced Correlation Coefficient
 * Maximization", 2008; in the inverse compositional form of S. Baker and I. Matthews, "Lucas-Kanade 20
 * Years On", 2004: gradients are the golden picture's, so that the normal equations are set up once.
 *
 * The warped live picture is explained by regressors, whose weights are found by least squares:
 *   live (W (p)) = w0 dG/dx + w1 dG/dy + w2 dG/dangle + w3 G + w4
 * w3 is the gain, w4 the offset, and w0..w2 divided by the gain are what remains to be moved. */

enum {
  MOVE_X,
  MOVE_Y,
  TURN,
  GAIN,
  OFFSET,
  N_REGRESSORS
};

#define MAX_STEPS 8
#define SMALL_STEP 0.01 /* pixels; at the border for an angle */
#define MIN_GAIN 0.1

typedef struct {
  gdouble matrix[N_REGRESSORS][N_REGRESSORS]; /* its Cholesky factor, lower half */
  gdouble n, golden, golden_square;
} Normal;

/* What a step sums up: the warped live picture times each regressor, and its square. */
typedef struct {
  gdouble products[N_REGRESSORS];
  gdouble square;
} StepSums;

/* The pixels of the golden picture that are compared: those in the live one, less a pixel. */
typedef struct {
  gint x, y, width, height;
} Overlap;

static Overlap
get_overlap (const AoiPlane *golden, const AoiPose *pose)
{
  gint dx = (gint) lrint (pose->x), dy = (gint) lrint (pose->y);

  return (Overlap){ MAX (0, -dx) + 1, MAX (0, -dy) + 1, golden->width - ABS (dx) - 2,
    golden->height - ABS (dy) - 2 };
}

/* The angle's regressor is per pixel at this distance from the centre, not per radian: its weights
 * are then of the same size as those of the moves. */
static gfloat
get_reach (const AoiPlane *golden)
{
  return 0.5f * MAX (golden->width, golden->height);
}

/* Where a pixel does not count, @judged is 0, and so are all. */
static inline void
get_regressors (const AoiPlane *golden, gint x, gint y, gfloat turn_x, gfloat turn_y, gfloat judged,
    gfloat values[N_REGRESSORS])
{
  const gfloat *p = aoi_plane_row (golden, y) + x;

  values[MOVE_X] = 0.5f * (p[1] - p[-1]);
  values[MOVE_Y] = 0.5f * (p[golden->stride] - p[-golden->stride]);
  values[TURN] = turn_y * values[MOVE_Y] - turn_x * values[MOVE_X];
  values[GAIN] = p[0];
  values[OFFSET] = 1.0f;
  for (gint i = 0; i < N_REGRESSORS; i++)
    values[i] *= judged;
}

/* One row's part of the normal matrix. Lanes hold the same pixels as in add_step_row(). */
AOI_KERNEL
static void
add_normal_row (const AoiPlane *golden, const gfloat *restrict judged, gint y, gint begin, gint n,
    gdouble matrix[N_REGRESSORS][N_REGRESSORS])
{
  gfloat reach = get_reach (golden), turn_x = (y - 0.5f * (golden->height - 1)) / reach;
  gfloat centre_x = 0.5f * (golden->width - 1);
  gfloat lanes[N_REGRESSORS][N_REGRESSORS][AOI_LANES] = { 0 };

  for (gint x = 0; x < n; x++) {
    gfloat values[N_REGRESSORS];

    get_regressors (
        golden, begin + x, y, turn_x, (begin + x - centre_x) / reach, judged[x], values);
    for (gint i = 0; i < N_REGRESSORS; i++)
      for (gint j = 0; j <= i; j++)
        lanes[i][j][x % AOI_LANES] += values[i] * values[j];
  }
  for (gint i = 0; i < N_REGRESSORS; i++)
    for (gint j = 0; j <= i; j++)
      for (gint k = 0; k < AOI_LANES; k++)
        matrix[i][j] += lanes[i][j][k];
}

static gboolean
init_normal (Normal *self, const AoiPlane *golden, const AoiPlane *judged, const Overlap *overlap)
{
  memset (self, 0, sizeof *self);
  for (gint y = overlap->y; y < overlap->y + overlap->height; y++)
    add_normal_row (golden, aoi_plane_row (judged, y) + overlap->x, y, overlap->x, overlap->width,
        self->matrix);
  self->n = self->matrix[OFFSET][OFFSET];
  self->golden = self->matrix[OFFSET][GAIN];
  self->golden_square = self->matrix[GAIN][GAIN];
  return aoi_cholesky_factorise (*self->matrix, N_REGRESSORS);
}

AOI_KERNEL
static void
add_step_row (const AoiPlane *golden, const gfloat *restrict judged, gint y, gint begin, gint n,
    const gfloat *restrict live, StepSums *sums)
{
  gfloat reach = get_reach (golden), turn_x = (y - 0.5f * (golden->height - 1)) / reach;
  gfloat centre_x = 0.5f * (golden->width - 1);
  gfloat lanes[N_REGRESSORS][AOI_LANES] = { 0 }, squares[AOI_LANES] = { 0 };

  for (gint x = 0; x < n; x++) {
    gfloat values[N_REGRESSORS];

    get_regressors (
        golden, begin + x, y, turn_x, (begin + x - centre_x) / reach, judged[x], values);
    for (gint i = 0; i < N_REGRESSORS; i++)
      lanes[i][x % AOI_LANES] += values[i] * live[x];
    squares[x % AOI_LANES] += judged[x] * live[x] * live[x];
  }
  for (gint k = 0; k < AOI_LANES; k++) {
    for (gint i = 0; i < N_REGRESSORS; i++)
      sums->products[i] += lanes[i][k];
    sums->square += squares[k];
  }
}

static void
sum_step (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged,
    const Overlap *overlap, const AoiPose *pose, gint *offsets, gfloat *rows, StepSums *sums)
{
  AoiRun run = { overlap->x, overlap->x + overlap->width };
  gfloat *warped = rows + 2 * overlap->width;

  memset (sums, 0, sizeof *sums);
  for (gint y = overlap->y; y < overlap->y + overlap->height; y++) {
    aoi_warp_row (live, pose, golden->width, golden->height, y, run, offsets, rows);
    aoi_warp_sample (live, offsets, rows, overlap->width, warped);
    add_step_row (golden, aoi_plane_row (judged, y) + overlap->x, y, overlap->x, overlap->width,
        warped, sums);
  }
}

static gdouble
get_correlation (const Normal *normal, const StepSums *sums)
{
  gdouble n = normal->n, golden = normal->golden / n, live = sums->products[OFFSET] / n;
  gdouble golden_variance = normal->golden_square / n - golden * golden;
  gdouble live_variance = sums->square / n - live * live;

  if (golden_variance < 1e-3 || live_variance < 1e-3)
    return 0.0;
  return (sums->products[GAIN] / n - golden * live) / sqrt (golden_variance * live_variance);
}

/* Moves the pose by one step's weights. Returns how far, in pixels; nothing is left to move where the
 * pictures have nothing in common. */
static gdouble
apply_step (const gdouble weights[N_REGRESSORS], gfloat reach, AoiPose *pose)
{
  gdouble x, y, turn, c, s;

  if (weights[GAIN] < MIN_GAIN)
    return 0.0;
  x = weights[MOVE_X] / weights[GAIN];
  y = weights[MOVE_Y] / weights[GAIN];
  turn = weights[TURN] / weights[GAIN];
  pose->angle -= turn / reach;
  c = cos (pose->angle);
  s = sin (pose->angle);
  pose->x -= c * x - s * y;
  pose->y -= s * x + c * y;
  return MAX (MAX (fabs (x), fabs (y)), fabs (turn));
}

/**
 * aoi_align_refine:
 * @golden: a picture with a margin
 * @live: a picture of the same size
 * @judged: of the same size: 1 where pixels of @golden count, else 0
 * @offsets: working memory, an integer a column
 * @rows: working memory, three floats a column
 * @pose: (inout): where the part lies; the first guess must be near: a pixel or two, few degrees
 * @correlation: (out): at the best pose
 *
 * Improves the pose by Gauss-Newton steps on what both pictures show at the first guess, with gain and
 * offset free, and keeps the pose of the best correlation that it saw.
 *
 * Returns: %FALSE if the pictures have too little structure to be aligned; @pose is left alone then
 */
gboolean
aoi_align_refine (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged,
    gint *offsets, gfloat *rows, AoiPose *pose, gdouble *correlation)
{
  Overlap overlap = get_overlap (golden, pose);
  AoiPose current = *pose;
  gdouble best = -1.0;
  Normal normal;

  if (overlap.width < 3 || overlap.height < 3 || !init_normal (&normal, golden, judged, &overlap))
    return FALSE;
  for (gint step = 0; step <= MAX_STEPS; step++) {
    gdouble weights[N_REGRESSORS], now;
    StepSums sums;

    sum_step (golden, live, judged, &overlap, &current, offsets, rows, &sums);
    now = get_correlation (&normal, &sums);
    if (now > best) {
      best = now;
      *pose = current;
    }
    aoi_cholesky_solve (*normal.matrix, N_REGRESSORS, sums.products, weights);
    if (apply_step (weights, get_reach (golden), &current) < SMALL_STEP)
      break;
  }
  *correlation = best;
  return TRUE;
}
