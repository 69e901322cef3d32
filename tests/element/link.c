/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Codes that a server links: what it is asked, what becomes of its answers, what waits for them. */
#include "link-support.h"

static const gchar *const modes[] = { "max-inflight=1", "max-inflight=2", "max-inflight=8" };

static void
test_linked (gconstpointer mode)
{
  Line line = line_new ("/link", mode);

  line_set_codes (&line, "A\"\\", "B");
  for (guint i = 0; i < 3; i++) {
    g_autoptr (AoiReport) report = line_inspect (&line, i);

    check_linked (report, 0, "A\"\\", "L-A\"\\");
    check_linked (report, 1, "B", "L-B");
    g_assert_true (aoi_report_get_passed (report));
  }
  g_assert_cmpuint (link_server_count (line.server, "B"), ==, 1);
  g_assert_cmpuint (link_server_count (line.server, NULL), ==, 2);
  line_free (&line);
}

/* GS1 codes hold such separators: they get to the server, but into no record from outside. */
static void
test_separator (void)
{
  Line line = line_new ("/link", "");
  g_autoptr (AoiReport) report = NULL;

  g_object_set (line.element, "device-barcode",
      "01\x1d"
      "17",
      NULL);
  report = line_inspect (&line, 0);
  check_kept (report, 0,
      "01\x1d"
      "17",
      "answer holds control characters");
  g_assert_cmpuint (link_server_count (line.server,
                        "01\x1d"
                        "17"),
      ==, 1);
  line_free (&line);
}

static void
test_json (void)
{
  Line line = line_new ("/link", "device-barcodes=2=B");
  g_autoptr (AoiReport) report = line_inspect (&line, 0);
  g_autofree gchar *json = aoi_report_to_json (report, AOI_JSON_DEFAULT);

  g_assert_nonnull (strstr (json, "\"barcode\":\"N/A\""));
  g_assert_nonnull (strstr (json, "\"barcode\":\"L-B\""));
  g_assert_nonnull (
      strstr (json, "\"links\":{\"2\":{\"code\":\"B\",\"linked\":true,\"reason\":null}}"));
  g_assert_cmpuint (link_server_count (line.server, NULL), ==, 1);
  line_free (&line);
}

/* Without a server nothing differs, and without a code nobody is asked. */
static void
test_unset (void)
{
  g_autofree gchar *product = support_red_product (2, NULL);
  gchar *folder = support_product_new (product);
  g_autoptr (GstHarness) h = support_harness_new (folder, "device-barcode=A");
  g_autoptr (AoiReport) report = support_inspect (h, support_frame_new (0, 230, 20, 20));
  g_autofree gchar *json = aoi_report_to_json (report, AOI_JSON_DEFAULT);
  Line line = line_new ("/link", "");
  g_autoptr (AoiReport) without = line_inspect (&line, 0);
  g_autofree gchar *other = aoi_report_to_json (without, AOI_JSON_DEFAULT);

  g_assert_false (aoi_report_get_asked (report));
  g_assert_null (strstr (json, "links"));
  g_assert_nonnull (strstr (other, "\"links\":{}"));
  g_assert_cmpuint (link_server_count (line.server, NULL), ==, 0);
  line_free (&line);
  support_product_free (folder);
}

/* Devices that share a code share a request, also while it is under way. */
static void
test_shared (gconstpointer mode)
{
  Line line = line_new ("/link", mode);
  g_autoptr (AoiReport) report = NULL;

  g_object_set (line.element, "device-barcode", "A", NULL);
  report = line_inspect (&line, 0);
  check_linked (report, 0, "A", "L-A");
  check_linked (report, 1, "A", "L-A");
  g_assert_cmpuint (link_server_count (line.server, NULL), ==, 1);
  line_free (&line);
}

static void
check_verdict (Line *line, guint number, gboolean red)
{
  g_autoptr (AoiReport) report = support_inspect (
      line->h, support_frame_new (number, red ? 230 : 20, 20, red ? 20 : 230));

  g_assert_cmpint (aoi_report_get_passed (report), ==, red);
  g_assert_true (aoi_report_get_asked (report));
}

static void
test_verdicts (gconstpointer mode)
{
  Line line = line_new ("/link", mode);

  g_object_set (line.element, "device-barcode", "A", NULL);
  for (guint i = 0; i < 6; i++)
    check_verdict (&line, i, i % 2 == 0);
  line_free (&line);
}

/* No answer comes before two frames have asked: they do so while they wait for their turn. */
static void
test_at_once (void)
{
  Line line = line_new ("/link", "max-inflight=2");
  gchar code[16];

  link_server_hold (line.server, 2);
  for (guint i = 0; i < 8; i++) {
    g_snprintf (code, sizeof code, "%u", i);
    g_object_set (line.element, "device-barcodes", NULL, "device-barcode", code, NULL);
    line_push (&line, i);
  }
  for (guint i = 0; i < 8; i++) {
    g_autoptr (AoiReport) report = support_pull_report (line.h);
    g_autofree gchar *linked = g_strdup_printf ("L-%u", i);

    g_snprintf (code, sizeof code, "%u", i);
    g_assert_cmpuint (aoi_report_get_info (report)->frame, ==, i);
    check_linked (report, 0, code, linked);
  }
  line_free (&line);
}

