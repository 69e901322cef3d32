/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers without end. What a client has not read yet is counted, so that whoever writes can wait, or stop. */
#include "http/http-stream.h"

#include "http/http-private.h"

struct _HttpStream {
  HttpServer *server;
  HttpCall *call; /* the message's, until that is finished */
  SoupServerMessage *message;
  GList *link; /* of the server's streams */
  gsize n_pending; /* bytes that are not written */
  gboolean progress; /* some were written since somebody asked */
  gboolean ended; /* nothing is sent any more */
  const HttpStreamClass *klass;
  gpointer data;
};

static void
on_written (SoupServerMessage *message, guint size, gpointer data)
{
  HttpStream *self = data;

  const gboolean was_ready = http_stream_is_ready (self);

  self->n_pending -= MIN (self->n_pending, size);
  self->progress = TRUE;
  if (!was_ready && http_stream_is_ready (self))
    self->klass->ready (self, self->data);
}

static void
on_finished (SoupServerMessage *message, gpointer data)
{
  HttpStream *self = data;

  g_queue_delete_link (&self->server->streams, self->link);
  self->klass->gone (self, self->data);
  g_signal_handlers_disconnect_by_data (message, self);
  g_object_set_data (G_OBJECT (message), HTTP_CALL_KEY, NULL);
  g_object_unref (message);
  g_free (self);
}

/**
 * http_call_begin_stream:
 * @call: (transfer full): a call of a route of %HTTP_MAIN
 * @type: of its content
 * @klass: a constant: what is told of it
 * @data: for @klass
 *
 * Answers a call with what will be sent.
 *
 * Returns: (transfer none) (nullable): the stream; %NULL: there is none, since the client is gone, the server closes,
 *   or no content was asked for
 */
HttpStream *
http_call_begin_stream (
    HttpCall *call, const gchar *type, const HttpStreamClass *klass, gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (call->message);
  HttpStream *self;

  if (call->gone || call->server->closed != NULL
      || g_str_equal (soup_server_message_get_method (call->message), "HEAD")) {
    http_call_answer_text (call, type, "");
    return NULL;
  }
  self = g_new0 (HttpStream, 1);
  self->server = call->server;
  self->call = call;
  self->message = call->message;
  call->goes_on = TRUE;
  self->klass = klass;
  self->data = data;
  g_queue_push_tail (&self->server->streams, self);
  self->link = self->server->streams.tail;
  http_server_count (self->server, HTTP_OK);
  http_call_fill_headers (call, headers);
  soup_message_headers_replace (headers, "Content-Type", type);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (self->message), FALSE);
  soup_server_message_set_status (self->message, HTTP_OK, NULL);
  g_signal_connect (self->message, "wrote-body-data", G_CALLBACK (on_written), self);
  g_signal_connect (self->message, "finished", G_CALLBACK (on_finished), self);
  soup_server_message_unpause (self->message);
  return self;
}

/**
 * http_stream_cut:
 * @self: a stream, which ends
 *
 * Disconnects its reader.
 */
void
http_stream_cut (HttpStream *self)
{
  self->ended = TRUE;
  http_connection_cut (http_connection_find (self->message));
}

/* Whoever has not read all gets no more. */
static void
end (HttpStream *self)
{
  if (self->n_pending > 0) {
    http_stream_cut (self);
    return;
  }
  self->ended = TRUE;
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

/* Whether its reader may still see what he asked for: he may have been removed since, or have logged out. */
static gboolean
may_go_on (HttpStream *self)
{
  guint status;
  g_autofree gchar *why = NULL;

  if (self->server->guard == NULL)
    return TRUE;
  why = self->server->guard (self->call, self->call->route, &status, self->server->guard_data);
  return why == NULL;
}

/**
 * http_stream_send:
 * @self: a stream
 * @bytes: what comes next, not empty
 *
 * Sends it, unless its reader may not see it any more: then the stream ends.
 */
void
http_stream_send (HttpStream *self, GBytes *bytes)
{
  if (self->ended)
    return;
  if (!may_go_on (self)) {
    end (self);
    return;
  }
  self->n_pending += g_bytes_get_size (bytes);
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), bytes);
  soup_server_message_unpause (self->message);
}

/**
 * http_stream_is_ready:
 * @self: a stream
 *
 * Returns: whether it takes more; if not, it will say when it does
 */
gboolean
http_stream_is_ready (const HttpStream *self)
{
  return !self->ended && self->n_pending < HTTP_STREAM_BACKLOG;
}

/**
 * http_stream_is_stuck:
 * @self: a stream
 *
 * Returns: whether its reader has taken nothing since the last time this was asked, though something waits
 */
gboolean
http_stream_is_stuck (HttpStream *self)
{
  const gboolean stuck = !self->ended && self->n_pending > 0 && !self->progress;

  self->progress = FALSE;
  return stuck;
}

/* Main loop: the server closes. */
void
http_stream_end_all (HttpServer *server)
{
  g_autoptr (GList) streams = g_list_copy (server->streams.head);

  for (GList *link = streams; link != NULL; link = link->next)
    end (link->data);
}
