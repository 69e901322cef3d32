/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "aoi-inspector.h"
#include "aoi-report.h"

static AoiRoiResult
make_roi (gint id, gint device, const gchar *type)
{
  AoiRoiResult roi = { .id = id, .device = device, .type = type, .rect = { 1, 2, 3, 4 } };

  aoi_roi_result_pass (&roi, 1.0, 0.9);
  return roi;
}

static AoiRoiResult
make_barcode (gint id, gint device, gboolean names_device, const gchar *code)
{
  AoiRoiResult roi = make_roi (id, device, AOI_TYPE_BARCODE);

  roi.names_device = names_device;
  aoi_roi_result_take_values (&roi,
      code != NULL ? g_variant_new_parsed ("{'barcodes': <[' ', %s]>}", code)
                   : g_variant_new_parsed ("{'barcodes': <@as []>}"));
  return roi;
}

static void
test_sorted_and_moved (void)
{
  AoiRoiResult rois[] = { make_roi (9, 2, "compare"), make_roi (-1, 1, "ocr"),
    make_roi (4, 1, "custom") };
  const AoiReportInfo info = { .product = "board", .frame = 12, .width = 640, .height = 480 };
  g_autoptr (AoiReport) report = NULL;

  aoi_roi_result_take_values (&rois[0], g_variant_new_parsed ("{'golden': <'a.jpg'>}"));
  report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
  for (guint i = 0; i < G_N_ELEMENTS (rois); i++) {
    g_assert_cmpint (rois[i].id, ==, 0);
    g_assert_null (rois[i].values);
  }
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 3);
  g_assert_cmpint (aoi_report_get_roi (report, 0)->id, ==, -1);
  g_assert_cmpint (aoi_report_get_roi (report, 1)->id, ==, 4);
  g_assert_cmpint (aoi_report_get_roi (report, 2)->id, ==, 9);
  g_assert_cmpstr (
      aoi_roi_result_get_string (aoi_report_get_roi (report, 2), "golden"), ==, "a.jpg");
  g_assert_true (aoi_report_get_passed (report));
  g_assert_true (aoi_report_get_complete (report));
  g_assert_null (aoi_report_get_reason (report));
  g_assert_cmpuint (aoi_report_get_n_passed (report), ==, 3);
}

static void
test_info_is_copied (void)
{
  g_autofree gchar *product = g_strdup ("bo\xff"
                                        "ard");
  g_autofree gchar *code = g_strdup ("M1");
  AoiReportInfo info = { .product = product, .revision = "abc", .session_id = "s", .workers = 3 };
  AoiRoiResult roi = make_roi (1, 1, NULL);
  g_autoptr (AoiReport) report = NULL;
  const AoiReportInfo *copy;

  info.device_barcodes[1] = code;
  report = aoi_report_new (&info, &roi, 1);
  product[0] = code[0] = '#';
  copy = aoi_report_get_info (report);
  g_assert_cmpstr (copy->product, ==, "bo\357\277\275ard");
  g_assert_cmpstr (copy->revision, ==, "abc");
  g_assert_cmpstr (copy->session_id, ==, "s");
  g_assert_cmpstr (copy->device_barcodes[1], ==, "M1");
  g_assert_null (copy->device_barcode);
  g_assert_cmpuint (copy->workers, ==, 3);
  g_assert_cmpstr (aoi_report_get_roi (report, 0)->type, ==, "unknown");
}

/* Answers name devices and change nothing else. */
static void
test_linked (void)
{
  AoiRoiResult rois[] = { make_barcode (1, 1, FALSE, "A"), make_barcode (2, 2, FALSE, NULL),
    make_barcode (3, 3, FALSE, "C"), make_barcode (4, 4, FALSE, "D") };
  const AoiReportInfo info = {
    .product = "board", .total_ns = 5, .reason = "refused", .groups = 3, .partial = TRUE
  };
  const AoiLinkAnswer answers[] = { { "L-A", NULL }, { "L-B", NULL }, { "\x1d", NULL } };
  g_autoptr (AoiReport) plain = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
  g_autoptr (AoiReport) linked = aoi_report_new_linked (plain, answers, G_N_ELEMENTS (answers), 7);
  const gchar *const barcodes[] = { "L-A", "N/A", "C", "D" };
  const gchar *const codes[] = { "A", NULL, "C", "D" };
  const gchar *const errors[] = { NULL, NULL, "answer is no code", "no answer" };

  g_assert_false (aoi_report_get_asked (plain));
  g_assert_true (aoi_report_get_asked (linked));
  for (guint i = 0; i < G_N_ELEMENTS (rois); i++) {
    const AoiDeviceSummary *device = aoi_report_get_device (linked, i);

    g_assert_cmpstr (device->barcode, ==, barcodes[i]);
    g_assert_cmpstr (device->code, ==, codes[i]);
    g_assert_cmpstr (device->link_error, ==, errors[i]);
    g_assert_cmpint (aoi_report_get_roi (linked, i)->status, ==, AOI_STATUS_PASS);
  }
  g_assert_cmpstr (aoi_report_get_device (plain, 0)->barcode, ==, "A");
  g_assert_false (aoi_report_get_passed (linked));
  g_assert_false (aoi_report_get_complete (linked));
  g_assert_cmpstr (aoi_report_get_reason (linked), ==, aoi_report_get_reason (plain));
  g_assert_cmpuint (aoi_report_get_n_passed (linked), ==, 4);
  g_assert_cmpint (aoi_report_get_info (linked)->total_ns, ==, 12);
  g_assert_cmpstr (aoi_report_get_info (linked)->product, ==, "board");
}

