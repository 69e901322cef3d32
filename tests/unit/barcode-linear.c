/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Linear codes: what libraries confuse, and what ended the process in them. */
#include <math.h>
#include <string.h>

#include "fixtures.h"

#define MODULE 3

/* What is around the modules of a fixture's code. */
#define QUIET (10 * MODULE)

#define BAR_HEIGHT 60

static void
inspect (
    const FixtureCanvas *canvas, gint effort, const gchar *const *symbologies, AoiRoiResult *result)
{
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, &frame->image.valid, 0);

  roi->barcode_effort = effort;
  roi->symbologies = g_strdupv ((gchar **) symbologies);
  fixture_inspect (roi, &frame->image, result);
}

/* Each code as SYMBOLOGY:TEXT, with a space between. */
static gchar *
read_all (const FixtureCanvas *canvas, gint effort, const gchar *const *symbologies)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GVariant) texts = NULL;
  g_autoptr (GVariant) names = NULL;
  AoiRoiResult result;

  inspect (canvas, effort, symbologies, &result);
  g_assert_cmpint (result.status, !=, AOI_STATUS_ERROR);
  texts = aoi_roi_result_get_value (&result, AOI_VALUE_BARCODES, G_VARIANT_TYPE_STRING_ARRAY);
  names = aoi_roi_result_get_value (&result, AOI_VALUE_SYMBOLOGIES, G_VARIANT_TYPE_STRING_ARRAY);
  for (gsize i = 0; i < g_variant_n_children (texts); i++) {
    const gchar *text, *name;

    g_variant_get_child (texts, i, "&s", &text);
    g_variant_get_child (names, i, "&s", &name);
    g_string_append_printf (all, "%s%s:%s", i == 0 ? "" : " ", name, text);
  }
  aoi_roi_result_clear (&result);
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static gint64
draw_number (GRand *rand)
{
  return g_rand_int_range (rand, 0, 1000000) * G_GINT64_CONSTANT (10000000)
      + g_rand_int_range (rand, 0, 10000000);
}

static void
assert_data_bar (const FixtureCanvas *canvas, gint64 number, gint effort)
{
  g_autofree gchar *text = fixture_data_bar_get_text (number);
  g_autofree gchar *expected = g_strconcat ("DataBar:", text, NULL);
  g_autofree gchar *read = read_all (canvas, effort, NULL);

  g_assert_cmpstr (read, ==, expected);
}

static void
test_data_bar (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);

  for (guint i = 0; i < 20; i++) {
    const gint64 number = draw_number (rand);
    g_autoptr (FixtureCanvas) upright = fixture_data_bar_new (number, MODULE, BAR_HEIGHT);
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_turn (upright, i % 4 * 90);

    fixture_add_noise (canvas, rand, 4.0);
    assert_data_bar (canvas, number, 1 + (gint) i % 5);
  }
}

/* Takes away the left or the right half of lines, so that libraries put a code together of two lines. */
static void
damage_lines (FixtureCanvas *canvas, GRand *rand)
{
  for (gint y = 0; y < BAR_HEIGHT; y++) {
    const gint half = g_rand_int_range (rand, 0, 3);
    const AoiRect place = { half == 1 ? 0 : canvas->width / 2, QUIET + y, canvas->width / 2, 1 };

    if (half != 0)
      fixture_fill_rect (canvas, &place, 0xffffff);
  }
}

/* ZXing 1.4 as Debian builds it ends the process where it meets a code once along a line and again in halves. */
static void
test_data_bar_in_halves (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (14);

  for (guint i = 0; i < 40; i++) {
    const gint64 number = draw_number (rand);
    g_autoptr (FixtureCanvas) upright = fixture_data_bar_new (number, MODULE, BAR_HEIGHT);
    g_autoptr (FixtureCanvas) canvas = NULL;

    damage_lines (upright, rand);
    canvas = fixture_canvas_turn (upright, i % 4 * 90);
    assert_data_bar (canvas, number, 1 + (gint) i / 4 % 5);
  }
}

