/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Marks of bad devices in reports: each way in which one could let a bad board pass. */
#include "aoi-engine.h"
#include "aoi-report-json.h"
#include "product-folder.h"

/* Three devices: a part each, and a mark each. */
#define ROIS \
  "\"rois\":[{\"idx\":1,\"type\":\"compare\",\"coords\":[0,0,9,9],\"device_id\":1}," \
  "{\"idx\":2,\"type\":\"barcode\",\"coords\":[0,0,9,9],\"device_id\":2,\"unique\":\"device\"}," \
  "{\"idx\":3,\"type\":\"barcode\",\"coords\":[0,0,9,9],\"device_id\":3,\"unique\":\"device\"}," \
  "{\"idx\":11,\"type\":\"bad_mark\",\"coords\":[0,0,9,9],\"device_id\":1,\"expected_color\":[255,0,0]}," \
  "{\"idx\":12,\"type\":6,\"coords\":[0,0,9,9],\"device_id\":2,\"expected_color\":[255,0,0]}," \
  "{\"idx\":13,\"type\":6,\"coords\":[0,0,9,9],\"device_id\":3,\"expected_color\":[255,0,0]}]}"
#define SKIPPING "{\"skip_marked\":true," ROIS
#define FAILING "{" ROIS

typedef struct {
  AoiProduct *product;
  AoiReportInfo info;
  AoiRoiResult results[6]; /* of ROIs 1, 2, 3, 11, 12, 13: all good */
} Board;

static void
board_init (Board *self, const gchar *json)
{
  static const gint ids[] = { 1, 2, 3, 11, 12, 13 };

  *self = (Board){ .product = product_from_json (json) };
  self->info = (AoiReportInfo){ .frame = 4, .width = 9, .height = 9 };
  aoi_report_info_set_source (&self->info, self->product);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    const AoiRoi *roi = aoi_product_find_roi (self->product, ids[i]);

    self->results[i] = (AoiRoiResult){
      .id = roi->id, .device = roi->device, .type = roi->type, .rect = roi->rect
    };
    aoi_roi_result_pass (&self->results[i], 1.0, 0.9);
    if (i > 2)
      aoi_roi_result_take_values (&self->results[i], g_variant_new_parsed ("{'marked': <false>}"));
  }
}

static void
board_clear (Board *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->results); i++)
    aoi_roi_result_clear (&self->results[i]);
  aoi_product_unref (self->product);
}

/* The mark of a device was found. */
static void
mark (Board *self, gint device)
{
  AoiRoiResult *result = &self->results[2 + device];

  aoi_roi_result_fail (result, 70.0, 97.5, "marked bad: 30 %% has the colour of the mark");
  aoi_roi_result_take_values (result, g_variant_new_parsed ("{'marked': <true>}"));
}

static AoiReport *
make (Board *self)
{
  return aoi_report_new (&self->info, self->results, G_N_ELEMENTS (self->results));
}

static void
assert_failed (Board *board, const gchar *reason)
{
  g_autoptr (AoiReport) report = make (board);

  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (aoi_report_get_reason (report), ==, reason);
  g_assert_cmpuint (aoi_report_get_n_skipped (report), ==, 0);
  board_clear (board);
}

static void
test_good (void)
{
  Board board;
  g_autoptr (AoiReport) report = NULL;
  g_autofree gchar *json = NULL;

  board_init (&board, SKIPPING);
  report = make (&board);
  json = aoi_report_to_json (report, AOI_JSON_DEFAULT);
  g_assert_true (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 6);
  g_assert_null (strstr (json, "skipped"));
  board_clear (&board);
}

/* The one exception: a marked device does not count, whatever its ROIs say. */
static void
test_skipped (void)
{
  Board board;
  g_autoptr (AoiReport) report = NULL;
  g_autofree gchar *json = NULL, *line = NULL;

  board_init (&board, SKIPPING);
  mark (&board, 2);
  aoi_roi_result_error (&board.results[1], "no code found");
  report = make (&board);
  json = aoi_report_to_json (report, AOI_JSON_DEFAULT);
  line = aoi_report_to_string (report);
  g_assert_true (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 4);
  g_assert_cmpuint (aoi_report_get_n_passed (report), ==, 4);
  g_assert_cmpuint (aoi_report_get_n_devices (report), ==, 2);
  g_assert_cmpint (aoi_report_get_device (report, 1)->device, ==, 3);
  g_assert_cmpuint (aoi_report_get_n_skipped (report), ==, 2);
  g_assert_cmpint (aoi_report_get_skipped (report, 0)->status, ==, AOI_STATUS_SKIPPED);
  g_assert_cmpstr (aoi_report_get_skipped (report, 0)->reason, ==, "device 2 is marked bad");
  g_assert_cmpstr (aoi_report_get_skipped (report, 1)->reason, ==,
      "marked bad: 30 % has the colour of the mark");
  g_assert_nonnull (strstr (json, "\"skipped_devices\":[2],\"skipped\":[{\"roi_id\":2,"));
  g_assert_nonnull (strstr (json, "\"total_rois\":4,\"passed_rois\":4,\"failed_rois\":0"));
  g_assert_nonnull (strstr (line, "4 of 4 ROIs; device 2 is marked bad: skipped"));
  board_clear (&board);
}

