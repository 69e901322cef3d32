/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where fiducials are found in frames. */
#include "inspectors/fiducial/fiducial-find.h"

#include <math.h>

#include "aoi-error.h"
#include "product-folder.h"

#define WIDTH 320
#define HEIGHT 240

/* The ROI of the tests: its centre is between two pixels across, and in the middle of one down. */
#define COORDS "130,90,181,134"
#define REST_X 155.5
#define REST_Y 112.0
#define ROI(more) "[{\"idx\":7,\"type\":5,\"coords\":[" COORDS "]" more "}]"
#define CIRCLE ROI (",\"shape\":\"circle\",\"size\":30")

typedef struct {
  gdouble x, y;
} Centre;

/* A disc with soft edges on a darker board. */
static void
draw_disc (guint8 *gray, Centre centre, gdouble size)
{
  for (gint y = 0; y < HEIGHT; y++) {
    for (gint x = 0; x < WIDTH; x++) {
      const gdouble from = hypot (x + 0.5 - centre.x, y + 0.5 - centre.y) - size / 2.0;
      const gdouble share = CLAMP (0.5 - from, 0.0, 1.0);
      guint8 *pixel = &gray[y * WIDTH + x];

      *pixel = (guint8) lrint (share * 190.0 + (1.0 - share) * *pixel);
    }
  }
}

static guint8 *
draw_board (const Centre *centres, guint n, gdouble size)
{
  guint8 *gray = g_malloc (WIDTH * HEIGHT);

  memset (gray, 70, WIDTH * HEIGHT);
  for (guint i = 0; i < n; i++)
    draw_disc (gray, centres[i], size);
  return gray;
}

static AoiImage
wrap (AoiFormat format, const guint8 *data, gint bytes)
{
  AoiImage image;

  aoi_image_init (&image, format, WIDTH, HEIGHT);
  image.data[0] = data;
  image.stride[0] = WIDTH * bytes;
  return image;
}

static AoiFiducialFinder *
new_finder (AoiProduct *product)
{
  g_autoptr (GError) error = NULL;
  AoiFiducialFinder *finder = aoi_fiducial_finder_new (aoi_product_get_roi (product, 0), &error);

  g_assert_no_error (error);
  return finder;
}

static AoiFiducialPlace
find (const AoiFiducialFinder *finder, const AoiImage *image)
{
  g_autofree guint8 *work = g_malloc (aoi_fiducial_finder_get_work_size (finder));
  AoiFiducialPlace place;

  aoi_fiducial_finder_find (finder, image, work, &place);
  g_assert_cmpfloat (place.rest_x, ==, REST_X);
  g_assert_cmpfloat (place.rest_y, ==, REST_Y);
  return place;
}

static void
assert_found (const AoiFiducialFinder *finder, const AoiImage *image, Centre centre)
{
  const AoiFiducialPlace place = find (finder, image);
  g_autofree gchar *problem = aoi_fiducial_finder_explain (finder, &place);

  g_assert_null (problem);
  g_assert_cmpfloat_with_epsilon (place.x, centre.x, 0.1);
  g_assert_cmpfloat_with_epsilon (place.y, centre.y, 0.1);
}

static void
assert_problem (const AoiFiducialFinder *finder, const guint8 *gray, const gchar *pattern)
{
  const AoiImage image = wrap (AOI_FORMAT_GRAY8, gray, 1);
  const AoiFiducialPlace place = find (finder, &image);
  g_autofree gchar *problem = aoi_fiducial_finder_explain (finder, &place);

  g_assert_nonnull (problem);
  g_test_message ("%s", problem);
  g_assert_true (g_pattern_match_simple (pattern, problem));
}

/* Frames of one brightness in each format that a board of gray may have. */
static void
assert_found_in_formats (const AoiFiducialFinder *finder, const guint8 *gray, Centre centre)
{
  g_autofree guint8 *rgb = g_malloc (3 * WIDTH * HEIGHT);
  g_autofree guint8 *wide = g_malloc (2 * WIDTH * HEIGHT);
  AoiImage image = wrap (AOI_FORMAT_GRAY8, gray, 1);

  for (gint i = 0; i < WIDTH * HEIGHT; i++) {
    memset (rgb + 3 * i, gray[i], 3);
    wide[2 * i] = 0;
    wide[2 * i + 1] = gray[i];
  }
  assert_found (finder, &image, centre);
  image = wrap (AOI_FORMAT_BAYER_GBRG, gray, 1);
  assert_found (finder, &image, centre);
  image = wrap (AOI_FORMAT_RGB, rgb, 3);
  assert_found (finder, &image, centre);
  image = wrap (AOI_FORMAT_GRAY16_LE, wide, 2);
  assert_found (finder, &image, centre);
}

static void
test_shape (void)
{
  g_autoptr (AoiProduct) product = product_from_json (CIRCLE);
  g_autoptr (AoiFiducialFinder) finder = new_finder (product);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gint round = 0; round < 10; round++) {
    const Centre centre = { REST_X + g_rand_double_range (rand, -39.0, 39.0),
      REST_Y + g_rand_double_range (rand, -39.0, 39.0) };
    g_autofree guint8 *gray = draw_board (&centre, 1, 30.0);

    assert_found_in_formats (finder, gray, centre);
  }
}

