/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Aligned mosaics that are demosaiced along edges. */
#include <math.h>

#include "pixels-support.h"

#define WIDTH 300 /* more than is done at once */
#define HEIGHT 40

static gint
mirror (gint at, gint n)
{
  at = ABS (at);
  return CLAMP (at < n ? at : 2 * (n - 1) - at, 0, n - 1);
}

static gint
sample (const AoiImage *image, gint x, gint y)
{
  return image->data[0][mirror (y, image->height) * image->stride[0] + mirror (x, image->width)];
}

/* 0, 1 or 2: red, green or blue. */
static gint
get_colour (AoiFormat format, gint x, gint y)
{
  static const gchar *const cells[] = {
    [AOI_FORMAT_BAYER_BGGR] = "\2\1\1\0",
    [AOI_FORMAT_BAYER_GBRG] = "\1\2\0\1",
    [AOI_FORMAT_BAYER_GRBG] = "\1\0\2\1",
    [AOI_FORMAT_BAYER_RGGB] = "\0\1\1\2",
  };

  return cells[format][2 * (y & 1) + (x & 1)];
}

/* Rounded half up, as shifts do. */
static gint
part (gint sum, gint of)
{
  return (gint) floor ((sum + of / 2.0) / of);
}

static gint
get_green (const AoiImage *image, gint x, gint y)
{
  const gint c = sample (image, x, y);
  const gint l = sample (image, x - 1, y), r = sample (image, x + 1, y);
  const gint a = sample (image, x, y - 1), b = sample (image, x, y + 1);
  const gint across = 2 * c - sample (image, x - 2, y) - sample (image, x + 2, y);
  const gint down = 2 * c - sample (image, x, y - 2) - sample (image, x, y + 2);
  const gint changes_across = ABS (l - r) + ABS (across), changes_down = ABS (a - b) + ABS (down);

  if (get_colour (image->format, x, y) == 1)
    return c;
  if (changes_across < changes_down)
    return part (2 * (l + r) + across, 4);
  if (changes_down < changes_across)
    return part (2 * (a + b) + down, 4);
  return part ((gint) floor ((2 * (l + r + a + b) + across + down) / 2.0), 4);
}

/* The mean of how far those of a colour around the pixel, or the pixel itself, are from green. */
static gint
get_level (const AoiImage *image, gint x, gint y, gint colour)
{
  gint sum = 0, n = 0;

  for (gint reach = 0; reach <= 1 && n == 0; reach++)
    for (gint j = -reach; j <= reach; j++)
      for (gint i = -reach; i <= reach; i++)
        if (get_colour (image->format, (x + i) & 1, (y + j) & 1) == colour) {
          sum += sample (image, x + i, y + j) - get_green (image, x + i, y + j);
          n++;
        }
  return CLAMP (get_green (image, x, y) + (colour == 1 ? 0 : part (sum, n)), 0, 255);
}

static void
check_frame (const AoiImage *image)
{
  const AoiView view = { image, { 0, 0, image->width, image->height }, 0 };
  g_autofree guint8 *pixels = g_malloc (3 * (gsize) image->width * (gsize) image->height);

  aoi_pixels_read_rgb_fine (&view, pixels, 3 * (gsize) image->width);
  for (gint y = 0; y < image->height; y++)
    for (gint x = 0; x < image->width; x++)
      for (gint k = 0; k < 3; k++)
        g_assert_cmpint (pixels[3 * (y * image->width + x) + k], ==, get_level (image, x, y, k));
}

/* Of noise, which has edges in all directions. */
static void
test_reference (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  static const gint sizes[][2] = { { WIDTH, HEIGHT }, { 33, 17 }, { 4, 4 }, { 5, 9 } };

  for (AoiFormat format = AOI_FORMAT_GRAY8; format < AOI_FORMAT_LAST; format++) {
    if (!aoi_format_is_bayer (format))
      continue;
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
      g_auto (Frame) frame = { 0 };

      frame_init (&frame, rand, format, sizes[i][0], sizes[i][1]);
      frame.image.aligned = TRUE;
      frame.image.alignment = (AoiAlignment){ 1.0, 0.0, 0.0, 0.0 };
      check_frame (&frame.image);
    }
  }
}

