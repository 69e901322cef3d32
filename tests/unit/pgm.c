/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "image/aoi-pgm.h"

static void
test_round_trip (void)
{
  static const gint sizes[][3] = { { 1, 1, 1 }, { 1, 7716, 5360 }, { 3, 640, 480 },
    { 3, G_MAXINT, G_MAXINT } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) error = NULL;
    gchar text[AOI_PGM_MAX_HEADER];
    AoiPgmHeader header;
    gsize length = aoi_pgm_write_header (text, sizes[i][0], sizes[i][1], sizes[i][2]);

    g_assert_cmpuint (length, <, sizeof text);
    g_assert_true (aoi_pgm_read_header ((const guint8 *) text, length, &header, &error));
    g_assert_no_error (error);
    g_assert_cmpint (header.channels, ==, sizes[i][0]);
    g_assert_cmpint (header.width, ==, sizes[i][1]);
    g_assert_cmpint (header.height, ==, sizes[i][2]);
    g_assert_cmpuint (header.length, ==, length);
    g_assert_cmpuint (aoi_pgm_get_pixel_bytes (&header), ==,
        (gsize) sizes[i][0] * (gsize) sizes[i][1] * (gsize) sizes[i][2]);
  }
}

static void
test_text (void)
{
  gchar text[AOI_PGM_MAX_HEADER];
  gsize length = aoi_pgm_write_header (text, 1, 7716, 5360);

  g_assert_cmpmem (text, length, "P5\n7716 5360\n255\n", 17);
}

/* As other programs write it; what follows the one space is a pixel, even if it looks like a space. */
static void
test_foreign (void)
{
  static const gchar *const texts[] = { "P5 2 1 255\n\n\n", "P5\n# by hand\n2 # wide\n1\n255\n  ",
    "P5#x\n2\t1\r\n255 12", "P5\n0002 01 255\n##" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    AoiPgmHeader header;

    g_assert_true (
        aoi_pgm_read_header ((const guint8 *) texts[i], strlen (texts[i]), &header, &error));
    g_assert_no_error (error);
    g_assert_cmpint (header.width, ==, 2);
    g_assert_cmpint (header.height, ==, 1);
    g_assert_cmpuint (header.length, ==, strlen (texts[i]) - 2);
  }
}

static void
test_refused (void)
{
  static const gchar *const cases[][2] = {
    { "", "does not begin with P5 or P6" },
    { "P", "does not begin with P5 or P6" },
    { "P2\n1 1\n255\n", "does not begin with P5 or P6" },
    { "P5", "no space behind" },
    { "P51 1 255\n", "no space behind" },
    { "P5\n", "no width and height" },
    { "P5\n1\n", "no width and height" },
    { "P5\n0 1 255\n", "no width and height" },
    { "P5\n-1 1 255\n", "no width and height" },
    { "P5\n2147483648 1 255\n", "no width and height" },
    { "P5\n99999999999999999999999 1 255\n", "no width and height" },
    { "P5\n1 1\n254\n", "greatest value is not 255" },
    { "P5\n1 1\n65535\n", "greatest value is not 255" },
    { "P5\n1 1\n", "greatest value is not 255" },
    { "P5\n1 1\n255", "header does not end" },
    { "P5\n1 1\n255#", "header does not end" },
    { "P5\n# for ever", "no width and height" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    AoiPgmHeader header;

    g_assert_false (
        aoi_pgm_read_header ((const guint8 *) cases[i][0], strlen (cases[i][0]), &header, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_IMAGE);
    g_assert_nonnull (strstr (error->message, cases[i][1]));
  }
}

/* For any bytes, nothing beyond them is read, and what is accepted is possible. */
static void
test_mutated (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 100000; i++) {
    gchar text[AOI_PGM_MAX_HEADER];
    const gsize length = aoi_pgm_write_header (text, i % 2 == 0 ? 1 : 3, 12, 34);
    const gsize kept = (gsize) g_rand_int_range (rand, 0, (gint) length + 1);
    g_autofree guint8 *copy = g_malloc (MAX (kept, 1));
    AoiPgmHeader header;

    memcpy (copy, text, kept);
    for (gint n = g_rand_int_range (rand, 0, 4); n > 0 && kept > 0; n--)
      copy[g_rand_int_range (rand, 0, (gint) kept)] = (guint8) g_rand_int_range (rand, 0, 256);
    if (!aoi_pgm_read_header (copy, kept, &header, NULL))
      continue;
    g_assert_cmpuint (header.length, <=, kept);
    g_assert_cmpint (header.width, >, 0);
    g_assert_cmpint (header.height, >, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pgm/round-trip", test_round_trip);
  g_test_add_func ("/pgm/text", test_text);
  g_test_add_func ("/pgm/foreign", test_foreign);
  g_test_add_func ("/pgm/refused", test_refused);
  g_test_add_func ("/pgm/mutated", test_mutated);
  return g_test_run ();
}
