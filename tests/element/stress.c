/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other threads and neighbours do to a stream while it runs: nothing hangs, nothing is lost
 * uncounted, and what comes after is right again. */
#include <string.h>

#include "support.h"

#define PATIENCE (60 * GST_SECOND)

#define SLOW_PRODUCT \
  "[{\"idx\":1,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":2}," \
  "{\"idx\":2,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":2}]"

#define QUICK_PRODUCT "[{\"idx\":1,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":1}]"

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

static GstElement *
parse (const gchar *format, ...)
{
  g_autofree gchar *launch = NULL;
  g_autoptr (GError) error = NULL;
  GstElement *pipeline;
  va_list args;

  va_start (args, format);
  launch = g_strdup_vprintf (format, args);
  va_end (args);
  pipeline = gst_parse_launch (launch, &error);
  g_assert_no_error (error);
  return pipeline;
}

/* The next message of these types; there must be one. */
static GstMessageType
wait_message (GstElement *pipeline, GstMessageType types)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, PATIENCE, types);

  g_assert_nonnull (message);
  return GST_MESSAGE_TYPE (message);
}

/* A neighbour that has had enough ends the pipeline, not the last element alone. */
static void
test_downstream_ends (const gchar *mode)
{
  for (guint after = 1; after < 12; after++) {
    g_autoptr (GstElement) pipeline = parse (
        "videotestsrc ! video/x-raw,width=64,height=48,format=RGB ! aoiinspect name=i %s "
        "! identity eos-after=%u ! fakesink",
        mode, after);
    g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (pipeline), "i");

    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    g_assert_cmpint (
        wait_message (pipeline, GST_MESSAGE_EOS | GST_MESSAGE_ERROR), ==, GST_MESSAGE_EOS);
    gst_element_set_state (pipeline, GST_STATE_NULL);
    support_check_accounting (element);
  }
}

/* A source that has nothing more to push never hears of an error, so the application has to. */
static void
test_error_at_the_end (const gchar *mode)
{
  for (guint frames = 1; frames < 6; frames++) {
    g_autoptr (GstElement) pipeline = parse (
        "videotestsrc num-buffers=%u ! video/x-raw,width=64,height=48,format=RGB ! aoiinspect %s",
        frames, mode);

    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    g_assert_cmpint (
        wait_message (pipeline, GST_MESSAGE_EOS | GST_MESSAGE_ERROR), ==, GST_MESSAGE_ERROR);
    gst_element_set_state (pipeline, GST_STATE_NULL);
  }
}

static void
test_seek (const gchar *mode)
{
  gchar *folder = support_product_new (SLOW_PRODUCT);
  g_autoptr (GstElement)
      pipeline = parse ("videotestsrc ! video/x-raw,width=64,height=48,format=RGB,framerate=10/1 "
                        "! aoiinspect name=i product=%s %s ! fakesink name=sink sync=false",
          folder, mode);
  g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (pipeline), "i");
  static TestCount inspected;

  support_count_buffers (element, "src", &inspected);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  wait_message (pipeline, GST_MESSAGE_ASYNC_DONE);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < 30; i++) {
    test_count_reset (&inspected);
    g_assert_true (gst_element_seek_simple (pipeline, GST_FORMAT_TIME,
        GST_SEEK_FLAG_FLUSH | (i % 2 == 0 ? GST_SEEK_FLAG_ACCURATE : 0), i % 5 * GST_SECOND));
    g_assert_cmpint (wait_message (pipeline, GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_ERROR), ==,
        GST_MESSAGE_ASYNC_DONE);
    test_count_wait (&inspected, i / 3);
  }
  g_assert_true (gst_element_send_event (pipeline, gst_event_new_eos ()));
  g_assert_cmpint (
      wait_message (pipeline, GST_MESSAGE_EOS | GST_MESSAGE_ERROR), ==, GST_MESSAGE_EOS);
  support_check_accounting (element);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  support_product_free (folder);
}

static GstEvent *
new_segment (GstClockTime base)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.base = base;
  return gst_event_new_segment (&segment);
}

typedef struct {
  GstHarness *h;
  GMutex streaming; /* as a source's stream lock */
  TestCount flushes; /* that have ended */
  TestCount pushed; /* since it was reset last */
  gint stop; /* atomic */
} Pusher;

static GstFlowReturn
push_one (Pusher *pusher, guint number)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&pusher->streaming);

  return gst_harness_push (pusher->h, support_frame_new (number, 230, 20, 20));
}

static gpointer
push_always (gpointer data)
{
  Pusher *pusher = data;

  for (guint i = 0; !g_atomic_int_get (&pusher->stop); i++) {
    const guint flushes = test_count_get (&pusher->flushes);

    if (push_one (pusher, i) == GST_FLOW_OK)
      test_count_add (&pusher->pushed, 1);
    else
      test_count_wait (&pusher->flushes, flushes + 1);
  }
  return NULL;
}

/* As a seek does it: the flush frees the thread that pushes, which may wait for anything, and is then ended
 * in its place. */
