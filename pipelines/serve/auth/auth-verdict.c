/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-verdict.h"

#include "auth/auth-secret.h"

/**
 * auth_verdict_clear:
 * @self: a verdict
 */
void
auth_verdict_clear (AuthVerdict *self)
{
  g_free (self->reason);
  g_free (self->user);
  auth_secret_free (self->csrf);
  *self = (AuthVerdict){ .outcome = AUTH_FORBIDDEN };
}

/**
 * auth_verdict_refuse:
 * @self: a verdict that has none of its texts yet, or that of who he is
 * @outcome: what becomes of him
 * @format: why, as printf() takes it
 * @...: for @format
 */
void
auth_verdict_refuse (AuthVerdict *self, AuthOutcome outcome, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  g_free (self->reason);
  self->reason = g_strdup_vprintf (format, args);
  va_end (args);
  self->outcome = outcome;
}
