/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoistore: boards of frames, of groups and of events are in the database once it says so; what it cannot reach waits. */
#include <glib/gstdio.h>
#include <string.h>

#include "fixtures.h"
#include "groups-support.h"
#include "outbox/aoi-outbox.h"
#include "store/aoi-store.h"
#include "support.h"

/* An inspector with a database behind it. */
typedef struct {
  gchar *product, *folder, *database;
  GstHarness *h;
  GstElement *store;
  GstBus *bus;
} Line;

static void
line_init (Line *self, gchar *product)
{
  *self = (Line){ .product = product, .folder = g_dir_make_tmp ("aoi-store-XXXXXX", NULL) };
  self->database = g_build_filename (self->folder, "boards.db", NULL);
}

static void
line_start (Line *self, const gchar *properties)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s station=line-2 ! aoistore async=false database=%s %s", self->product,
      self->database, properties);

  self->h = support_harness_new_watched (launch, &self->bus);
  self->store = gst_harness_find_element (self->h, "aoistore");
  gst_harness_set_src_caps_str (self->h, SUPPORT_CAPS);
}

static void
line_stop (Line *self)
{
  g_clear_object (&self->store);
  g_clear_pointer (&self->h, gst_harness_teardown);
  if (self->bus != NULL)
    gst_bus_set_flushing (self->bus, TRUE);
  g_clear_object (&self->bus);
}

static void
line_clear (Line *self)
{
  line_stop (self);
  support_product_free (self->product);
  support_product_free (self->folder);
  g_free (self->database);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static void
line_push (Line *self, guint number, gboolean good)
{
  GstBuffer *frame = support_frame_new (number, good ? 230 : 20, 20, good ? 20 : 230);

  g_assert_cmpint (gst_harness_push (self->h, frame), ==, GST_FLOW_OK);
}

/* The next message of this name; of `aoi-store` the one of this event. */
static GstMessage *
line_wait (Line *self, const gchar *name, const gchar *event)
{
  for (;;) {
    GstMessage *message = gst_bus_timed_pop_filtered (
        self->bus, 60 * GST_SECOND, GST_MESSAGE_ELEMENT);

    g_assert_nonnull (message);
    if (gst_message_has_name (message, name)
        && (event == NULL
            || g_str_equal (
                event, gst_structure_get_string (gst_message_get_structure (message), "event"))))
      return message;
    gst_message_unref (message);
  }
}

static void
line_end (Line *self)
{
  GstMessage *message;

  g_assert_true (gst_harness_push_event (self->h, gst_event_new_eos ()));
  message = line_wait (self, "aoi-store", "ended");
  gst_message_unref (message);
}

static void
line_wait_event (Line *self, const gchar *event)
{
  gst_message_unref (line_wait (self, "aoi-store", event));
}

static gint64
line_count (const Line *self, const gchar *statement)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiStore) store = aoi_store_open (self->database, AOI_SQL_READ, &error);
  gint64 count;

  g_assert_no_error (error);
  aoi_sql_query_integer (aoi_store_get_sql (store), statement, NULL, 0, &count, &error);
  g_assert_no_error (error);
  return count;
}

static gchar *
make_red_product (void)
{
  g_autofree gchar *json = support_red_product (2, NULL);

  return support_product_new (json);
}

/* What is announced is there, to any other connection. */
static void
test_stored (void)
{
  g_auto (Line) line = { 0 };
  g_autoptr (GstMessage) message = NULL;
  const GstStructure *structure;
  g_autofree gchar *statement = NULL;

  line_init (&line, make_red_product ());
  line_start (&line, "");
  line_push (&line, 0, FALSE);
  message = line_wait (&line, "aoi-stored", NULL);
  structure = gst_message_get_structure (message);
  g_assert_cmpstr (gst_structure_get_string (structure, "station"), ==, "line-2");
  g_assert_cmpstr (gst_structure_get_string (structure, "verdict"), ==, "fail");
  statement = g_strdup_printf (
      "SELECT count(*) FROM board WHERE id = '%s'", gst_structure_get_string (structure, "id"));
  g_assert_cmpint (line_count (&line, statement), ==, 1);
  line_push (&line, 1, TRUE);
  line_end (&line);
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM roi"), ==, 4);
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM board WHERE verdict = 'pass'"), ==, 1);
  g_assert_cmpint (
      line_count (&line, "SELECT count(*) FROM product_revision WHERE file LIKE '[{%'"), ==, 1);
  g_assert_cmpuint (support_stat (line.store, "written"), ==, 2);
  g_assert_cmpuint (support_stat (line.store, "boards"), ==, 2);
}

