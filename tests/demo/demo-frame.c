/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "demo-board.h"

/* How far a board may lie off its place, in pixels. */
#define MAX_MOVE 8

/* How much the light may change, and gray levels of noise. */
#define MAX_LIGHT 0.05
#define NOISE 4

/* Levels in the table of noise. */
#define N_NOISE 65536

/* The part is drawn on its own piece of the board, which the lens then softens. */
static void
add_part (FixtureCanvas *frame, const DemoRoi *roi, const DemoLook *look, gint move_x, gint move_y)
{
  const gint left = roi->rect.x + move_x - DEMO_MARGIN, top = roi->rect.y + move_y - DEMO_MARGIN;
  g_autoptr (FixtureCanvas) piece = fixture_canvas_new (
      roi->rect.width + 2 * DEMO_MARGIN, roi->rect.height + 2 * DEMO_MARGIN, 0);

  fixture_paste (piece, frame, -left, -top);
  demo_draw_part (piece, roi, look, DEMO_MARGIN, DEMO_MARGIN);
  fixture_blur (piece, 1);
  fixture_paste (frame, piece, left, top);
}

/* What the sensor makes of the light: a gain, and noise from a table that each row enters at a place
 * of its own. */
static void
expose (FixtureFrame *frame, GRand *rand)
{
  const gdouble gain = g_rand_double_range (rand, 1 - MAX_LIGHT, 1 + MAX_LIGHT);
  g_autofree gint8 *noise = g_malloc (N_NOISE);
  gint levels[256];

  for (gint i = 0; i < N_NOISE; i++) {
    const gint sum = g_rand_int_range (rand, -NOISE, NOISE + 1)
        + g_rand_int_range (rand, -NOISE, NOISE + 1);

    noise[i] = (gint8) (sum / 2);
  }
  for (gint i = 0; i < 256; i++)
    levels[i] = (gint) (i * gain + 0.5);
  for (gint y = 0; y < frame->image.height; y++) {
    guint8 *row = frame->memory + (gsize) y * frame->image.stride[0];
    const gint8 *row_noise = noise + g_rand_int_range (rand, 0, N_NOISE - DEMO_WIDTH);

    for (gint x = 0; x < frame->image.width; x++)
      row[x] = (guint8) CLAMP (levels[row[x]] + row_noise[x], 0, 255);
  }
}

/**
 * demo_frame_new:
 * @board: what demo_board_new() drew
 * @looks: how the part of each ROI looks
 * @rand: how the board lies, the light and the noise
 *
 * Draws what the camera sees of a board. Thread-safe.
 *
 * Returns: (transfer full): a frame in Bayer order GBRG
 */
FixtureFrame *
demo_frame_new (const FixtureCanvas *board, const DemoLook *looks, GRand *rand)
{
  const gint move_x = g_rand_int_range (rand, -MAX_MOVE, MAX_MOVE + 1);
  const gint move_y = g_rand_int_range (rand, -MAX_MOVE, MAX_MOVE + 1);
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_copy (board);
  FixtureFrame *frame;
  guint n_rois;
  const DemoRoi *rois = demo_get_rois (&n_rois);

  fixture_paste (canvas, board, move_x, move_y);
  for (guint i = 0; i < n_rois; i++)
    add_part (canvas, &rois[i], &looks[i], move_x, move_y);
  frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_GBRG);
  expose (frame, rand);
  return frame;
}
