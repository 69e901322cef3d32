/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the expected text stands there: characters that look alike are told apart by their shapes. */
#include <string.h>

#include "ocr-support.h"
#include "support/test-repeat.h"

/* Of the em, in pixels. */
#define LARGE 40

static const gchar *const fonts[] = { "DejaVu Sans", "DejaVu Sans Mono", "Liberation Sans",
  "Liberation Mono", "FreeSans", "FreeMono" };

/* A sanitizer takes ten times as long, and sees the same code with one font. */
#ifdef __SANITIZE_ADDRESS__
#define FEW_FONTS 1
#else
#define FEW_FONTS 3
#endif

/* Of each pair one is printed and both are expected, then the other one. */
static const gchar *const pairs[][2] = {
  { "PN00854", "PNOO854" },
  { "PN03301", "PNO33O1" },
  { "7A1K15", "7AIKI5" },
  { "S5XC30", "5SXC30" },
  { "B82T4B", "8B2T48" },
  { "Z2KZ24", "2ZK2Z4" },
  { "G6E66A", "6GE6GA" },
  { "0O0D4Q", "O0OQ4D" },
};

/* Bars of digits: top, both upper sides, middle, both lower sides, foot. */
static const gchar *const bars[] = { "1110111", "0010010", "1011101", "1011011", "0111010",
  "1101011", "1101111", "1010010", "1111111", "1111011" };

/* What is shown by bars, and what does not stand there. */
static const gchar *const shown[][2] = {
  { "50821", "S0821" },
  { "50821", "5O821" },
  { "50821", "50B21" },
  { "50821", "508Z1" },
  { "50821", "5082I" },
  { "47936", "4793G" },
  { "47936", "47938" },
  { "47936", "41936" },
  { "47936", "47935" },
  { "88105", "B8105" },
  { "88105", "80105" },
};

static FixtureFrame *
shoot_blurred (const gchar *font, const gchar *text, gint size, gint blur, GRand *rand)
{
  g_autoptr (FixtureCanvas) probe = fixture_canvas_new (1, 1, 0);
  const AoiRect ink = fixture_draw_text (probe, font, size, 0, 0, text, 0);
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (ink.width + 40, ink.height + 30, 0xe0e0d8);

  fixture_draw_text (canvas, font, size, 20, 15, text, 0x303030);
  fixture_blur (canvas, blur);
  fixture_add_noise (canvas, rand, 3.0);
  return fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
}

static FixtureFrame *
shoot (const gchar *font, const gchar *text, gint size, GRand *rand)
{
  return shoot_blurred (font, text, size, 0, rand);
}

/* Where all characters have one width, a letter O may be the zero of another font that has no mark. */
static gboolean
is_doubtful (const gchar *font, const gchar *printed)
{
  return strstr (font, "Mono") != NULL && strchr (printed, 'O') != NULL;
}

/* Another text must fail, and the expected one must pass if it is @plain. */
static void
check (const FixtureFrame *frame, const gchar *font, gboolean plain, const gchar *printed,
    const gchar *expected)
{
  const gboolean is_expected = g_str_equal (printed, expected);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, &frame->image.valid, 0);
  AoiRoiResult result;
  gboolean passes;

  roi->expected_text = g_strdup (expected);
  fixture_inspect (roi, &frame->image, &result);
  passes = aoi_roi_result_passed (&result);
  if (passes ? !is_expected : is_expected && plain)
    g_error ("%s: '%s' where '%s' is expected: %s, read '%s'", font, printed, expected,
        passes ? "passes" : "fails", aoi_roi_result_get_string (&result, AOI_VALUE_TEXT));
  aoi_roi_result_clear (&result);
}

/* Fonts that are not installed are drawn as another one. */
static gboolean
has_font (const gchar *font)
{
  g_autoptr (FixtureCanvas) probe = fixture_canvas_new (1, 1, 0);
  const AoiRect ink = fixture_draw_text (probe, font, 60, 0, 0, "0MWil8g", 0);
  const AoiRect other = fixture_draw_text (probe, "No Such Font", 60, 0, 0, "0MWil8g", 0);

  return g_str_equal (font, "DejaVu Sans") || ink.width != other.width
      || ink.height != other.height;
}

