/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A golden that `aoi golden add --frame` crops from a picture is, pixel for pixel, what `aoi run` sees of it. */
#include <glib/gstdio.h>

#include "picture-files.h"
#include "run-support.h"

#define WIDTH 97
#define HEIGHT 66
#define ROIS "{\"idx\":1,\"type\":2,\"coords\":[11,7,52,60],\"rotation\":90}"

/* How the picture's file is made of @image. */
typedef GBytes *(*Save) (const AoiRgbImage *image);

static GBytes *
save_png (const AoiRgbImage *image)
{
  return picture_save (image, "png");
}

static GBytes *
save_jpeg (const AoiRgbImage *image)
{
  return picture_save (image, "jpeg");
}

static GBytes *
save_tiff (const AoiRgbImage *image)
{
  return picture_save (image, "tiff");
}

static GBytes *
save_bmp (const AoiRgbImage *image)
{
  return picture_save (image, "bmp");
}

static GBytes *
save_webp (const AoiRgbImage *image)
{
  return picture_save (image, "webp");
}

static GBytes *
save_turned (const AoiRgbImage *image)
{
  g_autoptr (GBytes) jpeg = save_jpeg (image);

  return picture_turn_jpeg (jpeg, 6);
}

static GBytes *
save_wide (const AoiRgbImage *image, gint channels, gboolean as_png)
{
  const gsize n = (gsize) channels * WIDTH * HEIGHT;
  g_autofree guint8 *samples = g_malloc (2 * n);

  for (gsize i = 0; i < n; i++) {
    samples[2 * i] = image->data[channels == 1 ? 3 * i : i];
    samples[2 * i + 1] = (guint8) (31 * i);
  }
  if (as_png)
    return picture_png16 (WIDTH, HEIGHT, channels, samples, NULL);
  return picture_pnm (channels == 1 ? "P5\n97 66\n65535\n" : "P6\n97 66\n65535\n", samples, 2 * n);
}

static GBytes *
save_png16 (const AoiRgbImage *image)
{
  return save_wide (image, 3, TRUE);
}

static GBytes *
save_gray_png16 (const AoiRgbImage *image)
{
  return save_wide (image, 1, TRUE);
}

static GBytes *
save_pgm16 (const AoiRgbImage *image)
{
  return save_wide (image, 1, FALSE);
}

static GBytes *
save_ppm16 (const AoiRgbImage *image)
{
  return save_wide (image, 3, FALSE);
}

static GBytes *
save_pgm (const AoiRgbImage *image)
{
  return picture_pnm ("P5\n97 66\n255\n", image->data, WIDTH * HEIGHT);
}

static GBytes *
save_pgm_crlf (const AoiRgbImage *image)
{
  return picture_pnm ("P5\r\n97 66\r\n255\r\n", image->data, WIDTH * HEIGHT);
}

static GBytes *
save_ppm (const AoiRgbImage *image)
{
  return picture_pnm ("P6\n97 66\n255\n", image->data, 3 * WIDTH * HEIGHT);
}

/* By GStreamer's encoder, which knows how many colours to leave out. */
static GBytes *
encode (const gchar *format)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *line = g_strdup_printf (
      "videotestsrc num-buffers=1 pattern=smpte75 ! video/x-raw,format=%s,width=97,height=66 ! jpegenc "
      "! filesink location=@/x.jpg",
      format);
  g_autofree gchar *path = g_build_filename (folder, "x.jpg", NULL);
  gchar *data;
  gsize length;

  run_support_play (folder, line);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  product_folder_remove (folder);
  return g_bytes_new_take (data, length);
}

static GBytes *
save_y41b (const AoiRgbImage *image)
{
  return encode ("Y41B");
}

static GBytes *
save_y42b (const AoiRgbImage *image)
{
  return encode ("Y42B");
}

static GBytes *
save_y444 (const AoiRgbImage *image)
{
  return encode ("Y444");
}

static GBytes *
save_gray_jpeg (const AoiRgbImage *image)
{
  return encode ("GRAY8");
}

/* Four components cannot be written here. */
static GBytes *
save_cmyk (const AoiRgbImage *image)
{
  const gchar *boards = g_getenv ("AOI_BOARDS");
  g_autofree gchar *path = g_build_filename (
      boards != NULL ? boards : "", "..", "cases", "decoders", "cmyk.jpg", NULL);
  gchar *data;
  gsize length;

  return g_file_get_contents (path, &data, &length, NULL) ? g_bytes_new_take (data, length) : NULL;
}

