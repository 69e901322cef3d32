/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare-support.h"

static void
assert_fails (const AoiRoi *roi, const Board *board, const gchar *reason)
{
  g_auto (AoiRoiResult) result = inspect (roi, board);

  g_test_message ("%.4f: %s", result.score, result.reason);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpfloat (result.score, <, result.threshold);
  g_assert_true (g_pattern_match_simple (reason, result.reason));
}

static void
assert_passes (const AoiRoi *roi, const Board *board)
{
  g_auto (AoiRoiResult) result = inspect (roi, board);

  g_test_message ("%.4f: %s", result.score, result.reason);
  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  g_assert_cmpfloat (result.score, >=, result.threshold);
}

static void
test_same_part_passes (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  const Board boards[] = {
    { GOOD_BOARD },
    { .gain = 1.0, .noise = 1.0, .seed = 2 },
    { .gain = 1.0, .noise = 1.0, .seed = 3, .dx = 6.3, .dy = -5.2 },
    { .gain = 1.0, .noise = 1.0, .seed = 4, .dx = -12.0, .dy = 8.0 },
    { .gain = 1.0, .noise = 1.0, .seed = 5, .angle = 1.0 * DEGREE },
    { .gain = 1.0, .noise = 1.0, .seed = 6, .dx = 3.0, .angle = -1.0 * DEGREE },
    { .gain = 1.12, .offset = 5.0, .noise = 1.0, .seed = 7 },
    { .gain = 0.88, .offset = -6.0, .noise = 1.0, .seed = 8, .dx = 2.0 },
    { .gain = 1.0, .noise = 4.0, .seed = 9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (boards); i++)
    assert_passes (roi, &boards[i]);
}

static void
test_defects_fail (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  const struct {
    Board board;
    const gchar *reason;
  } cases[] = {
    { { GOOD_BOARD, .defect = MISSING }, "*differs at *" },
    { { GOOD_BOARD, .defect = WRONG }, "*differs at *" },
    { { GOOD_BOARD, .defect = BLOB }, "structure differs at *" },
    { { GOOD_BOARD, .defect = BRIDGE }, "structure differs at *" },
    { { GOOD_BOARD, .defect = RECOLOURED }, "colour differs at *" },
    { { GOOD_BOARD, .defect = INVERTED }, "*differs at *" },
    { { GOOD_BOARD, .part_dx = 0.35 * ROI_HEIGHT }, "*differs at *" },
    { { GOOD_BOARD, .angle = 180.0 * DEGREE }, "*differs at *" },
    { { GOOD_BOARD, .angle = 8.0 * DEGREE }, "*differs at *" },
    { { GOOD_BOARD, .dx = 0.4 * ROI_HEIGHT }, "*" },
    { { GOOD_BOARD, .defect = BLOB, .dx = 5.0, .dy = 4.0, .angle = 1.0 * DEGREE },
        "structure differs at *" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_fails (roi, &cases[i].board, cases[i].reason);
}

/* A whole view that is off by 24 % each way: found, and too far from its place. */
static void
test_shift_fails (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");

  assert_fails (roi, &(Board){ GOOD_BOARD, .dx = 17.0, .dy = 16.0 }, "part shifted by 23 px");
}

static void
test_values (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  g_auto (AoiRoiResult) result = inspect (
      roi, &(Board){ GOOD_BOARD, .defect = BLOB, .dx = 5.0, .dy = -3.0, .angle = 1.0 * DEGREE });
  g_autoptr (GVariant)
      window = aoi_roi_result_get_value (&result, AOI_VALUE_WINDOW, G_VARIANT_TYPE ("ai"));
  const gint32 *box;
  gsize n;

  g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_GOLDEN), ==, "best_golden.jpg");
  g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TERM), ==, "structure");
  g_assert_cmpfloat_with_epsilon (
      aoi_roi_result_get_double (&result, AOI_VALUE_SHIFT_X, NAN), 5.0, 0.5);
  g_assert_cmpfloat_with_epsilon (
      aoi_roi_result_get_double (&result, AOI_VALUE_SHIFT_Y, NAN), -3.0, 0.5);
  g_assert_cmpfloat_with_epsilon (
      aoi_roi_result_get_double (&result, AOI_VALUE_ANGLE, NAN), 1.0, 0.2);
  g_assert_nonnull (window);
  box = g_variant_get_fixed_array (window, &n, sizeof (gint32));
  g_assert_cmpuint (n, ==, 4);
  /* The blob's centre on the board, moved as the board is, and its radius. */
  g_assert_cmpfloat_with_epsilon (box[0] + box[2] / 2.0, ROI_X + ROI_WIDTH / 2 + 12.0 + 5.0, 11.0);
  g_assert_cmpfloat_with_epsilon (box[1] + box[3] / 2.0, ROI_Y + ROI_HEIGHT / 2 - 8.0 - 3.0, 11.0);
}

