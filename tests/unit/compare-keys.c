/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The keys ignore, search and limits of compare ROIs. */
#include "compare-support.h"

/* The blob of the boards, and the coloured capacitor, in the golden's coordinates. */
#define BLOB_AREA \
  (AoiRect) \
  { \
    52, 24, 16, 16 \
  }
#define CAPACITOR_AREA \
  (AoiRect) \
  { \
    80, 34, 16, 32 \
  }

static void
ignore (AoiRoi *roi, AoiRect area)
{
  g_array_append_val (roi->compare.ignore, area);
}

/* Fills an area of the frame's ROI with what was never taught. */
static void
scribble (const AoiRgbImage *frame, AoiRect area, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gint y = area.y; y < area.y + area.height; y++) {
    for (gint x = area.x; x < area.x + area.width; x++) {
      gboolean bright = ((x + (gint) seed) / 5 + y / 4) % 2 == 0;

      for (gint c = 0; c < 3; c++)
        frame->data[3 * ((ROI_Y + y) * FRAME_WIDTH + ROI_X + x) + c] = (guint8) ((bright ? 200 : 10)
            + g_rand_int_range (rand, 0, 40));
    }
  }
}

static void
assert_status (const AoiRoi *roi, const Board *board, AoiStatus status)
{
  g_auto (AoiRoiResult) result = inspect (roi, board);

  g_test_message ("%.4f: %s", result.score, result.reason);
  g_assert_cmpint (result.status, ==, status);
}

static void
assert_fails_by (const AoiRoi *roi, const Board *board, const gchar *reason)
{
  g_auto (AoiRoiResult) result = inspect (roi, board);

  g_test_message ("%.4f: %s", result.score, result.reason);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_true (g_pattern_match_simple (reason, result.reason));
}

static void
test_ignore (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  const Defect others[] = { MISSING, WRONG, BRIDGE, RECOLOURED };

  ignore (roi, BLOB_AREA);
  assert_status (roi, &(Board){ GOOD_BOARD }, AOI_STATUS_PASS);
  assert_status (roi, &(Board){ GOOD_BOARD, .defect = BLOB }, AOI_STATUS_PASS);
  assert_status (
      roi, &(Board){ GOOD_BOARD, .defect = BLOB, .dx = -6.0, .dy = 4.0 }, AOI_STATUS_PASS);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    assert_fails_by (roi, &(Board){ GOOD_BOARD, .defect = others[i] }, "* differs at *");
  ignore (roi, CAPACITOR_AREA);
  assert_status (roi, &(Board){ GOOD_BOARD, .defect = RECOLOURED }, AOI_STATUS_PASS);
  assert_fails_by (roi, &(Board){ GOOD_BOARD, .defect = BRIDGE }, "structure differs at *");
}

/* An ignored area may show anything: it pulls neither the part's place nor its brightness. */
static void
test_ignored_changes_nothing (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  const AoiRect area = { 40, 0, 56, 44 };
  const Board board = { .gain = 1.05, .noise = 1.0, .seed = 3, .dx = 2.4, .dy = -1.7 };
  g_auto (Prepared) prepared = { 0 };

  ignore (roi, area);
  prepared = prepare (roi);
  for (guint32 seed = 0; seed < 10; seed++) {
    g_autoptr (AoiRgbImage) frame = draw (&board);
    g_auto (AoiRoiResult) as_taught = inspect_frame (&prepared, roi, frame);
    g_auto (AoiRoiResult) other = { 0 };

    scribble (frame, (AoiRect){ area.x + 4, area.y, area.width - 4, area.height - 4 }, seed);
    other = inspect_frame (&prepared, roi, frame);
    g_assert_cmpint (other.status, ==, AOI_STATUS_PASS);
    g_assert_cmpfloat_with_epsilon (other.score, as_taught.score, 0.01);
    g_assert_cmpfloat_with_epsilon (aoi_roi_result_get_double (&other, AOI_VALUE_SHIFT_X, NAN),
        aoi_roi_result_get_double (&as_taught, AOI_VALUE_SHIFT_X, NAN), 0.15);
    g_assert_cmpfloat_with_epsilon (aoi_roi_result_get_double (&other, AOI_VALUE_SHIFT_Y, NAN),
        aoi_roi_result_get_double (&as_taught, AOI_VALUE_SHIFT_Y, NAN), 0.15);
  }
}