/* Gray bars are gray, on whichever columns or rows they lie; read bilinearly they have fringes. */
static void
test_bars (void)
{
  static guint8 mosaic[HEIGHT][HEIGHT], pixels[HEIGHT][HEIGHT][3];
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_BAYER_GBRG, HEIGHT, HEIGHT);
  image.data[0] = mosaic[0];
  image.stride[0] = HEIGHT;
  image.aligned = TRUE;
  for (gint phase = 0; phase < 8; phase++) {
    image.alignment = (AoiAlignment){ 1.0, 0.0, phase & 1, phase >> 1 & 1 };
    for (gint y = 0; y < HEIGHT; y++)
      for (gint x = 0; x < HEIGHT; x++)
        mosaic[y][x] = ((phase & 4 ? x : y) / 7 & 1) != 0 ? 220 : 30;
    aoi_pixels_read_rgb_fine (
        &(AoiView){ &image, { 4, 4, HEIGHT - 9, HEIGHT - 9 }, 0 }, pixels[0][0], sizeof *pixels);
    for (gint y = 0; y < HEIGHT - 9; y++)
      for (gint x = 0; x < HEIGHT - 9; x++)
        for (gint k = 0; k < 3; k++)
          g_assert_cmpint (
              pixels[y][x][k], ==, mosaic[y + 4 + (phase >> 1 & 1)][x + 4 + (phase & 1)]);
  }
}

/* What lies at rest, and what is no mosaic, is read as ever. */
static void
test_others (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (AoiFormat format = AOI_FORMAT_GRAY8; format < AOI_FORMAT_LAST; format++) {
    const gint most = aoi_format_is_bayer (format) ? 0 : 1;

    for (gint aligned = 0; aligned <= most; aligned++) {
      const gsize size = 3 * 64 * HEIGHT;
      g_autofree guint8 *wanted = g_malloc0 (size), *pixels = g_malloc0 (size);
      g_auto (Frame) frame = { 0 };
      const AoiView view = { &frame.image, { 3, 2, 50, 30 }, 90 };

      frame_init (&frame, rand, format, 64, HEIGHT);
      frame.image.aligned = aligned;
      frame.image.alignment = (AoiAlignment){ 1.0, 0.01, 1.3, -0.4 };
      aoi_pixels_read_rgb (&view, wanted, 3 * 30);
      aoi_pixels_read_rgb_fine (&view, pixels, 3 * 30);
      g_assert_cmpmem (pixels, size, wanted, size);
    }
  }
}

/* A copy of a part shows what the frame does, near its edges too. */
static void
test_copy (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gint round = 0; round < 200; round++) {
    const gsize size = 3 * 64 * 64;
    g_autofree guint8 *wanted = g_malloc0 (size), *pixels = g_malloc0 (size), *memory = NULL;
    g_auto (Frame) frame = { 0 };
    AoiView view = { &frame.image,
      { g_rand_int_range (rand, 0, 40), g_rand_int_range (rand, 0, 20), 20, 16 },
      90 * (guint) g_rand_int_range (rand, 0, 4) };
    const gdouble angle = g_rand_double_range (rand, -0.08, 0.08);
    AoiImage copy;

    frame_init (&frame, rand,
        g_rand_int_range (rand, AOI_FORMAT_BAYER_BGGR, AOI_FORMAT_BAYER_RGGB + 1), 64, HEIGHT);
    frame.image.aligned = TRUE;
    frame.image.alignment = (AoiAlignment){ cos (angle), sin (angle),
      g_rand_double_range (rand, -3.0, 3.0), g_rand_double_range (rand, -3.0, 3.0) };
    memory = g_malloc (aoi_image_copy_size (&frame.image, &view.rect));
    aoi_image_copy_part (&frame.image, &view.rect, memory, &copy);
    aoi_pixels_read_rgb_fine (&view, wanted, 3 * 20);
    view.image = &copy;
    aoi_pixels_read_rgb_fine (&view, pixels, 3 * 20);
    g_assert_cmpmem (pixels, size, wanted, size);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixels-edges/reference", test_reference);
  g_test_add_func ("/pixels-edges/bars", test_bars);
  g_test_add_func ("/pixels-edges/others", test_others);
  g_test_add_func ("/pixels-edges/copy", test_copy);
  return g_test_run ();
}
