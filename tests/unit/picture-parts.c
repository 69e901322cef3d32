/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parts of pictures have the pixels of the whole ones, bit for bit. */
#include "image/aoi-picture-parts.h"

#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "aoi-error.h"
#include "image/aoi-picture-pixbuf.h"
#include "picture-files.h"
#include "picture-witness.h"
#include "support/test-repeat.h"

#define MAX_RECTS 6

/* How a JPEG file is written. */
typedef struct {
  gint width, height;
  J_COLOR_SPACE color; /* JCS_RGB is the space of what is encoded; the file's follows from it */
  gint h, v; /* chroma's part of the luma's width and height */
  gint quality;
  guint restart; /* MCUs; 0: no markers */
  gboolean progressive, arithmetic, separate;
} Style;

static gint
count_channels (J_COLOR_SPACE color)
{
  return color == JCS_GRAYSCALE ? 1 : color == JCS_CMYK ? 4 : 3;
}

/* Edges, noise and slopes, so that each way of interpolating gives something else. */
static guint8 *
draw (GRand *rand, const Style *style)
{
  const gsize n = (gsize) count_channels (style->color);
  guint8 *pixels = g_malloc (n * (gsize) style->width * (gsize) style->height);
  const gint cell = g_rand_int_range (rand, 3, 30), noise = g_rand_int_range (rand, 1, 80);

  for (gint y = 0; y < style->height; y++)
    for (gint x = 0; x < style->width; x++)
      for (gsize c = 0; c < n; c++)
        pixels[((gsize) y * (gsize) style->width + (gsize) x) * n + c] = (guint8) CLAMP (
            ((x / cell + y / cell + (gint) c) % 3) * 90 + (x + 2 * y) % 40
                + g_rand_int_range (rand, 0, noise),
            0, 255);
  return pixels;
}

/* Each component in a scan of its own. */
static void
separate_scans (struct jpeg_compress_struct *info, jpeg_scan_info *scans)
{
  for (gint i = 0; i < info->num_components; i++)
    scans[i] = (jpeg_scan_info){ 1, { i }, 0, 63, 0, 0 };
  info->scan_info = scans;
  info->num_scans = info->num_components;
}

static void
choose_style (struct jpeg_compress_struct *info, const Style *style, jpeg_scan_info *scans)
{
  jpeg_set_defaults (info);
  jpeg_set_quality (info, style->quality, TRUE);
  info->restart_interval = style->restart;
  info->arith_code = style->arithmetic;
  if (style->color == JCS_RGB) {
    info->comp_info[0].h_samp_factor = style->h;
    info->comp_info[0].v_samp_factor = style->v;
  }
  if (style->separate)
    separate_scans (info, scans);
  if (style->progressive)
    jpeg_simple_progression (info);
}

static GBytes *
encode (GRand *rand, const Style *style)
{
  g_autofree guint8 *pixels = draw (rand, style);
  struct jpeg_compress_struct info;
  struct jpeg_error_mgr errors;
  jpeg_scan_info scans[MAX_COMPS_IN_SCAN];
  unsigned char *data = NULL;
  unsigned long length = 0;
  GBytes *bytes;

  info.err = jpeg_std_error (&errors);
  jpeg_create_compress (&info);
  jpeg_mem_dest (&info, &data, &length);
  info.image_width = (JDIMENSION) style->width;
  info.image_height = (JDIMENSION) style->height;
  info.input_components = count_channels (style->color);
  info.in_color_space = style->color;
  choose_style (&info, style, scans);
  jpeg_start_compress (&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = pixels
        + (gsize) info.next_scanline * (gsize) info.input_components * (gsize) style->width;

    jpeg_write_scanlines (&info, &row, 1);
  }
  jpeg_finish_compress (&info);
  jpeg_destroy_compress (&info);
  bytes = g_bytes_new (data, length);
  free (data);
  return bytes;
}

static Style
draw_style (GRand *rand)
{
  static const gint samplings[][2] = { { 1, 1 }, { 2, 1 }, { 2, 2 }, { 4, 1 }, { 1, 2 } };
  const gint *sampling = samplings[g_rand_int_range (rand, 0, G_N_ELEMENTS (samplings))];

  return (Style){
    .width = g_rand_int_range (rand, 1, 260),
    .height = g_rand_int_range (rand, 1, 260),
    .color = g_rand_int_range (rand, 0, 6) == 0 ? JCS_GRAYSCALE : JCS_RGB,
    .h = sampling[0],
    .v = sampling[1],
    .quality = g_rand_int_range (rand, 20, 101),
    .restart = g_rand_boolean (rand) ? 0 : (guint) g_rand_int_range (rand, 1, 40),
  };
}