static void
test_no_roi_fails (void)
{
  const AoiReportInfo info = { 0 };
  g_autoptr (AoiReport) report = aoi_report_new (&info, NULL, 0);

  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (aoi_report_get_reason (report), ==, "no ROI is enabled");
  g_assert_cmpuint (aoi_report_get_n_devices (report), ==, 0);
}

static void
test_board_reason_fails (void)
{
  const AoiReportInfo info = { .reason = "frame is 640x480, the product needs 7716x5360" };
  AoiRoiResult roi = make_roi (1, 1, "compare");
  g_autoptr (AoiReport) report = aoi_report_new (&info, &roi, 1);

  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_passed (report), ==, 1);
  g_assert_cmpstr (aoi_report_get_reason (report), ==, info.reason);
}

static void
test_unsealed_pass_fails (void)
{
  const AoiReportInfo info = { 0 };
  AoiRoiResult rois[] = { make_roi (1, 1, "compare"), make_roi (2, 1, "compare"), { .id = 3 } };
  g_autoptr (AoiReport) report = NULL;

  aoi_roi_result_pass (&rois[1], NAN, 0.9);
  report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_passed (report), ==, 1);
  g_assert_cmpstr (aoi_report_get_reason (report), ==,
      "2 of 3 ROIs not passed: 2 (inspector passed with score nan against threshold 0.9), "
      "3 (inspector did not report)");
}

static void
test_reason_is_bounded (void)
{
  const AoiReportInfo info = { 0 };
  g_autofree gchar *longest = g_strnfill (4096, 'x');
  g_autofree gchar *expected = NULL;
  AoiRoiResult rois[6];
  g_autoptr (AoiReport) report = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rois); i++) {
    rois[i] = make_roi ((gint) i + 1, 1, "compare");
    if (i > 0)
      aoi_roi_result_fail (&rois[i], 0.0, 0.9, "\303\244%s", longest);
  }
  aoi_roi_result_fail (&rois[2], 0.0, 0.9, "no golden");
  report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
  longest[119] = '\0';
  expected = g_strdup_printf ("5 of 6 ROIs not passed: 2 (\303\244%s...), 3 (no golden), "
                              "4 (\303\244%s...) and 2 more",
      longest, longest);
  g_assert_cmpstr (aoi_report_get_reason (report), ==, expected);
}

static void
test_devices (void)
{
  const AoiReportInfo info = { 0 };
  AoiRoiResult rois[] = { make_roi (1, 4, "compare"), make_roi (2, 1, "compare"),
    make_roi (3, 4, "compare"), make_roi (4, 2, "compare") };
  static const AoiDeviceSummary expected[] = { { .device = 1, .total = 1, .passed = 1 },
    { .device = 2, .total = 1, .passed = 0 }, { .device = 4, .total = 2, .passed = 1 } };
  g_autoptr (AoiReport) report = NULL;

  aoi_roi_result_fail (&rois[2], 0.1, 0.9, "differs");
  aoi_roi_result_timeout (&rois[3], "late");
  report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
  g_assert_cmpuint (aoi_report_get_n_devices (report), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    const AoiDeviceSummary *device = aoi_report_get_device (report, i);

    g_assert_cmpint (device->device, ==, expected[i].device);
    g_assert_cmpuint (device->total, ==, expected[i].total);
    g_assert_cmpuint (device->passed, ==, expected[i].passed);
    g_assert_cmpstr (device->barcode, ==, "N/A");
  }
}

typedef struct {
  const gchar *naming; /* read by the ROI that names the device, id 8 */
  const gchar *other; /* read by another barcode ROI, id 5 */
  const gchar *later; /* read by one more, id 6 */
  const gchar *manual; /* given for the device */
  const gchar *manual_all; /* given for all devices */
  const gchar *expected;
} BarcodeCase;

