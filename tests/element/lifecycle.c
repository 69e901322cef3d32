/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The life of an element: in all cases in = inspected + discarded, and nothing hangs. */
#include <string.h>

#include "support.h"
#include "support/test-repeat.h"

#define SLEEP_PRODUCT(ms) \
  "[{\"idx\":1,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":" #ms "}," \
  "{\"idx\":2,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":" #ms "}]"

static const gchar *const modes[] = { "max-inflight=1", "max-inflight=2", "max-inflight=8" };

typedef struct {
  void (*run) (const gchar *mode);
  const gchar *mode;
} Case;

static void
run_case (gconstpointer data)
{
  const Case *c = data;

  c->run (c->mode);
}

static void
test_eos_drains (const gchar *mode)
{
  gchar *folder = support_product_new (SLEEP_PRODUCT (5));
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  GstEvent *event;
  gboolean eos = FALSE;

  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 230, 20, 20)), ==, GST_FLOW_OK);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  while (!eos && (event = gst_harness_pull_event (h)) != NULL) {
    eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;
    gst_event_unref (event);
  }
  g_assert_true (eos);
  g_assert_cmpuint (gst_harness_buffers_received (h), ==, 20);
  for (guint i = 0; i < 20; i++) {
    g_autoptr (AoiReport) report = support_pull_report (h);

    g_assert_cmpuint (aoi_report_get_info (report)->frame, ==, i);
  }
  support_check_accounting (element);
  support_product_free (folder);
}

/* Flushes again and again with frames in flight; after each, the stream goes on. */
static void
test_flush (const gchar *mode)
{
  gchar *folder = support_product_new (SLEEP_PRODUCT (3));
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");

  for (guint round = 0; round < 20; round++) {
    g_autoptr (AoiReport) report = NULL;
    GstSegment segment;

    for (guint i = 0; i < round % 3; i++)
      g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 230, 20, 20)), ==, GST_FLOW_OK);
    g_assert_true (gst_harness_push_event (h, gst_event_new_flush_start ()));
    g_assert_cmpint (
        gst_harness_push (h, support_frame_new (9, 230, 20, 20)), ==, GST_FLOW_FLUSHING);
    g_assert_true (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
    gst_segment_init (&segment, GST_FORMAT_TIME);
    g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
    while (gst_harness_buffers_in_queue (h) > 0)
      gst_buffer_unref (gst_harness_pull (h));
    report = support_inspect (h, support_frame_new (5, 230, 20, 20));
    g_assert_true (aoi_report_get_passed (report));
    support_check_accounting (element);
  }
  support_product_free (folder);
}

/* New caps take effect for the frames behind them, and leave in their place. */
static void
test_caps_change (const gchar *mode)
{
  g_autofree gchar *json = support_red_product (2, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);

  for (guint round = 0; round < 10; round++) {
    const gboolean gray = round % 2 == 1;
    g_autoptr (AoiReport) report = NULL;
    g_autoptr (GstCaps) caps = NULL;
    gint width;

    gst_harness_set_src_caps_str (
        h, gray ? "video/x-raw,format=GRAY8,width=32,height=16,framerate=10/1" : SUPPORT_CAPS);
    if (gray) {
      GstBuffer *frame = gst_buffer_new_allocate (NULL, 32 * 16, NULL);

      gst_buffer_memset (frame, 0, 128, 32 * 16);
      report = support_inspect (h, frame);
    } else {
      report = support_inspect (h, support_frame_new (round, 230, 20, 20));
    }
    g_assert_cmpint (aoi_report_get_info (report)->width, ==, gray ? 32 : 64);
    g_assert_cmpint (aoi_report_get_passed (report), ==, !gray);
    caps = gst_pad_get_current_caps (h->sinkpad);
    g_assert_true (gst_structure_get_int (gst_caps_get_structure (caps, 0), "width", &width));
    g_assert_cmpint (width, ==, gray ? 32 : 64);
  }
  support_product_free (folder);
}

static void
test_bad_caps (const gchar *mode)
{
  g_autoptr (GstHarness) h = support_harness_new (NULL, mode);
  g_autoptr (GstCaps)
      caps = gst_caps_from_string ("video/x-raw,format=GRAY8,width=0,height=16,framerate=10/1");

  gst_harness_push_event (h, gst_event_new_caps (caps));
  g_assert_cmpint (
      gst_harness_push (h, support_frame_new (0, 0, 0, 0)), ==, GST_FLOW_NOT_NEGOTIATED);
}

/* What the harness' sink pad answers. */
static gint downstream_answer = GST_FLOW_OK;

static GstFlowReturn
answer_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return g_atomic_int_get (&downstream_answer);
}

