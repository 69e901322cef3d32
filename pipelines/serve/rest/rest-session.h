/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "http/http-call.h"
#include "http/http-route.h"
#include "station/station.h"

G_BEGIN_DECLS

#define REST_MAX_SESSIONS 256 /* open at once */
#define REST_MAX_QUEUE 8 /* calls that wait for their turn in one session */

/**
 * RestSession:
 * @id: a random UUID
 * @product: what it inspects
 * @client_info: (nullable): what its client said of itself
 * @created_us: wall clock, microseconds since 1970
 * @run: remembers the boards of the session, for texts that may be read once only; inspects nothing
 *
 * What a client opened. Atomically reference counted; the members here do not change.
 */
typedef struct {
  gchar *id;
  gchar *product;
  JsonNode *client_info;
  gint64 created_us;
  AoiEngine *run;
} RestSession;

/**
 * RestFacts:
 * @last_us: wall clock: when it was made, or inspected last
 * @n_inspections: how many boards it had
 *
 * What changes of a session.
 */
typedef struct {
  gint64 last_us;
  guint64 n_inspections;
} RestFacts;

/**
 * RestSessions:
 *
 * The sessions that are open, in memory: after a restart there are none. Thread-safe.
 */
typedef struct _RestSessions RestSessions;

RestSessions *rest_sessions_new (Station *station);
void rest_sessions_free (RestSessions *self);
guint rest_sessions_count (RestSessions *self);
gchar *rest_sessions_dup_newest (RestSessions *self);
gboolean rest_sessions_are_busy (RestSessions *self);
GPtrArray *rest_sessions_list (RestSessions *self);
RestSession *rest_sessions_open (
    RestSessions *self, const gchar *product, JsonNode *client_info, GError **error);
RestSession *rest_sessions_find (RestSessions *self, const gchar *id);
gboolean rest_sessions_close (RestSessions *self, RestSession *session);
void rest_sessions_get_facts (RestSessions *self, RestSession *session, RestFacts *facts);

gboolean rest_session_enter (RestSession *self);
gboolean rest_session_queue (RestSession *self, HttpCall *call, HttpHandle handle, gpointer data);
void rest_session_leave (RestSession *self, gboolean inspected);
guint64 rest_session_get_n_inspections (RestSession *self);
gboolean rest_session_is_closed (RestSession *self);

RestSession *rest_session_ref (RestSession *self);
void rest_session_unref (RestSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RestSession, rest_session_unref)

G_END_DECLS
