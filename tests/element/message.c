/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>
#include <math.h>

#include "lib/gstaoimessage.h"
#include "support.h"

static AoiReport *
make_report (const gchar *values)
{
  const AoiReportInfo info = {
    .product = "board", .revision = "0123", .frame = 12, .width = 640, .height = 480
  };
  AoiRoiResult rois[2] = {
    { .id = 3, .device = 2, .type = "compare", .rect = { 10, 20, 100, 70 } },
    { .id = 7, .device = 1, .type = "custom", .rect = { 1, 2, 3, 4 } },
  };

  aoi_roi_result_pass (&rois[0], 0.9375, 0.5);
  aoi_roi_result_fail (&rois[1], 0.25, 0.5, "differs \"here\"");
  if (values != NULL)
    aoi_roi_result_take_values (&rois[1], g_variant_new_parsed (values));
  return aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
}

static const GstStructure *
get_roi (const GstStructure *structure, guint index)
{
  const GValue *rois = gst_structure_get_value (structure, "rois");

  g_assert_true (GST_VALUE_HOLDS_ARRAY (rois));
  return gst_value_get_structure (gst_value_array_get_value (rois, index));
}

static void
test_board_fields (void)
{
  g_autoptr (AoiReport) report = make_report (NULL);
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "aoi-inspection");
  gboolean passed = TRUE, complete = FALSE;
  guint64 frame = 0;
  gint width = 0, height = 0;
  g_autoptr (AoiReport) inside = NULL;

  g_assert_true (gst_structure_has_name (structure, "aoi-inspection"));
  g_assert_cmpint (gst_structure_n_fields (structure), ==, 13);
  g_assert_cmpstr (
      gst_structure_get_string (structure, "id"), ==, aoi_report_get_info (report)->id);
  g_assert_null (gst_structure_get_string (structure, "station"));
  g_assert_true (gst_structure_get (structure, "passed", G_TYPE_BOOLEAN, &passed, "complete",
      G_TYPE_BOOLEAN, &complete, "frame", G_TYPE_UINT64, &frame, "width", G_TYPE_INT, &width,
      "height", G_TYPE_INT, &height, "report", AOI_TYPE_REPORT, &inside, NULL));
  g_assert_false (passed);
  g_assert_true (complete);
  g_assert_cmpuint (frame, ==, 12);
  g_assert_cmpint (width, ==, 640);
  g_assert_cmpint (height, ==, 480);
  g_assert_true (inside == report);
  g_assert_cmpstr (gst_structure_get_string (structure, "product"), ==, "board");
  g_assert_cmpstr (gst_structure_get_string (structure, "revision"), ==, "0123");
  g_assert_cmpstr (gst_structure_get_string (structure, "reason"), ==,
      "1 of 2 ROIs not passed: 7 (differs \"here\")");
  g_assert_cmpuint (gst_value_array_get_size (gst_structure_get_value (structure, "rois")), ==, 2);
}

static void
check_device (const GstStructure *structure, gint number, gboolean good, const gchar *barcode)
{
  gboolean passed = !good;
  guint total = 0, n_passed = 2;
  gint device = 0;

  g_assert_true (gst_structure_has_name (structure, "aoi-device"));
  g_assert_cmpint (gst_structure_n_fields (structure), ==, 5);
  g_assert_true (
      gst_structure_get (structure, "device", G_TYPE_INT, &device, "total-rois", G_TYPE_UINT,
          &total, "passed-rois", G_TYPE_UINT, &n_passed, "passed", G_TYPE_BOOLEAN, &passed, NULL));
  g_assert_cmpint (device, ==, number);
  g_assert_cmpuint (total, ==, 1);
  g_assert_cmpuint (n_passed, ==, good);
  g_assert_cmpint (passed, ==, good);
  g_assert_cmpstr (gst_structure_get_string (structure, "barcode"), ==, barcode);
}

