/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done where only some pixels of the golden picture count: as if the others were not there. */
#include "ops-support.h"
#include "ops/align.h"
#include "ops/correlate-judged.h"
#include "ops/correlate.h"
#include "ops/photometry.h"
#include "ops/structure.h"

#define WINDOW 7
#define RADIUS (WINDOW / 2)
#define NOISE 30.0
#define DEGREE (G_PI / 180.0)

static TestPlane
random_judged (GRand *rand, gint width, gint height, gint margin)
{
  TestPlane self = test_plane_random (rand, width, height, margin, 0.0, 1.0);

  for (gint y = -margin; y < height + margin; y++)
    for (gint x = -margin; x < width + margin; x++)
      aoi_plane_row (&self.plane, y)[x] = aoi_plane_row (&self.plane, y)[x] < 0.6f ? 1.0f : 0.0f;
  return self;
}

/* A third of the picture, to the right. */
static TestPlane
without_right (gint width, gint height)
{
  TestPlane self = test_plane_filled (width, height, 0, 1.0f);

  for (gint y = 0; y < height; y++)
    for (gint x = 2 * width / 3; x < width; x++)
      aoi_plane_row (&self.plane, y)[x] = 0.0f;
  return self;
}

/* Something of its own where nothing counts, a few pixels beyond too small a shift to matter. */
static void
spoil_right (const TestPlane *self)
{
  const AoiPlane *plane = &self->plane;

  for (gint y = -plane->margin; y < plane->height + plane->margin; y++)
    for (gint x = 2 * plane->width / 3 + 6; x < plane->width + plane->margin; x++)
      aoi_plane_row (plane, y)[x] = (x / 4 + y / 3) % 2 == 0 ? 250.0f : 3.0f;
}

static gdouble
slow_correlation (const TestPlane *a, const TestPlane *b, const TestPlane *judged,
    const AoiRect *area, gint dx, gint dy, gdouble noise)
{
  gdouble n = 0.0, am = 0.0, bm = 0.0, aa = 0.0, bb = 0.0, ab = 0.0;

  for (gint pass = 0; pass < 2; pass++) {
    for (gint y = area->y; y < area->y + area->height; y++) {
      for (gint x = area->x; x < area->x + area->width; x++) {
        gdouble p = test_plane_get (a, x, y), q = test_plane_get (b, x + dx, y + dy);

        if (test_plane_get (judged, x, y) < 0.5)
          continue;
        n += pass == 0;
        am += pass == 0 ? p : 0.0;
        bm += pass == 0 ? q : 0.0;
        aa += pass == 0 ? 0.0 : (p - am / n) * (p - am / n);
        bb += pass == 0 ? 0.0 : (q - bm / n) * (q - bm / n);
        ab += pass == 0 ? 0.0 : (p - am / n) * (q - bm / n);
      }
    }
  }
  return ab / n / sqrt ((aa / n + noise) * (bb / n + noise));
}

static void
test_correlation (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint round = 0; round < 60; round++) {
    gint width = g_rand_int_range (rand, 12, 50), height = g_rand_int_range (rand, 12, 50);
    gint dx = g_rand_int_range (rand, -3, 4), dy = g_rand_int_range (rand, -3, 4);
    g_auto (TestPlane) a = test_plane_random (rand, width, height, 0, 0.0, 255.0);
    g_auto (TestPlane) b = test_plane_random (rand, width, height, 0, 0.0, 255.0);
    g_auto (TestPlane) judged = random_judged (rand, width, height, 0);
    AoiRect area = { MAX (0, -dx), MAX (0, -dy), width - ABS (dx), height - ABS (dy) };
    AoiJudgedPair pair;

    aoi_judged_pair_init (&pair, &a.plane, &b.plane, &judged.plane, 4.0);
    g_assert_cmpfloat_with_epsilon (aoi_correlate_judged (&pair, &area, dx, dy),
        slow_correlation (&a, &b, &judged, &area, dx, dy, 4.0), 1e-4);
  }
}