static void
flush (Pusher *pusher, void (*meanwhile) (GstElement *element, guint round), GstElement *element,
    guint round)
{
  g_assert_true (gst_harness_push_event (pusher->h, gst_event_new_flush_start ()));
  meanwhile (element, round);
  g_mutex_lock (&pusher->streaming);
  g_assert_true (gst_harness_push_event (pusher->h, gst_event_new_flush_stop (TRUE)));
  g_assert_true (gst_harness_push_event (pusher->h, new_segment (0)));
  g_mutex_unlock (&pusher->streaming);
  test_count_add (&pusher->flushes, 1);
}

static void
drop_output (GstHarness *h)
{
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (h)) != NULL)
    gst_buffer_unref (buffer);
}

static gchar *folders[2];

static void
change (GstElement *element, guint round)
{
  if (round % 4 == 0)
    g_object_set (element, "product", folders[round / 4 % 2], "max-workers", round % 3, NULL);
}

/* Products change and workers come and go all the while. */
static void
test_flush_from_elsewhere (const gchar *mode)
{
  Pusher pusher = { .stop = FALSE };
  g_autoptr (GstQuery) drain = gst_query_new_drain ();
  g_autoptr (GstElement) element = NULL;
  g_autoptr (AoiReport) report = NULL;
  g_autoptr (GstHarness) h = NULL;
  GThread *thread;

  folders[0] = support_product_new (SLOW_PRODUCT);
  folders[1] = support_product_new (QUICK_PRODUCT);
  h = pusher.h = support_harness_new (folders[0], mode);
  element = gst_harness_find_element (h, "aoiinspect");
  thread = g_thread_new ("push", push_always, &pusher);
  for (guint i = 0; i < 100; i++) {
    test_count_reset (&pusher.pushed);
    flush (&pusher, change, element, i);
    test_count_wait (&pusher.pushed, i % 7);
    drop_output (h);
  }
  g_atomic_int_set (&pusher.stop, 1);
  g_thread_join (thread);
  g_assert_true (gst_pad_peer_query (h->srcpad, drain));
  drop_output (h);
  report = support_inspect (h, support_frame_new (7777, 230, 20, 20));
  g_assert_true (aoi_report_get_passed (report));
  g_assert_cmpuint (support_stat (element, "failed"), ==, 0);
  support_check_accounting (element);
  support_product_free (folders[0]);
  support_product_free (folders[1]);
}

static void
test_states_from_elsewhere (const gchar *mode)
{
  gchar *folder = support_product_new (SLOW_PRODUCT);

  for (guint i = 0; i < 50; i++) {
    g_autoptr (GstElement) pipeline = parse (
        "videotestsrc ! video/x-raw,width=64,height=48,format=RGB "
        "! aoiinspect name=i product=%s %s ! aoijson ! fakesink sync=false async=false",
        folder, mode);
    g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (pipeline), "i");
    static TestCount come;

    test_count_reset (&come);
    support_count_buffers (element, "sink", &come);
    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    test_count_wait (&come, i % 10);
    if (i % 3 == 0)
      g_object_set (element, "product", folder, NULL);
    if (i % 4 == 0)
      gst_element_send_event (pipeline, gst_event_new_eos ());
    g_assert_cmpint (
        gst_element_set_state (pipeline, GST_STATE_NULL), ==, GST_STATE_CHANGE_SUCCESS);
    support_check_accounting (element);
  }
  support_product_free (folder);
}

/* What a thread that loads a product does in a message of it, and the thread that ends the pipeline meanwhile. */
typedef struct {
  GstElement *pipeline;
  GstPad *pad;
  TestCount told;
  gint n_steps, handled, ended; /* atomic: steps that were done, and the numbers of these two */
} Ending;

static gboolean
is_inactive (gpointer pad)
{
  return !gst_pad_is_active (pad);
}

static GstBusSyncReply
handle_slowly (GstBus *bus, GstMessage *message, gpointer data)
{
  Ending *ending = data;

  if (!gst_message_has_name (message, "aoi-product"))
    return GST_BUS_PASS;
  test_count_add (&ending->told, 1);
  test_poll (is_inactive, ending->pad);
  for (guint i = 0; i < 100; i++)
    g_thread_yield ();
  ending->handled = g_atomic_int_add (&ending->n_steps, 1);
  return GST_BUS_PASS;
}

/* Who ends a pipeline may free it at once, as the thread does not use it any more. */
static void
test_ends_while_told (const gchar *mode)
{
  gchar *folder = support_product_new (QUICK_PRODUCT);
  Ending ending = { .pipeline = parse ("videotestsrc ! video/x-raw,width=64,height=48,format=RGB "
                                       "! aoiinspect name=i product=%s %s ! fakesink async=false",
                        folder, mode) };
  g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (ending.pipeline), "i");
  g_autoptr (GstBus) bus = gst_element_get_bus (ending.pipeline);

  ending.pad = gst_element_get_static_pad (element, "src");
  gst_bus_set_sync_handler (bus, handle_slowly, &ending, NULL);
  gst_element_set_state (ending.pipeline, GST_STATE_PLAYING);
  g_object_set (element, "product", folder, NULL);
  test_count_wait (&ending.told, 1);
  gst_element_set_state (ending.pipeline, GST_STATE_NULL);
  ending.ended = g_atomic_int_add (&ending.n_steps, 1);
  g_assert_cmpint (ending.handled, <, ending.ended);
  gst_object_unref (ending.pad);
  gst_object_unref (ending.pipeline);
  support_product_free (folder);
}

