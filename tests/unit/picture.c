/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one decoder for still pictures. */
#include "aoi-error.h"
#include "image/aoi-picture-file.h"
#include "image/aoi-picture.h"
#include "picture-files.h"

#define WIDTH 37
#define HEIGHT 23

static AoiPicture *
decode (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  AoiPicture *picture = aoi_picture_decode (bytes, &error);

  g_assert_no_error (error);
  return picture;
}

static const guint8 *
get_pixels (const AoiPicture *picture)
{
  return g_bytes_get_data (picture->pixels, NULL);
}

static void
assert_pnm (const gchar *header, gconstpointer pixels, gsize length, AoiFormat format, gint width,
    gint height, gconstpointer expected)
{
  g_autoptr (GBytes) bytes = picture_pnm (header, pixels, length);
  g_autoptr (AoiPicture) picture = decode (bytes);

  g_assert_cmpint (picture->format, ==, format);
  g_assert_cmpint (picture->width, ==, width);
  g_assert_cmpint (picture->height, ==, height);
  g_assert_cmpmem (get_pixels (picture), g_bytes_get_size (picture->pixels), expected,
      (gsize) (format == AOI_FORMAT_RGB ? 3 : 1) * (gsize) width * (gsize) height);
}

/* Values of more than eight bits by their upper eight. */
static void
test_pnm (void)
{
  assert_pnm ("P5 2 1 255\n", "\x07\xf8", 2, AOI_FORMAT_GRAY8, 2, 1, "\x07\xf8");
  assert_pnm ("P6\n1 2\n255\n", "\1\2\3\4\5\6", 6, AOI_FORMAT_RGB, 1, 2, "\1\2\3\4\5\6");
  assert_pnm (
      "P5 3 1 65535\n", "\x12\x34\xff\x00\x00\xff", 6, AOI_FORMAT_GRAY8, 3, 1, "\x12\xff\0");
  assert_pnm ("P6 1 1 65535\n", "\x12\x34\xff\x00\x00\xff", 6, AOI_FORMAT_RGB, 1, 1, "\x12\xff\0");
  assert_pnm ("P5 2 1 4095\n", "\x0f\xff\x01\x23", 4, AOI_FORMAT_GRAY8, 2, 1, "\xff\x12");
  assert_pnm ("P5 3 1 15\n", "\x0f\x05\x00", 3, AOI_FORMAT_GRAY8, 3, 1, "\xff\x55\0");
  assert_pnm (
      "P4 10 1\n", "\x80\x40", 2, AOI_FORMAT_GRAY8, 10, 1, "\0\xff\xff\xff\xff\xff\xff\xff\xff\0");
  assert_pnm ("P1 3 1\n", "101", 3, AOI_FORMAT_GRAY8, 3, 1, "\0\xff\0");
  assert_pnm ("P2\n2 1 255\n", "7 # gray\n 248\n", 14, AOI_FORMAT_GRAY8, 2, 1, "\x07\xf8");
  assert_pnm ("P3 1 1 255 ", "1 2\r\n3", 6, AOI_FORMAT_RGB, 1, 1, "\1\2\3");
}

/* Programs of Windows end lines with CR LF, that behind the greatest value too. */
static void
test_pnm_line_ends (void)
{
  assert_pnm ("P5\r\n2 1\r\n255\n", "\x07\xf8", 2, AOI_FORMAT_GRAY8, 2, 1, "\x07\xf8");
  assert_pnm ("P5\r\n2 1\r\n255\r\n", "\x07\xf8", 2, AOI_FORMAT_GRAY8, 2, 1, "\x07\xf8");
  assert_pnm ("P5\r\n# by hand\r\n2 1\r\n255\r\n", "\n\n", 2, AOI_FORMAT_GRAY8, 2, 1, "\n\n");
  assert_pnm ("P5\r2 1\r255\r", "\n\x07", 2, AOI_FORMAT_GRAY8, 2, 1, "\n\x07");
}

