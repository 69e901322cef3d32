/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-role.h"

G_BEGIN_DECLS

/**
 * AuthOutcome:
 * @AUTH_MAY: he may
 * @AUTH_UNKNOWN: nobody knows who he is: he must log in
 * @AUTH_FORBIDDEN: he may not, whoever he is
 * @AUTH_TOO_OFTEN: he has tried too often, and may try again later
 * @AUTH_BUSY: too many try at once
 */
typedef enum {
  AUTH_MAY,
  AUTH_UNKNOWN,
  AUTH_FORBIDDEN,
  AUTH_TOO_OFTEN,
  AUTH_BUSY,
} AuthOutcome;

/**
 * AuthVerdict:
 * @outcome: whether he may
 * @reason: (nullable): why not, and what to do about it; may hold what the client sent
 * @wait_s: with %AUTH_TOO_OFTEN, how long to wait, seconds
 * @user: (nullable): who he is: name of a user, or `token:` and that of a token; %NULL: somebody who cannot log in
 * @role: of him
 * @csrf: (nullable): what his pages show with each change
 *
 * What became of somebody who asked. Owned by whoever asked for it.
 */
typedef struct {
  AuthOutcome outcome;
  gchar *reason;
  guint wait_s;
  gchar *user;
  AuthRole role;
  gchar *csrf;
} AuthVerdict;

void auth_verdict_clear (AuthVerdict *self);
void auth_verdict_refuse (AuthVerdict *self, AuthOutcome outcome, const gchar *format, ...)
    G_GNUC_PRINTF (3, 4);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AuthVerdict, auth_verdict_clear)

G_END_DECLS