static void
test_barcode_priority (void)
{
  static const BarcodeCase cases[] = {
    { "N", "O", "L", "M", "A", "N" },
    { NULL, "O", "L", "M", "A", "O" },
    { " \t\n", "O", "L", "M", "A", "O" },
    { "\x1d", "O", "L", "M", "A", "O" },
    { NULL, NULL, "L", "M", "A", "L" },
    { NULL, "", "L", "M", "A", "L" },
    { NULL, NULL, NULL, "M", "A", "M" },
    { "", " ", "\xc2\xa0", "M", "A", "M" },
    { NULL, NULL, NULL, NULL, "A", "A" },
    { NULL, NULL, NULL, "  ", "A", "A" },
    { NULL, NULL, NULL, NULL, NULL, "N/A" },
    { NULL, NULL, NULL, "", "\n", "N/A" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    AoiReportInfo info = { .device_barcode = cases[i].manual_all };
    /* Last, an ROI of another device and a compare ROI that bears the mark: neither counts. */
    AoiRoiResult rois[] = { make_barcode (8, 3, TRUE, cases[i].naming),
      make_barcode (6, 3, FALSE, cases[i].later), make_barcode (5, 3, FALSE, cases[i].other),
      make_barcode (1, 2, TRUE, "wrong"), make_barcode (2, 3, TRUE, "wrong") };
    g_autoptr (AoiReport) report = NULL;

    rois[4].type = AOI_TYPE_COMPARE;
    info.device_barcodes[3] = cases[i].manual;
    report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
    g_assert_cmpint (aoi_report_get_device (report, 1)->device, ==, 3);
    g_assert_cmpstr (aoi_report_get_device (report, 1)->barcode, ==, cases[i].expected);
  }
}

static void
stamp_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
}

/* Codes of a type that is not built in name a device as those of barcode ROIs do. */
static void
test_own_codes (void)
{
  static const AoiResultType result = { .codes_value = "stamps" };
  static const AoiRoiType type = { .name = "stamp", .result = &result };
  static const AoiInspector stamp = {
    .type = "stamp", .inspect = stamp_inspect, .roi_type = &type
  };
  const AoiReportInfo info = { 0 };
  AoiRoiResult rois[] = { make_roi (1, 1, "stamp"), make_barcode (2, 1, FALSE, "B") };
  g_autoptr (AoiReport) report = NULL;

  g_assert_true (aoi_inspector_register (&stamp, NULL));
  rois[0].names_device = TRUE;
  aoi_roi_result_take_values (&rois[0], g_variant_new_parsed ("{'stamps': <['', 'S-7']>}"));
  report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
  g_assert_cmpstr (aoi_report_get_device (report, 0)->barcode, ==, "S-7");
}

static void
test_unknown_device (void)
{
  const AoiReportInfo info = { .device_barcode = "A" };
  AoiRoiResult rois[] = { make_roi (1, G_MAXINT, "compare"), make_roi (2, -5, "compare") };
  g_autoptr (AoiReport) report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));

  g_assert_cmpint (aoi_report_get_device (report, 0)->device, ==, -5);
  g_assert_cmpint (aoi_report_get_device (report, 1)->device, ==, G_MAXINT);
  g_assert_cmpstr (aoi_report_get_device (report, 1)->barcode, ==, "A");
}

static void
test_boxed (void)
{
  const AoiReportInfo info = { .product = "board", .frame = 12 };
  AoiRoiResult roi = make_roi (1, 1, "compare");
  g_auto (GValue) boxed = G_VALUE_INIT;
  g_auto (GValue) copy = G_VALUE_INIT;
  g_auto (GValue) text = G_VALUE_INIT;

  g_value_init (&boxed, AOI_TYPE_REPORT);
  g_value_init (&copy, AOI_TYPE_REPORT);
  g_value_init (&text, G_TYPE_STRING);
  g_assert_true (g_value_transform (&boxed, &text));
  g_assert_null (g_value_get_string (&text));
  g_value_take_boxed (&boxed, aoi_report_new (&info, &roi, 1));
  g_value_copy (&boxed, &copy);
  g_assert_true (g_value_get_boxed (&copy) == g_value_get_boxed (&boxed));
  g_assert_true (g_value_transform (&boxed, &text));
  g_assert_cmpstr (g_value_get_string (&text), ==, "passed: board, frame 12, 1 of 1 ROIs");
}

static void
test_to_string_of_failure (void)
{
  const AoiReportInfo info = { .frame = G_MAXUINT64 };
  AoiRoiResult roi = { .id = 3 };
  g_autoptr (AoiReport) report = aoi_report_new (&info, &roi, 1);
  g_autofree gchar *text = aoi_report_to_string (report);

  g_assert_cmpstr (text, ==,
      "not passed: no product, frame 18446744073709551615, 0 of 1 ROIs: "
      "1 of 1 ROIs not passed: 3 (inspector did not report)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/sorted-and-moved", test_sorted_and_moved);
  g_test_add_func ("/report/linked", test_linked);
  g_test_add_func ("/report/info-is-copied", test_info_is_copied);
  g_test_add_func ("/report/no-roi-fails", test_no_roi_fails);
  g_test_add_func ("/report/board-reason-fails", test_board_reason_fails);
  g_test_add_func ("/report/unsealed-pass-fails", test_unsealed_pass_fails);
  g_test_add_func ("/report/reason-is-bounded", test_reason_is_bounded);
  g_test_add_func ("/report/devices", test_devices);
  g_test_add_func ("/report/barcode-priority", test_barcode_priority);
  g_test_add_func ("/report/own-codes", test_own_codes);
  g_test_add_func ("/report/unknown-device", test_unknown_device);
  g_test_add_func ("/report/boxed", test_boxed);
  g_test_add_func ("/report/to-string-of-failure", test_to_string_of_failure);
  return g_test_run ();
}
