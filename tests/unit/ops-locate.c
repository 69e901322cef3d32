/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/locate.h"

#include <math.h>
#include <string.h>

#include "ops/locate-level.h"
#include "ops/shape.h"

#define RANGE 40
#define DEGREE (G_PI / 180.0)

/* A mark as a camera shows it. */
typedef struct {
  AoiShape shape;
  gdouble size;
  gdouble x, y; /* of its centre, in the window */
  gdouble angle; /* clockwise */
  gdouble level; /* gray level of the mark */
} Mark;

/* A window and what is to be found in it. */
typedef struct {
  AoiLocator *locator;
  gint width, height;
  guint8 *gray;
  gpointer work;
} Search;

static void
search_clear (Search *self)
{
  aoi_locator_free (self->locator);
  g_free (self->gray);
  g_free (self->work);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static Search
search_new (const guint8 *gray, gint width, gint height, gint range)
{
  Search self = { .locator = aoi_locator_new (gray, width, height, range) };

  g_assert_nonnull (self.locator);
  aoi_locator_get_window (self.locator, &self.width, &self.height);
  g_assert_cmpint (self.width, >=, width + 2 * range);
  g_assert_cmpint (self.height, >=, height + 2 * range);
  self.gray = g_malloc0 ((gsize) self.width * (gsize) self.height);
  self.work = g_malloc (aoi_locator_get_work_size (self.locator));
  return self;
}

static Search
search_for_shape (AoiShape shape, gint size, gboolean bright, gint range)
{
  const gint side = aoi_shape_get_side (size);
  g_autofree guint8 *drawn = g_malloc ((gsize) side * (gsize) side);

  aoi_shape_draw (shape, size, bright, drawn);
  return search_new (drawn, side, side, range);
}

static AoiLocated
find (const Search *self)
{
  AoiLocated located;

  aoi_locator_find (self->locator, self->gray, (gsize) self->width, self->work, &located);
  return located;
}

static gboolean
mark_holds (const Mark *self, gdouble x, gdouble y)
{
  const gdouble c = cos (self->angle), s = sin (self->angle), half = self->size / 2.0;
  const gdouble u = c * (x - self->x) + s * (y - self->y);
  const gdouble v = c * (y - self->y) - s * (x - self->x);
  const gdouble radius = hypot (u, v);

  switch (self->shape) {
    case AOI_SHAPE_CIRCLE:
      return radius <= half;
    case AOI_SHAPE_RING:
      return radius <= half && radius >= 0.3 * self->size;
    case AOI_SHAPE_CROSS:
      return MAX (fabs (u), fabs (v)) <= half && MIN (fabs (u), fabs (v)) <= 0.1 * self->size;
    default:
      return MAX (fabs (u), fabs (v)) <= half;
  }
}

/* Over what is there, with soft edges: 8 x 8 samples a pixel. */
static void
draw_mark (const Search *search, const Mark *mark)
{
  for (gint y = 0; y < search->height; y++) {
    for (gint x = 0; x < search->width; x++) {
      guint8 *pixel = &search->gray[y * search->width + x];
      gint n = 0;

      if (hypot (x - mark->x, y - mark->y) > mark->size + 2.0)
        continue;
      for (gint i = 0; i < 64; i++)
        n += mark_holds (mark, x + (i % 8 + 0.5) / 8.0, y + (i / 8 + 0.5) / 8.0);
      *pixel = (guint8) lrint ((n * mark->level + (64 - n) * *pixel) / 64.0);
    }
  }
}

static void
fill (const Search *search, guint8 level)
{
  memset (search->gray, level, (gsize) search->width * (gsize) search->height);
}

static void
add_noise (const Search *search, GRand *rand, gint amplitude)
{
  for (gint i = 0; i < search->width * search->height; i++)
    search->gray[i] = (guint8) CLAMP (
        search->gray[i] + g_rand_int_range (rand, -amplitude, amplitude + 1), 0, 255);
}

static Mark
random_mark (GRand *rand, const Search *search, AoiShape shape, gint size, gint range)
{
  return (Mark){ shape, size, search->width / 2.0 + g_rand_double_range (rand, -range, range),
    search->height / 2.0 + g_rand_double_range (rand, -range, range), 0.0, 200.0 };
}

static void
assert_found (const AoiLocated *located, const Mark *mark, gdouble slack, gdouble score)
{
  g_test_message ("%s of %g at %.2f,%.2f: found at %.2f,%.2f by %.3f, second %.3f",
      aoi_shape_to_string (mark->shape), mark->size, mark->x, mark->y, located->best.x,
      located->best.y, located->best.score, located->second.score);
  g_assert_cmpfloat_with_epsilon (located->best.x, mark->x, slack);
  g_assert_cmpfloat_with_epsilon (located->best.y, mark->y, slack);
  g_assert_cmpfloat (located->best.score, >, score);
  g_assert_cmpfloat (located->second.score, <, 0.6);
}

static const gint sizes[] = { 12, 21, 32, 64 };

static void
test_shapes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (AoiShape shape = AOI_SHAPE_CIRCLE; shape <= AOI_SHAPE_SQUARE; shape++) {
    for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++) {
      const gint size = sizes[i / 2];
      const gboolean bright = i % 2 != 0;
      g_auto (Search) search = search_for_shape (shape, size, bright, RANGE);

      for (gint round = 0; round < 5; round++) {
        Mark mark = random_mark (rand, &search, shape, size, RANGE - 1);
        AoiLocated located;

        mark.level = bright ? 190.0 : 50.0;
        fill (&search, 120);
        draw_mark (&search, &mark);
        located = find (&search);
        assert_found (&located, &mark, 0.1, 0.9);
      }
    }
  }
}

