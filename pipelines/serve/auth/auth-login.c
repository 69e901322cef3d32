/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Logging in and out. Who tries passwords learns neither which names there are nor gets many trials. */
#include "auth/auth-cookie.h"
#include "auth/auth-gate-private.h"
#include "auth/auth-name.h"
#include "auth/auth-password.h"
#include "auth/auth-secret.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* Passwords that are tried at once: each takes a CPU for a while, and megabytes. */
#define MAX_TRIALS 2

/* Who tries: keys of the limiters. What cannot be a name has one account, or memory would be filled with them. */
typedef struct {
  gchar *address;
  const gchar *name;
} Trier;

static void
trier_clear (Trier *self)
{
  g_free (self->address);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trier, trier_clear)

static void
trier_init (Trier *self, const AuthRequest *request, const gchar *name)
{
  self->address = auth_network_get_key (request->address);
  self->name = auth_name_check (name, NULL) ? name : "?";
}

/* Returns how long to wait, ns; 0: he may try. */
static gint64
take_trial (AuthGate *self, const Trier *trier)
{
  gint64 wait;

  if (!auth_limiter_take (self->by_address, trier->address, &wait))
    return wait;
  if (auth_limiter_take (self->by_name, trier->name, &wait))
    return 0;
  auth_limiter_give_back (self->by_address, trier->address);
  return wait;
}

/* Whoever is not known is tried with the hash of somebody else, which takes as long, and cannot succeed. Returns NULL if
 * there is nobody. */
static gchar *
find_hash (AuthGate *self, const gchar *name)
{
  const AuthBook *book = auth_gate_get_book (self);
  const AuthUser *user = auth_book_find_user (book, name);

  if (user == NULL && book->users->len > 0)
    user = g_ptr_array_index (book->users, 0);
  return user != NULL ? g_strdup (user->hash) : NULL;
}

/* Returns whether he may try. */
static gboolean
begin_trial (AuthGate *self, const Trier *trier, gchar **hash, AuthVerdict *verdict)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 wait;

  if (self->n_trials >= MAX_TRIALS) {
    auth_verdict_refuse (verdict, AUTH_BUSY, "others are logging in; try again");
    verdict->wait_s = 1;
    return FALSE;
  }
  wait = take_trial (self, trier);
  if (wait > 0) {
    verdict->wait_s = (guint) ((wait + SECOND - 1) / SECOND);
    auth_verdict_refuse (verdict, AUTH_TOO_OFTEN,
        "too many wrong passwords; try again in %u seconds", verdict->wait_s);
    return FALSE;
  }
  self->n_trials++;
  *hash = find_hash (self, trier->name);
  return TRUE;
}

/* An id that the client has already, or was given by somebody else, is never the new one's. */
static gchar *
begin_session (
    AuthGate *self, const AuthRequest *request, const AuthUser *user, AuthVerdict *verdict)
{
  g_autoptr (AuthSecret) old = auth_cookie_find (request->cookie, self->rules.secure);
  const AuthSession *session;
  gchar *id;

  if (old != NULL)
    auth_sessions_end (self->sessions, old);
  id = auth_sessions_begin (self->sessions, user->name, user->hash, &session);
  verdict->outcome = AUTH_MAY;
  verdict->user = g_strdup (user->name);
  verdict->role = user->role;
  verdict->csrf = g_strdup (session->csrf);
  return id;
}

static gchar *
end_trial (AuthGate *self, const AuthRequest *request, const Trier *trier, const gchar *hash,
    gboolean right, AuthVerdict *verdict)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const AuthUser *user = auth_book_find_user (auth_gate_get_book (self), trier->name);

  self->n_trials--;
  /* He may have been removed, or given another password, meanwhile. */
  if (!right || user == NULL || !g_str_equal (user->hash, hash)) {
    auth_verdict_refuse (verdict, AUTH_UNKNOWN, "name or password is wrong");
    return NULL;
  }
  auth_limiter_give_back (self->by_address, trier->address);
  auth_limiter_give_back (self->by_name, trier->name);
  return begin_session (self, request, user, verdict);
}

/**
 * auth_gate_login:
 * @self: a gate
 * @request: what a client says; its origin was checked
 * @name: who he says he is
 * @password: that he shows
 * @verdict: (out): uninitialised memory, to be cleared
 *
 * Takes tens of milliseconds: never in a main loop.
 *
 * Returns: (transfer full) (nullable): id of his new session, for auth_secret_free(); %NULL if it is refused
 */
gchar *
auth_gate_login (AuthGate *self, const AuthRequest *request, const gchar *name,
    const gchar *password, AuthVerdict *verdict)
{
  g_auto (Trier) trier = { NULL };
  g_autofree gchar *hash = NULL;

  *verdict = (AuthVerdict){ .outcome = AUTH_FORBIDDEN };
  trier_init (&trier, request, name);
  if (!begin_trial (self, &trier, &hash, verdict))
    return NULL;
  return end_trial (
      self, request, &trier, hash, hash != NULL && auth_password_verify (password, hash), verdict);
}

/**
 * auth_gate_logout:
 * @self: a gate
 * @request: what a client says
 *
 * Ends his session, if he has one.
 */
void
auth_gate_logout (AuthGate *self, const AuthRequest *request)
{
  g_autoptr (AuthSecret) id = auth_cookie_find (request->cookie, self->rules.secure);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (id != NULL)
    auth_sessions_end (self->sessions, id);
}