/* Two equal codes and two different ones, side by side or one above the other, so far apart that equal ones are
 * two. */
static void
test_data_bar_pairs (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (15);

  for (guint i = 0; i < 16; i++) {
    const gint64 first = draw_number (rand), second = i % 4 < 2 ? first : draw_number (rand);
    g_autoptr (FixtureCanvas) one = fixture_data_bar_new (first, MODULE, BAR_HEIGHT);
    g_autoptr (FixtureCanvas) other = fixture_data_bar_new (second, MODULE, BAR_HEIGHT);
    const gboolean beside = i % 2 == 1;
    const gint x = beside ? 2 * one->width : 0, y = beside ? 0 : 2 * one->width;
    g_autoptr (FixtureCanvas)
        canvas = fixture_canvas_new (x + one->width, y + one->height, 0xffffff);
    g_autofree gchar *first_text = fixture_data_bar_get_text (first);
    g_autofree gchar *second_text = fixture_data_bar_get_text (second);
    g_autofree gchar *expected = g_strdup_printf ("DataBar:%s DataBar:%s", first_text, second_text);
    g_autofree gchar *read = NULL;

    fixture_paste (canvas, one, 0, 0);
    fixture_paste (canvas, other, x, y);
    read = read_all (canvas, 1 + (gint) i / 4, NULL);
    g_assert_cmpstr (read, ==, expected);
  }
}

static FixtureCanvas *
draw_code (const gchar *symbology, const gchar *text)
{
  g_autoptr (GError) error = NULL;
  FixtureCanvas *canvas = fixture_barcode_new (symbology, text, MODULE, BAR_HEIGHT, &error);

  g_assert_no_error (error);
  return canvas;
}

static void
assert_read (const FixtureCanvas *canvas, const gchar *symbology, const gchar *expected)
{
  const gchar *const symbologies[] = { symbology, NULL };

  for (gint effort = AOI_ROI_MIN_BARCODE_EFFORT; effort <= AOI_ROI_MAX_BARCODE_EFFORT; effort++) {
    g_autofree gchar *read = read_all (canvas, effort, symbologies);

    g_assert_cmpstr (read, ==, expected);
  }
}

/* UPC-A is an EAN-13 that begins with 0: ZXing searches for both if one is asked for, and the one that was
 * not asked for hides no other. */
static void
test_only_what_is_asked_for (void)
{
  g_autoptr (FixtureCanvas) ean = draw_code ("EAN-13", "4006381333931");
  g_autoptr (FixtureCanvas) upc = draw_code ("UPC-A", "012345678905");
  g_autoptr (FixtureCanvas) both = fixture_canvas_new (ean->width, 3 * ean->height, 0xffffff);

  fixture_paste (both, ean, 0, ean->height);
  fixture_paste (both, upc, 0, 2 * ean->height);
  assert_read (ean, "UPC-A", "");
  assert_read (ean, "EAN-8", "");
  assert_read (ean, "EAN-13", "EAN-13:4006381333931");
  assert_read (upc, "UPC-A", "UPC-A:012345678905");
  assert_read (both, "UPC-A", "UPC-A:012345678905");
}

/* Narrow bars, soft and noisy. */
static FixtureCanvas *
draw_hard (const gchar *symbology, const gchar *text, GRand *rand)
{
  g_autoptr (GError) error = NULL;
  FixtureCanvas *canvas = fixture_barcode_new (symbology, text, 2, 30, &error);

  g_assert_no_error (error);
  fixture_scale_levels (canvas, 70, 190);
  fixture_blur (canvas, g_rand_int_range (rand, 1, 3));
  fixture_add_noise (canvas, rand, g_rand_double_range (rand, 2.0, 20.0));
  return canvas;
}

