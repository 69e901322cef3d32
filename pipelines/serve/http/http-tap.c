/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection of which the beginning of each request is kept. libsoup takes dots out of a path before anybody sees
 * it: a product named `..` would lead to another page, where it has to be refused. */
#include "http/http-tap.h"

#include <string.h>

#include "http/http-head.h"

/* What is kept: the head of any request that is meant to be answered. */
#define MAX_HEAD (32 * 1024)

#define HTTP_TYPE_TAP_INPUT (http_tap_input_get_type ())
G_DECLARE_FINAL_TYPE (HttpTapInput, http_tap_input, HTTP, TAP_INPUT, GFilterInputStream)

struct _HttpTapInput {
  GFilterInputStream parent;
  GString *head;
  gboolean ended; /* between two requests */
};

struct _HttpTap {
  GIOStream parent;
  GIOStream *base;
  HttpTapInput *input;
};

static void http_tap_input_pollable_init (GPollableInputStreamInterface *interface);

G_DEFINE_TYPE_WITH_CODE (HttpTapInput, http_tap_input, G_TYPE_FILTER_INPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, http_tap_input_pollable_init))
G_DEFINE_TYPE (HttpTap, http_tap, G_TYPE_IO_STREAM)

static GPollableInputStream *
get_base (gpointer self)
{
  return G_POLLABLE_INPUT_STREAM (
      g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self)));
}

/* libsoup forgets a connection that ends between two requests, which then stays for ever; it drops one that ends within
 * a request. So the end between two is the end of one that has a single letter. */
static gssize
end (HttpTapInput *self, gchar *data)
{
  if (self->ended)
    return 0;
  self->ended = TRUE;
  *data = 'X';
  return 1;
}

static gssize
keep (HttpTapInput *self, gchar *data, gsize room, gssize size)
{
  if (size == 0 && room > 0 && self->head->len == 0)
    return end (self, data);
  if (size > 0 && self->head->len < MAX_HEAD)
    g_string_append_len (self->head, data, MIN (size, (gssize) (MAX_HEAD - self->head->len)));
  return size;
}

static gssize
http_tap_input_read (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  return keep (HTTP_TAP_INPUT (stream), buffer, count,
      g_input_stream_read (G_INPUT_STREAM (get_base (stream)), buffer, count, cancellable, error));
}

static gssize
http_tap_input_read_nonblocking (
    GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  return keep (HTTP_TAP_INPUT (stream), buffer, count,
      g_pollable_input_stream_read_nonblocking (get_base (stream), buffer, count, NULL, error));
}

static gboolean
http_tap_input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (get_base (stream));
}

static gboolean
http_tap_input_can_poll (GPollableInputStream *stream)
{
  return g_pollable_input_stream_can_poll (get_base (stream));
}

static GSource *
http_tap_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) base = g_pollable_input_stream_create_source (get_base (stream), NULL);

  return g_pollable_source_new_full (stream, base, cancellable);
}

static void
http_tap_input_pollable_init (GPollableInputStreamInterface *interface)
{
  interface->can_poll = http_tap_input_can_poll;
  interface->is_readable = http_tap_input_is_readable;
  interface->create_source = http_tap_input_create_source;
  interface->read_nonblocking = http_tap_input_read_nonblocking;
}

static void
http_tap_input_finalize (GObject *object)
{
  g_string_free (HTTP_TAP_INPUT (object)->head, TRUE);
  G_OBJECT_CLASS (http_tap_input_parent_class)->finalize (object);
}

static void
http_tap_input_class_init (HttpTapInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = http_tap_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = http_tap_input_read;
}

static void
http_tap_input_init (HttpTapInput *self)
{
  self->head = g_string_new (NULL);
}

static GInputStream *
http_tap_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (HTTP_TAP (stream)->input);
}

static GOutputStream *
http_tap_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (HTTP_TAP (stream)->base);
}

static gboolean
http_tap_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return g_io_stream_close (HTTP_TAP (stream)->base, cancellable, error);
}

static void
on_base_closed (GObject *base, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (base), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
http_tap_close_async (GIOStream *stream, int priority, GCancellable *cancellable,
    GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (stream, cancellable, callback, data);

  g_io_stream_close_async (HTTP_TAP (stream)->base, priority, cancellable, on_base_closed, task);
}

static gboolean
http_tap_close_finish (GIOStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
http_tap_finalize (GObject *object)
{
  HttpTap *self = HTTP_TAP (object);

  g_object_unref (self->input);
  g_object_unref (self->base);
  G_OBJECT_CLASS (http_tap_parent_class)->finalize (object);
}

static void
http_tap_class_init (HttpTapClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = http_tap_finalize;
  stream_class->get_input_stream = http_tap_get_input_stream;
  stream_class->get_output_stream = http_tap_get_output_stream;
  stream_class->close_fn = http_tap_close;
  stream_class->close_async = http_tap_close_async;
  stream_class->close_finish = http_tap_close_finish;
}

static void
http_tap_init (HttpTap *self)
{
}

/**
 * http_tap_new:
 * @base: a connection
 *
 * Returns: (transfer full): the same, whose requests are listened to
 */
HttpTap *
http_tap_new (GIOStream *base)
{
  HttpTap *self = g_object_new (HTTP_TYPE_TAP, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (HTTP_TYPE_TAP_INPUT, "base-stream",
      g_io_stream_get_input_stream (base), "close-base-stream", FALSE, NULL);
  return self;
}

/**
 * http_tap_begin:
 * @self: a connection whose last request is answered
 *
 * What comes now is another request.
 */
void
http_tap_begin (HttpTap *self)
{
  g_string_truncate (self->input->head, 0);
}

/* Some clients name the server, too, as to a proxy. Returns where the path begins; NULL: there is none */
static const gchar *
find_path (const gchar *target)
{
  const gchar *server = strstr (target, "://");

  if (*target == '/')
    return target;
  if (server == NULL || server > target + strcspn (target, "/? #\r\n"))
    return NULL;
  return server + 3 + strcspn (server + 3, "/? #\r\n");
}

/* Without the empty lines that may come before a request. */
static const gchar *
get_line (HttpTap *self)
{
  return self->input->head->str + strspn (self->input->head->str, "\r\n");
}

/**
 * http_tap_check_head:
 * @self: a connection on which the head of a request has come
 *
 * Returns: (nullable): why it is refused: it can be understood in two ways, or came together with the one before;
 *   %NULL: it is good
 */
const gchar *
http_tap_check_head (HttpTap *self)
{
  const GString *head = self->input->head;
  const gchar *line = get_line (self);

  if (*line == '\0')
    return "a request is sent when the one before it is answered";
  return http_head_check (line, head->len - (gsize) (line - head->str));
}

/**
 * http_tap_dup_path:
 * @self: a connection on which a head has come that is good
 *
 * Returns: (transfer full) (nullable): the path as the client sent it, without a query; %NULL: there is none
 */
gchar *
http_tap_dup_path (HttpTap *self)
{
  const gchar *line = get_line (self);
  const gchar *target = memchr (line, ' ', strcspn (line, "\r\n"));
  const gchar *path = target != NULL ? find_path (target + 1) : NULL;

  if (path == NULL)
    return NULL;
  return *path == '/' ? g_strndup (path, strcspn (path, " ?#\r\n")) : g_strdup ("/");
}
