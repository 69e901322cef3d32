/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Products that are set, changed and refused, before and while frames flow. */
#include <string.h>

#include "aoi-inspector.h"
#include "support.h"

static GstMessage *
wait_product_message (GstBus *bus)
{
  for (;;) {
    g_autoptr (GstMessage)
        message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_ELEMENT);

    g_assert_nonnull (message);
    if (gst_message_has_name (message, "aoi-product"))
      return g_steal_pointer (&message);
  }
}

static void
test_changed_while_playing (void)
{
  g_autofree gchar *one = support_red_product (1, NULL);
  g_autofree gchar *three = support_red_product (3, NULL);
  gchar *first = support_product_new (one);
  gchar *second = support_product_new (three);
  g_autoptr (GstHarness) h = support_harness_new (first, "");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (AoiReport) before = support_inspect (h, support_frame_new (0, 230, 20, 20));
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (AoiReport) after = NULL;
  gboolean accepted = FALSE;

  g_assert_cmpuint (aoi_report_get_n_rois (before), ==, 1);
  g_object_set (element, "product", second, NULL);
  message = wait_product_message (bus);
  g_assert_true (
      gst_structure_get_boolean (gst_message_get_structure (message), "accepted", &accepted));
  g_assert_true (accepted);
  after = support_inspect (h, support_frame_new (1, 230, 20, 20));
  g_assert_cmpuint (aoi_report_get_n_rois (after), ==, 3);
  g_assert_cmpstr (
      aoi_report_get_info (before)->revision, !=, aoi_report_get_info (after)->revision);
  gst_element_set_bus (h->element, NULL);
  support_product_free (first);
  support_product_free (second);
}

static void
test_refused_while_playing (void)
{
  g_autofree gchar *one = support_red_product (1, NULL);
  gchar *good = support_product_new (one);
  gchar *bad = support_product_new ("[{\"idx\":1,\"type\":4,\"coords\":[9,0,9,8]}]");
  g_autoptr (GstHarness) h = support_harness_new (good, "");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (AoiReport) report = NULL;
  const GstStructure *structure;
  gboolean accepted = TRUE;

  g_object_set (element, "product", bad, NULL);
  message = wait_product_message (bus);
  structure = gst_message_get_structure (message);
  g_assert_true (gst_structure_get_boolean (structure, "accepted", &accepted));
  g_assert_false (accepted);
  g_assert_nonnull (strstr (gst_structure_get_string (structure, "reason"), "rois[0].coords"));
  report = support_inspect (h, support_frame_new (0, 230, 20, 20));
  g_assert_true (aoi_report_get_passed (report));
  gst_element_set_bus (h->element, NULL);
  support_product_free (good);
  support_product_free (bad);
}

static void
test_unset_while_playing (void)
{
  g_autofree gchar *one = support_red_product (1, NULL);
  gchar *folder = support_product_new (one);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (AoiReport) report = NULL;

  g_object_set (element, "product", NULL, NULL);
  report = support_inspect (h, support_frame_new (0, 230, 20, 20));
  g_assert_false (aoi_report_get_passed (report));
  g_assert_nonnull (strstr (aoi_report_get_reason (report), "no product"));
  support_product_free (folder);
}

/* Until this product was taken. */
static void
wait_taken (GstBus *bus, const gchar *folder)
{
  for (;;) {
    g_autoptr (GstMessage)
        message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_ELEMENT);
    const GstStructure *structure;
    gboolean accepted = FALSE;

    g_assert_nonnull (message);
    structure = gst_message_get_structure (message);
    if (!gst_structure_has_name (structure, "aoi-product")
        || g_strcmp0 (gst_structure_get_string (structure, "path"), folder) != 0)
      continue;
    g_assert_true (gst_structure_get_boolean (structure, "accepted", &accepted));
    g_assert_true (accepted);
    return;
  }
}

/* Many changes in a row, frames flowing all the while: each frame is inspected by one whole revision,
 * and the last one set is the one that stays. */
