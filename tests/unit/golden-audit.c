/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "aoi-golden-audit.h"
#include "product-folder.h"

#define SIDE 64

/* A board's part of 8 random blocks, and so different from that of any other seed. */
static AoiRgbImage *
draw_part (guint32 seed, gint brighter)
{
  AoiRgbImage *image = aoi_rgb_image_new (SIDE, SIDE);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gint i = 0; i < 3 * SIDE * SIDE; i++)
    image->data[i] = (guint8) (60 + brighter);
  for (gint n = 0; n < 8; n++) {
    gint left = g_rand_int_range (rand, 0, SIDE - 16), top = g_rand_int_range (rand, 0, SIDE - 16);
    gint level = g_rand_int_range (rand, 100, 230) + brighter;

    for (gint y = top; y < top + 16; y++)
      for (gint x = 3 * left; x < 3 * (left + 16); x++)
        image->data[3 * SIDE * y + x] = (guint8) level;
  }
  return image;
}

static void
save_part (const gchar *folder, const gchar *name, guint32 seed, gint brighter)
{
  g_autofree gchar *file = g_strconcat ("golden_rois/roi_1/", name, NULL);
  g_autofree gchar *path = product_folder_place (folder, file);
  g_autoptr (AoiRgbImage) image = draw_part (seed, brighter);
  g_autoptr (GError) error = NULL;

  aoi_image_file_save (image, path, &error);
  g_assert_no_error (error);
}

static AoiProduct *
load (const gchar *folder)
{
  return product_folder_load_valid (folder, "[{\"idx\":1,\"type\":2,\"coords\":[0,0,64,64]}]");
}

/* Two alike, one of them twice, and one of another part. */
static void
test_findings (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (AoiGoldenAudit) audit = NULL;
  const AoiRoi *roi;

  save_part (folder, "a.png", 1, 0);
  save_part (folder, "b.png", 1, 4);
  save_part (folder, "c.png", 2, 0);
  save_part (folder, "d.png", 1, 0);
  product = load (folder);
  roi = aoi_product_get_roi (product, 0);
  audit = aoi_golden_audit_new (roi, roi->goldens);
  g_assert_cmpuint (audit->n, ==, 4);
  for (guint i = 0; i < 4; i++) {
    g_assert_null (audit->findings[i].problem);
    g_assert_true (audit->passes[5 * i]);
    g_assert_cmpfloat (audit->differences[5 * i], <, 0.01);
    g_assert_cmpint (audit->findings[i].same_as, ==, i == 3 ? 0 : -1);
    g_assert_cmpint (audit->findings[i].is_far, ==, i == 2);
    g_assert_cmpint (audit->findings[i].is_spare, ==, i == 1 || i == 3);
  }
  g_assert_cmpint (audit->findings[0].nearest, ==, 1);
  g_assert_cmpint (audit->findings[1].nearest, ==, 0);
  g_assert_cmpfloat (audit->findings[0].difference, ==, audit->differences[1]);
  g_assert_cmpfloat (audit->findings[0].difference, <, 1.0);
  g_assert_cmpfloat (audit->findings[2].difference, >, AOI_GOLDEN_FAR);
  product_folder_remove (folder);
}

/* A golden of nothing proves nothing. It is not spare either: that is another fault. */
static void
test_uniform (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *path = product_folder_place (folder, "golden_rois/roi_1/b.png");
  g_autoptr (AoiRgbImage) empty = aoi_rgb_image_new (SIDE, SIDE);
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (AoiGoldenAudit) audit = NULL;
  const AoiRoi *roi;

  save_part (folder, "a.png", 1, 0);
  g_assert_true (aoi_image_file_save (empty, path, NULL));
  product = load (folder);
  roi = aoi_product_get_roi (product, 0);
  audit = aoi_golden_audit_new (roi, roi->goldens);
  g_assert_null (audit->findings[0].problem);
  g_assert_nonnull (audit->findings[1].problem);
  g_assert_false (audit->findings[1].is_spare);
  g_assert_true (isinf (audit->differences[1]));
  product_folder_remove (folder);
}

