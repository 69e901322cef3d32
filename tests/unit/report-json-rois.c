/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the JSON of a report says of each ROI. */
#include "report-json-support.h"

static void
test_common_fields (void)
{
  AoiRoiResult roi = make_roi ("custom", "{'height': <0.25>, 'n': <7>}");
  g_autoptr (JsonNode) root = write_roi (&roi);
  JsonObject *object = get_roi (root, 0);
  JsonObject *aoi = json_object_get_object_member (object, "aoi");

  assert_members (object, COMMON " aoi");
  assert_member (object, "roi_id", "3");
  assert_member (object, "device_id", "1");
  assert_member (object, "roi_type_name", "\"custom\"");
  assert_member (object, "passed", "true");
  assert_member (object, "coordinates", "[10,20,110,90]");
  assert_members (aoi, "status reason score threshold values");
  assert_member (aoi, "status", "\"pass\"");
  assert_member (aoi, "reason", "null");
  assert_member (aoi, "score", "0.9375");
  assert_member (aoi, "threshold", "0.5");
  assert_member (aoi, "values", "{\"height\":0.25,\"n\":7}");
}

static void
test_barcode_fields (void)
{
  AoiRoiResult roi = make_roi (AOI_TYPE_BARCODE, "{'barcodes': <['A1', 'B 2']>}");
  AoiRoiResult none = make_roi (AOI_TYPE_BARCODE, NULL);
  g_autoptr (JsonNode) root = write_roi (&roi);
  g_autoptr (JsonNode) root_none = NULL;

  assert_members (get_roi (root, 0), COMMON " barcode_values aoi");
  assert_member (get_roi (root, 0), "barcode_values", "[\"A1\",\"B 2\"]");
  aoi_roi_result_fail (&none, 0.0, 1.0, "no barcode read");
  root_none = write_roi (&none);
  assert_members (get_roi (root_none, 0), COMMON " barcode_values aoi");
  assert_member (get_roi (root_none, 0), "barcode_values", "[]");
  assert_member (get_roi (root_none, 0), "passed", "false");
}

static void
test_compare_fields (void)
{
  AoiRoiResult roi = make_roi (AOI_TYPE_COMPARE, "{'golden': <'best_golden.jpg'>}");
  AoiRoiResult bad = make_roi (AOI_TYPE_COMPARE, NULL);
  g_autoptr (JsonNode) root = write_roi (&roi);
  g_autoptr (JsonNode) root_bad = NULL;

  assert_members (get_roi (root, 0), COMMON " match_result ai_similarity threshold aoi");
  assert_member (get_roi (root, 0), "match_result", "\"Match\"");
  assert_member (get_roi (root, 0), "ai_similarity", "0.9375");
  assert_member (get_roi (root, 0), "threshold", "0.5");
  aoi_roi_result_fail (&bad, 0.25, 0.5, "structure differs");
  root_bad = write_roi (&bad);
  assert_member (get_roi (root_bad, 0), "match_result", "\"Different\"");
  assert_member (get_roi (root_bad, 0), "ai_similarity", "0.25");
  assert_member (json_object_get_object_member (get_roi (root_bad, 0), "aoi"), "reason",
      "\"structure differs\"");
}

typedef struct {
  gboolean passed;
  const gchar *values;
  const gchar *expected;
} OcrCase;

