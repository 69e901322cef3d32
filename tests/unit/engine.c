/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Engine, tasks, revisions and the inspector table, with an inspector of the test's own. */
#include <string.h>

#include "aoi-engine.h"
#include "aoi-error.h"
#include "base/aoi-cpus.h"
#include "engine-probe.h"

static AoiRevision *
load (const gchar *json, GError **error)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-engine-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, "rois_config_test.json", NULL);
  g_autofree gchar *command = g_strdup_printf ("rm -rf '%s'", folder);
  AoiRevision *revision;

  g_assert_true (g_file_set_contents (file, json, -1, NULL));
  revision = aoi_revision_load (folder, error);
  g_assert_cmpint (system (command), ==, 0);
  return revision;
}

/* A product of ROIs, one for each of @acts (separated by spaces); @tail goes into each. */
static AoiRevision *
load_acts (const gchar *acts, const gchar *tail)
{
  g_auto (GStrv) names = g_strsplit (acts, " ", -1);
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (GError) error = NULL;
  AoiRevision *revision;

  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (json,
        "%s{\"idx\":%u,\"type\":\"probe\",\"coords\":[0,0,8,8],\"act\":\"%s\",\"n\":%u%s}",
        i > 0 ? "," : "", i + 1, names[i], i, tail);
  g_string_append_c (json, ']');
  revision = load (json->str, &error);
  g_assert_no_error (error);
  return revision;
}

static guint8 pixels[32 * 32];

static AoiImage
make_image (void)
{
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_GRAY8, 32, 32);
  image.data[0] = pixels;
  image.stride[0] = 32;
  return image;
}

static void
test_inspect (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (AoiRevision) revision = load_acts ("good good good", "");
  const AoiImage image = make_image ();
  g_autoptr (AoiReport) report = aoi_engine_inspect (engine, revision, &image);

  g_assert_true (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 3);
  g_assert_cmpstr (aoi_report_get_info (report)->product, ==, "test");
  g_assert_cmpuint (strlen (aoi_report_get_info (report)->revision), ==, 64);
  g_clear_pointer (&revision, aoi_revision_unref);
  g_assert_cmpint (aoi_product_get_roi (aoi_report_get_info (report)->source, 0)->id, ==, 1);
}

/* What an inspector does wrong is its ROI's error, and nobody else's. */
static void
test_isolation (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (AoiRevision) revision = load_acts ("good nothing nan low rubbish erase good", "");
  const AoiImage image = make_image ();
  g_autoptr (AoiReport) report = aoi_engine_inspect (engine, revision, &image);

  g_assert_false (aoi_report_get_passed (report));
  for (guint i = 0; i < 7; i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);
    const gboolean good = i == 0 || i == 6;

    g_assert_cmpint (roi->id, ==, (gint) i + 1);
    g_assert_cmpint (roi->device, ==, 1);
    g_assert_cmpstr (roi->type, ==, "probe");
    g_assert_cmpint (roi->status, ==, good ? AOI_STATUS_PASS : AOI_STATUS_ERROR);
    g_assert_true (good == (roi->reason == NULL));
  }
}

static void
test_no_rois (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision) revision = load ("[]", &error);
  const AoiImage image = make_image ();
  g_autoptr (AoiReport) report = NULL;

  g_assert_no_error (error);
  report = aoi_engine_inspect (engine, revision, &image);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (aoi_report_get_reason (report), ==, "no ROI is enabled");
}

static void
test_outside (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision)
      revision = load ("[{\"idx\":1,\"type\":\"probe\",\"coords\":[0,0,32,32]},"
                       "{\"idx\":2,\"type\":\"probe\",\"coords\":[0,0,33,32]},"
                       "{\"idx\":3,\"type\":\"probe\",\"coords\":[60000,60000,65535,65535]}]",
          &error);
  const AoiImage image = make_image ();
  g_autoptr (AoiReport) report = NULL;

  g_assert_no_error (error);
  report = aoi_engine_inspect (engine, revision, &image);
  g_assert_cmpint (aoi_report_get_roi (report, 0)->status, ==, AOI_STATUS_PASS);
  g_assert_cmpint (aoi_report_get_roi (report, 1)->status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (aoi_report_get_roi (report, 1)->reason, ==,
      "coords [0,0,33,32] reach outside of the 32x32 frame");
  g_assert_cmpint (aoi_report_get_roi (report, 2)->status, ==, AOI_STATUS_ERROR);
}

