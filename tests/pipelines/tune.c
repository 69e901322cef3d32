/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `aoi tune` as users call it: what it proposes helps on boards that it has not seen, and lets no bad one pass. */
#include "fixtures.h"
#include "run-support.h"
#include "support/test-repeat.h"

#include <json-glib/json-glib.h>

#define WIDTH 300
#define HEIGHT 140
/* Good boards of a half, and bad ones where there are some. */
#define N_HALF (test_repeat (10, 15))

/* ROI 1: parts of two suppliers, of which the golden shows one; ROI 2: a lot number that differs from board to board
 * beside a part; ROI 3: always right. Defects: the part is missing, or a blob lies on it. */
#define PRODUCT \
  "{ \"description\": \"drawn\", \"rois\": [\n" \
  "  {\"idx\": 1, \"type\": 2, \"coords\": [20, 20, 100, 120], \"feature_method\": \"golden\", \"mine\": \"kept\"},\n" \
  "  {\"idx\": 2, \"type\": 2, \"coords\": [120, 20, 200, 120], \"feature_method\": \"golden\"},\n" \
  "  {\"idx\": 3, \"type\": 2, \"coords\": [220, 20, 280, 80], \"feature_method\": \"golden\"}\n" \
  "]}\n"

/* The same with a ROI as older files have it. */
#define LIST_PRODUCT \
  "[[1, 2, [20, 20, 100, 120]],\n" \
  "  {\"idx\": 2, \"type\": 2, \"coords\": [120, 20, 200, 120], \"feature_method\": \"golden\"},\n" \
  "  {\"idx\": 3, \"type\": 2, \"coords\": [220, 20, 280, 80], \"feature_method\": \"golden\"}]\n"

#define TUNE(self, folder, ...) \
  run_tool (self, run_support_tool (), "tune", folder, (const gchar *const[]){ __VA_ARGS__, NULL })
#define AOI(self, command, folder, ...) \
  run_tool (self, run_support_tool (), command, folder, (const gchar *const[]){ __VA_ARGS__, NULL })

/* Blocks of a lot number in which no defect hides, and of one in which some do. */
#define SMALL_LOT 3
#define LARGE_LOT 4

/* What a board shows. */
typedef struct {
  gboolean other_supplier;
  guint lot;
  gint block; /* side of one of 16 blocks that show the lot, in pixels */
  guint bad; /* number of the ROI that is bad; 0: none */
  gboolean blob; /* the defect is one, else the part is missing */
} Board;

static void
draw_part (FixtureCanvas *canvas, gint x, gint y, guint32 body, guint32 mark)
{
  fixture_fill_rect (canvas, &(AoiRect){ x, y, 60, 44 }, body);
  for (gint i = 0; i < 6; i++) {
    fixture_fill_rect (canvas, &(AoiRect){ x + 4 + 9 * i, y - 6, 5, 6 }, 0xd0d0d0);
    fixture_fill_rect (canvas, &(AoiRect){ x + 4 + 9 * i, y + 44, 5, 6 }, 0xd0d0d0);
  }
  fixture_fill_disc (canvas, x + 14, y + 14, 8, mark);
}

/* Blocks of other levels on each board, as the print of a lot number. */
static void
draw_lot (FixtureCanvas *canvas, gint x, gint y, const Board *board)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (board->lot);
  const gint side = board->block;

  for (gint i = 0; i < 16; i++) {
    const guint32 level = (guint32) g_rand_int_range (rand, 72, 104);

    fixture_fill_rect (canvas, &(AoiRect){ x + side * (i % 4), y + side * (i / 4), side, side },
        level << 16 | level << 8 | level);
  }
}

static void
draw_defect (FixtureCanvas *canvas, const Board *board, GRand *rand)
{
  static const AoiRect parts[] = { { 24, 30, 72, 70 }, { 124, 30, 72, 62 }, { 224, 22, 52, 56 } };
  const AoiRect *part = &parts[board->bad - 1];

  if (!board->blob)
    fixture_fill_rect (canvas, part, 0x2a5a34);
  else
    fixture_fill_disc (canvas, part->x + g_rand_int_range (rand, 18, part->width - 18),
        part->y + g_rand_int_range (rand, 18, part->height - 18), 9, 0xe8e8e8);
}