static void
test_pnm_refused (void)
{
  static const gchar *const files[] = { "P5 2 2 255\n\1\2\3", "P5 2 2 65535\n\1\2\3\4\5\6\7",
    "P2 2 1 255\n7", "P2 2 1 255\n7 x", "P1 2 1\n12", "P5 0 1 255\n", "P5 1 1 0\n\1",
    "P5 1 1 65536\n\1\1", "P5 1", "P6 50000 50000 255\n\1", "P6 2147483647 2147483647 65535\n\1" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (files[i], strlen (files[i]));
    g_autoptr (GError) error = NULL;

    g_assert_null (aoi_picture_decode (bytes, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_IMAGE);
  }
}

static void
test_png16 (void)
{
  for (gint channels = 1; channels <= 3; channels += 2) {
    const gsize n = (gsize) channels * WIDTH * HEIGHT;
    g_autoptr (GRand) rand = g_rand_new_with_seed (7);
    g_autofree guint8 *samples = g_malloc (2 * n);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (AoiPicture) picture = NULL;

    for (gsize i = 0; i < 2 * n; i++)
      samples[i] = (guint8) g_rand_int (rand);
    bytes = picture_png16 (WIDTH, HEIGHT, channels, samples, NULL);
    picture = decode (bytes);
    g_assert_cmpint (picture->format, ==, channels == 1 ? AOI_FORMAT_GRAY8 : AOI_FORMAT_RGB);
    g_assert_cmpuint (g_bytes_get_size (picture->pixels), ==, n);
    for (gsize i = 0; i < n; i++)
      g_assert_cmpuint (get_pixels (picture)[i], ==, samples[2 * i]);
  }
}

/* Without loss each format gives what was put in, at any width. */
static void
test_formats (gconstpointer data)
{
  const gchar *format = data;

  for (gint width = WIDTH; width < WIDTH + 4; width++) {
    g_autoptr (AoiRgbImage) image = picture_draw ((guint) width, width, HEIGHT);
    g_autoptr (GBytes) bytes = picture_save (image, format);
    g_autoptr (AoiPicture) picture = NULL;

    if (bytes == NULL) {
      g_test_skip ("gdk-pixbuf does not write this format");
      return;
    }
    picture = decode (bytes);
    g_assert_cmpint (picture->format, ==, AOI_FORMAT_RGB);
    g_assert_cmpint (picture->width, ==, width);
    for (gint i = 0; i < 3 * width * HEIGHT; i++)
      g_assert_cmpint (ABS (get_pixels (picture)[i] - image->data[i]), <=,
          g_str_equal (format, "webp") || g_str_equal (format, "jpeg") ? 40 : 0);
  }
}

/* The place in an upright picture of what the file has at @x, @y (EXIF 2.3, 4.6.4 A). */
static void
turn (gint orientation, gint width, gint height, gint *x, gint *y)
{
  const gint right = width - 1 - *x, down = height - 1 - *y, left = *x, up = *y;
  const gint turned[][2] = { { left, up }, { right, up }, { right, down }, { left, down },
    { up, left }, { down, left }, { down, right }, { up, right } };

  *x = turned[orientation - 1][0];
  *y = turned[orientation - 1][1];
}

static void
assert_turned (GBytes *lying, GBytes *file, gint orientation)
{
  g_autoptr (AoiPicture) before = decode (lying), after = decode (file);

  g_assert_cmpint (after->width, ==, orientation < 5 ? before->width : before->height);
  for (gint y = 0; y < before->height; y++)
    for (gint x = 0; x < before->width; x++) {
      gint to_x = x, to_y = y;

      turn (orientation, before->width, before->height, &to_x, &to_y);
      g_assert_cmpmem (get_pixels (before) + 3 * (y * before->width + x), 3,
          get_pixels (after) + 3 * (to_y * after->width + to_x), 3);
    }
}

static void
test_orientation (void)
{
  g_autoptr (AoiRgbImage) image = picture_draw (3, WIDTH, HEIGHT);
  g_autoptr (GBytes) jpeg = picture_save (image, "jpeg");
  g_autofree guint8 *samples = g_malloc (6 * WIDTH * HEIGHT);
  g_autoptr (GBytes) png = NULL;

  for (gint i = 0; i < 3 * WIDTH * HEIGHT; i++)
    samples[2 * i] = samples[2 * i + 1] = image->data[i];
  png = picture_png16 (WIDTH, HEIGHT, 3, samples, NULL);
  for (gint orientation = 1; orientation <= 8; orientation++) {
    g_autoptr (GBytes) exif = picture_exif (orientation);
    g_autoptr (GBytes) turned_jpeg = picture_turn_jpeg (jpeg, orientation);
    g_autoptr (GBytes) turned_png = picture_png16 (WIDTH, HEIGHT, 3, samples, exif);

    assert_turned (jpeg, turned_jpeg, orientation);
    assert_turned (png, turned_png, orientation);
  }
}

/* What would be lost is seen, and what belongs to one picture is not taken for another. */
static void
test_single (void)
{
  static const gchar *const formats[] = { "jpeg", "png", "bmp" };
  g_autoptr (AoiRgbImage) image = picture_draw (5, WIDTH, HEIGHT);
  g_autoptr (GBytes) pgm = picture_pnm ("P5 2 1 255\n", "\1\2", 2);
  g_autoptr (GBytes) plain = picture_pnm ("P2 2 1 255\n", "1 2\n", 4);
  g_autoptr (GBytes) line_end = g_bytes_new_static ("\n", 1);
  g_autoptr (GBytes) two_pgm = picture_join (pgm, pgm), two_plain = picture_join (plain, plain);
  g_autoptr (GBytes) ended = picture_join (pgm, line_end);

  g_assert_true (aoi_picture_file_is_single (pgm));
  g_assert_true (aoi_picture_file_is_single (ended));
  g_assert_true (aoi_picture_file_is_single (plain));
  g_assert_false (aoi_picture_file_is_single (two_pgm));
  g_assert_false (aoi_picture_file_is_single (two_plain));
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GBytes) one = picture_save (image, formats[i]), two = picture_join (one, one);

    g_assert_true (aoi_picture_file_is_single (one));
    g_assert_false (aoi_picture_file_is_single (two));
  }
}

