/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the inspector of a module says of its type is found wherever that of a built-in one is: tests/gauge. */
#include <string.h>

#include "../pipelines/run-tool.h"
#include "aoi-boxed.h"
#include "aoi-error.h"
#include "aoi-report-json.h"
#include "overlay/gstaoioverlaytext.h"
#include "support.h"

#define GAUGE(keys) "[{\"idx\":4,\"type\":\"gauge\",\"coords\":[8,8,40,40]" keys "}]"

/* What the label isolates: Unicode UAX 9. */
#define ISOLATED(text) "\xe2\x81\xa8" text "\xe2\x81\xa9"

static AoiRevision *
load (const gchar *json, GError **error)
{
  gchar *folder = support_product_new (json);
  AoiRevision *revision = aoi_revision_load (folder, error);

  support_product_free (folder);
  return revision;
}

/* A copy holds what the type read once its owner is freed. */
static void
test_copy (void)
{
  g_autoptr (AoiRevision)
      revision = load (GAUGE (",\"max_level\":77.5,\"unit\":\"lux\",\"notes\":\"x\""), NULL);
  AoiProduct *product = aoi_revision_get_product (revision);
  g_autoptr (AoiRoi) copy = g_boxed_copy (AOI_TYPE_ROI, aoi_product_get_roi (product, 0));
  g_autofree gchar *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_product_check_keys (product, &error));
  g_assert_no_error (error);
  g_assert_false (aoi_roi_has_goldens (copy));
  g_assert_cmpuint (g_variant_n_children (copy->extra), ==, 0);
  g_clear_pointer (&revision, aoi_revision_unref);
  text = copy->spec_type->describe (copy);
  g_assert_cmpstr (text, ==, "at most 77.5 lux");
}

static void
check_refused (const gchar *json, const gchar *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (json, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_true (g_str_has_suffix (error->message, says));
}

static void
test_refused (void)
{
  check_refused (GAUGE (",\"max_level\":256"),
      "json: rois[0].max_level: must be a number from 0 to 255, is 256");
  check_refused (GAUGE (",\"unit\":\"\""), "json: rois[0].unit: must not be empty");
}

static void
check_doubt (const gchar *json, const gchar *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision) revision = load (json, &error);

  g_assert_no_error (error);
  g_assert_false (aoi_product_check_keys (aoi_revision_get_product (revision), &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_true (g_str_has_suffix (error->message, says));
}

static void
test_doubts (void)
{
  check_doubt (GAUGE (",\"max_levl\":9"),
      "json: rois[0].max_levl: is an unknown key and is ignored; is \"max_level\" meant?");
  check_doubt (GAUGE (",\"max_level\":255"),
      "json: rois[0].max_level: is 255, so that the ROI always passes");
}

static const GstStructure *
get_roi_structure (GstMessage *message)
{
  const GValue *rois = gst_structure_get_value (gst_message_get_structure (message), "rois");

  return gst_value_get_structure (gst_value_array_get_value (rois, 0));
}

static void
check_fields (GstBus *bus)
{
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT);
  const GstStructure *fields;
  gdouble level;

  g_assert_nonnull (message);
  fields = get_roi_structure (message);
  g_assert_true (gst_structure_get_double (fields, "level", &level));
  g_assert_cmpfloat (level, ==, 100);
  g_assert_cmpstr (gst_structure_get_string (fields, "unit"), ==, "lux");
}

/* The same values in the report that the metadata carries, the message, the JSON and the label. */
static void
test_values (void)
{
  gchar *folder = support_product_new (GAUGE (",\"max_level\":90,\"unit\":\"lux\""));
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (AoiReport) report = support_inspect (h, support_frame_new (0, 100, 100, 100));
  const AoiRoiResult *result = aoi_report_get_roi (report, 0);
  g_autofree gchar *json = aoi_report_to_json (report, 0);
  g_autofree gchar *label = gst_aoi_overlay_text_label (result);

  g_assert_cmpfloat (aoi_roi_result_get_double (result, "level", -1), ==, 100);
  g_assert_nonnull (strstr (
      json, "\"coordinates\":[8,8,40,40],\"gauge_level\":100.0,\"aoi\":{\"status\":\"fail\""));
  g_assert_nonnull (strstr (json, "\"values\":{\"level\":100.0,\"unit\":\"lux\"}"));
  g_assert_cmpstr (label, ==,
      "4 " ISOLATED ("gauge") " " ISOLATED ("100") " lux\n" ISOLATED ("100 is too much"));
  check_fields (bus);
  gst_bus_set_flushing (bus, TRUE);
  support_product_free (folder);
}

static void
test_check (void)
{
  gchar *folder = support_product_new (
      GAUGE (",\"max_level\":90,\"unit\":\"lux\",\"units\":\"lux\""));
  const gchar *tool = g_getenv ("AOI_TOOL");
  g_auto (Run) run = { 0 };

  run_tool (&run, tool, "check", folder, (const gchar *const[]){ "@", NULL });
  g_assert_cmpint (run.code, ==, 0);
  g_assert_nonnull (strstr (run.output, "  at most 90 lux\n"));
  g_assert_nonnull (
      strstr (run.errors, "rois[0].units: is an unknown key and is ignored; is \"unit\" meant?\n"));
  run_tool (&run, tool, "check", folder, (const gchar *const[]){ "--json", "@", NULL });
  g_assert_cmpint (run.code, ==, 0);
  g_assert_nonnull (strstr (run.output, "\"max_level\":90.0,\"unit\":\"lux\",\"goldens\":[]"));
  g_assert_nonnull (strstr (run.output, "rois[0].units: is an unknown key"));
  run_tool (&run, tool, "check", folder, (const gchar *const[]){ "--strict", "@", NULL });
  g_assert_cmpint (run.code, ==, 2);
  g_assert_cmpstr (run.output, ==, "");
  support_product_free (folder);
}

int
main (int argc, char *argv[])
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/own-type/copy", test_copy);
  g_test_add_func ("/own-type/refused", test_refused);
  g_test_add_func ("/own-type/doubts", test_doubts);
  g_test_add_func ("/own-type/values", test_values);
  if (g_getenv ("AOI_TOOL") != NULL)
    g_test_add_func ("/own-type/check", test_check);
  return support_run ();
}
