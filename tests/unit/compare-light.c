/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare-support.h"

/* Small chips, burnt-out plastic and nearly black pictures, in other light and focus. */

#define SCENE_WIDTH 108
#define SCENE_HEIGHT 90
#define CHIP_X 33
#define CHIP_Y 31
#define CHIP_WIDTH 42
#define CHIP_HEIGHT 27

typedef void (*Paint) (gdouble x, gdouble y, gdouble colour[3]);

/* How a scene is taken. */
typedef struct {
  Paint paint;
  gdouble blur; /* sigma in pixels */
  gdouble gain, offset;
  gdouble spot_x, spot_y, spot_radius,
      spot_level; /* relative to the ROI's centre; no radius: none */
  guint32 seed;
} Shot;

/* A dark body with a light mark, pins at its ends, on a board. */
static void
paint_small_chip (gdouble x, gdouble y, gdouble colour[3])
{
  set_colour (colour, 45.0, 95.0, 60.0);
  if (fabs (x) < 18.0 && fabs (y) < 9.0 && fmod (y + 50.0, 6.0) < 3.0)
    set_colour (colour, 190.0, 195.0, 200.0);
  if (in_box (x, y, 0.0, 0.0, 14.0, 10.0))
    set_colour (colour, 40.0, 40.0, 44.0);
  if (in_box (x, y, -9.0, -5.0, 2.0, 2.0) || in_box (x, y, 3.0, 4.0, 7.0, 1.0))
    set_colour (colour, 150.0, 150.0, 150.0);
}

/* White plastic, of which the light burns out the most, with a shaded slot and a coloured screw. */
static void
paint_plastic (gdouble x, gdouble y, gdouble colour[3])
{
  gdouble shade = 268.0 - 1.5 * fabs (x) - 2.0 * (y + 10.0);

  set_colour (colour, shade + 4.0, shade, shade - 22.0);
  if (in_box (x, y, -8.0, 2.0, 5.0, 8.0))
    set_colour (colour, 90.0, 88.0, 84.0);
  if (hypot (x - 9.0, y - 2.0) < 6.0)
    set_colour (colour, 205.0, 170.0, 95.0);
  if (in_box (x, y, 9.0, 2.0, 5.0, 1.0))
    set_colour (colour, 60.0, 50.0, 40.0);
}

/* A black part with a faint mould mark. */
static void
paint_black (gdouble x, gdouble y, gdouble colour[3])
{
  gdouble level = 14.0 + 3.0 * sin (0.4 * x) * cos (0.5 * y);

  if (in_box (x, y, 0.0, 0.0, 12.0, 7.0))
    level += 16.0;
  if (in_box (x, y, 4.0, 0.0, 5.0, 3.0))
    level -= 10.0;
  set_colour (colour, level, level, level + 1.0);
}

static void
paint_black_with_patch (gdouble x, gdouble y, gdouble colour[3])
{
  gboolean patch = in_box (x, y, 4.0, 0.0, 6.0, 4.0);

  paint_black (patch ? x - 12.0 : x, y, colour);
}

static void
paint_dim_wire (gdouble x, gdouble y, gdouble colour[3])
{
  paint_small_chip (x, y, colour);
  if (in_box (x, y, 0.0, 0.0, 13.0, 3.0))
    set_colour (colour, 66.0, 52.0, 47.0);
}

static void
paint_dim_wire_of_other_colour (gdouble x, gdouble y, gdouble colour[3])
{
  paint_small_chip (x, y, colour);
  if (in_box (x, y, 0.0, 0.0, 13.0, 3.0))
    set_colour (colour, 59.0, 58.0, 55.0);
}

static void
paint_sample (const Shot *shot, gdouble x, gdouble y, gdouble colour[3])
{
  shot->paint (x, y, colour);
  if (hypot (x - shot->spot_x, y - shot->spot_y) < shot->spot_radius)
    set_colour (colour, shot->spot_level, shot->spot_level, shot->spot_level);
}

/* The mean of a pixel and, if it is blurred, of what is near it. */
static void
expose (const Shot *shot, gint x, gint y, gdouble colour[3])
{
  gdouble total = 0.0, spread = shot->blur > 0.0 ? 2.5 : 0.5;

  set_colour (colour, 0.0, 0.0, 0.0);
  for (gdouble v = 1.0 / 6.0 - spread; v < spread; v += 1.0 / 3.0) {
    for (gdouble u = 1.0 / 6.0 - spread; u < spread; u += 1.0 / 3.0) {
      gdouble weight = shot->blur > 0.0 ? exp (-0.5 * (u * u + v * v) / (shot->blur * shot->blur))
                                        : 1.0;
      gdouble sample[3];

      paint_sample (shot, x + 0.5 + u - CHIP_X - CHIP_WIDTH / 2.0,
          y + 0.5 + v - CHIP_Y - CHIP_HEIGHT / 2.0, sample);
      for (gint c = 0; c < 3; c++)
        colour[c] += weight * sample[c];
      total += weight;
    }
  }
  for (gint c = 0; c < 3; c++)
    colour[c] /= total;
}

