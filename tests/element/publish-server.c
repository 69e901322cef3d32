/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish-server.h"

#include <libsoup/soup.h>
#include <string.h>

#include "support/test-wait.h"

typedef struct {
  guint status;
  gchar *retry_after;
} Answer;

struct _PublishServer {
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  SoupServer *server;
  guint port;

  GMutex lock; /* for all below */
  GCond changed;
  GQueue answers;
  gchar *refused_part;
  guint refused_status;
  GString *taken;
  guint n_taken, n_requests;
  GHashTable *headers; /* of the last request */
  GPtrArray *held; /* requests that are never answered */
};

static void
note_header (const gchar *name, const gchar *value, gpointer data)
{
  g_hash_table_insert (data, g_ascii_strdown (name, -1), g_strdup (value));
}

/* With the lock. */
static guint
choose (PublishServer *self, SoupServerMessage *message, const gchar *body)
{
  Answer *answer;
  guint status = SOUP_STATUS_NO_CONTENT;

  if (self->refused_part != NULL && strstr (body, self->refused_part) != NULL)
    return self->refused_status;
  answer = g_queue_pop_head (&self->answers);
  if (answer == NULL)
    return status;
  status = answer->status;
  if (answer->retry_after != NULL)
    soup_message_headers_replace (
        soup_server_message_get_response_headers (message), "Retry-After", answer->retry_after);
  g_free (answer->retry_after);
  g_free (answer);
  return status;
}

static void
handle (SoupServer *server, SoupServerMessage *message, const gchar *path, GHashTable *query,
    gpointer data)
{
  PublishServer *self = data;
  SoupMessageBody *sent = soup_server_message_get_request_body (message);
  g_autofree gchar *body = g_strndup (sent->data, (gsize) sent->length);
  guint status;

  g_mutex_lock (&self->lock);
  self->n_requests++;
  g_hash_table_remove_all (self->headers);
  soup_message_headers_foreach (
      soup_server_message_get_request_headers (message), note_header, self->headers);
  status = choose (self, message, body);
  if (status == SOUP_STATUS_NO_CONTENT) {
    g_string_append_printf (self->taken, "%s\n", body);
    self->n_taken++;
  }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  if (status == 0)
    g_ptr_array_add (self->held, g_object_ref (message));
  else
    soup_server_message_set_status (message, status, NULL);
  if (status == 0)
    soup_server_message_pause (message);
}

static gpointer
run (gpointer data)
{
  PublishServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

PublishServer *
publish_server_new (guint port)
{
  PublishServer *self = g_new0 (PublishServer, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->answers);
  self->taken = g_string_new (NULL);
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, handle, self, NULL);
  soup_server_listen_local (self->server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  g_main_context_pop_thread_default (self->context);
  uris = soup_server_get_uris (self->server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->thread = g_thread_new ("server", run, self);
  return self;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
publish_server_free (PublishServer *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->held);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_hash_table_unref (self->headers);
  g_string_free (self->taken, TRUE);
  g_free (self->refused_part);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

guint
publish_server_get_port (PublishServer *self)
{
  return self->port;
}

void
publish_server_answer (PublishServer *self, guint status, const gchar *retry_after)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Answer *answer = g_new (Answer, 1);

  *answer = (Answer){ status, g_strdup (retry_after) };
  g_queue_push_tail (&self->answers, answer);
}

void
publish_server_refuse (PublishServer *self, const gchar *part, guint status)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->refused_part = g_strdup (part);
  self->refused_status = status;
}

gchar *
publish_server_wait (PublishServer *self, guint n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const gint64 end = g_get_monotonic_time () + TEST_PATIENCE;

  while (self->n_taken < n)
    g_assert_true (g_cond_wait_until (&self->changed, &self->lock, end));
  return g_strdup (self->taken->str);
}

gchar *
publish_server_get_header (PublishServer *self, const gchar *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (g_hash_table_lookup (self->headers, name));
}

guint
publish_server_get_requests (PublishServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_requests;
}
