/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gdk-pixbuf/gdk-pixbuf.h>

#include "aoi-error.h"
#include "product-folder.h"

#define WIDTH 61
#define HEIGHT 47

/* Smooth, so that JPEG keeps it, and different in every channel. */
static AoiRgbImage *
draw (void)
{
  AoiRgbImage *image = aoi_rgb_image_new (WIDTH, HEIGHT);

  for (gint y = 0; y < HEIGHT; y++) {
    for (gint x = 0; x < WIDTH; x++) {
      guint8 *pixel = image->data + 3 * (y * WIDTH + x);

      pixel[0] = (guint8) (4 * x);
      pixel[1] = (guint8) (5 * y);
      pixel[2] = (guint8) (2 * (x + y));
    }
  }
  return image;
}

static gint
greatest_difference (const AoiRgbImage *a, const AoiRgbImage *b)
{
  gint greatest = 0;

  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  for (gint i = 0; i < 3 * a->width * a->height; i++)
    greatest = MAX (greatest, ABS (a->data[i] - b->data[i]));
  return greatest;
}

static void
test_round_trip (void)
{
  static const struct {
    const gchar *name;
    gint tolerance;
  } cases[] = { { "a.png", 0 }, { "b.PNG", 0 }, { "c.jpg", 12 }, { "d.Jpeg", 12 } };
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiRgbImage) image = draw ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *path = g_build_filename (folder, cases[i].name, NULL);
    g_autoptr (AoiRgbImage) loaded = NULL;

    g_assert_true (aoi_image_file_save (image, path, &error));
    g_assert_no_error (error);
    loaded = aoi_image_file_load (path, &error);
    g_assert_no_error (error);
    g_assert_cmpint (greatest_difference (image, loaded), <=, cases[i].tolerance);
  }
  product_folder_remove (folder);
}

static void
test_new_is_black (void)
{
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (3, 2);

  g_assert_cmpint (image->width, ==, 3);
  g_assert_cmpint (image->height, ==, 2);
  for (guint i = 0; i < 3 * 3 * 2; i++)
    g_assert_cmpuint (image->data[i], ==, 0);
}

static AoiRgbImage *
decode (gconstpointer data, gsize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, length);

  return aoi_image_file_decode (bytes, "x.img", error);
}

static void
test_pnm (void)
{
  static const gchar gray[] = "P5 2 1 255\n\x07\xf8";
  static const gchar rgb[] = "P6\n# comment\n1 2\n255\n\1\2\3\4\5\6";
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRgbImage) image = decode (gray, sizeof gray - 1, &error);
  g_autoptr (AoiRgbImage) other = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (image->width, ==, 2);
  g_assert_cmpmem (image->data, 6, "\7\7\7\xf8\xf8\xf8", 6);
  other = decode (rgb, sizeof rgb - 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (other->height, ==, 2);
  g_assert_cmpmem (other->data, 6, "\1\2\3\4\5\6", 6);
}

static gchar *
save_with (
    GdkPixbuf *pixbuf, gsize *length, const gchar *format, const gchar *key, const gchar *value)
{
  gchar *data = NULL;
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_save_to_buffer (pixbuf, &data, length, format, &error, key, value, NULL);
  g_assert_no_error (error);
  return data;
}

/* Pixels that are transparent keep their colour. */
static void
test_alpha (void)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 5, 3);
  g_autofree gchar *data = NULL;
  g_autoptr (AoiRgbImage) image = NULL;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x10203000);
  data = save_with (pixbuf, &length, "png", NULL, NULL);
  image = decode (data, length, NULL);
  g_assert_cmpint (image->width, ==, 5);
  g_assert_cmpmem (image->data + 3 * 14, 3, "\x10\x20\x30", 3);
}

/* EXIF orientation 6: the camera was turned, and what the file has on the left belongs at the top. */
static void
test_orientation (void)
{
  static const guint8 exif[] = "\xff\xe1\0\x22"
                               "Exif\0\0MM\0*\0\0\0\x08"
                               "\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0";
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 32);
  g_autoptr (GdkPixbuf) left = gdk_pixbuf_new_subpixbuf (pixbuf, 0, 0, 32, 32);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree gchar *data = NULL;
  g_autoptr (AoiRgbImage) image = NULL;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0);
  gdk_pixbuf_fill (left, 0xffffffff);
  data = save_with (pixbuf, &length, "jpeg", NULL, NULL);
  g_byte_array_append (bytes, (const guint8 *) data, 2);
  g_byte_array_append (bytes, exif, sizeof exif);
  g_byte_array_append (bytes, (const guint8 *) data + 2, (guint) length - 2);
  image = decode (bytes->data, bytes->len, NULL);
  g_assert_cmpint (image->width, ==, 32);
  g_assert_cmpint (image->height, ==, 64);
  g_assert_cmpuint (image->data[3 * (32 * 5 + 5)], >, 250);
  g_assert_cmpuint (image->data[3 * (32 * 58 + 26)], <, 5);
}

static void
assert_refused (gconstpointer data, gsize length, const gchar *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRgbImage) image = decode (data, length, &error);

  g_assert_null (image);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IMAGE);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
  g_assert_true (g_str_has_prefix (error->message, "x.img: "));
}

