/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/similarity.h"

#include <math.h>

/* S. Umeyama, "Least-Squares Estimation of Transformation Parameters Between Two Point Patterns", IEEE
 * Transactions on Pattern Analysis and Machine Intelligence 13 (4), 1991. In the plane, with points as complex
 * numbers p at rest and q found, both less their means, it has a closed form: sum (conj (p) q) points along the
 * angle, and its length divided by sum |p|^2 is the scale. A reflection, which the paper excludes by a sign, cannot
 * be written as such a product. */

/* Points that are nearer to their mean than this, in pixels, show no angle. */
#define MIN_SPREAD 1.0

/* What both patterns have in common: the sums over pairs. */
typedef struct {
  AoiPoint from, to; /* means */
  gdouble along, across; /* real and imaginary part of sum (conj (p) q) */
  gdouble from_square, to_square;
} Sums;

static void
add_means (Sums *self, const AoiPointPair *pairs, guint n_pairs)
{
  for (guint i = 0; i < n_pairs; i++) {
    self->from.x += pairs[i].from.x / n_pairs;
    self->from.y += pairs[i].from.y / n_pairs;
    self->to.x += pairs[i].to.x / n_pairs;
    self->to.y += pairs[i].to.y / n_pairs;
  }
}

static Sums
sum_pairs (const AoiPointPair *pairs, guint n_pairs)
{
  Sums self = { 0 };

  add_means (&self, pairs, n_pairs);
  for (guint i = 0; i < n_pairs; i++) {
    const gdouble px = pairs[i].from.x - self.from.x, py = pairs[i].from.y - self.from.y;
    const gdouble qx = pairs[i].to.x - self.to.x, qy = pairs[i].to.y - self.to.y;

    self.along += px * qx + py * qy;
    self.across += px * qy - py * qx;
    self.from_square += px * px + py * py;
    self.to_square += qx * qx + qy * qy;
  }
  return self;
}

/* Returns FALSE if the pairs show no angle: the points are too near to each other in one of the pictures, or what
 * lies left of the mean in one lies as much right of it in the other. */
static gboolean
set_turn (AoiSimilarity *self, const Sums *sums, guint n_pairs, gboolean with_scale)
{
  const gdouble length = hypot (sums->along, sums->across);
  const gdouble least = MIN_SPREAD * MIN_SPREAD * n_pairs;
  gdouble scale;

  if (sums->from_square < least || sums->to_square < least || length < least)
    return FALSE;
  scale = with_scale ? length / sums->from_square : 1.0;
  self->c = scale * sums->along / length;
  self->s = scale * sums->across / length;
  return TRUE;
}

static gdouble
get_greatest_distance (const AoiSimilarity *self, const AoiPointPair *pairs, guint n_pairs)
{
  gdouble greatest = 0.0;

  for (guint i = 0; i < n_pairs; i++) {
    const AoiPoint point = aoi_similarity_apply (self, pairs[i].from);

    greatest = MAX (greatest, hypot (point.x - pairs[i].to.x, point.y - pairs[i].to.y));
  }
  return greatest;
}

/**
 * aoi_similarity_init:
 * @self: (out caller-allocates): becomes the transform that leaves all points where they are
 */
void
aoi_similarity_init (AoiSimilarity *self)
{
  *self = (AoiSimilarity){ 1.0, 0.0, 0.0, 0.0 };
}

/**
 * aoi_similarity_estimate:
 * @pairs: (array length=n_pairs): points at rest and where they were found
 * @n_pairs: how many, 1 to %AOI_SIMILARITY_MAX_PAIRS
 * @with_scale: whether three pairs or more show a scale too
 * @self: (out caller-allocates): the transform from points at rest to those found
 * @residual: (out): the greatest distance of a point found from where @self puts it
 *
 * Finds the transform of the least squares of these distances: of one pair a move, of two a move and a turn, of
 * more also a scale if that is asked for.
 *
 * Returns: %FALSE if the points lie so near to each other that they show no angle, or one is no number; @self and
 *   @residual are left alone then
 */
gboolean
aoi_similarity_estimate (const AoiPointPair *pairs, guint n_pairs, gboolean with_scale,
    AoiSimilarity *self, gdouble *residual)
{
  AoiSimilarity found = { 1.0, 0.0, 0.0, 0.0 };
  gdouble greatest;
  Sums sums;

  g_return_val_if_fail (n_pairs >= 1 && n_pairs <= AOI_SIMILARITY_MAX_PAIRS, FALSE);

  sums = sum_pairs (pairs, n_pairs);
  if (n_pairs > 1 && !set_turn (&found, &sums, n_pairs, with_scale && n_pairs > 2))
    return FALSE;
  found.x0 = sums.to.x - (found.c * sums.from.x - found.s * sums.from.y);
  found.y0 = sums.to.y - (found.s * sums.from.x + found.c * sums.from.y);
  greatest = get_greatest_distance (&found, pairs, n_pairs);
  if (!isfinite (found.x0) || !isfinite (found.y0) || !isfinite (greatest))
    return FALSE;
  *self = found;
  *residual = greatest;
  return TRUE;
}

/**
 * aoi_similarity_apply:
 * @self: a transform
 * @point: a point
 *
 * Returns: where it goes
 */
AoiPoint
aoi_similarity_apply (const AoiSimilarity *self, AoiPoint point)
{
  return (AoiPoint){ self->c * point.x - self->s * point.y + self->x0,
    self->s * point.x + self->c * point.y + self->y0 };
}

/**
 * aoi_similarity_invert:
 * @self: a transform whose scale is not 0
 * @inverse: (out caller-allocates): the one that takes it back; may be @self
 */
void
aoi_similarity_invert (const AoiSimilarity *self, AoiSimilarity *inverse)
{
  const gdouble square = self->c * self->c + self->s * self->s;
  const gdouble c = self->c / square, s = -self->s / square;

  *inverse = (AoiSimilarity){ c, s, -(c * self->x0 - s * self->y0),
    -(s * self->x0 + c * self->y0) };
}

/**
 * aoi_similarity_get_angle:
 * @self: a transform
 *
 * Returns: radians by which it turns clockwise, from -pi to pi
 */
gdouble
aoi_similarity_get_angle (const AoiSimilarity *self)
{
  return atan2 (self->s, self->c);
}

/**
 * aoi_similarity_get_scale:
 * @self: a transform
 *
 * Returns: by which factor it grows distances
 */
gdouble
aoi_similarity_get_scale (const AoiSimilarity *self)
{
  return hypot (self->c, self->s);
}
