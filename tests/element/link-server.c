/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "link-server.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

#define HUGE_SIZE (10 * 1000 * 1000)
#define DRIP_INTERVAL 20 /* ms */

#define BODY(text, why, code) \
  { \
    text, sizeof text - 1, why, code \
  }
const LinkBody link_server_bodies[] = {
  BODY ("\"PANEL-7\"", NULL, "PANEL-7"),
  BODY ("PANEL-7", NULL, "PANEL-7"),
  BODY (" \t\"PANEL 7\" \r\n", NULL, "PANEL 7"),
  BODY ("\" PANEL-7\"", NULL, "PANEL-7"),
  BODY ("\"\"PANEL-7\"\"", NULL, "PANEL-7"),
  BODY ("\302\240\"Gr\303\266\303\237e\"\342\200\211", NULL, "Gr\303\266\303\237e"),
  BODY ("\"a\\\"b\"", NULL, "a\\\"b"),
  BODY ("nullable", NULL, "nullable"),
  BODY ("<script>alert(1)</script>", NULL, "<script>alert(1)</script>"),
  BODY ("../../x", NULL, "../../x"),
  BODY ("", "answer is empty", NULL),
  BODY (" \n", "answer is empty", NULL),
  BODY ("\"\"", "answer is empty", NULL),
  BODY ("\"  \"", "answer is empty", NULL),
  BODY ("null", "answer is null", NULL),
  BODY ("\"null\"\n", "answer is null", NULL),
  BODY ("\"PANEL", "answer is cut off", NULL),
  BODY ("\"", "answer is cut off", NULL),
  BODY ("PA\377NEL", "answer is not UTF-8", NULL),
  BODY ("PANEL\0", "answer is not UTF-8", NULL),
  BODY ("PANEL\0007", "answer is not UTF-8", NULL),
  BODY ("PANEL\0337", "answer holds control characters", NULL),
  BODY ("PANEL\n7", "answer holds control characters", NULL),
  BODY ("PANEL\302\2057", "answer holds control characters", NULL),
};
const guint link_server_n_bodies = G_N_ELEMENTS (link_server_bodies);

struct _LinkServer {
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;

  GMutex lock;
  GCond changed;
  gchar *root; /* lock: NULL: the server is not up yet */
  GHashTable *counts; /* lock: code -> requests */
  guint n_requests; /* lock */
  guint hold; /* lock */
  gint recovered; /* atomic */

  /* The server's thread. */
  GPtrArray *held; /* SoupServerMessage that wait for their answer */
  GPtrArray *streams; /* GIOStream that drip */
};

/* The server's thread. */
static void
answer (SoupServerMessage *message, const gchar *code)
{
  g_autofree gchar *body = g_strdup_printf ("\"L-%s\"\n", code);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (
      message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

/* Whether as many are held as were to be: then none is any more, since those who ask may wait for the one that comes last. */
static gboolean
is_reached (LinkServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->held->len < self->hold)
    return FALSE;
  self->hold = 0;
  return TRUE;
}

/* The server's thread: lets go what need not be held any more. */
static gboolean
let_go (gpointer data)
{
  LinkServer *self = data;

  if (!is_reached (self))
    return G_SOURCE_REMOVE;
  for (guint i = 0; i < self->held->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->held, i));
  g_ptr_array_set_size (self->held, 0);
  return G_SOURCE_REMOVE;
}

static void
hold_or_answer (LinkServer *self, SoupServerMessage *message, const gchar *code)
{
  answer (message, code);
  soup_server_message_pause (message);
  g_ptr_array_add (self->held, g_object_ref (message));
  let_go (self);
}

/* Takes the connection out of the server's hands and writes what @text says of an answer. */
static GIOStream *
steal (SoupServerMessage *message, const gchar *text)
{
  GIOStream *stream = soup_server_message_steal_connection (message);

  g_output_stream_write_all (
      g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, NULL);
  return stream;
}

