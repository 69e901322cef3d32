/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What handlers see of a request, and how they answer it. */
#include "http/http-aside.h"
#include "http/http-private.h"

#include <string.h>

#include "base/aoi-clock.h"
#include "json/aoi-json-writer.h"

static void
header_clear (gpointer data)
{
  HttpHeader *header = data;

  g_free (header->name);
  g_free (header->value);
}

static GHashTable *
parse_query (SoupServerMessage *message)
{
  const gchar *query = g_uri_get_query (soup_server_message_get_uri (message));

  return query != NULL ? soup_form_decode (query) : NULL;
}

/* Main loop. Returns: (transfer full): a call without a route and a body. */
HttpCall *
http_call_new (HttpServer *server, SoupServerMessage *message)
{
  HttpCall *self = g_new0 (HttpCall, 1);
  const HttpConnection *connection = http_connection_find (message);

  self->server = server;
  self->message = message;
  self->peer = g_strdup (connection != NULL ? connection->address : "?");
  self->query = parse_query (message);
  self->begin = aoi_clock_now ();
  self->headers = g_array_new (FALSE, FALSE, sizeof (HttpHeader));
  g_array_set_clear_func (self->headers, header_clear);
  return self;
}

/* Main loop. */
void
http_call_free (HttpCall *self)
{
  self->server->body_bytes -= self->n_body;
  if (self->free_state != NULL)
    self->free_state (self->state);
  http_path_clear (&self->path);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->asides, http_asides_free);
  g_clear_pointer (&self->root, json_node_unref);
  g_clear_pointer (&self->form, g_ptr_array_unref);
  g_clear_pointer (&self->notes, json_object_unref);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_array_unref (self->headers);
  g_free (self->type);
  g_free (self->user);
  g_free (self->peer);
  g_free (self);
}

/**
 * http_call_get_method:
 * @self: a call
 *
 * Returns: (transfer none): such as `GET`
 */
const gchar *
http_call_get_method (const HttpCall *self)
{
  return soup_server_message_get_method (self->message);
}

/**
 * http_call_get_n_segments:
 * @self: a call
 *
 * Returns: how many variable segments its route's pattern has
 */
guint
http_call_get_n_segments (const HttpCall *self)
{
  return self->n_segments;
}

/**
 * http_call_get_segment:
 * @self: a call
 * @index: of a variable segment of its route's pattern
 *
 * Returns: (transfer none): what the client says there, UTF-8, not empty
 */
const gchar *
http_call_get_segment (const HttpCall *self, guint index)
{
  g_return_val_if_fail (index < self->n_segments, "");

  return self->segments[index];
}

/**
 * http_call_get_query:
 * @self: a call
 * @key: of a parameter behind the path
 *
 * Returns: (transfer none) (nullable): its value
 */
const gchar *
http_call_get_query (const HttpCall *self, const gchar *key)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, key) : NULL;
}

/**
 * http_call_find_other_query:
 * @self: a call
 * @known: (array zero-terminated=1): keys
 *
 * Returns: (transfer none) (nullable): the key of a parameter behind the path that is none of @known
 */
const gchar *
http_call_find_other_query (const HttpCall *self, const gchar *const *known)
{
  GHashTableIter iter;
  gpointer key;

  if (self->query == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, self->query);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_strv_contains (known, key))
      return key;
  return NULL;
}

/**
 * http_call_get_header:
 * @self: a call
 * @name: of a header
 *
 * Returns: (transfer none) (nullable): what it says
 */
const gchar *
http_call_get_header (const HttpCall *self, const gchar *name)
{
  return soup_message_headers_get_one (
      soup_server_message_get_request_headers (self->message), name);
}

/**
 * http_call_get_peer:
 * @self: a call
 *
 * Returns: (transfer none): address of the client, without port
 */
const gchar *
http_call_get_peer (const HttpCall *self)
{
  return self->peer;
}