/* What could not be inspected still says what it would have had to reach. */
static void
test_error_keeps_threshold (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision)
      revision = load ("[{\"idx\":1,\"type\":\"compare\",\"coords\":[0,0,33,32],\"threshold\":0.8},"
                       "{\"idx\":2,\"type\":\"probe\",\"coords\":[0,0,33,32]}]",
          &error);
  const AoiImage image = make_image ();
  g_autoptr (AoiReport) report = NULL;

  g_assert_no_error (error);
  report = aoi_engine_inspect (engine, revision, &image);
  g_assert_cmpint (aoi_report_get_roi (report, 0)->status, ==, AOI_STATUS_ERROR);
  g_assert_cmpfloat (aoi_report_get_roi (report, 0)->threshold, ==, 0.8);
  g_assert_cmpfloat (aoi_report_get_roi (report, 1)->threshold, ==, 0.0);
}

static void
test_refused_products (void)
{
  const struct {
    const gchar *json;
    const gchar *expected;
  } cases[] = {
    { "[{\"idx\":1,\"type\":\"magic\",\"coords\":[0,0,8,8]}]", "rois[0].type: no inspector" },
    { "[{\"idx\":1,\"type\":\"probe\",\"coords\":[0,0,8,8],\"act\":\"refuse\"}]",
        "rois[0]: does not want to" },
    { "[{\"idx\":1,\"type\":\"probe\",\"coords\":[0,0,8,8],\"n\":1001}]", "rois[0].n: " },
    { "[{\"idx\":1,\"type\":\"probe\",\"coords\":[0,0,8,8],\"act\":7}]", "rois[0].act: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AoiRevision) revision = load (cases[i].json, &error);

    g_assert_null (revision);
    g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, cases[i].expected));
    g_assert_nonnull (strstr (error->message, "rois_config_test.json"));
  }
}

static void
test_no_scratch (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (AoiRevision) revision = load_acts ("good no-scratch", "");
  g_autoptr (GError) error = NULL;
  const AoiImage image = make_image ();
  g_autoptr (AoiReport) report = aoi_engine_inspect (engine, revision, &image);

  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (aoi_report_get_roi (report, 0)->reason, ==, "no working memory today");
  g_assert_false (aoi_revision_reserve (revision, 2, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED);
}

static TestCount done;

static void
count_done (AoiTask *task, gpointer data)
{
  g_assert_true (aoi_task_is_done (task));
  test_count_add (data, 1);
}

static void
count_release (gpointer owner)
{
  g_atomic_int_inc ((gint *) owner);
}

static void
test_cancel (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);
  g_autoptr (AoiRevision) revision = load_acts ("wait good good", "");
  gint released = 0;
  const AoiFrame frame = { .image = make_image (), .release = count_release, .owner = &released };
  AoiReportInfo info = { .frame = 5 };
  g_autoptr (AoiReport) report = NULL;
  g_autoptr (AoiTask) task = NULL;

  test_door_shut (&engine_probe_door);
  test_count_reset (&done);
  task = aoi_engine_submit (engine, revision, &frame, count_done, &done);
  g_assert_false (aoi_task_is_done (task));
  aoi_task_cancel (task);
  test_count_wait (&done, 1);
  g_assert_cmpint (g_atomic_int_get (&released), ==, 1);
  report = aoi_task_make_report (task, &info);
  g_assert_false (aoi_report_get_passed (report));
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (aoi_report_get_roi (report, i)->status, ==, AOI_STATUS_ERROR);
    g_assert_cmpstr (aoi_report_get_roi (report, i)->reason, ==, "cancelled");
  }
  g_assert_cmpuint (test_count_get (&done), ==, 1);
}

