/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "ops-support.h"
#include "ops/envelope.h"

#define WIDTH 43
#define HEIGHT 29
#define WINDOW 7
#define MARGIN (WINDOW / 2 + 1)

/* A picture of random values with its envelope. */
typedef struct {
  TestPlane value;
  AoiEnvelope envelope;
  gfloat *memory;
} Picture;

static void
picture_clear (Picture *self)
{
  test_plane_clear (&self->value);
  g_free (self->memory);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static Picture
picture_new (GRand *rand)
{
  g_autofree gfloat *row = g_new (gfloat, WIDTH + 2 * MARGIN);
  Picture self = { test_plane_random (rand, WIDTH, HEIGHT, MARGIN, 0.0, 255.0) };

  self.memory = g_new (gfloat, aoi_envelope_init (&self.envelope, NULL, WIDTH, HEIGHT));
  aoi_envelope_init (&self.envelope, self.memory, WIDTH, HEIGHT);
  aoi_envelope_set (&self.envelope, &self.value.plane, row);
  return self;
}

static void
find_window (const TestPlane *plane, gint x, gint y, gint radius, gdouble *low, gdouble *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (gint v = y - radius; v <= y + radius; v++)
    for (gint u = x - radius; u <= x + radius; u++) {
      *low = MIN (*low, test_plane_get (plane, u, v));
      *high = MAX (*high, test_plane_get (plane, u, v));
    }
}

/* By how much the live picture is brighter, and by how much it is darker, than what an edge explains that moved by
 * @radius. */
static void
slow_excess (const Picture *golden, const Picture *live, gint x, gint y, gint radius,
    gdouble *brighter, gdouble *darker)
{
  const gdouble g = test_plane_get (&golden->value, x, y), l = test_plane_get (&live->value, x, y);
  gdouble g_low, g_high, l_low, l_high;

  find_window (&golden->value, x, y, radius, &g_low, &g_high);
  find_window (&live->value, x, y, radius, &l_low, &l_high);
  *brighter = MAX (l - g_high, l_low - g);
  *darker = MAX (g_low - l, g - l_high);
}

static void
test_excess (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_auto (Picture) golden = picture_new (rand);
  g_auto (Picture) live = picture_new (rand);
  g_auto (TestPlane) dest = test_plane_new (WIDTH, HEIGHT, 0);
  gdouble brighter[2], darker[2];

  aoi_envelope_excess (&golden.envelope, &live.envelope, 0.3f, &dest.plane);
  for (gint y = 0; y < HEIGHT; y++)
    for (gint x = 0; x < WIDTH; x++) {
      gdouble expected = 0.0;

      for (gint i = 0; i < 2; i++) {
        slow_excess (&golden, &live, x, y, 1 + i, &brighter[i], &darker[i]);
        expected += (i == 0 ? 0.7 : 0.3) * MAX (0.0, MAX (brighter[i], darker[i]));
      }
      g_assert_cmpfloat_with_epsilon (test_plane_get (&dest, x, y), expected, 1e-3);
    }
}

/* What is burnt out is not darker than anything. */
static void
test_excess_shown (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_auto (Picture) golden = picture_new (rand);
  g_auto (Picture) live = picture_new (rand);
  g_auto (TestPlane) golden_saturated = test_plane_random (rand, WIDTH, HEIGHT, 0, 0.0, 1.0);
  g_auto (TestPlane) live_saturated = test_plane_random (rand, WIDTH, HEIGHT, 0, 0.0, 1.0);
  g_auto (TestPlane) dest = test_plane_new (WIDTH, HEIGHT, 0);

  for (gint y = 0; y < HEIGHT; y++)
    for (gint x = 0; x < WIDTH; x++) {
      gfloat *g = aoi_plane_row (&golden_saturated.plane, y) + x;
      gfloat *l = aoi_plane_row (&live_saturated.plane, y) + x;

      *g = roundf (*g);
      *l = roundf (*l);
    }
  aoi_envelope_excess_shown (&golden.envelope, &live.envelope, &golden_saturated.plane,
      &live_saturated.plane, &dest.plane);
  for (gint y = 0; y < HEIGHT; y++)
    for (gint x = 0; x < WIDTH; x++) {
      gdouble brighter, darker;

      slow_excess (&golden, &live, x, y, 1, &brighter, &darker);
      brighter = test_plane_get (&golden_saturated, x, y) > 0.0f ? 0.0 : MAX (brighter, 0.0);
      darker = test_plane_get (&live_saturated, x, y) > 0.0f ? 0.0 : MAX (darker, 0.0);
      g_assert_cmpfloat_with_epsilon (test_plane_get (&dest, x, y), MAX (brighter, darker), 1e-3);
    }
}

static void
test_widen (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_auto (Picture) picture = picture_new (rand);
  g_autofree gfloat *row = g_new (gfloat, WIDTH + 2 * MARGIN);
  const AoiPlane *value = &picture.value.plane;

  aoi_envelope_widen (&picture.envelope, value, value, WINDOW, row);
  for (gint y = 0; y < HEIGHT; y++)
    for (gint x = 0; x < WIDTH; x++) {
      gdouble low, high;

      find_window (&picture.value, x, y, WINDOW / 2, &low, &high);
      g_assert_cmpfloat (aoi_plane_row (&picture.envelope.low[0], y)[x], ==, low);
      g_assert_cmpfloat (aoi_plane_row (&picture.envelope.high[0], y)[x], ==, high);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/envelope/excess", test_excess);
  g_test_add_func ("/ops/envelope/excess-shown", test_excess_shown);
  g_test_add_func ("/ops/envelope/widen", test_widen);
  return g_test_run ();
}
