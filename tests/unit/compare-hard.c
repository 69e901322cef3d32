/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards with hard edges, and areas where nothing may lie. */
#include "compare-support.h"

#define LEFT (ROI_X + 16)
#define TOP (ROI_Y + 12)

typedef enum {
  TRACES,
  OPEN,
  SHORT,
  BITE,
  SPUR,
  COPPER,
  PINHOLE
} BareDefect;

/* A bare board, binarised: two traces, a pad with a hole. @moved: by how many pixels each edge is off. */
static gboolean
on_copper (gint x, gint y, gint moved, BareDefect defect)
{
  gboolean copper = (y >= 16 - moved && y < 26) || (y >= 40 && y < 50 + moved);

  if (hypot (x - 70, y - 62) < 14.0 + moved)
    copper = hypot (x - 70, y - 62) > 5.0;
  if (defect == OPEN && x >= 30 && x < 36 && y < 30)
    copper = FALSE;
  if (defect == SHORT && x >= 30 && x < 34 && y > 20 && y < 45)
    copper = TRUE;
  if (defect == BITE && hypot (x - 40, y - 16) < 5.5)
    copper = FALSE;
  if (defect == SPUR && hypot (x - 40, y - 26) < 5.5)
    copper = TRUE;
  if (defect == COPPER && hypot (x - 20, y - 66) < 4.0)
    copper = TRUE;
  if (defect == PINHOLE && hypot (x - 24, y - 45) < 3.0)
    copper = FALSE;
  return copper;
}

static AoiRgbImage *
draw_bare (gint moved, gint shift, BareDefect defect)
{
  AoiRgbImage *frame = aoi_rgb_image_new (FRAME_WIDTH, FRAME_HEIGHT);

  for (gint y = 0; y < FRAME_HEIGHT; y++)
    for (gint x = 0; x < FRAME_WIDTH; x++)
      memset (&frame->data[3 * (y * FRAME_WIDTH + x)],
          on_copper (x - ROI_X - shift, y - ROI_Y - shift, moved, defect) ? 255 : 0, 3);
  return frame;
}

static AoiRoi *
make_bare_roi (void)
{
  g_autoptr (AoiRgbImage) frame = draw_bare (0, 0, TRACES);
  AoiRoi *roi = make_roi (0.9, "golden");

  add_image (roi, "best_golden.png", crop (frame, roi));
  return roi;
}

static void
assert_verdict (const AoiRoi *roi, const AoiRgbImage *frame, AoiStatus status, const gchar *term)
{
  g_auto (Prepared) prepared = prepare (roi);
  g_auto (AoiRoiResult) result = inspect_frame (&prepared, roi, frame);

  g_test_message ("%.4f: %s", result.score, result.reason);
  g_assert_cmpint (result.status, ==, status);
  if (term != NULL)
    g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TERM), ==, term);
}

/* An edge is a pixel off, and all of the board is a little elsewhere. */
static void
test_moved_edges_pass (void)
{
  g_autoptr (AoiRoi) roi = make_bare_roi ();

  for (gint moved = 0; moved <= 1; moved++) {
    for (gint shift = -3; shift <= 3; shift++) {
      g_autoptr (AoiRgbImage) frame = draw_bare (moved, shift, TRACES);

      assert_verdict (roi, frame, AOI_STATUS_PASS, NULL);
    }
  }
}

static void
test_bare_defects_fail (void)
{
  g_autoptr (AoiRoi) roi = make_bare_roi ();

  for (BareDefect defect = OPEN; defect <= PINHOLE; defect++) {
    for (gint shift = -2; shift <= 2; shift += 2) {
      g_autoptr (AoiRgbImage) frame = draw_bare (0, shift, defect);

      assert_verdict (roi, frame, AOI_STATUS_FAIL, "brightness");
    }
  }
}

