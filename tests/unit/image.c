/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "aoi-image.h"

typedef struct {
  AoiFormat format;
  const gchar *name;
  guint n_planes;
  gboolean colour, bayer;
  gsize sizes[AOI_IMAGE_MAX_PLANES][2]; /* bytes a row, rows; of a frame of 7 x 5 */
} Expected;

static const Expected expected[] = {
  { AOI_FORMAT_UNKNOWN, "UNKNOWN", 0, FALSE, FALSE },
  { AOI_FORMAT_GRAY8, "GRAY8", 1, FALSE, FALSE, { { 7, 5 } } },
  { AOI_FORMAT_GRAY16_LE, "GRAY16_LE", 1, FALSE, FALSE, { { 14, 5 } } },
  { AOI_FORMAT_GRAY16_BE, "GRAY16_BE", 1, FALSE, FALSE, { { 14, 5 } } },
  { AOI_FORMAT_RGB, "RGB", 1, TRUE, FALSE, { { 21, 5 } } },
  { AOI_FORMAT_BGR, "BGR", 1, TRUE, FALSE, { { 21, 5 } } },
  { AOI_FORMAT_RGBX, "RGBx", 1, TRUE, FALSE, { { 28, 5 } } },
  { AOI_FORMAT_BGRX, "BGRx", 1, TRUE, FALSE, { { 28, 5 } } },
  { AOI_FORMAT_XRGB, "xRGB", 1, TRUE, FALSE, { { 28, 5 } } },
  { AOI_FORMAT_XBGR, "xBGR", 1, TRUE, FALSE, { { 28, 5 } } },
  { AOI_FORMAT_I420, "I420", 3, TRUE, FALSE, { { 7, 5 }, { 4, 3 }, { 4, 3 } } },
  { AOI_FORMAT_YV12, "YV12", 3, TRUE, FALSE, { { 7, 5 }, { 4, 3 }, { 4, 3 } } },
  { AOI_FORMAT_NV12, "NV12", 2, TRUE, FALSE, { { 7, 5 }, { 8, 3 } } },
  { AOI_FORMAT_NV21, "NV21", 2, TRUE, FALSE, { { 7, 5 }, { 8, 3 } } },
  { AOI_FORMAT_Y42B, "Y42B", 3, TRUE, FALSE, { { 7, 5 }, { 4, 5 }, { 4, 5 } } },
  { AOI_FORMAT_Y444, "Y444", 3, TRUE, FALSE, { { 7, 5 }, { 7, 5 }, { 7, 5 } } },
  { AOI_FORMAT_YUY2, "YUY2", 1, TRUE, FALSE, { { 16, 5 } } },
  { AOI_FORMAT_UYVY, "UYVY", 1, TRUE, FALSE, { { 16, 5 } } },
  { AOI_FORMAT_BAYER_BGGR, "bggr", 1, TRUE, TRUE, { { 7, 5 } } },
  { AOI_FORMAT_BAYER_GBRG, "gbrg", 1, TRUE, TRUE, { { 7, 5 } } },
  { AOI_FORMAT_BAYER_GRBG, "grbg", 1, TRUE, TRUE, { { 7, 5 } } },
  { AOI_FORMAT_BAYER_RGGB, "rggb", 1, TRUE, TRUE, { { 7, 5 } } },
};

static void
test_formats (void)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (expected) == AOI_FORMAT_LAST);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    const Expected *e = &expected[i];

    g_assert_cmpstr (aoi_format_to_string (e->format), ==, e->name);
    g_assert_cmpuint (aoi_format_get_n_planes (e->format), ==, e->n_planes);
    g_assert_cmpint (aoi_format_has_colour (e->format), ==, e->colour);
    g_assert_cmpint (aoi_format_is_bayer (e->format), ==, e->bayer);
    for (guint plane = 0; plane < AOI_IMAGE_MAX_PLANES; plane++) {
      gsize row_bytes;
      gint rows;

      aoi_format_get_plane_size (e->format, plane, 7, 5, &row_bytes, &rows);
      g_assert_cmpuint (row_bytes, ==, e->sizes[plane][0]);
      g_assert_cmpint (rows, ==, e->sizes[plane][1]);
    }
  }
  g_assert_cmpuint (aoi_format_get_n_planes (AOI_FORMAT_LAST), ==, 0);
  g_assert_false (aoi_format_has_colour (AOI_FORMAT_LAST));
}