static void
test_alike (gconstpointer data)
{
  static const gint sizes[] = { 26, LARGE };
  const gchar *font = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  if (!has_font (font)) {
    g_test_skip ("the font is not installed");
    return;
  }
  for (guint i = 0; i < 2 * G_N_ELEMENTS (pairs); i++) {
    const gchar *printed = pairs[i / 2][i % 2];
    const gint size = sizes[i / 2 % 2];
    const gboolean plain = size >= LARGE && !is_doubtful (font, printed);
    g_autoptr (FixtureFrame) frame = shoot (font, printed, size, rand);

    check (frame, font, plain, printed, pairs[i / 2][0]);
    check (frame, font, plain, printed, pairs[i / 2][1]);
  }
}

/* A letter O without a zero beside it, and the other way round: shapes alone do not tell in each font, but the rest of
 * the line tells which font it is. What is printed passes, and the other one of both does not. */
static void
test_plain (gconstpointer data)
{
  static const gchar *const texts[][2] = {
    { "LOT 4471", "L0T 4471" },
    { "MODEL 7A", "M0DEL 7A" },
    { "COOLANT", "C00LANT" },
    { "NO 2175", "N0 2175" },
    { "PART 20548", "PART 2O548" },
    { "BX9042", "BX9O42" },
    { "TOP 15", "T0P 15" },
    { "ROHS 3", "R0HS 3" },
    { "HK31POG", "HK31P0G" },
    { "ZA1OX2DI", "ZA10X2DI" },
    { "I2ONHH4HKX", "I20NHH4HKX" },
  };
  const gchar *font = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  if (!has_font (font)) {
    g_test_skip ("the font is not installed");
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const gchar *printed = texts[i][0];
    g_autoptr (FixtureFrame) frame = shoot (font, printed, LARGE + 8 * (gint) (i % 4), rand);

    check (frame, font, TRUE, printed, printed);
    check (frame, font, TRUE, printed, texts[i][1]);
  }
}

/* A letter O of a font of one width looks like the zero of another font, whose other characters look like this one's, but
 * stand elsewhere. */
static void
test_pitched (void)
{
  static const struct {
    const gchar *font, *printed, *other;
    gint size;
  } cases[] = {
    { "DejaVu Sans Mono", "2O6LB15PNZ", "206LB15PNZ", 24 },
    { "Liberation Mono", "XO5S5876O", "X05S58760", 36 },
    { "Liberation Mono", "XO5S5876O", "X05S58760", 48 },
    { "DejaVu Sans Mono", "Y7OZ2Y49", "Y70Z2Y49", 48 },
    { "Liberation Mono", "Y7OZ2Y49", "Y70Z2Y49", 36 },
    { "Liberation Mono", "Y7OZ2Y49", "Y70Z2Y49", 48 },
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (23);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (FixtureFrame) frame = NULL;

    if (!has_font (cases[i].font)) {
      g_test_skip ("the font is not installed");
      continue;
    }
    frame = shoot_blurred (cases[i].font, cases[i].printed, cases[i].size, 1, rand);
    check (frame, cases[i].font, TRUE, cases[i].printed, cases[i].printed);
    check (frame, cases[i].font, TRUE, cases[i].printed, cases[i].other);
  }
}

/* All characters run into each other, so that only these tell what the print is like. */
static void
test_blurred (void)
{
  static const gchar *const texts[][2] = {
    { "ZAV90T5", "ZAV90TS" },
    { "B81WK20S", "881WK20S" },
  };
  const gchar *font = "Liberation Sans Narrow";
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);

  if (!has_font (font)) {
    g_test_skip ("the font is not installed");
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (FixtureFrame) frame = shoot_blurred (font, texts[i][0], LARGE, 2, rand);

    check (frame, font, TRUE, texts[i][0], texts[i][0]);
    check (frame, font, TRUE, texts[i][0], texts[i][1]);
  }
}

/* Serifs run into the next character: a 2 with that of a T would be a Z, a 5 with that of a foot an S. */
static void
test_touching (void)
{
  static const gchar *const texts[][2] = {
    { "K72TX4", "K7ZTX4" },
    { "H2TLV27", "HZTLV27" },
    { "A5TAR", "ASTAR" },
  };
  const gchar *font = "DejaVu Serif";
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);

  if (!has_font (font)) {
    g_test_skip ("the font is not installed");
    return;
  }
  for (guint i = 0; i < 2 * G_N_ELEMENTS (texts); i++) {
    const gchar *printed = texts[i / 2][0];
    const gint size = LARGE + 4 * (gint) (i / 2);
    g_autoptr (FixtureFrame) frame = shoot_blurred (font, printed, size, 1 + (gint) i % 2, rand);

    check (frame, font, TRUE, printed, printed);
    check (frame, font, TRUE, printed, texts[i / 2][1]);
  }
}

