/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an inspection gives: verdicts, isolation, metadata, messages; and that frames stay as they are. */
#include <gst/video/video.h>
#include <string.h>

#include "support.h"

/* 16 ROIs: one errors, one returns rubbish, one is slow; the other 13 are right, those that pass as
 * those that do not. */
static void
test_isolation (void)
{
  g_autofree gchar *json = support_red_product (12,
      "{\"idx\":13,\"type\":4,\"coords\":[0,40,8,48],\"expected_color\":[20,20,230]},"
      "{\"idx\":20,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":1,\"verdict\":\"error\"},"
      "{\"idx\":21,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":1,\"verdict\":\"nan\"},"
      "{\"idx\":22,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":150}");
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  g_autoptr (AoiReport) report = support_inspect (h, support_frame_new (0, 230, 20, 20));

  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 16);
  g_assert_cmpuint (aoi_report_get_n_passed (report), ==, 13);
  g_assert_false (aoi_report_get_passed (report));
  for (gint id = 1; id <= 12; id++)
    g_assert_cmpint (support_find_roi (report, id)->status, ==, AOI_STATUS_PASS);
  g_assert_cmpint (support_find_roi (report, 13)->status, ==, AOI_STATUS_FAIL);
  g_assert_nonnull (support_find_roi (report, 13)->reason);
  g_assert_cmpint (support_find_roi (report, 20)->status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (support_find_roi (report, 20)->reason, ==, "asked to fail");
  g_assert_cmpint (support_find_roi (report, 21)->status, ==, AOI_STATUS_ERROR);
  g_assert_nonnull (strstr (support_find_roi (report, 21)->reason, "nan"));
  g_assert_cmpint (support_find_roi (report, 22)->status, ==, AOI_STATUS_PASS);
  support_product_free (folder);
}

static gchar *
get_revision (const gchar *folder, const gchar *properties)
{
  g_autoptr (GstHarness) h = support_harness_new (folder, properties);
  g_autoptr (AoiReport) report = support_inspect (h, support_frame_new (0, 230, 20, 20));

  return g_strdup (aoi_report_get_info (report)->revision);
}

/* Verdicts depend on it, so revisions differ by it. */
static void
test_barcode_effort (void)
{
  g_autofree gchar *json = support_red_product (1, NULL);
  gchar *folder = support_product_new (json);
  g_autofree gchar *plain = get_revision (folder, "");
  g_autofree gchar *usual = get_revision (folder, "barcode-effort=3");
  g_autofree gchar *highest = get_revision (folder, "barcode-effort=5");

  g_assert_nonnull (plain);
  g_assert_cmpstr (usual, ==, plain);
  g_assert_cmpstr (highest, !=, plain);
  support_product_free (folder);
}

static guint
count_warnings (GstBus *bus)
{
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING)) != NULL) {
    n++;
    gst_message_unref (message);
  }
  return n;
}

/* A cause is warned of once, and again only after the ROI has recovered. */
static void
test_warning_once (void)
{
  g_autofree gchar *json = support_red_product (
      1, "{\"idx\":9,\"type\":4,\"coords\":[40,40,64,48],\"expected_color\":[230,20,20]}");
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "max-inflight=1");
  g_autoptr (GstBus) bus = support_harness_watch (h);

  for (guint round = 0; round < 2; round++) {
    gst_harness_set_src_caps_str (h, "video/x-raw,format=RGB,width=32,height=96,framerate=10/1");
    for (guint i = 0; i < 5; i++)
      aoi_report_unref (support_inspect (h, support_frame_new (i, 230, 20, 20)));
    g_assert_cmpuint (count_warnings (bus), ==, 1);
    gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
    aoi_report_unref (support_inspect (h, support_frame_new (5, 230, 20, 20)));
    g_assert_cmpuint (count_warnings (bus), ==, 0);
  }
  gst_element_set_bus (h->element, NULL);
  support_product_free (folder);
}