/* Directories of two pages, of which the second may be a smaller copy. */
static void
test_pages (void)
{
  guint8 pages[] = "II*\0\x08\0\0\0"
                   "\x01\0\xfe\0\x04\0\x01\0\0\0\0\0\0\0\x1a\0\0\0"
                   "\x01\0\xfe\0\x04\0\x01\0\0\0\0\0\0\0\0\0\0\0";

  for (gint reduced = 0; reduced <= 1; reduced++) {
    g_autoptr (GBytes) bytes = NULL;

    pages[36] = (guint8) reduced;
    bytes = g_bytes_new (pages, sizeof pages - 1);
    g_assert_cmpint (aoi_picture_file_is_single (bytes), ==, reduced);
  }
  /* A chain that never ends. */
  pages[40] = 8;
  {
    g_autoptr (GBytes) bytes = g_bytes_new (pages, sizeof pages - 1);

    g_assert_false (aoi_picture_file_is_single (bytes));
  }
}

static void
test_mosaic (void)
{
  g_autoptr (GBytes) gray = picture_pnm ("P6 2 1 255\n", "\1\1\1\2\2\2", 6);
  g_autoptr (GBytes) colour = picture_pnm ("P6 2 1 255\n", "\1\1\1\2\2\3", 6);
  g_autoptr (AoiPicture) mosaic = decode (gray), other = decode (colour);
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_picture_take_mosaic (mosaic, AOI_FORMAT_BAYER_GBRG, &error));
  g_assert_no_error (error);
  g_assert_cmpint (mosaic->format, ==, AOI_FORMAT_BAYER_GBRG);
  g_assert_cmpmem (get_pixels (mosaic), g_bytes_get_size (mosaic->pixels), "\1\2", 2);
  g_assert_false (aoi_picture_take_mosaic (other, AOI_FORMAT_BAYER_GBRG, &error));
  g_assert_cmpstr (error->message, ==, "is in colour at 1,0, so it is not a frame of format gbrg");
}

/* However a file comes in pieces, its end is found when it is there. */
static void
test_find_end (void)
{
  static const gchar *const formats[] = { "jpeg", "png", "bmp" };
  g_autoptr (AoiRgbImage) image = picture_draw (9, WIDTH, HEIGHT);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GBytes) one = picture_save (image, formats[i]), two = picture_join (one, one);
    const gsize length = g_bytes_get_size (one);
    const guint8 *data = g_bytes_get_data (two, NULL);
    const AoiPictureType type = aoi_picture_find_type (data, AOI_PICTURE_HEAD);
    AoiPictureScan scan = { 0 };

    for (gsize n = AOI_PICTURE_HEAD; n < length; n++)
      g_assert_cmpuint (aoi_picture_file_find_end (data, n, type, &scan), ==, 0);
    g_assert_cmpuint (aoi_picture_file_find_end (data, 2 * length, type, &scan), ==, length);
  }
}

/* Damage anywhere ends in a picture or in an error, and what is read beside the pixels stays in the file. */
static void
test_fuzz (void)
{
  static const gchar *const formats[] = { "png", "jpeg", "tiff", "bmp", "webp" };
  g_autoptr (AoiRgbImage) image = picture_draw (11, WIDTH, HEIGHT);
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint i = 0; i < 400; i++) {
    g_autoptr (GBytes) good = picture_save (image, formats[i % G_N_ELEMENTS (formats)]);
    g_autoptr (GBytes) bad = NULL;
    g_autoptr (AoiPicture) picture = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree guint8 *data = NULL;
    gsize length;

    if (good == NULL)
      continue;
    length = g_bytes_get_size (good);
    data = g_memdup2 (g_bytes_get_data (good, NULL), length);
    for (guint k = 0; k < 1 + i % 5; k++)
      data[g_rand_int_range (rand, 4, (gint32) MIN (length, 200))] ^= (guint8) g_rand_int_range (
          rand, 1, 256);
    bad = g_bytes_new (data, (gsize) g_rand_int_range (rand, 0, (gint32) length + 1));
    aoi_picture_file_is_single (bad);
    picture = aoi_picture_decode (bad, &error);
    g_assert_true ((picture == NULL) == (error != NULL));
  }
}

int
main (int argc, char **argv)
{
  static const gchar *const formats[] = { "png", "jpeg", "tiff", "bmp", "webp" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/pnm", test_pnm);
  g_test_add_func ("/picture/pnm-line-ends", test_pnm_line_ends);
  g_test_add_func ("/picture/pnm-refused", test_pnm_refused);
  g_test_add_func ("/picture/png16", test_png16);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree gchar *path = g_strconcat ("/picture/formats/", formats[i], NULL);

    g_test_add_data_func (path, formats[i], test_formats);
  }
  g_test_add_func ("/picture/orientation", test_orientation);
  g_test_add_func ("/picture/single", test_single);
  g_test_add_func ("/picture/pages", test_pages);
  g_test_add_func ("/picture/mosaic", test_mosaic);
  g_test_add_func ("/picture/find-end", test_find_end);
  g_test_add_func ("/picture/fuzz", test_fuzz);
  return g_test_run ();
}
