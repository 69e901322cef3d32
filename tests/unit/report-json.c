/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report-json-support.h"

static JsonNode *
write_board (const gchar *reason, AoiJsonFlags flags)
{
  const AoiReportInfo info = {
    .id = "018af4d5-b9fd-7000-8000-000000000001",
    .product = "board",
    .revision = "0123",
    .session_id = "run 7",
    .reason = reason,
    .frame = 12,
    .width = 640,
    .height = 480,
    .workers = 2,
    .timestamp_us = 1696348800125000,
    .wait_ns = 500000,
    .inspect_ns = 12000000,
    .total_ns = 12500000,
  };
  AoiRoiResult rois[] = { make_roi (AOI_TYPE_COMPARE, NULL), make_roi (AOI_TYPE_COMPARE, NULL),
    make_roi (AOI_TYPE_BARCODE, "{'barcodes': <['SN1']>}") };

  rois[0].id = 9;
  rois[1].id = 5;
  rois[1].device = 2;
  aoi_roi_result_fail (&rois[0], 0.25, 0.5, "differs");
  return write_and_parse (&info, rois, G_N_ELEMENTS (rois), flags);
}

static void
test_board_fields (void)
{
  g_autoptr (JsonNode) root = write_board (NULL, AOI_JSON_DEFAULT);
  JsonObject *object = json_node_get_object (root);
  JsonObject *aoi = json_object_get_object_member (object, "aoi");

  assert_members (
      object, "roi_results device_summaries overall_result session_id product_name aoi");
  assert_member (get_roi (root, 0), "roi_id", "3");
  assert_member (get_roi (root, 1), "roi_id", "5");
  assert_member (get_roi (root, 2), "roi_id", "9");
  assert_member (object, "overall_result",
      "{\"passed\":false,\"total_rois\":3,\"passed_rois\":2,\"failed_rois\":1}");
  assert_member (object, "session_id", "\"run 7\"");
  assert_member (object, "product_name", "\"board\"");
  assert_members (aoi, "format frame width height revision complete reason");
  assert_member (aoi, "format", "1");
  assert_member (aoi, "frame", "12");
  assert_member (aoi, "width", "640");
  assert_member (aoi, "height", "480");
  assert_member (aoi, "revision", "\"0123\"");
  assert_member (aoi, "complete", "true");
  assert_member (aoi, "reason", "\"1 of 3 ROIs not passed: 9 (differs)\"");
}

static void
test_device_fields (void)
{
  g_autoptr (JsonNode) root = write_board (NULL, AOI_JSON_DEFAULT);
  JsonObject *devices = json_object_get_object_member (
      json_node_get_object (root), "device_summaries");
  JsonObject *device = json_object_get_object_member (devices, "1");
  JsonArray *results = json_object_get_array_member (device, "results");

  assert_members (devices, "1 2");
  assert_members (device, "total_rois passed_rois failed_rois device_passed barcode results");
  assert_member (device, "total_rois", "2");
  assert_member (device, "passed_rois", "1");
  assert_member (device, "failed_rois", "1");
  assert_member (device, "device_passed", "false");
  assert_member (device, "barcode", "\"SN1\"");
  g_assert_cmpuint (json_array_get_length (results), ==, 2);
  g_assert_true (json_object_equal (json_array_get_object_element (results, 0), get_roi (root, 0)));
  g_assert_true (json_object_equal (json_array_get_object_element (results, 1), get_roi (root, 2)));

  device = json_object_get_object_member (devices, "2");
  assert_member (device, "device_passed", "true");
  assert_member (device, "barcode", "\"N/A\"");
}

static void
test_refused_board_passes_no_device (void)
{
  g_autoptr (JsonNode) root = write_board ("frame has the wrong size", AOI_JSON_DEFAULT);
  JsonObject *devices = json_object_get_object_member (
      json_node_get_object (root), "device_summaries");

  assert_member (json_object_get_object_member (devices, "2"), "device_passed", "false");
  assert_member (json_object_get_object_member (json_node_get_object (root), "aoi"), "reason",
      "\"frame has the wrong size\"");
}

static void
test_timing (void)
{
  g_autoptr (JsonNode) root = write_board (NULL, AOI_JSON_TIMING);
  JsonObject *object = json_node_get_object (root);
  JsonObject *aoi = json_object_get_object_member (object, "aoi");

  assert_members (object,
      "roi_results device_summaries overall_result processing_time timestamp "
      "session_id product_name aoi");
  assert_member (object, "processing_time", "0.0125");
  assert_member (object, "timestamp", "1696348800.125");
  assert_members (aoi,
      "format frame width height revision complete reason id station workers "
      "wait_ms inspect_ms total_ms");
  assert_member (aoi, "id", "\"018af4d5-b9fd-7000-8000-000000000001\"");
  assert_member (aoi, "station", "null");
  assert_member (aoi, "workers", "2");
  assert_member (aoi, "wait_ms", "0.5");
  assert_member (aoi, "inspect_ms", "12.0");
  assert_member (aoi, "total_ms", "12.5");
  assert_member (json_object_get_object_member (get_roi (root, 0), "aoi"), "time_ms", "2.5");
}

