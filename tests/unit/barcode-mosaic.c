/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-mosaic.h"
#include "aoi-pixels.h"
#include "fixtures.h"

/* Pixels a module: as few as a Bayer frame shows only in its mosaic. */
#define MODULE 2

static const AoiFormat orders[] = { AOI_FORMAT_BAYER_BGGR, AOI_FORMAT_BAYER_GBRG,
  AOI_FORMAT_BAYER_GRBG, AOI_FORMAT_BAYER_RGGB };

/* What 0 and 255 become in red, green and blue. */
typedef struct {
  gdouble black[3], white[3];
} Colours;

typedef struct {
  const gchar *symbology;
  gboolean is_inverted;
} Code;

static void
colour (FixtureCanvas *canvas, const Colours *colours)
{
  for (gsize i = 0; i < (gsize) canvas->width * (gsize) canvas->height * 3; i++) {
    const gdouble black = colours->black[i % 3], white = colours->white[i % 3];

    canvas->data[i] = (guint8) (black + canvas->data[i] * (white - black) / 255.0 + 0.5);
  }
}

/* A camera whose white is not balanced: one of its colours has all of the light, the others less. */
static Colours
draw_colours (GRand *rand)
{
  const guint full = (guint) g_rand_int_range (rand, 0, 3);
  Colours colours;

  for (guint c = 0; c < 3; c++) {
    const gdouble gain = c == full ? 1.0 : g_rand_double_range (rand, 0.4, 1.0);

    colours.black[c] = gain * 45.0;
    colours.white[c] = gain * 215.0;
  }
  return colours;
}

/* As a lens sees print: a little soft; and as a camera does, a little noisy. */
static FixtureCanvas *
shoot (const Code *code, const gchar *text, const Colours *colours, GRand *rand)
{
  g_autoptr (GError) error = NULL;
  FixtureCanvas *canvas = fixture_barcode_new (code->symbology, text, MODULE, 30, &error);

  g_assert_no_error (error);
  if (code->is_inverted)
    fixture_scale_levels (canvas, 255, 0);
  fixture_blur (canvas, 1);
  colour (canvas, colours);
  fixture_add_noise (canvas, rand, 3.0);
  return canvas;
}

static void
assert_read (const FixtureCanvas *canvas, AoiFormat format, guint rotation, const gchar *expected)
{
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, format);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, &frame->image.valid, rotation);
  g_autoptr (GVariant) texts = NULL;
  g_autofree gchar *printed = NULL;
  AoiRoiResult result;

  fixture_inspect (roi, &frame->image, &result);
  texts = aoi_roi_result_get_value (&result, AOI_VALUE_BARCODES, G_VARIANT_TYPE_STRING_ARRAY);
  printed = g_variant_print (texts, FALSE);
  g_assert_cmpstr (printed, ==, expected);
  aoi_roi_result_clear (&result);
}

static void
test_small (gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 16; i++) {
    g_autofree gchar *text = g_strdup_printf ("2000%07d-%07d-101",
        g_rand_int_range (rand, 0, 10000000), g_rand_int_range (rand, 0, 10000000));
    g_autofree gchar *expected = g_strdup_printf ("['%s']", text);
    const Colours colours = draw_colours (rand);
    g_autoptr (FixtureCanvas) canvas = shoot (data, text, &colours, rand);

    assert_read (canvas, orders[i % 4], i / 4 * 90, expected);
  }
}

/* Of two colours, whatever they are, the mosaic is the gray picture with the contrast of the strongest colour; also
 * where the view begins with another sample than the mosaic or is turned. */
static void
assert_even (const FixtureCanvas *canvas, const AoiImage *gray, AoiFormat format,
    const AoiRect *rect, guint rotation)
{
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, format);
  const AoiView view = { &frame->image, *rect, rotation }, same = { gray, *rect, rotation };
  g_autofree guint8 *read = NULL, *expected = NULL;
  gint width, height;

  aoi_view_get_size (&view, &width, &height);
  read = g_malloc ((gsize) width * (gsize) height);
  expected = g_malloc ((gsize) width * (gsize) height);
  aoi_barcode_mosaic_read (&view, read);
  aoi_pixels_read_gray (&same, expected, (gsize) width);
  for (gint i = 0; i < width * height; i++)
    g_assert_cmpint (ABS (read[i] - expected[i]), <=, 2);
}

