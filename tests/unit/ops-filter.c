/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "ops-support.h"
#include "ops/filter.h"

#define ROUNDS 30
#define MARGIN 8

static void
test_reflect (void)
{
  static const gint expected[] = { 2, 1, 0, 1, 2, 3, 4, 3, 2 };
  g_auto (TestPlane) plane = test_plane_new (5, 2, 2);

  for (gint y = 0; y < 2; y++)
    for (gint x = 0; x < 5; x++)
      aoi_plane_row (&plane.plane, y)[x] = (gfloat) (10 * y + x);
  aoi_plane_reflect (&plane.plane);
  for (gint y = -2; y < 4; y++)
    for (gint x = -2; x < 7; x++)
      g_assert_cmpfloat (test_plane_get (&plane, x, y), ==, 10 * (ABS (y) % 2) + expected[x + 2]);
}

static void
check_3x3 (const TestPlane *src, const TestPlane *mean, const TestPlane *least,
    const TestPlane *most, gint x, gint y)
{
  gdouble sum = 0.0, low = G_MAXDOUBLE, high = -G_MAXDOUBLE;

  for (gint j = -1; j <= 1; j++) {
    for (gint i = -1; i <= 1; i++) {
      gdouble value = test_plane_get (src, x + i, y + j);

      sum += value;
      low = MIN (low, value);
      high = MAX (high, value);
    }
  }
  g_assert_cmpfloat_with_epsilon (test_plane_get (mean, x, y), sum / 9.0, 1e-3);
  g_assert_cmpfloat (test_plane_get (least, x, y), ==, low);
  g_assert_cmpfloat (test_plane_get (most, x, y), ==, high);
}

static void
test_3x3 (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint round = 0; round < ROUNDS; round++) {
    gint width = g_rand_int_range (rand, 1, 60), height = g_rand_int_range (rand, 1, 60);
    gint margin = g_rand_int_range (rand, 0, MARGIN);
    g_auto (TestPlane) src = test_plane_random (rand, width, height, MARGIN, -255.0, 255.0);
    g_auto (TestPlane) mean = test_plane_new (width, height, margin);
    g_auto (TestPlane) least = test_plane_new (width, height, margin);
    g_auto (TestPlane) most = test_plane_new (width, height, margin);
    g_autofree gfloat *row = g_new (gfloat, width + 2 * MARGIN);

    aoi_filter_mean3 (&src.plane, row, &mean.plane);
    aoi_filter_min3 (&src.plane, row, &least.plane);
    aoi_filter_max3 (&src.plane, row, &most.plane);
    for (gint y = -margin; y < height + margin; y++)
      for (gint x = -margin; x < width + margin; x++)
        check_3x3 (&src, &mean, &least, &most, x, y);
  }
}

static void
test_smooth_is_gaussian (void)
{
  g_auto (TestPlane) src = test_plane_new (9, 9, 4);
  g_auto (TestPlane) dest = test_plane_new (9, 9, 2);
  gfloat row[9 + 2 * 4];
  gdouble total = 0.0, scale = 0.0;

  aoi_plane_row (&src.plane, 4)[4] = 1000.0f;
  aoi_filter_smooth (&src.plane, row, &dest.plane);
  for (gint i = -2; i <= 2; i++)
    scale += exp (-i * i / (2 * 0.6 * 0.6));
  for (gint y = -2; y < 11; y++) {
    for (gint x = -2; x < 11; x++) {
      gint dx = x - 4, dy = y - 4;
      gdouble expected = exp (-(dx * dx + dy * dy) / (2 * 0.6 * 0.6)) / (scale * scale) * 1000.0;

      g_assert_cmpfloat_with_epsilon (
          test_plane_get (&dest, x, y), ABS (dx) <= 2 && ABS (dy) <= 2 ? expected : 0.0, 1e-2);
      total += test_plane_get (&dest, x, y);
    }
  }
  g_assert_cmpfloat_with_epsilon (total, 1000.0, 0.01);
}

static void
test_mean (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (gint round = 0; round < ROUNDS; round++) {
    gint width = g_rand_int_range (rand, 1, 40), height = g_rand_int_range (rand, 1, 40);
    gint radius = g_rand_int_range (rand, 0, MARGIN + 1), side = 2 * radius + 1;
    g_auto (TestPlane) src = test_plane_random (rand, width, height, MARGIN, 0.0, 255.0);
    g_auto (TestPlane) dest = test_plane_new (width, height, 0);
    g_autofree gfloat *row = g_new (gfloat, width + 2 * MARGIN);

    aoi_filter_mean (&src.plane, side, row, &dest.plane);
    for (gint y = 0; y < height; y++) {
      for (gint x = 0; x < width; x++) {
        gdouble sum = 0.0;

        for (gint j = -radius; j <= radius; j++)
          for (gint i = -radius; i <= radius; i++)
            sum += test_plane_get (&src, x + i, y + j);
        g_assert_cmpfloat_with_epsilon (test_plane_get (&dest, x, y), sum / (side * side), 1e-2);
      }
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/filter/reflect", test_reflect);
  g_test_add_func ("/ops/filter/3x3", test_3x3);
  g_test_add_func ("/ops/filter/smooth-is-gaussian", test_smooth_is_gaussian);
  g_test_add_func ("/ops/filter/mean", test_mean);
  return g_test_run ();
}
