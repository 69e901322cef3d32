/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_SIMILARITY_MAX_PAIRS:
 *
 * The most pairs of points that a transform is estimated from.
 */
#define AOI_SIMILARITY_MAX_PAIRS 4

/**
 * AoiPoint:
 * @x: to the right
 * @y: down
 *
 * A point of a picture. Whole numbers are pixels' edges.
 */
typedef struct {
  gdouble x, y;
} AoiPoint;

/**
 * AoiPointPair:
 * @from: a point at rest
 * @to: where it was found
 *
 * A point in two pictures.
 */
typedef struct {
  AoiPoint from, to;
} AoiPointPair;

/**
 * AoiSimilarity:
 *
 * Maps a point (x, y) to (c x - s y + x0, s x + c y + y0): turned clockwise, since y goes down, scaled and
 * moved. c is the scale times the angle's cosine, s times its sine.
 */
typedef struct {
  gdouble c, s, x0, y0;
} AoiSimilarity;

void aoi_similarity_init (AoiSimilarity *self);
gboolean aoi_similarity_estimate (const AoiPointPair *pairs, guint n_pairs, gboolean with_scale,
    AoiSimilarity *self, gdouble *residual);
AoiPoint aoi_similarity_apply (const AoiSimilarity *self, AoiPoint point);
void aoi_similarity_invert (const AoiSimilarity *self, AoiSimilarity *inverse);
gdouble aoi_similarity_get_angle (const AoiSimilarity *self);
gdouble aoi_similarity_get_scale (const AoiSimilarity *self);

G_END_DECLS