static void
test_init (void)
{
  AoiImage image;

  memset (&image, 0xff, sizeof image);
  aoi_image_init (&image, AOI_FORMAT_NV12, 30, 20);
  g_assert_cmpint (image.format, ==, AOI_FORMAT_NV12);
  g_assert_cmpint (image.width, ==, 30);
  g_assert_cmpint (image.height, ==, 20);
  g_assert_cmpmem (
      &image.valid, sizeof image.valid, &((AoiRect){ 0, 0, 30, 20 }), sizeof (AoiRect));
  g_assert_cmpint (image.matrix, ==, AOI_YUV_BT601);
  g_assert_false (image.full_range);
  for (guint i = 0; i < AOI_IMAGE_MAX_PLANES; i++) {
    g_assert_null (image.data[i]);
    g_assert_cmpint (image.stride[i], ==, 0);
  }
}

static void
test_view (void)
{
  static const AoiRect frame_rects[] = { { 101, 202, 3, 4 }, { 134, 201, 4, 3 }, { 136, 244, 3, 4 },
    { 102, 246, 4, 3 } };
  const AoiRect rect = { 1, 2, 3, 4 };
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_GRAY8, 1000, 1000);
  for (guint i = 0; i < 4; i++) {
    AoiView view = { &image, { 100, 200, 40, 50 }, 90 * i };
    AoiRect frame = aoi_view_to_frame (&view, &rect);
    gint width, height;

    aoi_view_get_size (&view, &width, &height);
    g_assert_cmpint (width, ==, i % 2 == 0 ? 40 : 50);
    g_assert_cmpint (height, ==, i % 2 == 0 ? 50 : 40);
    g_assert_cmpmem (&frame, sizeof frame, &frame_rects[i], sizeof frame);
  }
}

/* A rectangle's middle, turned back as a point, is the middle of the rectangle turned back. */
static void
test_view_point (void)
{
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_GRAY8, 1000, 1000);
  for (guint i = 0; i < 400; i++) {
    AoiView view = { &image,
      { g_test_rand_int_range (-50, 900), g_test_rand_int_range (-50, 900),
          g_test_rand_int_range (1, 200), g_test_rand_int_range (1, 200) },
      i % 4 * 90 };
    AoiRect rect = { g_test_rand_int_range (-5, 200), g_test_rand_int_range (-5, 200),
      g_test_rand_int_range (1, 99), g_test_rand_int_range (1, 99) };
    AoiRect frame = aoi_view_to_frame (&view, &rect);
    gdouble x, y;

    aoi_view_point_to_frame (&view, rect.x + rect.width / 2., rect.y + rect.height / 2., &x, &y);
    g_assert_cmpfloat (x, ==, frame.x + frame.width / 2.);
    g_assert_cmpfloat (y, ==, frame.y + frame.height / 2.);
  }
}

/* A frame whose bytes encode plane, row and column. */
static guint8 *
make_frame (AoiImage *image, AoiFormat format, gint width, gint height)
{
  guint8 *memory = g_malloc (AOI_IMAGE_MAX_PLANES * 64 * 64);

  for (gint i = 0; i < AOI_IMAGE_MAX_PLANES * 64 * 64; i++)
    memory[i] = i % 251;
  aoi_image_init (image, format, width, height);
  for (guint i = 0; i < aoi_format_get_n_planes (format); i++) {
    image->data[i] = memory + i * 64 * 64;
    image->stride[i] = 64;
  }
  return memory;
}

static void
assert_valid (const AoiImage *image, gint x, gint y, gint width, gint height)
{
  g_assert_cmpint (image->valid.x, ==, x);
  g_assert_cmpint (image->valid.y, ==, y);
  g_assert_cmpint (image->valid.width, ==, width);
  g_assert_cmpint (image->valid.height, ==, height);
}