/**
 * http_call_get_begin:
 * @self: a call
 *
 * Returns: when its head came, as of aoi_clock_now()
 */
gint64
http_call_get_begin (const HttpCall *self)
{
  return self->begin;
}

/**
 * http_call_get_body:
 * @self: a call of a route with a body
 *
 * Returns: (transfer none): all of it
 */
GBytes *
http_call_get_body (const HttpCall *self)
{
  return self->body;
}

/**
 * http_call_get_object:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): the object, if its route takes one
 */
JsonObject *
http_call_get_object (const HttpCall *self)
{
  return self->root != NULL ? json_node_get_object (self->root) : NULL;
}

/**
 * http_call_get_text:
 * @self: a call
 * @text: the value of a member `image` of its object, or of one in that
 * @length: (out): bytes of it
 *
 * Returns: (transfer none): what the client sent as that value; a NUL may or may not end it
 */
const gchar *
http_call_get_text (const HttpCall *self, const gchar *text, gsize *length)
{
  return http_asides_find (self->asides, text, length);
}

/**
 * http_call_get_form:
 * @self: a call
 *
 * Returns: (transfer none) (nullable) (element-type HttpPart): the parts of the form, if its route takes one
 */
GPtrArray *
http_call_get_form (const HttpCall *self)
{
  return self->form;
}

/**
 * http_call_set_state:
 * @self: a call
 * @state: (transfer full): what its handlers want to know of it, in place of what they knew
 * @free_state: frees it, in the main loop, when the call is answered
 */
void
http_call_set_state (HttpCall *self, gpointer state, GDestroyNotify free_state)
{
  if (self->free_state != NULL)
    self->free_state (self->state);
  self->state = state;
  self->free_state = free_state;
}

/**
 * http_call_get_state:
 * @self: a call
 *
 * Returns: (transfer none): what http_call_set_state() was given
 */
gpointer
http_call_get_state (const HttpCall *self)
{
  return self->state;
}

/**
 * http_call_note:
 * @self: a call that changes something, before it is answered
 * @key: of what is noted
 * @value: (transfer full): such as what was there before, and what is there now
 *
 * Says more of a change than the request does, for those who look later who has changed what to what.
 */
void
http_call_note (HttpCall *self, const gchar *key, JsonNode *value)
{
  if (self->notes == NULL)
    self->notes = json_object_new ();
  json_object_set_member (self->notes, key, value);
}

/**
 * http_call_get_notes:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): what its handler has noted
 */
JsonObject *
http_call_get_notes (const HttpCall *self)
{
  return self->notes;
}

/**
 * http_call_set_user:
 * @self: a call
 * @user: (nullable): who asks
 */
void
http_call_set_user (HttpCall *self, const gchar *user)
{
  g_free (self->user);
  self->user = g_strdup (user);
}

/**
 * http_call_get_user:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): who asks; %NULL: somebody who cannot log in
 */
const gchar *
http_call_get_user (const HttpCall *self)
{
  return self->user;
}

/**
 * http_call_goes_on:
 * @self: a call
 *
 * Returns: whether it was let in before, and is asked about again, since its answer is a stream
 */
gboolean
http_call_goes_on (const HttpCall *self)
{
  return self->goes_on;
}

/**
 * http_call_set_header:
 * @self: a call
 * @name: of a header of its answer
 * @value: what it says
 */
void
http_call_set_header (HttpCall *self, const gchar *name, const gchar *value)
{
  const HttpHeader header = { g_strdup (name), g_strdup (value) };

  g_array_append_val (self->headers, header);
}

