/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Servers that lie, die or never come to an end. */
#include "link-support.h"

static void
test_bodies (void)
{
  for (guint i = 0; i < link_server_n_bodies; i++) {
    g_autofree gchar *path = g_strdup_printf ("/body/%u", i);
    Line line = line_new (path, "device-barcode=A");
    g_autoptr (AoiReport) report = line_inspect (&line, 0);

    if (link_server_bodies[i].linked != NULL)
      check_linked (report, 0, "A", link_server_bodies[i].linked);
    else
      check_kept (report, 0, "A", link_server_bodies[i].problem);
    line_free (&line);
  }
}

/* What is no answer is asked for again. */
static void
check_fault (const gchar *path, const gchar *reason)
{
  Line line = line_new (path, "device-barcode=A");

  for (guint i = 0; i < 2; i++) {
    g_autoptr (AoiReport) report = line_inspect (&line, i);

    check_kept (report, 0, "A", reason);
    check_kept (report, 1, "A", reason);
  }
  g_assert_cmpuint (link_server_count (line.server, NULL), ==, 2);
  line_free (&line);
}

static void
test_faults (void)
{
  check_fault ("/status/404", "server answered 404 Not Found");
  check_fault ("/status/500", "server answered 500 Internal Server Error");
  check_fault ("/status/201", "server answered 201 Created");
  check_fault ("/status/204", "server answered 204 No Content");
  check_fault ("/status/401", "server answered 401 Unauthorized");
  check_fault ("/redirect", "server answered 307 Temporary Redirect");
  check_fault ("/huge", "answer is too long");
  check_fault ("/die", "no answer: ");
}

/* The element goes down while an answer comes in. */
static void
test_null_while_dripping (void)
{
  Line line = line_new ("/drip", "device-barcode=A deadline=300000000");
  g_autoptr (AoiReport) report = line_inspect (&line, 0);

  check_kept (report, 0, "A", "no answer in time");
  gst_element_set_state (line.element, GST_STATE_NULL);
  line_free (&line);
}

/* Nobody listens there. */
static void
test_absent (void)
{
  Line line = line_new ("/link", "");
  g_autofree gchar *address = NULL;
  g_autofree gchar *properties = NULL;
  g_autoptr (GstHarness) h = NULL;
  g_autoptr (AoiReport) report = NULL;
  LinkServer *stopped = link_server_new ();

  address = link_server_get_address (stopped, "/link");
  link_server_free (stopped);
  properties = g_strdup_printf ("device-barcode=A barcode-link=%s", address);
  h = support_harness_new (line.folder, properties);
  report = support_inspect (h, support_frame_new (0, 230, 20, 20));
  check_kept (report, 0, "A", "no answer: ");
  line_free (&line);
}

/* The pace of the line, µs, and how many boards it may make until the server is asked again. */
#define BOARD_TIME (20 * 1000)
#define MAX_BOARDS 3000

static void
push_code (Line *line, guint number)
{
  g_autofree gchar *code = g_strdup_printf ("%u", number);

  g_object_set (line->element, "device-barcode", code, NULL);
  line_push (line, number);
}

/* An answer that never ends is none after 3 s. Then boards do not wait; the server is tried now and then,
 * and is asked again when it answers. */
static void
test_breaker (void)
{
  Line line = line_new ("/switch", "max-inflight=8");
  guint n_requests, number = 0;
  gboolean linked = FALSE;

  for (; number < 4; number++)
    push_code (&line, number);
  for (guint i = 0; i < 4; i++) {
    g_autoptr (AoiReport) report = support_pull_report (line.h);
    const AoiDeviceSummary *device = get_asked (report, 0);

    g_assert_nonnull (device->link_error);
  }
  for (guint i = 0; i < 3; i++) {
    g_autoptr (AoiReport) report = NULL;

    push_code (&line, number++);
    report = support_pull_report (line.h);
    g_assert_nonnull (get_asked (report, 0)->link_error);
  }
  n_requests = link_server_count (line.server, NULL);
  link_server_recover (line.server);
  while (!linked && number < MAX_BOARDS) {
    g_autoptr (AoiReport) report = NULL;

    push_code (&line, number++);
    report = support_pull_report (line.h);
    linked = get_asked (report, 0)->link_error == NULL;
    if (!linked)
      check_kept (report, 0, aoi_report_get_device (report, 0)->code, "n");
    test_take_time (BOARD_TIME);
  }
  g_assert_true (linked);
  g_assert_cmpuint (link_server_count (line.server, NULL), <, number);
  g_assert_cmpuint (n_requests, <=, 7);
  line_free (&line);
}

static guint
count_warnings (GstBus *bus)
{
  guint n = 0;
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING)) != NULL) {
    n++;
    gst_message_unref (message);
  }
  return n;
}

/* Once a cause, and again after all was well. */
static void
test_warning (void)
{
  Line line = line_new ("/status/404", "device-barcode=A");
  g_autoptr (GstBus) bus = support_harness_watch (line.h);

  for (guint i = 0; i < 3; i++) {
    g_autoptr (AoiReport) report = line_inspect (&line, i);

    check_kept (report, 0, "A", "server answered 404 Not Found");
  }
  g_assert_cmpuint (count_warnings (bus), ==, 1);
  gst_bus_set_flushing (bus, TRUE);
  line_free (&line);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/bodies", test_bodies);
  g_test_add_func ("/link/faults", test_faults);
  g_test_add_func ("/link/null-while-dripping", test_null_while_dripping);
  g_test_add_func ("/link/absent", test_absent);
  g_test_add_func ("/link/warning", test_warning);
  g_test_add_func ("/link/breaker", test_breaker);
  return support_run ();
}
