/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/similarity.h"

#include <math.h>

#define DEGREE (G_PI / 180.0)
#define N_PAIRS AOI_SIMILARITY_MAX_PAIRS

/* A transform as boards have them. */
static AoiSimilarity
random_transform (GRand *rand, gdouble scale)
{
  const gdouble angle = g_rand_double_range (rand, -5.0, 5.0) * DEGREE;

  return (AoiSimilarity){ scale * cos (angle), scale * sin (angle),
    g_rand_double_range (rand, -90.0, 90.0), g_rand_double_range (rand, -90.0, 90.0) };
}

/* One point near each corner of a board, less exactly the fewer are asked for. */
static void
draw_pairs (GRand *rand, const AoiSimilarity *transform, AoiPointPair pairs[N_PAIRS])
{
  for (guint i = 0; i < N_PAIRS; i++) {
    pairs[i].from = (AoiPoint){ (i % 2) * 5000 + g_rand_double_range (rand, 100.0, 900.0),
      (i / 2) * 3000 + g_rand_double_range (rand, 100.0, 900.0) };
    pairs[i].to = aoi_similarity_apply (transform, pairs[i].from);
  }
}

static void
assert_similar (const AoiSimilarity *a, const AoiSimilarity *b)
{
  g_assert_cmpfloat_with_epsilon (a->c, b->c, 1e-9);
  g_assert_cmpfloat_with_epsilon (a->s, b->s, 1e-9);
  g_assert_cmpfloat_with_epsilon (a->x0, b->x0, 1e-6);
  g_assert_cmpfloat_with_epsilon (a->y0, b->y0, 1e-6);
}

static void
test_exact (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint round = 0; round < 200; round++) {
    const guint n = (guint) g_rand_int_range (rand, 2, N_PAIRS + 1);
    const gboolean with_scale = n > 2 && g_rand_boolean (rand);
    const gdouble scale = with_scale ? g_rand_double_range (rand, 0.98, 1.02) : 1.0;
    const AoiSimilarity truth = random_transform (rand, scale);
    AoiPointPair pairs[N_PAIRS];
    AoiSimilarity found;
    gdouble residual = -1.0;

    draw_pairs (rand, &truth, pairs);
    g_assert_true (aoi_similarity_estimate (pairs, n, with_scale, &found, &residual));
    assert_similar (&found, &truth);
    g_assert_cmpfloat_with_epsilon (residual, 0.0, 1e-6);
    g_assert_cmpfloat_with_epsilon (aoi_similarity_get_scale (&found), scale, 1e-9);
    g_assert_cmpfloat_with_epsilon (
        aoi_similarity_get_angle (&found), atan2 (truth.s, truth.c), 1e-9);
  }
}

static void
test_one_pair_moves (void)
{
  const AoiPointPair pair = { { 812.5, 300.25 }, { 800.0, 333.0 } };
  AoiSimilarity found;
  gdouble residual = -1.0;

  g_assert_true (aoi_similarity_estimate (&pair, 1, TRUE, &found, &residual));
  assert_similar (&found, &(AoiSimilarity){ 1.0, 0.0, -12.5, 32.75 });
  g_assert_cmpfloat_with_epsilon (residual, 0.0, 1e-9);
}

/* A pair that is longer than it should be: two points show no scale, so each end is off by half. */
static void
test_two_pairs_are_rigid (void)
{
  const AoiPointPair pairs[] = { { { 0.0, 0.0 }, { -2.0, 7.0 } },
    { { 100.0, 0.0 }, { 102.0, 7.0 } } };
  AoiSimilarity found;
  gdouble residual = -1.0;

  g_assert_true (aoi_similarity_estimate (pairs, 2, TRUE, &found, &residual));
  assert_similar (&found, &(AoiSimilarity){ 1.0, 0.0, 0.0, 7.0 });
  g_assert_cmpfloat_with_epsilon (residual, 2.0, 1e-9);
}

/* The residual is that of the worst pair, also where the mean would hide it. */
static void
test_residual (void)
{
  const AoiSimilarity none = { 1.0, 0.0, 0.0, 0.0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint off = 0; off < N_PAIRS; off++) {
    AoiPointPair pairs[N_PAIRS];
    AoiSimilarity found;
    gdouble residual = -1.0, greatest = 0.0;

    draw_pairs (rand, &none, pairs);
    pairs[off].to.x += 20.0;
    g_assert_true (aoi_similarity_estimate (pairs, N_PAIRS, TRUE, &found, &residual));
    for (guint i = 0; i < N_PAIRS; i++) {
      const AoiPoint point = aoi_similarity_apply (&found, pairs[i].from);

      greatest = MAX (greatest, hypot (point.x - pairs[i].to.x, point.y - pairs[i].to.y));
    }
    g_assert_cmpfloat_with_epsilon (residual, greatest, 1e-9);
    g_assert_cmpfloat (residual, >, 3.0);
    g_assert_cmpfloat (residual, <, 20.0);
  }
}