/* Up to its border, where blur and pixels of the work size carry it further. */
static void
test_border_of_area (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  const AoiRect area = { 30, 12, 41, 33 };
  g_auto (Prepared) prepared = { 0 };

  ignore (roi, area);
  prepared = prepare (roi);
  for (guint32 seed = 0; seed < 10; seed++) {
    g_autoptr (AoiRgbImage) frame = draw (&(Board){ GOOD_BOARD });
    g_auto (AoiRoiResult) result = { 0 };

    scribble (frame, area, seed);
    result = inspect_frame (&prepared, roi, frame);
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
    g_assert_cmpfloat (result.score, >, 0.98);
  }
}

/* What lies loose on the part, of more contrast than all the rest: blocks that are moved. */
static void
draw_loose (const AoiRgbImage *frame, gint dx)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (gint y = 0; y < 42; y += 6) {
    for (gint x = 0; x < 48; x += 6) {
      const gint level = g_rand_int_range (rand, 0, 2) * 255;

      for (gint row = y; row < y + 6; row++)
        memset (&frame->data[3 * ((ROI_Y + row) * FRAME_WIDTH + ROI_X + 24 + x + dx)], level, 18);
    }
  }
}

/* The part is where it was, and is not searched where the loose thing has moved. */
static void
test_ignored_pulls_nothing (void)
{
  g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
  g_autoptr (AoiRgbImage) taught = draw (&(Board){ GOOD_BOARD });
  g_auto (Prepared) prepared = { 0 };

  draw_loose (taught, 0);
  add_image (roi, "best_golden.png", crop (taught, roi));
  ignore (roi, (AoiRect){ 8, 0, 80, 44 });
  prepared = prepare (roi);
  for (gint dx = -15; dx <= 15; dx++) {
    g_autoptr (AoiRgbImage) frame = draw (&(Board){ .gain = 1.0, .noise = 1.0, .seed = 2 });
    g_auto (AoiRoiResult) result = { 0 };

    draw_loose (frame, dx);
    result = inspect_frame (&prepared, roi, frame);
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
    g_assert_cmpfloat (fabs (aoi_roi_result_get_double (&result, AOI_VALUE_SHIFT_X, NAN)), <, 0.3);
  }
}

/* An area hides nothing of what is beside it. */
static void
test_beside_an_area (void)
{
  const AoiRect beside[] = { { 70, 20, 20, 40 }, { 30, 40, 40, 30 }, { 28, 10, 21, 40 } };

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++) {
    g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");

    ignore (roi, beside[i]);
    assert_status (roi, &(Board){ GOOD_BOARD }, AOI_STATUS_PASS);
    assert_fails_by (roi, &(Board){ GOOD_BOARD, .defect = BLOB }, "structure differs at *");
  }
}

/* Areas are those of the golden, and so of the turned ROI. */
static void
test_turned (void)
{
  for (guint rotation = 90; rotation < 360; rotation += 90) {
    g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
    AoiRect there = { ROI_X + BLOB_AREA.x, ROI_Y + BLOB_AREA.y, BLOB_AREA.width, BLOB_AREA.height };
    gint width, height, found = 0;

    roi->rotation = rotation;
    teach (roi, "best_golden.jpg", &(Board){ GOOD_BOARD });
    aoi_roi_get_turned_size (roi, &width, &height);
    /* The place in the turned view that is there in the frame. */
    for (gint y = 0; y <= height - there.height; y++) {
      for (gint x = 0; x <= width - there.width; x++) {
        AoiImage image = { .width = FRAME_WIDTH, .height = FRAME_HEIGHT };
        AoiView view = { &image, roi->rect, rotation };
        AoiRect area = { x, y, there.width, there.height };
        AoiRect in_frame = aoi_view_to_frame (&view, &area);

        if (in_frame.x == there.x && in_frame.y == there.y) {
          ignore (roi, area);
          found++;
        }
      }
    }
    g_assert_cmpint (found, ==, 1);
    assert_status (roi, &(Board){ GOOD_BOARD, .defect = BLOB, .dx = 3.0 }, AOI_STATUS_PASS);
    assert_fails_by (roi, &(Board){ GOOD_BOARD, .defect = BRIDGE }, "structure differs at *");
  }
}