/* Without the product's word, it fails. */
static void
test_not_asked (void)
{
  Board board;
  g_autoptr (AoiReport) report = NULL;
  const AoiDeviceSummary *device;

  board_init (&board, FAILING);
  mark (&board, 3);
  report = make (&board);
  device = aoi_report_get_device (report, 2);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (aoi_report_get_reason (report), ==, "device 3 is marked bad");
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 6);
  g_assert_cmpuint (aoi_report_get_n_passed (report), ==, 4);
  g_assert_cmpuint (aoi_report_get_n_skipped (report), ==, 0);
  g_assert_true (device->marked);
  g_assert_cmpuint (device->passed, ==, 0);
  g_assert_cmpuint (device->total, ==, 2);
  board_clear (&board);

  board_init (&board, FAILING);
  mark (&board, 1);
  mark (&board, 3);
  aoi_roi_result_fail (&board.results[1], 0, 1, "other code");
  assert_failed (&board, "devices 1, 3 are marked bad; 1 of 6 ROIs not passed: 2 (other code)");
}

/* What is wrong with other devices stays wrong. */
static void
test_others_fail (void)
{
  Board board;
  g_autoptr (AoiReport) report = NULL;

  board_init (&board, SKIPPING);
  mark (&board, 2);
  aoi_roi_result_fail (&board.results[0], 0.5, 0.9, "structure differs");
  report = make (&board);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (
      aoi_report_get_reason (report), ==, "1 of 4 ROIs not passed: 1 (structure differs)");
  g_assert_cmpuint (aoi_report_get_n_skipped (report), ==, 2);
  board_clear (&board);
}

static void
test_all_marked (void)
{
  Board board;
  g_autoptr (AoiReport) report = NULL;

  board_init (&board, SKIPPING);
  for (gint device = 1; device <= 3; device++)
    mark (&board, device);
  report = make (&board);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (
      aoi_report_get_reason (report), ==, "all devices are marked bad: none was inspected");
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 0);
  board_clear (&board);
}

/* A mark that is not proven there skips nothing, and does not pass itself. */
static void
test_unsure (void)
{
  Board board;

  board_init (&board, SKIPPING);
  mark (&board, 2);
  aoi_roi_result_error (&board.results[4], "not sure");
  assert_failed (&board, "1 of 6 ROIs not passed: 12 (not sure)");
  board_init (&board, SKIPPING);
  mark (&board, 2);
  aoi_roi_result_timeout (&board.results[4], "not begun within the deadline");
  assert_failed (&board, "1 of 6 ROIs not passed: 12 (not begun within the deadline)");
  board_init (&board, SKIPPING);
  mark (&board, 2);
  aoi_roi_result_error (&board.results[4], "cancelled");
  assert_failed (&board, "1 of 6 ROIs not passed: 12 (cancelled)");
  board_init (&board, SKIPPING);
  aoi_roi_result_fail (&board.results[4], 1.0, 97.5, "marked, says nobody");
  assert_failed (&board, "1 of 6 ROIs not passed: 12 (marked, says nobody)");
  board_init (&board, SKIPPING);
  mark (&board, 2);
  aoi_roi_result_take_values (&board.results[4], g_variant_new_parsed ("{'marked': <'true'>}"));
  assert_failed (
      &board, "1 of 6 ROIs not passed: 12 (marked bad: 30 % has the colour of the mark)");
}

/* Only an enabled mark of the product, on its own device, marks anything. */
static void
test_no_mark (void)
{
  Board board;

  board_init (&board, SKIPPING);
  aoi_roi_result_fail (&board.results[1], 0.0, 1.0, "other code");
  aoi_roi_result_take_values (&board.results[1], g_variant_new_parsed ("{'marked': <true>}"));
  assert_failed (&board, "1 of 6 ROIs not passed: 2 (other code)");
  board_init (&board, SKIPPING);
  mark (&board, 2);
  board.results[4].device = 1;
  assert_failed (
      &board, "1 of 6 ROIs not passed: 12 (marked bad: 30 % has the colour of the mark)");
  board_init (&board, SKIPPING);
  mark (&board, 2);
  board.results[4].id = 99;
  assert_failed (
      &board, "1 of 6 ROIs not passed: 99 (marked bad: 30 % has the colour of the mark)");
  board_init (&board, SKIPPING);
  mark (&board, 2);
  board.info.source = NULL;
  assert_failed (
      &board, "1 of 6 ROIs not passed: 12 (marked bad: 30 % has the colour of the mark)");
}