static const struct {
  const gchar *name;
  Save save;
  const gchar *format; /* of a mosaic */
} cases[] = {
  { "png", save_png, NULL },
  { "jpeg", save_jpeg, NULL },
  { "jpeg-turned", save_turned, NULL },
  { "jpeg-4:1:1", save_y41b, NULL },
  { "jpeg-4:2:2", save_y42b, NULL },
  { "jpeg-4:4:4", save_y444, NULL },
  { "jpeg-gray", save_gray_jpeg, NULL },
  { "jpeg-cmyk", save_cmyk, NULL },
  { "tiff", save_tiff, NULL },
  { "bmp", save_bmp, NULL },
  { "webp", save_webp, NULL },
  { "png-16", save_png16, NULL },
  { "png-16-gray", save_gray_png16, NULL },
  { "pgm", save_pgm, NULL },
  { "pgm-crlf", save_pgm_crlf, NULL },
  { "pgm-16", save_pgm16, NULL },
  { "ppm", save_ppm, NULL },
  { "ppm-16", save_ppm16, NULL },
  { "pgm-mosaic", save_pgm, "gbrg" },
  { "pgm-16-mosaic", save_pgm16, "rggb" },
  { "jpeg-mosaic", save_gray_jpeg, "grbg" },
  { "png-16-mosaic", save_gray_png16, "bggr" },
};

/* The picture of ROI 1 in an archive of one board. */
static AoiRgbImage *
load_archived (const gchar *folder)
{
  const gchar *const arguments[] = { "-c", "cat \"$1\"/archive/*/*/*/roi_1.png > \"$1\"/seen.png",
    "-", folder, NULL };
  g_autofree gchar *path = g_build_filename (folder, "seen.png", NULL);
  g_auto (Run) result = { 0 };
  g_autoptr (GError) error = NULL;
  AoiRgbImage *image;

  run_tool (&result, "/bin/sh", "-e", folder, arguments);
  assert_good (&result);
  image = aoi_image_file_load (path, &error);
  g_assert_no_error (error);
  return image;
}

static AoiRgbImage *
load_golden (const gchar *folder)
{
  g_autofree gchar *goldens = g_build_filename (folder, "product", "golden_rois", "roi_1", NULL);
  g_autoptr (GDir) dir = g_dir_open (goldens, 0, NULL);
  g_autofree gchar *path = NULL;
  g_autoptr (GError) error = NULL;
  const gchar *name;
  AoiRgbImage *image;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".png"))
      path = g_build_filename (goldens, name, NULL);
  g_assert_nonnull (path);
  image = aoi_image_file_load (path, &error);
  g_assert_no_error (error);
  return image;
}

/* Without a golden the board fails, and its archive has what was seen. */
static void
test_fits (gconstpointer data)
{
  const gint row = GPOINTER_TO_INT (data);
  g_autofree gchar *folder = run_support_new (ROIS);
  g_autofree gchar *option = g_strdup_printf (
      "--format=%s", cases[row].format != NULL ? cases[row].format : "");
  const gchar *format = cases[row].format != NULL ? option : NULL;
  g_autoptr (AoiRgbImage) image = picture_draw ((guint) row, WIDTH, HEIGHT), seen = NULL,
                          golden = NULL;
  g_autoptr (GBytes) file = cases[row].save (image);
  g_auto (Run) result = { 0 };

  if (file == NULL) {
    g_test_skip (
        "this picture cannot be made here: gdk-pixbuf does not write it, or ../shared/data/cases is not there");
    product_folder_remove (folder);
    return;
  }
  product_folder_write (
      folder, "x.img", g_bytes_get_data (file, NULL), (gssize) g_bytes_get_size (file));
  RUN (&result, folder, "@/product", "@/x.img", "--archive", "@/archive", format);
  assert_run (&result, 1, "1 board: 0 passed, 1 failed");
  seen = load_archived (folder);
  run_tool (&result, run_support_tool (), "golden", folder,
      (const gchar *const[]){ "add", "@/product", "1", "--frame", "@/x.img", format, NULL });
  assert_good (&result);
  golden = load_golden (folder);
  g_assert_true (aoi_rgb_image_equal (golden, seen));
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *path = g_strconcat ("/run/pictures/", cases[i].name, NULL);

    g_test_add_data_func (path, GINT_TO_POINTER ((gint) i), test_fits);
  }
  return g_test_run ();
}
