/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-rect.h"

static void
assert_rect (const AoiRect *rect, gint x, gint y, gint width, gint height)
{
  g_assert_cmpint (rect->x, ==, x);
  g_assert_cmpint (rect->y, ==, y);
  g_assert_cmpint (rect->width, ==, width);
  g_assert_cmpint (rect->height, ==, height);
}

static void
test_empty (void)
{
  g_assert_false (aoi_rect_is_empty (&(AoiRect){ -3, 7, 1, 1 }));
  g_assert_true (aoi_rect_is_empty (&(AoiRect){ 0, 0, 0, 5 }));
  g_assert_true (aoi_rect_is_empty (&(AoiRect){ 0, 0, 5, 0 }));
  g_assert_true (aoi_rect_is_empty (&(AoiRect){ 0, 0, -1, 5 }));
  g_assert_true (aoi_rect_is_empty (&(AoiRect){ 0, 0, -2, -2 }));
}

static void
test_equal (void)
{
  const AoiRect rect = { 1, 2, 3, 4 };

  g_assert_true (aoi_rect_equal (&rect, &(AoiRect){ 1, 2, 3, 4 }));
  g_assert_false (aoi_rect_equal (&rect, &(AoiRect){ 0, 2, 3, 4 }));
  g_assert_false (aoi_rect_equal (&rect, &(AoiRect){ 1, 0, 3, 4 }));
  g_assert_false (aoi_rect_equal (&rect, &(AoiRect){ 1, 2, 0, 4 }));
  g_assert_false (aoi_rect_equal (&rect, &(AoiRect){ 1, 2, 3, 0 }));
}

static void
test_contains (void)
{
  const AoiRect outer = { 10, 20, 30, 40 };

  g_assert_true (aoi_rect_contains (&outer, &outer));
  g_assert_true (aoi_rect_contains (&outer, &(AoiRect){ 10, 20, 1, 1 }));
  g_assert_true (aoi_rect_contains (&outer, &(AoiRect){ 39, 59, 1, 1 }));
  g_assert_false (aoi_rect_contains (&outer, &(AoiRect){ 9, 20, 2, 1 }));
  g_assert_false (aoi_rect_contains (&outer, &(AoiRect){ 10, 19, 1, 2 }));
  g_assert_false (aoi_rect_contains (&outer, &(AoiRect){ 39, 20, 2, 1 }));
  g_assert_false (aoi_rect_contains (&outer, &(AoiRect){ 10, 59, 1, 2 }));
  g_assert_false (aoi_rect_contains (&outer, &(AoiRect){ 12, 22, 0, 5 }));
  g_assert_false (aoi_rect_contains (&(AoiRect){ 0 }, &(AoiRect){ 0 }));
}

static void
test_intersect (void)
{
  const AoiRect a = { 10, 20, 30, 40 };
  AoiRect b = { 35, 0, 100, 25 }, dest = { 1, 2, 3, 4 };

  g_assert_true (aoi_rect_intersect (&a, &b, &dest));
  assert_rect (&dest, 35, 20, 5, 5);
  g_assert_true (aoi_rect_intersect (&b, &a, NULL));
  g_assert_true (aoi_rect_intersect (&a, &b, &b));
  assert_rect (&b, 35, 20, 5, 5);
  g_assert_false (aoi_rect_intersect (&a, &(AoiRect){ 40, 20, 5, 5 }, &dest));
  assert_rect (&dest, 0, 0, 0, 0);
  g_assert_false (aoi_rect_intersect (&a, &(AoiRect){ 10, 60, 5, 5 }, &dest));
  g_assert_false (aoi_rect_intersect (&a, &(AoiRect){ 15, 25, 0, 5 }, &dest));
  g_assert_false (aoi_rect_intersect (&a, &(AoiRect){ 15, 25, 5, -1 }, NULL));
}

static void
test_inflate (void)
{
  const AoiRect rect = { 10, 20, 3, 4 };
  AoiRect dest = aoi_rect_inflate (&rect, 5);

  assert_rect (&dest, 5, 15, 13, 14);
  dest = aoi_rect_inflate (&rect, -1);
  assert_rect (&dest, 11, 21, 1, 2);
  dest = aoi_rect_inflate (&rect, -2);
  g_assert_true (aoi_rect_is_empty (&dest));
}