/* The window that is shown has the defect in its middle. */
static void
test_place (void)
{
  g_autoptr (AoiRoi) roi = make_bare_roi ();
  g_autoptr (AoiRgbImage) frame = draw_bare (0, 0, COPPER);
  g_auto (Prepared) prepared = prepare (roi);
  g_auto (AoiRoiResult) result = inspect_frame (&prepared, roi, frame);
  g_autoptr (GVariant)
      window = g_variant_lookup_value (result.values, AOI_VALUE_WINDOW, G_VARIANT_TYPE ("ai"));
  gsize n;
  const gint32 *box = g_variant_get_fixed_array (window, &n, sizeof (gint32));

  g_assert_cmpfloat (fabs (box[0] + box[2] / 2.0 - (ROI_X + 20)), <=, 1.0);
  g_assert_cmpfloat (fabs (box[1] + box[3] / 2.0 - (ROI_Y + 66)), <=, 1.0);
}

/* What a camera makes of a board: copper of @copper gray levels on ground of 60, in light that changes by @ramp
 * from left to right, blurred by @blurs means of 3x3 pixels. */
typedef struct {
  gdouble copper, ramp;
  gint blurs;
} Look;

static void
blur (AoiRgbImage *frame)
{
  g_autofree guint8 *sharp = g_memdup2 (frame->data, 3 * (gsize) FRAME_WIDTH * FRAME_HEIGHT);

  for (gint y = 1; y < FRAME_HEIGHT - 1; y++)
    for (gint x = 1; x < FRAME_WIDTH - 1; x++) {
      gint sum = 0;

      for (gint i = 0; i < 9; i++)
        sum += sharp[3 * ((y + i / 3 - 1) * FRAME_WIDTH + x + i % 3 - 1)];
      memset (&frame->data[3 * (y * FRAME_WIDTH + x)], sum / 9, 3);
    }
}

/* Takes a picture of what was drawn in black and white. */
static AoiRgbImage *
take_picture (const AoiRgbImage *drawn, const Look *look, guint32 seed)
{
  AoiRgbImage *frame = aoi_rgb_image_new (FRAME_WIDTH, FRAME_HEIGHT);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  memcpy (frame->data, drawn->data, 3 * (gsize) FRAME_WIDTH * FRAME_HEIGHT);
  for (gint i = 0; i < look->blurs; i++)
    blur (frame);
  for (gint y = 0; y < FRAME_HEIGHT; y++)
    for (gint x = 0; x < FRAME_WIDTH; x++) {
      guint8 *pixel = &frame->data[3 * (y * FRAME_WIDTH + x)];
      const gdouble light = 1.0 + look->ramp * ((x - ROI_X) / (gdouble) ROI_WIDTH - 0.5);
      const gdouble level = light * (60.0 + (look->copper - 60.0) * pixel[0] / 255.0);

      memset (pixel, (gint) (level + g_rand_double_range (rand, -3.0, 3.0) + 0.5), 3);
    }
  return frame;
}

/* A board that was taken with one look passes with another, and with no defect. */
static void
assert_looks (const Look *golden, const Look *live)
{
  g_autoptr (AoiRgbImage) drawn = draw_bare (0, 0, TRACES);
  g_autoptr (AoiRgbImage) taught = take_picture (drawn, golden, 1);
  g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");

  add_image (roi, "best_golden.png", crop (taught, roi));
  for (BareDefect defect = TRACES; defect <= PINHOLE; defect++) {
    g_autoptr (AoiRgbImage) other = draw_bare (defect == TRACES, 1, defect);
    g_autoptr (AoiRgbImage) frame = take_picture (other, live, 2 + defect);

    assert_verdict (roi, frame, defect == TRACES ? AOI_STATUS_PASS : AOI_STATUS_FAIL, "brightness");
  }
}

/* Light rises less on the live board than on the golden: edges are as hard as in even light. */
static void
test_ramp_of_light (void)
{
  for (gint side = -1; side <= 1; side += 2)
    assert_looks (&(Look){ 200.0, 0.35 * side, 0 }, &(Look){ 200.0, 0.15 * side, 0 });
}

/* Two levels are seen through noise that is not small beside their contrast, and through a lens out of focus. */
static void
test_faint_and_blurred (void)
{
  const Look faint = { 90.0, 0.0, 0 }, blurred = { 200.0, 0.0, 2 };

  assert_looks (&faint, &faint);
  assert_looks (&blurred, &blurred);
}