static FixtureCanvas *
draw_board (const Board *board, guint32 seed)
{
  FixtureCanvas *canvas = fixture_canvas_new (WIDTH, HEIGHT, 0x2a5a34);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  draw_part (canvas, 30, 40, 0x18181c, board->other_supplier ? 0x20c040 : 0xe0e0e0);
  draw_part (canvas, 130, 36, 0x202024, 0xd8d8d8);
  draw_lot (canvas, 150, 98, board);
  fixture_fill_disc (canvas, 250, 50, 20, 0xc8a040);
  fixture_fill_rect (canvas, &(AoiRect){ 244, 30, 12, 40 }, 0x403020);
  if (board->bad != 0)
    draw_defect (canvas, board, rand);
  fixture_add_noise (canvas, rand, 1.5);
  return canvas;
}

static void
write_board (const gchar *folder, const gchar *name, const Board *board, guint32 seed)
{
  g_autoptr (FixtureCanvas) canvas = draw_board (board, seed);
  AoiRgbImage image = { canvas->width, canvas->height, canvas->data };
  g_autofree gchar *path = product_folder_place (folder, name);
  g_autoptr (GError) error = NULL;

  aoi_image_file_save (&image, path, &error);
  g_assert_no_error (error);
}

static void
append_truth (GString *truth, const gchar *file, const Board *board)
{
  g_string_append_printf (truth, "{\"file\": \"%s\", \"rois\": [", file);
  for (guint i = 1; i <= 3; i++)
    g_string_append_printf (truth, "%s{\"idx\": %u, \"good\": %s}", i > 1 ? ", " : "", i,
        board->bad == i ? "false" : "true");
  g_string_append (truth, "]}\n");
}

static Board
make_board (GRand *rand, gint block, guint bad)
{
  return (Board){ g_rand_boolean (rand), g_rand_int (rand), block, bad, g_rand_boolean (rand) };
}

/* A half of the boards: @n_good good ones and @n_bad bad ones, whose truth is told. */
static void
write_half (
    const gchar *folder, const gchar *half, gint block, guint n_good, guint n_bad, GRand *rand)
{
  g_autoptr (GString) truth = g_string_new (NULL);
  g_autofree gchar *file = g_strdup_printf ("%s/truth.ndjson", half);

  for (guint i = 0; i < n_good + n_bad; i++) {
    const gboolean good = i < n_good;
    const Board board = make_board (rand, block, good ? 0 : 1 + i % 3);
    g_autofree gchar *base = g_strdup_printf ("board-%u.png", i + 1);
    g_autofree gchar *name = g_strdup_printf ("%s/%s/%s", half, good ? "good" : "bad", base);

    write_board (folder, name, &board, g_rand_int (rand));
    append_truth (truth, base, &board);
  }
  product_folder_write (folder, file, truth->str, -1);
}

/* @block: of lots. A folder with "product", whose goldens are of the first supplier and of lot 21, and halves "learn" and "judge". */
static gchar *
make_folder (gint block, guint n_good, guint n_bad)
{
  gchar *folder = product_folder_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  const Board first = { FALSE, 21, block, 0, FALSE };

  product_folder_write (folder, "product/rois_config_product.json", PRODUCT, -1);
  write_board (folder, "first.png", &first, 99);
  for (guint i = 1; i <= 3; i++) {
    g_autofree gchar *id = g_strdup_printf ("%u", i);
    g_auto (Run) result = { 0 };

    AOI (&result, "golden", folder, "add", "@/product", id, "--frame", "@/first.png");
    assert_good (&result);
  }
  write_half (folder, "learn", block, n_good, n_bad, rand);
  write_half (folder, "judge", block, N_HALF, N_HALF, rand);
  return folder;
}

/* How many boards of a folder fail. */
static guint
count_failing (const gchar *folder, const gchar *boards)
{
  g_autofree gchar *path = g_strconcat ("@/", boards, NULL);
  g_auto (Run) result = { 0 };
  const gchar *words;
  guint passed = 0, failed = 0;

  AOI (&result, "run", folder, "@/product", path, "--no-timing");
  words = strstr (result.output, " boards: ");
  g_assert_nonnull (words);
  g_assert_cmpint (sscanf (words, " boards: %u passed, %u failed", &passed, &failed), ==, 2);
  g_assert_cmpuint (passed + failed, ==, N_HALF);
  return failed;
}

