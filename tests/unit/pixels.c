/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>
#include <string.h>

#include "pixels-support.h"

/* Every format is compared with a reference that computes one pixel at a time, in the plainest way.
 */

static gint
byte_at (const AoiImage *image, guint plane, gint x, gint y)
{
  return image->data[plane][y * image->stride[plane] + x];
}

static gint
mirror (gint i, gint n)
{
  if (i < 0)
    i = -i;
  if (i > n - 1)
    i = 2 * (n - 1) - i;
  return CLAMP (i, 0, n - 1);
}

static gchar
bayer_colour (AoiFormat format, gint x, gint y)
{
  const gchar *order = aoi_format_to_string (format);

  return order[2 * (y & 1) + (x & 1)];
}

/* The mean of the 3x3 neighbours that have the colour, unless the pixel has it itself. */
static gint
bayer_value (const AoiImage *image, gint x, gint y, gchar colour)
{
  gint sum = 0, n = 0;

  if (bayer_colour (image->format, x, y) == colour)
    return byte_at (image, 0, x, y);
  for (gint ny = y - 1; ny <= y + 1; ny++) {
    for (gint nx = x - 1; nx <= x + 1; nx++) {
      if (bayer_colour (image->format, nx, ny) != colour)
        continue;
      sum += byte_at (image, 0, mirror (nx, image->width), mirror (ny, image->height));
      n++;
    }
  }
  return (sum + n / 2) / n;
}

static void
yuv_at (const AoiImage *image, gint x, gint y, gint yuv[3])
{
  yuv[0] = image->format == AOI_FORMAT_YUY2 ? byte_at (image, 0, 2 * x, y)
      : image->format == AOI_FORMAT_UYVY    ? byte_at (image, 0, 2 * x + 1, y)
                                            : byte_at (image, 0, x, y);
  for (gint i = 1; i < 3; i++) {
    switch (image->format) {
      case AOI_FORMAT_I420:
        yuv[i] = byte_at (image, i, x / 2, y / 2);
        break;
      case AOI_FORMAT_YV12:
        yuv[i] = byte_at (image, 3 - i, x / 2, y / 2);
        break;
      case AOI_FORMAT_NV12:
        yuv[i] = byte_at (image, 1, x / 2 * 2 + i - 1, y / 2);
        break;
      case AOI_FORMAT_NV21:
        yuv[i] = byte_at (image, 1, x / 2 * 2 + 2 - i, y / 2);
        break;
      case AOI_FORMAT_Y42B:
        yuv[i] = byte_at (image, i, x / 2, y);
        break;
      case AOI_FORMAT_Y444:
        yuv[i] = byte_at (image, i, x, y);
        break;
      case AOI_FORMAT_YUY2:
        yuv[i] = byte_at (image, 0, x / 2 * 4 + 2 * i - 1, y);
        break;
      default:
        g_assert_cmpint (image->format, ==, AOI_FORMAT_UYVY);
        yuv[i] = byte_at (image, 0, x / 2 * 4 + 2 * i - 2, y);
        break;
    }
  }
}

static gdouble
yuv_luma (const AoiImage *image, gint y)
{
  return image->full_range ? y : (y - 16) * 255. / 219.;
}

static void
yuv_to_rgb (const AoiImage *image, const gint yuv[3], gdouble rgb[3])
{
  static const gdouble shares[][2] = { { .299, .114 }, { .2126, .0722 }, { .2627, .0593 } };
  gdouble kr = shares[image->matrix][0], kb = shares[image->matrix][1];
  gdouble scale = image->full_range ? 1. : 255. / 224.;
  gdouble y = yuv_luma (image, yuv[0]);

  rgb[0] = y + (yuv[2] - 128) * scale * 2 * (1 - kr);
  rgb[2] = y + (yuv[1] - 128) * scale * 2 * (1 - kb);
  rgb[1] = (y - kr * rgb[0] - kb * rgb[2]) / (1 - kr - kb);
}

/* Where red, green and blue are in the bytes of a pixel. */
static const gchar *
packed_order (AoiFormat format)
{
  const gchar *name = aoi_format_to_string (format);

  return format >= AOI_FORMAT_RGB && format <= AOI_FORMAT_XBGR ? name : NULL;
}