/* The new term has a limit of its own, and without one takes that of structure. */
static void
test_limits (void)
{
  g_autoptr (AoiRoi) roi = make_bare_roi ();
  g_autoptr (AoiRgbImage) frame = draw_bare (0, 0, BITE);

  roi->compare.structure = 1.7;
  roi->compare.brightness = 1.0;
  assert_verdict (roi, frame, AOI_STATUS_FAIL, NULL);
}

/* Even ground with a ripple, in other light that changes by @ramp from left to right, and a foreign body of
 * @size pixels. */
static AoiRgbImage *
draw_ground (gdouble ripple, gdouble gain, gdouble offset, gdouble ramp, gint size, gint contrast,
    guint32 seed)
{
  AoiRgbImage *frame = aoi_rgb_image_new (FRAME_WIDTH, FRAME_HEIGHT);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  const gint left = LEFT + g_rand_int_range (rand, 0, 56),
             top = TOP + g_rand_int_range (rand, 0, 44);

  for (gint y = 0; y < FRAME_HEIGHT; y++) {
    for (gint x = 0; x < FRAME_WIDTH; x++) {
      gboolean body = x >= left && x < left + size && y >= top && y < top + size;
      gdouble value = 110.0 + ripple * sin (0.5 * x) * cos (0.4 * y) + (body ? contrast : 0);

      value *= gain * (1.0 + ramp * ((x - LEFT - 40.0) / ROI_WIDTH));
      value += offset + g_rand_double_range (rand, -3.0, 3.0);
      memset (&frame->data[3 * (y * FRAME_WIDTH + x)], (gint) CLAMP (value + 0.5, 0.0, 255.0), 3);
    }
  }
  return frame;
}

static AoiRoi *
make_empty_roi (gdouble ripple)
{
  g_autoptr (AoiRgbImage) frame = draw_ground (ripple, 1.0, 0.0, 0.0, 0, 0, 1);
  AoiRoi *roi = make_roi (0.9, "golden");

  roi->compare.empty = TRUE;
  add_image (roi, "best_golden.png", crop (frame, roi));
  return roi;
}

static void
test_foreign_bodies (void)
{
  for (gint ripple = 0; ripple <= 4; ripple += 4) {
    g_autoptr (AoiRoi) roi = make_empty_roi (ripple);

    for (guint32 seed = 2; seed < 42; seed++) {
      const gdouble gain = 0.85 + 0.3 * (seed % 7) / 6.0, offset = (gint) (seed % 13) - 6;
      const gdouble ramp = 0.2 * ((gint) (seed % 3) - 1);
      g_autoptr (AoiRgbImage) clean = draw_ground (ripple, gain, offset, ramp, 0, 0, seed);

      assert_verdict (roi, clean, AOI_STATUS_PASS, NULL);
      for (gint size = 5; size <= 8; size += 3) {
        g_autoptr (AoiRgbImage) bright = draw_ground (ripple, gain, offset, ramp, size, 25, seed);
        g_autoptr (AoiRgbImage) dark = draw_ground (ripple, gain, offset, ramp, size, -25, seed);

        assert_verdict (roi, bright, AOI_STATUS_FAIL, "brightness");
        assert_verdict (roi, dark, AOI_STATUS_FAIL, "brightness");
      }
    }
  }
}

/* Grain of about two gray levels, another one in each picture. */
static AoiRgbImage *
draw_grain (gint size, gint contrast, guint32 seed)
{
  AoiRgbImage *frame = draw_ground (0.0, 1.0, 0.0, 0.0, size, contrast, seed);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1000 + seed);

  for (gint i = 0; i < 5 * FRAME_WIDTH * FRAME_HEIGHT / 9; i++) {
    const gint x = g_rand_int_range (rand, 0, FRAME_WIDTH - 2);
    const gint y = g_rand_int_range (rand, 0, FRAME_HEIGHT - 2);
    const gint more = g_rand_boolean (rand) ? -1 : 1;

    for (gint v = y; v < y + 3; v++)
      for (gint u = 3 * x; u < 3 * (x + 3); u++)
        frame->data[3 * v * FRAME_WIDTH + u] = (guint8) (frame->data[3 * v * FRAME_WIDTH + u]
            + more);
  }
  return frame;
}