static AoiRgbImage *
take (const Shot *shot)
{
  AoiRgbImage *frame = aoi_rgb_image_new (SCENE_WIDTH, SCENE_HEIGHT);
  g_autoptr (GRand) rand = g_rand_new_with_seed (shot->seed);

  for (gint y = 0; y < SCENE_HEIGHT; y++) {
    for (gint x = 0; x < SCENE_WIDTH; x++) {
      gdouble colour[3];

      expose (shot, x, y, colour);
      for (gint c = 0; c < 3; c++) {
        gdouble noise = g_rand_double_range (rand, -2.0, 2.0);
        gdouble value = shot->gain * colour[c] + shot->offset + noise;

        frame->data[3 * (y * SCENE_WIDTH + x) + c] = (guint8) CLAMP (value + 0.5, 0.0, 255.0);
      }
    }
  }
  return frame;
}

static AoiRoi *
make_small_roi (Paint scene)
{
  g_autoptr (AoiRgbImage) frame = take (&(Shot){ .paint = scene, .gain = 1.0, .seed = 1 });
  AoiRoi *roi = make_roi (0.9, "golden");

  roi->rect = (AoiRect){ CHIP_X, CHIP_Y, CHIP_WIDTH, CHIP_HEIGHT };
  add_image (roi, "best_golden.jpg", crop (frame, roi));
  return roi;
}

static void
assert_shot (const AoiRoi *roi, const Shot *shot, AoiStatus status, const gchar *reason)
{
  g_autoptr (AoiRgbImage) frame = take (shot);
  g_auto (Prepared) prepared = prepare (roi);
  g_auto (AoiRoiResult) result = inspect_frame (&prepared, roi, frame);

  g_test_message ("%.4f: %s", result.score, result.reason);
  g_assert_cmpint (result.status, ==, status);
  if (reason != NULL)
    g_assert_true (g_pattern_match_simple (reason, result.reason));
}

/* Wherever it lies, whether darker or lighter than what is there. */
static void
test_small_blob_is_caught (void)
{
  g_autoptr (AoiRoi) roi = make_small_roi (paint_small_chip);

  for (gint y = -8; y <= 8; y += 4) {
    for (gint x = -15; x <= 15; x += 3) {
      gdouble there[3];
      Shot shot = { paint_small_chip, .gain = 1.05, .spot_x = x, .spot_y = y, .spot_radius = 1.6,
        .seed = 2 };

      paint_small_chip (x, y, there);
      shot.spot_level = there[1] > 128.0 ? 35.0 : 205.0;
      assert_shot (roi, &shot, AOI_STATUS_FAIL, "* differs at *");
    }
  }
}

/* On a thin mark a spot has much of the mark's structure, but is brighter than all of it. */
static void
test_blob_on_mark_is_caught (void)
{
  g_autoptr (AoiRoi) roi = make_small_roi (paint_small_chip);

  for (gint x = -2; x <= 8; x += 2) {
    const Shot shot = { paint_small_chip, .gain = 0.95, .spot_x = x, .spot_y = 4.0,
      .spot_radius = 1.6, .spot_level = 240.0, .seed = 9 };

    assert_shot (roi, &shot, AOI_STATUS_FAIL, "brightness differs at *");
  }
}

static void
test_other_focus_passes (void)
{
  g_autoptr (AoiRoi) chip = make_small_roi (paint_small_chip);
  g_autoptr (AoiRoi) plastic = make_small_roi (paint_plastic);

  for (gint i = 0; i <= 8; i++) {
    Shot shot = { paint_small_chip, .blur = 0.1 * i, .gain = 0.92, .offset = 4.0, .seed = 3 };

    assert_shot (chip, &shot, AOI_STATUS_PASS, NULL);
    shot.paint = paint_plastic;
    assert_shot (plastic, &shot, AOI_STATUS_PASS, NULL);
  }
}

/* Gain and offset are those of what is not burnt out, so that colours stay as they are. */
static void
test_burnt_out_plastic_passes (void)
{
  g_autoptr (AoiRoi) roi = make_small_roi (paint_plastic);

  for (gint i = 0; i <= 6; i++) {
    const Shot shot = { paint_plastic, .gain = 0.85 + 0.05 * i, .offset = 2.0 * i - 6.0,
      .seed = 4 };

    assert_shot (roi, &shot, AOI_STATUS_PASS, NULL);
  }
}

static void
test_black_part_is_judged (void)
{
  g_autoptr (AoiRoi) roi = make_small_roi (paint_black);

  assert_shot (
      roi, &(Shot){ paint_black, .gain = 1.1, .offset = 3.0, .seed = 5 }, AOI_STATUS_PASS, NULL);
  assert_shot (roi, &(Shot){ paint_black_with_patch, .gain = 1.0, .seed = 6 }, AOI_STATUS_FAIL,
      "structure differs at *");
}

static void
test_dim_colour_is_judged (void)
{
  g_autoptr (AoiRoi) roi = make_small_roi (paint_dim_wire);

  assert_shot (roi, &(Shot){ paint_dim_wire, .gain = 0.9, .seed = 7 }, AOI_STATUS_PASS, NULL);
  assert_shot (roi, &(Shot){ paint_dim_wire_of_other_colour, .gain = 1.0, .seed = 8 },
      AOI_STATUS_FAIL, "colour differs at *");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare/light/small-blob-is-caught", test_small_blob_is_caught);
  g_test_add_func ("/compare/light/blob-on-mark-is-caught", test_blob_on_mark_is_caught);
  g_test_add_func ("/compare/light/other-focus-passes", test_other_focus_passes);
  g_test_add_func ("/compare/light/burnt-out-plastic-passes", test_burnt_out_plastic_passes);
  g_test_add_func ("/compare/light/black-part-is-judged", test_black_part_is_judged);
  g_test_add_func ("/compare/light/dim-colour-is-judged", test_dim_colour_is_judged);
  return g_test_run ();
}