/* Nobody but a report can skip. */
static void
test_claimed (void)
{
  Board board;

  board_init (&board, SKIPPING);
  board.results[1].status = AOI_STATUS_SKIPPED;
  assert_failed (
      &board, "1 of 6 ROIs not passed: 2 (skipped, though its device is not marked bad)");
  board_init (&board, SKIPPING);
  board.results[4].status = AOI_STATUS_SKIPPED;
  assert_failed (
      &board, "1 of 6 ROIs not passed: 12 (skipped, though its device is not marked bad)");
}

static void
test_frame_refused (void)
{
  Board board;
  g_autoptr (AoiReport) report = NULL;

  board_init (&board, SKIPPING);
  mark (&board, 2);
  board.info.reason = "unsuitable frame: it is black";
  report = make (&board);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (aoi_report_get_reason (report), ==, "unsuitable frame: it is black");
  board_clear (&board);
}

/* Marks may be in frames that are still to come. */
static void
test_partial (void)
{
  Board board;
  g_autoptr (AoiReport) report = NULL;

  board_init (&board, SKIPPING);
  mark (&board, 2);
  board.info.partial = TRUE;
  board.info.groups = 2;
  report = make (&board);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_skipped (report), ==, 0);
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 6);
  board_clear (&board);
}

/* Of a board where nothing but marks was looked for, nothing is known. */
static void
test_only_marks (void)
{
  Board board;
  g_autoptr (AoiReport) report = NULL;

  board_init (&board, SKIPPING);
  mark (&board, 1);
  report = aoi_report_new (&board.info, &board.results[3], 3);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (aoi_report_get_reason (report), ==, "nothing but bad marks was inspected");
  board_clear (&board);
}

/* Who makes a report of a report's ROIs gets the same one, or one that fails. */
static void
test_again (void)
{
  Board board;
  g_autoptr (AoiReport) report = NULL, again = NULL, less = NULL;
  g_autofree gchar *first = NULL, *second = NULL;
  AoiRoiResult results[6] = { { 0 } };

  board_init (&board, SKIPPING);
  mark (&board, 2);
  report = make (&board);
  g_assert_cmpuint (aoi_report_get_n_results (report), ==, 6);
  for (guint i = 0; i < 6; i++)
    aoi_roi_result_copy (&results[i], aoi_report_get_result (report, i));
  again = aoi_report_new (aoi_report_get_info (report), results, 6);
  first = aoi_report_to_json (report, AOI_JSON_DEFAULT);
  second = aoi_report_to_json (again, AOI_JSON_DEFAULT);
  g_assert_cmpstr (first, ==, second);
  for (guint i = 0; i < 5; i++)
    aoi_roi_result_copy (&results[i], aoi_report_get_result (report, i));
  less = aoi_report_new (aoi_report_get_info (report), results, 5); /* without the mark */
  g_assert_false (aoi_report_get_passed (less));
  board_clear (&board);
}

static void
read_code (Board *board, guint index, const gchar *code)
{
  aoi_roi_result_take_values (&board->results[index],
      g_variant_new_parsed ("{'barcodes': <[%s]>, 'matched': <[%s]>}", code, code));
}

/* A marked device goes no further: nobody is asked what its code is linked to. */
static void
test_link (void)
{
  for (guint i = 0; i < 2; i++) {
    const AoiLinkAnswer answers[] = { { "ONE", NULL }, { "TWO", NULL }, { "THREE", NULL } };
    g_autoptr (AoiReport) report = NULL, linked = NULL;
    g_autofree gchar *json = NULL;
    Board board;

    board_init (&board, i == 0 ? SKIPPING : FAILING);
    read_code (&board, 1, "A2");
    read_code (&board, 2, "A3");
    board.info.device_barcodes[2] = "BY HAND";
    mark (&board, 2);
    report = make (&board);
    linked = aoi_report_new_linked (report, answers, 3, 0);
    json = aoi_report_to_json (linked, AOI_JSON_NO_VALUES);
    g_assert_cmpint (aoi_report_get_passed (linked), ==, aoi_report_get_passed (report));
    g_assert_cmpuint (aoi_report_get_n_results (linked), ==, 6);
    for (guint k = 0; k < aoi_report_get_n_devices (linked); k++)
      if (aoi_report_get_device (linked, k)->device == 2)
        g_assert_null (aoi_report_get_device (linked, k)->code);
    g_assert_null (strstr (json, "BY HAND"));
    g_assert_nonnull (strstr (json, "\"code\":\"A3\""));
    g_assert_null (strstr (json, "\"code\":\"A2\""));
    board_clear (&board);
  }
}