static gboolean
is_yuv (AoiFormat format)
{
  return format >= AOI_FORMAT_I420 && format <= AOI_FORMAT_UYVY;
}

/* The value before it is rounded and clamped, of red, green or blue. */
static gdouble
reference_colour (const AoiImage *image, gint x, gint y, gint channel)
{
  AoiFormat format = image->format;
  const gchar *order = packed_order (format);

  if (order != NULL)
    return byte_at (image, 0, x * strlen (order) + (strchr (order, "RGB"[channel]) - order), y);
  if (aoi_format_is_bayer (format))
    return bayer_value (image, x, y, "rgb"[channel]);
  if (is_yuv (format)) {
    gint yuv[3];
    gdouble rgb[3];

    yuv_at (image, x, y, yuv);
    yuv_to_rgb (image, yuv, rgb);
    return rgb[channel];
  }
  if (format == AOI_FORMAT_GRAY8)
    return byte_at (image, 0, x, y);
  return byte_at (image, 0, 2 * x + (format == AOI_FORMAT_GRAY16_LE ? 1 : 0), y);
}

static gdouble
reference_gray (const AoiImage *image, gint x, gint y)
{
  gint yuv[3], sum = 128;
  static const gint weights[] = { 77, 150, 29 };

  if (is_yuv (image->format)) {
    yuv_at (image, x, y, yuv);
    return yuv_luma (image, yuv[0]);
  }
  if (!aoi_format_has_colour (image->format))
    return reference_colour (image, x, y, 0);
  for (gint i = 0; i < 3; i++)
    sum += weights[i] * (gint) reference_colour (image, x, y, i);
  return sum / 256;
}

/* Equal to the rounded and clamped reference; only where that is a tie to a thousandth, fixed point
 * may round either way. Whole numbers have to be equal. */
static void
assert_value (guint8 value, gdouble reference)
{
  g_assert_cmpfloat (fabs (value - CLAMP (reference, 0., 255.)), <=, 0.502);
}

/* Compares `view`, which may be of a part, with the reference of the whole frame. */
static void
check_view (const AoiImage *whole, const AoiView *view, gint channels)
{
  gint width, height, w = view->rect.width, h = view->rect.height;
  gsize stride;
  g_autofree guint8 *pixels = NULL;

  aoi_view_get_size (view, &width, &height);
  stride = width * channels + 5;
  pixels = g_malloc (stride * height);
  memset (pixels, 0xa5, stride * height);
  if (channels == 3)
    aoi_pixels_read_rgb (view, pixels, stride);
  else
    aoi_pixels_read_gray (view, pixels, stride);
  for (gint y = 0; y < height; y++) {
    for (gint x = 0; x < width; x++) {
      /* numpy.rot90 (crop, rotation / 90) */
      gint cx = view->rotation == 0 ? x
          : view->rotation == 90    ? w - 1 - y
                                    : (view->rotation == 180 ? w - 1 - x : y);
      gint cy = view->rotation == 0 ? y
          : view->rotation == 90    ? x
                                    : (view->rotation == 180 ? h - 1 - y : h - 1 - x);
      gint fx = CLAMP (view->rect.x + cx, 0, whole->width - 1);
      gint fy = CLAMP (view->rect.y + cy, 0, whole->height - 1);

      for (gint i = 0; i < channels; i++)
        assert_value (pixels[y * stride + x * channels + i],
            channels == 3 ? reference_colour (whole, fx, fy, i) : reference_gray (whole, fx, fy));
    }
    for (gsize i = (gsize) width * channels; i < stride; i++)
      g_assert_cmpint (pixels[y * stride + i], ==, 0xa5);
  }
}

static void
check_rect (const AoiImage *whole, const AoiImage *image, AoiRect rect)
{
  for (guint rotation = 0; rotation < 360; rotation += 90) {
    AoiView view = { image, rect, rotation };

    check_view (whole, &view, 1);
    check_view (whole, &view, 3);
  }
}

