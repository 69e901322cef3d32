/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One session, and whose turn it is in it: its inspections and its end come one after the other. */
#include "rest/rest-session-private.h"

/* A call that waits for its turn. */
typedef struct {
  HttpCall *call;
  HttpHandle handle;
  gpointer data;
} Turn;

/**
 * rest_session_new:
 * @product: what it inspects
 * @client_info: (nullable): what its client says of itself
 *
 * Returns: (transfer full): a session that nobody knows
 */
RestSession *
rest_session_new (const gchar *product, JsonNode *client_info)
{
  Session *self = g_new0 (Session, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_queue_init (&self->turns);
  self->parent.id = g_uuid_string_random ();
  self->parent.product = g_strdup (product);
  self->parent.client_info = client_info != NULL ? json_node_copy (client_info) : NULL;
  self->parent.created_us = self->facts.last_us = g_get_real_time ();
  self->parent.run = aoi_engine_new (1);
  return &self->parent;
}

/**
 * rest_session_ref:
 * @self: a session
 *
 * Returns: (transfer full): @self
 */
RestSession *
rest_session_ref (RestSession *self)
{
  g_atomic_ref_count_inc (&((Session *) self)->refs);
  return self;
}

/**
 * rest_session_unref:
 * @self: (transfer full): a session
 */
void
rest_session_unref (RestSession *self)
{
  Session *session = (Session *) self;

  if (!g_atomic_ref_count_dec (&session->refs))
    return;
  g_free (self->id);
  g_free (self->product);
  g_clear_pointer (&self->client_info, json_node_unref);
  aoi_engine_unref (self->run);
  g_mutex_clear (&session->lock);
  g_free (session);
}

/**
 * rest_session_enter:
 * @self: a session
 *
 * Returns: whether it is the caller's turn, until rest_session_leave(); else somebody else is at work
 */
gboolean
rest_session_enter (RestSession *self)
{
  Session *session = (Session *) self;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);
  const gboolean entered = !session->busy;

  session->busy = TRUE;
  return entered;
}

/**
 * rest_session_queue:
 * @self: a session
 * @call: what waits for its turn; taken only if that is queued
 * @handle: handles it, in its turn, and calls rest_session_leave()
 * @data: what @handle is given
 *
 * If nobody is at work, the turn is there at once. The queue holds no worker.
 *
 * Returns: whether there was room in the queue
 */
gboolean
rest_session_queue (RestSession *self, HttpCall *call, HttpHandle handle, gpointer data)
{
  Session *session = (Session *) self;
  Turn *turn = NULL;

  g_mutex_lock (&session->lock);
  if (session->busy && session->turns.length >= REST_MAX_QUEUE) {
    g_mutex_unlock (&session->lock);
    return FALSE;
  }
  if (session->busy) {
    turn = g_new0 (Turn, 1);
    *turn = (Turn){ call, handle, data };
    g_queue_push_tail (&session->turns, turn);
  }
  session->busy = TRUE;
  g_mutex_unlock (&session->lock);
  if (turn == NULL)
    handle (call, data);
  return TRUE;
}

/**
 * rest_session_leave:
 * @self: a session in which it was the caller's turn
 * @inspected: whether a board was inspected
 */
void
rest_session_leave (RestSession *self, gboolean inspected)
{
  Session *session = (Session *) self;
  Turn *next;

  g_mutex_lock (&session->lock);
  if (inspected) {
    session->facts.n_inspections++;
    session->facts.last_us = g_get_real_time ();
  }
  next = g_queue_pop_head (&session->turns);
  session->busy = next != NULL;
  g_mutex_unlock (&session->lock);
  if (next == NULL)
    return;
  http_call_continue (next->call, next->handle, next->data);
  g_free (next);
}

/**
 * rest_session_is_closed:
 * @self: a session
 *
 * Returns: whether it has ended while the caller waited
 */
gboolean
rest_session_is_closed (RestSession *self)
{
  Session *session = (Session *) self;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);

  return session->closed;
}

/**
 * rest_session_get_n_inspections:
 * @self: a session in which it is the caller's turn
 *
 * Returns: how many boards were inspected before: the number of the next one
 */
guint64
rest_session_get_n_inspections (RestSession *self)
{
  Session *session = (Session *) self;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);

  return session->facts.n_inspections;
}