typedef struct {
  const gchar *include;
  const gchar *board; /* keys of the inspection, */
  const gchar *device; /* of a device, if there are any, */
  const gchar *roi_aoi; /* and of the aoi of a ROI, if it has that */
} IncludeCase;

#define DEVICE "total_rois passed_rois failed_rois device_passed barcode"
#define ROI_AOI "status reason score threshold"
#define NAMES "overall_result session_id product_name"

static void
test_include (void)
{
  static const IncludeCase cases[] = {
    { NULL, "roi_results device_summaries " NAMES " aoi", DEVICE " results", ROI_AOI " values" },
    { "", "roi_results device_summaries " NAMES " aoi", DEVICE " results", ROI_AOI " values" },
    { "overall_result", NAMES, NULL, NULL },
    { " roi_results , aoi", "roi_results " NAMES " aoi", NULL, ROI_AOI },
    { "roi_results,aoi,values", "roi_results " NAMES " aoi", NULL, ROI_AOI " values" },
    { "roi_results,device_summaries,results", "roi_results device_summaries " NAMES,
        DEVICE " results", NULL },
    { "device_summaries,results,aoi,values", "device_summaries " NAMES " aoi", DEVICE " results",
        NULL },
    { "aoi,device_summaries,aoi", "device_summaries " NAMES " aoi", DEVICE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) root = NULL;
    g_autoptr (GError) error = NULL;
    AoiJsonFlags flags = AOI_JSON_TIMING;
    JsonObject *object;

    g_assert_true (aoi_json_flags_parse_include (cases[i].include, &flags, &error));
    g_assert_no_error (error);
    root = write_board (NULL, flags);
    object = json_node_get_object (root);
    assert_members (object, cases[i].board);
    assert_member (object, "overall_result",
        "{\"passed\":false,\"total_rois\":3,\"passed_rois\":2,\"failed_rois\":1}");
    if (cases[i].device != NULL)
      assert_members (json_object_get_object_member (
                          json_object_get_object_member (object, "device_summaries"), "1"),
          cases[i].device);
    if (cases[i].roi_aoi != NULL)
      assert_members (json_object_get_object_member (get_roi (root, 0), "aoi"), cases[i].roi_aoi);
    else if (json_object_has_member (object, "roi_results"))
      g_assert_false (json_object_has_member (get_roi (root, 0), "aoi"));
  }
}