static void
test_all_ignored_fails (void)
{
  g_autoptr (AoiRoi) all = make_taught_roi (0.9, "golden"), most = make_taught_roi (0.9, "golden");
  g_autoptr (AoiRoi) lenient = make_taught_roi (0.0, "golden");
  const AoiRect whole = { 0, 0, ROI_WIDTH, ROI_HEIGHT };

  ignore (all, (AoiRect){ 0, 0, ROI_WIDTH, 50 });
  ignore (all, (AoiRect){ 0, 48, ROI_WIDTH, 32 });
  assert_fails_by (
      all, &(Board){ GOOD_BOARD }, "nothing is left to judge: all of the ROI is ignored");
  ignore (lenient, whole);
  assert_fails_by (
      lenient, &(Board){ GOOD_BOARD }, "nothing is left to judge: all of the ROI is ignored");
  /* What is left is bare board. */
  ignore (most, (AoiRect){ 0, 11, ROI_WIDTH, 69 });
  ignore (most, (AoiRect){ 0, 0, 20, 12 });
  assert_fails_by (most, &(Board){ GOOD_BOARD },
      "no golden tells the part from an empty view at threshold 0.9 outside of the ignored areas");
}

/* A golden excuses what another one finds only where it is compared itself: the second one, which fails by
 * its colour, has an ignored area where the mark is. */
static void
test_ignored_excuses_nothing (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  g_autoptr (AoiRgbImage) frame = draw (&(Board){ GOOD_BOARD });
  g_auto (Prepared) prepared = { 0 };
  g_auto (AoiRoiResult) good = { 0 }, marked = { 0 };

  ignore (roi, (AoiRect){ 38, 22, 18, 20 });
  teach (roi, "other.png",
      &(Board){ .gain = 1.0, .noise = 1.0, .seed = 3, .dx = -13.0, .defect = RECOLOURED });
  prepared = prepare (roi);
  good = inspect_frame (&prepared, roi, frame);
  g_assert_cmpint (good.status, ==, AOI_STATUS_PASS);
  for (gint y = 26; y < 38; y++)
    memset (&frame->data[3 * ((ROI_Y + y) * FRAME_WIDTH + ROI_X + 55)], 100, 3 * 11);
  marked = inspect_frame (&prepared, roi, frame);
  g_test_message ("%.4f: %s", marked.score, marked.reason);
  g_assert_cmpint (marked.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (aoi_roi_result_get_string (&marked, AOI_VALUE_GOLDEN), ==, "best_golden.jpg");
  g_assert_cmpstr (aoi_roi_result_get_string (&marked, AOI_VALUE_TERM), ==, "structure");
}

/* How far a part is found is the search's, how far it may be the limit's. */
static void
test_search (void)
{
  const struct {
    gdouble search, limit, dx;
    AoiStatus status;
  } cases[] = {
    { 0.0, 1.0, 0.0, AOI_STATUS_PASS },
    { 0.0, 1.0, 1.5, AOI_STATUS_PASS },
    { 0.0, 1.0, 12.0, AOI_STATUS_FAIL },
    { 0.05, 1.0, 4.0, AOI_STATUS_PASS },
    { 0.05, 1.0, 14.0, AOI_STATUS_FAIL },
    { 0.22, 1.0, 14.0, AOI_STATUS_PASS },
    { 0.22, 0.5, 14.0, AOI_STATUS_FAIL },
    { 0.5, 1.0, 14.0, AOI_STATUS_PASS },
    { 0.5, 1.0, 30.0, AOI_STATUS_FAIL },
    { 0.5, 2.0, 30.0, AOI_STATUS_PASS },
    { 0.22, 2.0, 32.0, AOI_STATUS_FAIL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");

    roi->compare.search = cases[i].search;
    roi->compare.shift = cases[i].limit;
    assert_status (roi, &(Board){ GOOD_BOARD, .dx = cases[i].dx }, cases[i].status);
  }
}

static void
test_far_search_says_how_far (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");

  roi->compare.search = 0.5;
  assert_fails_by (roi, &(Board){ GOOD_BOARD, .dx = 31.0 }, "part shifted by 31 px");
}

static void
test_limits (void)
{
  g_autoptr (AoiRoi) plain = make_taught_roi (0.9, "golden");
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  const Board moved = { GOOD_BOARD, .dx = 9.0 };
  const Board recoloured = { GOOD_BOARD, .defect = RECOLOURED };
  gdouble before, after;

  assert_status (plain, &moved, AOI_STATUS_PASS);
  roi->compare.shift = 0.25;
  assert_fails_by (roi, &moved, "part shifted by 9 px");
  roi->compare.shift = 1.0;
  roi->compare.chroma = 4.0;
  {
    g_auto (AoiRoiResult) strict = inspect (plain, &recoloured);
    g_auto (AoiRoiResult) loose = inspect (roi, &recoloured);

    g_assert_cmpint (strict.status, ==, AOI_STATUS_FAIL);
    before = strict.score;
    after = loose.score;
  }
  g_assert_cmpfloat (after, >, before);
  assert_fails_by (roi, &(Board){ GOOD_BOARD, .defect = BLOB }, "structure differs at *");
  roi->compare.chroma = 1.0;
  roi->compare.structure = 1.5;
  assert_fails_by (roi, &recoloured, "colour differs at *");
  assert_fails_by (roi, &(Board){ GOOD_BOARD, .defect = MISSING }, "* differs at *");
}

/* A factor scales its term's difference, so that at half the limit twice as much differs. */
static void
test_factors_scale (void)
{
  const Board board = { .gain = 1.0, .noise = 2.0, .seed = 8, .dx = 2.4, .angle = 0.8 * DEGREE };
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
  gdouble once, half;

  roi->compare.chroma = roi->compare.shift = 4.0;
  {
    g_auto (AoiRoiResult) result = inspect (roi, &board);

    g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TERM), ==, "structure");
    once = 10.0 * (1.0 - result.score);
  }
  roi->compare.structure = 0.5;
  {
    g_auto (AoiRoiResult) result = inspect (roi, &board);

    half = result.score >= 0.9 ? 10.0 * (1.0 - result.score) : 1.0 + 5.0 * (0.9 - result.score);
  }
  g_assert_cmpfloat (once, >, 0.05);
  g_assert_cmpfloat_with_epsilon (half, 2.0 * once, 1e-6);
}

