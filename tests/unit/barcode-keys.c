/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Symbologies that the library which this is built with cannot be asked for: the product is used all the same. */
#include <string.h>

#include "aoi-error.h"
#include "fixtures.h"
#include "inspectors/barcode/zxing-shim.h"
#include "product-folder.h"

#define ROI(keys) "[{\"idx\":1,\"type\":1,\"coords\":[0,0,210,210]" keys "}]"

static gboolean
is_searched (void)
{
  return (aoi_zxing_get_kinds () & AOI_BARCODE_MICRO_QR_CODE) != 0;
}

static AoiProduct *
load (const gchar *json)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GError) error = NULL;
  AoiProduct *product = product_folder_load (folder, json, &error);

  product_folder_remove (folder);
  g_assert_no_error (error);
  return product;
}

static void
assert_warned (const gchar *json, const gchar *end)
{
  g_autoptr (AoiProduct) product = load (json);
  g_autofree gchar *version = aoi_zxing_dup_version ();
  g_autofree gchar *start = g_strdup_printf (
      "rois[0].symbologies: \"MicroQRCode\" is not searched for: ZXing %s (", version);
  g_autoptr (GError) error = NULL;

  if (is_searched () || end == NULL) {
    g_assert_true (aoi_product_check_keys (product, &error));
    g_assert_no_error (error);
    return;
  }
  g_assert_false (aoi_product_check_keys (product, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, start));
  g_assert_true (g_str_has_suffix (error->message, end));
}

static void
test_warned (void)
{
  assert_warned (ROI (",\"symbologies\":[\"QRCode\",\"MicroQRCode\"]"),
      "; only the other symbologies are read");
  assert_warned (ROI (",\"symbologies\":[\"MicroQRCode\"]"), "; the ROI can never pass");
  assert_warned (ROI (",\"symbologies\":[\"MicroQRCode\"],\"enabled\":false"), NULL);
  assert_warned (ROI (""), NULL);
}

static void
inspect (const gchar *const *symbologies, AoiRoiResult *result)
{
  g_autoptr (FixtureCanvas) canvas = fixture_barcode_new ("QRCode", "R24-000001", 5, 0, NULL);
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, &frame->image.valid, 0);

  roi->symbologies = g_strdupv ((gchar **) symbologies);
  fixture_inspect (roi, &frame->image, result);
}

/* The others are read; without others the ROI fails and says why. */
static void
test_inspected (void)
{
  static const gchar *const both[] = { "QRCode", "MicroQRCode", NULL };
  AoiRoiResult result;

  inspect (both, &result);
  g_assert_true (aoi_roi_result_passed (&result));
  aoi_roi_result_clear (&result);
  inspect (both + 1, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
  if (is_searched ())
    g_assert_cmpstr (result.reason, ==, "no barcode read");
  else
    g_assert_true (g_str_has_prefix (result.reason,
        "no barcode read: none of the ROI's symbologies is searched for with ZXing "));
  aoi_roi_result_clear (&result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barcode-keys/warned", test_warned);
  g_test_add_func ("/barcode-keys/inspected", test_inspected);
  return g_test_run ();
}
