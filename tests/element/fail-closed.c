/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames and products that are missing, late or damaged: none of them ever reports a pass. */
#include <gst/video/video.h>
#include <string.h>

#include "aoi-report-json.h"
#include "fixtures.h"
#include "support.h"

typedef struct {
  const gchar *roi; /* JSON of the only ROI */
  const gchar *reason; /* what its result must say */
  AoiStatus status;
} Case;

static const Case cases[] = {
  { "{\"idx\":1,\"type\":2,\"coords\":[0,0,16,16]}", "no golden", AOI_STATUS_FAIL },
  { "{\"idx\":1,\"type\":4,\"coords\":[0,0,16,16]}", "no colour ranges", AOI_STATUS_FAIL },
  { "{\"idx\":1,\"type\":4,\"coords\":[0,0,16,16],\"color_ranges\":[]}", "no colour ranges",
      AOI_STATUS_FAIL },
  { "{\"idx\":1,\"type\":4,\"coords\":[50,40,65,48],\"expected_color\":[230,20,20]}",
      "64x48 is too small for the product, whose ROIs reach 65,48", AOI_STATUS_ERROR },
  { "{\"idx\":1,\"type\":4,\"coords\":[100,100,110,110],\"expected_color\":[230,20,20]}",
      "unsuitable frame: 64x48 is too small", AOI_STATUS_ERROR },
#ifdef HAVE_BARCODE
  { "{\"idx\":1,\"type\":1,\"coords\":[0,0,48,48]}", "no barcode", AOI_STATUS_FAIL },
#endif
#ifdef HAVE_OCR
  { "{\"idx\":1,\"type\":3,\"coords\":[0,0,48,24]}", "no text", AOI_STATUS_FAIL },
  { "{\"idx\":1,\"type\":3,\"coords\":[0,0,48,24],\"expected_text\":\"A1\"}", "no text",
      AOI_STATUS_FAIL },
#endif
  { "{\"idx\":1,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":1,\"verdict\":\"nan\"}",
      "inspector passed with score", AOI_STATUS_ERROR },
  { "{\"idx\":1,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":1,\"verdict\":\"error\"}",
      "asked to fail", AOI_STATUS_ERROR },
};

/* Nor does anything that is made of the report. */
static void
check_no_pass (AoiReport *report)
{
  g_autofree gchar *json = aoi_report_to_json (report, AOI_JSON_DEFAULT);
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "r");
  gboolean passed = TRUE;

  fixture_json_log (json);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_null (strstr (json, "passed\":true"));
  g_assert_null (strstr (json, "PASS"));
  g_assert_true (gst_structure_get_boolean (structure, "passed", &passed));
  g_assert_false (passed);
}

static void
test_roi (gconstpointer data)
{
  const Case *c = data;
  g_autofree gchar *json = support_red_product (0, c->roi);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  g_autoptr (AoiReport) report = support_inspect (h, support_frame_new (0, 230, 20, 20));
  const AoiRoiResult *roi = aoi_report_get_roi (report, 0);

  check_no_pass (report);
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 1);
  g_assert_cmpint (roi->status, ==, c->status);
  g_assert_nonnull (strstr (roi->reason, c->reason));
  g_assert_nonnull (strstr (aoi_report_get_reason (report), c->reason));
  support_product_free (folder);
}

/* Each of the cases fails only for what it says: the same product with good ROIs passes. */
static void
test_control (void)
{
  g_autofree gchar *json = support_red_product (3, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  g_autoptr (AoiReport) report = support_inspect (h, support_frame_new (0, 230, 20, 20));

  g_assert_true (aoi_report_get_passed (report));
  g_assert_null (aoi_report_get_reason (report));
  support_product_free (folder);
}

static void
check_refused (GstHarness *h, GstBuffer *frame, const gchar *reason, guint n_rois)
{
  g_autoptr (AoiReport) report = support_inspect (h, frame);

  check_no_pass (report);
  g_assert_nonnull (strstr (aoi_report_get_reason (report), reason));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, n_rois);
  for (guint i = 0; i < n_rois; i++)
    g_assert_cmpint (aoi_report_get_roi (report, i)->status, ==, AOI_STATUS_ERROR);
}

