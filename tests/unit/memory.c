/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures for which no machine has the memory: the process goes on, and the caller learns it. */
#include "aoi-overview.h"
#include "archive/aoi-archive-record.h"
#include "image/aoi-shared-view.h"

/* 2^50 pixels, which are more than a process can address with 3 bytes each. */
#define WIDTH (1 << 20)
#define HEIGHT (1 << 30)

/* Its pixels are nowhere: they are not to be read before there is memory for what is read. */
static AoiImage
make_huge_image (void)
{
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_GRAY8, WIDTH, HEIGHT);
  image.stride[0] = WIDTH;
  return image;
}

static void
test_picture (void)
{
  g_assert_null (aoi_rgb_image_try_new (WIDTH, HEIGHT));
}

static void
test_overview (void)
{
  const AoiImage image = make_huge_image ();

  g_assert_null (aoi_overview_new (&image, 0));
}

static void
test_crop (void)
{
  const AoiImage image = make_huge_image ();
  const AoiRoiResult roi = { .id = 1, .type = "compare", .rect = { 0, 0, WIDTH, HEIGHT } };

  g_assert_cmpuint (aoi_archive_crop_measure (&image, &roi), >=, (gsize) WIDTH * HEIGHT);
  g_assert_null (aoi_archive_crop_new (&image, &roi, 0));
}

/* What cannot be shared is read by each ROI from the frame. */
static void
test_shared_view (void)
{
  const AoiImage image = make_huge_image ();
  const AoiRect rect = { 0, 0, WIDTH, HEIGHT };
  AoiViewStore *store = aoi_view_store_new (&rect, 0);
  AoiSharedView shared;
  const AoiView view = { &image, rect, 0, .shared = &shared };
  guint8 pixel;

  aoi_shared_view_init (&shared, store);
  g_assert_false (aoi_shared_view_read_gray (&view, &pixel, WIDTH));
  aoi_shared_view_clear (&shared);
  aoi_view_store_free (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/picture", test_picture);
  g_test_add_func ("/memory/overview", test_overview);
  g_test_add_func ("/memory/crop", test_crop);
  g_test_add_func ("/memory/shared-view", test_shared_view);
  return g_test_run ();
}