/* On a board that lies askew, in poor light, by a noisy camera. */
static void
test_poor_pictures (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (AoiShape shape = AOI_SHAPE_CIRCLE; shape <= AOI_SHAPE_SQUARE; shape++) {
    g_auto (Search) search = search_for_shape (shape, 40, TRUE, RANGE);

    for (gint round = 0; round < 10; round++) {
      Mark mark = random_mark (rand, &search, shape, 40, RANGE - 1);
      AoiLocated located;

      mark.size *= g_rand_double_range (rand, 0.98, 1.02);
      mark.angle = g_rand_double_range (rand, -2.0, 2.0) * DEGREE;
      mark.level = 70.0;
      fill (&search, 40);
      draw_mark (&search, &mark);
      add_noise (&search, rand, 8);
      located = find (&search);
      assert_found (&located, &mark, 0.15, 0.75);
    }
  }
}

/* A smooth picture with structure in all directions. */
static gdouble
get_pattern (gdouble x, gdouble y)
{
  return 120.0 + 40.0 * sin (0.31 * x + 0.4) * cos (0.23 * y) + 30.0 * sin (0.11 * x - 0.17 * y)
      + 25.0 * exp (-0.02 * (x * x + y * y));
}

static void
draw_pattern (guint8 *dest, gint width, gint height, gdouble centre_x, gdouble centre_y)
{
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      *dest++ = (guint8) lrint (get_pattern (x + 0.5 - centre_x, y + 0.5 - centre_y));
}

static void
test_picture (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  const gint width = 71, height = 48;
  g_autofree guint8 *golden = g_malloc ((gsize) width * height);
  g_auto (Search) search = { 0 };

  draw_pattern (golden, width, height, width / 2.0, height / 2.0);
  search = search_new (golden, width, height, RANGE);
  for (gint round = 0; round < 20; round++) {
    const gdouble x = search.width / 2.0 + g_rand_double_range (rand, -RANGE + 1, RANGE - 1);
    const gdouble y = search.height / 2.0 + g_rand_double_range (rand, -RANGE + 1, RANGE - 1);
    AoiLocated located;

    draw_pattern (search.gray, search.width, search.height, x, y);
    located = find (&search);
    g_assert_cmpfloat_with_epsilon (located.best.x, x, 0.05);
    g_assert_cmpfloat_with_epsilon (located.best.y, y, 0.05);
    g_assert_cmpfloat (located.best.score, >, 0.99);
  }
}

/* Where there are two, the second one is nearly as good, and where it is. */
static void
test_doubled (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (AoiShape shape = AOI_SHAPE_CIRCLE; shape <= AOI_SHAPE_SQUARE; shape++) {
    g_auto (Search) search = search_for_shape (shape, 24, TRUE, RANGE);

    for (gint round = 0; round < 10; round++) {
      Mark mark = random_mark (rand, &search, shape, 24, 10), other = mark;
      AoiLocated located;

      other.x += g_rand_boolean (rand) ? 28.4 : -29.3;
      other.y += g_rand_double_range (rand, -15.0, 15.0);
      fill (&search, 90);
      draw_mark (&search, &mark);
      draw_mark (&search, &other);
      located = find (&search);
      g_assert_cmpfloat (located.second.score, >, located.best.score - 0.05);
      g_assert_cmpfloat_with_epsilon (located.best.x + located.second.x, mark.x + other.x, 0.3);
      g_assert_cmpfloat_with_epsilon (located.best.y + located.second.y, mark.y + other.y, 0.3);
    }
  }
}

