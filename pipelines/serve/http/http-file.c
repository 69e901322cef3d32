/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers that are files: read bit by bit as their client takes them, so that large ones take no memory, however many are
 * asked for. */
#include "http/http-file.h"

#include <gio/gunixinputstream.h>

#include "http/http-private.h"

/* That are read at once. */
#define CHUNK ((gsize) 256 << 10)

typedef struct {
  HttpCall *call; /* the message's, until that is finished */
  SoupServerMessage *message;
  GInputStream *stream;
  GCancellable *gone; /* cancelled when this is freed */
  guint64 left; /* bytes that are not read */
  gsize n_pending; /* bytes that are read and not written */
} HttpFile;

static void
file_free (HttpFile *self)
{
  g_cancellable_cancel (self->gone);
  g_object_unref (self->gone);
  g_object_unref (self->stream);
  g_object_set_data (G_OBJECT (self->message), HTTP_CALL_KEY, NULL);
  g_object_unref (self->message);
  g_free (self);
}

static void read_more (HttpFile *self);

/* Whoever waits for more is not told of the end of its connection before it tries to write. */
static void
cut_off (HttpFile *self)
{
  http_connection_cut (http_connection_find (self->message));
  soup_message_body_append (
      soup_server_message_get_response_body (self->message), SOUP_MEMORY_STATIC, "\n", 1);
  soup_server_message_unpause (self->message);
}

/* A file that has become shorter, or cannot be read, is not what was announced: its client has to learn that. */
static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  HttpFile *self = data;
  gsize size;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  if (size == 0) {
    g_warning ("an answer is cut off, since its file %s%s",
        error != NULL ? "cannot be read: " : "has become shorter",
        error != NULL ? error->message : "");
    cut_off (self);
    return;
  }
  self->left -= size;
  self->n_pending = size;
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), bytes);
  soup_server_message_unpause (self->message);
}

static void
read_more (HttpFile *self)
{
  g_input_stream_read_bytes_async (
      self->stream, (gsize) MIN (self->left, CHUNK), G_PRIORITY_DEFAULT, self->gone, on_read, self);
}

static void
on_written (SoupServerMessage *message, guint size, gpointer data)
{
  HttpFile *self = data;

  self->n_pending -= MIN (self->n_pending, size);
  if (self->n_pending == 0 && self->left > 0)
    read_more (self);
}

static void
on_finished (SoupServerMessage *message, gpointer data)
{
  g_signal_handlers_disconnect_by_data (message, data);
  file_free (data);
}

/* @fd: (transfer full) */
static HttpFile *
file_new (HttpCall *call, gint fd, guint64 size)
{
  HttpFile *self = g_new0 (HttpFile, 1);

  self->call = call;
  self->message = call->message;
  self->stream = g_unix_input_stream_new (fd, TRUE);
  self->gone = g_cancellable_new ();
  self->left = size;
  return self;
}

/* Main loop. */
static gboolean
begin (gpointer data)
{
  HttpFile *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  http_server_count (self->call->server, self->call->status);
  if (self->call->gone) {
    file_free (self);
    return G_SOURCE_REMOVE;
  }
  http_call_fill_headers (self->call, headers);
  soup_message_headers_replace (headers, "Content-Type", self->call->type);
  soup_message_headers_set_content_length (headers, (goffset) self->left);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (self->message), FALSE);
  soup_server_message_set_status (self->message, self->call->status, NULL);
  g_signal_connect (self->message, "wrote-body-data", G_CALLBACK (on_written), self);
  g_signal_connect (self->message, "finished", G_CALLBACK (on_finished), self);
  if (g_str_equal (soup_server_message_get_method (self->message), "HEAD"))
    soup_server_message_unpause (self->message);
  else
    read_more (self);
  return G_SOURCE_REMOVE;
}

/**
 * http_call_answer_file:
 * @call: (transfer full): a call that is good, and changes nothing
 * @type: of the file's content
 * @fd: (transfer full): the file, a regular one that is open for reading, at its begin
 * @size: bytes that it has now: so many are the answer
 *
 * Answers with a file. Any thread.
 */
void
http_call_answer_file (HttpCall *call, const gchar *type, gint fd, guint64 size)
{
  call->status = HTTP_OK;
  call->type = g_strdup (type);
  g_main_context_invoke_full (
      call->server->context, G_PRIORITY_DEFAULT, begin, file_new (call, fd, size), NULL);
}