/* Reads `rect` from a copy that has no more than the margin. */
static void
check_copy (const AoiImage *image, AoiRect rect)
{
  AoiRect part = aoi_rect_inflate (&rect, AOI_PIXELS_MARGIN);
  gsize size = aoi_image_copy_size (image, &part);
  g_autofree guint8 *memory = g_malloc (size);
  AoiImage copy;

  if (!aoi_rect_intersect (&rect, &image->valid, NULL))
    return;
  aoi_image_copy_part (image, &part, memory, &copy);
  check_rect (image, &copy, rect);
}

static void
check_both (const AoiImage *image, AoiRect rect)
{
  check_rect (image, image, rect);
  check_copy (image, rect);
}

static AoiRect
random_rect (GRand *rand, gint width, gint height, gint most)
{
  return (AoiRect){ g_rand_int_range (rand, -most, width + most),
    g_rand_int_range (rand, -most, height + most), g_rand_int_range (rand, 1, most + 1),
    g_rand_int_range (rand, 1, most + 1) };
}

static void
test_small (gconstpointer format)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (GPOINTER_TO_INT (format));

  for (gint i = 0; i < 60; i++) {
    gint width = g_rand_int_range (rand, 1, 8), height = g_rand_int_range (rand, 1, 8);
    g_auto (Frame) frame = { 0 };

    frame_init (&frame, rand, GPOINTER_TO_INT (format), width, height);
    check_rect (&frame.image, &frame.image, (AoiRect){ 0, 0, width, height });
    for (gint k = 0; k < 8; k++)
      check_both (&frame.image, random_rect (rand, width, height, 9));
  }
}

static void
test_views (gconstpointer format)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (GPOINTER_TO_INT (format) + 100);

  for (gint i = 0; i < 4; i++) {
    gint width = 90 + i, height = 70 + (i >> 1);
    g_auto (Frame) frame = { 0 };

    frame_init (&frame, rand, GPOINTER_TO_INT (format), width, height);
    check_both (&frame.image, (AoiRect){ 0, 0, width, height });
    check_both (&frame.image, (AoiRect){ -3, -4, width + 7, height + 9 });
    check_both (&frame.image, (AoiRect){ 13 + i, 9, 64, 32 });
    check_both (&frame.image, (AoiRect){ 5, 6 + i, 1, 1 });
    for (gint k = 0; k < 10; k++)
      check_both (&frame.image, random_rect (rand, width, height, 60));
  }
}

/* Wider than the tiles in which views are read. */
static void
test_wide (gconstpointer format)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (GPOINTER_TO_INT (format) + 200);

  for (gint i = 0; i < 2; i++) {
    g_auto (Frame) frame = { 0 };

    frame_init (&frame, rand, GPOINTER_TO_INT (format), 801 + i, 21);
    check_both (&frame.image, (AoiRect){ -2, -1, 806, 23 });
    check_both (&frame.image, (AoiRect){ 100 + i, 2, 257 + i, 18 });
    check_both (&frame.image, (AoiRect){ -600, 2, 700, 3 });
    check_both (&frame.image, (AoiRect){ 700, 2, 700, 3 });
  }
}

/* Rows may run upward in memory. The mosaic of a Bayer frame would be another one. */
static void
test_bottom_up (gconstpointer format)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (GPOINTER_TO_INT (format) + 300);
  g_auto (Frame) frame = { 0 };
  g_autofree guint8 *upright = g_malloc (20 * 20), *flipped = g_malloc (20 * 20);
  AoiView view = { &frame.image, { 0, 0, 20, 20 }, 0 };
  AoiImage image;
  AoiView view_flipped = { &image, { 0, 0, 20, 20 }, 0 };

  frame_init (&frame, rand, GPOINTER_TO_INT (format), 20, 20);
  aoi_pixels_read_gray (&view, upright, 20);
  image = frame.image;
  for (guint i = 0; i < aoi_format_get_n_planes (image.format); i++) {
    gsize row_bytes;
    gint rows;

    aoi_format_get_plane_size (image.format, i, 20, 20, &row_bytes, &rows);
    image.data[i] += (gssize) image.stride[i] * (rows - 1);
    image.stride[i] = -image.stride[i];
  }
  aoi_pixels_read_gray (&view_flipped, flipped, 20);
  for (gint y = 0; y < 20; y++)
    g_assert_cmpmem (flipped + 20 * y, 20, upright + 20 * (19 - y), 20);
}