/* Of any place, such as corners, and outside. */
static AoiRect
draw_rect (GRand *rand, gint width, gint height)
{
  const gint w = g_rand_int_range (rand, 1, MAX (width / 3, 2));
  const gint h = g_rand_int_range (rand, 1, MAX (height / 3, 2));
  const gint place = g_rand_int_range (rand, 0, 5);

  return (AoiRect){ place == 0 ? 0
        : place == 1           ? width - w
                               : g_rand_int_range (rand, -w, width + 1),
    place == 1       ? 0
        : place == 0 ? height - h
                     : g_rand_int_range (rand, -h, height + 1),
    w, h };
}

static void
assert_pixels (const AoiImage *image, const AoiPicture *whole)
{
  const gsize n = image->format == AOI_FORMAT_RGB ? 3 : 1;
  const guint8 *pixels = g_bytes_get_data (whole->pixels, NULL);

  g_assert_cmpint (image->format, ==, whole->format);
  g_assert_cmpint (image->width, ==, whole->width);
  g_assert_cmpint (image->height, ==, whole->height);
  for (gint y = 0; y < image->valid.height; y++)
    g_assert_cmpmem (image->data[0] + (gsize) y * (gsize) image->stride[0],
        n * (gsize) image->valid.width,
        pixels + n * ((gsize) (image->valid.y + y) * (gsize) whole->width + (gsize) image->valid.x),
        n * (gsize) image->valid.width);
}

static gboolean
is_jpeg (GBytes *file)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);

  return aoi_picture_find_type (data, length) == AOI_PICTURE_JPEG;
}

/* What gdk-pixbuf makes of a JPEG file counts, unless libjpeg finds it damaged. Returns: (transfer full): the picture, if
 * it can be had */
static AoiPicture *
decode_whole (GBytes *file, GError **error)
{
  AoiPicture *whole = aoi_picture_decode (file, error);
  g_autoptr (AoiPicture) shown = NULL;

  if (!is_jpeg (file))
    return whole;
  shown = aoi_picture_decode_pixbuf (file, AOI_PICTURE_JPEG, NULL);
  g_assert_true ((whole != NULL) == (shown != NULL && picture_is_sound (file)));
  if (whole != NULL)
    g_assert_true (whole->format == shown->format && whole->width == shown->width
        && whole->height == shown->height && g_bytes_equal (whole->pixels, shown->pixels));
  return whole;
}

/* Returns whether the picture was decoded in parts, and not as a whole. */
static gboolean
assert_parts (GBytes *file, const AoiRect *rects, guint n)
{
  g_autoptr (GError) error = NULL, whole_error = NULL;
  g_autoptr (AoiPictureParts) parts = aoi_picture_decode_parts (file, rects, n, &error);
  g_autoptr (AoiPicture) whole = decode_whole (file, &whole_error);

  if (whole == NULL) {
    g_assert_null (parts);
    g_assert_error (error, whole_error->domain, whole_error->code);
    g_assert_cmpstr (error->message, ==, whole_error->message);
    return FALSE;
  }
  g_assert_no_error (error);
  g_assert_cmpuint (parts->n_images, ==, n);
  for (guint i = 0; i < n; i++) {
    const AoiRect frame = { 0, 0, whole->width, whole->height };
    AoiRect needed = { 0 };

    if (aoi_rect_intersect (&rects[i], &frame, &needed))
      g_assert_true (aoi_rect_contains (&parts->images[i].valid, &needed));
    assert_pixels (&parts->images[i], whole);
  }
  return parts->whole == NULL;
}

static GBytes *
turn (GRand *rand, GBytes *file)
{
  const gint orientation = g_rand_int_range (rand, 0, 9);

  return orientation > 0 ? picture_turn_jpeg (file, orientation) : g_bytes_ref (file);
}

/* Sizes are those of upright or lying pictures, as it comes. */
static guint
draw_rects (GRand *rand, const Style *style, AoiRect *rects)
{
  const guint n = (guint) g_rand_int_range (rand, 1, MAX_RECTS + 1);

  for (guint i = 0; i < n; i++)
    rects[i] = draw_rect (rand, style->width, style->height);
  return n;
}

