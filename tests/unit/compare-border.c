/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes in over the border of an ROI, and defects that a shift along their trace would move out over it. */
#include "compare-support.h"

#define GROUND 60
#define COPPER 200

/* Pixels of the border that are not judged where nothing may lie. */
#define BORDER 3

static AoiRgbImage *
draw_level (gint level)
{
  AoiRgbImage *frame = aoi_rgb_image_new (FRAME_WIDTH, FRAME_HEIGHT);

  memset (frame->data, level, 3 * (gsize) FRAME_WIDTH * FRAME_HEIGHT);
  return frame;
}

/* A rectangle of copper, its place relative to the ROI. */
static void
add_copper (AoiRgbImage *frame, gint x, gint y, gint width, gint height)
{
  for (gint v = MAX (0, ROI_Y + y); v < MIN (FRAME_HEIGHT, ROI_Y + y + height); v++)
    for (gint u = MAX (0, ROI_X + x); u < MIN (FRAME_WIDTH, ROI_X + x + width); u++)
      memset (&frame->data[3 * (v * FRAME_WIDTH + u)], COPPER, 3);
}

/* Ground with copper that reaches in from one of four sides, along @along pixels of it. */
static AoiRgbImage *
draw_beside (gint side, gint depth, gint along)
{
  AoiRgbImage *frame = draw_level (GROUND);
  const gint beyond = 20;

  if (side == 0)
    add_copper (frame, -beyond, 0, beyond + depth, along);
  else if (side == 1)
    add_copper (frame, ROI_WIDTH - depth, 0, beyond + depth, along);
  else if (side == 2)
    add_copper (frame, 0, -beyond, along, beyond + depth);
  else
    add_copper (frame, 0, ROI_HEIGHT - depth, along, beyond + depth);
  return frame;
}

static AoiRoi *
make_roi_of (const AoiRgbImage *golden, gboolean empty)
{
  AoiRoi *roi = make_roi (0.9, "golden");

  roi->compare.empty = empty;
  add_image (roi, "best_golden.png", crop (golden, roi));
  return roi;
}

static void
assert_status (const AoiRoi *roi, const AoiRgbImage *frame, AoiStatus status)
{
  g_auto (Prepared) prepared = prepare (roi);
  g_auto (AoiRoiResult) result = inspect_frame (&prepared, roi, frame);

  g_test_message ("%.4f: %s", result.score, result.reason);
  g_assert_cmpint (result.status, ==, status);
}

/* A trace beside an empty area comes into view when the board lies a little off. */
static void
test_neighbours_pass (void)
{
  g_autoptr (AoiRgbImage) ground = draw_level (GROUND);
  g_autoptr (AoiRoi) roi = make_roi_of (ground, TRUE);

  for (gint side = 0; side < 4; side++)
    for (gint depth = 0; depth <= BORDER + 2; depth++) {
      g_autoptr (AoiRgbImage) frame = draw_beside (side, depth, ROI_WIDTH);

      assert_status (roi, frame, AOI_STATUS_PASS);
    }
}

/* What is short, reaches far, or does not come over the border lies in the area. */
static void
test_foreign_bodies_fail (void)
{
  g_autoptr (AoiRgbImage) ground = draw_level (GROUND);
  g_autoptr (AoiRoi) roi = make_roi_of (ground, TRUE);

  for (gint side = 0; side < 4; side++) {
    g_autoptr (AoiRgbImage) deep = draw_beside (side, BORDER + 6, ROI_WIDTH);
    g_autoptr (AoiRgbImage) is_short = draw_beside (side, BORDER + 2, ROI_HEIGHT / 3);
    g_autoptr (AoiRgbImage) body = draw_beside (side, BORDER + 2, ROI_WIDTH);
    g_autoptr (AoiRgbImage) hair = draw_level (GROUND);

    assert_status (roi, deep, AOI_STATUS_FAIL);
    assert_status (roi, is_short, AOI_STATUS_FAIL);
    add_copper (body, ROI_WIDTH / 2, ROI_HEIGHT / 2, 5, 5);
    assert_status (roi, body, AOI_STATUS_FAIL);
    if (side < 2)
      add_copper (hair, side == 0 ? BORDER + 1 : ROI_WIDTH - BORDER - 3, 0, 2, ROI_HEIGHT);
    else
      add_copper (hair, 0, side == 2 ? BORDER + 1 : ROI_HEIGHT - BORDER - 3, ROI_WIDTH, 2);
    assert_status (roi, hair, AOI_STATUS_FAIL);
  }
}

/* In a narrow area what comes in as far would leave nothing to judge. */
static void
test_narrow_areas (void)
{
  g_autoptr (AoiRgbImage) ground = draw_level (GROUND);
  g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
  g_autoptr (AoiRgbImage) frame = draw_level (GROUND);

  roi->compare.empty = TRUE;
  roi->rect.height = 16;
  add_image (roi, "best_golden.png", crop (ground, roi));
  assert_status (roi, ground, AOI_STATUS_PASS);
  add_copper (frame, 0, -20, ROI_WIDTH, 20 + BORDER + 2);
  assert_status (roi, frame, AOI_STATUS_FAIL);
}

/* A trace that ends in view is as the golden shows it a little further along, where its end is out of view. */
static void
test_traces_do_not_slide (void)
{
  g_autoptr (AoiRgbImage) whole = draw_level (GROUND);
  g_autoptr (AoiRoi) roi = NULL;

  add_copper (whole, 40, -ROI_Y, 12, FRAME_HEIGHT);
  roi = make_roi_of (whole, FALSE);
  assert_status (roi, whole, AOI_STATUS_PASS);
  for (gint open = 9; open <= 16; open++) {
    g_autoptr (AoiRgbImage) top = draw_level (GROUND);
    g_autoptr (AoiRgbImage) bottom = draw_level (GROUND);

    add_copper (top, 40, open, 12, FRAME_HEIGHT);
    add_copper (bottom, 40, -ROI_Y, 12, ROI_Y + ROI_HEIGHT - open);
    assert_status (roi, top, AOI_STATUS_FAIL);
    assert_status (roi, bottom, AOI_STATUS_FAIL);
  }
}

/* A trace that is itself elsewhere is found there. */
static void
test_moved_traces_pass (void)
{
  g_autoptr (AoiRgbImage) golden = draw_level (GROUND);
  g_autoptr (AoiRoi) roi = NULL;

  add_copper (golden, 40, -ROI_Y, 12, FRAME_HEIGHT);
  roi = make_roi_of (golden, FALSE);
  for (gint shift = -8; shift <= 8; shift += 4) {
    g_autoptr (AoiRgbImage) frame = draw_level (GROUND);

    add_copper (frame, 40 + shift, -ROI_Y, 12, FRAME_HEIGHT);
    assert_status (roi, frame, AOI_STATUS_PASS);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare-border/neighbours-pass", test_neighbours_pass);
  g_test_add_func ("/compare-border/foreign-bodies-fail", test_foreign_bodies_fail);
  g_test_add_func ("/compare-border/narrow-areas", test_narrow_areas);
  g_test_add_func ("/compare-border/traces-do-not-slide", test_traces_do_not_slide);
  g_test_add_func ("/compare-border/moved-traces-pass", test_moved_traces_pass);
  return g_test_run ();
}
