/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "engine/aoi-frame-check.h"

#define WIDTH 96
#define HEIGHT 64

static guint8 pixels[WIDTH * HEIGHT * 4];

static AoiRevision *
load (const gchar *json)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-check-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, "rois_config_test.json", NULL);
  g_autofree gchar *command = g_strdup_printf ("rm -rf '%s'", folder);
  g_autoptr (GError) error = NULL;
  AoiRevision *revision;

  g_assert_true (g_file_set_contents (file, json, -1, NULL));
  revision = aoi_revision_load (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (system (command), ==, 0);
  return revision;
}

static AoiImage
make_image (AoiFormat format)
{
  AoiImage image;

  aoi_image_init (&image, format, WIDTH, HEIGHT);
  for (guint i = 0; i < AOI_IMAGE_MAX_PLANES; i++) {
    image.data[i] = pixels;
    image.stride[i] = WIDTH * 4;
  }
  return image;
}

#define INSIDE "{\"idx\":1,\"type\":4,\"coords\":[0,0,96,64]}"
#define OUTSIDE "{\"idx\":2,\"type\":4,\"coords\":[10,10,97,64]}"

static void
check (AoiFormat format, const gchar *expected)
{
  g_autoptr (AoiRevision) revision = load ("[" INSIDE "]");
  const AoiImage image = make_image (format);
  g_autofree gchar *fault = aoi_frame_find_fault (&image, revision);

  g_assert_cmpstr (fault, ==, expected);
}

static void
test_light (void)
{
  const AoiFormat formats[] = { AOI_FORMAT_GRAY8, AOI_FORMAT_RGB, AOI_FORMAT_BGRX, AOI_FORMAT_I420,
    AOI_FORMAT_BAYER_GBRG };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    memset (pixels, 0, sizeof pixels);
    check (formats[i], "unsuitable frame: it is black");
    memset (pixels, 255, sizeof pixels);
    check (formats[i], "unsuitable frame: it is saturated");
    for (guint k = 0; k < sizeof pixels; k++)
      pixels[k] = (guint8) (20 + k * 7 % 200);
    check (formats[i], NULL);
  }
  memset (pixels, 128, sizeof pixels);
  check (AOI_FORMAT_GRAY8, "unsuitable frame: it has one value everywhere");
  check (AOI_FORMAT_BAYER_RGGB, "unsuitable frame: it has one value everywhere");
  check (AOI_FORMAT_RGB, NULL);
}

/* A dark board with a lit part, or a bright one with a dark part, is a picture. */
static void
test_parts (void)
{
  memset (pixels, 3, sizeof pixels);
  for (guint y = 20; y < 40; y++)
    memset (pixels + y * WIDTH * 4 + 30, 120, 40);
  check (AOI_FORMAT_GRAY8, NULL);
  memset (pixels, 255, sizeof pixels);
  for (guint y = 20; y < 40; y++)
    memset (pixels + y * WIDTH * 4 + 30, 120, 40);
  check (AOI_FORMAT_GRAY8, NULL);
}

static void
test_size (void)
{
  g_autoptr (AoiRevision) outside = load ("[" OUTSIDE "]"), one = load ("[" INSIDE "," OUTSIDE "]"),
                          none = load ("[]");
  const AoiImage image = make_image (AOI_FORMAT_GRAY8);
  g_autofree gchar *all = NULL, *some = NULL, *empty = NULL;

  memset (pixels, 100, sizeof pixels);
  pixels[WIDTH * 4 * 34 + 51] = 90;
  for (guint k = 0; k < sizeof pixels; k += 3)
    pixels[k] = 50;
  all = aoi_frame_find_fault (&image, outside);
  some = aoi_frame_find_fault (&image, one);
  empty = aoi_frame_find_fault (&image, none);
  g_assert_cmpstr (
      all, ==, "unsuitable frame: 96x64 is too small for the product, whose ROIs reach 97,64");
  g_assert_null (some);
  g_assert_null (empty);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-check/light", test_light);
  g_test_add_func ("/frame-check/parts", test_parts);
  g_test_add_func ("/frame-check/size", test_size);
  return g_test_run ();
}
