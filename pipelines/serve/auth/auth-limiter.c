/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-limiter.h"

#include "base/aoi-clock.h"

/* Keys for which there is no room share an account: no key is one of theirs. */
#define OTHERS ""

/* When all that was taken will be back, ns of aoi_clock_now(): each take adds a period, time takes it away. */
typedef gint64 Account;

struct _AuthLimiter {
  gint64 period, most;
  guint max_keys;
  GHashTable *accounts; /* text -> Account */
};

/**
 * auth_limiter_new:
 * @at_once: how often each may try at once
 * @period: after how long it may try once more, ns
 * @max_keys: how many are told apart; the rest together may try as often as one
 *
 * Returns: (transfer full): a limiter that nobody has tried yet
 */
AuthLimiter *
auth_limiter_new (guint at_once, gint64 period, guint max_keys)
{
  AuthLimiter *self = g_new0 (AuthLimiter, 1);

  self->period = period;
  self->most = period * at_once;
  self->max_keys = max_keys;
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * auth_limiter_free:
 * @self: (transfer full): a limiter
 */
void
auth_limiter_free (AuthLimiter *self)
{
  g_hash_table_unref (self->accounts);
  g_free (self);
}

static gboolean
is_settled (gpointer key, gpointer value, gpointer now)
{
  return *(Account *) value <= *(gint64 *) now;
}

static Account *
find_account (AuthLimiter *self, const gchar *key, gint64 now)
{
  Account *account = g_hash_table_lookup (self->accounts, key);

  if (account != NULL)
    return account;
  if (g_hash_table_size (self->accounts) >= self->max_keys)
    g_hash_table_foreach_remove (self->accounts, is_settled, &now);
  if (g_hash_table_size (self->accounts) >= self->max_keys) {
    key = OTHERS;
    account = g_hash_table_lookup (self->accounts, key);
  }
  if (account == NULL) {
    account = g_new0 (Account, 1);
    g_hash_table_insert (self->accounts, g_strdup (key), account);
  }
  return account;
}

/**
 * auth_limiter_take:
 * @self: a limiter
 * @key: who tries, not empty
 * @wait: (out): if it may not: how long to wait, ns
 *
 * Returns: whether it may
 */
gboolean
auth_limiter_take (AuthLimiter *self, const gchar *key, gint64 *wait)
{
  const gint64 now = aoi_clock_now ();
  Account *account = find_account (self, key, now);
  const Account next = MAX (*account, now) + self->period;

  *wait = next - now - self->most;
  if (*wait > 0)
    return FALSE;
  *wait = 0;
  *account = next;
  return TRUE;
}

/**
 * auth_limiter_give_back:
 * @self: a limiter
 * @key: who tried
 *
 * What auth_limiter_take() took does not count: the trial was rightful.
 */
void
auth_limiter_give_back (AuthLimiter *self, const gchar *key)
{
  Account *account = g_hash_table_lookup (self->accounts, key);

  if (account != NULL)
    *account -= self->period;
}
