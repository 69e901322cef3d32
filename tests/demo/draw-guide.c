/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* draw-guide FOLDER: draws the small boards that the examples of the guide inspect, and their products. The
 * pictures depend on nothing but their number. */
#include <glib/gstdio.h>

#include "aoi-image-file.h"
#include "demo-board.h"

#define FONT "DejaVu Sans"
#define WIDTH 960
#define HEIGHT 600
#define N_PICTURES 8

#define TIN 0xb9b4a2
#define METAL 0xc4c6c8
#define PAPER 0xe4e3dc
#define INK 0x1b1b1d

/* What is special about a picture; the others show good boards. */
typedef struct {
  gint dx, dy; /* how far the board lies off its place */
  gboolean no_chip, no_code, green;
  const gchar *marking; /* second line on the chip */
  const gchar *lot;
} Look;

static const Look looks[N_PICTURES] = {
  { 0 },
  { .dx = 3, .dy = -2 },
  { .no_chip = TRUE },
  { .lot = "LOT 4417" },
  { .green = TRUE },
  { .no_code = TRUE },
  { .marking = "R3-KR" },
  { .dx = -2, .dy = 1 },
};

static const gchar *const rois[] = {
  "{\"idx\": 1, \"type\": \"barcode\", \"coords\": [40, 40, 220, 220], \"is_device_barcode\": true, "
  "\"symbologies\": [\"DataMatrix\"]}",
  "{\"idx\": 2, \"type\": \"compare\", \"coords\": [360, 200, 560, 400]}",
  "{\"idx\": 3, \"type\": \"compare\", \"coords\": [680, 130, 790, 200]}",
  "{\"idx\": 4, \"type\": \"ocr\", \"coords\": [310, 50, 550, 110], \"expected_text\": \"LOT 4471\"}",
  "{\"idx\": 5, \"type\": \"color\", \"coords\": [700, 300, 760, 360], \"expected_color\": \"#e12823\", "
  "\"min_pixel_percentage\": 30}",
};

/* Which of them reads text: the product without it loads faster. */
#define TEXT_ROI 3

static void
draw_traces (FixtureCanvas *canvas, GRand *rand)
{
  for (gint i = 0; i < 26; i++) {
    const gint x = g_rand_int_range (rand, 20, WIDTH - 260);
    const gint y = g_rand_int_range (rand, 20, HEIGHT - 140);
    const gint run = g_rand_int_range (rand, 40, 120), drop = g_rand_int_range (rand, 30, 120);

    demo_fill (canvas, x, y, run, 4, 0x22693c);
    demo_fill (canvas, x + run, y, 4, drop, 0x22693c);
    fixture_fill_disc (canvas, x, y + 2, 7, TIN);
    fixture_fill_disc (canvas, x + run + 2, y + drop, 7, TIN);
  }
}

static void
draw_code (FixtureCanvas *canvas, guint number)
{
  g_autofree gchar *text = g_strdup_printf ("R24-%06u", number);
  g_autoptr (GError) error = NULL;
  g_autoptr (FixtureCanvas) code = fixture_barcode_new ("DataMatrix", text, 6, 0, &error);
  g_autoptr (FixtureCanvas) paper = fixture_canvas_new (176, 176, PAPER);

  if (code == NULL)
    g_error ("%s", error->message);
  fixture_scale_levels (code, 0x1b, 0xe0);
  fixture_paste (paper, code, 88 - code->width / 2, 88 - code->height / 2);
  fixture_paste (canvas, paper, 42, 42);
}

static void
draw_pins (FixtureCanvas *canvas, guint32 color)
{
  for (gint i = 0; i < 8; i++) {
    demo_fill (canvas, 366, 224 + i * 20, 188, 11, color);
    demo_fill (canvas, 384 + i * 20, 206, 11, 188, color);
  }
}

static void
draw_chip (FixtureCanvas *canvas, const Look *look)
{
  draw_pins (canvas, TIN);
  demo_fill (canvas, 386, 226, 148, 148, 0x17532f);
  if (look->no_chip)
    return;
  draw_pins (canvas, METAL);
  demo_fill (canvas, 382, 222, 156, 156, 0x24262a);
  fixture_fill_disc (canvas, 400, 240, 8, 0x4a4d52);
  fixture_draw_text (canvas, FONT, 34, 402, 264, "KX210", 0xc9c9c4);
  fixture_draw_text (canvas, FONT, 26, 402, 320, look->marking ? look->marking : "A1-TW", 0xc9c9c4);
}

static void
draw_resistor (FixtureCanvas *canvas)
{
  demo_fill (canvas, 690, 142, 26, 46, TIN);
  demo_fill (canvas, 754, 142, 26, 46, TIN);
  demo_fill (canvas, 698, 146, 74, 38, METAL);
  demo_fill (canvas, 711, 146, 48, 38, 0x1d1d20);
  fixture_draw_text (canvas, FONT, 20, 716, 158, "472", 0xe0e0dc);
}

