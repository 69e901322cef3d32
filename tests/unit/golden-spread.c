/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much goldens vary: each judged by all others, and what would help those that fail. */
#include <math.h>

#include "aoi-golden-audit.h"
#include "product-folder.h"

#define SIDE 64
#define ROI "{\"idx\":1,\"type\":2,\"feature_method\":\"golden\",\"coords\":[0,0,64,64]%s}"

static void
fill (AoiRgbImage *image, const AoiRect *rect, gint level)
{
  for (gint y = rect->y; y < rect->y + rect->height; y++)
    for (gint x = 3 * rect->x; x < 3 * (rect->x + rect->width); x++)
      image->data[3 * SIDE * y + x] = (guint8) CLAMP (level, 0, 255);
}

/* A board's part of 8 random blocks; other ones for other seeds. */
static AoiRgbImage *
draw_part (guint32 seed, gint brighter)
{
  AoiRgbImage *image = aoi_rgb_image_new (SIDE, SIDE);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  fill (image, &(AoiRect){ 0, 0, SIDE, SIDE }, 60 + brighter);
  for (gint i = 0; i < 8; i++) {
    const gint x = g_rand_int_range (rand, 0, SIDE - 16), y = g_rand_int_range (rand, 0, SIDE - 16);

    fill (image, &(AoiRect){ x, y, 16, 16 }, g_rand_int_range (rand, 100, 230) + brighter);
  }
  return image;
}

static void
save (const gchar *folder, guint number, const AoiRgbImage *image)
{
  g_autofree gchar *file = g_strdup_printf ("golden_rois/roi_1/%u.png", number);
  g_autofree gchar *path = product_folder_place (folder, file);
  g_autoptr (GError) error = NULL;

  aoi_image_file_save (image, path, &error);
  g_assert_no_error (error);
}

/* Loads the folder's goldens for an ROI with these keys more. */
static AoiGoldenSpread *
find_spread (const gchar *folder, const gchar *keys)
{
  g_autofree gchar *json = g_strdup_printf ("[" ROI "]", keys);
  g_autoptr (AoiProduct) product = product_folder_load_valid (folder, json);
  const AoiRoi *roi = aoi_product_get_roi (product, 0);

  return aoi_golden_spread_new (roi, roi->goldens);
}

/* The same part in other light varies less than the limits. */
static void
test_narrow (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiGoldenSpread) spread = NULL;

  for (guint i = 0; i < 3; i++) {
    g_autoptr (AoiRgbImage) image = draw_part (1, 4 * (gint) i);

    save (folder, i, image);
  }
  spread = find_spread (folder, "");
  g_assert_cmpuint (spread->n, ==, 3);
  g_assert_cmpuint (spread->n_judged, ==, 3);
  g_assert_cmpuint (spread->n_failing, ==, 0);
  g_assert_true (aoi_rect_is_empty (&spread->ignore));
  g_assert_cmpuint (spread->n_limits, ==, 0);
  for (guint i = 0; i < 3; i++) {
    g_assert_true (spread->left_out[i].passes);
    g_assert_cmpfloat (spread->left_out[i].difference, <, 1.0);
    g_assert_nonnull (spread->left_out[i].term);
  }
  product_folder_remove (folder);
}

/* A marking that is another one on each part. */
static void
draw_marking (AoiRgbImage *image, const AoiRect *area, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gint y = area->y; y < area->y + area->height; y += 3)
    for (gint x = area->x; x < area->x + area->width; x += 3)
      fill (image, &(AoiRect){ x, y, 3, 3 }, g_rand_boolean (rand) ? 220 : 30);
}

/* The rectangle that is proposed is where they vary, and with it in the product they do not. */
static void
test_area_varies (void)
{
  static const AoiRect area = { 20, 30, 21, 15 };
  const AoiRect wide = aoi_rect_inflate (&area, 9);
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *keys = NULL;
  g_autoptr (AoiGoldenSpread) spread = NULL, ignored = NULL;

  for (guint i = 0; i < 4; i++) {
    g_autoptr (AoiRgbImage) image = draw_part (1, 3 * (gint) i);

    draw_marking (image, &area, 10 + i);
    save (folder, i, image);
  }
  spread = find_spread (folder, "");
  g_assert_cmpuint (spread->n_judged, ==, 4);
  g_assert_cmpuint (spread->n_failing, ==, 4);
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpfloat (spread->left_out[i].difference, >, 1.0);
    g_assert_true (aoi_rect_contains (&wide, &spread->left_out[i].window));
  }
  g_assert_false (aoi_rect_is_empty (&spread->ignore));
  g_assert_true (aoi_rect_contains (&wide, &spread->ignore));
  g_assert_cmpuint (spread->n_failing_ignored, ==, 0);
  keys = g_strdup_printf (",\"ignore\":[[%d,%d,%d,%d]]", spread->ignore.x, spread->ignore.y,
      spread->ignore.x + spread->ignore.width, spread->ignore.y + spread->ignore.height);
  ignored = find_spread (folder, keys);
  g_assert_cmpuint (ignored->n_judged, ==, 4);
  g_assert_cmpuint (ignored->n_failing, ==, 0);
  product_folder_remove (folder);
}