static void
test_foreign_bodies_on_grain (void)
{
  g_autoptr (AoiRgbImage) golden = draw_grain (0, 0, 1);
  g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");

  roi->compare.empty = TRUE;
  add_image (roi, "best_golden.png", crop (golden, roi));
  for (guint32 seed = 2; seed < 22; seed++) {
    g_autoptr (AoiRgbImage) clean = draw_grain (0, 0, seed);
    g_autoptr (AoiRgbImage) bright = draw_grain (5, 25, seed);
    g_autoptr (AoiRgbImage) dark = draw_grain (5, -25, seed);

    assert_verdict (roi, clean, AOI_STATUS_PASS, NULL);
    assert_verdict (roi, bright, AOI_STATUS_FAIL, "brightness");
    assert_verdict (roi, dark, AOI_STATUS_FAIL, "brightness");
  }
}

/* No golden serves both: what shows a part is no golden of an empty area, and the other way round. */
static void
test_no_golden_serves_both (void)
{
  const gdouble thresholds[] = { 0.5, 0.8, 0.9, 0.95 };

  for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++) {
    for (gint kind = 0; kind < 3; kind++) {
      g_autoptr (AoiRoi) roi = kind == 0 ? make_empty_roi (0.0)
          : kind == 1                    ? make_bare_roi ()
                                         : make_taught_roi (0.9, "golden");
      guint n_usable = 0;

      roi->threshold = thresholds[i];
      for (gint empty = 0; empty <= 1; empty++) {
        g_autoptr (AoiRgbImage) frame = kind == 0 ? draw_ground (0.0, 1.0, 0.0, 0.0, 0, 0, 1)
            : kind == 1                           ? draw_bare (0, 0, TRACES)
                                                  : draw (&(Board){ GOOD_BOARD });
        g_auto (Prepared) prepared = { 0 };
        g_auto (AoiRoiResult) result = { 0 };

        roi->compare.empty = empty;
        prepared = prepare (roi);
        result = inspect_frame (&prepared, roi, frame);
        n_usable += aoi_roi_result_passed (&result);
      }
      /* At a low threshold a part that shows little serves neither. */
      g_assert_cmpuint (n_usable, <=, 1);
      if (thresholds[i] >= 0.9)
        g_assert_cmpuint (n_usable, ==, 1);
    }
  }
}

/* One golden that shows something spoils the set, and says so. */
static void
test_mixed_goldens_fail (void)
{
  g_autoptr (AoiRoi) roi = make_empty_roi (0.0);
  g_autoptr (AoiRgbImage) clean = draw_ground (0.0, 1.0, 0.0, 0.0, 0, 0, 3);
  g_auto (Prepared) prepared = { 0 };
  g_auto (AoiRoiResult) result = { 0 };

  teach (roi, "part.png", &(Board){ GOOD_BOARD });
  prepared = prepare (roi);
  result = inspect_frame (&prepared, roi, clean);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (result.reason, ==, "1 of 2 goldens show something, though nothing may lie here");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare-hard/moved-edges-pass", test_moved_edges_pass);
  g_test_add_func ("/compare-hard/defects-fail", test_bare_defects_fail);
  g_test_add_func ("/compare-hard/place", test_place);
  g_test_add_func ("/compare-hard/ramp-of-light", test_ramp_of_light);
  g_test_add_func ("/compare-hard/faint-and-blurred", test_faint_and_blurred);
  g_test_add_func ("/compare-hard/limits", test_limits);
  g_test_add_func ("/compare-hard/foreign-bodies", test_foreign_bodies);
  g_test_add_func ("/compare-hard/foreign-bodies-on-grain", test_foreign_bodies_on_grain);
  g_test_add_func ("/compare-hard/no-golden-serves-both", test_no_golden_serves_both);
  g_test_add_func ("/compare-hard/mixed-goldens-fail", test_mixed_goldens_fail);
  return g_test_run ();
}