static void
assert_same_but_for_changes (const gchar *folder)
{
  g_autofree gchar *now = run_support_read (folder, "product/rois_config_product.json");
  g_autofree gchar *old = run_support_read (
      folder, "product/rois_config_product.json.before-tune-1");
  g_auto (GStrv) lines = g_strsplit (now, "\n", -1);

  g_assert_cmpstr (old, ==, PRODUCT);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_cmpstr (lines[0], ==, "{ \"description\": \"drawn\", \"rois\": [");
  g_assert_nonnull (strstr (lines[1], "\"mine\": \"kept\""));
  g_assert_nonnull (strstr (lines[2], "\"ignore\": [["));
  g_assert_cmpstr (lines[3], ==,
      "  {\"idx\": 3, \"type\": 2, \"coords\": [220, 20, 280, 80], \"feature_method\": \"golden\"}");
}

/* The part of another supplier becomes a golden and the lot number is ignored, by which the boards of the other half
 * pass, and its bad boards still fail. */
static void
test_applies (void)
{
  g_autofree gchar *folder = make_folder (SMALL_LOT, N_HALF, N_HALF);
  const guint false_calls = count_failing (folder, "judge/good");
  const guint caught = count_failing (folder, "judge/bad");
  g_auto (Run) result = { 0 };

  /* Enough that a quarter of them says something. */
  g_assert_cmpuint (false_calls, >=, 4);
  TUNE (&result, folder, "@/product", "--good", "@/learn/good", "--bad", "@/learn/bad", "--truth",
      "@/learn/truth.ndjson", "--apply");
  assert_run (&result, 0, "2 proposals, 0 hints");
  g_assert_nonnull (strstr (result.output, "golden of board-"));
  g_assert_nonnull (strstr (result.output, "2 proposals written to "));
  g_assert_cmpuint (count_failing (folder, "judge/good"), <=, false_calls / 4);
  g_assert_cmpuint (count_failing (folder, "judge/bad"), ==, caught);
  assert_same_but_for_changes (folder);
  product_folder_remove (folder);
}

/* Nothing is written unless asked for. */
static void
test_proposes (void)
{
  g_autofree gchar *folder = make_folder (SMALL_LOT, N_HALF, N_HALF), *now = NULL, *again = NULL;
  g_auto (Run) result = { 0 };

  TUNE (&result, folder, "@/product", "--good", "@/learn/good", "--bad", "@/learn/bad", "--truth",
      "@/learn/truth.ndjson", "--folds", "2", "--json", "-");
  assert_run (&result, 0, "\"advice\":\"proposal\"");
  again = g_strdup (result.output);
  now = run_support_read (folder, "product/rois_config_product.json");
  g_assert_cmpstr (now, ==, PRODUCT);
  TUNE (&result, folder, "@/product", "--good", "@/learn/good", "--bad", "@/learn/bad", "--truth",
      "@/learn/truth.ndjson", "--folds", "2", "--json", "-", "--jobs", "1");
  g_assert_cmpstr (result.output, ==, again);
  product_folder_remove (folder);
}

/* Without bad boards nothing proves that a looser ROI lets none pass. */
static void
test_hints (void)
{
  g_autofree gchar *folder = make_folder (SMALL_LOT, N_HALF, 1), *now = NULL;
  g_auto (Run) result = { 0 };

  TUNE (&result, folder, "@/product", "--good", "@/learn/good", "--apply");
  assert_run (&result, 0, "0 proposals, 2 hints");
  g_assert_nonnull (strstr (result.output, "HINT: golden of board-"));
  now = run_support_read (folder, "product/rois_config_product.json");
  g_assert_cmpstr (now, ==, PRODUCT);
  product_folder_remove (folder);
}

/* Shown bad boards have no defect in the lot number, and a drawn one would hide there once it is ignored. The other
 * proposal is written into a list of fields, too. */
static void
test_unproven (void)
{
  g_autofree gchar *folder = make_folder (LARGE_LOT, 10, 10), *now = NULL;
  g_auto (Run) result = { 0 };

  product_folder_write (folder, "product/rois_config_product.json", LIST_PRODUCT, -1);
  TUNE (&result, folder, "@/product", "--good", "@/learn/good", "--bad", "@/learn/bad", "--truth",
      "@/learn/truth.ndjson", "--folds", "2", "--apply");
  assert_run (&result, 0, "1 proposal, 1 hint");
  g_assert_nonnull (strstr (result.output, "HINT: ignore ["));
  g_assert_nonnull (strstr (result.output, " drawn defects pass then\n"));
  now = run_support_read (folder, "product/rois_config_product.json");
  g_assert_null (strstr (now, "\"ignore\""));
  g_assert_true (g_str_has_prefix (now, "[[1, 2, [20, 20, 100, 120], null, 0.9"));
  product_folder_remove (folder);
}