/* Engine, task and revision may be dropped while workers are busy: they finish on their own. */
static void
test_dropped_in_flight (void)
{
  AoiEngine *engine = aoi_engine_new (2);
  AoiRevision *revision = load_acts ("wait wait good", "");
  gint released = 0;
  const AoiFrame frame = { .image = make_image (), .release = count_release, .owner = &released };

  test_door_shut (&engine_probe_door);
  test_count_reset (&done);
  for (guint i = 0; i < 3; i++)
    aoi_task_unref (aoi_engine_submit (engine, revision, &frame, count_done, &done));
  aoi_revision_unref (revision);
  aoi_engine_unref (engine);
  g_assert_cmpuint (test_count_get (&engine_probe_states), ==, 3);
  test_door_open (&engine_probe_door);
  test_count_wait (&done, 3);
  test_count_wait_zero (&engine_probe_states);
  g_assert_cmpint (g_atomic_int_get (&released), ==, 3);
  test_count_wait_zero (&engine_probe_scratches);
}

/* At most min (ROIs, workers) at once, and a larger explicit number than CPUs is honoured. */
static void
test_workers (void)
{
  const guint many = aoi_cpus_get_available () + 4;
  g_autoptr (AoiEngine) engine = aoi_engine_new (many);
  g_autoptr (AoiRevision) three = load_acts ("wait wait wait", "");
  g_autoptr (AoiTask) task = NULL;
  const AoiFrame frame = { .image = make_image () };

  g_assert_cmpuint (aoi_engine_get_workers (engine, three), ==, MIN (3, many));
  aoi_engine_set_max_workers (engine, 2);
  g_assert_cmpuint (aoi_engine_get_workers (engine, three), ==, 2);
  aoi_engine_set_max_workers (engine, 0);
  g_assert_cmpuint (aoi_engine_get_workers (engine, three), ==, MIN (3, aoi_cpus_get_available ()));

  aoi_engine_set_max_workers (engine, many);
  g_atomic_int_set (&engine_probe_max_running, 0);
  test_door_shut (&engine_probe_door);
  test_count_reset (&done);
  task = aoi_engine_submit (engine, three, &frame, count_done, &done);
  test_door_wait_inside (&engine_probe_door, 3);
  test_door_open (&engine_probe_door);
  test_count_wait (&done, 1);
  g_assert_cmpint (g_atomic_int_get (&engine_probe_max_running), ==, 3);
}

/* ROIs of a frame keep their workers when a frame with fewer ROIs comes behind it: of another group, or
 * of another product. */
static void
test_workers_of_earlier_frame (gconstpointer other_product)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (4);
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (AoiRevision) many = NULL, few = load_acts ("good", "");
  g_autoptr (AoiTask) first = NULL, second = NULL;
  AoiFrame frame = { .image = make_image (), .group = 1 };
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 40; i++)
    g_string_append_printf (json,
        "{\"idx\":%u,\"type\":\"probe\",\"coords\":[0,0,8,8],\"act\":\"%s\",\"focus\":305},", i,
        i <= 4 ? "wait" : "meet");
  g_string_append (
      json, "{\"idx\":41,\"type\":\"probe\",\"coords\":[0,0,8,8],\"act\":\"good\",\"focus\":310}]");
  many = load (json->str, &error);
  g_assert_no_error (error);
  engine_probe_call_meeting (4);
  test_door_shut (&engine_probe_door);
  test_count_reset (&done);
  first = aoi_engine_submit (engine, many, &frame, count_done, &done);
  test_count_wait (&engine_probe_running, 4);
  frame.group = other_product != NULL ? 0 : 2;
  second = aoi_engine_submit (
      engine, other_product != NULL ? few : many, &frame, count_done, &done);
  test_door_open (&engine_probe_door);
  test_count_wait (&done, 2);
  g_assert_cmpuint (engine_probe_get_met (), ==, 4);
}