static void
test_not_an_image (void)
{
  static const gchar svg[] = "<svg xmlns='http://www.w3.org/2000/svg'/>";
  static const gchar *const name = "x.img: is not a PNG, JPEG, PNM, TIFF, BMP or WebP image";

  assert_refused ("", 0, name);
  assert_refused ("GIF89a", 6, name);
  assert_refused (svg, sizeof svg - 1, name);
  assert_refused ("\x89PNG\r\n\x1a\n", 8, "x.img: the file ends too early");
  assert_refused ("\xff\xd8\xff\xd9", 4, "x.img: the file ends too early");
  assert_refused ("P5 2 2 255\n\1\2", 13, NULL);
}

/* No truncated file is half an image: at any place, in any of the ways to store it. */
static void
check_truncated (const gchar *format, const gchar *key, const gchar *value)
{
  g_autoptr (AoiRgbImage) image = draw ();
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_data (image->data, GDK_COLORSPACE_RGB, FALSE,
      8, image->width, image->height, 3 * image->width, NULL, NULL);
  g_autofree gchar *data = NULL;
  g_autoptr (AoiRgbImage) whole = NULL;
  gsize length;

  data = save_with (pixbuf, &length, format, key, value);
  whole = decode (data, length, NULL);
  g_assert_nonnull (whole);
  for (gsize n = 0; n < length; n += 1 + n / 50)
    assert_refused (data, n, NULL);
  assert_refused (data, length - 1, NULL);
}

static void
test_truncated (void)
{
  check_truncated ("jpeg", "quality", "95");
  check_truncated ("png", NULL, NULL);
  check_truncated ("tiff", "compression", "1");
  check_truncated ("bmp", NULL, NULL);
}

/* A header that asks for more than is allowed, and nothing behind it. */
static void
test_too_large (void)
{
  static const guint8 png[] = "\x89PNG\r\n\x1a\n"
                              "\0\0\0\x0dIHDR\0\0\x27\x11\0\0\x27\x10\x08\x02\0\0\0"
                              "\xda\xee\x9e\x4e"
                              "\0\0\0\x01IDAT\x78\x76\xe6\x84\xe6"
                              "\0\0\0\0IEND\xae\x42\x60\x82";
  static const gchar pnm[] = "P6 50000 50000 255\n\1\2\3";

  assert_refused (
      png, sizeof png - 1, "x.img: has 10001x10000 pixels, must have at most 100000000 in all");
  assert_refused (
      pnm, sizeof pnm - 1, "x.img: has 50000x50000 pixels, must have at most 100000000 in all");
}

/* Damage anywhere ends in a picture or in an error. */
static void
test_fuzz (void)
{
  static const gchar *const formats[] = { "png", "jpeg", "tiff" };
  g_autoptr (AoiRgbImage) image = draw ();
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_data (image->data, GDK_COLORSPACE_RGB, FALSE,
      8, image->width, image->height, 3 * image->width, NULL, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint i = 0; i < 600; i++) {
    gsize length;
    g_autofree gchar *data = save_with (pixbuf, &length, formats[i % 3], NULL, NULL);
    g_autoptr (AoiRgbImage) decoded = NULL;
    g_autoptr (GError) error = NULL;

    for (guint k = 0; k < 1 + i % 5; k++)
      data[g_rand_int_range (rand, 8, (gint32) length)] ^= (gchar) g_rand_int_range (rand, 1, 256);
    decoded = decode (data, length, &error);
    g_assert_true ((decoded == NULL) == (error != NULL));
  }
}

static void
test_files (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *absent = g_build_filename (folder, "absent", "a.png", NULL);
  g_autofree gchar *bmp = g_build_filename (folder, "a.bmp", NULL);
  g_autofree gchar *message = g_strdup_printf ("%s: No such file or directory", absent);
  g_autofree gchar *prefix = g_strdup_printf ("%s: cannot be written: ", absent);
  g_autofree gchar *extension = g_strdup_printf (
      "%s: images are written as .png, .jpg or .jpeg", bmp);
  g_autoptr (AoiRgbImage) image = draw ();
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_image_file_load (absent, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_cmpstr (error->message, ==, message);
  g_clear_error (&error);
  g_assert_false (aoi_image_file_save (image, absent, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, prefix));
  g_clear_error (&error);
  g_assert_false (aoi_image_file_save (image, bmp, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED);
  g_assert_cmpstr (error->message, ==, extension);
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-file/round-trip", test_round_trip);
  g_test_add_func ("/image-file/new-is-black", test_new_is_black);
  g_test_add_func ("/image-file/pnm", test_pnm);
  g_test_add_func ("/image-file/alpha", test_alpha);
  g_test_add_func ("/image-file/orientation", test_orientation);
  g_test_add_func ("/image-file/not-an-image", test_not_an_image);
  g_test_add_func ("/image-file/truncated", test_truncated);
  g_test_add_func ("/image-file/too-large", test_too_large);
  g_test_add_func ("/image-file/fuzz", test_fuzz);
  g_test_add_func ("/image-file/files", test_files);
  return g_test_run ();
}
