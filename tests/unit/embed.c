/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other languages do with libaoi: they hold copies of what C borrows, and bring frames as bytes. */
#include <string.h>

#include "aoi-boxed.h"
#include "aoi-engine.h"
#include "aoi-error.h"
#include "product-folder.h"

#define SIZE 16

static const gchar *const product_json =
    "[{\"idx\":1,\"type\":\"compare\",\"coords\":[0,0,8,8],\"feature_method\":\"opencv\",\"key\":\"mine\"},"
    "{\"idx\":2,\"type\":\"color\",\"coords\":[8,8,16,16],\"device_location\":2,"
    "\"expected_color\":[255,255,255],\"color_tolerance\":9,\"min_pixel_percentage\":50},"
    "{\"idx\":3,\"type\":\"barcode\",\"coords\":[0,0,8,8],\"symbologies\":[\"QRCode\"],\"enabled\":false}]";

static AoiRevision *
load_revision (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GError) error = NULL;
  AoiRevision *revision;

  product_folder_write (folder, "rois_config_x.json", product_json, -1);
  product_folder_draw (folder, "golden_rois/roi_1/best_golden.png", 8, 8, 1);
  revision = aoi_revision_load (folder, &error);
  g_assert_no_error (error);
  product_folder_remove (folder);
  return revision;
}

static GBytes *
new_frame (gsize size)
{
  return g_bytes_new_take (memset (g_malloc (size + 1), 255, size + 1), size);
}

static AoiReport *
inspect_white (AoiRevision *revision)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (GBytes) bytes = new_frame (SIZE * SIZE * 3);
  g_autoptr (GError) error = NULL;
  AoiReport *report = aoi_engine_inspect_bytes (
      engine, revision, AOI_FORMAT_RGB, SIZE, SIZE, bytes, &error);

  g_assert_no_error (error);
  return report;
}

static void
test_report (void)
{
  g_autoptr (AoiRevision) revision = load_revision ();
  g_autoptr (AoiReport) report = inspect_white (revision);
  AoiRoiResult *good, *bad;
  AoiReportInfo *info;
  AoiDeviceSummary *device;
  AoiProduct *product;

  good = g_boxed_copy (AOI_TYPE_ROI_RESULT, aoi_report_get_roi (report, 1));
  bad = g_boxed_copy (AOI_TYPE_ROI_RESULT, aoi_report_get_roi (report, 0));
  info = g_boxed_copy (AOI_TYPE_REPORT_INFO, aoi_report_get_info (report));
  device = g_boxed_copy (AOI_TYPE_DEVICE_SUMMARY, aoi_report_get_device (report, 1));
  product = g_boxed_copy (AOI_TYPE_PRODUCT, aoi_report_get_product (report));
  g_clear_pointer (&report, aoi_report_unref);
  g_clear_pointer (&revision, aoi_revision_unref);

  g_assert_true (aoi_roi_result_passed (good));
  g_assert_cmpint (good->id, ==, 2);
  g_assert_cmpstr (aoi_roi_result_get_string (good, AOI_VALUE_COLOR), ==, "White");
  g_assert_cmpint (bad->status, ==, AOI_STATUS_FAIL);
  g_assert_nonnull (bad->reason);
  g_assert_cmpstr (info->product, ==, "x");
  g_assert_true (info->source == product);
  g_assert_cmpint (device->device, ==, 2);
  g_assert_cmpstr (device->barcode, ==, "N/A");
  g_assert_cmpstr (aoi_product_get_name (product), ==, "x");
  g_boxed_free (AOI_TYPE_ROI_RESULT, good);
  g_boxed_free (AOI_TYPE_ROI_RESULT, bad);
  g_boxed_free (AOI_TYPE_REPORT_INFO, info);
  g_boxed_free (AOI_TYPE_DEVICE_SUMMARY, device);
  g_boxed_free (AOI_TYPE_PRODUCT, product);
}

static void
test_roi (void)
{
  g_autoptr (AoiRevision) revision = load_revision ();
  AoiProduct *product = aoi_revision_get_product (revision);
  g_autoptr (AoiRoi) compare = g_boxed_copy (AOI_TYPE_ROI, aoi_product_get_roi (product, 0));
  g_autoptr (AoiRoi) color = g_boxed_copy (AOI_TYPE_ROI, aoi_product_get_roi (product, 1));
  g_autoptr (AoiRoi) barcode = g_boxed_copy (AOI_TYPE_ROI, aoi_product_get_roi (product, 2));
  const gchar *extra = NULL;

  g_clear_pointer (&revision, aoi_revision_unref);
  g_assert_cmpstr (compare->feature_method, ==, "opencv");
  g_assert_true (aoi_roi_get_extra_string (compare, "key", &extra, NULL));
  g_assert_cmpstr (extra, ==, "mine");
  g_assert_cmpuint (aoi_roi_get_n_goldens (compare), ==, 1);
  g_assert_cmpstr (aoi_roi_get_golden (compare, 0)->name, ==, "best_golden.png");
  g_assert_cmpuint (aoi_roi_get_n_goldens (color), ==, 0);
  g_assert_cmpfloat (color->color.tolerance, ==, 9);
  g_assert_cmpstr (barcode->symbologies[0], ==, "QRCode");
  g_assert_true (g_str_has_suffix (barcode->file, "rois_config_x.json"));
  g_assert_cmpstr (barcode->path, ==, "rois[2]");
}