/* In a turned ROI shifts are reported in the turned view, windows in the frame. */
static void
test_turned (void)
{
  static const guint rotations[] = { 90, 180, 270 };

  for (guint i = 0; i < G_N_ELEMENTS (rotations); i++) {
    g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
    g_autoptr (GVariant) window = NULL;
    g_auto (AoiRoiResult) result = { 0 };
    const gint32 *box;
    gsize n;

    roi->rotation = rotations[i];
    teach (roi, "best_golden.jpg", &(Board){ GOOD_BOARD });
    assert_passes (roi, &(Board){ GOOD_BOARD, .dx = 4.0, .dy = 7.0 });
    result = inspect (roi, &(Board){ GOOD_BOARD, .defect = BLOB });
    g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
    window = aoi_roi_result_get_value (&result, AOI_VALUE_WINDOW, G_VARIANT_TYPE ("ai"));
    box = g_variant_get_fixed_array (window, &n, sizeof (gint32));
    g_assert_cmpfloat_with_epsilon (box[0] + box[2] / 2.0, ROI_X + ROI_WIDTH / 2 + 12.0, 11.0);
    g_assert_cmpfloat_with_epsilon (box[1] + box[3] / 2.0, ROI_Y + ROI_HEIGHT / 2 - 8.0, 11.0);
  }
}

static void
test_no_golden_fails (void)
{
  g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
  g_autoptr (AoiRoi) lenient = make_roi (0.0, "golden");

  assert_fails (roi, &(Board){ GOOD_BOARD }, "no golden image");
  {
    g_auto (AoiRoiResult) result = inspect (lenient, &(Board){ GOOD_BOARD });

    g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  }
}

static void
test_flat_frame_fails (void)
{
  static const guint8 levels[] = { 0, 45, 100, 255 };
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  g_auto (Prepared) prepared = prepare (roi);

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++) {
    g_autoptr (AoiRgbImage) frame = uniform (FRAME_WIDTH, FRAME_HEIGHT, levels[i]);
    g_auto (AoiRoiResult) result = inspect_frame (&prepared, roi, frame);

    g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
    g_assert_cmpfloat (result.score, <, 0.8);
  }
}

/* A golden that shows nothing cannot prove that anything is there. */
static void
test_flat_golden_fails (void)
{
  g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
  g_autoptr (AoiRgbImage) frame = uniform (FRAME_WIDTH, FRAME_HEIGHT, 90);
  g_auto (Prepared) prepared = { 0 };
  g_auto (AoiRoiResult) result = { 0 };

  add_image (roi, "flat.png", uniform (ROI_WIDTH, ROI_HEIGHT, 90));
  prepared = prepare (roi);
  result = inspect_frame (&prepared, roi, frame);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (
      result.reason, ==, "no golden tells the part from an empty view at threshold 0.9");
  assert_fails (
      roi, &(Board){ GOOD_BOARD }, "no golden tells the part from an empty view at threshold 0.9");
}

/* So low a threshold lets an empty view pass too: no pass proves anything. */
static void
test_low_threshold_fails (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.6, "golden");

  assert_fails (
      roi, &(Board){ GOOD_BOARD }, "no golden tells the part from an empty view at threshold 0.6");
}

static void
test_small_roi_fails (void)
{
  g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");

  roi->rect.width = 7;
  teach (roi, "best_golden.jpg", &(Board){ GOOD_BOARD });
  assert_fails (roi, &(Board){ GOOD_BOARD }, "ROI of 7x80 pixels is too small*");
}

/* Shapes at which sizes, margins and windows meet their limits. */
static void
test_all_sizes (void)
{
  static const AoiRect rects[] = {
    { 74, 68, 8, 8 },
    { 60, 50, 9, 100 },
    { 20, 70, 180, 8 },
    { 0, 0, FRAME_WIDTH, FRAME_HEIGHT },
    { FRAME_WIDTH - 101, FRAME_HEIGHT - 103, 101, 103 },
    { 40, 30, 131, 125 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rects); i++) {
    g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
    g_auto (AoiRoiResult) same = { 0 };

    roi->rect = rects[i];
    teach (roi, "best_golden.jpg", &(Board){ GOOD_BOARD });
    same = inspect (roi, &(Board){ GOOD_BOARD });
    g_test_message ("%dx%d: %.4f", rects[i].width, rects[i].height, same.score);
    g_assert_cmpint (same.status, ==, AOI_STATUS_PASS);
    g_assert_cmpfloat (same.score, >, 0.99);
  }
}

