/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Overviews against a slow reference: the mean of what lies under a pixel, in floating point, from the
 * frame's pixels or for mosaics from the samples of its cells. */
#include <math.h>

#include "aoi-overview.h"
#include "pixels-support.h"

typedef struct {
  gint width, height;
  guint8 *rgb;
} Source;

static void
source_clear (Source *self)
{
  g_free (self->rgb);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Source, source_clear)

/* A cell's red and blue are its samples, green the mean of both. */
static void
source_init_cells (Source *self, const AoiImage *image)
{
  const gchar *order = aoi_format_to_string (image->format);

  *self = (Source){ image->width / 2, image->height / 2, NULL };
  self->rgb = g_malloc0 ((gsize) (self->width * self->height * 3));
  for (gint y = 0; y < self->height; y++) {
    for (gint x = 0; x < self->width; x++) {
      guint8 *rgb = self->rgb + 3 * (y * self->width + x);
      gint green = 0;

      for (gint i = 0; i < 4; i++) {
        guint8 value = image->data[0][(2 * y + i / 2) * image->stride[0] + 2 * x + i % 2];

        if (order[i] == 'g')
          green += value;
        else
          rgb[order[i] == 'r' ? 0 : 2] = value;
      }
      rgb[1] = (guint8) ((green + 1) / 2);
    }
  }
}

static void
source_init_pixels (Source *self, const AoiImage *image)
{
  const AoiView view = { image, { 0, 0, image->width, image->height }, 0 };

  *self = (Source){ image->width, image->height, NULL };
  self->rgb = g_malloc ((gsize) (self->width * self->height * 3));
  aoi_pixels_read_rgb (&view, self->rgb, 3 * (gsize) self->width);
}

static gdouble
get_overlap (gint pixel, gint size, gint target, gint n)
{
  const gdouble scale = (gdouble) size / n;

  return MAX (MIN (pixel + 1.0, (target + 1) * scale) - MAX (pixel, target * scale), 0.0) / scale;
}

static gdouble
get_mean (const Source *source, gint width, gint height, gint x, gint y, gint channel)
{
  gdouble sum = 0.0;

  for (gint v = 0; v < source->height; v++) {
    const gdouble down = get_overlap (v, source->height, y, height);

    for (gint u = 0; down > 0.0 && u < source->width; u++)
      sum += down * get_overlap (u, source->width, x, width)
          * source->rgb[3 * (v * source->width + u) + channel];
  }
  return sum;
}

/* Along both axes edges between source pixels are rounded to 1/256 of a target pixel, some up and some
 * down, and the result to a whole number. */
#define TOLERANCE (0.5 + 4 * 0.5 * 255 / 256)

static void
check_size (const AoiImage *image, gint max_width)
{
  g_autoptr (AoiRgbImage) picture = aoi_overview_new (image, max_width);
  g_auto (Source) source = { 0 };
  gint width, height;

  aoi_overview_get_size (image->width, image->height, max_width, &width, &height);
  g_assert_cmpint (picture->width, ==, width);
  g_assert_cmpint (picture->height, ==, height);
  if (aoi_format_is_bayer (image->format) && width <= image->width / 2
      && height <= image->height / 2)
    source_init_cells (&source, image);
  else
    source_init_pixels (&source, image);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      for (gint i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon (picture->data[3 * (y * width + x) + i],
            get_mean (&source, width, height, x, y, i), TOLERANCE);
}

static void
test_format (gconstpointer data)
{
  const AoiFormat format = GPOINTER_TO_INT (data);
  const gint max_widths[] = { 0, 1, 2, 7, 12, 25, 26, 41, 51, 100 };
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) format);

  for (guint odd = 0; odd < 2; odd++) {
    g_auto (Frame) frame = { 0 };

    frame_init (&frame, rand, format, 52 - (gint) odd, 36 + (gint) odd);
    for (guint i = 0; i < G_N_ELEMENTS (max_widths); i++)
      check_size (&frame.image, max_widths[i]);
  }
}

/* As it is, a picture of the frame's own size is the frame. */
static void
test_same (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_auto (Frame) frame = { 0 };
  g_autoptr (AoiRgbImage) picture = NULL;
  guint8 pixels[17 * 9 * 3];
  AoiView view = { &frame.image, { 0, 0, 17, 9 }, 0 };

  frame_init (&frame, rand, AOI_FORMAT_BGRX, 17, 9);
  picture = aoi_overview_new (&frame.image, 0);
  aoi_pixels_read_rgb (&view, pixels, 17 * 3);
  g_assert_cmpmem (picture->data, sizeof pixels, pixels, sizeof pixels);
}