/* An answer is data, whatever it looks like, and no page may frame it. */
void
http_call_fill_headers (const HttpCall *self, SoupMessageHeaders *headers)
{
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (
      headers, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (self->server->closed != NULL)
    soup_message_headers_replace (headers, "Connection", "close");
  for (guint i = 0; i < self->headers->len; i++) {
    const HttpHeader *header = &g_array_index (self->headers, HttpHeader, i);

    soup_message_headers_replace (headers, header->name, header->value);
  }
}

/* Main loop: gives libsoup the answer. */
void
http_call_fill (HttpCall *self)
{
  http_call_fill_headers (self, soup_server_message_get_response_headers (self->message));
  soup_server_message_set_status (self->message, self->status, NULL);
  if (g_bytes_get_size (self->answer) > 0)
    soup_message_body_append_bytes (
        soup_server_message_get_response_body (self->message), self->answer);
  else
    soup_message_headers_set_content_length (
        soup_server_message_get_response_headers (self->message), 0);
  soup_message_headers_replace (
      soup_server_message_get_response_headers (self->message), "Content-Type", self->type);
}

/* Main loop. */
static gboolean
finish (gpointer data)
{
  HttpCall *self = data;
  g_autoptr (SoupServerMessage) message = self->message;

  http_server_count (self->server, self->status);
  if (!self->gone) {
    http_call_fill (self);
    soup_server_message_unpause (message);
  }
  g_object_set_data (G_OBJECT (message), HTTP_CALL_KEY, NULL);
  return G_SOURCE_REMOVE;
}

static void
set_unwitnessed (HttpCall *self)
{
  static const gchar text[] = "{\"error\":\"it is done, but cannot be noted in the audit log\"}";

  g_bytes_unref (self->answer);
  g_free (self->type);
  self->status = HTTP_FAILED;
  self->type = g_strdup ("application/json");
  self->answer = g_bytes_new_static (text, strlen (text));
}

/* What was done is noted before anybody is told. */
static gboolean
is_witnessed (HttpCall *self, guint status)
{
  HttpServer *server = self->server;

  return server->witness == NULL || !self->handled
      || server->witness (self, self->route, status, server->guard_data);
}

/**
 * http_call_answer:
 * @self: (transfer full): a call
 * @status: of the answer
 * @type: of its content
 * @body: (transfer full): its content
 */
void
http_call_answer (HttpCall *self, guint status, const gchar *type, GBytes *body)
{
  self->status = status;
  self->type = g_strdup (type);
  self->answer = body;
  if (!is_witnessed (self, status))
    set_unwitnessed (self);
  g_main_context_invoke_full (self->server->context, G_PRIORITY_DEFAULT, finish, self, NULL);
}

/**
 * http_call_answer_text:
 * @self: (transfer full): a call
 * @type: of its content
 * @text: what the answer says
 */
void
http_call_answer_text (HttpCall *self, const gchar *type, const gchar *text)
{
  http_call_answer (self, HTTP_OK, type, g_bytes_new (text, strlen (text)));
}

/**
 * http_call_refuse:
 * @self: (transfer full): a call
 * @status: why
 * @object: (transfer full): what the answer says
 */
void
http_call_refuse (HttpCall *self, guint status, JsonObject *object)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  gchar *text;

  json_node_take_object (root, object);
  text = aoi_json_write (root);
  http_call_answer (self, status, "application/json", g_bytes_new_take (text, strlen (text)));
}

/**
 * http_call_answer_object:
 * @self: (transfer full): a call that is good
 * @object: (transfer full): what the answer says
 */
void
http_call_answer_object (HttpCall *self, JsonObject *object)
{
  http_call_refuse (self, HTTP_OK, object);
}

/**
 * http_call_fail:
 * @self: (transfer full): a call
 * @status: why
 * @format: why, in words that name no folder of this machine, as printf() takes it
 * @...: for @format
 */
void
http_call_fail (HttpCall *self, guint status, const gchar *format, ...)
{
  JsonObject *object = json_object_new ();
  g_autofree gchar *text = NULL;
  g_autofree gchar *valid = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  valid = g_utf8_make_valid (text, -1);
  json_object_set_string_member (object, "error", valid);
  http_call_refuse (self, status, object);
}