static void
test_absent (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (AoiShape shape = AOI_SHAPE_CIRCLE; shape <= AOI_SHAPE_SQUARE; shape++) {
    g_auto (Search) search = search_for_shape (shape, 32, TRUE, RANGE);
    Mark dark = random_mark (rand, &search, shape, 32, RANGE);

    fill (&search, 120);
    g_assert_cmpfloat (find (&search).best.score, ==, 0.0);
    add_noise (&search, rand, 30);
    g_assert_cmpfloat (find (&search).best.score, <, 0.5);
    dark.level = 20.0;
    fill (&search, 120);
    draw_mark (&search, &dark);
    g_assert_cmpfloat (find (&search).best.score, <, 0.6);
  }
}

/* What is a little outside of the range is seen, but is not found. */
static void
test_out_of_range (void)
{
  for (gint off = 0; off <= 30; off++) {
    g_auto (Search) search = search_for_shape (AOI_SHAPE_CIRCLE, 32, TRUE, 20);
    const Mark mark = { AOI_SHAPE_CIRCLE, 32, search.width / 2.0 + off, search.height / 2.0, 0.0,
      200.0 };
    AoiLocated located;

    fill (&search, 60);
    draw_mark (&search, &mark);
    located = find (&search);
    if (off <= 20)
      assert_found (&located, &mark, 0.05, 0.95);
    else
      g_assert_cmpfloat (located.best.score, <, 0.6);
  }
}

static gdouble
slow_correlation (const guint8 *small, gint width, gint height, const guint8 *large, gint stride)
{
  const gdouble n = (gdouble) width * height;
  gdouble am = 0.0, bm = 0.0, aa = 0.0, bb = 0.0, ab = 0.0;

  for (gint i = 0; i < width * height; i++) {
    am += small[i] / n;
    bm += large[i / width * stride + i % width] / n;
  }
  for (gint i = 0; i < width * height; i++) {
    const gdouble a = small[i] - am, b = large[i / width * stride + i % width] - bm;

    aa += a * a / n;
    bb += b * b / n;
    ab += a * b / n;
  }
  return ab / sqrt (aa * (bb + 4.0));
}

static AoiLocatePicture
new_picture (GRand *rand, gint width, gint height, gint room, guint8 *gray)
{
  AoiLocatePicture picture;

  for (gint i = 0; i < width * height; i++)
    gray[i] = (guint8) g_rand_int_range (rand, 0, 256);
  aoi_locate_picture_layout (&picture, width, height, room);
  picture.data = g_new (gint16, (gsize) picture.stride * (gsize) height);
  aoi_locate_picture_set (&picture, gray, (gsize) width);
  return picture;
}

static void
test_correlate (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);

  for (gint round = 0; round < 60; round++) {
    const gint width = g_rand_int_range (rand, 3, 70), height = g_rand_int_range (rand, 3, 70);
    const gint more_x = g_rand_int_range (rand, 0, 20), more_y = g_rand_int_range (rand, 0, 20);
    const gint x = g_rand_int_range (rand, 0, more_x + 1),
               y = g_rand_int_range (rand, 0, more_y + 1);
    const gint stride = width + more_x;
    g_autofree guint8 *small = g_malloc ((gsize) width * height);
    g_autofree guint8 *large = g_malloc ((gsize) stride * (height + more_y));
    const gsize n_sums = (gsize) (stride + 1) * (height + more_y + 1);
    g_autofree guint32 *sums = g_new (guint32, 2 * n_sums);
    AoiLocateTemplate template = { new_picture (rand, width, height, 0, small), 0, 0 };
    AoiLocateWindow window = { new_picture (rand, stride, height + more_y, AOI_LOCATE_ALIGN, large),
      sums, sums + n_sums };

    aoi_locate_template_sum (&template);
    aoi_locate_window_sum (&window);
    g_assert_cmpfloat_with_epsilon (aoi_locate_correlate (&template, &window, x, y),
        slow_correlation (small, width, height, large + y * stride + x, stride), 1e-9);
    g_free (template.picture.data);
    g_free (window.picture.data);
  }
}