static void
test_device_fields (void)
{
  g_autoptr (AoiReport) report = make_report ("{'barcodes': <['A1']>}");
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "aoi-inspection");
  const GValue *devices = gst_structure_get_value (structure, "devices");

  g_assert_cmpuint (gst_value_array_get_size (devices), ==, 2);
  check_device (gst_value_get_structure (gst_value_array_get_value (devices, 0)), 1, FALSE, "N/A");
  check_device (gst_value_get_structure (gst_value_array_get_value (devices, 1)), 2, TRUE, "N/A");
}

/* What is against the board as a whole is against its devices. */
static void
test_device_refused (void)
{
  const AoiReportInfo info = { .reason = "refused", .device_barcode = "M1" };
  AoiRoiResult roi = { .id = 1, .device = 1, .type = "compare" };
  g_autoptr (AoiReport) report = NULL;
  g_autoptr (GstStructure) structure = NULL;
  const GstStructure *device;
  gboolean passed = TRUE;

  aoi_roi_result_pass (&roi, 1, 0.5);
  report = aoi_report_new (&info, &roi, 1);
  structure = gst_aoi_report_to_structure (report, "aoi-inspection");
  device = gst_value_get_structure (
      gst_value_array_get_value (gst_structure_get_value (structure, "devices"), 0));
  g_assert_true (gst_structure_get_boolean (device, "passed", &passed));
  g_assert_false (passed);
  g_assert_cmpstr (gst_structure_get_string (device, "barcode"), ==, "M1");
}

static void
test_roi_fields (void)
{
  g_autoptr (AoiReport) report = make_report (NULL);
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "aoi-inspection");
  const GstStructure *good = get_roi (structure, 0);
  const GstStructure *bad = get_roi (structure, 1);
  gint id = 0, device = 0, x = 0, y = 0, width = 0, height = 0;
  gdouble score = 0.0, threshold = 0.0;
  gboolean passed = FALSE;

  g_assert_true (gst_structure_has_name (good, "aoi-roi"));
  g_assert_cmpint (gst_structure_n_fields (good), ==, 12);
  g_assert_true (gst_structure_get (good, "id", G_TYPE_INT, &id, "device", G_TYPE_INT, &device,
      "score", G_TYPE_DOUBLE, &score, "threshold", G_TYPE_DOUBLE, &threshold, "passed",
      G_TYPE_BOOLEAN, &passed, "x", G_TYPE_INT, &x, "y", G_TYPE_INT, &y, "width", G_TYPE_INT,
      &width, "height", G_TYPE_INT, &height, NULL));
  g_assert_cmpint (id, ==, 3);
  g_assert_cmpint (device, ==, 2);
  g_assert_cmpfloat (score, ==, 0.9375);
  g_assert_cmpfloat (threshold, ==, 0.5);
  g_assert_true (passed);
  g_assert_cmpint (x, ==, 10);
  g_assert_cmpint (y, ==, 20);
  g_assert_cmpint (width, ==, 100);
  g_assert_cmpint (height, ==, 70);
  g_assert_cmpstr (gst_structure_get_string (good, "type"), ==, "compare");
  g_assert_cmpstr (gst_structure_get_string (good, "status"), ==, "pass");
  g_assert_null (gst_structure_get_string (good, "reason"));

  g_assert_cmpstr (gst_structure_get_string (bad, "status"), ==, "fail");
  g_assert_cmpstr (gst_structure_get_string (bad, "reason"), ==, "differs \"here\"");
  g_assert_true (gst_structure_get_boolean (bad, "passed", &passed));
  g_assert_false (passed);
}