/* A limit of structure so high that an empty view would pass proves nothing. */
static void
test_loose_limit_fails (void)
{
  static const gdouble factors[] = { 2.2, 4.0 };

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++) {
    g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");

    roi->compare.structure = factors[i];
    assert_fails_by (roi, &(Board){ GOOD_BOARD },
        "no golden tells the part from an empty view at threshold 0.9 with the limit of structure "
        "raised");
  }
}

/* No key lets an empty view pass, also not where the structure is out of view. */
static void
test_empty_view_fails (void)
{
  static const guint8 levels[] = { 0, 90, 100, 255 };
  const AoiRect areas[] = { { 8, 0, 40, 80 }, { 0, 0, 48, 80 }, { 48, 0, 48, 80 } };
  g_autoptr (AoiRgbImage) bare = draw (&(Board){ GOOD_BOARD, .defect = MISSING });

  for (guint i = 0; i <= G_N_ELEMENTS (areas); i++) {
    g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
    g_auto (Prepared) prepared = { 0 };
    AoiRgbImage *edge = uniform (ROI_WIDTH, ROI_HEIGHT, 100);

    /* All that there is to see is at the left border. */
    for (gint y = 0; y < ROI_HEIGHT; y++)
      memset (&edge->data[3 * (y * ROI_WIDTH)], y / 6 % 2 ? 30 : 200, 3 * 7);
    add_image (roi, "edge.png", edge);
    roi->compare.search = 0.5;
    roi->compare.shift = 4.0;
    if (i < G_N_ELEMENTS (areas))
      ignore (roi, areas[i]);
    prepared = prepare (roi);
    for (guint k = 0; k <= G_N_ELEMENTS (levels); k++) {
      g_autoptr (AoiRgbImage)
          flat = uniform (FRAME_WIDTH, FRAME_HEIGHT, levels[k % G_N_ELEMENTS (levels)]);
      g_auto (AoiRoiResult)
          result = inspect_frame (&prepared, roi, k < G_N_ELEMENTS (levels) ? flat : bare);

      g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
    }
  }
}

/* All that there is to see is at the left border, of which the view has but a faint inverse: it fits
 * best at a shift that puts the border out of view. */
