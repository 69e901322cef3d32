/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one program that listens.
 *
 * libsoup's server reads requests and writes answers, in the main loop. What it lacks is here: connections
 * are accepted by a GSocketService of ours and counted, in all and by address; who says nothing, or says it
 * too slowly, is disconnected; bodies have limits that hold before and while they are read; and handlers run
 * on workers, of which there is a bounded number. A handler sees an HttpCall, never libsoup. */
#pragma once

#include <gio/gio.h>

#include "http/http-route.h"

G_BEGIN_DECLS

/**
 * HttpLimits:
 * @connections: at once
 * @connections_of_one: at once from one address
 * @idle_s: how long a client may take to send a request's head, and may say nothing between requests
 * @body_s: how long it may take to send a body, besides a second for each 64 KiB
 * @body_bytes: of all bodies that are in memory at once
 * @workers: handlers of %HTTP_WORK at once
 * @heavy: handlers of %HTTP_HEAVY at once
 * @data: handlers of %HTTP_DATA at once
 * @showing: handlers of %HTTP_SHOW at once
 * @waiting: calls that wait for a worker; more are refused
 *
 * What one client, or all together, may take.
 */
typedef struct {
  guint connections;
  guint connections_of_one;
  guint idle_s;
  guint body_s;
  gsize body_bytes;
  guint workers;
  guint heavy;
  guint data;
  guint showing;
  guint waiting;
} HttpLimits;

#define HTTP_DEFAULT_LIMITS \
  ((HttpLimits){ .connections = 512, \
      .connections_of_one = 128, \
      .idle_s = 20, \
      .body_s = 30, \
      .body_bytes = (gsize) 512 << 20, \
      .workers = 16, \
      .heavy = 4, \
      .data = 4, \
      .showing = 2, \
      .waiting = 256 })

/**
 * HttpGuard:
 * @call: what is asked for; its body is not there yet
 * @route: by what
 * @status: (out): why not, such as %HTTP_FORBIDDEN
 * @data: what http_server_set_guard() was given
 *
 * Says whether a client may ask, as soon as its head has come. Main loop.
 *
 * Returns: (transfer full) (nullable): why not, in words; %NULL: it may
 */
typedef gchar *(*HttpGuard) (HttpCall *call, const HttpRoute *route, guint *status, gpointer data);

/**
 * HttpWitness:
 * @call: whose handler has done its work, or is about to
 * @route: of it
 * @status: what it will answer; 0: it has yet to do it
 * @data: what http_server_set_guard() was given
 *
 * Notes what was done, before anybody is told. In the thread of the handler, which for what changes something is
 * no main loop.
 *
 * Returns: whether it is noted, or can be; if not, the answer says so
 */
typedef gboolean (*HttpWitness) (
    HttpCall *call, const HttpRoute *route, guint status, gpointer data);

/**
 * HttpFacts:
 * @connections: that are open
 * @waiting: calls that wait for a worker
 * @waiting_heavy: likewise, for one that decodes pictures
 * @waiting_data: likewise, for one that asks the database
 * @waiting_shown: likewise, for one that makes pictures for people
 * @answers: by the hundreds of their status: how many calls were answered
 *
 * How busy a server is.
 */
typedef struct {
  guint connections;
  guint waiting;
  guint waiting_heavy;
  guint waiting_data;
  guint waiting_shown;
  guint64 answers[6];
} HttpFacts;

/**
 * HttpServer:
 *
 * Listens, and calls handlers. Belongs to the thread of the main loop.
 */
typedef struct _HttpServer HttpServer;

HttpServer *http_server_new (const HttpLimits *limits);
void http_server_free (HttpServer *self);
void http_server_add (HttpServer *self, const HttpRoute *routes, guint n_routes, gpointer data);
void http_server_set_guard (HttpServer *self, HttpGuard guard, HttpWitness witness, gpointer data);
GTlsCertificate *http_certificate_load (const gchar *certificate, const gchar *key, GError **error);
gboolean http_server_set_certificate (
    HttpServer *self, const gchar *certificate, const gchar *key, GError **error);
void http_server_allow_origin (HttpServer *self, const gchar *origin);
void http_server_get_facts (HttpServer *self, HttpFacts *facts);
gchar *http_server_listen (HttpServer *self, const gchar *address, GError **error);
void http_server_close (HttpServer *self, void (*closed) (gpointer data), gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpServer, http_server_free)

G_END_DECLS
