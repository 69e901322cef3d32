/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many goldens: the verdict is that of trying them all, in any order. */
#include "compare-support.h"

#define N_GOLDENS 20
#define N_BOARDS 18

static Board
make_variant (guint i)
{
  static const Defect kinds[] = { WHOLE, RECOLOURED, BLOB, BRIDGE };

  return (Board){ .gain = 1.0,
    .noise = 1.0,
    .seed = 100 + i,
    .dx = (gdouble) (i * 7 % 13) - 6.0,
    .dy = (gdouble) (i * 5 % 11) - 5.0,
    .angle = ((gdouble) (i % 5) - 2.0) * 0.4 * DEGREE,
    .defect = kinds[i % G_N_ELEMENTS (kinds)] };
}

/* A recoloured board with the blob of another one: each was taught, but never both at once. */
static void
add_blob (const AoiRgbImage *frame, Board board)
{
  g_autoptr (AoiRgbImage) other = NULL;
  gint x = ROI_X + ROI_WIDTH / 2 + (gint) board.dx, y = ROI_Y + ROI_HEIGHT / 2 + (gint) board.dy;

  board.defect = BLOB;
  other = draw (&board);
  for (gint row = y - 18; row < y + 4; row++)
    memcpy (&frame->data[3 * (row * FRAME_WIDTH + x)], &other->data[3 * (row * FRAME_WIDTH + x)],
        3 * 24);
}

/* What was taught, two variants together, and what never was. */
static AoiRgbImage *
draw_board (guint i)
{
  Board board = make_variant (i);
  AoiRgbImage *frame;

  board.defect = i % 7 == 6 ? RECOLOURED : (Defect) (i % 7);
  board.seed = 500 + i;
  board.dx = 0.2 * i - 3.0;
  board.noise = 1.0 + 0.1 * i;
  if (i % 4 == 3)
    board.part_dx = 0.5 * i;
  frame = draw (&board);
  if (i % 7 == 6)
    add_blob (frame, board);
  return frame;
}

/* Takes each golden of @all that is in @order. */
static AoiRoi *
make_ordered_roi (const AoiRoi *all, const guint *order, guint n)
{
  AoiRoi *roi = make_roi (0.9, "golden");

  for (guint i = 0; i < n; i++) {
    const AoiGolden *golden = g_ptr_array_index (all->goldens, order[i]);
    AoiRgbImage *image = aoi_rgb_image_new (golden->image->width, golden->image->height);

    memcpy (image->data, golden->image->data, 3 * (gsize) image->width * image->height);
    add_image (roi, golden->name, image);
  }
  return roi;
}

static AoiRoi *
make_all (void)
{
  AoiRoi *all = make_roi (0.9, "golden");

  for (guint i = 0; i < N_GOLDENS; i++) {
    g_autofree gchar *name = g_strdup_printf ("%u.png", i);
    Board variant = make_variant (i);

    teach (all, name, &variant);
  }
  return all;
}

static GPtrArray *
draw_boards (void)
{
  GPtrArray *boards = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_rgb_image_free);

  for (guint i = 0; i < N_BOARDS; i++)
    g_ptr_array_add (boards, draw_board (i));
  return boards;
}

static void
inspect_boards (const AoiRoi *roi, const GPtrArray *boards, AoiRoiResult results[N_BOARDS])
{
  g_auto (Prepared) prepared = prepare (roi);

  for (guint i = 0; i < N_BOARDS; i++)
    results[i] = inspect_frame (&prepared, roi, g_ptr_array_index (boards, i));
}

static void
clear_results (AoiRoiResult results[N_BOARDS])
{
  for (guint i = 0; i < N_BOARDS; i++)
    aoi_roi_result_clear (&results[i]);
}

/* What passes by one golden passes by all, with that one's similarity; and what no golden lets pass
 * alone passes only where they do together. */
static void
test_verdict_of_all (void)
{
  g_autoptr (AoiRoi) all = make_all ();
  g_autoptr (GPtrArray) boards = draw_boards ();
  AoiRoiResult together[N_BOARDS], alone[N_BOARDS];
  gboolean passes[N_BOARDS] = { FALSE }, found[N_BOARDS] = { FALSE };
  guint n_passed = 0, n_excused = 0;

  inspect_boards (all, boards, together);
  for (guint g = 0; g < N_GOLDENS; g++) {
    g_autoptr (AoiRoi) one = make_ordered_roi (all, &g, 1);

    inspect_boards (one, boards, alone);
    for (guint i = 0; i < N_BOARDS; i++) {
      passes[i] |= alone[i].status == AOI_STATUS_PASS;
      found[i] |= alone[i].status == AOI_STATUS_PASS && alone[i].score == together[i].score
          && g_str_equal (aoi_roi_result_get_string (&alone[i], AOI_VALUE_GOLDEN),
              aoi_roi_result_get_string (&together[i], AOI_VALUE_GOLDEN));
    }
    clear_results (alone);
  }
  for (guint i = 0; i < N_BOARDS; i++) {
    gboolean passed = together[i].status == AOI_STATUS_PASS;

    g_assert_true (passed || !passes[i]);
    g_assert_cmpint (found[i], ==, passes[i]);
    n_passed += passed;
    n_excused += passed && !passes[i];
  }
  clear_results (together);
  g_test_message ("%u of %d pass, %u of them together only", n_passed, N_BOARDS, n_excused);
  g_assert_cmpuint (n_excused, >, 0);
  g_assert_cmpuint (n_passed, >, N_BOARDS / 4);
  g_assert_cmpuint (n_passed, <, 3 * N_BOARDS / 4);
}

static void
shuffle (GRand *rand, guint *order)
{
  for (gint i = N_GOLDENS - 1; i > 0; i--) {
    gint k = g_rand_int_range (rand, 0, i + 1);
    guint swap = order[i];

    order[i] = order[k];
    order[k] = swap;
  }
}

static void
test_any_order (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (AoiRoi) all = make_all ();
  g_autoptr (GPtrArray) boards = draw_boards ();
  AoiRoiResult expected[N_BOARDS], results[N_BOARDS];
  guint order[N_GOLDENS];

  for (guint i = 0; i < N_GOLDENS; i++)
    order[i] = i;
  inspect_boards (all, boards, expected);
  for (guint round = 0; round < 2; round++) {
    g_autoptr (AoiRoi) roi = NULL;

    shuffle (rand, order);
    roi = make_ordered_roi (all, order, N_GOLDENS);
    inspect_boards (roi, boards, results);
    for (guint i = 0; i < N_BOARDS; i++) {
      g_assert_cmpint (results[i].status, ==, expected[i].status);
      g_assert_cmpfloat (results[i].score, ==, expected[i].score);
      g_assert_cmpstr (results[i].reason, ==, expected[i].reason);
      g_assert_true (g_variant_equal (results[i].values, expected[i].values));
    }
    clear_results (results);
  }
  clear_results (expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare-many/verdict-of-all", test_verdict_of_all);
  g_test_add_func ("/compare-many/any-order", test_any_order);
  return g_test_run ();
}