static gchar *
append_check_digit (gint64 number)
{
  gint64 rest = number;
  gint sum = 0;

  for (gint i = 0; i < 12; i++, rest /= 10)
    sum += (gint) (rest % 10) * (i % 2 == 0 ? 3 : 1);
  return g_strdup_printf ("%012" G_GINT64_FORMAT "%d", number, (10 - sum % 10) % 10);
}

/* 12 digits and the check digit. */
static gchar *
draw_ean (GRand *rand)
{
  return append_check_digit (draw_number (rand) / 10);
}

/* Of misread digits a tenth has a valid check digit: what hard print is taken for is what it says, or nothing. */
static void
test_ean_is_not_misread (void)
{
  const gchar *const symbologies[] = { "EAN-8", "EAN-13", "UPC-A", "UPC-E", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);

  for (guint i = 0; i < 150; i++) {
    g_autofree gchar *text = draw_ean (rand);
    g_autoptr (FixtureCanvas) canvas = draw_hard ("EAN-13", text, rand);
    g_autofree gchar *read = read_all (canvas, AOI_ROI_MAX_BARCODE_EFFORT, symbologies);

    if (read[0] != '\0')
      g_assert_cmpstr (
          strchr (read, ':') + 1, ==, text + (g_str_has_prefix (read, "UPC-A:") ? 1 : 0));
  }
}

/* An EAN-13 whose left half is a UPC-E with the right check digit, which is what the EAN-13 begins with; with a 0 its
 * left half has other bars. */
static gchar *
draw_half_upc_e (GRand *rand)
{
  const gint last = g_rand_int_range (rand, 5, 10), first = g_rand_int_range (rand, 0, 100000);
  gint digits[12] = { 0 }, sum = 3 + last * 3;
  gint64 number;

  for (gint i = 5, rest = first; i > 0; i--, rest /= 10)
    digits[i] = rest % 10;
  digits[6] = last;
  for (gint i = 1; i <= 5; i++)
    sum += digits[i] * (i % 2 == 1 ? 1 : 3);
  digits[0] = (10 - sum % 10) % 10;
  if (digits[0] == 0)
    return draw_half_upc_e (rand);
  for (gint i = 7; i < 12; i++)
    digits[i] = g_rand_int_range (rand, 0, 10);
  number = 0;
  for (gint i = 0; i < 12; i++)
    number = 10 * number + digits[i];
  return append_check_digit (number);
}

/* Turned by an angle in radians, in white. */
static FixtureCanvas *
turn (const FixtureCanvas *canvas, gdouble angle)
{
  const gint side = canvas->width;
  FixtureCanvas *turned = fixture_canvas_new (side, side, 0xffffff);
  const gdouble c = cos (angle), s = sin (angle);

  for (gint i = 0; i < side * side; i++) {
    const gdouble dx = i % side - side / 2, dy = i / side - side / 2;
    const gint x = (gint) floor (c * dx + s * dy) + canvas->width / 2;
    const gint y = (gint) floor (c * dy - s * dx) + canvas->height / 2;

    if (x >= 0 && x < canvas->width && y >= 0 && y < canvas->height)
      memcpy (turned->data + 3 * (gsize) i, canvas->data + 3 * ((gsize) y * canvas->width + x), 3);
  }
  return turned;
}

/* Takes away what is right of the left half of an EAN-13, in three fifths of its lines: the middle ones, or the
 * lowest ones, which a library reads after the others. */
static void
damage_right_half (FixtureCanvas *canvas, gboolean middle)
{
  const gint left = QUIET + (3 + 6 * 7 + 6) * MODULE;
  const gint top = QUIET + BAR_HEIGHT * (middle ? 1 : 2) / 5;
  const AoiRect place = { left, top, canvas->width - left, 3 * BAR_HEIGHT / 5 };

  fixture_fill_rect (canvas, &place, 0xffffff);
}

