/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparing what is read where fiducials found the board: between the pixels, beside what does not belong to it. */
#include "compare-support.h"

/* How boards lie that are found there. */
static const struct {
  gdouble dx, dy, angle;
} places[] = { { 0.5, 0.5, 0.0 }, { 7.0, -3.0, 0.0 }, { -12.4, 8.3, 1.7 * DEGREE },
  { 5.5, 11.5, -2.0 * DEGREE } };

static AoiAlignment
get_alignment (const Board *board)
{
  const gdouble x = ROI_X + ROI_WIDTH / 2.0, y = ROI_Y + ROI_HEIGHT / 2.0;
  const gdouble c = cos (board->angle), s = sin (board->angle);

  return (AoiAlignment){ c, s, x + board->dx - c * x + s * y, y + board->dy - s * x - c * y };
}

/* How much of a pixel is beside the ROI. */
static gdouble
get_part_beside (const Board *board, const AoiRect *rect, gint x, gint y)
{
  const AoiAlignment a = get_alignment (board);
  gint n = 0;

  for (gint i = 0; i < 16; i++) {
    const gdouble fx = x + (i % 4 + 0.5) / 4.0 - a.x0, fy = y + (i / 4 + 0.5) / 4.0 - a.y0;
    const gdouble rx = a.c * fx + a.s * fy - rect->x, ry = a.c * fy - a.s * fx - rect->y;

    n += rx < 0.0 || ry < 0.0 || rx > rect->width || ry > rect->height;
  }
  return n / 16.0;
}

/* A board of which everything beside the ROI is bright. */
static AoiRgbImage *
draw_lone (const Board *board, const AoiRect *rect)
{
  AoiRgbImage *frame = draw (board);

  for (gint y = 0; y < frame->height; y++)
    for (gint x = 0; x < frame->width; x++) {
      const gdouble part = get_part_beside (board, rect, x, y);

      for (gint c = 0; c < 3; c++) {
        guint8 *level = &frame->data[3 * (y * frame->width + x) + c];

        *level = (guint8) (*level + part * (240 - *level));
      }
    }
  return frame;
}

/* Becomes what a camera with a mosaic gives of it: gbrg. */
static guint8 *
make_mosaic (const AoiRgbImage *frame, AoiImage *image)
{
  static const gint colours[2][2] = { { 1, 2 }, { 0, 1 } };
  guint8 *mosaic = g_malloc ((gsize) frame->width * (gsize) frame->height);

  for (gint y = 0; y < frame->height; y++)
    for (gint x = 0; x < frame->width; x++)
      mosaic[y * frame->width + x] = frame
                                         ->data[3 * (y * frame->width + x) + colours[y & 1][x & 1]];
  aoi_image_init (image, AOI_FORMAT_BAYER_GBRG, frame->width, frame->height);
  image->data[0] = mosaic;
  image->stride[0] = frame->width;
  return mosaic;
}

static AoiRoiResult
inspect_moved (const AoiRoi *roi, const Board *board, gboolean mosaic)
{
  g_autoptr (AoiRgbImage) frame = draw_lone (board, &roi->rect);
  g_auto (Prepared) prepared = prepare (roi);
  AoiImage image = image_of (frame);
  g_autofree guint8 *memory = mosaic ? make_mosaic (frame, &image) : NULL;
  const AoiView view = { &image, roi->rect, roi->rotation };
  AoiRoiResult result = { .id = roi->id };

  image.aligned = TRUE;
  image.alignment = get_alignment (board);
  aoi_inspector_compare.inspect (prepared.state, prepared.scratch, &view, NULL, &result);
  aoi_roi_result_seal (&result);
  return result;
}

static Board
place_board (guint at, Defect defect)
{
  return (Board){ GOOD_BOARD, .dx = places[at].dx, .dy = places[at].dy, .angle = places[at].angle,
    .defect = defect };
}

/* What lies beside the ROI is in its outermost pixels, and does not matter. */
static void
test_beside (void)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (places); i++) {
    const Board board = place_board (i / 2, WHOLE);
    g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");
    g_auto (AoiRoiResult) still = inspect_moved (roi, &board, i % 2 != 0);
    g_auto (AoiRoiResult) moves = { 0 };

    roi->moves = TRUE;
    moves = inspect_moved (roi, &board, i % 2 != 0);
    g_test_message ("place %u, mosaic %u: %.3f, as of a board that does not move %.3f", i / 2,
        i % 2, moves.score, still.score);
    g_assert_cmpint (moves.status, ==, AOI_STATUS_PASS);
  }
}

static void
test_defects (void)
{
  g_autoptr (AoiRoi) roi = make_taught_roi (0.9, "golden");

  roi->moves = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    for (Defect defect = MISSING; defect < INVERTED; defect++) {
      const Board board = place_board (i, defect);
      g_auto (AoiRoiResult) result = inspect_moved (roi, &board, i % 2 != 0);

      g_test_message ("place %u, defect %d: %.3f", i, defect, result.score);
      g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
    }
  }
}

/* Of the smallest ROIs enough stays in view, though the part lies a little off. */
static void
test_small (void)
{
  for (gint side = 8; side <= 40; side += 4) {
    g_autoptr (AoiRoi) roi = make_roi (0.8, "golden");
    const Board board = place_board (2, WHOLE);
    g_auto (AoiRoiResult) result = { 0 };

    roi->rect = (AoiRect){ ROI_X + 12, ROI_Y + 16, side, side };
    roi->moves = TRUE;
    teach (roi, "best_golden.jpg", &(Board){ GOOD_BOARD, .dx = 0.1 * side });
    result = inspect_moved (roi, &board, FALSE);
    g_test_message ("%d px: %.3f %s", side, result.score, result.reason);
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare-moved/beside", test_beside);
  g_test_add_func ("/compare-moved/defects", test_defects);
  g_test_add_func ("/compare-moved/small", test_small);
  return g_test_run ();
}
