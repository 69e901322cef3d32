/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "http/http-private.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

static void
on_head (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
    gpointer data)
{
  http_dispatch_head (data, message);
}

static void
on_body (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
    gpointer data)
{
  http_dispatch_body (data, message);
}

/**
 * http_server_new:
 * @limits: what clients may take
 *
 * Returns: (transfer full): a server without routes, which listens nowhere
 */
HttpServer *
http_server_new (const HttpLimits *limits)
{
  HttpServer *self = g_new0 (HttpServer, 1);

  self->limits = *limits;
  self->context = g_main_context_ref_thread_default ();
  self->tables = g_array_new (FALSE, FALSE, sizeof (HttpTable));
  self->soup = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->soup, NULL, on_head, self, NULL);
  soup_server_add_handler (self->soup, NULL, on_body, self, NULL);
  self->workers = g_thread_pool_new (http_dispatch_run, self, (gint) limits->workers, FALSE, NULL);
  self->heavy = g_thread_pool_new (http_dispatch_run, self, (gint) limits->heavy, FALSE, NULL);
  self->data = g_thread_pool_new (http_dispatch_run, self, (gint) limits->data, FALSE, NULL);
  self->showing = g_thread_pool_new (http_dispatch_run, self, (gint) limits->showing, FALSE, NULL);
  return self;
}

/**
 * http_server_free:
 * @self: (transfer full): a server that is closed, or never listened
 */
void
http_server_free (HttpServer *self)
{
  g_thread_pool_free (self->workers, FALSE, TRUE);
  g_thread_pool_free (self->heavy, FALSE, TRUE);
  g_thread_pool_free (self->data, FALSE, TRUE);
  g_thread_pool_free (self->showing, FALSE, TRUE);
  if (self->service != NULL)
    g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_clear_handle_id (&self->sweep, g_source_remove);
  g_array_unref (self->tables);
  g_clear_object (&self->certificate);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * http_server_add:
 * @self: a server that does not listen yet
 * @routes: (array length=n_routes): a constant table; the first line that matches counts
 * @n_routes: its lines
 * @data: for its handlers
 */
void
http_server_add (HttpServer *self, const HttpRoute *routes, guint n_routes, gpointer data)
{
  const HttpTable table = { routes, n_routes, data };

  g_array_append_val (self->tables, table);
}

/**
 * http_server_set_guard:
 * @self: a server that does not listen yet
 * @guard: asked before each call
 * @witness: told of each call that its handler has answered
 * @data: what both are given
 */
void
http_server_set_guard (HttpServer *self, HttpGuard guard, HttpWitness witness, gpointer data)
{
  self->guard = guard;
  self->witness = witness;
  self->guard_data = data;
}

/* Main loop: a call is answered. */
void
http_server_count (HttpServer *self, guint status)
{
  self->answers[MIN (status / 100, G_N_ELEMENTS (self->answers) - 1)]++;
}

/**
 * http_server_get_facts:
 * @self: a server
 * @facts: (out): how busy it is
 *
 * Main loop.
 */
void
http_server_get_facts (HttpServer *self, HttpFacts *facts)
{
  facts->connections = self->connections.length;
  facts->waiting = g_thread_pool_unprocessed (self->workers);
  facts->waiting_heavy = g_thread_pool_unprocessed (self->heavy);
  facts->waiting_data = g_thread_pool_unprocessed (self->data);
  facts->waiting_shown = g_thread_pool_unprocessed (self->showing);
  memcpy (facts->answers, self->answers, sizeof facts->answers);
}

/* libsoup ends each connection after one answer unless it listens by itself: it is given a socket that has no
 * name, so that nobody can connect to it. */
static gboolean
keep_alive (HttpServer *self, GError **error)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-serve-XXXXXX", error);
  g_autofree gchar *path = folder != NULL ? g_build_filename (folder, "socket", NULL) : NULL;
  g_autoptr (GSocketAddress) address = path != NULL ? g_unix_socket_address_new (path) : NULL;
  gboolean listens;

  if (folder == NULL)
    return FALSE;
  listens = soup_server_listen (self->soup, address, 0, error);
  g_unlink (path);
  g_rmdir (folder);
  return listens;
}

/**
 * http_server_listen:
 * @self: a server
 * @address: such as `127.0.0.1:5000` or `[::1]:5000`; port 0 takes one that is free
 * @error: why it cannot
 *
 * Returns: (transfer full): where it listens, such as `http://127.0.0.1:5000`
 */
gchar *
http_server_listen (HttpServer *self, const gchar *address, GError **error)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (address, 5000, error);
  const gchar *host;
  guint16 port;

  if (parsed == NULL || !keep_alive (self, error))
    return NULL;
  host = g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed));
  port = g_network_address_get_port (G_NETWORK_ADDRESS (parsed));
  if (!http_server_accept (self, host, &port, error))
    return NULL;
  return g_strdup_printf (strchr (host, ':') != NULL ? "%s://[%s]:%u" : "%s://%s:%u",
      self->certificate != NULL ? "https" : "http", host, port);
}

static gboolean
tell_closed (gpointer data)
{
  HttpServer *self = data;

  self->closed (self->closed_data);
  return G_SOURCE_REMOVE;
}

/* Main loop: a message has ended, or may have been the last one. */
void
http_server_check_closed (HttpServer *self)
{
  if (self->closed != NULL && self->n_messages == 0)
    g_idle_add (tell_closed, self);
}

/**
 * http_server_close:
 * @self: a server
 * @closed: called from the main loop when all that was asked is answered
 * @data: what @closed is given
 *
 * Accepts nobody any more.
 */
void
http_server_close (HttpServer *self, void (*closed) (gpointer data), gpointer data)
{
  if (self->service != NULL) {
    g_socket_service_stop (self->service);
    g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  }
  self->closed = closed;
  self->closed_data = data;
  http_stream_end_all (self);
  http_server_check_closed (self);
}