/* Marks a rectangle in an area, turns the area pixel by pixel and compares. */
static void
check_unturn (const AoiRect *turned, gint width, gint height, guint rotation)
{
  AoiRect rect = aoi_rect_unturn (turned, width, height, rotation);
  gint turned_width = rotation % 180 == 0 ? width : height;
  gint turned_height = rotation % 180 == 0 ? height : width;

  for (gint y = 0; y < turned_height; y++) {
    for (gint x = 0; x < turned_width; x++) {
      gint sx = x, sy = y;

      /* A quarter turn counter-clockwise brings the right column to the top. */
      for (guint turns = rotation / 90, h = turned_height, w = turned_width; turns > 0; turns--) {
        gint old = sx;

        sx = h - 1 - sy;
        sy = old;
        old = w;
        w = h;
        h = old;
      }
      g_assert_cmpint (x >= turned->x && x < turned->x + turned->width && y >= turned->y
              && y < turned->y + turned->height,
          ==,
          sx >= rect.x && sx < rect.x + rect.width && sy >= rect.y && sy < rect.y + rect.height);
    }
  }
}

static void
test_unite (void)
{
  const AoiRect a = { 2, 3, 4, 5 }, inside = { 3, 4, 1, 1 }, apart = { -7, 20, 2, 3 };
  AoiRect rect = aoi_rect_unite (&a, &inside);

  assert_rect (&rect, 2, 3, 4, 5);
  rect = aoi_rect_unite (&a, &apart);
  assert_rect (&rect, -7, 3, 13, 20);
  rect = aoi_rect_unite (&apart, &a);
  assert_rect (&rect, -7, 3, 13, 20);
}

static void
test_unturn (void)
{
  const AoiRect all = { 0, 0, 7, 4 };
  AoiRect rect = aoi_rect_unturn (&all, 4, 7, 90);

  assert_rect (&rect, 0, 0, 4, 7);
  rect = aoi_rect_unturn (&(AoiRect){ 1, 2, 3, 1 }, 4, 7, 90);
  assert_rect (&rect, 1, 1, 1, 3);
  rect = aoi_rect_unturn (&(AoiRect){ 1, 2, 3, 1 }, 4, 7, 180);
  assert_rect (&rect, 0, 4, 3, 1);
  rect = aoi_rect_unturn (&(AoiRect){ 1, 2, 3, 1 }, 4, 7, 270);
  assert_rect (&rect, 2, 3, 1, 3);
  for (guint rotation = 0; rotation < 360; rotation += 90) {
    for (gint i = 0; i < 200; i++) {
      gint width = g_test_rand_int_range (1, 12), height = g_test_rand_int_range (1, 12);
      AoiRect turned = { g_test_rand_int_range (-2, 10), g_test_rand_int_range (-2, 10),
        g_test_rand_int_range (0, 8), g_test_rand_int_range (0, 8) };

      check_unturn (&turned, width, height, rotation);
    }
  }
}

static void
test_unturn_refused (void)
{
  const AoiRect rect = { 1, 2, 3, 4 };
  AoiRect dest;

  g_test_expect_message ("aoi", G_LOG_LEVEL_CRITICAL, "*rotation*");
  dest = aoi_rect_unturn (&rect, 10, 10, 45);
  g_test_assert_expected_messages ();
  assert_rect (&dest, 1, 2, 3, 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rect/empty", test_empty);
  g_test_add_func ("/rect/equal", test_equal);
  g_test_add_func ("/rect/contains", test_contains);
  g_test_add_func ("/rect/intersect", test_intersect);
  g_test_add_func ("/rect/inflate", test_inflate);
  g_test_add_func ("/rect/unite", test_unite);
  g_test_add_func ("/rect/unturn", test_unturn);
  g_test_add_func ("/rect/unturn/refused", test_unturn_refused);
  return g_test_run ();
}