/* GVariant text of a value, and how GStreamer writes what becomes of it. */
static const gchar *const conversions[][2] = {
  { "'te\"xt'", "(string)\"te\\\"xt\"" },
  { "true", "(boolean)true" },
  { "0.5", "(double)0.5" },
  { "int32 -7", "(int)-7" },
  { "uint32 7", "(uint)7" },
  { "int16 -7", "(int)-7" },
  { "byte 0x07", "(guchar)7" },
  { "int64 -5000000000", "(gint64)-5000000000" },
  { "uint64 18446744073709551615", "(guint64)18446744073709551615" },
  { "['a', 'b c']", "(string)< a, \"b\\ c\" >" },
  { "@as []", "(int)<  >" },
  { "[1, 2]", "(int)< 1, 2 >" },
  { "[0.5, 1.5]", "(double)< 0.5, 1.5 >" },
  { "[[0.5], [1.5, 2.5]]", "(double)< < (double)0.5 >, < (double)1.5, (double)2.5 > >" },
  { "<<'deep'>>", "(string)deep" },
  { "{'n': <1>}", "(structure)\"values\\,\\ n\\=\\(int\\)1\\;\"" },
  { "(1, 'a')", "(string)\"\\(1\\,\\ \\'a\\'\\)\"" },
  { "{1: 'a'}", "(string)\"\\{1:\\ \\'a\\'\\}\"" },
};

static void
test_conversions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (conversions); i++) {
    g_autofree gchar *values = g_strdup_printf ("{'v': <%s>}", conversions[i][0]);
    g_autoptr (AoiReport) report = make_report (values);
    g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "aoi-inspection");
    const GValue *value = gst_structure_get_value (get_roi (structure, 1), "v");
    g_autoptr (GstStructure) written = gst_structure_new_empty ("w");
    g_autofree gchar *text = NULL;
    g_autofree gchar *expected = NULL;

    g_assert_nonnull (value);
    gst_structure_set_value (written, "v", value);
    text = gst_structure_to_string (written);
    expected = g_strdup_printf ("w, v=%s;", conversions[i][1]);
    g_assert_cmpstr (text, ==, expected);
  }
}

static void
test_value_names (void)
{
  g_autoptr (AoiReport) report = make_report (
      "{'id': <99>, 'passed': <true>, 'status': <'pass'>, 'x': <'no'>, '': <1>,"
      " 'a b': <2>, '1st': <3>, 'a,b': <4>, 'a=b': <5>, 'fine-1': <6>}");
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "aoi-inspection");
  const GstStructure *roi = get_roi (structure, 1);
  gint number = 0;
  gboolean passed = TRUE;

  g_assert_cmpint (gst_structure_n_fields (roi), ==, 13);
  g_assert_true (gst_structure_get_int (roi, "id", &number));
  g_assert_cmpint (number, ==, 7);
  g_assert_true (gst_structure_get_boolean (roi, "passed", &passed));
  g_assert_false (passed);
  g_assert_cmpstr (gst_structure_get_string (roi, "status"), ==, "fail");
  g_assert_true (gst_structure_get_int (roi, "x", &number));
  g_assert_cmpint (number, ==, 1);
  g_assert_true (gst_structure_get_int (roi, "fine-1", &number));
  g_assert_cmpint (number, ==, 6);
}

/* A device that was found by two fiducials, and one of which a fiducial was not. */
static AoiReport *
make_placed_report (void)
{
  const AoiPlacement placements[] = {
    { .device = 1,
        .found = TRUE,
        .alignment = { 1.0, 0.0, 5.0, -3.0 },
        .residual = 0.25,
        .n_marks = 2,
        .marks = { { 101, 80.0, 80.0, 85.0, 77.0, 0.96, 0.31, 3.0 },
            { 102, 560.0, 80.0, 565.0, 77.0, 0.97, 0.32, 3.0 } } },
    { .device = 2,
        .reason = (gchar *) "fiducial 201: score 0.00, needs 0.70",
        .n_marks = 1,
        .marks = { { 201, 20.0, 30.0, 0.0, 0.0, 0.0, 0.0, 3.0 } } },
  };
  const AoiReportInfo info = { .product = "board", .placements = placements, .n_placements = 2 };

  return aoi_report_new (&info, NULL, 0);
}