/* Where colours lie in the written pixel, and that bytes beside the rows stay. */
static void
test_written (void)
{
  const struct {
    AoiFormat format;
    gint bytes, red, green, blue;
  } cases[] = { { AOI_FORMAT_RGB, 3, 0, 1, 2 }, { AOI_FORMAT_BGR, 3, 2, 1, 0 },
    { AOI_FORMAT_RGBX, 4, 0, 1, 2 }, { AOI_FORMAT_BGRX, 4, 2, 1, 0 },
    { AOI_FORMAT_XRGB, 4, 1, 2, 3 }, { AOI_FORMAT_XBGR, 4, 3, 2, 1 } };
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_auto (Frame) frame = { 0 };
  g_autoptr (AoiRgbImage) expected = NULL;

  frame_init (&frame, rand, AOI_FORMAT_BAYER_GRBG, 90, 60);
  expected = aoi_overview_new (&frame.image, 30);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const gint bytes = cases[i].bytes, stride = 30 * bytes + 5;
    g_autofree guint8 *dest = g_malloc ((gsize) (20 * stride));

    memset (dest, 0xa5, (gsize) (20 * stride));
    aoi_overview_write (&frame.image, cases[i].format, 30, 20, dest, (gsize) stride);
    for (gint at = 0; at < 30 * 20; at++) {
      const guint8 *pixel = dest + at / 30 * stride + at % 30 * bytes;

      g_assert_cmpint (pixel[cases[i].red], ==, expected->data[3 * at]);
      g_assert_cmpint (pixel[cases[i].green], ==, expected->data[3 * at + 1]);
      g_assert_cmpint (pixel[cases[i].blue], ==, expected->data[3 * at + 2]);
      if (bytes == 4)
        g_assert_cmpint (pixel[6 - cases[i].red - cases[i].green - cases[i].blue], ==, 255);
    }
    for (gint y = 0; y < 20; y++)
      for (gint x = 30 * bytes; x < stride; x++)
        g_assert_cmpint (dest[y * stride + x], ==, 0xa5);
  }
}

/* Weights that add up to less or more would darken or overflow: white stays white at any size. */
static void
test_white (void)
{
  g_autofree guint8 *pixels = g_malloc (611 * 407);
  AoiImage image;

  memset (pixels, 255, 611 * 407);
  aoi_image_init (&image, AOI_FORMAT_BAYER_RGGB, 611, 407);
  image.data[0] = pixels;
  image.stride[0] = 611;
  for (gint max_width = 1; max_width < 612; max_width += 13) {
    g_autoptr (AoiRgbImage) picture = aoi_overview_new (&image, max_width);

    for (gint i = 0; i < 3 * picture->width * picture->height; i++)
      g_assert_cmpint (picture->data[i], ==, 255);
  }
}

static void
test_size (void)
{
  gint width, height;

  aoi_overview_get_size (7716, 5360, 1280, &width, &height);
  g_assert_cmpint (width, ==, 1280);
  g_assert_cmpint (height, ==, 889);
  aoi_overview_get_size (5000, 1, 10, &width, &height);
  g_assert_cmpint (width, ==, 10);
  g_assert_cmpint (height, ==, 1);
  aoi_overview_get_size (100, 50, 200, &width, &height);
  g_assert_cmpint (width, ==, 100);
  g_assert_cmpint (height, ==, 50);
}

static void
test_refused (void)
{
  guint8 memory[4] = { 0 }, dest[48];
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_GRAY8, 2, 2);
  image.data[0] = memory;
  image.stride[0] = 2;
  g_test_expect_message ("aoi", G_LOG_LEVEL_CRITICAL, "*width <= image->valid.width*");
  aoi_overview_write (&image, AOI_FORMAT_RGB, 3, 2, dest, 9);
  g_test_expect_message ("aoi", G_LOG_LEVEL_CRITICAL, "*is_packed_rgb*");
  aoi_overview_write (&image, AOI_FORMAT_I420, 2, 2, dest, 6);
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gint format = AOI_FORMAT_UNKNOWN + 1; format < AOI_FORMAT_LAST; format++) {
    g_autofree gchar *path = g_strdup_printf ("/overview/%s", aoi_format_to_string (format));

    g_test_add_data_func (path, GINT_TO_POINTER (format), test_format);
  }
  g_test_add_func ("/overview/same", test_same);
  g_test_add_func ("/overview/written", test_written);
  g_test_add_func ("/overview/white", test_white);
  g_test_add_func ("/overview/size", test_size);
  g_test_add_func ("/overview/refused", test_refused);
  return g_test_run ();
}
