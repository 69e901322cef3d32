/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "ops-support.h"
#include "ops/resample.h"

#define ROUNDS 40

/* The mean of the source over [begin, end) of one axis at each pixel's share. */
static gdouble
share (gint i, gdouble begin, gdouble end)
{
  return MAX (0.0, MIN (i + 1.0, end) - MAX ((gdouble) i, begin));
}

static gdouble
area_mean (const guint8 *src, gsize stride, gint width, gint height, gint channel, gdouble x0,
    gdouble x1, gdouble y0, gdouble y1)
{
  gdouble sum = 0.0, area = 0.0;

  for (gint y = 0; y < height; y++) {
    for (gint x = 0; x < width; x++) {
      gdouble part = share (x, x0, x1) * share (y, y0, y1);

      sum += part * src[(gsize) y * stride + 3 * x + channel];
      area += part;
    }
  }
  return sum / area;
}

static void
test_spans_cover (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint round = 0; round < 1000; round++) {
    gint n = g_rand_int_range (rand, 1, 200), size = n + g_rand_int_range (rand, 0, 2000);
    g_autofree AoiSpan *spans = g_new (AoiSpan, n);

    aoi_spans_init (spans, n, 0.0, (gdouble) size / n, size);
    g_assert_cmpint (spans[0].first, ==, 0);
    g_assert_cmpint (spans[n - 1].last, ==, size - 1);
    for (gint i = 0; i < n; i++) {
      gint body = MAX (0, spans[i].last - spans[i].first - 1);

      g_assert_cmpint (spans[i].first, <=, spans[i].last);
      g_assert_cmpfloat_with_epsilon (
          spans[i].head + body * spans[i].body + spans[i].tail, 1.0, 1e-4);
      if (i > 0)
        g_assert_cmpint (spans[i].first - spans[i - 1].last, <=, 1);
    }
  }
}

static void
test_spans_one_to_one (void)
{
  AoiSpan spans[7];

  aoi_spans_init (spans, 7, 2.0, 1.0, 12);
  for (gint i = 0; i < 7; i++) {
    g_assert_cmpint (spans[i].first, ==, i + 2);
    g_assert_cmpint (spans[i].last, ==, i + 2);
    g_assert_cmpfloat (spans[i].head, ==, 1.0f);
  }
}

static void
check_rgb (GRand *rand, gint width, gint height, gint n, gint rows)
{
  gsize stride = 3 * width + g_rand_int_range (rand, 0, 9);
  g_autofree guint8 *src = g_malloc (stride * height);
  g_autofree AoiSpan *columns = g_new (AoiSpan, n), *lines = g_new (AoiSpan, rows);
  g_autofree gfloat *sums = g_new (gfloat, 3 * width), *out = g_new (gfloat, 3 * n);
  gfloat *const dest[3] = { out, out + n, out + 2 * n };
  gdouble sx = (gdouble) width / n, sy = (gdouble) height / rows;

  for (gsize i = 0; i < stride * height; i++)
    src[i] = (guint8) g_rand_int_range (rand, 0, 256);
  aoi_spans_init (columns, n, 0.0, sx, width);
  aoi_spans_init (lines, rows, 0.0, sy, height);
  for (gint y = 0; y < rows; y++) {
    aoi_resample_rgb (src, stride, &lines[y], columns, n, sums, dest);
    for (gint x = 0; x < n; x++)
      for (gint c = 0; c < 3; c++)
        g_assert_cmpfloat_with_epsilon (dest[c][x],
            area_mean (src, stride, width, height, c, x * sx, (x + 1) * sx, y * sy, (y + 1) * sy),
            0.01);
  }
}

static void
test_rgb_is_area_mean (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (gint round = 0; round < ROUNDS; round++) {
    gint n = g_rand_int_range (rand, 1, 20), rows = g_rand_int_range (rand, 1, 20);

    check_rgb (
        rand, n + g_rand_int_range (rand, 0, 40), rows + g_rand_int_range (rand, 0, 40), n, rows);
  }
}

static void
test_plane_is_area_mean (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_auto (TestPlane) src = test_plane_random (rand, 37, 23, 2, 0.0, 255.0);
  g_auto (TestPlane) dest = test_plane_new (11, 9, 0);
  AoiSpan columns[11], rows[9];
  gfloat sums[37];

  aoi_spans_init (columns, 11, 0.0, 37 / 11.0, 37);
  aoi_spans_init (rows, 9, 0.0, 23 / 9.0, 23);
  aoi_resample_plane (&src.plane, rows, columns, sums, &dest.plane);
  for (gint y = 0; y < 9; y++) {
    for (gint x = 0; x < 11; x++) {
      gdouble sum = 0.0;

      for (gint j = 0; j < 23; j++)
        for (gint i = 0; i < 37; i++)
          sum += share (i, x * 37 / 11.0, (x + 1) * 37 / 11.0)
              * share (j, y * 23 / 9.0, (y + 1) * 23 / 9.0) * test_plane_get (&src, i, j);
      g_assert_cmpfloat_with_epsilon (
          test_plane_get (&dest, x, y), sum / (37 / 11.0 * 23 / 9.0), 0.01);
    }
  }
}

static void
test_halve (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_auto (TestPlane) src = test_plane_random (rand, 21, 14, 6, 0.0, 255.0);
  g_auto (TestPlane) dest = test_plane_new (10, 7, 3);

  aoi_resample_halve (&src.plane, &dest.plane);
  for (gint y = -3; y < 10; y++)
    for (gint x = -3; x < 13; x++)
      g_assert_cmpfloat_with_epsilon (test_plane_get (&dest, x, y),
          (test_plane_get (&src, 2 * x, 2 * y) + test_plane_get (&src, 2 * x + 1, 2 * y)
              + test_plane_get (&src, 2 * x, 2 * y + 1)
              + test_plane_get (&src, 2 * x + 1, 2 * y + 1))
              / 4.0,
          1e-4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/resample/spans-cover", test_spans_cover);
  g_test_add_func ("/ops/resample/spans-one-to-one", test_spans_one_to_one);
  g_test_add_func ("/ops/resample/rgb-is-area-mean", test_rgb_is_area_mean);
  g_test_add_func ("/ops/resample/plane-is-area-mean", test_plane_is_area_mean);
  g_test_add_func ("/ops/resample/halve", test_halve);
  return g_test_run ();
}