static void
test_problems (void)
{
  g_autoptr (AoiProduct) product = product_from_json (CIRCLE);
  g_autoptr (AoiFiducialFinder) finder = new_finder (product);
  const Centre both[] = { { REST_X - 20.0, REST_Y }, { REST_X + 20.0, REST_Y + 5.0 } };
  const Centre far = { REST_X + 60.0, REST_Y };
  g_autofree guint8 *none = draw_board (NULL, 0, 30.0);
  g_autofree guint8 *doubled = draw_board (both, 2, 30.0);
  g_autofree guint8 *away = draw_board (&far, 1, 30.0);
  g_autofree guint8 *covered = draw_board (both, 1, 30.0);

  memset (covered + 98 * WIDTH, 70, 18 * WIDTH);
  assert_problem (finder, none, "fiducial 7: score 0.00, needs 0.70");
  assert_problem (finder, doubled, "fiducial 7: found at * and at *");
  assert_problem (finder, away, "fiducial 7: score 0.*, needs 0.70");
  assert_problem (finder, covered, "fiducial 7: score 0.*, needs 0.70");
}

static void
test_without_looks (void)
{
  g_autoptr (AoiProduct) product = product_from_json (ROI (""));
  g_autoptr (AoiFiducialFinder) finder = new_finder (product);
  const Centre centre = { REST_X, REST_Y };
  g_autofree guint8 *gray = draw_board (&centre, 1, 30.0);

  assert_problem (finder, gray, "fiducial 7 has neither a shape nor a golden");
}

/* Saves what of a board is under the ROI. */
static void
save_golden (const gchar *folder, const gchar *name, const guint8 *gray)
{
  g_autofree gchar *path = product_folder_place (folder, name);
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (51, 44);
  g_autoptr (GError) error = NULL;

  for (gint y = 0; y < 44; y++)
    for (gint x = 0; x < 51; x++)
      memset (image->data + 3 * (y * 51 + x), gray[(90 + y) * WIDTH + 130 + x], 3);
  aoi_image_file_save (image, path, &error);
  g_assert_no_error (error);
}

/* Of several goldens the best one counts. */
static void
test_goldens (void)
{
  g_autofree gchar *folder = product_folder_new ();
  const Centre rest = { REST_X, REST_Y }, moved = { REST_X - 17.3, REST_Y + 8.6 };
  g_autofree guint8 *large = draw_board (&rest, 1, 34.0), *small = draw_board (&rest, 1, 18.0);
  g_autofree guint8 *of_large = draw_board (&moved, 1, 34.0);
  g_autofree guint8 *of_small = draw_board (&moved, 1, 18.0);
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (AoiFiducialFinder) finder = NULL;
  AoiImage image;

  save_golden (folder, "golden_rois/roi_7/best_golden.png", large);
  save_golden (folder, "golden_rois/roi_7/other.png", small);
  product = product_folder_load_valid (folder, ROI (",\"ai_threshold\":0.97"));
  product_folder_remove (folder);
  finder = new_finder (product);
  image = wrap (AOI_FORMAT_GRAY8, of_large, 1);
  assert_found (finder, &image, moved);
  image = wrap (AOI_FORMAT_GRAY8, of_small, 1);
  assert_found (finder, &image, moved);
}

static void
test_flat_golden (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree guint8 *flat = draw_board (NULL, 0, 30.0);
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GError) error = NULL;

  save_golden (folder, "golden_rois/roi_7/flat.png", flat);
  product = product_folder_load_valid (folder, ROI (""));
  product_folder_remove (folder);
  g_assert_null (aoi_fiducial_finder_new (aoi_product_get_roi (product, 0), &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_true (
      g_pattern_match_simple ("rois?0?: golden flat.png shows no place*", error->message));
}

/* No pixel is read outside of the ROI with its margin: a copy of that part is enough. */
static void
test_margin (void)
{
  g_autoptr (AoiProduct) product = product_from_json (CIRCLE);
  g_autoptr (AoiFiducialFinder) finder = new_finder (product);
  const gint margin = aoi_fiducial_finder_get_margin (finder) + 2;
  const AoiRect read = aoi_rect_inflate (&aoi_product_get_roi (product, 0)->rect, margin);
  const Centre centre = { REST_X + 38.2, REST_Y - 37.7 };
  g_autofree guint8 *gray = draw_board (&centre, 1, 30.0);
  const AoiImage frame = wrap (AOI_FORMAT_BAYER_RGGB, gray, 1);
  g_autofree guint8 *memory = g_malloc (aoi_image_copy_size (&frame, &read));
  const AoiFiducialPlace whole = find (finder, &frame);
  AoiFiducialPlace part;
  AoiImage copy;

  aoi_image_copy_part (&frame, &read, memory, &copy);
  part = find (finder, &copy);
  g_assert_cmpfloat (part.x, ==, whole.x);
  g_assert_cmpfloat (part.y, ==, whole.y);
  g_assert_cmpfloat (part.score, ==, whole.score);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fiducial-find/shape", test_shape);
  g_test_add_func ("/fiducial-find/problems", test_problems);
  g_test_add_func ("/fiducial-find/without-looks", test_without_looks);
  g_test_add_func ("/fiducial-find/goldens", test_goldens);
  g_test_add_func ("/fiducial-find/flat-golden", test_flat_golden);
  g_test_add_func ("/fiducial-find/margin", test_margin);

  return g_test_run ();
}
