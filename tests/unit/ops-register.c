/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "ops-support.h"
#include "ops/align.h"
#include "ops/correlate.h"

#define DEGREE (G_PI / 180.0)

typedef struct {
  AoiCentred centred;
  gfloat *memory;
  gdouble *sums;
} TestCentred;

static void
test_centred_clear (TestCentred *self)
{
  g_free (self->memory);
  g_free (self->sums);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestCentred, test_centred_clear)

static TestCentred
test_centred_new (const AoiPlane *src, gint margin)
{
  TestCentred self;

  self.memory = g_new (
      gfloat, aoi_centred_init (&self.centred, NULL, NULL, src->width, src->height, margin));
  self.sums = g_new (gdouble, aoi_centred_get_n_sums (src->width, src->height));
  aoi_centred_init (&self.centred, self.memory, self.sums, src->width, src->height, margin);
  aoi_centred_set (&self.centred, src);
  return self;
}

static gdouble
slow_correlation (
    const TestPlane *a, const TestPlane *b, AoiRun xs, AoiRun ys, gint dx, gint dy, gdouble noise)
{
  gdouble n = (gdouble) (xs.end - xs.begin) * (ys.end - ys.begin), am = 0.0, bm = 0.0;
  gdouble aa = 0.0, bb = 0.0, ab = 0.0;

  for (gint y = ys.begin; y < ys.end; y++) {
    for (gint x = xs.begin; x < xs.end; x++) {
      am += test_plane_get (a, x, y) / n;
      bm += test_plane_get (b, x + dx, y + dy) / n;
    }
  }
  for (gint y = ys.begin; y < ys.end; y++) {
    for (gint x = xs.begin; x < xs.end; x++) {
      gdouble p = test_plane_get (a, x, y) - am, q = test_plane_get (b, x + dx, y + dy) - bm;

      aa += p * p / n;
      bb += q * q / n;
      ab += p * q / n;
    }
  }
  return ab / sqrt ((aa + noise) * (bb + noise));
}

static void
test_overlap (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint round = 0; round < 60; round++) {
    gint width = g_rand_int_range (rand, 6, 50), height = g_rand_int_range (rand, 6, 50);
    gint dx = g_rand_int_range (rand, -5, 6), dy = g_rand_int_range (rand, -5, 6);
    g_auto (TestPlane) a = test_plane_random (rand, width, height, 0, 0.0, 255.0);
    g_auto (TestPlane) b = test_plane_random (rand, width, height, 0, 0.0, 255.0);
    g_auto (TestCentred) golden = test_centred_new (&a.plane, 5);
    g_auto (TestCentred) live = test_centred_new (&b.plane, 5);
    AoiRun xs = { MAX (0, -dx), width - MAX (0, dx) }, ys = { MAX (0, -dy), height - MAX (0, dy) };

    g_assert_cmpfloat_with_epsilon (aoi_correlate_overlap (&golden.centred, &live.centred, dx, dy),
        slow_correlation (&a, &b, xs, ys, dx, dy, 4.0), 1e-4);
  }
}

static void
test_coarse_finds_shift (void)
{
  for (gint dy = -4; dy <= 4; dy += 2) {
    for (gint dx = -6; dx <= 6; dx += 3) {
      g_auto (TestPlane) a = test_plane_pattern (40, 36, 0, 0.0, 0.0, 0.0);
      g_auto (TestPlane) b = test_plane_pattern (40, 36, 0, dx, dy, 0.0);
      g_auto (TestCentred) golden = test_centred_new (&a.plane, 8);
      g_auto (TestCentred) live = test_centred_new (&b.plane, 8);
      gint x = 99, y = 99;
      gdouble score = aoi_correlate_coarse (
          &golden.centred, &live.centred, NULL, NULL, 8, 6, &x, &y);

      /* What a shift costs may hold the best one back by a pixel; the fine search goes further. */
      g_assert_cmpint (ABS (x - dx), <=, 1);
      g_assert_cmpint (ABS (y - dy), <=, 1);
      g_assert_cmpfloat (score, >, 0.9 - 0.2 * ((dx * dx) / 64.0 + (dy * dy) / 36.0));
    }
  }
}

/* A bar from some row on. */
static TestPlane
draw_bar (gint x, gint top)
{
  TestPlane self = test_plane_filled (40, 40, 0, 20.0f);

  for (gint v = top; v < 40; v++)
    for (gint u = x; u < x + 8; u++)
      aoi_plane_row (&self.plane, v)[u] = 200.0f;
  return self;
}

/* A bar that ends in view is like a whole one that is moved along itself; one that lies beside its place is not. */
static void
test_coarse_does_not_slide (void)
{
  g_auto (TestPlane) whole = draw_bar (16, 0);
  g_auto (TestPlane) broken = draw_bar (16, 6);
  g_auto (TestPlane) moved = draw_bar (21, 0);
  g_auto (TestCentred) golden = test_centred_new (&whole.plane, 8);
  g_auto (TestCentred) open = test_centred_new (&broken.plane, 8);
  g_auto (TestCentred) beside = test_centred_new (&moved.plane, 8);
  g_autofree gfloat *slides = g_new (gfloat, aoi_correlate_get_n_shifts (8, 8));
  gint x = 99, y = 99;

  aoi_correlate_find_slides (&golden.centred, NULL, 8, 8, slides);
  aoi_correlate_coarse (&golden.centred, &open.centred, NULL, slides, 8, 8, &x, &y);
  g_assert_cmpint (x, ==, 0);
  g_assert_cmpint (ABS (y), <=, 1);
  aoi_correlate_coarse (&golden.centred, &beside.centred, NULL, slides, 8, 8, &x, &y);
  g_assert_cmpint (ABS (x - 5), <=, 1);
  g_assert_cmpint (y, ==, 0);
}

