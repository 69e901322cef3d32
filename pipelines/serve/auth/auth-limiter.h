/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AuthLimiter:
 *
 * How often something may be tried by each of many: some times at once, then once a while. Its memory is bounded.
 * Not thread-safe.
 */
typedef struct _AuthLimiter AuthLimiter;

AuthLimiter *auth_limiter_new (guint at_once, gint64 period, guint max_keys);
void auth_limiter_free (AuthLimiter *self);
gboolean auth_limiter_take (AuthLimiter *self, const gchar *key, gint64 *wait);
void auth_limiter_give_back (AuthLimiter *self, const gchar *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AuthLimiter, auth_limiter_free)

G_END_DECLS
