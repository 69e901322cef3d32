/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections: who gets one, and who is cut off. */
#include "http/http-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "aoi-error.h"
#include "base/aoi-clock.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define BODY_BYTES_PER_SECOND (64 * 1024)

/* Clients that the kernel connects before we look: whom it turns away tries again after a second. */
#define BACKLOG 1024

/* How long an answer may wait for its reader, s. */
#define WRITE_TIMEOUT 60

static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("aoi-http-connection");
}

/**
 * http_connection_find:
 * @message: a request
 *
 * Returns: (transfer none) (nullable): on which connection it came, if that is open
 */
HttpConnection *
http_connection_find (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  return address != NULL ? g_object_get_qdata (G_OBJECT (address), get_quark ()) : NULL;
}

/**
 * http_connection_set_state:
 * @self: (nullable): a connection
 * @state: where it is now
 * @body: with %HTTP_STATE_READING: bytes that are to come
 */
void
http_connection_set_state (HttpConnection *self, HttpState state, gsize body)
{
  const HttpLimits *limits;
  gint64 seconds = 0;

  if (self == NULL)
    return;
  limits = &self->server->limits;
  self->state = state;
  if (state == HTTP_STATE_WAITING && self->tap != NULL)
    http_tap_begin (self->tap);
  if (state == HTTP_STATE_WAITING)
    seconds = limits->idle_s;
  else if (state == HTTP_STATE_READING)
    seconds = limits->body_s + (gint64) (body / BODY_BYTES_PER_SECOND);
  self->deadline = seconds > 0 ? aoi_clock_now () + seconds * SECOND : 0;
}

/**
 * http_connection_cut:
 * @self: (nullable): a connection
 *
 * Ends it: libsoup finds the stream at its end, and drops it.
 */
void
http_connection_cut (HttpConnection *self)
{
  if (self == NULL)
    return;
  self->cut = TRUE;
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

static gboolean
sweep (gpointer data)
{
  HttpServer *self = data;
  const gint64 now = aoi_clock_now ();

  for (GList *link = self->connections.head; link != NULL; link = link->next) {
    HttpConnection *connection = link->data;

    if (!connection->cut && connection->deadline != 0 && now >= connection->deadline)
      http_connection_cut (connection);
  }
  if (self->connections.length > 0)
    return G_SOURCE_CONTINUE;
  self->sweep = 0;
  return G_SOURCE_REMOVE;
}

/* @address: (nullable): count those of one only */
static guint
count (HttpServer *self, const gchar *address)
{
  guint n = 0;

  for (GList *link = self->connections.head; link != NULL; link = link->next) {
    HttpConnection *connection = link->data;

    n += !connection->cut && (address == NULL || g_str_equal (connection->address, address));
  }
  return n;
}

/* @address: (nullable): one of its only. Returns the oldest in @state. */
static HttpConnection *
find_oldest (HttpServer *self, const gchar *address, HttpState state)
{
  for (GList *link = self->connections.head; link != NULL; link = link->next) {
    HttpConnection *connection = link->data;

    if (!connection->cut && connection->state == state
        && (address == NULL || g_str_equal (connection->address, address)))
      return connection;
  }
  return NULL;
}

/* Whoever says nothing makes room for who comes now; then who is slow. Returns whether there is room. */
static gboolean
make_room (HttpServer *self, const gchar *address, guint limit)
{
  HttpConnection *victim;

  if (count (self, address) < limit)
    return TRUE;
  victim = find_oldest (self, address, HTTP_STATE_WAITING);
  if (victim == NULL)
    victim = find_oldest (self, address, HTTP_STATE_READING);
  if (victim == NULL)
    return FALSE;
  http_connection_cut (victim);
  return TRUE;
}

static void
on_stream_gone (gpointer data, GObject *stream)
{
  HttpConnection *self = data;

  g_queue_remove (&self->server->connections, self);
  g_clear_weak_pointer (&self->tap);
  g_object_unref (self->socket);
  g_free (self->address);
  g_free (self);
}

static void
add_connection (HttpServer *self, GSocketConnection *stream, GSocketAddress *remote, gchar *address)
{
  HttpConnection *connection = g_new0 (HttpConnection, 1);

  connection->server = self;
  connection->socket = g_object_ref (g_socket_connection_get_socket (stream));
  connection->address = address;
  g_socket_set_timeout (connection->socket, WRITE_TIMEOUT);
  g_socket_set_keepalive (connection->socket, TRUE);
  /* Head and body of an answer are written one after the other: the body must not wait for the head's receipt. */
  g_socket_set_option (connection->socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_queue_push_tail (&self->connections, connection);
  g_object_set_qdata (G_OBJECT (remote), get_quark (), connection);
  g_object_weak_ref (G_OBJECT (stream), on_stream_gone, connection);
  http_connection_set_state (connection, HTTP_STATE_WAITING, 0);
  if (self->sweep == 0)
    self->sweep = g_timeout_add_seconds (1, sweep, self);
}

/* @below: what @stream speaks through, or @stream itself. */
static void
hand_over (HttpServer *self, GIOStream *stream, GSocketConnection *below)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (below, NULL);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (below, NULL);
  g_autoptr (HttpTap) tap = http_tap_new (stream);
  HttpConnection *connection;

  if (remote == NULL)
    return;
  connection = g_object_get_qdata (G_OBJECT (remote), get_quark ());
  g_set_weak_pointer (&connection->tap, tap);
  soup_server_accept_iostream (self->soup, G_IO_STREAM (tap), local, remote, NULL);
}

/* Whoever does not end it in time is cut off as one who sends no request. */
static void
on_handshake (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GIOStream) stream = G_IO_STREAM (source);
  g_autoptr (GIOStream) below = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    return;
  g_object_get (source, "base-io-stream", &below, NULL);
  hand_over (data, stream, G_SOCKET_CONNECTION (below));
}

