/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards wait in the outbox until their target has them; whatever that does, the stream goes on. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "outbox/aoi-outbox.h"
#include "publish-rig.h"
#include "publish-server.h"

static void
test_delivered (void)
{
  g_autoptr (PublishServer) server = publish_server_new (0);
  g_auto (Publish) publish;
  g_autofree gchar *taken = NULL, *key = NULL;

  publish_init (&publish);
  publish_start (&publish, publish_server_get_port (server), "");
  for (guint i = 0; i < 100; i++)
    publish_push (&publish, "p", i % 2);
  publish_end (&publish);
  g_assert_cmpuint (publish.ids->len, ==, 100);
  taken = publish_server_wait (server, 100);
  publish_check_taken (&publish, taken);
  key = publish_server_get_header (server, "idempotency-key");
  g_assert_cmpstr (key, ==, g_ptr_array_index (publish.ids, 99));
  support_wait_stat (publish.element, "delivered", 100);
  support_wait_none (publish.element, "waiting");
  g_assert_cmpuint (publish_stat (&publish, "entered"), ==, 100);
  g_assert_cmpuint (publish_stat (&publish, "lost"), ==, 0);
  g_assert_cmpuint (publish.n_warnings, ==, 0);
}

/* Nobody listens: one WARNING, and all wait; the next start, with others, delivers them first. */
static void
test_away (void)
{
  g_auto (Publish) publish;
  g_autofree gchar *taken = NULL;
  g_autoptr (PublishServer) server = publish_server_new (0);
  const guint port = publish_server_get_port (server);

  g_clear_pointer (&server, publish_server_free);
  publish_init (&publish);
  publish_start (&publish, port, "");
  for (guint i = 0; i < 3; i++)
    publish_push (&publish, "early", FALSE);
  publish_hear (&publish, "cannot be reached");
  publish_end (&publish);
  g_assert_cmpuint (publish_stat (&publish, "waiting"), ==, 3);
  g_assert_cmpuint (publish_stat (&publish, "oldest"), >, 0);
  publish_stop (&publish);
  g_assert_cmpuint (publish.n_warnings, ==, 1);
  server = publish_server_new (port);
  publish_start (&publish, port, "");
  publish_push (&publish, "late", FALSE);
  publish_end (&publish);
  taken = publish_server_wait (server, 4);
  publish_check_taken (&publish, taken);
  g_assert_nonnull (strstr (strstr (strstr (taken, "early"), "early"), "late"));
}

/* Warnings come from the thread that writes to the target. */
static GstBusSyncReply
note_signals (GstBus *bus, GstMessage *message, gpointer data)
{
  gint *blocked = data;
  sigset_t set;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING) {
    pthread_sigmask (SIG_BLOCK, NULL, &set);
    g_atomic_int_set (blocked, sigismember (&set, SIGPIPE));
  }
  return GST_BUS_PASS;
}

/* No connection that ends while something is written to it may end the process. */
static void
test_signal (void)
{
  g_auto (Publish) publish;
  gint blocked = -1;

  publish_init (&publish);
  publish_start (&publish, 1, "");
  gst_bus_set_sync_handler (publish.bus, note_signals, &blocked, NULL);
  publish_push (&publish, "P", TRUE);
  publish_hear (&publish, "WARNING");
  g_assert_cmpint (g_atomic_int_get (&blocked), ==, 1);
}

/* Causes are told once each, until it works again. */
static void
test_causes (void)
{
  g_autoptr (PublishServer) server = publish_server_new (0);
  g_auto (Publish) publish;
  g_autofree gchar *taken = NULL;

  publish_init (&publish);
  for (guint i = 0; i < 2; i++)
    publish_server_answer (server, 401, NULL);
  publish_server_answer (server, 503, "0");
  publish_server_answer (server, 404, NULL);
  publish_server_answer (server, 403, NULL);
  publish_start (&publish, publish_server_get_port (server), "");
  publish_push (&publish, "p", FALSE);
  taken = publish_server_wait (server, 1);
  publish_hear (&publish, "event=(string)recovered");
  g_assert_cmpuint (publish.n_warnings, ==, 4);
  g_assert_nonnull (strstr (publish.said->str, "see user and password-file"));
  g_assert_nonnull (strstr (publish.said->str, "nothing takes boards at this address"));
  g_assert_cmpuint (publish_server_get_requests (server), ==, 6);
}

