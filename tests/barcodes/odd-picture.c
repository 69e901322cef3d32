/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "odd-picture.h"

#include <math.h>

/* Sides of pictures in pixels: now and then, and mostly. */
#define LARGEST 900
#define LARGE 360

/* Codes that one picture shows at most. */
#define MAX_CODES 4

/* What follows any text that a symbology cannot say. */
static const gchar *const symbologies[] = { "Aztec", "Codabar", "Code39", "Code93", "Code128",
  "DataMatrix", "EAN-8", "EAN-13", "ITF", "PDF417", "QRCode", "UPC-A", "UPC-E", "DataBar",
  "finder" };

/* How a code lies in the picture: a point of the picture is `to` times it in the code, bent by a wave. */
typedef struct {
  gdouble to[8];
  gdouble wave, length;
} Pose;

static gchar *
draw_text (const gchar *symbology, GRand *rand)
{
  static const gchar characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";
  const gboolean digits = g_str_has_prefix (symbology, "EAN") || g_str_has_prefix (symbology, "UPC")
      || g_str_equal (symbology, "ITF") || g_str_equal (symbology, "Codabar");
  gint length = g_rand_int_range (rand, 1, 40);
  gchar *text;

  if (g_str_equal (symbology, "EAN-8") || g_str_equal (symbology, "UPC-E"))
    length = 7;
  else if (g_str_has_prefix (symbology, "EAN"))
    length = 12;
  else if (g_str_has_prefix (symbology, "UPC"))
    length = 11;
  else if (digits)
    length = 2 * g_rand_int_range (rand, 2, 9);
  text = g_malloc0 ((gsize) length + 1);
  for (gint i = 0; i < length; i++)
    text[i] = characters[g_rand_int_range (rand, 0, digits ? 10 : sizeof characters - 1)];
  if (g_str_equal (symbology, "UPC-E"))
    text[0] = '0';
  return text;
}

/* Squares in squares, as in the corners of QR codes and in the middle of Aztec codes, a pixel a module. */
static FixtureCanvas *
draw_finder (GRand *rand)
{
  const gint n = g_rand_int_range (rand, 1, 7);
  const gint wide = 2 * n + 1 + g_rand_int_range (rand, 0, 3);
  const gint high = 2 * n + 1 + g_rand_int_range (rand, 0, 3);
  FixtureCanvas *canvas = fixture_canvas_new (wide + 4, high + 4, 0xffffff);

  for (gint i = 0; i < n; i++)
    fixture_fill_rect (canvas, &(AoiRect){ 2 + i, 2 + i, wide - 2 * i, high - 2 * i },
        (n - i) % 2 == g_rand_int_range (rand, 0, 8) / 7 ? 0xffffff : 0x000000);
  return canvas;
}

static FixtureCanvas *
draw_code (GRand *rand)
{
  const gchar *symbology = symbologies[g_rand_int_range (rand, 0, G_N_ELEMENTS (symbologies))];
  g_autofree gchar *text = draw_text (symbology, rand);
  const gint bar_height = g_rand_int_range (rand, 4, 30);
  FixtureCanvas *canvas;

  if (g_str_equal (symbology, "finder"))
    return draw_finder (rand);
  if (g_str_equal (symbology, "DataBar"))
    return fixture_data_bar_new (g_rand_int_range (rand, 0, G_MAXINT), 1, bar_height);
  canvas = fixture_barcode_new (symbology, text, 1, bar_height, NULL);
  return canvas != NULL ? canvas : draw_finder (rand);
}

/* Flips single modules and covers parts. */
static void
damage (FixtureCanvas *code, GRand *rand)
{
  const gint n = g_rand_int_range (rand, 0, 2) * g_rand_int_range (rand, 0, 30);

  for (gint i = 0; i < n; i++) {
    const gint side = g_rand_int_range (rand, 0, 6) == 0 ? g_rand_int_range (rand, 1, 9) : 1;
    const AoiRect place = { g_rand_int_range (rand, 0, code->width),
      g_rand_int_range (rand, 0, code->height), side, side };

    fixture_fill_rect (code, &place, g_rand_boolean (rand) ? 0xffffff : 0x000000);
  }
}