static void
test_coarse_keeps_flat_in_place (void)
{
  g_auto (TestPlane) flat = test_plane_new (20, 20, 0);
  g_auto (TestCentred) golden = test_centred_new (&flat.plane, 4);
  g_auto (TestCentred) live = test_centred_new (&flat.plane, 4);
  gint x = 99, y = 99;

  g_assert_cmpfloat (
      fabs (aoi_correlate_coarse (&golden.centred, &live.centred, NULL, NULL, 4, 4, &x, &y)), <,
      1e-9);
  g_assert_cmpint (x, ==, 0);
  g_assert_cmpint (y, ==, 0);
}

static void
test_fine_is_correlation (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (gint round = 0; round < 30; round++) {
    gint width = g_rand_int_range (rand, 12, 60), height = g_rand_int_range (rand, 12, 60);
    gint sx = g_rand_int_range (rand, -3, 4), sy = g_rand_int_range (rand, -3, 4);
    g_auto (TestPlane) a = test_plane_random (rand, width, height, 2, 0.0, 255.0);
    g_auto (TestPlane) b = test_plane_random (rand, width, height, 2, 0.0, 255.0);
    AoiRun xs = { MAX (0, -sx) + 1, width - MAX (0, sx) - 1 };
    AoiRun ys = { MAX (0, -sy) + 1, height - MAX (0, sy) - 1 };
    gdouble best = -1.0, x, y;

    for (gint j = -2; j <= 2; j++)
      for (gint i = -2; i <= 2; i++)
        best = MAX (best, slow_correlation (&a, &b, xs, ys, sx + i, sy + j, 0.0));
    g_assert_cmpfloat_with_epsilon (
        aoi_correlate_fine (&a.plane, &b.plane, NULL, sx, sy, 2, &x, &y), best, 1e-3);
    g_assert_cmpfloat (fabs (x - sx), <=, 2.5);
    g_assert_cmpfloat (fabs (y - sy), <=, 2.5);
  }
}

static void
test_fine_finds_part_of_pixel (void)
{
  g_auto (TestPlane) a = test_plane_pattern (64, 50, 6, 0.0, 0.0, 0.0);
  g_auto (TestPlane) b = test_plane_pattern (64, 50, 6, 5.3, -3.4, 0.0);
  gdouble x, y;

  g_assert_cmpfloat (aoi_correlate_fine (&a.plane, &b.plane, NULL, 4, -2, 3, &x, &y), >, 0.99);
  g_assert_cmpfloat_with_epsilon (x, 5.3, 0.15);
  g_assert_cmpfloat_with_epsilon (y, -3.4, 0.15);
}

static void
test_align_finds_pose (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gint round = 0; round < 30; round++) {
    gdouble dx = g_rand_double_range (rand, -4.0, 4.0), dy = g_rand_double_range (rand, -4.0, 4.0);
    gdouble angle = g_rand_double_range (rand, -2.0, 2.0) * DEGREE;
    g_auto (TestPlane) a = test_plane_pattern (64, 60, 6, 0.0, 0.0, 0.0);
    g_auto (TestPlane) b = test_plane_pattern (64, 60, 6, dx, dy, angle);
    AoiPose pose = { rint (dx), rint (dy), 0.0 };
    gint offsets[64];
    gfloat rows[3 * 64];
    gdouble correlation = 0.0;
    g_auto (TestPlane) all = test_plane_filled (64, 60, 0, 1.0f);

    for (gint y = -6; y < 66; y++)
      for (gint x = -6; x < 70; x++)
        aoi_plane_row (&b.plane, y)[x] = 0.8f * aoi_plane_row (&b.plane, y)[x] + 15.0f;
    g_assert_true (
        aoi_align_refine (&a.plane, &b.plane, &all.plane, offsets, rows, &pose, &correlation));
    g_assert_cmpfloat_with_epsilon (pose.x, dx, 0.05);
    g_assert_cmpfloat_with_epsilon (pose.y, dy, 0.05);
    g_assert_cmpfloat_with_epsilon (pose.angle, angle, 0.1 * DEGREE);
    g_assert_cmpfloat (correlation, >, 0.999);
  }
}

static void
test_align_refuses_flat (void)
{
  g_auto (TestPlane) flat = test_plane_new (30, 30, 6);
  g_auto (TestPlane) all = test_plane_filled (30, 30, 0, 1.0f);
  AoiPose pose = { 1.0, 2.0, 0.0 };
  gint offsets[30];
  gfloat rows[3 * 30];
  gdouble correlation = 0.0;

  g_assert_false (
      aoi_align_refine (&flat.plane, &flat.plane, &all.plane, offsets, rows, &pose, &correlation));
  g_assert_cmpfloat (pose.x, ==, 1.0);
  g_assert_cmpfloat (pose.y, ==, 2.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/correlate/overlap", test_overlap);
  g_test_add_func ("/ops/correlate/coarse-finds-shift", test_coarse_finds_shift);
  g_test_add_func ("/ops/correlate/coarse-keeps-flat-in-place", test_coarse_keeps_flat_in_place);
  g_test_add_func ("/ops/correlate/coarse-does-not-slide", test_coarse_does_not_slide);
  g_test_add_func ("/ops/correlate/fine-is-correlation", test_fine_is_correlation);
  g_test_add_func ("/ops/correlate/fine-finds-part-of-pixel", test_fine_finds_part_of_pixel);
  g_test_add_func ("/ops/align/finds-pose", test_align_finds_pose);
  g_test_add_func ("/ops/align/refuses-flat", test_align_refuses_flat);
  return g_test_run ();
}
