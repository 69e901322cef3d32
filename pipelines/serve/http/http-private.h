/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "http/http-aside.h"
#include "http/http-server.h"
#include "http/http-tap.h"

G_BEGIN_DECLS

/**
 * HttpState:
 * @HTTP_STATE_WAITING: for the head of a request
 * @HTTP_STATE_READING: its body
 * @HTTP_STATE_ANSWERING: its handler is at work, or the answer is on its way
 */
typedef enum {
  HTTP_STATE_WAITING,
  HTTP_STATE_READING,
  HTTP_STATE_ANSWERING,
} HttpState;

/**
 * HttpConnection:
 * @server: that accepted it
 * @socket: of it; lives as long
 * @tap: (nullable): it as libsoup has it
 * @address: of the client, without port
 * @state: where it is
 * @deadline: monotonic, ns: when it is cut off; 0: not
 * @cut: it is on its way out, and does not count
 *
 * A client that is connected. Main loop; ends when libsoup drops the stream.
 */
typedef struct {
  HttpServer *server;
  GSocket *socket;
  HttpTap *tap; /* weak; NULL before the handshake of TLS */
  gchar *address;
  HttpState state;
  gint64 deadline;
  gboolean cut;
} HttpConnection;

typedef struct {
  gchar *name, *value;
} HttpHeader;

struct _HttpServer {
  HttpLimits limits;
  SoupServer *soup;
  GSocketService *service; /* NULL: does not listen */
  GMainContext *context;
  GArray *tables; /* HttpTable; unchanged while it listens */
  HttpGuard guard;
  HttpWitness witness;
  gpointer guard_data; /* for both */
  GTlsCertificate *certificate; /* NULL: no TLS */
  GThreadPool *workers, *heavy, *data, *showing;

  /* Main loop. */
  GQueue connections; /* HttpConnection, the oldest at the head */
  guint sweep; /* source id while there are any */
  gsize body_bytes; /* that calls hold */
  GQueue streams; /* HttpStream: answers without end */
  guint64 answers[6]; /* by the hundreds of their status */
  guint n_messages; /* whose answers are not written yet */
  void (*closed) (gpointer data);
  gpointer closed_data;
};

struct _HttpCall {
  HttpServer *server;
  SoupServerMessage *message;
  gchar *peer;
  HttpPath path;
  const gchar *segments[HTTP_ROUTE_MAX_SEGMENTS];
  guint n_segments;
  GHashTable *query; /* text -> text; NULL: none */
  const HttpRoute *route;
  gpointer data; /* for the route's handler */
  gchar *user; /* NULL: somebody who cannot log in */
  JsonObject *notes; /* what its handler says of a change; NULL: nothing */
  gboolean handled; /* its handler has been called */
  gboolean goes_on; /* it is answered by a stream, which has begun */
  gint64 begin; /* monotonic, ns */
  gsize n_body; /* bytes that were counted */
  GBytes *body;
  JsonNode *root;
  HttpAsides *asides; /* of @root; NULL: none */
  GPtrArray *form; /* HttpPart */

  gpointer state; /* the handlers' */
  GDestroyNotify free_state;
  HttpHandle next; /* what goes on with it; NULL: its route's handler */
  gpointer next_data;

  gboolean gone; /* main loop: the client is */
  guint status;
  gchar *type;
  GBytes *answer;
  GArray *headers; /* HttpHeader */
};

/* http-accept.c */
gboolean http_server_accept (HttpServer *self, const gchar *address, guint16 *port, GError **error);
void http_connection_cut (HttpConnection *self);
HttpConnection *http_connection_find (SoupServerMessage *message);
void http_connection_set_state (HttpConnection *self, HttpState state, gsize body);

#define HTTP_CALL_KEY "aoi-call" /* of a message: its call */

/* http-call.c */
HttpCall *http_call_new (HttpServer *server, SoupServerMessage *message);
void http_call_free (HttpCall *self);
void http_call_fill (HttpCall *self);
void http_call_fill_headers (const HttpCall *self, SoupMessageHeaders *headers);

/* http-body.c */
gboolean http_body_is_plain (SoupServerMessage *message);
gboolean http_body_is_of_type (SoupServerMessage *message, HttpBody body);
gboolean http_body_parse (HttpCall *self, GError **error);

/* http-refuse.c */
void http_refuse (HttpCall *self, guint status, const gchar *format, ...) G_GNUC_PRINTF (3, 4);

/* http-dispatch.c */
void http_dispatch_head (HttpServer *self, SoupServerMessage *message);
void http_dispatch_body (HttpServer *self, SoupServerMessage *message);
void http_dispatch_run (gpointer call, gpointer server);

/* http-stream.c */
void http_stream_end_all (HttpServer *server);

/* http-server.c */
void http_server_count (HttpServer *self, guint status);
void http_server_check_closed (HttpServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpCall, http_call_free)

G_END_DECLS