/* The JSON and the metadata of a board name it as the database does. */
static void
test_same_id (void)
{
  g_auto (Line) line = { 0 };
  g_autoptr (GstMessage) inspected = NULL, stored = NULL;

  line_init (&line, make_red_product ());
  line_start (&line, "");
  line_push (&line, 0, TRUE);
  inspected = line_wait (&line, GST_AOI_MESSAGE_NAME, NULL);
  stored = line_wait (&line, "aoi-stored", NULL);
  g_assert_cmpstr (gst_structure_get_string (gst_message_get_structure (inspected), "id"), ==,
      gst_structure_get_string (gst_message_get_structure (stored), "id"));
}

static void
push_group (Line *self, guint64 board, guint group, gboolean good)
{
  const GstAoiCapture capture = make_capture (board, group);
  static guint number;
  GstBuffer *frame = support_frame_new (number++, good ? 230 : 20, 20, good ? 20 : 230);

  g_assert_true (gst_buffer_add_aoi_capture (frame, &capture));
  g_assert_cmpint (gst_harness_push (self->h, frame), ==, GST_FLOW_OK);
}

/* Of several frames one board, also if no frame completes it. */
static void
test_groups (void)
{
  g_auto (Line) line = { 0 };

  line_init (&line, make_product ());
  line_start (&line, "");
  push_group (&line, 1, 0, TRUE);
  push_group (&line, 1, 1, TRUE);
  push_group (&line, 1, 2, TRUE);
  push_group (&line, 2, 0, TRUE);
  push_group (&line, 3, 0, FALSE);
  line_end (&line);
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM board"), ==, 3);
  g_assert_cmpint (
      line_count (&line, "SELECT count(*) FROM board WHERE number = 1 AND verdict = 'pass'"), ==,
      1);
  g_assert_cmpint (line_count (&line,
                       "SELECT count(*) FROM board WHERE number = 2 AND verdict = 'not inspected'"),
      ==, 1);
  g_assert_cmpint (
      line_count (&line, "SELECT count(*) FROM board WHERE number = 3 AND verdict = 'fail'"), ==,
      1);
}

/* While somebody holds the database locked, boards wait in the outbox; then they are stored. */
static void
test_locked (void)
{
  g_auto (Line) line = { 0 };
  g_autoptr (AoiSql) other = NULL;

  line_init (&line, make_red_product ());
  line_start (&line, "");
  line_push (&line, 0, TRUE);
  gst_message_unref (line_wait (&line, "aoi-stored", NULL));
  other = aoi_sql_open (line.database, AOI_SQL_WRITE, NULL, NULL);
  g_assert_true (aoi_sql_begin (other, NULL));
  line_push (&line, 1, TRUE);
  line_push (&line, 2, FALSE);
  line_wait_event (&line, "away");
  line_end (&line);
  g_assert_cmpuint (support_stat (line.store, "written"), ==, 3);
  g_assert_cmpuint (support_stat (line.store, "lost"), ==, 0);
  g_assert_cmpuint (support_stat (line.store, "waiting"), ==, 2);
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM board"), ==, 1);
  aoi_sql_rollback (other);
  line_wait_event (&line, "back");
  support_wait_none (line.store, "waiting");
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM board"), ==, 3);
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM roi"), ==, 6);
}

/* What waited is stored by the next run. */
static void
test_next_run (void)
{
  g_auto (Line) line = { 0 };
  g_autoptr (AoiSql) other = NULL;

  line_init (&line, make_red_product ());
  line_start (&line, "");
  line_push (&line, 0, TRUE);
  gst_message_unref (line_wait (&line, "aoi-stored", NULL));
  other = aoi_sql_open (line.database, AOI_SQL_WRITE, NULL, NULL);
  g_assert_true (aoi_sql_begin (other, NULL));
  line_push (&line, 1, TRUE);
  line_wait_event (&line, "away");
  line_end (&line);
  line_stop (&line);
  aoi_sql_rollback (other);
  line_start (&line, "");
  gst_message_unref (line_wait (&line, "aoi-stored", NULL));
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM board"), ==, 2);
}