static void
test_copy_gray (void)
{
  AoiImage image, copy;
  g_autofree guint8 *frame = make_frame (&image, AOI_FORMAT_GRAY8, 15, 13);
  guint8 memory[4 * 3];

  g_assert_cmpuint (aoi_image_copy_size (&image, &(AoiRect){ 3, 5, 4, 3 }), ==, sizeof memory);
  aoi_image_copy_part (&image, &(AoiRect){ 3, 5, 4, 3 }, memory, &copy);
  assert_valid (&copy, 3, 5, 4, 3);
  g_assert_cmpint (copy.format, ==, AOI_FORMAT_GRAY8);
  g_assert_cmpint (copy.width, ==, 15);
  g_assert_cmpint (copy.height, ==, 13);
  g_assert_cmpint (copy.stride[0], ==, 4);
  g_assert_true (copy.data[0] == memory);
  for (gint y = 0; y < 3; y++)
    g_assert_cmpmem (memory + 4 * y, 4, frame + 64 * (5 + y) + 3, 4);
}

static void
test_copy_even (void)
{
  AoiImage image, copy;
  g_autofree guint8 *frame = make_frame (&image, AOI_FORMAT_NV12, 15, 13);
  guint8 memory[6 * 4 + 6 * 2];

  g_assert_cmpuint (aoi_image_copy_size (&image, &(AoiRect){ 3, 5, 4, 3 }), ==, sizeof memory);
  aoi_image_copy_part (&image, &(AoiRect){ 3, 5, 4, 3 }, memory, &copy);
  assert_valid (&copy, 2, 4, 6, 4);
  for (gint y = 0; y < 4; y++)
    g_assert_cmpmem (copy.data[0] + y * copy.stride[0], 6, frame + 64 * (4 + y) + 2, 6);
  for (gint y = 0; y < 2; y++)
    g_assert_cmpmem (copy.data[1] + y * copy.stride[1], 6, frame + 64 * 64 + 64 * (2 + y) + 2, 6);
  g_assert_true (copy.data[1] + copy.stride[1] + 6 == memory + sizeof memory);
}

/* Odd sizes remain where the frame ends; a part of a part is limited to what there is. */
static void
test_copy_edges (void)
{
  AoiImage image, copy, second;
  g_autofree guint8 *frame = make_frame (&image, AOI_FORMAT_BAYER_RGGB, 15, 13);
  guint8 memory[15 * 13], second_memory[15 * 13];

  aoi_image_copy_part (&image, &(AoiRect){ 9, -4, 40, 40 }, memory, &copy);
  assert_valid (&copy, 8, 0, 7, 13);
  aoi_image_copy_part (&copy, &(AoiRect){ 3, 11, 8, 9 }, second_memory, &second);
  assert_valid (&second, 8, 10, 4, 3);
  for (gint y = 0; y < 3; y++)
    g_assert_cmpmem (second_memory + 4 * y, 4, frame + 64 * (10 + y) + 8, 4);
  aoi_image_copy_part (&image, &(AoiRect){ -9, -9, 100, 100 }, memory, &copy);
  assert_valid (&copy, 0, 0, 15, 13);
}

static void
test_copy_nothing (void)
{
  for (AoiFormat format = AOI_FORMAT_UNKNOWN + 1; format < AOI_FORMAT_LAST; format++) {
    AoiImage image, copy;
    g_autofree guint8 *frame = make_frame (&image, format, 15, 13);

    g_assert_cmpuint (aoi_image_copy_size (&image, &(AoiRect){ 15, 3, 4, 3 }), ==, 0);
    g_assert_cmpuint (aoi_image_copy_size (&image, &(AoiRect){ 3, 3, 0, 3 }), ==, 0);
    aoi_image_copy_part (&image, &(AoiRect){ 15, 3, 4, 3 }, NULL, &copy);
    g_assert_true (aoi_rect_is_empty (&copy.valid));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/formats", test_formats);
  g_test_add_func ("/image/init", test_init);
  g_test_add_func ("/image/view", test_view);
  g_test_add_func ("/image/view/point", test_view_point);
  g_test_add_func ("/image/copy/gray", test_copy_gray);
  g_test_add_func ("/image/copy/even", test_copy_even);
  g_test_add_func ("/image/copy/edges", test_copy_edges);
  g_test_add_func ("/image/copy/nothing", test_copy_nothing);
  return g_test_run ();
}