/* What is in flight when the stream ends leaves with its answers, and before the end. */
static void
test_eos (gconstpointer mode)
{
  Line line = line_new ("/link", mode);
  gboolean ended = FALSE;

  line_set_codes (&line, "A", "B");
  line_push (&line, 0);
  line_push (&line, 1);
  g_assert_true (gst_harness_push_event (line.h, gst_event_new_eos ()));
  while (!ended) {
    g_autoptr (GstEvent) event = gst_harness_pull_event (line.h);

    ended = GST_EVENT_TYPE (event) == GST_EVENT_EOS;
  }
  g_assert_cmpuint (gst_harness_buffers_in_queue (line.h), ==, 2);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (AoiReport) report = support_pull_report (line.h);

    check_linked (report, 0, "A", "L-A");
  }
  line_free (&line);
}

/* A board waits no longer than its deadline; what comes later is good for the next one. */
static void
test_deadline (gconstpointer mode)
{
  g_autofree gchar *properties = g_strdup_printf ("%s deadline=1000000000", (const gchar *) mode);
  Line line = line_new ("/link", properties);
  g_autoptr (AoiReport) first = NULL;
  gboolean linked = FALSE;

  link_server_hold (line.server, G_MAXUINT);
  line_set_codes (&line, "A", "B");
  first = line_inspect (&line, 0);
  check_kept (first, 0, "A", "no answer in time");
  check_kept (first, 1, "B", "no answer in time");
  link_server_hold (line.server, 1);
  for (guint i = 1; !linked; i++) {
    g_autoptr (AoiReport) report = line_inspect (&line, i);

    linked = aoi_report_get_device (report, 0)->link_error == NULL;
  }
  g_assert_cmpuint (link_server_count (line.server, "A"), ==, 1);
  line_free (&line);
}

static gpointer
push_some (gpointer h)
{
  for (guint i = 0; i < 3; i++)
    if (gst_harness_push (h, support_frame_new (i, 230, 20, 20)) != GST_FLOW_OK)
      break;
  return NULL;
}

/* Frames wait for a server that does not answer, as many as may be in flight. */
static GThread *
hang (Line *line)
{
  GThread *pusher;

  link_server_hold (line->server, G_MAXUINT);
  line_set_codes (line, "A", "B");
  pusher = g_thread_new ("pusher", push_some, line->h);
  link_server_wait_for (line->server, 2);
  return pusher;
}

static void
test_flush (gconstpointer mode)
{
  Line line = line_new ("/link", mode);
  GThread *pusher = hang (&line);
  g_autoptr (AoiReport) report = NULL;
  GstSegment segment;

  g_assert_true (gst_harness_push_event (line.h, gst_event_new_flush_start ()));
  g_thread_join (pusher);
  g_assert_true (gst_harness_push_event (line.h, gst_event_new_flush_stop (TRUE)));
  g_assert_cmpuint (support_stat (line.element, "discarded"), >=, 1);
  g_assert_cmpuint (support_stat (line.element, "inspected"), ==, 0);
  link_server_hold (line.server, 1);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_harness_push_event (line.h, gst_event_new_segment (&segment)));
  line_set_codes (&line, "C", "D");
  report = line_inspect (&line, 1);
  check_linked (report, 0, "C", "L-C");
  line_free (&line);
}

static void
test_null (gconstpointer mode)
{
  Line line = line_new ("/link", mode);
  GThread *pusher = hang (&line);

  gst_element_set_state (line.element, GST_STATE_NULL);
  g_thread_join (pusher);
  g_assert_cmpuint (support_stat (line.element, "discarded"), >=, 1);
  g_assert_cmpuint (support_stat (line.element, "inspected"), ==, 0);
  line_free (&line);
}

static void
check_refused (const gchar *address)
{
  g_autoptr (GstElement)
      element = gst_object_ref_sink (gst_element_factory_make ("aoiinspect", NULL));
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *expected = g_strdup_printf (
      "barcode-link cannot be used: \"%s\" is not an http or https address", address);

  gst_element_set_bus (element, bus);
  g_object_set (element, "barcode-link", address, NULL);
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  g_assert_cmpstr (error->message, ==, expected);
  gst_element_set_state (element, GST_STATE_NULL);
  gst_bus_set_flushing (bus, TRUE);
}

static void
test_refused (void)
{
  check_refused ("ftp://127.0.0.1/link");
  check_refused ("127.0.0.1:80");
  check_refused ("http://");
  check_refused ("");
}

static void
add (const gchar *name, GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autofree gchar *path = g_strdup_printf ("/link/%s/%s", name, modes[i]);

    g_test_add_data_func (path, modes[i], test);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  add ("linked", test_linked);
  add ("shared", test_shared);
  add ("verdicts", test_verdicts);
  add ("eos", test_eos);
  add ("deadline", test_deadline);
  add ("flush", test_flush);
  add ("null", test_null);
  g_test_add_func ("/link/separator", test_separator);
  g_test_add_func ("/link/json", test_json);
  g_test_add_func ("/link/unset", test_unset);
  g_test_add_func ("/link/at-once", test_at_once);
  g_test_add_func ("/link/refused", test_refused);
  return support_run ();
}