/* A board that is refused for good does not stop the others, and stays in the outbox. */
static void
test_refused (void)
{
  g_autoptr (PublishServer) server = publish_server_new (0);
  g_auto (Publish) publish;
  g_autofree gchar *taken = NULL;

  publish_init (&publish);
  publish_server_refuse (server, "\"bad\"", 422);
  publish_start (&publish, publish_server_get_port (server), "");
  publish_push (&publish, "good", FALSE);
  publish_push (&publish, "bad", FALSE);
  publish_push (&publish, "good", FALSE);
  taken = publish_server_wait (server, 2);
  publish_hear (&publish, "422");
  support_wait_stat (publish.element, "refused", 1);
  support_wait_none (publish.element, "waiting");
  g_assert_null (strstr (taken, "\"bad\""));
  publish_push (&publish, "bad", FALSE);
  support_wait_stat (publish.element, "refused", 2);
  publish_end (&publish);
  g_assert_cmpuint (publish.n_warnings, ==, 1);
}

/* Which boards, and what of them. */
static void
test_mode (void)
{
  g_autoptr (PublishServer) server = publish_server_new (0);
  g_auto (Publish) publish;
  g_autofree gchar *taken = NULL;

  publish_init (&publish);
  publish_start (&publish, publish_server_get_port (server), "mode=failed include=aoi");
  publish_push (&publish, "good", TRUE);
  publish_push (&publish, "bad", FALSE);
  publish_end (&publish);
  taken = publish_server_wait (server, 1);
  g_assert_null (strstr (taken, "roi_results"));
  g_assert_nonnull (strstr (taken, "bad"));
  g_assert_cmpuint (publish_stat (&publish, "skipped"), ==, 1);
  g_assert_cmpuint (publish_stat (&publish, "entered"), ==, 1);
  g_assert_cmpuint (publish_stat (&publish, "boards"), ==, 2);
}

static AoiReport *
make_group_report (guint64 board, guint group, gboolean partial)
{
  const AoiReportInfo info = { .product = "board",
    .frame = group,
    .groups = 3,
    .board = board,
    .group = group,
    .partial = partial };
  AoiRoiResult roi = { .id = 1, .device = 1, .type = "compare", .rect = { 8, 8, 16, 16 } };

  aoi_roi_result_pass (&roi, 0.95, 0.9);
  return aoi_report_new (&info, &roi, 1);
}

static void
push_group (Publish *self, guint64 board, guint group, gboolean partial)
{
  g_autoptr (AoiReport) report = make_group_report (board, group, partial);

  publish_push_report (self, report);
}

/* Whole boards alone; one that ends without its last frame comes as an event; one whose report is lost did not pass. */
static void
test_groups (void)
{
  g_autoptr (PublishServer) server = publish_server_new (0);
  g_auto (Publish) publish;
  g_autofree gchar *taken = NULL;
  g_autoptr (AoiReport) ended = make_group_report (2, 1, FALSE);

  publish_init (&publish);
  publish_start (&publish, publish_server_get_port (server), "");
  push_group (&publish, 1, 0, TRUE);
  push_group (&publish, 1, 1, TRUE);
  push_group (&publish, 1, 2, FALSE);
  push_group (&publish, 2, 0, TRUE);
  g_assert_true (gst_harness_push_event (publish.h, gst_aoi_report_event_new (ended)));
  push_group (&publish, 3, 0, TRUE);
  publish_end (&publish);
  taken = publish_server_wait (server, 3);
  g_assert_cmpuint (publish_stat (&publish, "entered"), ==, 3);
  g_assert_cmpuint (publish_stat (&publish, "lost"), ==, 0);
}