static void
test_ocr_fields (void)
{
  static const OcrCase cases[] = {
    { TRUE, "{'text': <'PCB 7'>, 'expected-text': <'pcb'>}", "PCB 7 [PASS: Contains 'pcb']" },
    { FALSE, "{'text': <'PC8'>, 'expected-text': <'pcb'>}",
        "PC8 [FAIL: Expected 'pcb', detected 'PC8']" },
    { FALSE, "{'text': <''>, 'expected-text': <'pcb'>}", " [FAIL: Expected 'pcb', detected '']" },
    { TRUE, "{'text': <'any'>}", "any [PASS: Text detected]" },
    { FALSE, "{'text': <''>}", " [FAIL: No text detected]" },
    { FALSE, NULL, " [FAIL: No text detected]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    AoiRoiResult roi = make_roi (AOI_TYPE_OCR, cases[i].values);
    g_autoptr (JsonNode) root = NULL;

    if (!cases[i].passed)
      aoi_roi_result_fail (&roi, 0.0, 1.0, "text differs");
    root = write_roi (&roi);
    assert_members (get_roi (root, 0), COMMON " ocr_text aoi");
    g_assert_cmpstr (
        json_object_get_string_member (get_roi (root, 0), "ocr_text"), ==, cases[i].expected);
  }
}

#define COLOR \
  COMMON " detected_color match_percentage match_percentage_raw dominant_color threshold"

static void
test_color_fields (void)
{
  AoiRoiResult ranges = make_roi (AOI_TYPE_COLOR,
      "{'color': <'Red'>, 'percentage-raw': <130.5>, 'mean-color': <[200, 10, 0]>}");
  AoiRoiResult simple = make_roi (AOI_TYPE_COLOR,
      "{'color': <'Red'>, 'percentage-raw': <30.5>, 'mean-color': <[200, 10, 0]>,"
      " 'expected-color': <[255, 0, 0]>}");
  g_autoptr (JsonNode) root_ranges = write_roi (&ranges);
  g_autoptr (JsonNode) root_simple = write_roi (&simple);
  JsonObject *object = get_roi (root_ranges, 0);

  assert_members (object, COLOR " aoi");
  assert_member (object, "detected_color", "\"Red\"");
  assert_member (object, "match_percentage", "100.0");
  assert_member (object, "match_percentage_raw", "130.5");
  assert_member (object, "dominant_color", "[200,10,0]");
  assert_member (object, "threshold", "0.5");

  object = get_roi (root_simple, 0);
  assert_members (object, COLOR " expected_color aoi");
  assert_member (object, "match_percentage", "30.5");
  assert_member (object, "match_percentage_raw", "30.5");
  assert_member (object, "expected_color", "[255,0,0]");
}

static void
test_error_fields (void)
{
  static const gchar *const types[][2] = {
    { AOI_TYPE_BARCODE, COMMON " barcode_values error aoi" },
    { AOI_TYPE_COMPARE, COMMON " match_result ai_similarity threshold error aoi" },
    { AOI_TYPE_OCR, COMMON " ocr_text error aoi" },
    { AOI_TYPE_COLOR, COLOR " error aoi" },
    { "custom", COMMON " error aoi" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    AoiRoiResult roi = make_roi (types[i][0], NULL);
    AoiRoiResult late = make_roi (types[i][0], NULL);
    g_autoptr (JsonNode) root = NULL;
    g_autoptr (JsonNode) root_late = NULL;

    aoi_roi_result_error (&roi, "no memory");
    aoi_roi_result_timeout (&late, "still busy since frame 4");
    root = write_roi (&roi);
    root_late = write_roi (&late);
    assert_members (get_roi (root, 0), types[i][1]);
    assert_member (get_roi (root, 0), "passed", "false");
    assert_member (get_roi (root, 0), "error", "\"no memory\"");
    assert_member (json_object_get_object_member (get_roi (root, 0), "aoi"), "status", "\"error\"");
    assert_member (get_roi (root_late, 0), "error", "\"still busy since frame 4\"");
    assert_member (
        json_object_get_object_member (get_roi (root_late, 0), "aoi"), "status", "\"timeout\"");
  }
}

static void
test_non_finite_values (void)
{
  AoiRoiResult roi = make_roi ("custom", NULL);
  g_autoptr (JsonNode) root = NULL;

  aoi_roi_result_take_values (&roi,
      g_variant_new_parsed ("{'a': <%d>, 'b': <[%d, 0.5]>, 'c': <{'d': <%d>}>}", (gdouble) NAN,
          (gdouble) INFINITY, (gdouble) -INFINITY));
  root = write_roi (&roi);
  assert_member (json_object_get_object_member (get_roi (root, 0), "aoi"), "values",
      "{\"a\":null,\"b\":[null,0.5],\"c\":{\"d\":null}}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report-json-rois/common-fields", test_common_fields);
  g_test_add_func ("/report-json-rois/barcode-fields", test_barcode_fields);
  g_test_add_func ("/report-json-rois/compare-fields", test_compare_fields);
  g_test_add_func ("/report-json-rois/ocr-fields", test_ocr_fields);
  g_test_add_func ("/report-json-rois/color-fields", test_color_fields);
  g_test_add_func ("/report-json-rois/error-fields", test_error_fields);
  g_test_add_func ("/report-json-rois/non-finite-values", test_non_finite_values);
  return g_test_run ();
}
