/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where aoioverlay puts labels. */
#include "overlay/gstaoioverlayplace.h"

#define WIDTH 1280
#define HEIGHT 889
#define UNIT 13

static gboolean
overlap (const AoiRect *a, const AoiRect *b)
{
  AoiRect both;

  return aoi_rect_intersect (a, b, &both);
}

static void
check_inside (const AoiRect *place, gint width, gint height)
{
  const AoiRect all = { 0, 0, width, height };

  g_assert_true (aoi_rect_contains (&all, place));
}

/* Forty ROIs in a picture that has room for their labels: none covers a label or a box. */
static void
test_apart (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_auto (GstAoiOverlayPlaces) places = { 0 };
  AoiRect boxes[40], labels[41];

  gst_aoi_overlay_places_init (&places, WIDTH, HEIGHT, UNIT);
  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++) {
    boxes[i] = (AoiRect){ 60 + (gint) i % 8 * 150 + g_rand_int_range (rand, 0, 40),
      60 + (gint) i / 8 * 150 + g_rand_int_range (rand, 0, 40), g_rand_int_range (rand, 4, 70),
      g_rand_int_range (rand, 4, 40) };
    gst_aoi_overlay_places_add_box (&places, &boxes[i], i % 2 == 0 ? 10.0 : 20.0);
  }
  labels[40] = gst_aoi_overlay_places_take_corner (&places, 400, 50);
  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++)
    labels[i] = gst_aoi_overlay_places_take (&places, &boxes[i], 120, i % 2 == 0 ? 20 : 36);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    check_inside (&labels[i], WIDTH, HEIGHT);
    for (guint k = 0; k < i; k++)
      g_assert_false (overlap (&labels[i], &labels[k]));
    for (guint k = 0; k < G_N_ELEMENTS (boxes); k++)
      g_assert_false (overlap (&labels[i], &boxes[k]));
  }
}

/* At edges and corners, and for ROIs that reach outside, labels stay in the picture. */
static void
test_edges (void)
{
  const AoiRect boxes[] = { { 0, 0, 20, 20 }, { WIDTH - 20, 0, 20, 20 }, { 0, HEIGHT - 20, 20, 20 },
    { WIDTH - 5, HEIGHT - 5, 50, 50 }, { 0, 0, WIDTH, HEIGHT }, { -500, -500, 3000, 20 } };

  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++) {
    g_auto (GstAoiOverlayPlaces) places = { 0 };
    AoiRect label;

    gst_aoi_overlay_places_init (&places, WIDTH, HEIGHT, UNIT);
    gst_aoi_overlay_places_add_box (&places, &boxes[i], 10.0);
    label = gst_aoi_overlay_places_take (&places, &boxes[i], 200, 30);
    check_inside (&label, WIDTH, HEIGHT);
  }
}

/* The banner takes the corner without ROIs. */
static void
test_corner (void)
{
  const AoiRect corners[] = { { 0, 0, 50, 50 }, { WIDTH - 50, 0, 50, 50 },
    { 0, HEIGHT - 50, 50, 50 }, { WIDTH - 50, HEIGHT - 50, 50, 50 } };

  for (guint i = 0; i < G_N_ELEMENTS (corners); i++) {
    g_auto (GstAoiOverlayPlaces) places = { 0 };
    AoiRect banner;

    gst_aoi_overlay_places_init (&places, WIDTH, HEIGHT, UNIT);
    for (guint k = 0; k < G_N_ELEMENTS (corners); k++)
      if (k != i)
        gst_aoi_overlay_places_add_box (&places, &corners[k], 10.0);
    banner = gst_aoi_overlay_places_take_corner (&places, 300, 60);
    check_inside (&banner, WIDTH, HEIGHT);
    g_assert_true (overlap (&banner, &corners[i]));
  }
}

static void
test_free (void)
{
  g_auto (GstAoiOverlayPlaces) places = { 0 };
  const AoiRect box = { 300, 300, 40, 40 };
  AoiRect first, second, third;

  gst_aoi_overlay_places_init (&places, 640, 480, UNIT);
  gst_aoi_overlay_places_add_box (&places, &box, 20.0);
  g_assert_true (gst_aoi_overlay_places_take_free (&places, &box, 290, 400, &first));
  g_assert_true (gst_aoi_overlay_places_take_free (&places, &box, 290, 400, &second));
  check_inside (&first, 640, 480);
  check_inside (&second, 640, 480);
  g_assert_false (overlap (&first, &second) || overlap (&first, &box) || overlap (&second, &box));
  g_assert_false (gst_aoi_overlay_places_take_free (&places, &box, 290, 400, &third));
  g_assert_false (gst_aoi_overlay_places_take_free (&places, &box, 641, 10, &third));
}

/* A label that is larger than the picture begins in its corner. */
static void
test_too_large (void)
{
  g_auto (GstAoiOverlayPlaces) places = { 0 };
  const AoiRect box = { 3, 3, 2, 2 };
  AoiRect label;

  gst_aoi_overlay_places_init (&places, 16, 16, 10);
  label = gst_aoi_overlay_places_take (&places, &box, 100, 20);
  g_assert_cmpint (label.x, ==, 0);
  g_assert_cmpint (label.y, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overlay-place/apart", test_apart);
  g_test_add_func ("/overlay-place/edges", test_edges);
  g_test_add_func ("/overlay-place/corner", test_corner);
  g_test_add_func ("/overlay-place/free", test_free);
  g_test_add_func ("/overlay-place/too-large", test_too_large);
  return g_test_run ();
}