static const GstStructure *
get_structure (const GstStructure *structure, const gchar *field, guint index)
{
  return gst_value_get_structure (
      gst_value_array_get_value (gst_structure_get_value (structure, field), index));
}

static void
test_fiducials_found (void)
{
  g_autoptr (AoiReport) report = make_placed_report ();
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "aoi-inspection");
  const GstStructure *found = get_structure (structure, "fiducials", 0);
  const GstStructure *mark = get_structure (found, "marks", 1);
  gdouble dx = 0, dy = 0, angle = 1, scale = 0, residual = 0, x = 0, rest_x = 0, second = 0;
  gboolean is_found = FALSE;
  gint device = 0, id = 0;

  g_assert_true (gst_structure_has_name (found, "aoi-fiducials"));
  g_assert_cmpint (gst_structure_n_fields (found), ==, 9);
  g_assert_true (gst_structure_get (found, "device", G_TYPE_INT, &device, "found", G_TYPE_BOOLEAN,
      &is_found, "dx", G_TYPE_DOUBLE, &dx, "dy", G_TYPE_DOUBLE, &dy, "angle", G_TYPE_DOUBLE, &angle,
      "scale", G_TYPE_DOUBLE, &scale, "residual", G_TYPE_DOUBLE, &residual, NULL));
  g_assert_true (is_found);
  g_assert_cmpint (device, ==, 1);
  g_assert_cmpfloat_with_epsilon (dx, 5.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (dy, -3.0, 1e-9);
  g_assert_cmpfloat (angle, ==, 0.0);
  g_assert_cmpfloat (scale, ==, 1.0);
  g_assert_cmpfloat (residual, ==, 0.25);
  g_assert_null (gst_structure_get_string (found, "reason"));
  g_assert_true (gst_structure_has_name (mark, "aoi-fiducial"));
  g_assert_true (gst_structure_get (mark, "id", G_TYPE_INT, &id, "x", G_TYPE_DOUBLE, &x, "rest-x",
      G_TYPE_DOUBLE, &rest_x, "second", G_TYPE_DOUBLE, &second, NULL));
  g_assert_cmpint (id, ==, 102);
  g_assert_cmpfloat (x, ==, 565.0);
  g_assert_cmpfloat (rest_x, ==, 560.0);
  g_assert_cmpfloat (second, ==, 0.32);
}

/* What is not known is absent, not zero. */
static void
test_fiducials_lost (void)
{
  g_autoptr (AoiReport) report = make_placed_report ();
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "aoi-inspection");
  const GstStructure *lost = get_structure (structure, "fiducials", 1);
  const GstStructure *mark = get_structure (lost, "marks", 0);
  gboolean found = TRUE;

  g_assert_cmpint (gst_structure_n_fields (lost), ==, 4);
  g_assert_true (gst_structure_get_boolean (lost, "found", &found));
  g_assert_false (found);
  g_assert_cmpstr (
      gst_structure_get_string (lost, "reason"), ==, "fiducial 201: score 0.00, needs 0.70");
  g_assert_cmpint (gst_structure_n_fields (mark), ==, 5);
  g_assert_false (gst_structure_has_field (mark, "x"));
}

static void
test_copy_and_text (void)
{
  g_autoptr (AoiReport) report = make_report ("{'barcodes': <['A', 'B']>}");
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "aoi-inspection");
  g_autoptr (GstStructure) copy = gst_structure_copy (structure);
  g_autofree gchar *text = gst_structure_to_string (structure);
  g_autofree gchar *text_of_copy = gst_structure_to_string (copy);
  g_autoptr (AoiReport) inside = NULL;

  g_assert_cmpstr (text, ==, text_of_copy);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_nonnull (strstr (text, "report=(AoiReport)\"not\\ passed:\\ board\\,\\ frame\\ 12"));
  g_assert_nonnull (strstr (text, "aoi-roi"));
  g_assert_true (gst_structure_get (copy, "report", AOI_TYPE_REPORT, &inside, NULL));
  g_assert_true (inside == report);
}

