/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "ops-support.h"
#include "ops/sharpness.h"

static void
fill_mask (AoiRun *mask, gint height, gint begin, gint end)
{
  for (gint y = 0; y < height; y++)
    mask[y] = (AoiRun){ begin, end };
}

static gdouble
slow_blur (const TestPlane *src, gint x, gint y)
{
  static const gdouble weights[] = { 0.25, 0.5, 0.25 };
  gdouble sum = 0.0;

  for (gint j = -1; j <= 1; j++)
    for (gint i = -1; i <= 1; i++)
      sum += weights[i + 1] * weights[j + 1] * test_plane_get (src, x + i, y + j);
  return sum;
}

static void
test_split (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint round = 0; round < 20; round++) {
    gint width = g_rand_int_range (rand, 1, 40), height = g_rand_int_range (rand, 1, 40);
    g_auto (TestPlane) src = test_plane_random (rand, width, height, 1, 0.0, 255.0);
    g_auto (TestPlane) detail = test_plane_new (width, height, 0);
    g_autofree gfloat *row = g_new (gfloat, width + 2);

    aoi_sharpness_split (&src.plane, row, &detail.plane);
    for (gint y = 0; y < height; y++)
      for (gint x = 0; x < width; x++)
        g_assert_cmpfloat_with_epsilon (test_plane_get (&detail, x, y),
            test_plane_get (&src, x, y) - slow_blur (&src, x, y), 1e-3);
  }
}

/* A picture of edges, and the same as a softer or sharper lens shows it: some of its detail less or
 * more. */
typedef struct {
  TestPlane sharp, live, detail, all;
  AoiRun mask[40];
} Pair;

static void
pair_init (Pair *self, gdouble taken)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autofree gfloat *row = g_new (gfloat, 48 + 2);

  self->sharp = test_plane_new (48, 40, 1);
  self->live = test_plane_new (48, 40, 1);
  self->detail = test_plane_new (48, 40, 0);
  self->all = test_plane_filled (48, 40, 0, 1.0f);
  fill_mask (self->mask, 40, 0, 48);
  for (gint y = -1; y <= 40; y++)
    for (gint x = -1; x <= 48; x++)
      aoi_plane_row (&self->sharp.plane, y)[x] = 80.0f + 40.0f * (x / 5 % 2) + 25.0f * (y / 7 % 2)
          + (gfloat) g_rand_double_range (rand, -1.0, 1.0);
  for (gint y = 0; y < 40; y++)
    for (gint x = 0; x < 48; x++)
      aoi_plane_row (
          &self->live.plane, y)[x] = (gfloat) ((1.0 - taken) * test_plane_get (&self->sharp, x, y)
          + taken * slow_blur (&self->sharp, x, y));
  aoi_plane_reflect (&self->live.plane);
  aoi_sharpness_split (&self->live.plane, row, &self->detail.plane);
}

static void
pair_clear (Pair *self)
{
  test_plane_clear (&self->sharp);
  test_plane_clear (&self->live);
  test_plane_clear (&self->detail);
  test_plane_clear (&self->all);
}

static gfloat
pair_fit (const Pair *self)
{
  return aoi_sharpness_fit (
      &self->sharp.plane, &self->live.plane, &self->detail.plane, &self->all.plane, self->mask);
}

static gdouble
pair_difference (const Pair *self)
{
  gdouble sum = 0.0;

  for (gint y = 0; y < 40; y++)
    for (gint x = 0; x < 48; x++)
      sum += fabs (test_plane_get (&self->sharp, x, y) - test_plane_get (&self->live, x, y));
  return sum;
}

/* Softer and sharper pictures come nearer; equal ones stay as they are. */
static void
test_fit (void)
{
  static const gdouble taken[] = { 0.8, 0.4, -0.4 };
  Pair equal;

  for (guint i = 0; i < G_N_ELEMENTS (taken); i++) {
    Pair pair;
    gdouble before;
    gfloat sharpness;

    pair_init (&pair, taken[i]);
    before = pair_difference (&pair);
    sharpness = pair_fit (&pair);
    g_assert_true ((sharpness > 0.0f) == (taken[i] > 0.0));
    aoi_sharpness_apply (sharpness, &pair.detail.plane, &pair.live.plane);
    g_assert_cmpfloat (pair_difference (&pair), <, 0.7 * before);
    pair_clear (&pair);
  }
  pair_init (&equal, 0.0);
  g_assert_cmpfloat (pair_fit (&equal), ==, 0.0f);
  pair_clear (&equal);
}

/* A defect does not bend the fit: what differs much, is not judged, or is not shown does not count. */
static void
test_what_counts (void)
{
  Pair pair;
  gfloat clean, bent;

  pair_init (&pair, 0.4);
  clean = pair_fit (&pair);
  for (gint y = 10; y < 20; y++)
    for (gint x = 10; x < 20; x++)
      aoi_plane_row (&pair.live.plane, y)[x] += 120.0f;
  g_assert_cmpfloat_with_epsilon (pair_fit (&pair), clean, 0.1);
  for (gint y = 10; y < 20; y++)
    for (gint x = 10; x < 20; x++)
      aoi_plane_row (&pair.live.plane, y)[x] -= 120.0f + 50.0f * ((x + y) % 2);
  bent = pair_fit (&pair);
  for (gint y = 10; y < 20; y++)
    for (gint x = 10; x < 20; x++)
      aoi_plane_row (&pair.all.plane, y)[x] = 0.0f;
  g_assert_cmpfloat_with_epsilon (pair_fit (&pair), clean, 0.1);
  g_assert_cmpfloat (pair_fit (&pair), !=, bent);
  fill_mask (pair.mask, 40, 7, 7);
  g_assert_cmpfloat (pair_fit (&pair), ==, 0.0f);
  pair_clear (&pair);
}

static void
test_limits (void)
{
  Pair pair;

  pair_init (&pair, 0.4);
  for (gint y = 0; y < 40; y++)
    for (gint x = 0; x < 48; x++)
      aoi_plane_row (&pair.sharp.plane, y)[x] = test_plane_get (&pair.live, x, y)
          + 3.0f * test_plane_get (&pair.detail, x, y);
  g_assert_cmpfloat (pair_fit (&pair), ==, 1.5f);
  for (gint y = 0; y < 40; y++)
    for (gint x = 0; x < 48; x++)
      aoi_plane_row (&pair.sharp.plane, y)[x] = test_plane_get (&pair.live, x, y)
          - 2.0f * test_plane_get (&pair.detail, x, y);
  g_assert_cmpfloat (pair_fit (&pair), ==, -0.5f);
  pair_clear (&pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/sharpness/split", test_split);
  g_test_add_func ("/ops/sharpness/fit", test_fit);
  g_test_add_func ("/ops/sharpness/what-counts", test_what_counts);
  g_test_add_func ("/ops/sharpness/limits", test_limits);
  return g_test_run ();
}