static void
test_few (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (AoiGoldenAudit) audit = NULL;
  g_autoptr (AoiGoldenAudit) none = NULL;
  g_autoptr (GPtrArray) empty = g_ptr_array_new ();
  const AoiRoi *roi;

  save_part (folder, "a.png", 1, 0);
  product = load (folder);
  roi = aoi_product_get_roi (product, 0);
  audit = aoi_golden_audit_new (roi, roi->goldens);
  g_assert_cmpint (audit->findings[0].nearest, ==, -1);
  g_assert_false (audit->findings[0].is_far);
  g_assert_false (audit->findings[0].is_spare);
  none = aoi_golden_audit_new (roi, empty);
  g_assert_cmpuint (none->n, ==, 0);
  product_folder_remove (folder);
}

static void
test_difference (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiRgbImage) like = draw_part (2, 5);
  g_autoptr (AoiRgbImage) other = draw_part (3, 0);
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GPtrArray) empty = g_ptr_array_new ();
  const AoiRoi *roi;
  gint nearest;

  save_part (folder, "a.png", 1, 0);
  save_part (folder, "b.png", 2, 0);
  product = load (folder);
  roi = aoi_product_get_roi (product, 0);
  g_assert_cmpfloat (aoi_golden_get_difference (roi, roi->goldens, like, &nearest), <, 1.0);
  g_assert_cmpint (nearest, ==, 1);
  g_assert_cmpfloat (
      aoi_golden_get_difference (roi, roi->goldens, other, &nearest), >, AOI_GOLDEN_FAR);
  g_assert_true (isinf (aoi_golden_get_difference (roi, empty, like, &nearest)));
  g_assert_cmpint (nearest, ==, -1);
  g_assert_cmpfloat (aoi_golden_get_similarity (0.0), ==, 1.0);
  g_assert_cmpfloat (aoi_golden_get_similarity (INFINITY), ==, 0.0);
  product_folder_remove (folder);
}

/* What the ROI ignores, or judges loosely, its goldens need not show. */
static void
test_keys (void)
{
  static const gchar *const keys[] = { "", ",\"ignore\":[[0,0,64,24]]",
    ",\"limits\":{\"structure\":0.25,\"chroma\":0.25}" };
  gdouble differences[G_N_ELEMENTS (keys)];

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autofree gchar *folder = product_folder_new ();
    g_autofree gchar *json = g_strdup_printf (
        "[{\"idx\":1,\"type\":2,\"coords\":[0,0,64,64]%s}]", keys[i]);
    g_autofree gchar *path = product_folder_place (folder, "golden_rois/roi_1/b.png");
    g_autoptr (AoiRgbImage) other = draw_part (1, 0);
    g_autoptr (AoiProduct) product = NULL;
    g_autoptr (AoiGoldenAudit) audit = NULL;
    const AoiRoi *roi;

    save_part (folder, "a.png", 1, 0);
    for (gint y = 4; y < 20; y++)
      for (gint x = 30; y % 6 < 3 && x < 66; x++)
        other->data[3 * SIDE * y + x] = (guint8) MIN (other->data[3 * SIDE * y + x] + 40, 255);
    g_assert_true (aoi_image_file_save (other, path, NULL));
    product = product_folder_load_valid (folder, json);
    roi = aoi_product_get_roi (product, 0);
    audit = aoi_golden_audit_new (roi, roi->goldens);
    differences[i] = audit->findings[1].difference;
    g_assert_cmpint (audit->findings[1].is_spare, ==, i == 1);
    g_assert_cmpfloat (
        aoi_golden_get_difference (roi, roi->goldens, other, NULL), ==, audit->differences[3]);
  }
  g_assert_cmpfloat (differences[0], >, 1.0);
  g_assert_cmpfloat (differences[1], <, 0.1);
  g_assert_cmpfloat (differences[2], >, differences[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden-audit/findings", test_findings);
  g_test_add_func ("/golden-audit/uniform", test_uniform);
  g_test_add_func ("/golden-audit/few", test_few);
  g_test_add_func ("/golden-audit/difference", test_difference);
  g_test_add_func ("/golden-audit/keys", test_keys);
  return g_test_run ();
}