static void
test_even (void)
{
  static const AoiRect rects[] = { { 0, 0, 96, 64 }, { 7, 10, 61, 33 }, { 12, 5, 50, 47 } };
  static const Colours colours = { { 10.0, 20.0, 90.0 }, { 120.0, 220.0, 150.0 } };
  static const Colours strongest = { { 20.0, 20.0, 20.0 }, { 220.0, 220.0, 220.0 } };
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (96, 64, 0xffffff);
  g_autoptr (FixtureCanvas) plain = NULL;
  g_autoptr (FixtureFrame) gray = NULL;

  for (guint i = 0; i < 200; i++) {
    const AoiRect rect = { g_rand_int_range (rand, 0, 96), g_rand_int_range (rand, 0, 64), 4, 3 };

    fixture_fill_rect (canvas, &rect, i % 4 == 0 ? 0x808080 : 0x000000);
  }
  plain = fixture_canvas_copy (canvas);
  colour (plain, &strongest);
  colour (canvas, &colours);
  gray = fixture_frame_new (plain, AOI_FORMAT_GRAY8);
  for (guint i = 0; i < G_N_ELEMENTS (rects) * G_N_ELEMENTS (orders); i++)
    for (guint rotation = 0; rotation < 360; rotation += 90)
      assert_even (canvas, &gray->image, orders[i % 4], &rects[i / 4], rotation);
}

/* A colour in which ink and ground are alike stays in the middle of the others, with little of its noise. */
static void
test_no_contrast (void)
{
  static const Colours colours = { { 198.0, 20.0, 20.0 }, { 202.0, 220.0, 220.0 } };
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (64, 64, 0xffffff);
  g_autoptr (FixtureFrame) frame = NULL;
  guint8 read[64 * 64];

  fixture_fill_rect (canvas, &(AoiRect){ 0, 0, 32, 64 }, 0x000000);
  colour (canvas, &colours);
  frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_RGGB);
  aoi_barcode_mosaic_read (&(AoiView){ &frame->image, frame->image.valid, 0 }, read);
  for (gint i = 0; i < 64 * 64; i++) {
    const gboolean red = i % 2 == 0 && i / 64 % 2 == 0, dark = i % 64 < 32;

    if (red)
      g_assert_cmpint (ABS (read[i] - 120), <=, 10);
    else
      g_assert_cmpint (read[i], ==, dark ? 20 : 220);
  }
}

/* Views of a pixel and of a line. */
static void
test_thin (void)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (8, 8, 0x406080);
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_GBRG);
  static const AoiRect rects[] = { { 3, 3, 1, 1 }, { 0, 2, 8, 1 }, { 5, 0, 1, 8 } };

  for (guint i = 0; i < G_N_ELEMENTS (rects); i++) {
    const AoiView view = { &frame->image, rects[i], 0 };
    guint8 read[8];

    aoi_barcode_mosaic_read (&view, read);
    for (gint k = 0; k < rects[i].width * rects[i].height; k++)
      g_assert_cmpint (read[k], ==, read[0]);
  }
}

int
main (int argc, char **argv)
{
  static const Code codes[] = { { "QRCode", FALSE }, { "DataMatrix", FALSE },
    { "DataMatrix", TRUE } };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/barcode-mosaic/small/QRCode", &codes[0], test_small);
  g_test_add_data_func ("/barcode-mosaic/small/DataMatrix", &codes[1], test_small);
  g_test_add_data_func ("/barcode-mosaic/small/inverted", &codes[2], test_small);
  g_test_add_func ("/barcode-mosaic/even", test_even);
  g_test_add_func ("/barcode-mosaic/no-contrast", test_no_contrast);
  g_test_add_func ("/barcode-mosaic/thin", test_thin);
  return g_test_run ();
}