static void
test_plain (void)
{
  const guint n = test_repeat (500, 20000);
  guint n_partial = 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (i);
    const Style style = draw_style (rand);
    g_autoptr (GBytes) lying = encode (rand, &style), file = turn (rand, lying);
    AoiRect rects[MAX_RECTS];

    n_partial += assert_parts (file, rects, draw_rects (rand, &style, rects));
  }
  /* But for those with large parts, or none. */
  g_assert_cmpuint (n_partial, >, n / 2);
}

/* An ROI a picture: nothing but that is decoded, at each phase of blocks and rows. */
static void
test_places (void)
{
  static const gint samplings[][2] = { { 1, 1 }, { 2, 1 }, { 2, 2 }, { 4, 1 }, { 1, 2 } };

  for (guint k = 0; k < G_N_ELEMENTS (samplings); k++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (k);
    const Style style = { 151, 139, JCS_RGB, samplings[k][0], samplings[k][1], 90, 0 };
    g_autoptr (GBytes) file = encode (rand, &style);

    for (gint at = 0; at < 131; at++) {
      const AoiRect one = { at, at, 1 + at % 7, 1 + at % 5 };
      const AoiRect two[] = { { at, 5, 9, 3 }, { 130 - at, at, 17, 1 + at % 3 } };

      g_assert_true (assert_parts (file, &one, 1));
      g_assert_true (assert_parts (file, two, 2));
    }
  }
}

/* What parts cannot be read of is decoded as a whole. */
static void
test_other_kinds (void)
{
  static const Style styles[] = {
    { 90, 70, JCS_RGB, 2, 2, 90, 0, .progressive = TRUE },
    { 90, 70, JCS_GRAYSCALE, 1, 1, 90, 0, .progressive = TRUE },
    { 90, 70, JCS_RGB, 2, 2, 90, 5, .arithmetic = TRUE },
    { 90, 70, JCS_RGB, 2, 1, 90, 0, .separate = TRUE },
    { 90, 70, JCS_CMYK, 1, 1, 90, 0 },
    { 90, 70, JCS_RGB, 1, 4, 90, 0 },
    { 90, 70, JCS_RGB, 3, 1, 90, 0 },
  };
  const AoiRect rect = { 20, 30, 10, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (i);
    g_autoptr (GBytes) file = encode (rand, &styles[i]);

    g_assert_false (assert_parts (file, &rect, 1));
  }
}

/* More parts than the picture has pixels, none, and those that miss it. */
static void
test_amounts (void)
{
  const Style style = { 90, 70, JCS_RGB, 2, 2, 90, 0 };
  const AoiRect all[] = { { 0, 0, 90, 70 }, { 0, 0, 1, 1 } }, outside = { 90, 0, 5, 5 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GBytes) file = encode (rand, &style);

  g_assert_true (assert_parts (file, all, 1));
  g_assert_false (assert_parts (file, all, 2));
  g_assert_false (assert_parts (file, all, 0));
  g_assert_false (assert_parts (file, &outside, 1));
}

static GBytes *
insert (GBytes *file, gsize at, const guint8 *data, gsize length)
{
  GByteArray *array = g_byte_array_new ();
  gsize size;
  const guint8 *old = g_bytes_get_data (file, &size);

  g_byte_array_append (array, old, (guint) at);
  g_byte_array_append (array, data, (guint) length);
  g_byte_array_append (array, old + at, (guint) (size - at));
  return g_byte_array_free_to_bytes (array);
}

/* Of an orientation that is not written as EXIF has it, programs think differently. */
static void
test_orientations (void)
{
  static const guint8 little[] = "\xff\xe1\x00\x24"
                                 "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
                                 "\0\0\0\0\0\0";
  const Style style = { 90, 70, JCS_RGB, 2, 2, 90, 0 };
  const AoiRect rect = { 20, 30, 10, 13 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GBytes) file = encode (rand, &style), turned = picture_turn_jpeg (file, 8);
  g_autoptr (GBytes) twice = picture_turn_jpeg (turned, 6);

  g_assert_true (assert_parts (turned, &rect, 1));
  g_assert_false (assert_parts (twice, &rect, 1));
  for (gsize at = 4; at < sizeof little; at++) {
    guint8 segment[sizeof little - 1];
    g_autoptr (GBytes) plain = NULL, odd = NULL;

    memcpy (segment, little, sizeof segment);
    plain = insert (file, 2, segment, sizeof segment);
    g_assert_true (assert_parts (plain, &rect, 1));
    segment[MIN (at, sizeof segment - 1)] ^= (guint8) (1 << at % 8);
    odd = insert (file, 2, segment, sizeof segment);
    assert_parts (odd, &rect, 1);
  }
}