static void
test_variant_passes_when_taught (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  const Board variant = { .gain = 1.0, .noise = 1.0, .seed = 11, .defect = RECOLOURED, .dx = 3.0 };

  assert_fails (roi, &variant, "colour differs at *");
  teach (
      roi, "variant.jpg", &(Board){ .gain = 1.0, .noise = 1.0, .seed = 12, .defect = RECOLOURED });
  assert_passes (roi, &variant);
  assert_passes (roi, &(Board){ GOOD_BOARD });
  assert_fails (roi, &(Board){ GOOD_BOARD, .defect = MISSING }, "*");
  assert_fails (roi, &(Board){ GOOD_BOARD, .defect = BLOB }, "structure differs at *");
  {
    g_auto (AoiRoiResult) result = inspect (roi, &variant);

    g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_GOLDEN), ==, "variant.jpg");
  }
}

/* The score of a frame, whose verdict must agree with the threshold. */
static gdouble
score_at (
    gdouble threshold, const gchar *method, const AoiRgbImage *golden, const AoiRgbImage *frame)
{
  g_autoptr (AoiRoi) roi = make_roi (threshold, method);
  g_auto (Prepared) prepared = { 0 };
  g_auto (AoiRoiResult) result = { 0 };

  add_image (roi, "best_golden.jpg", crop (golden, roi));
  prepared = prepare (roi);
  result = inspect_frame (&prepared, roi, frame);
  g_assert_cmpfloat (result.threshold, ==, threshold);
  g_assert_cmpint (result.status == AOI_STATUS_PASS, ==, result.score + 1e-8 >= threshold);
  return result.score;
}

static void
check_old_threshold (gdouble t, const AoiRgbImage *golden, const AoiRgbImage *frame)
{
  static const gchar *const methods[] = { "mobilenet", "sift", "orb", "opencv", NULL };
  gdouble own = score_at (0.9, "golden", golden, frame);
  gdouble neutral = CLAMP (0.9 + 0.25 * (t - 0.9), 0.87, 0.95);
  gdouble expected = own < neutral ? t * own / neutral
                                   : t + (1.0 - t) * (own - neutral) / (1.0 - neutral);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    g_assert_cmpfloat_with_epsilon (score_at (t, methods[i], golden, frame), expected, 1e-9);
  if (t > 0.75)
    g_assert_cmpfloat_with_epsilon (score_at (t, "golden", golden, frame), own, 1e-9);
}

/* An old threshold t asks for 0.9 + (t - 0.9) / 4, at least 0.87 and at most 0.95, on our scale. */
static void
test_old_thresholds (void)
{
  static const gdouble thresholds[] = { 0.5, 0.78, 0.9, 0.925, 0.99, 1.0 };
  const Board boards[] = {
    { GOOD_BOARD, .dx = 3.4, .angle = 0.7 * DEGREE },
    { GOOD_BOARD, .defect = BLOB },
    { GOOD_BOARD, .defect = BRIDGE, .dx = 2.0 },
    { GOOD_BOARD, .defect = RECOLOURED },
  };
  g_autoptr (AoiRgbImage) golden = draw (&(Board){ GOOD_BOARD });

  for (guint b = 0; b < G_N_ELEMENTS (boards); b++) {
    g_autoptr (AoiRgbImage) frame = draw (&boards[b]);

    for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++)
      check_old_threshold (thresholds[i], golden, frame);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare/same-part-passes", test_same_part_passes);
  g_test_add_func ("/compare/defects-fail", test_defects_fail);
  g_test_add_func ("/compare/shift-fails", test_shift_fails);
  g_test_add_func ("/compare/values", test_values);
  g_test_add_func ("/compare/turned", test_turned);
  g_test_add_func ("/compare/no-golden-fails", test_no_golden_fails);
  g_test_add_func ("/compare/flat-frame-fails", test_flat_frame_fails);
  g_test_add_func ("/compare/flat-golden-fails", test_flat_golden_fails);
  g_test_add_func ("/compare/low-threshold-fails", test_low_threshold_fails);
  g_test_add_func ("/compare/small-roi-fails", test_small_roi_fails);
  g_test_add_func ("/compare/all-sizes", test_all_sizes);
  g_test_add_func ("/compare/variant-passes-when-taught", test_variant_passes_when_taught);
  g_test_add_func ("/compare/old-thresholds", test_old_thresholds);
  return g_test_run ();
}
