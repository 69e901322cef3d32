/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "ops-support.h"
#include "ops/chroma.h"
#include "ops/filter.h"
#include "ops/photometry.h"
#include "ops/ramp.h"
#include "ops/structure.h"

#define WINDOW 7
#define RADIUS (WINDOW / 2)
#define NOISE 30.0

static void
fill_mask (AoiRun *mask, gint height, gint begin, gint end)
{
  for (gint y = 0; y < height; y++)
    mask[y] = (AoiRun){ begin, end };
}

/* A live picture of another brightness, in which a quarter of the rows shows something else. */
static void
test_photometry_ignores_a_defect (void)
{
  g_auto (TestPlane) golden = test_plane_pattern (48, 40, 0, 0.0, 0.0, 0.0);
  g_auto (TestPlane) live = test_plane_pattern (48, 40, 0, 0.0, 0.0, 0.0);
  g_auto (TestPlane) all = test_plane_filled (48, 40, 0, 1.0f);
  AoiRun mask[40];
  AoiPhotometry fit;

  fill_mask (mask, 40, 0, 48);
  for (gint y = 0; y < 40; y++)
    for (gint x = 0; x < 48; x++)
      aoi_plane_row (&live.plane, y)[x] = y < 10 ? 250.0f
                                                 : (test_plane_get (&golden, x, y) - 8.0f) / 1.1f;
  fit = aoi_photometry_fit (&golden.plane, &live.plane, &all.plane, mask);
  g_assert_cmpfloat_with_epsilon (fit.gain, 1.1, 0.06);
  aoi_photometry_apply (&fit, &live.plane);
  for (gint y = 10; y < 40; y++)
    for (gint x = 0; x < 48; x++)
      g_assert_cmpfloat_with_epsilon (
          test_plane_get (&live, x, y), test_plane_get (&golden, x, y), 4.0);
}

/* What is burnt out would bend the gain: half of the live picture stops at white. */
static void
test_photometry_leaves_out_what_is_not_judged (void)
{
  g_auto (TestPlane) golden = test_plane_new (40, 30, 0);
  g_auto (TestPlane) live = test_plane_new (40, 30, 0);
  g_auto (TestPlane) judged = test_plane_new (40, 30, 0);
  AoiRun mask[30];
  AoiPhotometry fit;

  fill_mask (mask, 30, 0, 40);
  for (gint y = 0; y < 30; y++) {
    for (gint x = 0; x < 40; x++) {
      gfloat value = 180.0f + 2.0f * x, brighter = 1.12f * value + 4.0f;

      aoi_plane_row (&golden.plane, y)[x] = value;
      aoi_plane_row (&live.plane, y)[x] = MIN (brighter, 255.0f);
      aoi_plane_row (&judged.plane, y)[x] = brighter < 250.0f ? 1.0f : 0.0f;
    }
  }
  fit = aoi_photometry_fit (&golden.plane, &live.plane, &judged.plane, mask);
  g_assert_cmpfloat_with_epsilon (fit.gain, 1.0 / 1.12, 0.02);
}

static void
test_photometry_has_limits (void)
{
  g_auto (TestPlane) golden = test_plane_pattern (30, 30, 0, 0.0, 0.0, 0.0);
  g_auto (TestPlane) live = test_plane_new (30, 30, 0);
  g_auto (TestPlane) all = test_plane_filled (30, 30, 0, 1.0f);
  AoiRun mask[30];
  AoiPhotometry fit;

  fill_mask (mask, 30, 0, 30);
  fit = aoi_photometry_fit (&golden.plane, &live.plane, &all.plane, mask);
  g_assert_cmpfloat (fit.gain, ==, 1.0f);
  g_assert_cmpfloat (fit.offset, ==, 25.0f);
  for (gint y = 0; y < 30; y++)
    for (gint x = 0; x < 30; x++)
      aoi_plane_row (&live.plane, y)[x] = 0.2f * test_plane_get (&golden, x, y);
  fit = aoi_photometry_fit (&golden.plane, &live.plane, &all.plane, mask);
  g_assert_cmpfloat (fit.gain, ==, 1.25f);
  fill_mask (mask, 30, 5, 5);
  fit = aoi_photometry_fit (&golden.plane, &live.plane, &all.plane, mask);
  g_assert_cmpfloat (fit.gain, ==, 1.0f);
  g_assert_cmpfloat (fit.offset, ==, 0.0f);
}

