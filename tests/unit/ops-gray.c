/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kernels on gray pictures of a byte a pixel, against slow references. */
#include <math.h>
#include <string.h>

#include "fixtures.h"
#include "ops/gray-direction.h"
#include "ops/gray-filter.h"
#include "ops/gray-local.h"
#include "ops/gray-warp.h"

#define WIDTH 37
#define HEIGHT 23
#define N (WIDTH * HEIGHT)

static void
draw_noise (guint8 *gray, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gint i = 0; i < N; i++)
    gray[i] = (guint8) g_rand_int_range (rand, 0, 256);
}

/* The mean around a pixel, along (1, 0) or (0, 1), the picture's edge repeated outward. */
static gdouble
get_mean (const guint8 *gray, gint x, gint y, gint radius, gint dx, gint dy)
{
  gdouble sum = 0.0;

  for (gint k = -radius; k <= radius; k++)
    sum += gray[CLAMP (y + k * dy, 0, HEIGHT - 1) * WIDTH + CLAMP (x + k * dx, 0, WIDTH - 1)];
  return sum / (2 * radius + 1);
}

static void
test_mean (void)
{
  static const gint radii[] = { 0, 1, 3, 22, 40, 127 };
  guint8 gray[N], along[N], down[N];
  guint32 sums[WIDTH];

  draw_noise (gray, 1);
  for (guint r = 0; r < G_N_ELEMENTS (radii); r++) {
    aoi_gray_mean_along (gray, WIDTH, HEIGHT, radii[r], along);
    aoi_gray_mean_down (gray, WIDTH, HEIGHT, radii[r], sums, down);
    for (gint i = 0; i < N; i++) {
      const gint x = i % WIDTH, y = i / WIDTH;

      g_assert_cmpfloat_with_epsilon (along[i], get_mean (gray, x, y, radii[r], 1, 0), 1.01);
      g_assert_cmpfloat_with_epsilon (down[i], get_mean (gray, x, y, radii[r], 0, 1), 1.01);
    }
  }
}

static void
test_points (void)
{
  guint8 gray[N], mean[N], dest[N];

  draw_noise (gray, 2);
  draw_noise (mean, 3);
  aoi_gray_invert (gray, N, dest);
  for (gint i = 0; i < N; i++)
    g_assert_cmpint (dest[i], ==, 255 - gray[i]);
  aoi_gray_threshold (gray, mean, N, 7, dest);
  for (gint i = 0; i < N; i++)
    g_assert_cmpint (dest[i], ==, mean[i] - gray[i] >= 7 ? 0 : 255);
  aoi_gray_sharpen (gray, mean, N, 8, dest);
  for (gint i = 0; i < N; i++)
    g_assert_cmpint (dest[i], ==, CLAMP (3 * gray[i] - 2 * mean[i], 0, 255));
}

/* Turned pictures hold all of the first one, and their points lie where the map says. */
static void
test_turn (void)
{
  for (gint degrees = 0; degrees < 360; degrees += 15) {
    gint width, height;
    const AoiAffine to_src = aoi_affine_turn (
        WIDTH, HEIGHT, degrees * G_PI / 180.0, 2.0, &width, &height);
    gdouble x, y, left = 1e9, right = -1e9;

    aoi_affine_apply (&to_src, width / 2.0, height / 2.0, &x, &y);
    g_assert_cmpfloat_with_epsilon (x, WIDTH / 2.0, 1e-9);
    g_assert_cmpfloat_with_epsilon (y, HEIGHT / 2.0, 1e-9);
    for (gint i = 0; i < 4; i++) {
      aoi_affine_apply (&to_src, i % 2 * width, i / 2 * height, &x, &y);
      left = fmin (left, x);
      right = fmax (right, x);
    }
    g_assert_cmpfloat (left, <=, 1e-6);
    g_assert_cmpfloat (right, >=, WIDTH - 1e-6);
  }
}