/* The frame goes through: same memory, same bytes, same times; only the metadata is new. */
static void
test_frame_untouched (gconstpointer data)
{
  g_autofree gchar *json = support_red_product (4, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, data);
  GstBuffer *in = support_frame_new (3, 230, 21, 22);
  g_autofree guint8 *before = g_malloc (SUPPORT_WIDTH * SUPPORT_HEIGHT * 3);
  g_autoptr (GstBuffer) out = NULL;
  g_autoptr (AoiReport) report = NULL;
  GstMemory *memory = gst_buffer_peek_memory (in, 0);
  GstMapInfo map;
  gpointer bytes;

  gst_buffer_extract (in, 0, before, SUPPORT_WIDTH * SUPPORT_HEIGHT * 3);
  g_assert_true (gst_buffer_map (in, &map, GST_MAP_READ));
  bytes = map.data;
  gst_buffer_unmap (in, &map);
  g_assert_cmpint (gst_harness_push (h, in), ==, GST_FLOW_OK);
  out = gst_harness_pull (h);
  g_assert_true (gst_buffer_peek_memory (out, 0) == memory);
  report = gst_buffer_get_aoi_report (out);
  g_assert_true (aoi_report_get_passed (report));
  g_assert_true (gst_buffer_map (out, &map, GST_MAP_READ));
  g_assert_true (map.data == bytes);
  g_assert_cmpmem (map.data, map.size, before, SUPPORT_WIDTH * SUPPORT_HEIGHT * 3);
  gst_buffer_unmap (out, &map);
  g_assert_cmpuint (GST_BUFFER_PTS (out), ==, 300 * GST_MSECOND);
  g_assert_cmpuint (GST_BUFFER_DURATION (out), ==, 100 * GST_MSECOND);
  support_product_free (folder);
}

/* A frame that others hold too stays theirs: they see no metadata of ours. */
static void
test_shared_buffer (void)
{
  g_autofree gchar *json = support_red_product (2, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  g_autoptr (GstBuffer) mine = support_frame_new (0, 230, 20, 20);
  g_autoptr (GstBuffer) out = NULL;

  gst_harness_push (h, gst_buffer_ref (mine));
  out = gst_harness_pull (h);
  g_assert_true (out != mine);
  g_assert_null (gst_buffer_get_aoi_report (mine));
  g_assert_true (gst_buffer_peek_memory (out, 0) == gst_buffer_peek_memory (mine, 0));
  support_product_free (folder);
}

static void
test_message (void)
{
  g_autofree gchar *json = support_red_product (2, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (
      folder, "session-id=line-7 device-barcodes=\"1=A=B\" device-barcode=ALL");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (AoiReport) report = support_inspect (h, support_frame_new (4, 20, 20, 230));
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT);
  g_autoptr (AoiReport) posted = gst_aoi_message_parse (message);
  const GstStructure *structure = gst_message_get_structure (message);
  guint64 time = 0;
  gboolean passed = TRUE;

  g_assert_true (posted == report);
  g_assert_true (gst_structure_has_name (structure, "aoi-inspection"));
  g_assert_true (gst_structure_get_clock_time (structure, "running-time", &time));
  g_assert_cmpuint (time, ==, 400 * GST_MSECOND);
  g_assert_true (gst_structure_get_boolean (structure, "passed", &passed));
  g_assert_false (passed);
  g_assert_cmpstr (aoi_report_get_info (report)->session_id, ==, "line-7");
  g_assert_cmpstr (aoi_report_get_device (report, 0)->barcode, ==, "A=B");
  g_assert_cmpstr (aoi_report_get_device (report, 1)->barcode, ==, "ALL");
  gst_element_set_bus (h->element, NULL);
  support_product_free (folder);
}

static guint
count_inspections (GstBus *bus)
{
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop (bus)) != NULL) {
    n += gst_message_has_name (message, "aoi-inspection");
    gst_message_unref (message);
  }
  return n;
}

