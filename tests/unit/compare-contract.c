/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare-support.h"

static void
assert_refused (const AoiRoi *roi, AoiError code, const gchar *pattern)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_inspector_compare.prepare (&aoi_inspector_compare, roi, &error));
  g_assert_error (error, AOI_ERROR, (gint) code);
  g_test_message ("%s", error->message);
  g_assert_true (g_pattern_match_simple (pattern, error->message));
}

static void
test_bad_input_is_refused (void)
{
  g_autoptr (AoiRoi) method = make_taught_roi (0.9, "magic");
  g_autoptr (AoiRoi) threshold = make_taught_roi (1.5, "golden");
  g_autoptr (AoiRoi) size = make_roi (0.9, NULL);

  assert_refused (method, AOI_ERROR_INVALID, "rois[0].feature_method: \"magic\" *");
  assert_refused (threshold, AOI_ERROR_INVALID, "rois[0].ai_threshold: 1.5 *");
  add_image (size, "odd.png", uniform (ROI_WIDTH, ROI_HEIGHT + 1, 9));
  assert_refused (size, AOI_ERROR_IMAGE, "rois[0]: golden odd.png is 96x81 pixels, not 96x80");
}

static void
test_default_threshold (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (NAN, NULL);
  g_auto (AoiRoiResult) result = inspect (roi, &(Board){ GOOD_BOARD });

  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  g_assert_cmpfloat (result.threshold, ==, 0.9);
}

static void
test_other_view_is_an_error (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  g_autoptr (AoiRgbImage) frame = draw (&(Board){ GOOD_BOARD });
  g_auto (Prepared) prepared = prepare (roi);
  g_auto (AoiRoiResult) result = { 0 };

  roi->rect.width++;
  result = inspect_frame (&prepared, roi, frame);
  g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
}

static void
test_cancelled (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  g_autoptr (AoiRgbImage) frame = draw (&(Board){ GOOD_BOARD });
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Prepared) prepared = prepare (roi);
  AoiImage image = image_of (frame);
  AoiView view = { &image, roi->rect, roi->rotation };
  g_auto (AoiRoiResult) result = { 0 };

  g_cancellable_cancel (cancellable);
  aoi_inspector_compare.inspect (prepared.state, prepared.scratch, &view, cancellable, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (result.reason, ==, "cancelled");
}

/* The frame's bytes around the ROI beyond the margin change nothing; nor does what a scratch was used
 * for before. */
static void
test_margin_and_scratch (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden"), large = make_taught_roi (0.9, "golden");
  g_autoptr (AoiRgbImage) frame = draw (&(Board){ GOOD_BOARD, .dx = 5.0, .angle = DEGREE });
  g_auto (Prepared) alone = prepare (roi), other = { 0 };
  AoiRect kept = roi->rect;
  gint margin = aoi_inspector_compare.get_margin (alone.state);
  g_auto (AoiRoiResult) before = inspect_frame (&alone, roi, frame), after = { 0 };
  gpointer states[2];

  kept = aoi_rect_inflate (&kept, margin);
  for (gint y = 0; y < FRAME_HEIGHT; y++)
    for (gint x = 0; x < FRAME_WIDTH; x++)
      if (x < kept.x || y < kept.y || x >= kept.x + kept.width || y >= kept.y + kept.height)
        memset (&frame->data[3 * (y * FRAME_WIDTH + x)], 255, 3);
  g_ptr_array_set_size (large->goldens, 0);
  large->rect = (AoiRect){ 0, 0, FRAME_WIDTH, FRAME_HEIGHT };
  teach (large, "large.jpg", &(Board){ GOOD_BOARD });
  other = prepare (large);
  states[0] = other.state;
  states[1] = alone.state;
  aoi_inspector_compare.scratch_free (alone.scratch);
  alone.scratch = aoi_inspector_compare.scratch_new ((const gconstpointer *) states, 2, NULL);
  {
    Prepared shared = { other.state, alone.scratch };
    g_auto (AoiRoiResult) ignored = inspect_frame (&shared, large, frame);
  }
  after = inspect_frame (&alone, roi, frame);
  g_assert_cmpfloat (after.score, ==, before.score);
  g_assert_true (g_variant_equal (after.values, before.values));
}

#define N_THREADS 4
#define N_FRAMES 6

typedef struct {
  const AoiRoi *roi;
  gpointer state;
  AoiRgbImage *const *frames;
  gdouble scores[N_FRAMES];
} ThreadWork;

static gpointer
inspect_all (gpointer data)
{
  ThreadWork *work = data;
  gconstpointer states[] = { work->state };
  Prepared prepared = { work->state, aoi_inspector_compare.scratch_new (states, 1, NULL) };

  for (guint i = 0; i < N_FRAMES; i++) {
    g_auto (AoiRoiResult) result = inspect_frame (&prepared, work->roi, work->frames[i]);

    work->scores[i] = result.score;
  }
  aoi_inspector_compare.scratch_free (prepared.scratch);
  return NULL;
}

static void
test_same_in_all_threads (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  g_autoptr (GPtrArray)
      frames = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_rgb_image_free);
  g_auto (Prepared) prepared = { 0 };
  ThreadWork works[N_THREADS];
  GThread *threads[N_THREADS];

  teach (roi, "other.jpg", &(Board){ GOOD_BOARD, .dx = 4.0, .defect = BRIDGE });
  prepared = prepare (roi);
  for (guint i = 0; i < N_FRAMES; i++)
    g_ptr_array_add (frames,
        draw (
            &(Board){ .gain = 1.0, .noise = 2.0, .seed = 20 + i, .dx = i, .defect = (Defect) i }));
  for (guint i = 0; i < N_THREADS; i++) {
    works[i] = (ThreadWork){ roi, prepared.state, (AoiRgbImage *const *) frames->pdata };
    threads[i] = g_thread_new ("inspect", inspect_all, &works[i]);
  }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < N_FRAMES; i++) {
    g_auto (AoiRoiResult) again = inspect_frame (&prepared, roi, g_ptr_array_index (frames, i));

    for (guint k = 0; k < N_THREADS; k++)
      g_assert_cmpfloat (works[k].scores[i], ==, again.score);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare-contract/bad-input-is-refused", test_bad_input_is_refused);
  g_test_add_func ("/compare-contract/default-threshold", test_default_threshold);
  g_test_add_func ("/compare-contract/other-view-is-an-error", test_other_view_is_an_error);
  g_test_add_func ("/compare-contract/cancelled", test_cancelled);
  g_test_add_func ("/compare-contract/margin-and-scratch", test_margin_and_scratch);
  g_test_add_func ("/compare-contract/same-in-all-threads", test_same_in_all_threads);
  return g_test_run ();
}
