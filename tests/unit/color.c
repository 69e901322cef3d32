/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "aoi-error.h"
#include "fixtures.h"
#include "inspectors/color/color-names.h"
#include "ops/color-count.h"

/* A canvas of 100 pixels of which the first `n` have one colour, the others another. */
static FixtureFrame *
draw_share (gint n, guint32 color, guint32 other)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (100, 1, other);
  const AoiRect rect = { 0, 0, n, 1 };

  fixture_fill_rect (canvas, &rect, color);
  return fixture_frame_new (canvas, AOI_FORMAT_RGB);
}

static AoiRoi *
new_roi (void)
{
  const AoiRect rect = { 0, 0, 100, 1 };

  return fixture_roi_new (AOI_TYPE_COLOR, &rect, 0);
}

static AoiRoi *
new_simple_roi (guint32 expected, gdouble min_percentage)
{
  AoiRoi *roi = new_roi ();

  roi->color.has_expected = TRUE;
  roi->color.min_percentage = min_percentage;
  for (guint c = 0; c < 3; c++)
    roi->color.expected[c] = expected >> (16 - 8 * c) & 0xff;
  return roi;
}

/* One that lets each channel of a colour vary by 5. */
static void
add_range (AoiRoi *roi, const gchar *name, guint32 color, gdouble threshold)
{
  AoiColorRange *range = g_new0 (AoiColorRange, 1);

  range->name = g_strdup (name);
  range->threshold = threshold;
  for (guint c = 0; c < 3; c++) {
    const gint level = color >> (16 - 8 * c) & 0xff;

    range->lower[c] = MAX (level - 5, 0);
    range->upper[c] = MIN (level + 5, 255);
  }
  g_ptr_array_add (roi->color.ranges, range);
}

static void
assert_color (const AoiRoiResult *result, const gchar *name, gdouble percentage)
{
  g_assert_cmpstr (aoi_roi_result_get_string (result, AOI_VALUE_COLOR), ==, name);
  g_assert_cmpfloat (result->score, ==, percentage);
  g_assert_cmpfloat (
      aoi_roi_result_get_double (result, AOI_VALUE_PERCENTAGE_RAW, -1), ==, percentage);
}

static void
assert_rgb (const AoiRoiResult *result, const gchar *key, gint r, gint g, gint b)
{
  g_autoptr (GVariant) value = aoi_roi_result_get_value (result, key, G_VARIANT_TYPE ("ai"));
  const gint32 *rgb;
  gsize n;

  g_assert_nonnull (value);
  rgb = g_variant_get_fixed_array (value, &n, sizeof *rgb);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (rgb[0], ==, r);
  g_assert_cmpint (rgb[1], ==, g);
  g_assert_cmpint (rgb[2], ==, b);
}

/* As the Visual AOI server's documents have them. */
static const struct {
  const gchar *name;
  guint8 bounds[3][2];
} boxes[] = {
  { "Black", { { 0, 50 }, { 0, 50 }, { 0, 50 } } },
  { "White", { { 230, 255 }, { 230, 255 }, { 230, 255 } } },
  { "Gray", { { 80, 200 }, { 80, 200 }, { 80, 200 } } },
  { "Red", { { 170, 255 }, { 0, 90 }, { 0, 90 } } },
  { "Green", { { 0, 100 }, { 170, 255 }, { 0, 100 } } },
  { "Blue", { { 0, 100 }, { 0, 100 }, { 170, 255 } } },
  { "Yellow", { { 220, 255 }, { 220, 255 }, { 0, 120 } } },
  { "Orange", { { 210, 255 }, { 120, 200 }, { 0, 80 } } },
  { "Purple", { { 120, 220 }, { 0, 100 }, { 160, 255 } } },
  { "Pink", { { 220, 255 }, { 120, 200 }, { 180, 255 } } },
  { "Brown", { { 120, 200 }, { 60, 140 }, { 0, 80 } } },
  { "Cyan", { { 0, 120 }, { 180, 255 }, { 180, 255 } } },
};

static gint
find_box (const guint8 color[3])
{
  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++) {
    gdouble square = 0;
    gboolean inside = TRUE;

    for (guint c = 0; c < 3; c++) {
      const guint8 *bounds = boxes[i].bounds[c];

      inside = inside && color[c] >= bounds[0] && color[c] <= bounds[1];
      square += pow (color[c] - (bounds[0] + bounds[1]) / 2.0, 2);
    }
    if (inside || sqrt (square) < 80)
      return (gint) i;
  }
  return -1;
}