/* Bright ground in less light: the offset alone would be more than its limit. */
static void
test_photometry_of_even_ground (void)
{
  g_auto (TestPlane) golden = test_plane_filled (30, 30, 0, 210.0f);
  g_auto (TestPlane) live = test_plane_filled (30, 30, 0, 0.85f * 210.0f - 6.0f);
  g_auto (TestPlane) all = test_plane_filled (30, 30, 0, 1.0f);
  AoiRun mask[30];
  AoiPhotometry fit;

  fill_mask (mask, 30, 0, 30);
  for (gint y = 0; y < 30; y++)
    for (gint x = 0; x < 10; x++)
      aoi_plane_row (&live.plane, y)[x] = 100.0f;
  fit = aoi_photometry_fit_even (&golden.plane, &live.plane, &all.plane, mask);
  g_assert_cmpfloat_with_epsilon (fit.gain * (0.85 * 210.0 - 6.0) + fit.offset, 210.0, 0.1);
  g_assert_cmpfloat (fit.gain, >, 1.15);
  aoi_plane_fill (&live.plane, 0.0f);
  fit = aoi_photometry_fit_even (&golden.plane, &live.plane, &all.plane, mask);
  g_assert_cmpfloat (fit.gain, ==, 1.25f);
  g_assert_cmpfloat (fit.offset, ==, 25.0f);
}

/* Light that falls to one side, on ground with a quarter of it covered. */
static void
test_ramp_ignores_a_defect (void)
{
  g_auto (TestPlane) golden = test_plane_filled (50, 41, 0, 120.0f);
  g_auto (TestPlane) live = test_plane_new (50, 41, 0);
  g_auto (TestPlane) all = test_plane_filled (50, 41, 0, 1.0f);
  AoiRun mask[41];
  AoiRamp ramp;

  fill_mask (mask, 41, 0, 50);
  for (gint y = 0; y < 41; y++)
    for (gint x = 0; x < 50; x++)
      aoi_plane_row (&live.plane, y)[x] = x < 12
          ? 200.0f
          : 130.0f - 12.0f * (2.0f * x / 49.0f - 1.0f) + 7.0f * (2.0f * y / 40.0f - 1.0f);
  ramp = aoi_ramp_fit (&golden.plane, &live.plane, &all.plane, mask);
  g_assert_cmpfloat_with_epsilon (ramp.x, 12.0, 0.5);
  g_assert_cmpfloat_with_epsilon (ramp.y, -7.0, 0.5);
  aoi_ramp_apply (&ramp, &live.plane);
  for (gint y = 0; y < 41; y++)
    for (gint x = 12; x < 50; x++)
      g_assert_cmpfloat_with_epsilon (test_plane_get (&live, x, y), 130.0, 1.0);
}

/* Even light, what is not judged, and more than light does. */
static void
test_ramp_has_limits (void)
{
  g_auto (TestPlane) golden = test_plane_filled (30, 30, 0, 100.0f);
  g_auto (TestPlane) live = test_plane_filled (30, 30, 0, 90.0f);
  g_auto (TestPlane) judged = test_plane_filled (30, 30, 0, 1.0f);
  AoiRun mask[30];
  AoiRamp ramp;

  fill_mask (mask, 30, 0, 30);
  ramp = aoi_ramp_fit (&golden.plane, &live.plane, &judged.plane, mask);
  g_assert_cmpfloat_with_epsilon (ramp.x, 0.0, 1e-4);
  g_assert_cmpfloat_with_epsilon (ramp.y, 0.0, 1e-4);
  for (gint y = 0; y < 30; y++)
    for (gint x = 0; x < 30; x++)
      aoi_plane_row (&live.plane, y)[x] = 100.0f - 3.0f * x + 1.0f * y;
  ramp = aoi_ramp_fit (&golden.plane, &live.plane, &judged.plane, mask);
  g_assert_cmpfloat_with_epsilon (ramp.x - ramp.y, 20.0, 1e-3);
  g_assert_cmpfloat_with_epsilon (ramp.x / ramp.y, -3.0, 1e-3);
  aoi_plane_fill (&judged.plane, 0.0f);
  ramp = aoi_ramp_fit (&golden.plane, &live.plane, &judged.plane, mask);
  g_assert_cmpfloat (ramp.x, ==, 0.0f);
  g_assert_cmpfloat (ramp.y, ==, 0.0f);
}