/* Data behind the picture's own, and markers where none belong. */
static void
test_markers (void)
{
  static const guint8 markers[][4] = { { 0xff, 0xd9, 0xff, 0xd9 }, { 0xff, 0xd8, 0xff, 0xd8 },
    { 0xff, 0xd3, 0xff, 0xd3 }, { 0xff, 0x01, 0xff, 0x01 }, { 0xff, 0xc0, 0, 2 },
    { 0xff, 0xda, 0, 2 }, { 0xff, 0xc4, 0, 2 }, { 0xff, 0xfe, 0, 2 }, { 0xff, 0xff, 0xff, 0 } };
  const Style style = { 90, 70, JCS_RGB, 2, 2, 90, 3 };
  const AoiRect rect = { 20, 10, 10, 13 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GBytes) file = encode (rand, &style);
  const gsize length = g_bytes_get_size (file);

  for (guint i = 0; i < G_N_ELEMENTS (markers); i++)
    for (gsize back = 0; back < length / 2; back += back < 50 ? 1 : 17) {
      g_autoptr (GBytes) odd = insert (file, length - back, markers[i], sizeof markers[i]);

      assert_parts (odd, &rect, 1);
    }
}

/* Files that are damaged anywhere, or end early. */
static void
test_damaged (void)
{
  const guint n = test_repeat (800, 100000);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (i);
    const Style style = draw_style (rand);
    g_autoptr (GBytes) lying = encode (rand, &style), good = turn (rand, lying);
    gsize length = g_bytes_get_size (good);
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), length);
    const gsize most = g_rand_boolean (rand) ? length : MIN (length, 700);
    g_autoptr (GBytes) bad = NULL;
    AoiRect rects[MAX_RECTS];

    for (gint k = g_rand_int_range (rand, 1, 6); k > 0; k--)
      data[g_rand_int_range (rand, 3, (gint32) most)] = (guint8) g_rand_int_range (rand, 0, 256);
    if (g_rand_int_range (rand, 0, 4) == 0)
      length = (gsize) g_rand_int_range (rand, 20, (gint32) length);
    bad = g_bytes_new (data, length);
    assert_parts (bad, rects, draw_rects (rand, &style, rects));
  }
}

/* Data that end too early anywhere, also below the last part, and of each kind of file, make no picture. */
static void
test_damage_anywhere (void)
{
  static const Style styles[] = {
    { 90, 400, JCS_RGB, 2, 2, 90, 0 },
    { 90, 400, JCS_RGB, 2, 2, 90, 6 },
    { 90, 400, JCS_GRAYSCALE, 1, 1, 90, 0 },
    { 90, 400, JCS_RGB, 2, 2, 90, 0, .progressive = TRUE },
  };
  const AoiRect rect = { 20, 4, 10, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (i);
    g_autoptr (GBytes) good = encode (rand, &styles[i]);
    const gsize length = g_bytes_get_size (good);

    g_assert_cmpint (assert_parts (good, &rect, 1), ==, !styles[i].progressive);
    for (guint k = 1; k < 16; k++) {
      static const guint8 restart[] = { 0xff, 0xd5 };
      g_autoptr (GBytes) file = insert (good, length * k / 16, restart, sizeof restart);
      g_autoptr (AoiPictureParts) parts = NULL;
      g_autoptr (GError) error = NULL;

      assert_parts (file, &rect, 1);
      parts = aoi_picture_decode_parts (file, &rect, 1, &error);
      g_assert_error (error, AOI_ERROR, AOI_ERROR_IMAGE);
    }
  }
}

/* Other types come through the same function. */
static void
test_png (void)
{
  g_autoptr (AoiRgbImage) image = picture_draw (3, 40, 30);
  g_autoptr (GBytes) png = picture_save (image, "png");
  const AoiRect rect = { 5, 5, 10, 10 };

  g_assert_false (assert_parts (png, &rect, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-parts/plain", test_plain);
  g_test_add_func ("/picture-parts/places", test_places);
  g_test_add_func ("/picture-parts/other-kinds", test_other_kinds);
  g_test_add_func ("/picture-parts/amounts", test_amounts);
  g_test_add_func ("/picture-parts/orientations", test_orientations);
  g_test_add_func ("/picture-parts/markers", test_markers);
  g_test_add_func ("/picture-parts/damaged", test_damaged);
  g_test_add_func ("/picture-parts/damage-anywhere", test_damage_anywhere);
  g_test_add_func ("/picture-parts/png", test_png);
  return g_test_run ();
}