/* The largest picture, all white but for a pixel: sums of squares nearly fill 32 bits. */
static void
test_correlate_of_greatest_sums (void)
{
  const gint side = AOI_LOCATE_MAX_SIDE;
  g_autofree guint8 *white = g_malloc ((gsize) side * side);
  g_auto (Search) search = { 0 };
  AoiLocated located;

  memset (white, 255, (gsize) side * side);
  for (gint y = 100; y < 120; y++)
    memset (white + y * side + 100, 0, 20);
  search = search_new (white, side, side, 3);
  fill (&search, 255);
  for (gint y = 0; y < side; y++)
    memcpy (search.gray + (y + 4) * search.width + 7, white + y * side, (gsize) side);
  located = find (&search);
  g_assert_cmpfloat_with_epsilon (located.best.score, 1.0, 0.02);
  g_assert_cmpfloat_with_epsilon (located.best.x, 7 + side / 2.0, 0.01);
  g_assert_cmpfloat_with_epsilon (located.best.y, 4 + side / 2.0, 0.01);
}

/* The pyramid finds what trying all places at full size finds. */
static void
test_as_exhaustive (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (gint round = 0; round < 6; round++) {
    g_auto (Search) search = search_for_shape (AOI_SHAPE_RING, 24, TRUE, 20);
    const gint side = aoi_shape_get_side (24);
    const Mark mark = random_mark (rand, &search, AOI_SHAPE_RING, 24, 18);
    g_autofree guint8 *drawn = g_malloc ((gsize) side * side);
    gdouble best = -1.0, best_x = 0.0, best_y = 0.0;
    AoiLocated located;

    aoi_shape_draw (AOI_SHAPE_RING, 24, TRUE, drawn);
    fill (&search, 100);
    draw_mark (&search, &mark);
    add_noise (&search, rand, 25);
    for (gint y = 0; y <= search.height - side; y++) {
      for (gint x = 0; x <= search.width - side; x++) {
        const gdouble score = slow_correlation (
            drawn, side, side, search.gray + y * search.width + x, search.width);

        if (score <= best)
          continue;
        best = score;
        best_x = x + side / 2.0;
        best_y = y + side / 2.0;
      }
    }
    located = find (&search);
    g_assert_cmpfloat (located.best.score, >=, best - 1e-6);
    g_assert_cmpfloat_with_epsilon (located.best.x, best_x, 1.0);
    g_assert_cmpfloat_with_epsilon (located.best.y, best_y, 1.0);
  }
}

static void
test_refuses_what_shows_no_place (void)
{
  guint8 gray[32 * 32];

  memset (gray, 77, sizeof gray);
  g_assert_null (aoi_locator_new (gray, 32, 32, 10));
  for (gint i = 0; i < 32 * 32; i++)
    gray[i] = i % 32 < 16 ? 20 : 200;
  g_assert_null (aoi_locator_new (gray, 32, 32, 10));
  for (gint i = 0; i < 32 * 32; i++)
    gray[i] = i / 32 < 16 ? 20 : 200;
  g_assert_null (aoi_locator_new (gray, 32, 32, 10));
}

static void
test_names (void)
{
  for (AoiShape shape = AOI_SHAPE_CIRCLE; shape <= AOI_SHAPE_SQUARE; shape++)
    g_assert_cmpint (aoi_shape_from_string (aoi_shape_to_string (shape)), ==, shape);
  g_assert_cmpint (aoi_shape_from_string ("star"), ==, AOI_SHAPE_NONE);
  g_assert_cmpint (aoi_shape_from_string (NULL), ==, AOI_SHAPE_NONE);
  g_assert_null (aoi_shape_to_string (AOI_SHAPE_NONE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ops/locate/shapes", test_shapes);
  g_test_add_func ("/ops/locate/poor-pictures", test_poor_pictures);
  g_test_add_func ("/ops/locate/picture", test_picture);
  g_test_add_func ("/ops/locate/doubled", test_doubled);
  g_test_add_func ("/ops/locate/absent", test_absent);
  g_test_add_func ("/ops/locate/out-of-range", test_out_of_range);
  g_test_add_func ("/ops/locate/correlate", test_correlate);
  g_test_add_func ("/ops/locate/correlate-of-greatest-sums", test_correlate_of_greatest_sums);
  g_test_add_func ("/ops/locate/as-exhaustive", test_as_exhaustive);
  g_test_add_func ("/ops/locate/refuses-what-shows-no-place", test_refuses_what_shows_no_place);
  g_test_add_func ("/ops/locate/names", test_names);

  return g_test_run ();
}
