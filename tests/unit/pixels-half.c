/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views at half size against a reference that computes one cell at a time from the full-size view of
 * the same pixels, or for Bayer from the samples. */
#include <string.h>

#include "pixels-support.h"

/* Red, green and blue of a Bayer cell. */
static void
get_samples (const AoiImage *image, gint x, gint y, gint rgb[4])
{
  const gchar *order = aoi_format_to_string (image->format);

  memset (rgb, 0, 4 * sizeof (gint));
  for (gint i = 0; i < 4; i++) {
    const gint value = image->data[0][(2 * y + i / 2) * image->stride[0] + 2 * x + i % 2];

    switch (order[i]) {
      case 'r':
        rgb[0] = value;
        break;
      case 'b':
        rgb[2] = value;
        break;
      default:
        rgb[1] += value;
        break;
    }
  }
}

/* A cell inside of the frame. */
static gint
get_reference (const AoiImage *image, gint x, gint y, gint channel, gint channels)
{
  const AoiView cell = { image, { 2 * x, 2 * y, 2, 2 }, 0 };
  guint8 pixels[12];
  gint rgb[4], sum = 0;

  if (aoi_format_is_bayer (image->format)) {
    get_samples (image, x, y, rgb);
    if (channels == 1)
      return (77 * rgb[0] + 75 * rgb[1] + 29 * rgb[2] + 128) / 256;
    return channel == 1 ? (rgb[1] + 1) / 2 : rgb[channel];
  }
  if (channels == 3)
    aoi_pixels_read_rgb (&cell, pixels, 6);
  else
    aoi_pixels_read_gray (&cell, pixels, 2);
  for (gint i = 0; i < 4; i++)
    sum += pixels[i * channels + channel];
  return (sum + 2) / 4;
}

static void
check_view (const AoiImage *whole, const AoiView *view, gint channels)
{
  const gint w = view->rect.width, h = view->rect.height;
  g_autofree guint8 *pixels = NULL;
  gint width, height;
  gsize stride;

  aoi_view_get_size (view, &width, &height);
  stride = (gsize) (width * channels + 3);
  pixels = g_malloc (stride * (gsize) height);
  memset (pixels, 0xa5, stride * (gsize) height);
  if (channels == 3)
    aoi_pixels_read_rgb_half (view, pixels, stride);
  else
    aoi_pixels_read_gray_half (view, pixels, stride);
  for (gint y = 0; y < height; y++) {
    for (gint x = 0; x < width; x++) {
      const gint turned[4][2] = { { x, y }, { w - 1 - y, x }, { w - 1 - x, h - 1 - y },
        { y, h - 1 - x } };
      const gint *at = turned[view->rotation / 90];
      const gint cx = CLAMP (view->rect.x + at[0], 0, whole->width / 2 - 1);
      const gint cy = CLAMP (view->rect.y + at[1], 0, whole->height / 2 - 1);

      for (gint i = 0; i < channels; i++)
        g_assert_cmpint (pixels[(gsize) y * stride + (gsize) (x * channels + i)], ==,
            get_reference (whole, cx, cy, i, channels));
    }
    for (gsize i = (gsize) (width * channels); i < stride; i++)
      g_assert_cmpint (pixels[(gsize) y * stride + i], ==, 0xa5);
  }
}

static void
check_rect (const AoiImage *whole, const AoiImage *image, AoiRect cells)
{
  for (guint rotation = 0; rotation < 360; rotation += 90) {
    const AoiView view = { image, cells, rotation };

    check_view (whole, &view, 1);
    check_view (whole, &view, 3);
  }
}

/* A copy of a ROI and its margin is as good as the frame, also where the ROI begins on an odd pixel. */
static void
check_copy (const AoiImage *image, const AoiRect *roi)
{
  const AoiRect part = aoi_rect_inflate (roi, AOI_PIXELS_MARGIN);
  const gint x = roi->x / 2, y = roi->y / 2;
  const AoiRect cells = { x, y, (roi->x + roi->width + 1) / 2 - x,
    (roi->y + roi->height + 1) / 2 - y };
  g_autofree guint8 *memory = g_malloc (aoi_image_copy_size (image, &part));
  AoiImage copy;

  aoi_image_copy_part (image, &part, memory, &copy);
  check_rect (image, &copy, cells);
}

static void
test_format (gconstpointer data)
{
  const AoiFormat format = GPOINTER_TO_INT (data);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) format);

  for (gint i = 0; i < 12; i++) {
    const gint width = i < 8 ? 2 + i : 601 + i, height = i < 8 ? 9 - i : 31 + i;
    g_auto (Frame) frame = { 0 };

    frame_init (&frame, rand, format, width, height);
    check_rect (&frame.image, &frame.image, (AoiRect){ 0, 0, width / 2, height / 2 });
    check_rect (&frame.image, &frame.image, (AoiRect){ -3, -2, width / 2 + 5, height / 2 + 6 });
    for (gint k = 0; k < 5; k++) {
      const AoiRect roi = { g_rand_int_range (rand, 0, width - 1),
        g_rand_int_range (rand, 0, height - 1), 2, 2 };

      check_copy (&frame.image, &roi);
    }
  }
  {
    g_auto (Frame) frame = { 0 };
    const AoiRect roi = { 13, 7, 60, 40 };

    frame_init (&frame, rand, format, 120, 90);
    check_copy (&frame.image, &roi);
  }
}

static void
test_refused (void)
{
  guint8 memory[4] = { 0 }, dest[4];
  AoiView view = { NULL, { 0, 0, 1, 1 }, 0 };
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_GRAY8, 1, 4);
  image.data[0] = memory;
  image.stride[0] = 1;
  view.image = &image;
  g_test_expect_message ("aoi", G_LOG_LEVEL_CRITICAL, "*can_read_half*");
  aoi_pixels_read_gray_half (&view, dest, 1);
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gint format = AOI_FORMAT_UNKNOWN + 1; format < AOI_FORMAT_LAST; format++) {
    g_autofree gchar *path = g_strdup_printf ("/pixels-half/%s", aoi_format_to_string (format));

    g_test_add_data_func (path, GINT_TO_POINTER (format), test_format);
  }
  g_test_add_func ("/pixels-half/refused", test_refused);
  return g_test_run ();
}
