/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of a request: it is refused by its head, or by the length of its body, or a handler gets it. */
#include "http/http-private.h"

#include "aoi-error.h"

#define CALL HTTP_CALL_KEY

static void
on_message_gone (gpointer data, GObject *message)
{
  HttpServer *self = data;

  self->n_messages--;
  http_server_check_closed (self);
}

/* The answer is written, or the client is gone. */
static void
on_finished (SoupServerMessage *message, gpointer data)
{
  HttpServer *self = data;
  HttpCall *call = g_object_get_data (G_OBJECT (message), CALL);

  if (call != NULL)
    call->gone = TRUE;
  g_object_weak_unref (G_OBJECT (message), on_message_gone, self);
  on_message_gone (self, NULL);
  http_connection_set_state (http_connection_find (message), HTTP_STATE_WAITING, 0);
}

/* Sets the route of a call. Returns why there is none: 404, or 405 with @allowed, or 0. */
static guint
find_route (HttpServer *self, HttpCall *call, GString *allowed)
{
  const gchar *method = soup_server_message_get_method (call->message);

  for (guint t = 0; t < self->tables->len; t++) {
    const HttpTable *table = &g_array_index (self->tables, HttpTable, t);

    for (guint i = 0; i < table->n_routes; i++) {
      const HttpRoute *route = &table->routes[i];

      if (!http_route_match (route, &call->path, call->segments, &call->n_segments))
        continue;
      call->route = route;
      call->data = table->data;
      if (http_route_takes (route, method))
        return 0;
      g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "", route->method);
    }
  }
  return call->route != NULL ? HTTP_WRONG_METHOD : HTTP_NOT_FOUND;
}

/* Without a guard no page may ask, of wherever it is. */
static gchar *
ask_guard (HttpServer *self, HttpCall *call, guint *status)
{
  if (self->guard != NULL)
    return self->guard (call, call->route, status, self->guard_data);
  return http_call_get_header (call, "Origin") != NULL ? g_strdup ("pages may not ask") : NULL;
}

/* Whoever misunderstood it misunderstands what follows: the connection ends. */
static void
refuse_last (HttpCall *call, const gchar *why)
{
  http_call_set_header (call, "Connection", "close");
  http_refuse (call, HTTP_BAD_REQUEST, "%s", why);
}

/* Reads the path as the client sent it: libsoup's own has no dots left in it, which have to be refused. */
static gboolean
read_head (HttpCall *call)
{
  const HttpConnection *connection = http_connection_find (call->message);
  HttpTap *tap = connection != NULL ? connection->tap : NULL;
  const gchar *wrong = tap != NULL ? http_tap_check_head (tap) : "the connection has ended";
  g_autofree gchar *raw = wrong == NULL ? http_tap_dup_path (tap) : NULL;

  if (wrong == NULL && raw == NULL)
    wrong = "a request names a path";
  if (wrong == NULL && !http_path_parse (&call->path, raw))
    wrong = "path is not UTF-8, or holds NUL";
  if (wrong != NULL)
    refuse_last (call, wrong);
  return wrong == NULL;
}

/* Returns whether there is a route that takes such a request. */
static gboolean
check_route (HttpServer *self, HttpCall *call)
{
  g_autoptr (GString) allowed = g_string_new (NULL);
  guint status;

  status = find_route (self, call, allowed);
  if (status == 0)
    return TRUE;
  if (status == HTTP_NOT_FOUND) {
    http_refuse (call, status, "there is nothing at this path");
    return FALSE;
  }
  http_call_set_header (call, "Allow", allowed->str);
  if (g_str_equal (soup_server_message_get_method (call->message), "OPTIONS"))
    http_refuse (call, HTTP_OK, "%s", "");
  else
    http_refuse (call, status, "this path takes %s only", allowed->str);
  return FALSE;
}

static gboolean
check_length (HttpServer *self, HttpCall *call, gsize length)
{
  if (length > call->route->max_body) {
    http_refuse (call, HTTP_TOO_LARGE, "body has more than %" G_GSIZE_FORMAT " bytes",
        call->route->max_body);
    return FALSE;
  }
  if (self->body_bytes + (length - call->n_body) > self->limits.body_bytes) {
    http_refuse (call, HTTP_BUSY, "too much is sent at once; try again");
    return FALSE;
  }
  return TRUE;
}

static gsize
get_length (SoupMessageHeaders *headers)
{
  const goffset length = soup_message_headers_get_content_length (headers);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      ? (gsize) MAX (length, 0)
      : 0;
}