/* A buffer without an inspection is a board that did not pass. */
static void
test_missing (void)
{
  g_autoptr (PublishServer) server = publish_server_new (0);
  g_auto (Publish) publish;
  g_autofree gchar *taken = NULL;

  publish_init (&publish);
  publish_start (&publish, publish_server_get_port (server), "");
  g_assert_cmpint (gst_harness_push (publish.h, support_frame_new (0, 1, 2, 3)), ==, GST_FLOW_OK);
  taken = publish_server_wait (server, 1);
  g_assert_nonnull (strstr (taken, "carries no inspection"));
}

/* The body is signed, and nobody says the key. */
static void
test_signed (void)
{
  g_autoptr (PublishServer) server = publish_server_new (0);
  g_auto (Publish) publish;
  g_autofree gchar *secret = NULL, *properties = NULL, *taken = NULL, *signature = NULL;
  g_autofree gchar *digest = NULL, *expected = NULL, *token = NULL;

  publish_init (&publish);
  secret = publish_write_secret (&publish);
  properties = g_strdup_printf ("signature-key-file=%s password-file=%s", secret, secret);
  publish_server_answer (server, 401, NULL);
  publish_start (&publish, publish_server_get_port (server), properties);
  publish_push (&publish, "p", FALSE);
  taken = publish_server_wait (server, 1);
  taken[strlen (taken) - 1] = '\0';
  signature = publish_server_get_header (server, "x-aoi-signature");
  digest = g_compute_hmac_for_string (
      G_CHECKSUM_SHA256, (const guchar *) SECRET, strlen (SECRET), taken, -1);
  expected = g_strconcat ("sha256=", digest, NULL);
  g_assert_cmpstr (signature, ==, expected);
  token = publish_server_get_header (server, "authorization");
  g_assert_cmpstr (token, ==, "Bearer " SECRET);
  publish_hear (&publish, "event=(string)recovered");
  g_assert_null (strstr (publish.said->str, SECRET));
}

/* A server that never answers keeps the element from stopping no longer than asked for. */
static void
test_stuck (void)
{
  g_autoptr (PublishServer) server = publish_server_new (0);
  g_auto (Publish) publish;
  gint64 begin;

  publish_init (&publish);
  publish_server_answer (server, 0, NULL);
  publish_start (&publish, publish_server_get_port (server), "stop-timeout=300000000");
  publish_push (&publish, "p", FALSE);
  publish_end (&publish);
  begin = g_get_monotonic_time ();
  publish_stop (&publish);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
}

/* The oldest go, and that is told. */
static void
test_bounds (void)
{
  g_auto (Publish) publish;

  publish_init (&publish);
  publish_start (&publish, 1, "max-bytes=10000");
  for (guint i = 0; i < 50; i++)
    publish_push (&publish, "p", i % 2);
  publish_end (&publish);
  publish_hear (&publish, "max-bytes");
  g_assert_cmpuint (publish_stat (&publish, "bytes"), <=, 10000);
  g_assert_cmpuint (
      publish_stat (&publish, "waiting") + publish_stat (&publish, "dropped"), ==, 50);
}

static gboolean
has_kept (Publish *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, ".damaged-") != NULL)
      return TRUE;
  return FALSE;
}

/* The file is damaged while nothing runs: a new one, and the old one kept. A harness has no bus as yet to hear of it. */
static void
test_damaged (void)
{
  g_autoptr (PublishServer) server = publish_server_new (0);
  g_auto (Publish) publish;
  static const gchar zeros[8192] = { 0 };
  g_autofree gchar *taken = NULL;

  publish_init (&publish);
  g_assert_true (g_file_set_contents (publish.outbox, zeros, sizeof zeros, NULL));
  publish_start (&publish, publish_server_get_port (server), "");
  g_assert_true (has_kept (&publish));
  publish_push (&publish, "p", FALSE);
  taken = publish_server_wait (server, 1);
}