/* What is shot blurred, and which other text does not stand there. */
typedef struct {
  const gchar *font, *printed, *other;
  gint size, blur;
} Blurred;

static void
check_blurred (const Blurred *cases, guint n_cases)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);

  for (guint i = 0; i < n_cases; i++) {
    const Blurred *self = &cases[i];
    g_autoptr (FixtureFrame) frame = NULL;

    if (!has_font (self->font)) {
      g_test_skip ("the font is not installed");
      continue;
    }
    frame = shoot_blurred (self->font, self->printed, self->size, self->blur, rand);
    check (frame, self->font, TRUE, self->printed, self->printed);
    check (frame, self->font, TRUE, self->printed, self->other);
  }
}

/* The left side of an O is a C, the right one of an N an I: a text neither begins nor ends within a character. */
static void
test_ends (void)
{
  static const Blurred cases[] = {
    { "Liberation Sans Narrow", "MCZ78CO", "MCZ78CC", 48, 1 },
    { "Liberation Mono", "MCZ78CO", "MCZ78CC", 54, 2 },
    { "Liberation Sans", "MXC78M", "1XC78M", 44, 1 },
    { "Liberation Sans", "NXC78N", "IXC78N", 44, 1 },
  };

  check_blurred (cases, G_N_ELEMENTS (cases));
}

/* Arms, feet and serifs fade out: they belong to their characters, and are no space. */
static void
test_faded (void)
{
  static const Blurred cases[] = {
    { "DejaVu Serif", "RLR6SP5K", "RLR6SPSK", 37, 4 },
    { "DejaVu Serif", "KTLEFW18", "KTLEFW1B", 36, 4 },
  };

  check_blurred (cases, G_N_ELEMENTS (cases));
}

/* What lies around a label stands out more than its print. */
static void
test_framed (void)
{
  static const gint frames[] = { 8, 14, 20 };
  const gchar *text = "1URF49UIS";
  g_autoptr (FixtureCanvas) probe = fixture_canvas_new (1, 1, 0);
  const AoiRect ink = fixture_draw_text (probe, FONT, 26, 0, 0, text, 0);
  const AoiRect label = { 0, 20, ink.width + 30, ink.height + 24 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++) {
    g_autoptr (FixtureCanvas)
        canvas = fixture_canvas_new (label.width + frames[i], label.height + 40, 0x202020);
    g_autoptr (FixtureFrame) frame = NULL;

    fixture_fill_rect (canvas, &label, 0xe8ece8);
    fixture_draw_text (canvas, FONT, 26, 15, label.y + 12, text, 0x606060);
    fixture_blur (canvas, 1);
    fixture_add_noise (canvas, rand, 2.0);
    frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
    check (frame, FONT, TRUE, text, text);
    check (frame, FONT, TRUE, text, "1URF49U1S");
  }
}

/* Zeros are most of the digits, and Tesseract takes them for letters. */
static void
test_zeros (void)
{
  static const gchar *const texts[][2] = {
    { "PN00019", "PNO0019" },
    { "PN01076", "PNO1076" },
    { "PN00908", "PNO0908" },
    { "PN10089", "PN1O089" },
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const gint size = 32 + 2 * (gint) i;
    g_autoptr (FixtureFrame) frame = shoot ("DejaVu Sans", texts[i][0], size, rand);

    check (frame, "DejaVu Sans", TRUE, texts[i][0], texts[i][0]);
    check (frame, "DejaVu Sans", TRUE, texts[i][0], texts[i][1]);
  }
}

static void
fill (FixtureCanvas *canvas, gint x, gint y, gint width, gint height)
{
  for (gint v = y; v < y + height; v++)
    memset (canvas->data + 3 * ((gsize) v * canvas->width + x), 0x30, 3 * (gsize) width);
}

static void
draw_digit (FixtureCanvas *canvas, gint x, gint y, gint size, gint bar, const gchar *on)
{
  const gint half = size / 2, length = half - bar - 2, low = y + half;

  for (gint i = 0; i < 3; i++)
    if (on[3 * i] == '1')
      fill (canvas, x + bar / 2 + 1, y + i * half - bar / 2, length, bar);
  for (gint i = 0; i < 4; i++)
    if (on[(i < 2 ? 1 : 3) + i] == '1')
      fill (canvas, x + i % 2 * half - bar / 2, (i < 2 ? y : low) + bar / 2 + 1, bar, length);
}