static gdouble
slow_structure (const TestPlane *a, const TestPlane *b, gint x, gint y)
{
  gdouble n = WINDOW * WINDOW, am = 0.0, bm = 0.0, aa = 0.0, bb = 0.0, ab = 0.0;

  for (gint j = y - RADIUS; j <= y + RADIUS; j++) {
    for (gint i = x - RADIUS; i <= x + RADIUS; i++) {
      am += test_plane_get (a, i, j) / n;
      bm += test_plane_get (b, i, j) / n;
    }
  }
  for (gint j = y - RADIUS; j <= y + RADIUS; j++) {
    for (gint i = x - RADIUS; i <= x + RADIUS; i++) {
      gdouble p = test_plane_get (a, i, j) - am, q = test_plane_get (b, i, j) - bm;

      aa += p * p / n;
      bb += q * q / n;
      ab += p * q / n;
    }
  }
  return CLAMP (1.0 - (2.0 * ab + NOISE) / (aa + bb + NOISE), 0.0, 2.0);
}

static void
test_structure (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint round = 0; round < 20; round++) {
    gint width = g_rand_int_range (rand, 1, 50), height = g_rand_int_range (rand, 1, 50);
    g_auto (TestPlane) a = test_plane_random (rand, width, height, RADIUS, 0.0, 255.0);
    g_auto (TestPlane) b = test_plane_random (rand, width, height, RADIUS, 0.0, 255.0);
    g_auto (TestPlane) mean = test_plane_new (width, height, 0);
    g_auto (TestPlane) variance = test_plane_new (width, height, 0);
    g_auto (TestPlane) dest = test_plane_new (width, height, 0);
    g_auto (TestPlane) scale = test_plane_filled (width, height, 0, 1.0f / (WINDOW * WINDOW));
    g_autofree gfloat *rows = g_new (gfloat, 6 * (width + WINDOW));

    aoi_structure_variance (&a.plane, WINDOW, &scale.plane, rows, &mean.plane, &variance.plane);
    aoi_structure_difference (&a.plane, &mean.plane, &variance.plane, &b.plane, WINDOW,
        &scale.plane, (gfloat) NOISE, rows, &dest.plane);
    for (gint y = 0; y < height; y++)
      for (gint x = 0; x < width; x++)
        g_assert_cmpfloat_with_epsilon (
            test_plane_get (&dest, x, y), slow_structure (&a, &b, x, y), 2e-3);
  }
}

static void
test_split (void)
{
  const gfloat red[] = { 0.0f, 255.0f, 249.0f, 10.0f }, green[] = { 0.0f, 0.0f, 249.0f, 20.0f };
  const gfloat blue[] = { 250.0f, 0.0f, 249.0f, 30.0f };
  gfloat luma[4], red_green[4], yellow_blue[4], saturated[4];

  aoi_chroma_split (red, green, blue, 4, luma, red_green, yellow_blue, saturated);
  g_assert_cmpfloat_with_epsilon (luma[0], 28.5, 1e-3);
  g_assert_cmpfloat_with_epsilon (luma[2], 249.0, 1e-3);
  g_assert_cmpfloat (red_green[1], ==, 255.0f);
  g_assert_cmpfloat (red_green[3], ==, -10.0f);
  g_assert_cmpfloat (yellow_blue[0], ==, -250.0f);
  g_assert_cmpfloat (yellow_blue[3], ==, -15.0f);
  g_assert_cmpfloat (saturated[0], ==, 1.0f);
  g_assert_cmpfloat (saturated[1], ==, 1.0f);
  g_assert_cmpfloat (saturated[2], ==, 0.0f);
}

