/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "ops-support.h"
#include "ops/warp.h"

#define DEGREE (G_PI / 180.0)
#define MARGIN 6

static gdouble
slow_sample (const TestPlane *src, gdouble x, gdouble y)
{
  gdouble cx = CLAMP (x, -MARGIN, src->plane.width + MARGIN - 1.001);
  gdouble cy = CLAMP (y, -MARGIN, src->plane.height + MARGIN - 1.001);
  gint ix = (gint) floor (cx), iy = (gint) floor (cy);
  gdouble fx = cx - ix, fy = cy - iy;

  return (1 - fy)
      * ((1 - fx) * test_plane_get (src, ix, iy) + fx * test_plane_get (src, ix + 1, iy))
      + fy
      * ((1 - fx) * test_plane_get (src, ix, iy + 1) + fx * test_plane_get (src, ix + 1, iy + 1));
}

static AoiPose
random_pose (GRand *rand)
{
  return (AoiPose){ g_rand_double_range (rand, -9.0, 9.0), g_rand_double_range (rand, -9.0, 9.0),
    g_rand_double_range (rand, -4.0, 4.0) * DEGREE };
}

static void
test_sample (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint round = 0; round < 40; round++) {
    gint width = g_rand_int_range (rand, 1, 70), height = g_rand_int_range (rand, 1, 70);
    g_auto (TestPlane) src = test_plane_random (rand, width, height, MARGIN, 0.0, 255.0);
    g_autofree gint *offsets = g_new (gint, width);
    g_autofree gfloat *weights = g_new (gfloat, 3 * width);
    AoiPose pose = random_pose (rand);
    AoiRun run = { g_rand_int_range (rand, 0, width), width };

    for (gint y = 0; y < height; y++) {
      gfloat *dest = weights + 2 * (run.end - run.begin);

      aoi_warp_row (&src.plane, &pose, width, height, y, run, offsets, weights);
      aoi_warp_sample (&src.plane, offsets, weights, run.end - run.begin, dest);
      for (gint x = run.begin; x < run.end; x++) {
        gdouble lx, ly;

        aoi_pose_apply (&pose, width, height, x, y, &lx, &ly);
        g_assert_cmpfloat_with_epsilon (dest[x - run.begin], slow_sample (&src, lx, ly), 0.05);
      }
    }
  }
}

static gboolean
is_inside (const AoiPose *pose, gint width, gint height, gint x, gint y, gdouble slack)
{
  gdouble lx, ly;

  aoi_pose_apply (pose, width, height, x, y, &lx, &ly);
  return lx >= -0.5 - slack && ly >= -0.5 - slack && lx <= width - 0.5 + slack
      && ly <= height - 0.5 + slack;
}

static void
test_mask (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (gint round = 0; round < 60; round++) {
    gint width = g_rand_int_range (rand, 8, 60), height = g_rand_int_range (rand, 8, 60);
    const gint border = round % 4;
    g_autofree AoiRun *mask = g_new (AoiRun, height);
    AoiPose pose = random_pose (rand);

    if (round % 3 == 0)
      pose.angle = 0.0;
    aoi_warp_mask (&pose, width, height, border, mask);
    for (gint y = 0; y < height; y++) {
      for (gint x = 0; x < width; x++) {
        if (x >= mask[y].begin && x < mask[y].end)
          g_assert_true (is_inside (&pose, width, height, x, y, 1e-6 - border));
        else
          g_assert_false (is_inside (&pose, width, height, x, y, -1e-6 - border));
      }
    }
  }
}

static gboolean
window_is_in (const AoiRun *mask, gint width, gint height, gint x, gint y, gint radius)
{
  for (gint j = MAX (0, y - radius); j <= MIN (height - 1, y + radius); j++)
    for (gint i = MAX (0, x - radius); i <= MIN (width - 1, x + radius); i++)
      if (i < mask[j].begin || i >= mask[j].end)
        return FALSE;
  return TRUE;
}

static void
test_erode (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gint round = 0; round < 60; round++) {
    gint width = g_rand_int_range (rand, 8, 40), height = g_rand_int_range (rand, 8, 40);
    gint radius = g_rand_int_range (rand, 0, 5);
    g_autofree AoiRun *mask = g_new (AoiRun, height), *valid = g_new (AoiRun, height);
    AoiPose pose = random_pose (rand);

    aoi_warp_mask (&pose, width, height, round % 2, mask);
    aoi_mask_erode (mask, width, height, radius, valid);
    for (gint y = 0; y < height; y++)
      for (gint x = 0; x < width; x++)
        g_assert_cmpint (x >= valid[y].begin && x < valid[y].end, ==,
            window_is_in (mask, width, height, x, y, radius));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/warp/sample", test_sample);
  g_test_add_func ("/ops/warp/mask", test_mask);
  g_test_add_func ("/ops/warp/erode", test_erode);
  return g_test_run ();
}