static void
test_post_messages (void)
{
  const struct {
    const gchar *value;
    guint expected;
  } cases[] = { { "all", 4 }, { "failed", 1 }, { "none", 0 } };
  g_autofree gchar *json = support_red_product (2, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gst_util_set_object_arg (G_OBJECT (element), "post-messages", cases[i].value);
    for (guint n = 0; n < 4; n++)
      aoi_report_unref (support_inspect (h, support_frame_new (n, n == 2 ? 0 : 230, 20, 20)));
    g_assert_cmpuint (count_inspections (bus), ==, cases[i].expected);
  }
  gst_element_set_bus (h->element, NULL);
  support_product_free (folder);
}

/* Times of a stage grow from mean or median to maximum. */
static void
check_stage (GstElement *element, const gchar *name)
{
  g_autoptr (GstStructure) stats = NULL, stage = NULL;
  guint64 mean, p50, p99, max;

  g_object_get (element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get (stats, name, GST_TYPE_STRUCTURE, &stage, NULL));
  g_assert_true (gst_structure_get (stage, "mean", G_TYPE_UINT64, &mean, "p50", G_TYPE_UINT64, &p50,
      "p99", G_TYPE_UINT64, &p99, "max", G_TYPE_UINT64, &max, NULL));
  g_assert_cmpuint (p50, <=, p99);
  g_assert_cmpuint (p99, <=, max);
  g_assert_cmpuint (mean, <=, max);
  g_assert_cmpuint (max, >, 0);
}

/* ROIs by status, and what each stage took. */
static void
test_stats_of_rois (void)
{
  const gchar *const stages[] = { "queue", "pixels", "inspector", "report", "total" };
  g_autofree gchar *json = support_red_product (
      2, "{\"idx\":7,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":20,\"verdict\":\"error\"}");
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "latency=1000000");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstStructure) stats = NULL;
  gdouble busy = 0;

  for (guint n = 0; n < 3; n++)
    aoi_report_unref (support_inspect (h, support_frame_new (n, n == 2 ? 0 : 230, 20, 20)));
  g_assert_cmpuint (support_stat (element, "rois-passed"), ==, 4);
  g_assert_cmpuint (support_stat (element, "rois-failed"), ==, 2);
  g_assert_cmpuint (support_stat (element, "rois-error"), ==, 3);
  g_assert_cmpuint (support_stat (element, "rois-timeout"), ==, 0);
  g_assert_cmpuint (support_stat (element, "errors"), ==, 3);
  g_assert_cmpuint (support_stat (element, "overruns"), ==, 3);
  g_object_get (element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_double (stats, "busy", &busy));
  g_assert_cmpfloat (busy, >, 0);
  g_assert_cmpfloat (busy, <=, 1);
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    check_stage (element, stages[i]);
  support_product_free (folder);
}

static void
test_stats (void)
{
  g_autofree gchar *json = support_red_product (2, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "stats-interval=1");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  GstMessage *message;
  guint n_stats = 0;

  for (guint n = 0; n < 4; n++)
    aoi_report_unref (support_inspect (h, support_frame_new (n, n == 2 ? 0 : 230, 20, 20)));
  g_assert_cmpuint (support_stat (element, "inspected"), ==, 4);
  g_assert_cmpuint (support_stat (element, "passed"), ==, 3);
  g_assert_cmpuint (support_stat (element, "failed"), ==, 1);
  g_assert_cmpuint (
      support_stat (element, "max-latency"), >=, support_stat (element, "mean-latency"));
  support_check_accounting (element);
  while ((message = gst_bus_pop (bus)) != NULL) {
    n_stats += gst_message_has_name (message, "aoi-stats");
    gst_message_unref (message);
  }
  g_assert_cmpuint (n_stats, >=, 1);
  gst_element_set_bus (h->element, NULL);
  support_product_free (folder);
}