static void
test_golden (void)
{
  g_autoptr (AoiRevision) revision = load_revision ();
  const AoiRoi *roi = aoi_product_get_roi (aoi_revision_get_product (revision), 0);
  AoiGolden *golden = g_boxed_copy (AOI_TYPE_GOLDEN, aoi_roi_get_golden (roi, 0));
  AoiRgbImage *image = g_boxed_copy (AOI_TYPE_RGB_IMAGE, golden->image);
  g_autoptr (GBytes) bytes = aoi_rgb_image_get_bytes (image);

  g_assert_true (aoi_rgb_image_equal (image, aoi_roi_get_golden (roi, 0)->image));
  g_clear_pointer (&revision, aoi_revision_unref);
  g_assert_cmpstr (golden->name, ==, "best_golden.png");
  g_assert_true (aoi_rgb_image_equal (image, golden->image));
  g_assert_cmpmem (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), image->data, 8 * 8 * 3);
  g_boxed_free (AOI_TYPE_GOLDEN, golden);
  g_boxed_free (AOI_TYPE_RGB_IMAGE, image);
}

static void
test_plain (void)
{
  const AoiRect rect = { 1, 2, 3, 4 };
  const AoiCaptureGroup group = { 305, 3000, 7 };
  AoiRect *rect_copy = g_boxed_copy (AOI_TYPE_RECT, &rect);
  AoiCaptureGroup *group_copy = g_boxed_copy (AOI_TYPE_CAPTURE_GROUP, &group);

  g_assert_cmpmem (rect_copy, sizeof rect, &rect, sizeof rect);
  g_assert_cmpmem (group_copy, sizeof group, &group, sizeof group);
  g_boxed_free (AOI_TYPE_RECT, rect_copy);
  g_boxed_free (AOI_TYPE_CAPTURE_GROUP, group_copy);
}

/* Memory that is not exactly a frame is an error, and no report. */
static void
test_bytes_refused (void)
{
  static const struct {
    AoiFormat format;
    gint width, height;
    gsize size;
    const gchar *says;
  } cases[] = {
    { AOI_FORMAT_GRAY8, SIZE, SIZE, SIZE * SIZE - 1,
        "255 bytes are not a frame of GRAY8 16x16, which has 256" },
    { AOI_FORMAT_GRAY8, SIZE, SIZE, SIZE * SIZE + 1,
        "257 bytes are not a frame of GRAY8 16x16, which has 256" },
    { AOI_FORMAT_I420, SIZE, SIZE, SIZE * SIZE,
        "256 bytes are not a frame of I420 16x16, which has 384" },
    { AOI_FORMAT_RGB, SIZE, SIZE, 0, "0 bytes are not a frame of RGB 16x16, which has 768" },
    { AOI_FORMAT_UNKNOWN, SIZE, SIZE, 0, "there is no frame of UNKNOWN 16x16" },
    { AOI_FORMAT_GRAY8, 0, SIZE, 0, "there is no frame of GRAY8 0x16" },
    { AOI_FORMAT_GRAY8, SIZE, -1, 0, "there is no frame of GRAY8 16x-1" },
    { AOI_FORMAT_GRAY8, AOI_IMAGE_MAX_SIZE + 1, 1, 1, "there is no frame of GRAY8 65536x1" },
  };
  g_autoptr (AoiRevision) revision = load_revision ();
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = new_frame (cases[i].size);
    g_autoptr (GError) error = NULL;

    g_assert_null (aoi_engine_inspect_bytes (
        engine, revision, cases[i].format, cases[i].width, cases[i].height, bytes, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_IMAGE);
    g_assert_cmpstr (error->message, ==, cases[i].says);
  }
}

/* Planes are found where they lie, in every format and at odd sizes. */
static void
test_bytes_planes (void)
{
  for (AoiFormat format = AOI_FORMAT_UNKNOWN + 1; format < AOI_FORMAT_LAST; format++) {
    gsize total = 0, row_bytes;
    gint rows;
    AoiImage image;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < aoi_format_get_n_planes (format); i++) {
      aoi_format_get_plane_size (format, i, 15, 13, &row_bytes, &rows);
      total += row_bytes * (gsize) rows;
    }
    bytes = new_frame (total);
    g_assert_true (aoi_image_init_packed (&image, format, 15, 13, bytes, &error));
    g_assert_no_error (error);
    for (guint i = aoi_format_get_n_planes (format); i-- > 0;) {
      aoi_format_get_plane_size (format, i, 15, 13, &row_bytes, &rows);
      g_assert_cmpint (image.stride[i], ==, row_bytes);
      total -= row_bytes * (gsize) rows;
      g_assert_true (image.data[i] == (const guint8 *) g_bytes_get_data (bytes, NULL) + total);
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/embed/report", test_report);
  g_test_add_func ("/embed/roi", test_roi);
  g_test_add_func ("/embed/golden", test_golden);
  g_test_add_func ("/embed/plain", test_plain);
  g_test_add_func ("/embed/bytes/refused", test_bytes_refused);
  g_test_add_func ("/embed/bytes/planes", test_bytes_planes);
  return g_test_run ();
}
