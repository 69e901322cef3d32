/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>
#include <string.h>

#include "aoi-error.h"
#include "aoi-inspector.h"
#include "aoi-pixels.h"
#include "inspectors/inspectors.h"

/* The inspector through its table, on boards that are drawn here: a chip with pins, a mark and a
 * coloured capacitor on a green board. */

#define FRAME_WIDTH 220
#define FRAME_HEIGHT 180
#define ROI_X 60
#define ROI_Y 50
#define ROI_WIDTH 96
#define ROI_HEIGHT 80
#define DEGREE (G_PI / 180.0)

typedef enum {
  WHOLE,
  MISSING,
  WRONG,
  BLOB,
  BRIDGE,
  RECOLOURED,
  INVERTED
} Defect;

/* How a board is drawn. */
typedef struct {
  gdouble dx, dy, angle; /* of everything, about the ROI's centre */
  gdouble part_dx; /* of the chip on the board */
  gdouble gain, offset, noise;
  Defect defect;
  guint32 seed;
} Board;

#define GOOD_BOARD .gain = 1.0, .noise = 1.0, .seed = 1

static gboolean
in_box (gdouble x, gdouble y, gdouble cx, gdouble cy, gdouble half_width, gdouble half_height)
{
  return fabs (x - cx) <= half_width && fabs (y - cy) <= half_height;
}

static gboolean
on_pin (gdouble x, gdouble y)
{
  return fabs (y) > 18.0 && fabs (y) < 27.0 && fabs (x) < 30.0 && fmod (x + 42.0, 12.0) < 5.0;
}

static void
set_colour (gdouble colour[3], gdouble red, gdouble green, gdouble blue)
{
  colour[0] = red;
  colour[1] = green;
  colour[2] = blue;
}

static void
paint_chip (const Board *board, gdouble x, gdouble y, gdouble colour[3])
{
  gdouble half = board->defect == WRONG ? 12.0 : 30.0;

  if (board->defect == MISSING)
    return;
  if (on_pin (x, y) && board->defect != WRONG)
    set_colour (colour, 200.0, 205.0, 210.0);
  if (in_box (x, y, 0.0, 0.0, half, 18.0))
    set_colour (colour, 45.0, 45.0, 50.0);
  if (in_box (x, y, -20.0, -10.0, 3.0, 3.0) || in_box (x, y, 2.0, 3.0, 12.0, 1.5)
      || in_box (x, y, -4.0, 8.0, 6.0, 1.5))
    set_colour (colour, 150.0, 150.0, 150.0);
}

/* The colour at a place of the board, relative to the ROI's centre. */
static void
paint (const Board *board, gdouble x, gdouble y, gdouble colour[3])
{
  gdouble ripple = 6.0 * sin (0.5 * x) * cos (0.4 * y);

  set_colour (colour, 40.0 + ripple, 100.0 + ripple, 60.0 + ripple);
  if (fabs (y - 33.0 - 0.1 * x) < 2.0 || fabs (x + 38.0) < 2.0)
    set_colour (colour, 90.0, 150.0, 100.0);
  if (in_box (x, y, 39.0, 10.0, 5.0, 14.0)) {
    if (board->defect == RECOLOURED)
      set_colour (colour, 60.0, 120.0, 190.0);
    else
      set_colour (colour, 200.0, 110.0, 40.0);
  }
  paint_chip (board, x - board->part_dx, y, colour);
  if (board->defect == BLOB && hypot (x - 12.0, y + 8.0) < 6.0)
    set_colour (colour, 215.0, 215.0, 220.0);
  if (board->defect == BRIDGE && in_box (x, y, 0.0, -23.0, 9.0, 1.5))
    set_colour (colour, 205.0, 205.0, 210.0);
}