/* Returns whether the body may come. */
static gboolean
check_head (HttpServer *self, HttpCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->message);
  guint status = HTTP_FORBIDDEN;
  g_autofree gchar *why = NULL;

  if (!read_head (call))
    return FALSE;
  if (!check_route (self, call))
    return FALSE;
  why = ask_guard (self, call, &status);
  if (why != NULL) {
    http_refuse (call, status, "%s", why);
    return FALSE;
  }
  if (!check_length (self, call, get_length (headers)))
    return FALSE;
  if (!http_body_is_plain (call->message)) {
    http_refuse (call, HTTP_WRONG_TYPE, "body must not be compressed");
    return FALSE;
  }
  if (!http_body_is_of_type (call->message, call->route->body)) {
    http_refuse (call, HTTP_WRONG_TYPE, "body must be %s",
        call->route->body == HTTP_BODY_FORM ? "multipart/form-data" : "application/json");
    return FALSE;
  }
  return TRUE;
}

static void
on_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  HttpCall *call = g_object_get_data (G_OBJECT (message), CALL);
  HttpServer *self = data;
  const gsize size = g_bytes_get_size (chunk);

  if (call == NULL || call->status != 0 || !check_length (self, call, call->n_body + size))
    return;
  call->n_body += size;
  self->body_bytes += size;
}

/**
 * http_dispatch_head:
 * @self: a server
 * @message: a request whose head has come
 *
 * Refuses it, or lets its body come. The message owns the call until the body is there.
 */
void
http_dispatch_head (HttpServer *self, SoupServerMessage *message)
{
  HttpCall *call = http_call_new (self, message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  self->n_messages++;
  g_object_weak_ref (G_OBJECT (message), on_message_gone, self);
  g_object_set_data_full (G_OBJECT (message), CALL, call, (GDestroyNotify) http_call_free);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
  http_connection_set_state (
      http_connection_find (message), HTTP_STATE_READING, get_length (headers));
  if (!check_head (self, call))
    return;
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_chunk), self);
}

/* Nothing is done that could not be noted. */
static gboolean
may_be_done (HttpCall *self, const HttpServer *server)
{
  return server->witness == NULL || server->witness (self, self->route, 0, server->guard_data);
}

static void
begin (HttpCall *self, const HttpServer *server)
{
  g_autoptr (GError) error = NULL;

  if (!may_be_done (self, server)) {
    http_call_fail (self, HTTP_BUSY,
        "nothing is changed: the audit log cannot be written; see the station's log");
    return;
  }
  self->handled = TRUE;
  if (http_body_parse (self, &error))
    self->route->handle (self, self->data);
  else
    http_call_fail (self, HTTP_BAD_REQUEST, "%s", error->message);
}

/**
 * http_dispatch_run:
 * @call: (transfer full): a call whose body is there
 * @server: its server
 *
 * Hands it to its handler, on the thread where that is to run.
 */
void
http_dispatch_run (gpointer call, gpointer server)
{
  HttpCall *self = call;

  if (self->next != NULL)
    self->next (self, self->next_data);
  else
    begin (self, server);
}

static GThreadPool *
get_pool (const HttpCall *call)
{
  const HttpServer *server = call->server;

  switch (call->route->place) {
    case HTTP_HEAVY:
      return server->heavy;
    case HTTP_DATA:
      return server->data;
    case HTTP_SHOW:
      return server->showing;
    default:
      return server->workers;
  }
}

/**
 * http_call_continue:
 * @call: (transfer full): a call that waited
 * @handle: what goes on with it
 * @data: what @handle is given
 *
 * Has a call handled on a worker of its route. Any thread.
 */
void
http_call_continue (HttpCall *call, HttpHandle handle, gpointer data)
{
  call->next = handle;
  call->next_data = data;
  g_thread_pool_push (get_pool (call), call, NULL);
}

/**
 * http_dispatch_body:
 * @self: a server
 * @message: a request that was not refused, and is there
 */
void
http_dispatch_body (HttpServer *self, SoupServerMessage *message)
{
  HttpCall *call = g_object_get_data (G_OBJECT (message), CALL);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  http_connection_set_state (http_connection_find (message), HTTP_STATE_ANSWERING, 0);
  call->body = soup_message_body_flatten (body);
  soup_message_body_truncate (body);
  /* Until it is answered; the client may go before. */
  g_object_ref (message);
  soup_server_message_pause (message);
  if (call->route->place == HTTP_MAIN) {
    http_dispatch_run (call, self);
    return;
  }
  if (g_thread_pool_unprocessed (get_pool (call)) >= self->limits.waiting)
    http_call_fail (call, HTTP_BUSY, "too much is asked at once; try again");
  else
    g_thread_pool_push (get_pool (call), call, NULL);
}
