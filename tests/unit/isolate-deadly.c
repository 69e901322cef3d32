/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A picture at which ZXing before 2.2.1 ends the process, without what keeps it from ZXing: one ROI is an error, and
 * the run goes on. */
#include "aoi-engine.h"
#include "image/aoi-picture.h"
#include "product-folder.h"

#define FRAMES 6

static GBytes *
read_picture (void)
{
  const gchar *boards = g_getenv ("AOI_BOARDS");
  g_autofree gchar *path = g_build_filename (
      boards != NULL ? boards : "", "..", "cases", "databar-abort", "databar.png", NULL);
  gchar *data;
  gsize length;

  return g_file_get_contents (path, &data, &length, NULL) ? g_bytes_new_take (data, length) : NULL;
}

/* One ROI reads the picture, one reads its margin, and one never reads. */
static AoiRevision *
load (const AoiPicture *picture)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *json = g_strdup_printf (
      "[{\"idx\":1,\"type\":\"bare\",\"coords\":[0,0,%d,%d]},"
      "{\"idx\":2,\"type\":\"bare\",\"coords\":[0,0,8,8]},"
      "{\"idx\":3,\"type\":\"color\",\"coords\":[0,0,8,8],\"expected_color\":[128,128,128],"
      "\"color_match\":\"tolerance\",\"color_tolerance\":255}]",
      picture->width, picture->height);
  g_autoptr (GError) error = NULL;
  AoiRevision *revision;

  product_folder_write (folder, "rois_config_x.json", json, -1);
  revision = aoi_revision_load (folder, &error);
  g_assert_no_error (error);
  product_folder_remove (folder);
  g_assert_true (aoi_revision_isolate (revision, &error));
  g_assert_no_error (error);
  return revision;
}

static AoiReport *
inspect (AoiEngine *engine, AoiRevision *revision, const AoiPicture *picture, const guint8 *pixels)
{
  AoiImage image;

  aoi_image_init (&image, picture->format, picture->width, picture->height);
  image.data[0] = pixels;
  image.stride[0] = aoi_picture_get_stride (picture);
  return aoi_engine_inspect (engine, revision, &image);
}

/* Returns FALSE if ZXing reads the picture. */
static gboolean
check_frame (AoiReport *report, gboolean deadly)
{
  const AoiRoiResult *roi = aoi_report_get_roi (report, 0);

  for (guint k = 1; k < 3; k++)
    g_assert_true (aoi_roi_result_passed (aoi_report_get_roi (report, k)));
  if (deadly && aoi_roi_result_passed (roi))
    return FALSE;
  g_assert_cmpstr (roi->reason, ==, deadly ? "the bare decoder ended by signal 6" : NULL);
  g_assert_cmpint (roi->status, ==, deadly ? AOI_STATUS_ERROR : AOI_STATUS_PASS);
  return TRUE;
}

static void
check_frames (const AoiPicture *picture)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load (picture);
  g_autofree guint8 *blank = g_malloc0 (g_bytes_get_size (picture->pixels));

  blank[0] = 255;
  for (guint i = 0; i < FRAMES; i++) {
    const gboolean deadly = i % 2 == 0;
    g_autoptr (AoiReport) report = inspect (
        engine, revision, picture, deadly ? g_bytes_get_data (picture->pixels, NULL) : blank);

    if (!check_frame (report, deadly)) {
      g_test_skip ("this ZXing reads the picture");
      return;
    }
  }
}

static void
test_data_bar (void)
{
  g_autoptr (GBytes) file = read_picture ();
  g_autoptr (AoiPicture) picture = NULL;
  g_autoptr (GError) error = NULL;

  if (file == NULL) {
    g_test_skip ("../shared/data/cases is not there");
    return;
  }
  picture = aoi_picture_decode (file, &error);
  g_assert_no_error (error);
  check_frames (picture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/isolate-deadly/data-bar", test_data_bar);
  return g_test_run ();
}