static void
test_named_boxes (void)
{
  guint seen[G_N_ELEMENTS (boxes) + 1] = { 0 };

  for (guint i = 0; i < 52 * 52 * 52; i++) {
    const guint8 color[3] = { i / (52 * 52) * 5, i / 52 % 52 * 5, i % 52 * 5 };
    const gint expected = find_box (color);
    AoiColorBox box;
    const gchar *name = aoi_color_name_box (color, &box);

    seen[expected + 1]++;
    g_assert_cmpstr (name, ==, expected < 0 ? NULL : boxes[expected].name);
    for (guint c = 0; c < 3 && expected >= 0; c++) {
      g_assert_cmpuint (box.lower[c], ==, boxes[expected].bounds[c][0]);
      g_assert_cmpuint (box.upper[c], ==, boxes[expected].bounds[c][1]);
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    g_assert_cmpuint (seen[i], >, 0);
}

static void
test_count (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree guint8 *rgb = g_malloc (3 * AOI_COLOR_BLOCK);
  g_autofree AoiColorPlanes *planes = g_new (AoiColorPlanes, 1);

  for (guint round = 0; round < 300; round++) {
    const guint n = round == 0 ? AOI_COLOR_BLOCK : g_rand_int_range (rand, 0, AOI_COLOR_BLOCK + 1);
    guint64 sums[3] = { 1, 2, 3 }, expected_sums[3] = { 1, 2, 3 };
    guint expected = 0;
    AoiColorBox box;

    for (guint c = 0; c < 3; c++) {
      box.lower[c] = round % 3 == 0 ? 0 : g_rand_int_range (rand, 0, 256);
      box.upper[c] = round % 3 == 0 ? 255 : g_rand_int_range (rand, 0, 256);
    }
    for (guint i = 0; i < n; i++) {
      gboolean inside = TRUE;

      for (guint c = 0; c < 3; c++) {
        rgb[3 * i + c] = g_rand_int_range (rand, 0, 256);
        expected_sums[c] += rgb[3 * i + c];
        inside = inside && rgb[3 * i + c] >= box.lower[c] && rgb[3 * i + c] <= box.upper[c];
      }
      expected += inside;
    }
    aoi_color_split (rgb, n, planes, sums);
    g_assert_cmpmem (sums, sizeof sums, expected_sums, sizeof expected_sums);
    g_assert_cmpuint (aoi_color_count (planes, n, &box), ==, expected);
  }
}

static void
test_named (void)
{
  g_autoptr (FixtureFrame) frame = draw_share (30, 0xc01010, 0x20c020);
  AoiRoiResult result;
  g_autoptr (AoiRoi) enough = new_simple_roi (0xff0000, 30.0);
  g_autoptr (AoiRoi) too_little = new_simple_roi (0xff0000, 30.5);

  fixture_inspect (enough, &frame->image, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  assert_color (&result, "Red", 30.0);
  assert_rgb (&result, AOI_VALUE_MEAN_COLOR, 80, 139, 27);
  assert_rgb (&result, AOI_VALUE_EXPECTED_COLOR, 255, 0, 0);
  aoi_roi_result_clear (&result);

  fixture_inspect (too_little, &frame->image, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (result.reason, ==, "Red covers 30.0 % of the ROI, at least 30.5 % needed");
  assert_color (&result, "Red", 30.0);
  g_assert_cmpfloat (result.threshold, ==, 30.5);
  aoi_roi_result_clear (&result);
}

/* A share below the threshold never reads as if it had reached it. */
static void
test_reason_rounds_down (void)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (2000, 1, 0xff0000);
  const AoiRect first = { 0, 0, 801, 1 }, all = { 0, 0, 2000, 1 };
  g_autoptr (AoiRoi) roi = new_simple_roi (0xff0000, 60.0);
  g_autoptr (FixtureFrame) frame = NULL;
  AoiRoiResult result;

  fixture_fill_rect (canvas, &first, 0x0000ff);
  frame = fixture_frame_new (canvas, AOI_FORMAT_RGB);
  roi->rect = all;
  fixture_inspect (roi, &frame->image, &result);
  g_assert_cmpstr (result.reason, ==, "Red covers 59.9 % of the ROI, at least 60 % needed");
  aoi_roi_result_clear (&result);
}

static void
test_tolerance (void)
{
  static const struct {
    guint32 color;
    gdouble tolerance;
    gboolean match_tolerance;
    AoiStatus status;
    const gchar *name;
  } cases[] = {
    { 0xf00a0a, 10, TRUE, AOI_STATUS_FAIL, "expected" },
    { 0xf50a0a, 10, TRUE, AOI_STATUS_PASS, "expected" },
    { 0xf50b0a, 10, TRUE, AOI_STATUS_FAIL, "expected" },
    { 0xf50a0a, 9.9, TRUE, AOI_STATUS_FAIL, "expected" },
    { 0xff0000, 0, TRUE, AOI_STATUS_PASS, "expected" },
    { 0xfe0000, 0, TRUE, AOI_STATUS_FAIL, "expected" },
    { 0x00ffff, 255, TRUE, AOI_STATUS_PASS, "expected" },
    { 0xb05050, 0, FALSE, AOI_STATUS_PASS, "Red" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (FixtureFrame) frame = draw_share (100, cases[i].color, 0);
    g_autoptr (AoiRoi) roi = new_simple_roi (0xff0000, 100.0);
    AoiRoiResult result;

    roi->color.tolerance = cases[i].tolerance;
    roi->color.match_tolerance = cases[i].match_tolerance;
    fixture_inspect (roi, &frame->image, &result);
    g_assert_cmpint (result.status, ==, cases[i].status);
    assert_color (&result, cases[i].name, result.status == AOI_STATUS_PASS ? 100.0 : 0.0);
    aoi_roi_result_clear (&result);
  }
}

/* A colour that belongs to no box is taken as it is. */
static void
test_unnamed (void)
{
  g_autoptr (FixtureFrame) frame = draw_share (40, 0x000a78, 0x000079);
  g_autoptr (AoiRoi) roi = new_simple_roi (0x00006e, 40.0);
  AoiRoiResult result;

  fixture_inspect (roi, &frame->image, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  assert_color (&result, "expected", 40.0);
  aoi_roi_result_clear (&result);
}

static void
test_ranges (void)
{
  g_autoptr (FixtureFrame) frame = draw_share (60, 0x804020, 0x206080);
  g_autoptr (AoiRoi) roi = new_roi ();
  AoiRoiResult result;

  add_range (roi, "sea", 0x206080, 10.0);
  add_range (roi, "earth", 0x804020, 60.0);
  fixture_inspect (roi, &frame->image, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  assert_color (&result, "earth", 60.0);
  g_assert_cmpfloat (result.threshold, ==, 60.0);
  g_assert_null (aoi_roi_result_get_value (&result, AOI_VALUE_EXPECTED_COLOR, NULL));
  aoi_roi_result_clear (&result);
}

/* Shares of ranges that share a name are added, beyond 100 percent where they overlap. */
static void
test_ranges_add (void)
{
  g_autoptr (FixtureFrame) frame = draw_share (60, 0x804020, 0x206080);
  g_autoptr (AoiRoi) roi = new_roi ();
  AoiRoiResult result;

  add_range (roi, "both", 0x206080, 100.0);
  add_range (roi, "earth", 0x804020, 10.0);
  add_range (roi, "both", 0x804020, 100.0);
  add_range (roi, "both", 0x824222, 100.0);
  fixture_inspect (roi, &frame->image, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  assert_color (&result, "both", 160.0);
  aoi_roi_result_clear (&result);
}

static void
test_greatest_threshold_counts (void)
{
  g_autoptr (FixtureFrame) frame = draw_share (60, 0x804020, 0x206080);
  g_autoptr (AoiRoi) roi = new_roi ();
  AoiRoiResult result;

  add_range (roi, "earth", 0x804020, 50.0);
  add_range (roi, "earth", 0xffffff, 70.0);
  add_range (roi, "earth", 0xfefefe, 20.0);
  fixture_inspect (roi, &frame->image, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (result.reason, ==, "earth covers 60.0 % of the ROI, at least 70 % needed");
  aoi_roi_result_clear (&result);
}

static void
test_tie (void)
{
  g_autoptr (FixtureFrame) frame = draw_share (50, 0x804020, 0x206080);
  AoiRoiResult result;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (AoiRoi) roi = new_roi ();

    add_range (roi, i == 0 ? "sea" : "earth", i == 0 ? 0x206080 : 0x804020, 10.0);
    add_range (roi, i == 0 ? "earth" : "sea", i == 0 ? 0x804020 : 0x206080, 90.0);
    fixture_inspect (roi, &frame->image, &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
    assert_color (&result, i == 0 ? "sea" : "earth", 50.0);
    aoi_roi_result_clear (&result);
  }
}

static void
test_reversed_range (void)
{
  g_autoptr (FixtureFrame) frame = draw_share (100, 0x804020, 0);
  g_autoptr (AoiRoi) roi = new_roi ();
  AoiColorRange *range;
  AoiRoiResult result;

  add_range (roi, "earth", 0x804020, 1.0);
  range = g_ptr_array_index (roi->color.ranges, 0);
  range->lower[1] = 0x41;
  range->upper[1] = 0x3f;
  fixture_inspect (roi, &frame->image, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  assert_color (&result, "earth", 0.0);
  aoi_roi_result_clear (&result);
}

static void
test_nothing_to_find (void)
{
  g_autoptr (FixtureFrame) frame = draw_share (50, 0xff0000, 0x0000ff);
  g_autoptr (AoiRoi) roi = new_roi ();
  AoiRoiResult result;

  fixture_inspect (roi, &frame->image, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (result.reason, ==, "no colour ranges and no expected colour");
  g_assert_null (aoi_roi_result_get_string (&result, AOI_VALUE_COLOR));
  assert_rgb (&result, AOI_VALUE_MEAN_COLOR, 128, 0, 128);
  aoi_roi_result_clear (&result);
}

/* Large enough for several strips, and turned: the share is that of all pixels. */
static void
test_large_and_turned (void)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (700, 512, 0x2040c0);
  const AoiRect part = { 100, 50, 350, 256 }, place = { 50, 50, 512, 440 };
  g_autoptr (FixtureFrame) frame = NULL;
  AoiRoiResult result;

  fixture_fill_rect (canvas, &part, 0xe02020);
  frame = fixture_frame_new (canvas, AOI_FORMAT_BGRX);
  for (guint rotation = 0; rotation < 360; rotation += 90) {
    g_autoptr (AoiRoi) roi = new_simple_roi (0xff0000, 0.0);

    roi->rect = place;
    roi->rotation = rotation;
    fixture_inspect (roi, &frame->image, &result);
    assert_color (&result, "Red", 100.0 * 350 * 256 / (512 * 440));
    aoi_roi_result_clear (&result);
  }
}

static void
test_bad_numbers (void)
{
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_COLOR, NULL);
  const gdouble bad[] = { NAN, -0.1, 255.1, INFINITY };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (AoiRoi) tolerance = new_simple_roi (0xff0000, 5.0);
    g_autoptr (AoiRoi) percentage = new_simple_roi (0xff0000, bad[i]);
    g_autoptr (AoiRoi) threshold = new_roi ();
    g_autoptr (GError) error = NULL;

    tolerance->color.tolerance = bad[i];
    g_assert_null (inspector->prepare (inspector, tolerance, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, "rois[0].color_tolerance: "));
    g_clear_error (&error);
    g_assert_null (inspector->prepare (inspector, percentage, &error));
    g_assert_true (g_str_has_prefix (error->message, "rois[0].min_pixel_percentage: "));
    g_clear_error (&error);
    add_range (threshold, "earth", 0x804020, 50.0);
    add_range (threshold, "earth", 0x804020, bad[i]);
    g_assert_null (inspector->prepare (inspector, threshold, &error));
    g_assert_true (g_str_has_prefix (error->message, "rois[0].color_ranges[1].threshold: "));
  }
}

static void
test_cancelled (void)
{
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_COLOR, NULL);
  g_autoptr (FixtureFrame) frame = draw_share (100, 0xff0000, 0);
  g_autoptr (AoiRoi) roi = new_simple_roi (0xff0000, 5.0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const AoiView view = { &frame->image, roi->rect, 0 };
  gpointer state = inspector->prepare (inspector, roi, NULL);
  gpointer scratch = inspector->scratch_new ((const gconstpointer[]){ state }, 1, NULL);
  AoiRoiResult result = { 0 };

  g_cancellable_cancel (cancellable);
  inspector->inspect (state, scratch, &view, cancellable, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (result.reason, ==, "cancelled");
  aoi_roi_result_clear (&result);
  inspector->scratch_free (scratch);
  inspector->release (state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/color/named-boxes", test_named_boxes);
  g_test_add_func ("/color/count", test_count);
  g_test_add_func ("/color/named", test_named);
  g_test_add_func ("/color/reason-rounds-down", test_reason_rounds_down);
  g_test_add_func ("/color/tolerance", test_tolerance);
  g_test_add_func ("/color/unnamed", test_unnamed);
  g_test_add_func ("/color/ranges", test_ranges);
  g_test_add_func ("/color/ranges-add", test_ranges_add);
  g_test_add_func ("/color/greatest-threshold-counts", test_greatest_threshold_counts);
  g_test_add_func ("/color/tie", test_tie);
  g_test_add_func ("/color/reversed-range", test_reversed_range);
  g_test_add_func ("/color/nothing-to-find", test_nothing_to_find);
  g_test_add_func ("/color/large-and-turned", test_large_and_turned);
  g_test_add_func ("/color/bad-numbers", test_bad_numbers);
  g_test_add_func ("/color/cancelled", test_cancelled);
  return g_test_run ();
}