/* With one worker the order of work shows: by priority, else the product's for ROIs without history. */
static void
test_priority (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision) revision = load (
      "[{\"idx\":1,\"type\":\"probe\",\"coords\":[0,0,8,8],\"n\":1},"
      "{\"idx\":2,\"type\":\"probe\",\"coords\":[0,0,8,8],\"n\":2,\"priority\":-1},"
      "{\"idx\":3,\"type\":\"probe\",\"coords\":[0,0,8,8],\"n\":3,\"priority\":5},"
      "{\"idx\":4,\"type\":\"probe\",\"coords\":[0,0,8,8],\"n\":4}]",
      &error);
  const gint expected[] = { 3, 1, 4, 2 };
  g_autoptr (GArray) order = NULL;
  const AoiImage image = make_image ();
  g_autoptr (AoiReport) report = NULL;

  g_assert_no_error (error);
  engine_probe_note_order ();
  report = aoi_engine_inspect (engine, revision, &image);
  order = engine_probe_take_order ();
  g_assert_cmpmem (order->data, order->len * sizeof (gint), expected, sizeof expected);
  g_assert_true (aoi_report_get_passed (report));
}

static void
test_scratch_is_reused (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load_acts ("good good good good good good", "");
  const AoiImage image = make_image ();

  for (guint i = 0; i < 50; i++)
    aoi_report_unref (aoi_engine_inspect (engine, revision, &image));
  g_assert_cmpuint (test_count_get (&engine_probe_scratches), <=, 2);
}

static void
test_register (void)
{
  const AoiInspector other = { .type = "probe", .inspect = engine_probe.inspect };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) types = NULL;

  g_assert_true (aoi_inspector_register (&engine_probe, NULL));
  g_assert_false (aoi_inspector_register (&other, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_FAILED);
  g_assert_true (aoi_inspector_lookup ("probe", NULL) == &engine_probe);
  types = aoi_inspector_list ();
  g_assert_true (g_strv_contains ((const gchar *const *) types, "compare"));
  g_assert_true (g_strv_contains ((const gchar *const *) types, "color"));
}

static void
test_refuse (void)
{
  g_autoptr (AoiRevision) revision = load_acts ("good good", "");
  AoiReportInfo info = { .reason = "lens cap is on" };
  g_autoptr (AoiReport) report = aoi_engine_refuse (revision, 0, &info);

  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 2);
  g_assert_cmpint (aoi_report_get_roi (report, 1)->status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (aoi_report_get_roi (report, 1)->reason, ==, "lens cap is on");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (aoi_inspector_register (&engine_probe, NULL));
  g_test_add_func ("/engine/inspect", test_inspect);
  g_test_add_func ("/engine/isolation", test_isolation);
  g_test_add_func ("/engine/no-rois", test_no_rois);
  g_test_add_func ("/engine/outside", test_outside);
  g_test_add_func ("/engine/error-keeps-threshold", test_error_keeps_threshold);
  g_test_add_func ("/engine/refused-products", test_refused_products);
  g_test_add_func ("/engine/no-scratch", test_no_scratch);
  g_test_add_func ("/engine/cancel", test_cancel);
  g_test_add_func ("/engine/dropped-in-flight", test_dropped_in_flight);
  g_test_add_func ("/engine/workers", test_workers);
  g_test_add_data_func ("/engine/workers-of-earlier-group", NULL, test_workers_of_earlier_frame);
  g_test_add_data_func (
      "/engine/workers-of-earlier-product", "other", test_workers_of_earlier_frame);
  g_test_add_func ("/engine/priority", test_priority);
  g_test_add_func ("/engine/scratch-is-reused", test_scratch_is_reused);
  g_test_add_func ("/engine/register", test_register);
  g_test_add_func ("/engine/refuse", test_refuse);
  return g_test_run ();
}