static void
test_many_changes (void)
{
  gchar *folders[4];
  g_autofree gchar *first = support_red_product (1, NULL);
  g_autoptr (GstHarness) h = NULL;
  g_autoptr (GstElement) element = NULL;
  g_autoptr (GstBus) bus = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree gchar *json = support_red_product (i + 1, NULL);

    folders[i] = support_product_new (json);
  }
  h = support_harness_new (folders[0], "max-inflight=4");
  element = gst_harness_find_element (h, "aoiinspect");
  bus = support_harness_watch (h);
  for (guint n = 0; n < 130; n++) {
    g_autoptr (AoiReport) report = NULL;

    if (n < 100)
      g_object_set (element, "product", folders[n % 3], NULL);
    else if (n == 100)
      g_object_set (element, "product", folders[3], NULL);
    else if (n == 120)
      wait_taken (bus, folders[3]);
    report = support_inspect (h, support_frame_new (n, 230, 20, 20));
    g_assert_true (aoi_report_get_passed (report));
    if (n >= 120)
      g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 4);
  }
  gst_element_set_bus (h->element, NULL);
  support_check_accounting (element);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    support_product_free (folders[i]);
}

/* An inspector of the test's own, whose products load as long as it is held. */
static struct {
  GMutex lock;
  GCond changed;
  gboolean hold;
  guint n_loads, n_running, max_running;
} slow;

static gpointer
slow_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  g_mutex_lock (&slow.lock);
  slow.n_loads++;
  slow.n_running++;
  slow.max_running = MAX (slow.max_running, slow.n_running);
  g_cond_broadcast (&slow.changed);
  while (slow.hold)
    g_cond_wait (&slow.changed, &slow.lock);
  slow.n_running--;
  g_mutex_unlock (&slow.lock);
  return g_new0 (gint, 1);
}

static void
slow_inspect (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  aoi_roi_result_pass (result, 1, 1);
}

static const AoiInspector slow_inspector = {
  .type = "slow-to-load", .prepare = slow_prepare, .release = g_free, .inspect = slow_inspect
};

static void
set_hold (gboolean hold)
{
  g_mutex_lock (&slow.lock);
  slow.hold = hold;
  g_cond_broadcast (&slow.changed);
  while (hold && slow.n_running == 0)
    g_cond_wait (&slow.changed, &slow.lock);
  g_mutex_unlock (&slow.lock);
}

/* However many changes come while one is loaded, one load follows: that of the last. */
static void
test_one_load_at_a_time (void)
{
  gchar *folders[8];
  g_autoptr (GstHarness) h = support_harness_new (NULL, "");
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (GstMessage) message = NULL;
  const GstStructure *structure;

  g_assert_true (aoi_inspector_register (&slow_inspector, NULL));
  slow.hold = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    folders[i] = support_product_new (
        "[{\"idx\":1,\"type\":\"slow-to-load\",\"coords\":[0,0,8,8]}]");
    g_object_set (element, "product", folders[i], NULL);
    if (i == 0)
      set_hold (TRUE);
  }
  set_hold (FALSE);
  message = wait_product_message (bus);
  structure = gst_message_get_structure (message);
  g_assert_cmpstr (
      gst_structure_get_string (structure, "path"), ==, folders[G_N_ELEMENTS (folders) - 1]);
  g_assert_cmpuint (slow.max_running, ==, 1);
  g_assert_cmpuint (slow.n_loads, ==, 2);
  gst_element_set_bus (h->element, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    support_product_free (folders[i]);
}