static void
test_constant (void)
{
  static const guint8 colour[] = { 200, 90, 31 };

  for (AoiFormat format = AOI_FORMAT_BAYER_BGGR; format <= AOI_FORMAT_BAYER_RGGB; format++) {
    guint8 mosaic[37 * 22], rgb[37 * 22 * 3];
    AoiImage image;
    AoiView view = { &image, { 0, 0, 37, 22 }, 0 };

    for (gint i = 0; i < 37 * 22; i++)
      mosaic[i] = colour[strchr ("rgb", bayer_colour (format, i % 37, i / 37)) - "rgb"];
    aoi_image_init (&image, format, 37, 22);
    image.data[0] = mosaic;
    image.stride[0] = 37;
    aoi_pixels_read_rgb (&view, rgb, 37 * 3);
    for (gint i = 0; i < 37 * 22; i++)
      g_assert_cmpmem (rgb + 3 * i, 3, colour, 3);
  }
}

/* Known values of BT.601 in studio range, from the recommendation's own colour bars at 100 %. */
static void
test_yuv_bars (void)
{
  static const guint8 bars[][6] = { { 235, 128, 128, 255, 255, 255 }, { 16, 128, 128, 0, 0, 0 },
    { 81, 90, 240, 254, 0, 0 }, { 145, 54, 34, 0, 255, 1 }, { 41, 240, 110, 0, 0, 255 } };

  for (guint i = 0; i < G_N_ELEMENTS (bars); i++) {
    AoiImage image;
    AoiView view = { &image, { 0, 0, 1, 1 }, 0 };
    guint8 rgb[3];

    aoi_image_init (&image, AOI_FORMAT_Y444, 1, 1);
    for (guint k = 0; k < 3; k++) {
      image.data[k] = &bars[i][k];
      image.stride[k] = 1;
    }
    aoi_pixels_read_rgb (&view, rgb, 3);
    g_assert_cmpmem (rgb, 3, bars[i] + 3, 3);
  }
}

static void
test_refused (void)
{
  guint8 pixel = 7, dest = 9;
  AoiImage image;
  AoiView view = { &image, { 0, 0, 1, 1 }, 45 };

  aoi_image_init (&image, AOI_FORMAT_GRAY8, 1, 1);
  image.data[0] = &pixel;
  image.stride[0] = 1;
  g_test_expect_message ("aoi", G_LOG_LEVEL_CRITICAL, "*can_read*");
  aoi_pixels_read_gray (&view, &dest, 1);
  view.rotation = 0;
  image.valid.width = 0;
  g_test_expect_message ("aoi", G_LOG_LEVEL_CRITICAL, "*can_read*");
  aoi_pixels_read_gray (&view, &dest, 1);
  image.valid.width = 1;
  image.data[0] = NULL;
  g_test_expect_message ("aoi", G_LOG_LEVEL_CRITICAL, "*can_read*");
  aoi_pixels_read_rgb (&view, &dest, 1);
  image.data[0] = &pixel;
  image.format = AOI_FORMAT_UNKNOWN;
  g_test_expect_message ("aoi", G_LOG_LEVEL_CRITICAL, "*can_read*");
  aoi_pixels_read_rgb (&view, &dest, 1);
  g_test_assert_expected_messages ();
  g_assert_cmpint (dest, ==, 9);
}

static void
add_format (const gchar *name, AoiFormat format, GTestDataFunc func)
{
  g_autofree gchar *path = g_strdup_printf ("/pixels/%s/%s", name, aoi_format_to_string (format));

  g_test_add_data_func (path, GINT_TO_POINTER (format), func);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (AoiFormat format = AOI_FORMAT_UNKNOWN + 1; format < AOI_FORMAT_LAST; format++) {
    add_format ("small", format, test_small);
    add_format ("views", format, test_views);
    add_format ("wide", format, test_wide);
    if (!aoi_format_is_bayer (format))
      add_format ("bottom-up", format, test_bottom_up);
  }
  g_test_add_func ("/pixels/bayer/constant", test_constant);
  g_test_add_func ("/pixels/yuv/bars", test_yuv_bars);
  g_test_add_func ("/pixels/refused", test_refused);
  return g_test_run ();
}