static void
choose_pose (Pose *pose, const FixtureCanvas *canvas, const FixtureCanvas *code, GRand *rand)
{
  const gdouble angle = g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 4) * G_PI / 2.0
                                              : g_rand_double_range (rand, 0.0, 2.0 * G_PI);
  const gdouble module = exp (g_rand_double_range (rand, log (0.8), log (7.0)));
  const gdouble shear = g_rand_int_range (rand, 0, 3) / 2 * g_rand_double_range (rand, -0.5, 0.5);
  const gdouble lean = g_rand_int_range (rand, 0, 3) / 2
      * g_rand_double_range (rand, -0.002, 0.002);
  const gdouble off = g_rand_boolean (rand) ? 0.1 : 0.5;
  const gdouble x = canvas->width * g_rand_double_range (rand, 0.5 - off, 0.5 + off);
  const gdouble y = canvas->height * g_rand_double_range (rand, 0.5 - off, 0.5 + off);
  const gdouble c = cos (angle) / module, s = sin (angle) / module;
  gdouble *to = pose->to;

  to[0] = c;
  to[1] = s + shear * c;
  to[3] = -s;
  to[4] = c - shear * s;
  to[2] = code->width / 2.0 - to[0] * x - to[1] * y;
  to[5] = code->height / 2.0 - to[3] * x - to[4] * y;
  to[6] = lean;
  to[7] = -lean / 2.0;
  pose->wave = g_rand_int_range (rand, 0, 4) / 3 * g_rand_double_range (rand, 0.0, 2.0);
  pose->length = g_rand_double_range (rand, 5.0, 60.0);
}

/* Whether the code is there, and dark. */
static gboolean
see_module (const FixtureCanvas *code, const Pose *pose, gint x, gint y, gboolean *dark)
{
  const gdouble *to = pose->to;
  const gdouble w = 1.0 + to[6] * x + to[7] * y;
  const gdouble u = (to[0] * x + to[1] * y + to[2]) / w + pose->wave * sin (y / pose->length);
  const gdouble v = (to[3] * x + to[4] * y + to[5]) / w + pose->wave * sin (x / pose->length);

  if (!(u >= 0.0 && v >= 0.0 && u < code->width && v < code->height))
    return FALSE;
  *dark = code->data[3 * ((gsize) v * code->width + (gsize) u)] == 0;
  return TRUE;
}

static void
add_code (FixtureCanvas *canvas, GRand *rand)
{
  g_autoptr (FixtureCanvas) code = draw_code (rand);
  const gboolean inverted = g_rand_int_range (rand, 0, 5) == 0;
  Pose pose;

  damage (code, rand);
  choose_pose (&pose, canvas, code, rand);
  for (gint y = 0; y < canvas->height; y++) {
    for (gint x = 0; x < canvas->width; x++) {
      gboolean dark;

      if (see_module (code, &pose, x, y, &dark))
        fixture_fill_rect (
            canvas, &(AoiRect){ x, y, 1, 1 }, dark != inverted ? 0x000000 : 0xffffff);
    }
  }
}

static gint
draw_side (GRand *rand)
{
  const gint kind = g_rand_int_range (rand, 0, 12);

  if (kind == 0)
    return g_rand_int_range (rand, 1, 24);
  return g_rand_int_range (rand, 24, kind == 1 ? LARGEST : LARGE);
}

/**
 * odd_picture_new:
 * @seed: of the run
 * @index: which picture
 *
 * Draws codes of all kinds: damaged, bent, clipped, one over the other, soft and noisy, in tiny and in large
 * pictures. The same arguments give the same picture.
 *
 * Returns: (transfer full): a picture
 */
FixtureCanvas *
odd_picture_new (guint32 seed, guint32 index)
{
  const guint32 seeds[] = { seed, index };
  g_autoptr (GRand) rand = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  const gint width = draw_side (rand), height = draw_side (rand);
  FixtureCanvas *canvas = fixture_canvas_new (
      width, height, g_rand_int_range (rand, 0, 8) == 0 ? 0x000000 : 0xffffff);

  for (gint i = g_rand_int_range (rand, 0, MAX_CODES) * g_rand_int_range (rand, 0, 2); i >= 0; i--)
    add_code (canvas, rand);
  if (g_rand_boolean (rand))
    fixture_scale_levels (canvas, (guint8) g_rand_int_range (rand, 0, 100),
        (guint8) g_rand_int_range (rand, 130, 256));
  fixture_blur (canvas, g_rand_int_range (rand, 0, 5) / 2);
  if (g_rand_boolean (rand))
    fixture_add_noise (canvas, rand, g_rand_double_range (rand, 1.0, 50.0));
  return canvas;
}
