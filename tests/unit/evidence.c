/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a comparison's evidence shows, on drawn boards with drawn defects. */
#include "aoi-evidence.h"
#include "compare-support.h"
#include "product-folder.h"

/* A product of one compare ROI whose folder is removed: evidence may read nothing from the disk. */
static AoiProduct *
load_product (guint rotation, const Board *boards, guint n)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiRoi) roi = make_roi (0.9, NULL);
  g_autofree gchar *json = g_strdup_printf (
      "[{\"idx\": 7, \"type\": 2, \"coords\": [%d, %d, %d, %d], \"rotation\": %u}, "
      "{\"idx\": 8, \"type\": 4, \"coords\": [0, 0, 8, 8], \"expected_color\": [0, 0, 0]}]",
      ROI_X, ROI_Y, ROI_X + ROI_WIDTH, ROI_Y + ROI_HEIGHT, rotation);
  g_autoptr (GError) error = NULL;
  AoiProduct *product;

  roi->rotation = rotation;
  for (guint i = 0; i < n; i++) {
    g_autofree gchar *name = g_strdup_printf ("golden_rois/roi_7/%02u.png", i);
    g_autofree gchar *path = product_folder_place (folder, name);
    g_autoptr (AoiRgbImage) frame = draw (&boards[i]);
    g_autoptr (AoiRgbImage) sample = crop (frame, roi);

    g_assert_true (aoi_image_file_save (sample, path, &error));
  }
  product = product_folder_load (folder, json, &error);
  g_assert_no_error (error);
  product_folder_remove (folder);
  return product;
}

static AoiRoiResult
inspect_product (AoiProduct *product, const AoiRgbImage *frame)
{
  const AoiRoi *roi = aoi_product_get_roi (product, 0);
  g_auto (Prepared) prepared = prepare (roi);
  AoiRoiResult result = inspect_frame (&prepared, roi, frame);

  result.type = roi->type;
  result.rect = roi->rect;
  return result;
}

static AoiEvidence *
get_evidence (AoiProduct *product, const AoiRgbImage *frame, const AoiRoiResult *result)
{
  const AoiImage image = image_of (frame);
  g_autoptr (GError) error = NULL;
  AoiEvidence *evidence = aoi_evidence_new (product, &image, result, &error);

  g_assert_no_error (error);
  return evidence;
}

/* The place in the frame of the middle of a pixel of the map. */
static void
find_place (const AoiEvidence *self, const AoiRoiResult *result, gint at, gdouble *x, gdouble *y)
{
  const AoiView view = { NULL, result->rect, self->rotation };
  gint width, height;

  aoi_view_get_size (&view, &width, &height);
  aoi_view_point_to_frame (&view, (at % self->map_width + 0.5) * width / self->map_width,
      (at / self->map_width + 0.5) * height / self->map_height, x, y);
}

static AoiRect
get_window (const AoiRoiResult *result)
{
  g_autoptr (GVariant)
      value = aoi_roi_result_get_value (result, AOI_VALUE_WINDOW, G_VARIANT_TYPE ("ai"));
  gsize n;
  const gint32 *box = g_variant_get_fixed_array (value, &n, sizeof (gint32));

  g_assert_cmpuint (n, ==, 4);
  return (AoiRect){ box[0], box[1], box[2], box[3] };
}

/* The map reaches 255 in the middle of the window that the verdict names, and is low more than
 * @reach pixels away from it. */
static void
check_map (const AoiEvidence *self, const AoiRoiResult *result, gdouble reach)
{
  const AoiRect window = get_window (result);
  guint n_window = 0, n_beyond = 0;

  for (gint i = 0; i < self->map_width * self->map_height; i++) {
    gdouble x, y, distance;

    find_place (self, result, i, &x, &y);
    distance = MAX (
        fabs (x - window.x - window.width / 2.0), fabs (y - window.y - window.height / 2.0));
    if (distance <= 1.5)
      n_window += self->map[i] == 255;
    else if (distance > reach)
      n_beyond += self->map[i] == 255;
  }
  g_assert_cmpuint (n_window, >, 0);
  g_assert_cmpuint (n_beyond, ==, 0);
}

static void
check_pictures (const AoiEvidence *self, AoiProduct *product, const AoiRgbImage *frame)
{
  const AoiRoi *roi = aoi_product_get_roi (product, 0);
  g_autoptr (AoiRgbImage) view = crop (frame, roi);

  g_assert_true (aoi_rgb_image_equal (self->view, view));
  g_assert_cmpint (self->golden->width, ==, view->width);
  g_assert_cmpint (self->golden->height, ==, view->height);
  g_assert_cmpuint (self->rotation, ==, roi->rotation);
}