static FixtureFrame *
shoot_bars (const gchar *digits, gint size, GRand *rand)
{
  const gint bar = size / 8, step = size / 2 + 3 * bar;
  g_autoptr (FixtureCanvas)
      canvas = fixture_canvas_new ((gint) strlen (digits) * step + 40, size + 50, 0xe0e0d8);

  for (gint i = 0; digits[i] != '\0'; i++)
    draw_digit (canvas, 24 + i * step, 25, size, bar, bars[digits[i] - '0']);
  fixture_add_noise (canvas, rand, 3.0);
  return fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
}

/* A digit of bars looks as the letter does: only a reading of the very same text passes. */
static void
test_bars (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++) {
    for (gint size = 24; size <= 48; size += 8) {
      g_autoptr (FixtureFrame) frame = shoot_bars (shown[i][0], size, rand);

      check (frame, "bars", FALSE, shown[i][0], shown[i][1]);
    }
  }
}

/* How the text is compared, and how sure it must be. */
static void
test_keys (void)
{
  static const struct {
    AoiTextMatch match;
    const gchar *expected;
    gdouble confidence;
    AoiStatus status;
    const gchar *reason; /* NULL: none, or none that is the same everywhere */
  } cases[] = {
    { AOI_TEXT_MATCH_EQUALS, "rev b 104", 0.0, AOI_STATUS_PASS, NULL },
    { AOI_TEXT_MATCH_EQUALS, "REV B", 0.0, AOI_STATUS_FAIL,
        "expected 'REV B', detected 'REV B 104'" },
    { AOI_TEXT_MATCH_WORD, "104", 0.0, AOI_STATUS_PASS, NULL },
    { AOI_TEXT_MATCH_WORD, "10", 0.0, AOI_STATUS_FAIL, "expected '10', detected 'REV B 104'" },
    { AOI_TEXT_MATCH_REGEX, "^REV [A-C] \\d{3}$", 0.0, AOI_STATUS_PASS, NULL },
    { AOI_TEXT_MATCH_REGEX, "^REV [D-F]", 0.0, AOI_STATUS_FAIL,
        "expected '^REV [D-F]', detected 'REV B 104'" },
    { AOI_TEXT_MATCH_CONTAINS, "REV B 104", 1.0, AOI_STATUS_FAIL, NULL },
    { AOI_TEXT_MATCH_CONTAINS, "REV B 104", 0.3, AOI_STATUS_PASS, NULL },
  };
  g_autoptr (FixtureFrame) frame = shoot_label ("REV B 104", 30, 0, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, &frame->image.valid, 0);
    AoiRoiResult result;

    roi->expected_text = g_strdup (cases[i].expected);
    roi->text_match = cases[i].match;
    roi->ocr.confidence = cases[i].confidence;
    fixture_inspect (roi, &frame->image, &result);
    if (result.status != cases[i].status)
      g_error ("%s: '%s'", cases[i].expected, result.reason);
    if (cases[i].reason != NULL)
      g_assert_cmpstr (result.reason, ==, cases[i].reason);
    aoi_roi_result_clear (&result);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < test_repeat (FEW_FONTS, G_N_ELEMENTS (fonts)); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ocr/verify/alike/%u", i);
    g_autofree gchar *plain = g_strdup_printf ("/ocr/verify/plain/%u", i);

    g_test_add_data_func (path, fonts[i], test_alike);
    g_test_add_data_func (plain, fonts[i], test_plain);
  }
  g_test_add_func ("/ocr/verify/pitched", test_pitched);
  g_test_add_func ("/ocr/verify/blurred", test_blurred);
  g_test_add_func ("/ocr/verify/touching", test_touching);
  g_test_add_func ("/ocr/verify/ends", test_ends);
  g_test_add_func ("/ocr/verify/faded", test_faded);
  g_test_add_func ("/ocr/verify/framed", test_framed);
  g_test_add_func ("/ocr/verify/zeros", test_zeros);
  g_test_add_func ("/ocr/verify/bars", test_bars);
  g_test_add_func ("/ocr/verify/keys", test_keys);
  return g_test_run ();
}