/* Of what counts too little is in the area: that would correlate by chance. */
static void
test_correlation_of_too_little (void)
{
  g_auto (TestPlane) a = test_plane_pattern (30, 30, 0, 0.0, 0.0, 0.0);
  g_auto (TestPlane) judged = without_right (30, 30);
  const AoiRect most = { 0, 0, 10, 30 }, few = { 0, 0, 4, 30 }, none = { 22, 0, 8, 30 };
  AoiJudgedPair pair;

  aoi_judged_pair_init (&pair, &a.plane, &a.plane, &judged.plane, 0.0);
  g_assert_cmpfloat_with_epsilon (aoi_correlate_judged (&pair, &most, 0, 0), 1.0, 1e-6);
  g_assert_cmpfloat (aoi_correlate_judged (&pair, &few, 0, 0), ==, 0.0);
  g_assert_cmpfloat (aoi_correlate_judged (&pair, &none, 0, 0), ==, 0.0);
}

static void
test_registration (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gint round = 0; round < 20; round++) {
    gdouble dx = g_rand_double_range (rand, -4.0, 4.0), dy = g_rand_double_range (rand, -4.0, 4.0);
    gdouble angle = g_rand_double_range (rand, -2.0, 2.0) * DEGREE, correlation = 0.0;
    g_auto (TestPlane) a = test_plane_pattern (66, 60, 6, 0.0, 0.0, 0.0);
    g_auto (TestPlane) b = test_plane_pattern (66, 60, 6, dx, dy, angle);
    g_auto (TestPlane) judged = without_right (66, 60);
    AoiPose pose = { 0 };
    gint offsets[66];
    gfloat rows[3 * 66];

    spoil_right (&b);
    g_assert_cmpfloat (
        aoi_correlate_fine (&a.plane, &b.plane, &judged.plane, 0, 0, 5, &pose.x, &pose.y), >, 0.9);
    g_assert_cmpfloat (hypot (pose.x - dx, pose.y - dy), <, 1.0);
    g_assert_true (
        aoi_align_refine (&a.plane, &b.plane, &judged.plane, offsets, rows, &pose, &correlation));
    g_assert_cmpfloat_with_epsilon (pose.x, dx, 0.1);
    g_assert_cmpfloat_with_epsilon (pose.y, dy, 0.1);
    g_assert_cmpfloat_with_epsilon (pose.angle, angle, 0.15 * DEGREE);
    g_assert_cmpfloat (correlation, >, 0.999);
  }
}

static void
test_photometry (void)
{
  g_auto (TestPlane) golden = test_plane_pattern (60, 40, 0, 0.0, 0.0, 0.0);
  g_auto (TestPlane) live = test_plane_pattern (60, 40, 0, 0.0, 0.0, 0.0);
  g_auto (TestPlane) judged = test_plane_filled (60, 40, 0, 0.0f);
  AoiRun mask[40];
  AoiPhotometry fit;

  for (gint y = 0; y < 40; y++) {
    mask[y] = (AoiRun){ 0, 60 };
    for (gint x = 0; x < 60; x++)
      aoi_plane_row (&live.plane, y)[x] = x >= 20 ? 0.5f * test_plane_get (&golden, x, y)
                                                  : (test_plane_get (&golden, x, y) - 8.0f) / 1.1f;
    for (gint x = 0; x < 20; x++)
      aoi_plane_row (&judged.plane, y)[x] = 1.0f;
  }
  fit = aoi_photometry_fit (&golden.plane, &live.plane, &judged.plane, mask);
  g_assert_cmpfloat_with_epsilon (fit.gain, 1.1, 0.01);
  g_assert_cmpfloat_with_epsilon (fit.offset, 8.0, 1.5);
}