static void
test_downstream_answers (const gchar *mode)
{
  const GstFlowReturn answers[] = { GST_FLOW_EOS, GST_FLOW_ERROR, GST_FLOW_FLUSHING,
    GST_FLOW_NOT_LINKED, GST_FLOW_NOT_NEGOTIATED };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    gchar *folder = support_product_new (SLEEP_PRODUCT (1));
    g_autoptr (GstHarness) h = support_harness_new (folder, mode);
    g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
    GstFlowReturn ret = GST_FLOW_OK;

    gst_pad_set_chain_function (h->sinkpad, answer_chain);
    g_atomic_int_set (&downstream_answer, answers[i]);
    for (guint n = 0; n < 100 && ret == GST_FLOW_OK; n++)
      ret = gst_harness_push (h, support_frame_new (n, 230, 20, 20));
    g_assert_cmpint (ret, ==, answers[i]);
    gst_element_set_state (h->element, GST_STATE_READY);
    support_check_accounting (element);
    support_product_free (folder);
  }
}

/* After EOS from downstream a new stream goes on, while the element's own thread is still busy. */
static void
test_new_stream_after_eos (const gchar *mode)
{
  g_autofree gchar *json = support_red_product (2, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);

  gst_pad_set_chain_function (h->sinkpad, answer_chain);
  for (guint round = 0; round < test_repeat (40, 400); round++) {
    GstFlowReturn ret = GST_FLOW_OK;
    GstSegment segment;

    g_atomic_int_set (&downstream_answer, GST_FLOW_EOS);
    for (guint n = 0; n < 100 && ret == GST_FLOW_OK; n++)
      ret = gst_harness_push (h, support_frame_new (n, 230, 20, 20));
    g_assert_cmpint (ret, ==, GST_FLOW_EOS);
    g_atomic_int_set (&downstream_answer, GST_FLOW_OK);
    g_assert_true (gst_harness_push_event (h, gst_event_new_stream_start ("next")));
    gst_segment_init (&segment, GST_FORMAT_TIME);
    g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
    for (guint n = 0; n < 12; n++)
      g_assert_cmpint (gst_harness_push (h, support_frame_new (n, 230, 20, 20)), ==, GST_FLOW_OK);
  }
  support_product_free (folder);
}

/* Up and down with frames in flight; the last one is disposed of with work queued. */
static void
test_states (const gchar *mode)
{
  gchar *folder = support_product_new (SLEEP_PRODUCT (20));
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  const gboolean waits = g_str_equal (mode, "max-inflight=1");

  for (guint round = 0; round < 50; round++) {
    const guint frames = waits ? 1 : 2;

    for (guint i = 0; i < frames; i++)
      g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 230, 20, 20)), ==, GST_FLOW_OK);
    g_assert_cmpint (
        gst_element_set_state (h->element, GST_STATE_NULL), ==, GST_STATE_CHANGE_SUCCESS);
    support_check_accounting (element);
    g_assert_cmpuint (support_stat (element, "frames-in"), ==, frames);
    g_assert_cmpint (
        gst_element_set_state (h->element, GST_STATE_PLAYING), ==, GST_STATE_CHANGE_SUCCESS);
    gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  }
  g_assert_cmpint (gst_harness_push (h, support_frame_new (0, 230, 20, 20)), ==, GST_FLOW_OK);
  support_product_free (folder);
}

static gpointer
push_many (gpointer data)
{
  GstHarness *h = data;

  for (guint i = 0; i < 60; i++)
    g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 230, 20, 20)), ==, GST_FLOW_OK);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  return NULL;
}

static gpointer
read_stats (gpointer data)
{
  GstElement *element = g_object_ref (data);

  while (!GPOINTER_TO_INT (g_object_get_data (data, "stop")))
    g_assert_cmpuint (support_stat (element, "inspected"), ==, 0);
  g_object_unref (element);
  return NULL;
}

/* Another thread may read them at any time. */
static void
test_stats_while_starting (const gchar *mode)
{
  g_autofree gchar *launch = g_strdup_printf ("aoiinspect %s", mode);
  g_autoptr (GstElement) bin = gst_parse_bin_from_description (launch, FALSE, NULL);
  g_autoptr (GstElement) element = gst_object_ref_sink (GST_BIN_CHILDREN (bin)->data);
  GThread *thread = g_thread_new ("stats", read_stats, element);

  for (guint i = 0; i < 40; i++) {
    gst_element_set_state (element, GST_STATE_READY);
    gst_element_set_state (element, GST_STATE_PAUSED);
  }
  g_object_set_data (G_OBJECT (element), "stop", GINT_TO_POINTER (TRUE));
  g_thread_join (thread);
  gst_element_set_state (element, GST_STATE_NULL);
}

