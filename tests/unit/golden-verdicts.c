/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-golden-store.h"
#include "aoi-revision.h"
#include "product-folder.h"

#define GOLDENS "golden_rois/roi_3/"
#define N_VIEWS 30

/* A golden of the seeds 1 to 3 in a frame, more and more disturbed. */
static AoiRgbImage *
draw_frame (guint index)
{
  AoiRgbImage *frame = aoi_rgb_image_new (32, 28);
  g_autoptr (GRand) part = g_rand_new_with_seed (1 + index % 3);
  g_autoptr (GRand) noise = g_rand_new_with_seed (100 + index);

  for (gint y = 10; y < 18; y++) {
    for (gint i = 3 * 10; i < 3 * 22; i++) {
      gint level = g_rand_int_range (part, 0, 256);

      level += g_rand_int_range (noise, -10, 11) * (gint) index;
      frame->data[3 * 32 * y + i] = (guint8) CLAMP (level, 0, 255);
    }
  }
  return frame;
}

/* Returns how many views pass. */
static guint
judge_views (const gchar *folder, AoiRoiResult *results)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision) revision = aoi_revision_load (folder, &error);
  AoiRevisionRoi *roi;
  gpointer scratch;
  guint n_passed = 0;

  g_assert_no_error (error);
  roi = aoi_revision_get_roi (revision, 0);
  scratch = roi->inspector->scratch_new ((gconstpointer *) &roi->state, 1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_VIEWS; i++) {
    g_autoptr (AoiRgbImage) frame = draw_frame (i);
    AoiImage image;
    AoiView view = { &image, roi->roi->rect, roi->roi->rotation };

    aoi_image_init (&image, AOI_FORMAT_RGB, frame->width, frame->height);
    image.data[0] = frame->data;
    image.stride[0] = 3 * frame->width;
    roi->inspector->inspect (roi->state, scratch, &view, NULL, &results[i]);
    n_passed += results[i].status == AOI_STATUS_PASS;
  }
  roi->inspector->scratch_free (scratch);
  return n_passed;
}

/* The order of goldens says which is tried first, and not what passes. */
static void
test_promote (void)
{
  AoiRoiResult before[N_VIEWS] = { 0 }, after[N_VIEWS] = { 0 };
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiGoldenStore) store = NULL;
  g_autofree gchar *promoted = NULL;
  guint n_passed;

  product_folder_write (
      folder, "rois_config_x.json", "[{\"idx\":3,\"type\":2,\"coords\":[10,10,22,18]}]", -1);
  product_folder_draw (folder, GOLDENS "best_golden.png", 12, 8, 1);
  product_folder_draw (folder, GOLDENS "b.png", 12, 8, 2);
  product_folder_draw (folder, GOLDENS "c.png", 12, 8, 3);
  n_passed = judge_views (folder, before);
  g_assert_cmpuint (n_passed, >, 0);
  g_assert_cmpuint (n_passed, <, N_VIEWS);
  store = aoi_golden_store_open (folder, TRUE, NULL);
  promoted = aoi_golden_store_promote (store, 3, "c.png", NULL, NULL);
  g_assert_cmpstr (promoted, ==, "best_golden.png");
  judge_views (folder, after);
  for (guint i = 0; i < N_VIEWS; i++) {
    g_assert_cmpint (after[i].status, ==, before[i].status);
    g_assert_cmpfloat (after[i].score, ==, before[i].score);
    aoi_roi_result_clear (&before[i]);
    aoi_roi_result_clear (&after[i]);
  }
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden-verdicts/promote", test_promote);
  return g_test_run ();
}
