/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-session.h"

#include "auth/auth-secret.h"
#include "base/aoi-clock.h"

struct _AuthSessions {
  AuthSessionLimits limits;
  GHashTable *by_digest; /* text -> AuthSession */
};

static void
free_session (gpointer data)
{
  AuthSession *session = data;

  g_free (session->user);
  g_free (session->hash);
  auth_secret_free (session->csrf);
  g_free (session);
}

/**
 * auth_sessions_new:
 * @limits: how long sessions live
 *
 * Returns: (transfer full): no sessions yet
 */
AuthSessions *
auth_sessions_new (const AuthSessionLimits *limits)
{
  AuthSessions *self = g_new0 (AuthSessions, 1);

  self->limits = *limits;
  self->by_digest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_session);
  return self;
}

/**
 * auth_sessions_free:
 * @self: (transfer full): sessions, which all end
 */
void
auth_sessions_free (AuthSessions *self)
{
  g_hash_table_unref (self->by_digest);
  g_free (self);
}

static gboolean
has_ended (const AuthSessions *self, const AuthSession *session, gint64 now)
{
  return now - session->used >= self->limits.idle || now - session->begin >= self->limits.age;
}

/* Drops what has ended, and of @user's what is one too many for another. */
static void
make_room (AuthSessions *self, const gchar *user, gint64 now)
{
  GHashTableIter iter;
  const gchar *digest, *oldest = NULL;
  const AuthSession *session;
  gint64 used = G_MAXINT64;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->by_digest);
  while (g_hash_table_iter_next (&iter, (gpointer *) &digest, (gpointer *) &session)) {
    if (has_ended (self, session, now)) {
      g_hash_table_iter_remove (&iter);
    } else if (g_str_equal (session->user, user)) {
      n++;
      if (session->used < used) {
        oldest = digest;
        used = session->used;
      }
    }
  }
  if (n >= self->limits.of_one)
    g_hash_table_remove (self->by_digest, oldest);
}

/**
 * auth_sessions_begin:
 * @self: sessions
 * @user: who has logged in
 * @hash: of his password
 * @session: (out): the new one, borrowed
 *
 * Begins a session with an id that nobody had before: one that somebody else may know is never taken over.
 *
 * Returns: (transfer full): its id, for auth_secret_free()
 */
gchar *
auth_sessions_begin (
    AuthSessions *self, const gchar *user, const gchar *hash, const AuthSession **session)
{
  gchar *id = auth_secret_new ();
  AuthSession *begun = g_new0 (AuthSession, 1);

  begun->user = g_strdup (user);
  begun->hash = g_strdup (hash);
  begun->csrf = auth_secret_new ();
  begun->begin = begun->used = aoi_clock_now ();
  make_room (self, user, begun->begin);
  g_hash_table_insert (self->by_digest, auth_secret_digest (id), begun);
  *session = begun;
  return id;
}

static AuthSession *
find (AuthSessions *self, const gchar *id, gint64 now)
{
  g_autofree gchar *digest = NULL;
  AuthSession *session;

  if (!auth_secret_is (id))
    return NULL;
  digest = auth_secret_digest (id);
  session = g_hash_table_lookup (self->by_digest, digest);
  if (session == NULL || !has_ended (self, session, now))
    return session;
  g_hash_table_remove (self->by_digest, digest);
  return NULL;
}

/**
 * auth_sessions_find:
 * @self: sessions
 * @id: what a client showed
 *
 * Finds a session that has not ended, and notes that it is used.
 *
 * Returns: (nullable): it, until the next call of a function of @self
 */
const AuthSession *
auth_sessions_find (AuthSessions *self, const gchar *id)
{
  const gint64 now = aoi_clock_now ();
  AuthSession *session = find (self, id, now);

  if (session != NULL)
    session->used = now;
  return session;
}

/**
 * auth_sessions_look:
 * @self: sessions
 * @id: what a client showed
 *
 * As auth_sessions_find(), but who only goes on to listen does not keep his session from ending.
 *
 * Returns: (nullable): it, until the next call of a function of @self
 */
const AuthSession *
auth_sessions_look (AuthSessions *self, const gchar *id)
{
  return find (self, id, aoi_clock_now ());
}

/**
 * auth_sessions_end:
 * @self: sessions
 * @id: what a client showed
 *
 * Ends the session, if there is one.
 */
void
auth_sessions_end (AuthSessions *self, const gchar *id)
{
  g_autofree gchar *digest = auth_secret_digest (id);

  g_hash_table_remove (self->by_digest, digest);
}

/**
 * auth_sessions_get_count:
 * @self: sessions
 *
 * Returns: how many there are, some of which may have ended unnoticed
 */
guint
auth_sessions_get_count (AuthSessions *self)
{
  return g_hash_table_size (self->by_digest);
}