/* The code of a marked device was read: it is none of another one. */
static void
test_unique (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);
  g_autoptr (AoiReport) report = NULL;
  Board board;

  board_init (&board, SKIPPING);
  read_code (&board, 1, "SAME");
  read_code (&board, 2, "SAME");
  mark (&board, 2);
  report = aoi_engine_judge_board (engine, make (&board));
  g_assert_false (aoi_report_get_passed (report));
  g_assert_nonnull (strstr (aoi_report_get_reason (report), "not unique: 'SAME'"));
  g_assert_cmpuint (aoi_report_get_n_skipped (report), ==, 2);
  board_clear (&board);
}

/* A product that has none of the keys says what it always said. */
static void
test_without (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "[{\"idx\":1,\"type\":1,\"coords\":[0,0,9,9]},{\"idx\":2,\"type\":1,\"coords\":[0,0,9,9],\"device_id\":4}]");
  AoiReportInfo info = { .width = 9, .height = 9, .product = "x", .revision = "r" };
  AoiRoiResult results[2] = { { .id = 1, .device = 1, .type = "barcode", .rect = { 0, 0, 9, 9 } },
    { .id = 2, .device = 4, .type = "barcode", .rect = { 0, 0, 9, 9 } } };
  g_autoptr (AoiReport) report = NULL;
  g_autofree gchar *json = NULL;

  info.source = product;
  aoi_roi_result_pass (&results[0], 1.0, 1.0);
  aoi_roi_result_fail (&results[1], 0.0, 1.0, "no code found");
  report = aoi_report_new (&info, results, 2);
  json = aoi_report_to_json (report, AOI_JSON_NO_DEVICE_RESULTS);
  g_assert_cmpstr (json, ==,
      "{\"roi_results\":[{\"roi_id\":1,\"device_id\":1,\"roi_type_name\":\"barcode\",\"passed\":true,"
      "\"coordinates\":[0,0,9,9],\"barcode_values\":[],\"aoi\":{\"status\":\"pass\",\"reason\":null,"
      "\"score\":1.0,\"threshold\":1.0,\"values\":{}}},{\"roi_id\":2,\"device_id\":4,\"roi_type_name\":"
      "\"barcode\",\"passed\":false,\"coordinates\":[0,0,9,9],\"barcode_values\":[],\"aoi\":{\"status\":"
      "\"fail\",\"reason\":\"no code found\",\"score\":0.0,\"threshold\":1.0,\"values\":{}}}],"
      "\"device_summaries\":{\"1\":{\"total_rois\":1,\"passed_rois\":1,\"failed_rois\":0,"
      "\"device_passed\":true,\"barcode\":\"N/A\"},\"4\":{\"total_rois\":1,\"passed_rois\":0,"
      "\"failed_rois\":1,\"device_passed\":false,\"barcode\":\"N/A\"}},\"overall_result\":{\"passed\":false,"
      "\"total_rois\":2,\"passed_rois\":1,\"failed_rois\":1},\"session_id\":\"\",\"product_name\":\"x\","
      "\"aoi\":{\"format\":1,\"frame\":0,\"width\":9,\"height\":9,\"revision\":\"r\",\"complete\":true,"
      "\"reason\":\"1 of 2 ROIs not passed: 2 (no code found)\"}}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report-marks/good", test_good);
  g_test_add_func ("/report-marks/skipped", test_skipped);
  g_test_add_func ("/report-marks/not-asked", test_not_asked);
  g_test_add_func ("/report-marks/others-fail", test_others_fail);
  g_test_add_func ("/report-marks/all-marked", test_all_marked);
  g_test_add_func ("/report-marks/unsure", test_unsure);
  g_test_add_func ("/report-marks/no-mark", test_no_mark);
  g_test_add_func ("/report-marks/claimed", test_claimed);
  g_test_add_func ("/report-marks/frame-refused", test_frame_refused);
  g_test_add_func ("/report-marks/partial", test_partial);
  g_test_add_func ("/report-marks/only-marks", test_only_marks);
  g_test_add_func ("/report-marks/again", test_again);
  g_test_add_func ("/report-marks/link", test_link);
  g_test_add_func ("/report-marks/unique", test_unique);
  g_test_add_func ("/report-marks/without", test_without);
  return g_test_run ();
}