static void
check_start_error (const gchar *path, const gchar *expected)
{
  GstElement *element = gst_object_ref_sink (gst_element_factory_make ("aoiinspect", NULL));
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  gst_element_set_bus (element, bus);
  g_object_set (element, "product", path, NULL);
  g_assert_cmpint (
      gst_element_set_state (element, GST_STATE_PLAYING), ==, GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  gst_message_parse_error (message, &error, NULL);
  g_assert_nonnull (strstr (error->message, expected));
  gst_element_set_state (element, GST_STATE_NULL);
  gst_element_set_bus (element, NULL);
  gst_object_unref (element);
}

static void
test_bad_at_start (void)
{
  const struct {
    const gchar *json;
    const gchar *expected;
  } cases[] = {
    { "[{\"idx\":1,\"type\":4,\"coords\":[120,0,100,8]}]",
        "rois[0].coords: x2 (100) must be greater than x1 (120)" },
    { "[{\"idx\":1", "rois_config_test.json" },
    { "[{\"idx\":1,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":-1}]", "rois[0].ms" },
    { "[{\"idx\":1,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"verdict\":\"perhaps\"}]",
        "rois[0].verdict: must be pass, fail, error or nan, is \"perhaps\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gchar *folder = support_product_new (cases[i].json);

    check_start_error (folder, cases[i].expected);
    support_product_free (folder);
  }
  check_start_error ("/nonexistent/product", "/nonexistent/product");
}

/* Files that changed are read anew when the element starts again. */
static void
test_read_anew (void)
{
  g_autofree gchar *one = support_red_product (1, NULL);
  g_autofree gchar *two = support_red_product (2, NULL);
  gchar *folder = support_product_new (one);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  g_autoptr (AoiReport) before = support_inspect (h, support_frame_new (0, 230, 20, 20));
  g_autoptr (AoiReport) after = NULL;

  g_assert_cmpuint (aoi_report_get_n_rois (before), ==, 1);
  support_product_replace (folder, two);
  gst_element_set_state (h->element, GST_STATE_READY);
  gst_element_set_state (h->element, GST_STATE_PLAYING);
  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  after = support_inspect (h, support_frame_new (0, 230, 20, 20));
  g_assert_cmpuint (aoi_report_get_n_rois (after), ==, 2);
  support_product_free (folder);
}

static guint
count_warnings (GstBus *bus, const gchar *says)
{
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING)) != NULL) {
    g_autoptr (GError) error = NULL;

    gst_message_parse_warning (message, &error, NULL);
    g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
    g_assert_nonnull (strstr (error->message, says));
    gst_message_unref (message);
    n++;
  }
  return n;
}

/* A misspelt key is reported once a load, and refuses the product where the element is strict. */
static void
test_unknown_key (void)
{
  static const gchar *const says = "rois[0].expected_txt: is an unknown key and is ignored; is "
                                   "\"expected_text\" meant?";
  gchar *folder = support_product_new (
      "[{\"idx\":1,\"type\":\"color\",\"coords\":[0,0,9,9],\"expected_color\":[1,2,3],\"expected_txt\":1}]");
  g_autofree gchar *launch = g_strdup_printf (
      "videotestsrc num-buffers=1 ! aoiinspect strict=true product=%s ! fakesink", folder);
  g_autoptr (GstHarness) h = support_harness_new (folder, "");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (AoiReport) report = NULL;

  gst_element_set_state (h->element, GST_STATE_READY);
  gst_element_set_state (h->element, GST_STATE_PLAYING);
  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  report = support_inspect (h, support_frame_new (0, 230, 20, 20));
  g_assert_cmpuint (count_warnings (bus, says), ==, 1);
  gst_bus_set_flushing (bus, TRUE);
  support_check_start_refused (launch, says);
  support_product_free (folder);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/product/changed-while-playing", test_changed_while_playing);
  g_test_add_func ("/product/refused-while-playing", test_refused_while_playing);
  g_test_add_func ("/product/unset-while-playing", test_unset_while_playing);
  g_test_add_func ("/product/many-changes", test_many_changes);
  g_test_add_func ("/product/one-load-at-a-time", test_one_load_at_a_time);
  g_test_add_func ("/product/bad-at-start", test_bad_at_start);
  g_test_add_func ("/product/read-anew", test_read_anew);
  g_test_add_func ("/product/unknown-key", test_unknown_key);
  return support_run ();
}