/* Stripes of little contrast over most of the part: no small area. */
static void
draw_stripes (AoiRgbImage *image, gint contrast)
{
  for (gint y = 4; y < SIDE - 4; y++)
    for (gint x = 3 * 4; x < 3 * (SIDE - 4); x++)
      if (y % 6 < 3)
        image->data[3 * SIDE * y + x] = (guint8) MIN (
            image->data[3 * SIDE * y + x] + contrast, 255);
}

static gchar *
limits_to_keys (const AoiGoldenSpread *spread)
{
  GString *keys = g_string_new (",\"limits\":{");

  for (guint i = 0; i < spread->n_limits; i++)
    g_string_append_printf (
        keys, "%s\"%s\":%.2f", i > 0 ? "," : "", spread->limits[i].term, spread->limits[i].factor);
  g_string_append (keys, "}");
  return g_string_free (keys, FALSE);
}

static void
test_limits (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *keys = NULL;
  g_autoptr (AoiGoldenSpread) spread = NULL, raised = NULL;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (AoiRgbImage) image = draw_part (1, 0);

    if (i > 0)
      draw_stripes (image, 26);
    save (folder, i, image);
  }
  spread = find_spread (folder, "");
  g_assert_cmpuint (spread->n_failing, >, 0);
  g_assert_true (aoi_rect_is_empty (&spread->ignore));
  g_assert_cmpuint (spread->n_limits, ==, 1);
  g_assert_cmpstr (spread->limits[0].term, ==, "structure");
  g_assert_cmpfloat (spread->limits[0].factor, >, 1.0);
  g_assert_cmpfloat (spread->limits[0].factor, <=, 2.0);
  keys = limits_to_keys (spread);
  raised = find_spread (folder, keys);
  g_assert_cmpuint (raised->n_judged, ==, spread->n_judged);
  g_assert_cmpuint (raised->n_failing, ==, 0);
  product_folder_remove (folder);
}

/* Two of one kind, two of another, one of a third: half of the others lack a kind. */
static void
test_more_goldens (void)
{
  static const struct {
    guint32 kind;
    gint brighter;
  } parts[] = { { 1, 0 }, { 2, 0 }, { 1, 4 }, { 2, 4 }, { 3, 0 } };
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiGoldenSpread) spread = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autoptr (AoiRgbImage) image = draw_part (parts[i].kind, parts[i].brighter);

    save (folder, i, image);
  }
  spread = find_spread (folder, "");
  g_assert_cmpuint (spread->n_judged, ==, 5);
  g_assert_cmpuint (spread->n_failing, ==, 1);
  g_assert_cmpuint (spread->n_failing_by_half, >, 1);
  for (guint i = 0; i < spread->n; i++) {
    const guint number = (guint) g_ascii_strtoull (spread->left_out[i].golden->name, NULL, 10);

    g_assert_cmpint (spread->left_out[i].passes, ==, parts[number].kind != 3);
  }
  /* Another part is no small area, nor within twice the limit. */
  g_assert_true (aoi_rect_is_empty (&spread->ignore));
  g_assert_cmpuint (spread->n_limits, ==, 0);
  product_folder_remove (folder);
}

/* One golden, the same pixels twice, and goldens that prove nothing: nothing can be told. */
static void
test_nothing_to_tell (void)
{
  for (guint kind = 0; kind < 4; kind++) {
    g_autofree gchar *folder = product_folder_new ();
    g_autoptr (AoiGoldenSpread) spread = NULL;

    for (guint i = 0; i < kind; i++) {
      g_autoptr (AoiRgbImage) image = kind < 3 ? draw_part (1, 0) : aoi_rgb_image_new (SIDE, SIDE);

      image->data[0] = (guint8) (kind < 3 ? 0 : i);
      save (folder, i, image);
    }
    spread = find_spread (folder, "");
    g_assert_cmpuint (spread->n, ==, kind);
    g_assert_cmpuint (spread->n_judged, ==, 0);
    g_assert_cmpuint (spread->n_failing, ==, 0);
    product_folder_remove (folder);
  }
}

/* Where nothing may lie, goldens vary too: two stains that show nothing each, but differ by twice as much. */
static void
test_empty (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiGoldenSpread) spread = NULL;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (SIDE, SIDE);

    fill (image, &(AoiRect){ 0, 0, SIDE, SIDE }, 120);
    fill (image, &(AoiRect){ 30, 30, 8, 8 }, i == 0 ? 113 : 127);
    save (folder, i, image);
  }
  spread = find_spread (folder, ",\"empty\":true");
  g_assert_cmpuint (spread->n_judged, ==, 2);
  g_assert_cmpuint (spread->n_failing, ==, 2);
  g_assert_cmpstr (spread->left_out[0].term, ==, "brightness");
  g_assert_cmpuint (spread->n_limits, ==, 1);
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden-spread/narrow", test_narrow);
  g_test_add_func ("/golden-spread/area-varies", test_area_varies);
  g_test_add_func ("/golden-spread/limits", test_limits);
  g_test_add_func ("/golden-spread/more-goldens", test_more_goldens);
  g_test_add_func ("/golden-spread/nothing-to-tell", test_nothing_to_tell);
  g_test_add_func ("/golden-spread/empty", test_empty);
  return g_test_run ();
}