static void
paint_pixel (const Board *board, gint x, gint y, gdouble colour[3])
{
  set_colour (colour, 0.0, 0.0, 0.0);
  for (gint i = 0; i < 9; i++) {
    gdouble u = x + (i % 3 + 0.5) / 3.0 - ROI_X - ROI_WIDTH / 2.0 - board->dx;
    gdouble v = y + (i / 3 + 0.5) / 3.0 - ROI_Y - ROI_HEIGHT / 2.0 - board->dy;
    gdouble part[3];

    paint (board, cos (board->angle) * u + sin (board->angle) * v,
        cos (board->angle) * v - sin (board->angle) * u, part);
    for (gint c = 0; c < 3; c++)
      colour[c] += part[c] / 9.0;
  }
}

static void
invert_corner (const Board *board, gint x, gint y, gdouble colour[3])
{
  if (board->defect == INVERTED
      && in_box (x, y, ROI_X + ROI_WIDTH / 2, ROI_Y + ROI_HEIGHT / 2, 16.0, 12.0))
    for (gint c = 0; c < 3; c++)
      colour[c] = 160.0 - colour[c];
}

static AoiRgbImage *
draw (const Board *board)
{
  AoiRgbImage *frame = aoi_rgb_image_new (FRAME_WIDTH, FRAME_HEIGHT);
  g_autoptr (GRand) rand = g_rand_new_with_seed (board->seed);

  for (gint y = 0; y < FRAME_HEIGHT; y++) {
    for (gint x = 0; x < FRAME_WIDTH; x++) {
      gdouble colour[3];

      paint_pixel (board, x, y, colour);
      invert_corner (board, x, y, colour);
      for (gint c = 0; c < 3; c++) {
        gdouble noise = g_rand_double (rand) + g_rand_double (rand) + g_rand_double (rand) - 1.5;
        gdouble value = board->gain * colour[c] + board->offset + 2.0 * board->noise * noise;

        frame->data[3 * (y * FRAME_WIDTH + x) + c] = (guint8) CLAMP (value + 0.5, 0.0, 255.0);
      }
    }
  }
  return frame;
}

static AoiImage
image_of (const AoiRgbImage *frame)
{
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_RGB, frame->width, frame->height);
  image.data[0] = frame->data;
  image.stride[0] = 3 * frame->width;
  return image;
}

/* The ROI of a frame as a golden sample of it is stored: turned, if the ROI is. */
static AoiRgbImage *
cut (const AoiRgbImage *frame, const AoiRoi *roi)
{
  AoiImage image = image_of (frame);
  AoiView view = { &image, roi->rect, roi->rotation };
  AoiRgbImage *sample;
  gint width, height;

  aoi_view_get_size (&view, &width, &height);
  sample = aoi_rgb_image_new (width, height);
  aoi_pixels_read_rgb (&view, sample->data, 3 * (gsize) width);
  return sample;
}

static AoiRoi *
make_roi (gdouble threshold, const gchar *method)
{
  AoiRoi *roi = aoi_roi_new ();

  roi->id = 7;
  roi->type = AOI_TYPE_COMPARE;
  roi->rect = (AoiRect){ ROI_X, ROI_Y, ROI_WIDTH, ROI_HEIGHT };
  roi->threshold = threshold;
  roi->feature_method = g_strdup (method);
  roi->file = "product.json";
  g_free (roi->path);
  roi->path = g_strdup ("rois[0]");
  return roi;
}

static void
add_image (AoiRoi *roi, const gchar *name, AoiRgbImage *image)
{
  AoiGolden *golden = g_new0 (AoiGolden, 1);

  golden->name = g_strdup (name);
  golden->image = image;
  g_ptr_array_add (roi->goldens, golden);
}

static void
teach (AoiRoi *roi, const gchar *name, const Board *board)
{
  g_autoptr (AoiRgbImage) frame = draw (board);

  add_image (roi, name, cut (frame, roi));
}

/* An ROI of a revision, ready to inspect. */
typedef struct {
  gpointer state, scratch;
} Prepared;