/* All but the report, which is of this process, reads back from its text. */
static void
test_text_reads_back (void)
{
  g_autoptr (AoiReport) report = make_report (
      "{'barcodes': <['A', 'B;\\n']>, 'corners': <[0.5]>, 'n': <{'v': <1>}>}");
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "aoi-inspection");
  g_autoptr (GstStructure) back = NULL;
  g_autofree gchar *text = NULL;

  gst_structure_remove_field (structure, "report");
  text = gst_structure_to_string (structure);
  back = gst_structure_from_string (text, NULL);
  g_assert_nonnull (back);
  g_assert_true (gst_structure_is_equal (structure, back));
}

static void
test_message (void)
{
  g_autoptr (AoiReport) report = make_report (NULL);
  g_autoptr (GstMessage) message = gst_aoi_message_new (NULL, report, 1, 2, 3, GST_CLOCK_TIME_NONE);
  g_autoptr (AoiReport) parsed = gst_aoi_message_parse (message);
  const GstStructure *structure = gst_message_get_structure (message);
  GstClockTime timestamp = 0, stream_time = 0, running_time = 0, duration = 0;

  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_ELEMENT);
  g_assert_true (gst_message_has_name (message, GST_AOI_MESSAGE_NAME));
  g_assert_true (parsed == report);
  g_assert_true (gst_structure_get (structure, "timestamp", GST_TYPE_CLOCK_TIME, &timestamp,
      "stream-time", GST_TYPE_CLOCK_TIME, &stream_time, "running-time", GST_TYPE_CLOCK_TIME,
      &running_time, "duration", GST_TYPE_CLOCK_TIME, &duration, NULL));
  g_assert_cmpuint (timestamp, ==, 1);
  g_assert_cmpuint (stream_time, ==, 2);
  g_assert_cmpuint (running_time, ==, 3);
  g_assert_cmpuint (duration, ==, GST_CLOCK_TIME_NONE);
}

static void
test_foreign_messages (void)
{
  g_autoptr (GstMessage) eos = gst_message_new_eos (NULL);
  g_autoptr (GstMessage) other = gst_message_new_element (NULL, gst_structure_new_empty ("level"));
  g_autoptr (GstMessage) forged = gst_message_new_element (
      NULL, gst_structure_new (GST_AOI_MESSAGE_NAME, "report", G_TYPE_STRING, "passed", NULL));
  g_autoptr (GstMessage)
      bare = gst_message_new_element (NULL, gst_structure_new_empty (GST_AOI_MESSAGE_NAME));
  g_autoptr (GstMessage) application = gst_message_new_application (
      NULL, gst_structure_new_empty (GST_AOI_MESSAGE_NAME));

  g_assert_null (gst_aoi_message_parse (eos));
  g_assert_null (gst_aoi_message_parse (other));
  g_assert_null (gst_aoi_message_parse (forged));
  g_assert_null (gst_aoi_message_parse (bare));
  g_assert_null (gst_aoi_message_parse (application));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/message/board-fields", test_board_fields);
  g_test_add_func ("/message/device-fields", test_device_fields);
  g_test_add_func ("/message/device-refused", test_device_refused);
  g_test_add_func ("/message/roi-fields", test_roi_fields);
  g_test_add_func ("/message/conversions", test_conversions);
  g_test_add_func ("/message/value-names", test_value_names);
  g_test_add_func ("/message/fiducials-found", test_fiducials_found);
  g_test_add_func ("/message/fiducials-lost", test_fiducials_lost);
  g_test_add_func ("/message/copy-and-text", test_copy_and_text);
  g_test_add_func ("/message/text-reads-back", test_text_reads_back);
  g_test_add_func ("/message/message", test_message);
  g_test_add_func ("/message/foreign-messages", test_foreign_messages);
  return support_run ();
}