/* Both channels of a picture of random colours, with the planes that a chroma needs. */
static void
init_chroma (GRand *rand, TestPlane planes[6], AoiChroma chroma[2], gint width, gint height)
{
  g_autofree gfloat *row = g_new (gfloat, width + 2);

  for (gint i = 0; i < 2; i++) {
    planes[3 * i] = test_plane_random (rand, width, height, 1, -120.0, 120.0);
    planes[3 * i + 1] = test_plane_new (width, height, 0);
    planes[3 * i + 2] = test_plane_new (width, height, 0);
    aoi_filter_min3 (&planes[3 * i].plane, row, &planes[3 * i + 1].plane);
    aoi_filter_max3 (&planes[3 * i].plane, row, &planes[3 * i + 2].plane);
    chroma[i] = (AoiChroma){ planes[3 * i].plane, planes[3 * i + 1].plane,
      planes[3 * i + 2].plane };
  }
}

static gdouble
slow_excess (const AoiChroma *a, const AoiChroma *b, gint x, gint y)
{
  gdouble p = aoi_plane_row (&a->value, y)[x], q = aoi_plane_row (&b->value, y)[x];
  gdouble p_low = aoi_plane_row (&a->low, y)[x], p_high = aoi_plane_row (&a->high, y)[x];
  gdouble q_low = aoi_plane_row (&b->low, y)[x], q_high = aoi_plane_row (&b->high, y)[x];

  return MAX (0.0, MAX (MAX (q - p_high, p_low - q), MAX (p - q_high, q_low - p)));
}

static void
test_chroma (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_auto (TestPlane) golden_saturated = test_plane_random (rand, 37, 20, 0, 0.0, 0.5);
  g_auto (TestPlane) live_saturated = test_plane_random (rand, 37, 20, 0, 0.0, 1.0);
  g_auto (TestPlane) dest = test_plane_new (37, 20, 0);
  TestPlane golden_planes[6], live_planes[6];
  AoiChroma golden[2], live[2];
  AoiRun mask[20];

  init_chroma (rand, golden_planes, golden, 37, 20);
  init_chroma (rand, live_planes, live, 37, 20);
  fill_mask (mask, 20, 3, 33);
  aoi_chroma_difference (
      golden, live, &golden_saturated.plane, &live_saturated.plane, mask, &dest.plane);
  for (gint y = 0; y < 20; y++) {
    for (gint x = 0; x < 37; x++) {
      gdouble d = slow_excess (&golden[0], &live[0], x, y)
          + slow_excess (&golden[1], &live[1], x, y);
      gdouble seen = 1.0
          - MAX (test_plane_get (&golden_saturated, x, y), test_plane_get (&live_saturated, x, y));

      d = x < 3 || x >= 33 ? 0.0 : CLAMP (d - 6.0, 0.0, 120.0) / 120.0 * seen;
      g_assert_cmpfloat_with_epsilon (test_plane_get (&dest, x, y), d, 1e-4);
    }
  }
  for (gint i = 0; i < 6; i++) {
    test_plane_clear (&golden_planes[i]);
    test_plane_clear (&live_planes[i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/photometry/ignores-a-defect", test_photometry_ignores_a_defect);
  g_test_add_func ("/ops/photometry/leaves-out-what-is-not-judged",
      test_photometry_leaves_out_what_is_not_judged);
  g_test_add_func ("/ops/photometry/has-limits", test_photometry_has_limits);
  g_test_add_func ("/ops/photometry/even-ground", test_photometry_of_even_ground);
  g_test_add_func ("/ops/photometry/ramp-ignores-a-defect", test_ramp_ignores_a_defect);
  g_test_add_func ("/ops/photometry/ramp-has-limits", test_ramp_has_limits);
  g_test_add_func ("/ops/structure", test_structure);
  g_test_add_func ("/ops/chroma/split", test_split);
  g_test_add_func ("/ops/chroma/difference", test_chroma);
  return g_test_run ();
}