static void
test_roi_meta (void)
{
  g_autofree gchar *json = support_red_product (3, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "attach-roi-meta=true");
  g_autoptr (GstBuffer) out = NULL;
  gpointer state = NULL;
  GstMeta *meta;
  guint n = 0;

  gst_harness_push (h, support_frame_new (0, 230, 20, 20));
  out = gst_harness_pull (h);
  while ((meta = gst_buffer_iterate_meta_filtered (
              out, &state, GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE))) {
    GstVideoRegionOfInterestMeta *roi = (GstVideoRegionOfInterestMeta *) meta;
    GstStructure *params = gst_video_region_of_interest_meta_get_param (roi, "aoi-roi");

    n++;
    g_assert_cmpint (roi->id, ==, (gint) n);
    g_assert_cmpuint (roi->x, ==, (n - 1) * 8);
    g_assert_cmpuint (roi->w, ==, 8);
    g_assert_cmpstr (gst_structure_get_string (params, "status"), ==, "pass");
  }
  g_assert_cmpuint (n, ==, 3);
  support_product_free (folder);
}

static void
test_bad_device_barcodes (void)
{
  g_autoptr (GstHarness) h = support_harness_new (NULL, "device-barcodes=\"1=A\"");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autofree gchar *kept = NULL;

  g_object_set (element, "device-barcodes", "65=B", NULL);
  g_assert_cmpuint (count_warnings (bus), ==, 1);
  g_object_get (element, "device-barcodes", &kept, NULL);
  g_assert_cmpstr (kept, ==, "1=A");
  gst_element_set_bus (h->element, NULL);
}

/* Before the start, where nobody may hear a warning yet, a bad value keeps the element from starting. */
static void
test_bad_device_barcodes_at_start (void)
{
  g_autoptr (GstElement)
      element = gst_object_ref_sink (gst_element_factory_make ("aoiinspect", NULL));
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (element, "device-barcodes", "1=A;65=B", NULL);
  gst_element_set_bus (element, bus);
  g_assert_cmpint (
      gst_element_set_state (element, GST_STATE_PLAYING), ==, GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_message_parse_error (message, &error, NULL);
  g_assert_nonnull (strstr (error->message, "\"65=B\" is not DEVICE=CODE"));
  gst_element_set_state (element, GST_STATE_NULL);

  g_object_set (element, "device-barcodes", "1=A;2=B", NULL);
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_PAUSED), !=, GST_STATE_CHANGE_FAILURE);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_element_set_bus (element, NULL);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inspect/isolation", test_isolation);
  g_test_add_func ("/inspect/warning-once", test_warning_once);
  g_test_add_func ("/inspect/barcode-effort", test_barcode_effort);
  g_test_add_data_func ("/inspect/frame-untouched/1", "max-inflight=1", test_frame_untouched);
  g_test_add_data_func ("/inspect/frame-untouched/4", "max-inflight=4", test_frame_untouched);
  g_test_add_data_func (
      "/inspect/frame-untouched/copy-rois", "copy-rois=true", test_frame_untouched);
  g_test_add_data_func (
      "/inspect/frame-untouched/roi-meta", "attach-roi-meta=true", test_frame_untouched);
  g_test_add_func ("/inspect/shared-buffer", test_shared_buffer);
  g_test_add_func ("/inspect/message", test_message);
  g_test_add_func ("/inspect/post-messages", test_post_messages);
  g_test_add_func ("/inspect/stats", test_stats);
  g_test_add_func ("/inspect/stats-of-rois", test_stats_of_rois);
  g_test_add_func ("/inspect/roi-meta", test_roi_meta);
  g_test_add_func ("/inspect/bad-device-barcodes", test_bad_device_barcodes);
  g_test_add_func ("/inspect/bad-device-barcodes/at-start", test_bad_device_barcodes_at_start);
  return support_run ();
}
