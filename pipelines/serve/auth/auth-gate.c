/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-gate-private.h"

#include "aoi-error.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* A shift, of which nobody is idle for an hour. */
static const AuthSessionLimits session_limits = {
  .idle = 3600 * SECOND,
  .age = 12 * 3600 * SECOND,
  .of_one = 16,
};

/* Wrong passwords: enough for fingers that slip, too few for a list of usual ones. */
#define AT_ONCE_BY_ADDRESS 10
#define PERIOD_BY_ADDRESS (10 * SECOND)
#define AT_ONCE_BY_NAME 20
#define PERIOD_BY_NAME (30 * SECOND)
#define MAX_KEYS 10000

/* Once there is a user, the station is guarded as long as it runs: a file that is lost or broken does not open it. */
const AuthBook *
auth_gate_get_book (AuthGate *self)
{
  const AuthBook *book = auth_keeper_get_book (self->keeper);

  if (book->users->len > 0 || book->tokens->len > 0)
    self->guarded = TRUE;
  return book;
}

/**
 * auth_gate_check_rules:
 * @rules: how a station is guarded
 * @book: who is known
 * @error: return location for an %AOI_ERROR_INVALID that says what to do
 *
 * Returns: whether a station can be guarded like that
 */
gboolean
auth_gate_check_rules (const AuthRules *rules, const AuthBook *book, GError **error)
{
  if (rules->open && book->users->len + book->tokens->len > 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "--open says that there are no users, but there are; leave it out");
    return FALSE;
  }
  if (rules->beyond && !rules->open && !auth_book_has_admin (book)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "there is no admin, so that everybody who can connect could change products: make one by "
        "'aoi serve user add NAME --role admin', or say --open if that is meant");
    return FALSE;
  }
  return TRUE;
}

static gboolean
set_up (AuthGate *self, const AuthState *state, GError **error)
{
  self->keeper = auth_keeper_new (state, error);
  if (self->keeper == NULL)
    return FALSE;
  if (self->rules.networks != NULL) {
    self->networks = auth_networks_new (self->rules.networks, error);
    if (self->networks == NULL)
      return FALSE;
  }
  return auth_gate_check_rules (&self->rules, auth_gate_get_book (self), error);
}

/**
 * auth_gate_new:
 * @state: the state folder, which outlives the gate
 * @rules: how the station is guarded
 * @error: why it cannot be like that, and what to do
 *
 * Returns: (transfer full): a gate
 */
AuthGate *
auth_gate_new (const AuthState *state, const AuthRules *rules, GError **error)
{
  g_autoptr (AuthGate) self = g_new0 (AuthGate, 1);

  g_mutex_init (&self->lock);
  self->rules = *rules;
  self->origins = g_strdupv ((gchar **) rules->origins);
  self->guarded = rules->beyond && !rules->open;
  self->sessions = auth_sessions_new (&session_limits);
  self->by_address = auth_limiter_new (AT_ONCE_BY_ADDRESS, PERIOD_BY_ADDRESS, MAX_KEYS);
  self->by_name = auth_limiter_new (AT_ONCE_BY_NAME, PERIOD_BY_NAME, MAX_KEYS);
  return set_up (self, state, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * auth_gate_free:
 * @self: (transfer full): a gate that nobody uses
 */
void
auth_gate_free (AuthGate *self)
{
  g_clear_pointer (&self->keeper, auth_keeper_free);
  g_clear_pointer (&self->networks, auth_networks_free);
  auth_sessions_free (self->sessions);
  auth_limiter_free (self->by_address);
  auth_limiter_free (self->by_name);
  g_strfreev (self->origins);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * auth_gate_is_guarded:
 * @self: a gate
 *
 * Returns: whether one must log in, but for the old API
 */
gboolean
auth_gate_is_guarded (AuthGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  auth_gate_get_book (self);
  return self->guarded;
}