static void
test_hidden_structure_fails (void)
{
  g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
  g_autoptr (AoiRgbImage) frame = uniform (FRAME_WIDTH, FRAME_HEIGHT, 100);
  AoiRgbImage *edge = uniform (ROI_WIDTH, ROI_HEIGHT, 100);
  g_auto (Prepared) prepared = { 0 };
  g_auto (AoiRoiResult) result = { 0 };

  for (gint y = 0; y < ROI_HEIGHT; y++) {
    memset (&edge->data[3 * y * ROI_WIDTH], y < 40 ? 30 : 200, 3 * 7);
    memset (&frame->data[3 * ((ROI_Y + y) * FRAME_WIDTH + ROI_X)], y < 40 ? 103 : 97, 3 * 40);
  }
  add_image (roi, "edge.png", edge);
  prepared = prepare (roi);
  result = inspect_frame (&prepared, roi, frame);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (result.reason, ==, "too little of golden edge.png is in view");
}

static void
assert_refused (const AoiRoi *roi, const gchar *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_inspector_compare.prepare (&aoi_inspector_compare, roi, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, message);
}

/* An application's own ROI did not come through the file's checks. */
static void
test_bad_numbers_are_refused (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");

  roi->compare.search = 0.51;
  assert_refused (roi, "rois[0].search: 0.51 is not between 0 and 0.5");
  roi->compare.search = 0.5;
  roi->compare.structure = NAN;
  assert_refused (roi, "rois[0].limits.structure: nan is not between 0.25 and 4");
  roi->compare.structure = 1.0;
  roi->compare.chroma = 4.1;
  assert_refused (roi, "rois[0].limits.chroma: 4.1 is not between 0.25 and 4");
  roi->compare.chroma = 1.0;
  roi->compare.shift = 0.0;
  assert_refused (roi, "rois[0].limits.shift: 0 is not between 0.25 and 4");
}

/* Shapes at which sizes, areas, search and windows meet their limits. */
static void
test_all_sizes (void)
{
  static const AoiRect rects[] = { { 74, 68, 8, 8 }, { 60, 50, 9, 100 }, { 20, 70, 180, 8 },
    { 0, 0, FRAME_WIDTH, FRAME_HEIGHT }, { 40, 30, 131, 125 } };
  static const gdouble searches[] = { 0.0, 0.01, 0.5 };

  for (guint i = 0; i < G_N_ELEMENTS (rects) * G_N_ELEMENTS (searches); i++) {
    g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
    g_auto (AoiRoiResult) same = { 0 };

    roi->rect = rects[i % G_N_ELEMENTS (rects)];
    roi->compare.search = searches[i / G_N_ELEMENTS (rects)];
    if (roi->rect.width > 8 && roi->rect.height > 8)
      ignore (roi, (AoiRect){ roi->rect.width - 1, 0, 1, roi->rect.height });
    ignore (roi, (AoiRect){ 0, 0, 1, 1 });
    teach (roi, "best_golden.jpg", &(Board){ GOOD_BOARD });
    same = inspect (roi, &(Board){ GOOD_BOARD });
    g_test_message ("%dx%d: %.4f %s", roi->rect.width, roi->rect.height, same.score, same.reason);
    g_assert_cmpint (same.status, ==, AOI_STATUS_PASS);
    g_assert_cmpfloat (same.score, >, 0.99);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare-keys/ignore", test_ignore);
  g_test_add_func ("/compare-keys/ignored-changes-nothing", test_ignored_changes_nothing);
  g_test_add_func ("/compare-keys/border-of-area", test_border_of_area);
  g_test_add_func ("/compare-keys/ignored-pulls-nothing", test_ignored_pulls_nothing);
  g_test_add_func ("/compare-keys/beside-an-area", test_beside_an_area);
  g_test_add_func ("/compare-keys/turned", test_turned);
  g_test_add_func ("/compare-keys/all-ignored-fails", test_all_ignored_fails);
  g_test_add_func ("/compare-keys/ignored-excuses-nothing", test_ignored_excuses_nothing);
  g_test_add_func ("/compare-keys/search", test_search);
  g_test_add_func ("/compare-keys/far-search-says-how-far", test_far_search_says_how_far);
  g_test_add_func ("/compare-keys/limits", test_limits);
  g_test_add_func ("/compare-keys/factors-scale", test_factors_scale);
  g_test_add_func ("/compare-keys/loose-limit-fails", test_loose_limit_fails);
  g_test_add_func ("/compare-keys/empty-view-fails", test_empty_view_fails);
  g_test_add_func ("/compare-keys/hidden-structure-fails", test_hidden_structure_fails);
  g_test_add_func ("/compare-keys/bad-numbers-are-refused", test_bad_numbers_are_refused);
  g_test_add_func ("/compare-keys/all-sizes", test_all_sizes);
  return g_test_run ();
}