static gdouble
slow_structure (
    const TestPlane *a, const TestPlane *b, const TestPlane *judged, gint x, gint y, gint *n)
{
  const AoiRect all = { x - RADIUS, y - RADIUS, WINDOW, WINDOW };
  gdouble am = 0.0, bm = 0.0, aa = 0.0, bb = 0.0, ab = 0.0;

  *n = 0;
  for (gint pass = 0; pass < 2; pass++) {
    for (gint j = all.y; j < all.y + all.height; j++) {
      for (gint i = all.x; i < all.x + all.width; i++) {
        gdouble p = test_plane_get (a, i, j), q = test_plane_get (b, i, j);

        if (test_plane_get (judged, i, j) < 0.5)
          continue;
        *n += pass == 0;
        am += pass == 0 ? p : 0.0;
        bm += pass == 0 ? q : 0.0;
        aa += pass == 0 ? 0.0 : (p - am / *n) * (p - am / *n);
        bb += pass == 0 ? 0.0 : (q - bm / *n) * (q - bm / *n);
        ab += pass == 0 ? 0.0 : (p - am / *n) * (q - bm / *n);
      }
    }
  }
  return CLAMP (1.0 - (2.0 * ab / *n + NOISE) / (aa / *n + bb / *n + NOISE), 0.0, 2.0);
}

static void
blacken (const TestPlane *self, const TestPlane *judged)
{
  gint margin = self->plane.margin;

  for (gint y = -margin; y < self->plane.height + margin; y++)
    for (gint x = -margin; x < self->plane.width + margin; x++)
      aoi_plane_row (&self->plane, y)[x] *= test_plane_get (judged, x, y);
}

/* A window is judged by those of its pixels that count, or not at all. */
static void
test_structure (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (gint round = 0; round < 20; round++) {
    gint width = g_rand_int_range (rand, 1, 50), height = g_rand_int_range (rand, 1, 50), n;
    g_auto (TestPlane) a = test_plane_random (rand, width, height, RADIUS, 0.0, 255.0);
    g_auto (TestPlane) b = test_plane_random (rand, width, height, RADIUS, 0.0, 255.0);
    g_auto (TestPlane) judged = random_judged (rand, width, height, RADIUS);
    g_auto (TestPlane) expected = test_plane_new (width, height, 0);
    g_auto (TestPlane) scale = test_plane_new (width, height, 0);
    g_auto (TestPlane) mean = test_plane_new (width, height, 0);
    g_auto (TestPlane) variance = test_plane_new (width, height, 0);
    g_auto (TestPlane) dest = test_plane_new (width, height, 0);
    g_autofree gfloat *rows = g_new (gfloat, 6 * (width + WINDOW));

    for (gint y = 0; y < height; y++) {
      for (gint x = 0; x < width; x++) {
        gdouble difference = slow_structure (&a, &b, &judged, x, y, &n);
        gboolean enough = 2 * n > WINDOW * WINDOW;

        aoi_plane_row (&scale.plane, y)[x] = enough ? 1.0f / (gfloat) n : 0.0f;
        aoi_plane_row (&expected.plane, y)[x] = enough ? (gfloat) difference : 0.0f;
      }
    }
    blacken (&a, &judged);
    blacken (&b, &judged);
    aoi_structure_variance (&a.plane, WINDOW, &scale.plane, rows, &mean.plane, &variance.plane);
    aoi_structure_difference (&a.plane, &mean.plane, &variance.plane, &b.plane, WINDOW,
        &scale.plane, (gfloat) NOISE, rows, &dest.plane);
    for (gint y = 0; y < height; y++)
      for (gint x = 0; x < width; x++)
        g_assert_cmpfloat_with_epsilon (
            test_plane_get (&dest, x, y), test_plane_get (&expected, x, y), 2e-3);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/judged/correlation", test_correlation);
  g_test_add_func ("/ops/judged/correlation-of-too-little", test_correlation_of_too_little);
  g_test_add_func ("/ops/judged/registration", test_registration);
  g_test_add_func ("/ops/judged/photometry", test_photometry);
  g_test_add_func ("/ops/judged/structure", test_structure);
  return g_test_run ();
}