static gboolean
drip (gpointer data)
{
  LinkServer *self = data;

  for (guint i = 0; i < self->streams->len; i++)
    g_output_stream_write (
        g_io_stream_get_output_stream (g_ptr_array_index (self->streams, i)), "x", 1, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
die (SoupServerMessage *message)
{
  g_autoptr (GIOStream)
      stream = steal (message, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nPANEL");

  g_io_stream_close (stream, NULL, NULL);
}

static void
answer_huge (SoupServerMessage *message)
{
  gchar *body = g_malloc (HUGE_SIZE);

  memset (body, 'x', HUGE_SIZE);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_TAKE, body, HUGE_SIZE);
}

static void
act (LinkServer *self, SoupServerMessage *message, const gchar *path, const gchar *code)
{
  guint64 number = 0;

  if (g_str_has_prefix (path, "/body/")) {
    g_assert_true (g_ascii_string_to_unsigned (
        path + strlen ("/body/"), 10, 0, link_server_n_bodies - 1, &number, NULL));
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC,
        link_server_bodies[number].body, link_server_bodies[number].length);
  } else if (g_str_has_prefix (path, "/status/")) {
    g_assert_true (
        g_ascii_string_to_unsigned (path + strlen ("/status/"), 10, 100, 999, &number, NULL));
    answer (message, code);
    soup_server_message_set_status (message, (guint) number, NULL);
  } else if (g_str_equal (path, "/redirect")) {
    soup_server_message_set_redirect (message, SOUP_STATUS_TEMPORARY_REDIRECT, "/link");
  } else if (g_str_equal (path, "/huge")) {
    answer_huge (message);
  } else if (g_str_equal (path, "/die")) {
    die (message);
  } else if (g_str_equal (path, "/drip")
      || (g_str_equal (path, "/switch") && !g_atomic_int_get (&self->recovered))) {
    g_ptr_array_add (self->streams, steal (message, "HTTP/1.1 200 OK\r\n\r\n"));
  } else {
    hold_or_answer (self, message, code);
  }
}

static gchar *
read_code (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autofree gchar *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (JsonNode) root = json_from_string (text, NULL);

  g_assert_cmpstr (soup_server_message_get_method (message), ==, "POST");
  g_assert_cmpstr (soup_message_headers_get_content_type (
                       soup_server_message_get_request_headers (message), NULL),
      ==, "application/json");
  g_assert_nonnull (root);
  return json_node_dup_string (root);
}

/* The server's thread. */
static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
    gpointer data)
{
  LinkServer *self = data;
  g_autofree gchar *code = read_code (message);
  guint count;

  g_mutex_lock (&self->lock);
  self->n_requests++;
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, code));
  g_hash_table_replace (self->counts, g_strdup (code), GUINT_TO_POINTER (count + 1));
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  act (self, message, path, code);
}

static void
tell_root (LinkServer *self, SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);

  g_mutex_lock (&self->lock);
  self->root = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static gpointer
run (gpointer data)
{
  LinkServer *self = data;
  g_autoptr (GSource) timer = g_timeout_source_new (DRIP_INTERVAL);
  g_autoptr (SoupServer) server = NULL;

  g_main_context_push_thread_default (self->context);
  server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server, NULL, handle, self, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  g_source_set_callback (timer, drip, self, NULL);
  g_source_attach (timer, self->context);
  tell_root (self, server);
  g_main_loop_run (self->loop);
  g_source_destroy (timer);
  soup_server_disconnect (server);
  g_ptr_array_set_size (self->held, 0);
  g_ptr_array_set_size (self->streams, 0);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

LinkServer *
link_server_new (void)
{
  LinkServer *self = g_new0 (LinkServer, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->hold = 1;
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->streams = g_ptr_array_new_with_free_func (g_object_unref);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("link-server", run, self);
  g_mutex_lock (&self->lock);
  while (self->root == NULL)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  return self;
}

static void
invoke (LinkServer *self, GSourceFunc func, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, self->context);
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
link_server_free (LinkServer *self)
{
  invoke (self, quit, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->held);
  g_ptr_array_unref (self->streams);
  g_hash_table_unref (self->counts);
  g_free (self->root);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gchar *
link_server_get_address (LinkServer *self, const gchar *path)
{
  return g_strconcat (self->root, path, NULL);
}

void
link_server_recover (LinkServer *self)
{
  g_atomic_int_set (&self->recovered, 1);
}

void
link_server_hold (LinkServer *self, guint n_requests)
{
  g_mutex_lock (&self->lock);
  self->hold = n_requests;
  g_mutex_unlock (&self->lock);
  invoke (self, let_go, self);
}

guint
link_server_count (LinkServer *self, const gchar *code)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (code == NULL)
    return self->n_requests;
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, code));
}

void
link_server_wait_for (LinkServer *self, guint n_requests)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->n_requests < n_requests)
    g_cond_wait (&self->changed, &self->lock);
}