static GstFlowReturn
not_linked (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_NOT_LINKED;
}

/* Caps and segment that came while nothing was linked hold for the frames that come when it is. */
static void
test_link_comes_back (const gchar *mode)
{
  g_autofree gchar *json = support_red_product (2, NULL);
  gchar *folder = support_product_new (json);
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstBus) bus = support_harness_watch (h);
  GstPadChainFunction chain = GST_PAD_CHAINFUNC (h->sinkpad);
  GstFlowReturn ret = GST_FLOW_OK;
  g_autoptr (AoiReport) report = NULL;
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstClockTime time = 0;
  gint width = 0;

  GST_PAD_CHAINFUNC (h->sinkpad) = not_linked;
  for (guint n = 0; n < 100 && ret == GST_FLOW_OK; n++)
    ret = gst_harness_push (h, support_frame_new (n, 230, 20, 20));
  g_assert_cmpint (ret, ==, GST_FLOW_NOT_LINKED);
  gst_harness_set_src_caps_str (h, "video/x-raw,format=RGB,width=32,height=96,framerate=10/1");
  gst_harness_push_event (h, new_segment (50 * GST_SECOND));
  GST_PAD_CHAINFUNC (h->sinkpad) = chain;
  gst_bus_set_flushing (bus, TRUE);
  gst_bus_set_flushing (bus, FALSE);

  g_assert_true (gst_harness_push_upstream_event (h, gst_event_new_reconfigure ()));
  report = support_inspect (h, support_frame_new (1, 230, 20, 20));
  g_assert_true (aoi_report_get_passed (report));
  caps = gst_pad_get_current_caps (h->sinkpad);
  g_assert_true (gst_structure_get_int (gst_caps_get_structure (caps, 0), "width", &width));
  g_assert_cmpint (width, ==, 32);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT);
  g_assert_true (
      gst_structure_get_clock_time (gst_message_get_structure (message), "running-time", &time));
  g_assert_cmpuint (time, ==, 50 * GST_SECOND + 100 * GST_MSECOND);
  gst_element_set_bus (h->element, NULL);
  support_product_free (folder);
}

/* Of each frame that leaves: does the pad's width fit the buffer's size? */
static GstPadProbeReturn
check_caps (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (buffer);
  guint *n = data;
  gint width = 0;

  gst_structure_get_int (gst_caps_get_structure (caps, 0), "width", &width);
  g_assert_cmpint (width, ==, *n / 3 % 2 == 0 ? 64 : 32);
  g_assert_cmpint (aoi_report_get_info (report)->width, ==, width);
  g_assert_true (aoi_report_get_passed (report));
  (*n)++;
  return GST_PAD_PROBE_OK;
}

/* New caps leave in their place among the frames in flight. */
static void
test_caps_in_flight (const gchar *mode)
{
  gchar *folder = support_product_new (SLOW_PRODUCT);
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  guint n = 0;

  gst_pad_add_probe (h->sinkpad, GST_PAD_PROBE_TYPE_BUFFER, check_caps, &n, NULL);
  for (guint i = 0; i < 60; i++) {
    if (i % 3 == 0)
      gst_harness_set_src_caps_str (h,
          i / 3 % 2 == 0 ? SUPPORT_CAPS
                         : "video/x-raw,format=RGB,width=32,height=96,framerate=10/1");
    g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 230, 20, 20)), ==, GST_FLOW_OK);
  }
  for (guint i = 0; i < 60; i++)
    gst_buffer_unref (gst_harness_pull (h));
  g_assert_cmpuint (n, ==, 60);
  support_product_free (folder);
}

static const struct {
  const gchar *name;
  void (*run) (const gchar *mode);
} tests[] = {
  { "downstream-ends", test_downstream_ends },
  { "error-at-the-end", test_error_at_the_end },
  { "seek", test_seek },
  { "flush-from-elsewhere", test_flush_from_elsewhere },
  { "states-from-elsewhere", test_states_from_elsewhere },
  { "ends-while-told", test_ends_while_told },
  { "link-comes-back", test_link_comes_back },
  { "caps-in-flight", test_caps_in_flight },
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
      g_autofree gchar *path = g_strdup_printf ("/stress/%s/%s", tests[i].name, modes[k]);

      cases[n] = (Case){ tests[i].run, modes[k] };
      g_test_add_data_func (path, &cases[n++], run_case);
    }
  }
  return support_run ();
}