/* The left half has the bars of a UPC-E, whose check digit is right in one of ten. */
static void
test_half_an_ean_is_no_upc_e (void)
{
  const gchar *const symbologies[] = { "EAN-13", "UPC-A", "UPC-E", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (21);

  for (guint i = 0; i < 120; i++) {
    g_autofree gchar *text = draw_ean (rand);
    g_autoptr (FixtureCanvas) upright = draw_code ("EAN-13", text);
    g_autoptr (FixtureCanvas) canvas = NULL;
    g_autofree gchar *expected = text[0] == '0' ? g_strconcat ("UPC-A:", text + 1, NULL)
                                                : g_strconcat ("EAN-13:", text, NULL);
    g_autofree gchar *read = NULL;

    damage_right_half (upright, i % 2 == 0);
    canvas = fixture_canvas_turn (upright, i / 2 % 4 * 90);
    read = read_all (canvas, 1 + (gint) i / 8 % 5, symbologies);
    g_assert_cmpstr (read, ==, expected);
  }
}

/* Lines across turned bars leave them above or below the right half. */
static void
test_half_a_turned_ean (void)
{
  const gchar *const symbologies[] = { "EAN-13", "UPC-A", "UPC-E", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (22);

  for (guint i = 0; i < 60; i++) {
    g_autofree gchar *text = draw_half_upc_e (rand);
    g_autoptr (FixtureCanvas) upright = draw_code ("EAN-13", text);
    g_autoptr (FixtureCanvas) canvas = turn (upright, g_rand_double_range (rand, -0.5, 0.5));
    g_autofree gchar *read = read_all (canvas, 1 + (gint) i % 5, symbologies);

    if (read[0] != '\0')
      g_assert_cmpstr (strchr (read, ':') + 1, ==, text);
  }
}

/* A UPC-E beside which its check digit is printed, as it usually is, and a line of text. */
static void
test_upc_e_beside_print (void)
{
  static const gchar *const texts[] = { "01234565", "12345670", "05096893" };
  const gchar *const symbologies[] = { "EAN-13", "UPC-E", NULL };

  for (guint i = 0; i < 4 * G_N_ELEMENTS (texts); i++) {
    g_autoptr (FixtureCanvas) upright = draw_code ("UPC-E", texts[i / 4]);
    g_autoptr (FixtureCanvas) canvas = NULL, turned = NULL;
    const gint right = upright->width - QUIET;
    const AoiRect digit = { right + 2 * MODULE, QUIET + 50, 4 * MODULE, 10 };
    const AoiRect line = { QUIET, upright->height - 12, upright->width - QUIET, 8 };
    g_autofree gchar *expected = g_strconcat ("UPC-E:", texts[i / 4], NULL);
    g_autofree gchar *read = NULL, *read_turned = NULL;

    fixture_fill_rect (upright, &digit, 0x000000);
    fixture_fill_rect (upright, &line, 0x000000);
    canvas = fixture_canvas_turn (upright, i % 4 * 90);
    turned = turn (upright, 0.1 * (gint) (i % 4) - 0.15);
    read = read_all (canvas, 1 + (gint) i % 5, symbologies);
    read_turned = read_all (turned, 3, symbologies);
    g_assert_cmpstr (read, ==, expected);
    g_assert_cmpstr (read_turned, ==, expected);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barcode-linear/data-bar/one", test_data_bar);
  g_test_add_func ("/barcode-linear/data-bar/in-halves", test_data_bar_in_halves);
  g_test_add_func ("/barcode-linear/data-bar/pairs", test_data_bar_pairs);
  g_test_add_func ("/barcode-linear/only-what-is-asked-for", test_only_what_is_asked_for);
  g_test_add_func ("/barcode-linear/ean-is-not-misread", test_ean_is_not_misread);
  g_test_add_func ("/barcode-linear/half-an-ean-is-no-upc-e", test_half_an_ean_is_no_upc_e);
  g_test_add_func ("/barcode-linear/half-a-turned-ean", test_half_a_turned_ean);
  g_test_add_func ("/barcode-linear/upc-e-beside-print", test_upc_e_beside_print);
  return g_test_run ();
}
