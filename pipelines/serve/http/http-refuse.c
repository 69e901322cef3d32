/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers to requests whose body nobody wants to read. libsoup reads a body to its end before it answers; where
 * that is long, the connection is taken from it, answered and closed. */
#include "http/http-private.h"

#include <string.h>

#include "json/aoi-json-writer.h"

/* What is read and thrown away for the sake of a regular answer. */
#define SMALL_BODY (64 * 1024)
/* What is read of a body after its refusal: who still sends would lose the answer if the connection ended. */
#define LINGER_BYTES (1024 * 1024)

typedef struct {
  GIOStream *stream;
  GSocket *socket; /* that it writes to; NULL: through TLS, which has no end of one direction */
  gchar *text;
  gsize n_read;
  guint8 waste[16384];
} Farewell;

static void
farewell_free (Farewell *self)
{
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (self->stream);
  g_clear_object (&self->socket);
  g_free (self->text);
  g_free (self);
}

static void linger (Farewell *self);

static void
on_waste (GObject *source, GAsyncResult *result, gpointer data)
{
  Farewell *self = data;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  self->n_read += (gsize) MAX (n, 0);
  if (n > 0 && self->n_read < LINGER_BYTES)
    linger (self);
  else
    farewell_free (self);
}

static void
linger (Farewell *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->waste,
      sizeof self->waste, G_PRIORITY_DEFAULT, NULL, on_waste, self);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Farewell *self = data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL)) {
    farewell_free (self);
    return;
  }
  /* Nothing more is written; what the client still sends is read. */
  if (self->socket != NULL)
    g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
  linger (self);
}

static void
append_header (const char *name, const char *value, gpointer text)
{
  g_string_append_printf (text, "%s: %s\r\n", name, value);
}

static gchar *
compose (const HttpCall *self)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  GString *text = g_string_new (NULL);
  gsize size;
  const gchar *body = g_bytes_get_data (self->answer, &size);

  http_call_fill_headers (self, headers);
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Content-Type", self->type);
  soup_message_headers_set_content_length (headers, (goffset) size);
  g_string_append_printf (
      text, "HTTP/1.1 %u %s\r\n", self->status, soup_status_get_phrase (self->status));
  soup_message_headers_foreach (headers, append_header, text);
  g_string_append_printf (text, "\r\n%.*s", (gint) size, body);
  soup_message_headers_unref (headers);
  return g_string_free (text, FALSE);
}

/* Main loop, when libsoup has left the message alone. */
static gboolean
take_over (gpointer data)
{
  g_autoptr (SoupServerMessage) message = data;
  HttpCall *call = g_object_get_data (G_OBJECT (message), HTTP_CALL_KEY);
  HttpConnection *connection = http_connection_find (message);
  GIOStream *stream;
  Farewell *self;

  if (call == NULL || call->gone)
    return G_SOURCE_REMOVE;
  http_connection_set_state (connection, HTTP_STATE_READING, 0);
  stream = soup_server_message_steal_connection (message);
  if (stream != NULL) {
    self = g_new0 (Farewell, 1);
    self->stream = stream;
    if (connection != NULL && call->server->certificate == NULL)
      self->socket = g_object_ref (connection->socket);
    self->text = compose (call);
    g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), self->text,
        strlen (self->text), G_PRIORITY_DEFAULT, NULL, on_written, self);
  }
  g_object_set_data (G_OBJECT (message), HTTP_CALL_KEY, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
is_short (const HttpCall *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);

  switch (soup_message_headers_get_encoding (headers)) {
    case SOUP_ENCODING_NONE:
      return TRUE;
    case SOUP_ENCODING_CONTENT_LENGTH:
      return soup_message_headers_get_content_length (headers) <= SMALL_BODY;
    default:
      return FALSE;
  }
}

/**
 * http_refuse:
 * @self: (transfer none): a call whose body is not read, or not to its end
 * @status: why
 * @format: why, in words, as printf() takes it
 * @...: for @format
 *
 * Answers before the body is read. Main loop, from a signal of the message. The message owns the call.
 */
void
http_refuse (HttpCall *self, guint status, const gchar *format, ...)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree gchar *reason = NULL, *valid = NULL;
  gchar *text;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  valid = g_utf8_make_valid (reason, -1);
  json_node_take_object (root, json_object_new ());
  json_object_set_string_member (json_node_get_object (root), "error", valid);
  text = aoi_json_write (root);
  http_server_count (self->server, status);
  self->status = status;
  self->type = g_strdup ("application/json");
  self->answer = g_bytes_new_take (text, strlen (text));
  soup_message_body_set_accumulate (soup_server_message_get_request_body (self->message), FALSE);
  if (is_short (self)) {
    http_call_fill (self);
    return;
  }
  soup_server_message_pause (self->message);
  g_idle_add (take_over, g_object_ref (self->message));
}