static void
test_no_product (void)
{
  g_autoptr (GstHarness) h = support_harness_new (NULL, "");

  check_refused (h, support_frame_new (0, 230, 20, 20), "no product", 0);
}

static void
test_no_enabled_roi (void)
{
  const gchar *texts[] = {
    "[]", "{\"rois\":[]}",
    "[{\"idx\":1,\"type\":4,\"coords\":[0,0,8,8],\"expected_color\":[230,20,20],\"enabled\":false}]"
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    gchar *folder = support_product_new (texts[i]);
    g_autoptr (GstHarness) h = support_harness_new (folder, "");

    check_refused (h, support_frame_new (0, 230, 20, 20), "no ROI is enabled", 0);
    support_product_free (folder);
  }
}

static void
test_corrupted_frame (void)
{
  g_autofree gchar *json = support_red_product (3, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  GstBuffer *frame = support_frame_new (0, 230, 20, 20);

  GST_BUFFER_FLAG_SET (frame, GST_BUFFER_FLAG_CORRUPTED);
  check_refused (h, frame, "incomplete", 3);
  support_product_free (folder);
}

static void
test_short_frame (void)
{
  g_autofree gchar *json = support_red_product (3, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  GstBuffer *frame = support_frame_new (0, 230, 20, 20);

  gst_buffer_resize (frame, 0, SUPPORT_WIDTH * SUPPORT_HEIGHT * 3 - 1);
  check_refused (h, frame, "incomplete", 3);
  check_refused (h, gst_buffer_new (), "incomplete", 3);
  support_product_free (folder);
}

static void
test_short_bayer_frame (void)
{
  g_autofree gchar *json = support_red_product (3, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");

  gst_harness_set_src_caps_str (h, "video/x-bayer,format=gbrg,width=64,height=48,framerate=10/1");
  check_refused (h, gst_buffer_new_allocate (NULL, 64 * 48 - 1, NULL), "incomplete", 3);
  support_product_free (folder);
}

/* A video meta that lies about its planes is not believed. */
static void
test_lying_video_meta (void)
{
  g_autofree gchar *json = support_red_product (3, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  gsize offset[GST_VIDEO_MAX_PLANES] = { 0 };
  gint stride[GST_VIDEO_MAX_PLANES] = { SUPPORT_WIDTH * 3 };
  GstBuffer *frame = support_frame_new (0, 230, 20, 20);

  offset[0] = 1;
  gst_buffer_add_video_meta_full (frame, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_RGB,
      SUPPORT_WIDTH, SUPPORT_HEIGHT, 1, offset, stride);
  check_refused (h, frame, "incomplete", 3);

  frame = support_frame_new (1, 230, 20, 20);
  offset[0] = 0;
  stride[0] = 10;
  gst_buffer_add_video_meta_full (frame, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_RGB,
      SUPPORT_WIDTH, SUPPORT_HEIGHT, 1, offset, stride);
  check_refused (h, frame, "unsuitable", 3);

  frame = support_frame_new (2, 230, 20, 20);
  offset[0] = 1 << 20;
  stride[0] = SUPPORT_WIDTH * 3;
  gst_buffer_add_video_meta_full (frame, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_RGB,
      SUPPORT_WIDTH, SUPPORT_HEIGHT, 1, offset, stride);
  check_refused (h, frame, "incomplete", 3);

  frame = support_frame_new (3, 230, 20, 20);
  gst_buffer_add_video_meta (
      frame, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_BGR, SUPPORT_WIDTH, SUPPORT_HEIGHT);
  check_refused (h, frame, "unsuitable: its video meta says BGR", 3);
  support_product_free (folder);
}

/* Pixels that are to be cropped by someone later are not where the ROIs are. */
static void
test_crop_meta (void)
{
  g_autofree gchar *json = support_red_product (3, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  GstBuffer *frame = support_frame_new (0, 230, 20, 20);

  gst_buffer_add_video_crop_meta (frame)->x = 8;
  check_refused (h, frame, "unsuitable", 3);
  support_product_free (folder);
}

/* So that upstream does not leave cropping to an element behind the inspection. */
static void
test_no_crop_meta_offered (void)
{
  g_autoptr (GstHarness) h = support_harness_new (NULL, "");
  g_autoptr (GstCaps) caps = gst_caps_from_string (SUPPORT_CAPS);
  g_autoptr (GstQuery) query = gst_query_new_allocation (caps, TRUE);

  gst_harness_add_propose_allocation_meta (h, GST_VIDEO_META_API_TYPE, NULL);
  gst_harness_add_propose_allocation_meta (h, GST_VIDEO_CROP_META_API_TYPE, NULL);
  g_assert_true (gst_pad_peer_query (h->srcpad, query));
  g_assert_true (gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL));
  g_assert_false (gst_query_find_allocation_meta (query, GST_VIDEO_CROP_META_API_TYPE, NULL));
}

/* A type that no inspector has is refused when the product loads, by name. */
static void
test_unknown_inspector (void)
{
  g_autoptr (GstElement) element = gst_element_factory_make ("aoiinspect", NULL);
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  gchar *folder = support_product_new ("[{\"idx\":1,\"type\":\"x-ray\",\"coords\":[0,0,8,8]}]");

  gst_object_ref_sink (element);
  gst_element_set_bus (element, bus);
  g_object_set (element, "product", folder, NULL);
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_message_parse_error (message, &error, NULL);
  g_assert_nonnull (strstr (error->message, "rois_config_test.json"));
  g_assert_nonnull (strstr (error->message, "rois[0].type"));
  g_assert_nonnull (strstr (error->message, "x-ray"));
  gst_element_set_state (element, GST_STATE_NULL);
  gst_element_set_bus (element, NULL);
  support_product_free (folder);
}

/* Workers that a flush cancels report nothing that could pass: the frame is discarded and counted. */
static void
test_flush_cancels (void)
{
  gchar *folder = support_product_new (
      "[{\"idx\":1,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":300},"
      "{\"idx\":2,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":300}]");
  g_autoptr (GstHarness) h = support_harness_new (folder, "max-inflight=4 max-workers=1");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (AoiReport) report = NULL;
  GstMessage *message;

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 230, 20, 20)), ==, GST_FLOW_OK);
  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_start ()));
  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
  g_assert_cmpuint (support_stat (element, "discarded"), ==, 3);
  g_assert_cmpuint (support_stat (element, "inspected"), ==, 0);
  while ((message = gst_bus_pop (bus)) != NULL) {
    g_assert_false (gst_message_has_name (message, "aoi-inspection"));
    gst_message_unref (message);
  }
  g_assert_cmpuint (gst_harness_buffers_in_queue (h), ==, 0);
  gst_element_set_bus (h->element, NULL);
  support_product_free (folder);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fail-closed/control", test_control);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *path = g_strdup_printf ("/fail-closed/roi/%u", i);

    g_test_add_data_func (path, &cases[i], test_roi);
  }
  g_test_add_func ("/fail-closed/no-product", test_no_product);
  g_test_add_func ("/fail-closed/no-enabled-roi", test_no_enabled_roi);
  g_test_add_func ("/fail-closed/corrupted-frame", test_corrupted_frame);
  g_test_add_func ("/fail-closed/short-frame", test_short_frame);
  g_test_add_func ("/fail-closed/short-bayer-frame", test_short_bayer_frame);
  g_test_add_func ("/fail-closed/lying-video-meta", test_lying_video_meta);
  g_test_add_func ("/fail-closed/crop-meta", test_crop_meta);
  g_test_add_func ("/fail-closed/no-crop-meta-offered", test_no_crop_meta_offered);
  g_test_add_func ("/fail-closed/unknown-inspector", test_unknown_inspector);
  g_test_add_func ("/fail-closed/flush-cancels", test_flush_cancels);
  return support_run ();
}