static void
test_two_elements (const gchar *mode)
{
  gchar *folder = support_product_new (SLEEP_PRODUCT (2));
  GstHarness *h[2];
  GThread *threads[2];

  for (guint i = 0; i < 2; i++) {
    h[i] = support_harness_new (folder, mode);
    threads[i] = g_thread_new ("push", push_many, h[i]);
  }
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GstElement) element = gst_harness_find_element (h[i], "aoiinspect");

    g_thread_join (threads[i]);
    for (guint n = 0; n < 60; n++) {
      g_autoptr (AoiReport) report = support_pull_report (h[i]);

      g_assert_true (aoi_report_get_passed (report));
      g_assert_cmpuint (aoi_report_get_info (report)->frame, ==, n);
    }
    support_check_accounting (element);
    gst_harness_teardown (h[i]);
  }
  support_product_free (folder);
}

/* Serialized events keep their place between frames. */
static void
test_event_order (const gchar *mode)
{
  gchar *folder = support_product_new (SLEEP_PRODUCT (2));
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  guint n_tags = 0;
  GstEvent *event;

  for (guint i = 0; i < 10; i++) {
    g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 230, 20, 20)), ==, GST_FLOW_OK);
    g_assert_true (gst_harness_push_event (h,
        gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
            gst_structure_new ("test-mark", "number", G_TYPE_UINT, i, NULL))));
  }
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  while ((event = gst_harness_pull_event (h)) != NULL) {
    const GstStructure *structure = gst_event_get_structure (event);
    const gboolean eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;
    guint number;

    if (GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM) {
      g_assert_true (gst_structure_get_uint (structure, "number", &number));
      g_assert_cmpuint (number, ==, n_tags++);
      g_assert_cmpuint (gst_harness_buffers_received (h), >=, n_tags);
    }
    gst_event_unref (event);
    if (eos)
      break;
  }
  g_assert_cmpuint (n_tags, ==, 10);
  support_product_free (folder);
}

static void
test_allocation_query (const gchar *mode)
{
  g_autoptr (GstHarness) h = support_harness_new (NULL, mode);
  g_autoptr (GstCaps) caps = gst_caps_from_string (SUPPORT_CAPS);
  g_autoptr (GstQuery) query = gst_query_new_allocation (caps, TRUE);
  const guint frames = (guint) g_ascii_strtoull (strchr (mode, '=') + 1, NULL, 10);
  guint size, min, max;

  g_assert_true (gst_pad_peer_query (h->srcpad, query));
  g_assert_cmpuint (gst_query_get_n_allocation_pools (query), >=, 1);
  gst_query_parse_nth_allocation_pool (query, 0, NULL, &size, &min, &max);
  g_assert_cmpuint (size, >=, SUPPORT_WIDTH * SUPPORT_HEIGHT * 3);
  g_assert_cmpuint (min, >=, frames);
}

static void
test_latency_query (const gchar *mode)
{
  g_autoptr (GstHarness) h = support_harness_new (NULL, mode);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  const guint frames = (guint) g_ascii_strtoull (strchr (mode, '=') + 1, NULL, 10);

  gst_harness_set_upstream_latency (h, 5 * GST_MSECOND);
  g_assert_cmpuint (
      gst_harness_query_latency (h), ==, 5 * GST_MSECOND + frames * 100 * GST_MSECOND);
  g_object_set (element, "latency", (guint64) 7 * GST_MSECOND, NULL);
  g_assert_cmpuint (gst_harness_query_latency (h), ==, 12 * GST_MSECOND);
}

static const struct {
  const gchar *name;
  void (*run) (const gchar *mode);
} tests[] = {
  { "eos-drains", test_eos_drains },
  { "flush", test_flush },
  { "caps-change", test_caps_change },
  { "bad-caps", test_bad_caps },
  { "downstream-answers", test_downstream_answers },
  { "new-stream-after-eos", test_new_stream_after_eos },
  { "states", test_states },
  { "stats-while-starting", test_stats_while_starting },
  { "two-elements", test_two_elements },
  { "event-order", test_event_order },
  { "allocation-query", test_allocation_query },
  { "latency-query", test_latency_query },
};

int
main (int argc, char **argv)
{
  Case cases[G_N_ELEMENTS (tests) * G_N_ELEMENTS (modes)];
  guint n = 0;

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    for (guint k = 0; k < G_N_ELEMENTS (modes); k++) {
      g_autofree gchar *path = g_strdup_printf ("/lifecycle/%s/%s", tests[i].name, modes[k]);

      cases[n] = (Case){ tests[i].run, modes[k] };
      g_test_add_data_func (path, &cases[n++], run_case);
    }
  }
  return support_run ();
}