/* Of bad boards alone it is not known which ROI is bad: the one that is least like good boards is. */
static void
test_accuses (void)
{
  g_autofree gchar *folder = make_folder (SMALL_LOT, N_HALF, N_HALF);
  g_autofree gchar *says = g_strdup_printf (
      "Bad boards that pass: 0 of %u, with the proposals 0\n", N_HALF);
  const guint caught = count_failing (folder, "judge/bad");
  g_auto (Run) result = { 0 };

  TUNE (&result, folder, "@/product", "--good", "@/learn/good", "--bad", "@/learn/bad", "--folds",
      "3", "--apply");
  assert_run (&result, 0, says);
  g_assert_cmpuint (count_failing (folder, "judge/bad"), ==, caught);
  product_folder_remove (folder);
}

static void
test_too_few (void)
{
  g_autofree gchar *folder = make_folder (SMALL_LOT, N_HALF, 1);
  g_auto (Run) result = { 0 };

  TUNE (&result, folder, "@/product", "--good", "@/first.png");
  assert_run (&result, 1, "too few boards to say anything");
  product_folder_remove (folder);
}

static void
test_refused (void)
{
  static const struct {
    const gchar *arguments[9];
    const gchar *message;
  } bad[] = {
    { { "@/product" }, "which boards are good?" },
    { { "--good", "@/good" }, "takes PRODUCT" },
    { { "@/none", "--good", "@/good" }, "/none" },
    { { "@/product", "--good", "@/none" }, "/none: No such file" },
    { { "@/product", "--good", "@/good", "--bad", "@/good" }, "board-1.png: is given twice" },
    { { "@/product", "--good", "@/mixed" }, "/mixed/notes.txt: is no board: " },
    { { "@/product", "--good", "@/small" }, "/small/a.png: " },
    { { "@/product", "--good", "@/good", "--folds", "1" }, "--folds: must be from 2" },
    { { "@/product", "--good", "@/good", "--truth", "@/none" }, "/none: No such file" },
    { { "@/product", "--good", "@/good", "--truth", "@/text" }, "/text:1: " },
    { { "@/product", "--good", "@/good", "--truth", "@/unknown" },
        "/unknown:2: rois[0]: the product has no ROI 9" },
    { { "@/product", "--good", "@/good", "--truth", "@/against" },
        "/against:1: rois[0]: is false, but " },
    { { "@/product", "--good", "@/good", "--json", "@/none/x" }, "--json: " },
  };
  g_autofree gchar *folder = product_folder_new ();
  const Board board = { 0 };

  product_folder_write (folder, "product/rois_config_product.json", PRODUCT, -1);
  write_board (folder, "good/board-1.png", &board, 1);
  write_board (folder, "mixed/board-1.png", &board, 1);
  product_folder_write (folder, "mixed/notes.txt", "text", -1);
  product_folder_draw (folder, "small/a.png", 20, 20, 1);
  product_folder_write (folder, "text", "no truth\n", -1);
  product_folder_write (folder, "unknown",
      "{\"frame\": 3, \"rois\": []}\n{\"frame\": 1, \"rois\": [{\"idx\": 9, \"good\": true}]}\n",
      -1);
  product_folder_write (
      folder, "against", "{\"frame\": 1, \"rois\": [{\"idx\": 1, \"good\": false}]}\n", -1);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_auto (Run) result = { 0 };

    run_tool (&result, run_support_tool (), "tune", folder, bad[i].arguments);
    assert_bad (&result, bad[i].message);
  }
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tune/applies", test_applies);
  g_test_add_func ("/tune/proposes", test_proposes);
  g_test_add_func ("/tune/hints", test_hints);
  g_test_add_func ("/tune/unproven", test_unproven);
  g_test_add_func ("/tune/accuses", test_accuses);
  g_test_add_func ("/tune/too-few", test_too_few);
  g_test_add_func ("/tune/refused", test_refused);
  return g_test_run ();
}