static void
test_include_refused (void)
{
  static const gchar *const cases[][2] = {
    { "roi_result",
        "\"roi_result\" is not one of the parts: roi_results, device_summaries, results, "
        "overall_result, aoi, values" },
    { "aoi,", "\"\" is not one of the parts" },
    { "AOI", "\"AOI\" is not one of the parts" },
    { "aoi\xff", "\"aoi\357\277\275\" is not one of the parts" },
    { "results", "\"results\" is a part of \"device_summaries\"" },
    { "roi_results,values", "\"values\" is a part of the \"aoi\" of ROIs" },
    { "device_summaries,aoi,values", "\"values\" is a part of the \"aoi\" of ROIs" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    AoiJsonFlags flags;

    g_assert_false (aoi_json_flags_parse_include (cases[i][0], &flags, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, cases[i][1]));
  }
}

/* The verdicts are those of the whole, and no ROI is there to be taken for one. */
static void
test_summary (void)
{
  g_autoptr (JsonNode) whole = write_board (NULL, AOI_JSON_TIMING);
  g_autoptr (JsonNode) root = write_board (NULL, AOI_JSON_TIMING | AOI_JSON_SUMMARY);
  JsonObject *object = json_node_get_object (root);
  JsonObject *devices = json_object_get_object_member (object, "device_summaries");

  assert_members (object,
      "device_summaries overall_result processing_time timestamp session_id product_name aoi");
  assert_members (json_object_get_object_member (devices, "1"), DEVICE);
  assert_member (json_object_get_object_member (devices, "1"), "device_passed", "false");
  assert_member (json_object_get_object_member (devices, "2"), "device_passed", "true");
  json_object_remove_member (object, "device_summaries");
  json_object_remove_member (json_node_get_object (whole), "device_summaries");
  json_object_remove_member (json_node_get_object (whole), "roi_results");
  g_assert_true (json_node_equal (root, whole));
}

static void
test_missing (void)
{
  g_autofree gchar *json = aoi_report_missing_to_json (7, "no inspection", AOI_JSON_DEFAULT);
  g_autofree gchar *timed = aoi_report_missing_to_json (7, "no inspection", AOI_JSON_TIMING);
  g_autoptr (JsonNode) root_timed = parse (timed);

  g_assert_cmpstr (json, ==,
      "{\"roi_results\":[],\"device_summaries\":{},\"overall_result\":{\"passed\":false,"
      "\"total_rois\":0,\"passed_rois\":0,\"failed_rois\":0},\"session_id\":\"\","
      "\"product_name\":\"\",\"aoi\":{\"format\":1,\"frame\":7,\"width\":0,\"height\":0,"
      "\"revision\":null,\"complete\":true,\"reason\":\"no inspection\"}}");
  assert_members (json_node_get_object (root_timed),
      "roi_results device_summaries overall_result "
      "processing_time timestamp session_id "
      "product_name aoi");
}

static void
test_hostile_strings (void)
{
  g_autofree gchar *longest = g_strnfill (4096, '"');
  const gchar *const strings[] = {
    "quotes \" ' and \\ backslash",
    "all \x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x0e\x0f\x10\x1b\x1c\x1d\x1e\x1f\x7f",
    "lines \xc2\x85 \xe2\x80\xa8 \xe2\x80\xa9",
    "</script> %s %n \xf0\x9f\x98\x80",
    longest,
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    const AoiReportInfo info = { .product = strings[i], .session_id = strings[i] };
    AoiRoiResult rois[] = { make_roi (AOI_TYPE_BARCODE, NULL), make_roi ("custom", NULL) };
    g_autoptr (AoiReport) report = NULL;
    g_autofree gchar *json = NULL;
    g_autoptr (JsonNode) root = NULL;
    JsonObject *object;

    rois[1].id = 4;
    aoi_roi_result_error (&rois[0], "%s", strings[i]);
    aoi_roi_result_take_values (
        &rois[0], g_variant_new_parsed ("{'barcodes': <[%s]>}", strings[i]));
    aoi_roi_result_take_values (&rois[1], g_variant_new_parsed ("{%s: <1>}", strings[i]));
    report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
    json = aoi_report_to_json (report, AOI_JSON_DEFAULT);
    g_assert_null (strstr (json, "\xc2\x85"));
    g_assert_null (strstr (json, "\xe2\x80\xa8"));
    g_assert_null (strstr (json, "\xe2\x80\xa9"));
    root = parse (json);
    object = json_node_get_object (root);
    g_assert_cmpstr (json_object_get_string_member (object, "product_name"), ==, strings[i]);
    g_assert_cmpstr (json_object_get_string_member (object, "session_id"), ==, strings[i]);
    object = get_roi (root, 0);
    g_assert_cmpstr (json_object_get_string_member (object, "error"), ==, strings[i]);
    g_assert_cmpstr (
        json_array_get_string_element (json_object_get_array_member (object, "barcode_values"), 0),
        ==, strings[i]);
    object = json_object_get_object_member (
        json_object_get_object_member (get_roi (root, 1), "aoi"), "values");
    g_assert_cmpint (json_object_get_int_member (object, strings[i]), ==, 1);
  }
}

static void
test_invalid_utf8 (void)
{
  const AoiReportInfo info = { .product = "p\xff", .session_id = "\xc0\xaf", .reason = "\xe2\x80" };
  AoiRoiResult roi = make_roi ("type\xfe", NULL);
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  aoi_roi_result_error (&roi, "cut \xf0\x9f\x98");
  root = write_and_parse (&info, &roi, 1, AOI_JSON_DEFAULT);
  object = json_node_get_object (root);
  assert_member (object, "product_name", "\"p\357\277\275\"");
  assert_member (get_roi (root, 0), "roi_type_name", "\"unknown\"");
  assert_member (object, "session_id", "\"\357\277\275\357\277\275\"");
}

static void
test_same_bytes (void)
{
  g_autofree gchar *first = NULL;

  for (guint i = 0; i < 3; i++) {
    const AoiReportInfo info = { .product = "board", .timestamp_us = 1000 + i, .total_ns = i };
    AoiRoiResult roi = make_roi (AOI_TYPE_COMPARE, "{'golden': <'a'>, 'shift-x': <0.5>}");
    g_autoptr (AoiReport) report = NULL;
    g_autofree gchar *json = NULL;

    roi.time_ns = i;
    report = aoi_report_new (&info, &roi, 1);
    json = aoi_report_to_json (report, AOI_JSON_DEFAULT);
    if (first == NULL)
      first = g_strdup (json);
    g_assert_cmpstr (json, ==, first);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report-json/board-fields", test_board_fields);
  g_test_add_func ("/report-json/device-fields", test_device_fields);
  g_test_add_func ("/report-json/refused-board", test_refused_board_passes_no_device);
  g_test_add_func ("/report-json/timing", test_timing);
  g_test_add_func ("/report-json/include", test_include);
  g_test_add_func ("/report-json/include-refused", test_include_refused);
  g_test_add_func ("/report-json/summary", test_summary);
  g_test_add_func ("/report-json/missing", test_missing);
  g_test_add_func ("/report-json/hostile-strings", test_hostile_strings);
  g_test_add_func ("/report-json/invalid-utf8", test_invalid_utf8);
  g_test_add_func ("/report-json/same-bytes", test_same_bytes);
  return g_test_run ();
}