static void
begin_tls (HttpServer *self, GSocketConnection *below)
{
  GIOStream *stream = g_tls_server_connection_new (G_IO_STREAM (below), self->certificate, NULL);

  if (stream != NULL)
    g_tls_connection_handshake_async (
        G_TLS_CONNECTION (stream), G_PRIORITY_DEFAULT, NULL, on_handshake, self);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *stream, GObject *source, gpointer data)
{
  HttpServer *self = data;
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (stream, NULL);
  g_autofree gchar *address = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (remote))
    return TRUE;
  address = g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  if (!make_room (self, address, self->limits.connections_of_one)
      || !make_room (self, NULL, self->limits.connections))
    return TRUE;
  add_connection (self, stream, remote, g_steal_pointer (&address));
  if (self->certificate != NULL)
    begin_tls (self, stream);
  else
    hand_over (self, G_IO_STREAM (stream), stream);
  return TRUE;
}

static gboolean
add_address (HttpServer *self, GInetAddress *inet, guint16 *port, GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (inet, *port);
  g_autoptr (GSocketAddress) got = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
          G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, error))
    return FALSE;
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  return TRUE;
}

/**
 * http_server_accept:
 * @self: a server
 * @host: an address, or a name of this machine
 * @port: (inout): where to listen; 0: where there is room
 * @error: why it cannot
 *
 * Returns: whether connections are accepted
 */
gboolean
http_server_accept (HttpServer *self, const gchar *host, guint16 *port, GError **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (host);

  if (inet == NULL) {
    GList *found = g_resolver_lookup_by_name (resolver, host, NULL, error);

    if (found == NULL)
      return FALSE;
    inet = g_object_ref (found->data);
    g_resolver_free_addresses (found);
  }
  self->service = g_socket_service_new ();
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->service), BACKLOG);
  if (!add_address (self, inet, port, error))
    return FALSE;
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return TRUE;
}