static void
test_warp (void)
{
  const AoiAffine same = { .xx = 1.0, .yy = 1.0 };
  const AoiAffine shifted = { .xx = 1.0, .yy = 1.0, .x0 = 3.5, .y0 = -2.0 };
  guint8 gray[N], dest[N];

  draw_noise (gray, 4);
  aoi_gray_warp (gray, WIDTH, HEIGHT, &same, WIDTH, HEIGHT, dest);
  for (gint i = 0; i < N; i++)
    g_assert_cmpint (ABS (dest[i] - gray[i]), <=, 1);
  aoi_gray_warp (gray, WIDTH, HEIGHT, &shifted, WIDTH, HEIGHT, dest);
  for (gint y = 0; y < HEIGHT; y++) {
    for (gint x = 0; x < WIDTH; x++) {
      const guint8 *row = gray + MAX (y - 2, 0) * WIDTH;
      const gdouble expected = (row[MIN (x + 3, WIDTH - 1)] + row[MIN (x + 4, WIDTH - 1)]) / 2.0;

      g_assert_cmpfloat_with_epsilon (dest[y * WIDTH + x], expected, 2.0);
    }
  }
}

static void
test_halve (void)
{
  guint8 gray[N], dest[N];

  draw_noise (gray, 5);
  aoi_gray_halve (gray, WIDTH, WIDTH / 2, HEIGHT / 2, dest);
  for (gint y = 0; y < HEIGHT / 2; y++) {
    for (gint x = 0; x < WIDTH / 2; x++) {
      const guint8 *p = gray + 2 * y * WIDTH + 2 * x;

      g_assert_cmpint (
          dest[y * (WIDTH / 2) + x], ==, (p[0] + p[1] + p[WIDTH] + p[WIDTH + 1] + 2) / 4);
    }
  }
}

/* Stripes of little contrast in light that falls off become black and white; what shows nothing stays
 * light. */
static void
test_local (void)
{
  guint8 gray[N], dest[N];
  g_autofree guint8 *memory = g_malloc (aoi_gray_local_get_size (WIDTH, HEIGHT, 8));

  for (gint i = 0; i < N; i++)
    gray[i] = (guint8) (100 + i % WIDTH * 3 - (i % WIDTH / 2 % 2) * 60);
  aoi_gray_local_stretch (gray, WIDTH, HEIGHT, 8, 16, memory, dest);
  for (gint i = 0; i < N; i++)
    g_assert_cmpint (dest[i] < 128, ==, i % WIDTH / 2 % 2 == 1);
  for (gint i = 0; i < N; i++)
    gray[i] = (guint8) (90 + i % 5);
  g_assert_cmpint (aoi_gray_local_range (gray, WIDTH, HEIGHT, 8), ==, 4);
  aoi_gray_local_stretch (gray, WIDTH, HEIGHT, 8, 16, memory, dest);
  for (gint i = 0; i < N; i++)
    g_assert_cmpint (dest[i], >=, 128);
}

/* Soft bars that lie at any angle. */
static void
test_direction (void)
{
  const gint side = 120;
  g_autofree guint8 *gray = g_malloc ((gsize) side * side);
  gint angles[2];

  for (gint degrees = 0; degrees < 180; degrees += 13) {
    const gdouble c = cos (degrees * G_PI / 180.0), s = sin (degrees * G_PI / 180.0);
    gint off;

    for (gint i = 0; i < side * side; i++)
      gray[i] = (guint8) (128.0 + 100.0 * sin ((c * (i % side) + s * (i / side)) * 0.9));
    g_assert_cmpuint (aoi_gray_find_directions (gray, side, side, angles, 2), >=, 1);
    off = (angles[0] - degrees + 180 + 90) % 180 - 90;
    g_assert_cmpint (ABS (off), <=, 2);
  }
  memset (gray, 77, (gsize) side * side);
  g_assert_cmpuint (aoi_gray_find_directions (gray, side, side, angles, 2), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops-gray/mean", test_mean);
  g_test_add_func ("/ops-gray/points", test_points);
  g_test_add_func ("/ops-gray/turn", test_turn);
  g_test_add_func ("/ops-gray/warp", test_warp);
  g_test_add_func ("/ops-gray/halve", test_halve);
  g_test_add_func ("/ops-gray/local", test_local);
  g_test_add_func ("/ops-gray/direction", test_direction);
  return g_test_run ();
}