/* Somebody's own file is named by mistake. */
static void
test_own_file (void)
{
  g_auto (Publish) publish;
  g_autofree gchar *launch = NULL, *says = NULL, *text = NULL;

  publish_init (&publish);
  launch = g_strdup_printf (
      "videotestsrc ! aoipublish uri=mqtt://localhost outbox=%s", publish.outbox);
  says = g_strdup_printf ("outbox: %s is no database", publish.outbox);
  g_assert_true (g_file_set_contents (publish.outbox, "Monday", -1, NULL));
  support_check_start_refused (launch, says);
  g_assert_true (g_file_get_contents (publish.outbox, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "Monday");
  g_assert_false (has_kept (&publish));
}

static const struct {
  const gchar *properties, *says;
} refused[] = {
  { "uri=mqtt://localhost", "outbox is not set" },
  { "outbox=/nonexistent/outbox.db uri=mqtt://localhost", "/nonexistent/outbox.db" },
  { "outbox=o.db", "uri is not set" },
  { "outbox=o.db uri=broker", "is no address" },
  { "outbox=o.db uri=ftp://broker", "cannot deliver to ftp://" },
  { "outbox=o.db uri=mqtt://me:" SECRET "@broker", "password-file" },
  { "outbox=o.db uri=http://broker/?token=" SECRET, "password-file" },
  { "outbox=o.db uri=mqtt://", "names no host" },
  { "outbox=o.db uri=mqtt://broker topic=a/#", "holds # or +" },
  { "outbox=o.db uri=mqtt://broker topic=a/{nonsense}", "holds a field" },
  { "outbox=o.db uri=mqtt://broker format=xml", "format \"xml\"" },
  { "outbox=o.db uri=kafka://broker", "names no topic" },
  { "outbox=o.db uri=mqtt://broker include=nonsense", "include cannot be used" },
  { "outbox=o.db uri=http://host topic=boards", "topic is of MQTT and AMQP" },
  { "outbox=o.db uri=kafka://broker/boards topic=boards", "topic is of MQTT and AMQP" },
  { "outbox=o.db uri=mqtt://broker cfx-handle=line", "cfx-handle is of IPC-CFX" },
  { "outbox=o.db uri=mqtt://broker signature-key-file=key", "signature-key-file is of webhooks" },
  { "outbox=o.db uri=mqtt://broker/boards", "set topic" },
  { "outbox=o.db uri=amqp://broker/queue topic=/queue/cfx", "set topic" },
  { "outbox=o.db uri=http://me@host", "user counts for nothing without password-file" },
  { "outbox=o.db uri=kafka://broker/boards user=me", "user counts for nothing without" },
  { "outbox=o.db uri=kafka://broker/boards password-file=f", "password-file counts for nothing" },
  { "outbox=o.db uri=amqp://broker topic=q password-file=f", "password-file counts for nothing" },
  { "outbox=o.db uri=mqtts://broker key-file=key", "key-file counts for nothing without" },
  { "outbox=o.db uri=amqp://broker topic=q mode=summary", "count for nothing with AMQP" },
  { "outbox=o.db uri=mqtt://broker format=sparkplug include=aoi", "nothing with Sparkplug B" },
};

static void
test_start_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree gchar *launch = g_strdup_printf (
        "videotestsrc num-buffers=1 ! aoipublish %s", refused[i].properties);

    support_check_start_refused (launch, refused[i].says);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/aoipublish/delivered", test_delivered);
  g_test_add_func ("/aoipublish/away", test_away);
  g_test_add_func ("/aoipublish/signal", test_signal);
  g_test_add_func ("/aoipublish/causes", test_causes);
  g_test_add_func ("/aoipublish/refused", test_refused);
  g_test_add_func ("/aoipublish/mode", test_mode);
  g_test_add_func ("/aoipublish/groups", test_groups);
  g_test_add_func ("/aoipublish/missing", test_missing);
  g_test_add_func ("/aoipublish/signed", test_signed);
  g_test_add_func ("/aoipublish/stuck", test_stuck);
  g_test_add_func ("/aoipublish/bounds", test_bounds);
  g_test_add_func ("/aoipublish/damaged", test_damaged);
  g_test_add_func ("/aoipublish/own-file", test_own_file);
  g_test_add_func ("/aoipublish/start-refused", test_start_refused);
  return support_run ();
}