/* Runs until EOS; returns whether a WARNING says this. */
static gboolean
run_and_hear (const gchar *launch, const gchar *says)
{
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gboolean said = FALSE, ended = FALSE;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (!ended) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (
        bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_WARNING);
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (message);
    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
    ended = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
    if (ended)
      break;
    gst_message_parse_warning (message, &error, NULL);
    said |= strstr (error->message, says) != NULL;
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_bus_set_flushing (bus, TRUE);
  return said;
}

/* A file whose pages were lost with the power is kept, and a new one begun. */
static void
test_damaged (void)
{
  g_auto (Line) line = { 0 };
  static const gchar zeros[8192] = { 0 };
  g_autofree gchar *launch = NULL;
  g_autoptr (GDir) dir = NULL;
  const gchar *name;
  guint n_kept = 0;

  line_init (&line, make_red_product ());
  g_assert_true (g_file_set_contents (line.database, zeros, sizeof zeros, NULL));
  launch = g_strdup_printf ("videotestsrc num-buffers=1 ! aoistore database=%s", line.database);
  g_assert_true (run_and_hear (launch, "was damaged: it is kept as"));
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM board"), ==, 1);
  dir = g_dir_open (line.folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    n_kept += g_str_has_prefix (name, "boards.db.damaged-");
  g_assert_cmpuint (n_kept, ==, 1);
}

static void
check_start_refused (const gchar *database, const gchar *says)
{
  g_autofree gchar *launch = g_strdup_printf (
      "videotestsrc num-buffers=1 ! aoistore database=%s", database);

  support_check_start_refused (launch, says);
}

/* Somebody's own file is named by mistake. */
static void
check_own_file_refused (const Line *line)
{
  g_autofree gchar *note = g_build_filename (line->folder, "note", NULL);
  g_autofree gchar *says = g_strdup_printf ("database: %s is no database", note);
  g_autofree gchar *says_outbox = g_strdup_printf ("outbox: %s is no database", note);
  g_autofree gchar *with_outbox = g_strdup_printf ("%s outbox=%s", line->database, note);
  g_autofree gchar *text = NULL;

  g_assert_true (g_file_set_contents (note, "Monday", -1, NULL));
  check_start_refused (note, says);
  check_start_refused (with_outbox, says_outbox);
  g_assert_true (g_file_get_contents (note, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "Monday");
}

static void
test_refused (void)
{
  g_auto (Line) line = { 0 };
  g_autoptr (AoiStore) store = NULL;

  line_init (&line, make_red_product ());
  check_start_refused ("/no/such/folder/boards.db", "unable to open database file");
  check_start_refused (
      "postgresql://me:secret@127.0.0.1/boards", "a password stands in the address");
  check_start_refused ("mysql://127.0.0.1/boards", "knows no such database");
  support_check_start_refused ("videotestsrc num-buffers=1 ! aoistore", "database is not set");
  check_start_refused ("\"\"", "database is not set");
  check_start_refused (":memory:", "database: \":memory:\" names no file");
  check_own_file_refused (&line);
  store = aoi_store_open (line.database, AOI_SQL_WRITE, NULL);
  g_assert_true (aoi_sql_script (
      aoi_store_get_sql (store), "UPDATE aoi_schema SET version = version + 1", NULL));
  check_start_refused (line.database, "newer release");
}

/* Boards wait for an address that was wrong, say, and has been mended since. */
static void
test_other_database (void)
{
  g_auto (Line) line = { 0 };
  g_autofree gchar *path = NULL, *launch = NULL;
  g_autoptr (AoiOutbox) outbox = NULL;
  const AoiOutboxMessage message = { .id = "a", .payload = "{}" };

  line_init (&line, make_red_product ());
  path = g_strconcat (line.database, ".outbox", NULL);
  outbox = aoi_outbox_open (path, AOI_OUTBOX_ADDS, NULL, NULL);
  g_assert_true (
      aoi_outbox_add (outbox, "store:postgresql://host/boards", NULL, &message, 1, NULL, NULL));
  g_assert_true (aoi_outbox_add (outbox, "mqtt://broker", NULL, &message, 1, NULL, NULL));
  launch = g_strdup_printf ("videotestsrc num-buffers=1 ! aoistore database=%s", line.database);
  g_assert_true (
      run_and_hear (launch, "1 boards wait for another database, postgresql://host/boards:"));
}

/* The oldest go, but none that somebody has judged. */
static void
test_limits (void)
{
  g_auto (Line) line = { 0 };
  g_autoptr (AoiStore) store = NULL;

  line_init (&line, make_red_product ());
  line_start (&line, "");
  for (guint i = 0; i < 10; i++)
    line_push (&line, i, TRUE);
  line_end (&line);
  line_stop (&line);
  store = aoi_store_open (line.database, AOI_SQL_WRITE, NULL);
  g_assert_true (aoi_sql_script (aoi_store_get_sql (store),
      "INSERT INTO judgement SELECT id, id, 1, 'unsure', 'Ann', time, NULL, NULL FROM board WHERE number = 2",
      NULL));
  line_start (&line, "max-boards=4");
  support_wait_stat (line.store, "removed", 5);
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM board"), ==, 5);
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM roi"), ==, 10);
  g_assert_cmpint (line_count (&line, "SELECT min(number) FROM board"), ==, 2);
  g_assert_cmpint (line_count (&line, "SELECT boards FROM board_hour"), >=, 1);
}

static void
take_text (const AoiSqlValue *values, guint n_values, gpointer data)
{
  *(gchar **) data = g_strdup (values[0].text);
}

/* Nor does one that waits in the outbox for its target, nor any after it. */
static void
test_undelivered (void)
{
  g_auto (Line) line = { 0 };
  g_autofree gchar *path = NULL, *id = NULL;
  g_autoptr (AoiStore) store = NULL;
  g_autoptr (AoiOutbox) outbox = NULL;
  AoiOutboxMessage message = { .payload = "{}" };

  line_init (&line, make_red_product ());
  line_start (&line, "");
  for (guint i = 0; i < 6; i++)
    line_push (&line, i, TRUE);
  line_end (&line);
  line_stop (&line);
  store = aoi_store_open (line.database, AOI_SQL_READ, NULL);
  g_assert_true (aoi_sql_query (aoi_store_get_sql (store), "SELECT id FROM board WHERE number = 2",
      NULL, 0, take_text, &id, NULL));
  message.id = id;
  path = g_strconcat (line.database, ".outbox", NULL);
  outbox = aoi_outbox_open (path, AOI_OUTBOX_ADDS, NULL, NULL);
  g_assert_true (aoi_outbox_add (outbox, "mes", NULL, &message, 1, NULL, NULL));
  line_start (&line, "max-boards=2");
  support_wait_stat (line.store, "removed", 2);
  line_push (&line, 6, TRUE);
  line_end (&line);
  g_assert_cmpint (line_count (&line, "SELECT count(*) FROM board"), ==, 5);
  g_assert_cmpint (
      line_count (&line, "SELECT count(*) FROM board WHERE number BETWEEN 2 AND 5"), ==, 4);
}

/* Frames without an inspection, of any kind. */
static void
test_any_caps (void)
{
  g_auto (Line) line = { 0 };
  g_autofree gchar *launch = NULL;

  line_init (&line, make_red_product ());
  launch = g_strdup_printf ("audiotestsrc num-buffers=3 ! aoistore database=%s", line.database);
  g_assert_false (run_and_hear (launch, ""));
  g_assert_cmpint (
      line_count (&line, "SELECT count(*) FROM board WHERE verdict = 'not inspected'"), ==, 3);
}

int
main (int argc, char *argv[])
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/stored", test_stored);
  g_test_add_func ("/store/same-id", test_same_id);
  g_test_add_func ("/store/groups", test_groups);
  g_test_add_func ("/store/locked", test_locked);
  g_test_add_func ("/store/next-run", test_next_run);
  g_test_add_func ("/store/damaged", test_damaged);
  g_test_add_func ("/store/other-database", test_other_database);
  g_test_add_func ("/store/refused", test_refused);
  g_test_add_func ("/store/limits", test_limits);
  g_test_add_func ("/store/undelivered", test_undelivered);
  g_test_add_func ("/store/any-caps", test_any_caps);
  return support_run ();
}