static void
test_defect (gconstpointer data)
{
  const guint rotation = GPOINTER_TO_UINT (data) % 360;
  const Defect defect = GPOINTER_TO_UINT (data) / 360;
  g_autoptr (AoiProduct) product = load_product (rotation, &(Board){ GOOD_BOARD }, 1);
  g_autoptr (AoiRgbImage) frame = draw (&(Board){ GOOD_BOARD, .defect = defect });
  g_auto (AoiRoiResult) result = inspect_product (product, frame);
  g_autoptr (AoiEvidence) evidence = NULL;

  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  evidence = get_evidence (product, frame, &result);
  g_assert_cmpstr (evidence->golden_name, ==, "00.png");
  check_pictures (evidence, product, frame);
  check_map (evidence, &result, 24.0);
}

/* What passes has no place at the limit. */
static void
test_pass (void)
{
  g_autoptr (AoiProduct) product = load_product (0, &(Board){ GOOD_BOARD }, 1);
  g_autoptr (AoiRgbImage) frame = draw (&(Board){ GOOD_BOARD, .dx = 3.0, .offset = -6.0 });
  g_auto (AoiRoiResult) result = inspect_product (product, frame);
  g_autoptr (AoiEvidence) evidence = NULL;

  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  evidence = get_evidence (product, frame, &result);
  for (gint i = 0; i < evidence->map_width * evidence->map_height; i++)
    g_assert_cmpint (evidence->map[i], <, 255);
}

/* Of many goldens the one that decided is compared, be it the last; the others may excuse what it
 * would call. */
static void
test_many (void)
{
  Board boards[AOI_EVIDENCE_MAX_GOLDENS + 4];
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (AoiRgbImage) frame = NULL;
  g_auto (AoiRoiResult) result = { 0 };
  g_autoptr (AoiEvidence) evidence = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (boards); i++)
    boards[i] = (Board){ GOOD_BOARD, .defect = MISSING };
  boards[G_N_ELEMENTS (boards) - 1].defect = WHOLE;
  product = load_product (0, boards, G_N_ELEMENTS (boards));
  frame = draw (&(Board){ GOOD_BOARD, .defect = BLOB });
  result = inspect_product (product, frame);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  evidence = get_evidence (product, frame, &result);
  g_assert_cmpstr (evidence->golden_name, ==, "19.png");
  g_assert_cmpstr (
      aoi_roi_result_get_string (&result, AOI_VALUE_GOLDEN), ==, evidence->golden_name);
  check_map (evidence, &result, 24.0);
}

static void
check_refused (AoiProduct *product, const AoiRoiResult *result, const gchar *message)
{
  g_autoptr (AoiRgbImage) frame = draw (&(Board){ GOOD_BOARD });
  const AoiImage image = image_of (frame);
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_evidence_new (product, &image, result, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_refused (void)
{
  g_autoptr (AoiProduct) product = load_product (0, &(Board){ GOOD_BOARD }, 1);
  g_autoptr (AoiProduct) untaught = load_product (0, NULL, 0);
  AoiRoiResult result = {
    .id = 7, .type = AOI_TYPE_COMPARE, .rect = { ROI_X, ROI_Y, ROI_WIDTH, ROI_HEIGHT }
  };

  result.type = aoi_product_get_roi (product, 0)->type;
  check_refused (product, &result, "ROI 7 was compared with no golden");
  aoi_roi_result_take_values (&result, g_variant_new_parsed ("{'golden': <'none.png'>}"));
  check_refused (product, &result, "ROI 7 has no golden none.png");
  check_refused (untaught, &result, "ROI 7 has no golden none.png");
  result.id = 9;
  check_refused (product, &result, "no ROI 9 of type compare");
  result.id = 8;
  check_refused (product, &result, "no ROI 8 of type compare");
  aoi_roi_result_clear (&result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/evidence/blob", GUINT_TO_POINTER (360 * BLOB), test_defect);
  g_test_add_data_func ("/evidence/bridge", GUINT_TO_POINTER (360 * BRIDGE), test_defect);
  g_test_add_data_func ("/evidence/recoloured", GUINT_TO_POINTER (360 * RECOLOURED), test_defect);
  g_test_add_data_func ("/evidence/turned-90", GUINT_TO_POINTER (360 * BLOB + 90), test_defect);
  g_test_add_data_func ("/evidence/turned-180", GUINT_TO_POINTER (360 * BLOB + 180), test_defect);
  g_test_add_data_func ("/evidence/turned-270", GUINT_TO_POINTER (360 * BLOB + 270), test_defect);
  g_test_add_func ("/evidence/pass", test_pass);
  g_test_add_func ("/evidence/many", test_many);
  g_test_add_func ("/evidence/refused", test_refused);
  return g_test_run ();
}