static void
draw_rest (FixtureCanvas *canvas, const Look *look)
{
  demo_fill (canvas, 280, 40, 300, 84, PAPER);
  fixture_draw_text (
      canvas, "DejaVu Sans Mono", 40, 334, 66, look->lot ? look->lot : "LOT 4471", INK);
  demo_fill (canvas, 696, 306, 68, 48, METAL);
  fixture_fill_disc (canvas, 730, 330, 24, look->green ? 0x2ad03a : 0xe12823);
  demo_fill (canvas, 70, 300, 200, 220, 0x2a5b8c);
  fixture_draw_text (canvas, FONT, 30, 96, 390, "RELAY 24 V", 0xd8ddd4);
  fixture_draw_text (canvas, FONT, 24, 360, 420, "U1", 0xd8ddd4);
  fixture_draw_text (canvas, FONT, 24, 690, 210, "R7", 0xd8ddd4);
  fixture_draw_text (canvas, FONT, 24, 690, 370, "D1", 0xd8ddd4);
  fixture_draw_text (canvas, FONT, 30, 560, 540, "AOI GUIDE BOARD", 0xd8ddd4);
}

/* As a camera sees it: the board off its place, a soft lens, noise. */
static FixtureCanvas *
draw_board (const Look *look, guint number)
{
  g_autoptr (GRand) traces = g_rand_new_with_seed (11);
  g_autoptr (GRand) noise = g_rand_new_with_seed (100 + number);
  g_autoptr (FixtureCanvas) board = fixture_canvas_new (WIDTH, HEIGHT, 0x17532f);
  FixtureCanvas *picture = fixture_canvas_new (WIDTH, HEIGHT, 0x2c2e33);

  draw_traces (board, traces);
  demo_fill (board, 40, 40, 180, 180, PAPER);
  if (!look->no_code)
    draw_code (board, number);
  draw_chip (board, look);
  draw_resistor (board);
  draw_rest (board, look);
  fixture_paste (picture, board, look->dx, look->dy);
  fixture_blur (picture, 1);
  fixture_add_noise (picture, noise, 2);
  return picture;
}

static gboolean
save_picture (const FixtureCanvas *canvas, const gchar *file, GError **error)
{
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (canvas->width, canvas->height);

  memcpy (image->data, canvas->data, 3 * (gsize) canvas->width * (gsize) canvas->height);
  return aoi_image_file_save (image, file, error);
}

static gboolean
save_mosaic (const FixtureCanvas *canvas, const gchar *file, GError **error)
{
  FixtureFrame *frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_GBRG);
  const gboolean saved = g_file_set_contents (
      file, (const gchar *) frame->memory, WIDTH * HEIGHT, error);

  fixture_frame_free (frame);
  return saved;
}

/* A golden is the ROI cut out of a picture of a good board. */
static gboolean
save_golden (const FixtureCanvas *board, const AoiRect *rect, const gchar *file, GError **error)
{
  g_autoptr (FixtureCanvas) crop = fixture_canvas_new (rect->width, rect->height, 0);
  g_autofree gchar *folder = g_path_get_dirname (file);

  fixture_paste (crop, board, -rect->x, -rect->y);
  g_mkdir_with_parents (folder, 0777);
  return save_picture (crop, file, error);
}

static gchar *
make_rois (gboolean with_text)
{
  g_autoptr (GString) json = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rois); i++)
    if (with_text || i != TEXT_ROI)
      g_string_append_printf (json, "%s  %s", i == 0 ? "[\n" : ",\n", rois[i]);
  g_string_append (json, "\n]\n");
  return g_string_free (g_steal_pointer (&json), FALSE);
}

static gboolean
write_product (const FixtureCanvas *board, const gchar *name, gboolean with_text, GError **error)
{
  const AoiRect chip = { 360, 200, 200, 200 }, resistor = { 680, 130, 110, 70 };
  g_autofree gchar *goldens = g_build_filename ("boards", name, "golden_rois", NULL);
  g_autofree gchar *golden_2 = g_build_filename (goldens, "roi_2", "best_golden.png", NULL);
  g_autofree gchar *golden_3 = g_build_filename (goldens, "roi_3", "best_golden.png", NULL);
  g_autofree gchar *file = g_strdup_printf ("boards/%s/rois_config_%s.json", name, name);
  g_autofree gchar *json = make_rois (with_text);

  return save_golden (board, &chip, golden_2, error)
      && save_golden (board, &resistor, golden_3, error)
      && g_file_set_contents (file, json, -1, error);
}

static gboolean
write_pictures (GError **error)
{
  for (guint i = 0; i < N_PICTURES; i++) {
    g_autoptr (FixtureCanvas) canvas = draw_board (&looks[i], i + 1);
    g_autofree gchar *picture = g_strdup_printf ("pictures/board-%u.png", i + 1);
    g_autofree gchar *mosaic = g_strdup_printf ("frames/frame-%05u.raw", i);

    if (!save_picture (canvas, picture, error) || !save_mosaic (canvas, mosaic, error))
      return FALSE;
  }
  return TRUE;
}

int
main (int argc, char **argv)
{
  static const Look good = { 0 };
  g_autoptr (FixtureCanvas) board = draw_board (&good, 0);
  g_autoptr (GError) error = NULL;

  if (argc != 2 || argv[1][0] == '-') {
    g_printerr ("Usage: draw-guide FOLDER\n");
    return 2;
  }
  if (g_mkdir_with_parents (argv[1], 0777) != 0 || g_chdir (argv[1]) != 0
      || g_mkdir_with_parents ("pictures", 0777) != 0
      || g_mkdir_with_parents ("frames", 0777) != 0) {
    g_printerr ("draw-guide: %s cannot be made\n", argv[1]);
    return 1;
  }
  if (!save_picture (board, "board.png", &error) || !write_product (board, "relay", TRUE, &error)
      || !write_product (board, "parts", FALSE, &error) || !write_pictures (&error)) {
    g_printerr ("draw-guide: %s\n", error->message);
    return 1;
  }
  return 0;
}