static void
prepared_clear (Prepared *self)
{
  aoi_inspector_compare.scratch_free (self->scratch);
  aoi_inspector_compare.release (self->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Prepared, prepared_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiRoiResult, aoi_roi_result_clear)

static Prepared
prepare (const AoiRoi *roi)
{
  g_autoptr (GError) error = NULL;
  Prepared self;

  self.state = aoi_inspector_compare.prepare (&aoi_inspector_compare, roi, &error);
  g_assert_no_error (error);
  self.scratch = aoi_inspector_compare.scratch_new ((const gconstpointer *) &self.state, 1, &error);
  g_assert_no_error (error);
  return self;
}

static AoiRoiResult
inspect_frame (const Prepared *prepared, const AoiRoi *roi, const AoiRgbImage *frame)
{
  AoiImage image = image_of (frame);
  AoiView view = { &image, roi->rect, roi->rotation };
  AoiRoiResult result = { .id = roi->id };

  aoi_inspector_compare.inspect (prepared->state, prepared->scratch, &view, NULL, &result);
  aoi_roi_result_seal (&result);
  return result;
}

static AoiRoiResult
inspect (const AoiRoi *roi, const Board *board)
{
  g_autoptr (AoiRgbImage) frame = draw (board);
  g_auto (Prepared) prepared = prepare (roi);

  return inspect_frame (&prepared, roi, frame);
}

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

static AoiRoi *
make_taught_roi (gdouble threshold, const gchar *method)
{
  AoiRoi *roi = make_roi (threshold, method);

  teach (roi, "best_golden.jpg", &(Board){ GOOD_BOARD });
  return roi;
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

/* In a turned ROI shifts are told in the turned view, windows in the frame. */
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

static AoiRgbImage *
uniform (gint width, gint height, guint8 level)
{
  AoiRgbImage *image = aoi_rgb_image_new (width, height);

  memset (image->data, level, 3 * (gsize) width * height);
  return image;
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

static gdouble
score_at (gdouble threshold, const gchar *method, const Board *board)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (threshold, method);
  g_auto (AoiRoiResult) result = inspect (roi, board);

  g_assert_cmpfloat (result.threshold, ==, threshold);
  g_assert_cmpint (result.status == AOI_STATUS_PASS, ==, result.score + 1e-8 >= threshold);
  return result.score;
}

/* An old threshold t asks for 0.9 + (t - 0.9) / 4, at least 0.87 and at most 0.95, on our scale. */
static void
test_old_thresholds (void)
{
  static const gchar *const methods[] = { "mobilenet", "sift", "orb", "opencv", NULL };
  static const gdouble thresholds[] = { 0.5, 0.78, 0.9, 0.925, 0.99, 1.0 };
  const Board boards[] = {
    { GOOD_BOARD, .dx = 3.4, .angle = 0.7 * DEGREE },
    { GOOD_BOARD, .defect = BLOB },
    { GOOD_BOARD, .defect = BRIDGE, .dx = 2.0 },
    { GOOD_BOARD, .defect = RECOLOURED },
  };

  for (guint b = 0; b < G_N_ELEMENTS (boards); b++) {
    gdouble own = score_at (0.9, "golden", &boards[b]);

    for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++) {
      gdouble t = thresholds[i], neutral = CLAMP (0.9 + 0.25 * (t - 0.9), 0.87, 0.95);
      gdouble expected = own < neutral ? t * own / neutral
                                       : t + (1.0 - t) * (own - neutral) / (1.0 - neutral);

      for (guint m = 0; m < G_N_ELEMENTS (methods); m++)
        g_assert_cmpfloat_with_epsilon (score_at (t, methods[m], &boards[b]), expected, 1e-9);
      if (t > 0.75)
        g_assert_cmpfloat_with_epsilon (score_at (t, "golden", &boards[b]), own, 1e-9);
    }
  }
}

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
  g_test_add_func ("/compare/bad-input-is-refused", test_bad_input_is_refused);
  g_test_add_func ("/compare/default-threshold", test_default_threshold);
  g_test_add_func ("/compare/other-view-is-an-error", test_other_view_is_an_error);
  g_test_add_func ("/compare/cancelled", test_cancelled);
  g_test_add_func ("/compare/margin-and-scratch", test_margin_and_scratch);
  g_test_add_func ("/compare/same-in-all-threads", test_same_in_all_threads);
  return g_test_run ();
}