static gdouble
sum_squares (const AoiSimilarity *transform, const AoiPointPair *pairs, guint n)
{
  gdouble sum = 0.0;

  for (guint i = 0; i < n; i++) {
    const AoiPoint point = aoi_similarity_apply (transform, pairs[i].from);

    sum += (point.x - pairs[i].to.x) * (point.x - pairs[i].to.x)
        + (point.y - pairs[i].to.y) * (point.y - pairs[i].to.y);
  }
  return sum;
}

/* No transform that is a little different has a smaller sum of squares. */
static void
test_least_squares (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gint round = 0; round < 100; round++) {
    const guint n = (guint) g_rand_int_range (rand, 2, N_PAIRS + 1);
    const AoiSimilarity truth = random_transform (rand, 1.0);
    AoiPointPair pairs[N_PAIRS];
    AoiSimilarity found, other;
    gdouble residual, least, angle = g_rand_double_range (rand, -1e-4, 1e-4);
    gdouble scale = n > 2 ? 1.0 + g_rand_double_range (rand, -1e-4, 1e-4) : 1.0;

    draw_pairs (rand, &truth, pairs);
    for (guint i = 0; i < n; i++) {
      pairs[i].to.x += g_rand_double_range (rand, -1.0, 1.0);
      pairs[i].to.y += g_rand_double_range (rand, -1.0, 1.0);
    }
    g_assert_true (aoi_similarity_estimate (pairs, n, TRUE, &found, &residual));
    least = sum_squares (&found, pairs, n);
    other = (AoiSimilarity){ scale * (found.c * cos (angle) - found.s * sin (angle)),
      scale * (found.s * cos (angle) + found.c * sin (angle)),
      found.x0 + g_rand_double_range (rand, -0.1, 0.1), found.y0 };
    g_assert_cmpfloat (least, <=, sum_squares (&other, pairs, n));
  }
}

static void
assert_refused (const AoiPointPair *pairs, guint n)
{
  AoiSimilarity found = { 5.0, 6.0, 7.0, 8.0 };
  gdouble residual = 9.0;

  g_assert_false (aoi_similarity_estimate (pairs, n, TRUE, &found, &residual));
  assert_similar (&found, &(AoiSimilarity){ 5.0, 6.0, 7.0, 8.0 });
  g_assert_cmpfloat (residual, ==, 9.0);
}

static void
test_refuses_what_shows_no_angle (void)
{
  const AoiPointPair same_from[] = { { { 5, 5 }, { 0, 0 } }, { { 5, 5 }, { 100, 0 } } };
  const AoiPointPair same_to[] = { { { 0, 0 }, { 5, 5 } }, { { 100, 0 }, { 5, 5 } } };
  const AoiPointPair mirrored[] = { { { -100, 0 }, { -100, 0 } }, { { 100, 0 }, { 100, 0 } },
    { { 0, -100 }, { 0, 100 } }, { { 0, 100 }, { 0, -100 } } };
  const AoiPointPair no_number[] = { { { 0, 0 }, { 0, NAN } }, { { 100, 0 }, { 100, 0 } } };

  assert_refused (same_from, 2);
  assert_refused (same_to, 2);
  assert_refused (mirrored, 4);
  assert_refused (no_number, 1);
  assert_refused (no_number, 2);
}

static void
test_invert (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (gint round = 0; round < 50; round++) {
    const AoiSimilarity transform = random_transform (rand, g_rand_double_range (rand, 0.9, 1.1));
    const AoiPoint point = { g_rand_double_range (rand, 0, 8000),
      g_rand_double_range (rand, 0, 6000) };
    AoiSimilarity inverse, again;
    AoiPoint back;

    aoi_similarity_invert (&transform, &inverse);
    back = aoi_similarity_apply (&inverse, aoi_similarity_apply (&transform, point));
    g_assert_cmpfloat_with_epsilon (back.x, point.x, 1e-6);
    g_assert_cmpfloat_with_epsilon (back.y, point.y, 1e-6);
    aoi_similarity_invert (&inverse, &again);
    assert_similar (&again, &transform);
  }
}

static void
test_identity (void)
{
  AoiSimilarity none;
  AoiPoint point;

  aoi_similarity_init (&none);
  point = aoi_similarity_apply (&none, (AoiPoint){ 3.25, -4.5 });
  g_assert_cmpfloat (point.x, ==, 3.25);
  g_assert_cmpfloat (point.y, ==, -4.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ops/similarity/exact", test_exact);
  g_test_add_func ("/ops/similarity/one-pair-moves", test_one_pair_moves);
  g_test_add_func ("/ops/similarity/two-pairs-are-rigid", test_two_pairs_are_rigid);
  g_test_add_func ("/ops/similarity/residual", test_residual);
  g_test_add_func ("/ops/similarity/least-squares", test_least_squares);
  g_test_add_func ("/ops/similarity/refuses-what-shows-no-angle", test_refuses_what_shows_no_angle);
  g_test_add_func ("/ops/similarity/invert", test_invert);
  g_test_add_func ("/ops/similarity/identity", test_identity);

  return g_test_run ();
}
