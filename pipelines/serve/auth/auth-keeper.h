/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-book-file.h"

G_BEGIN_DECLS

/**
 * AuthKeeper:
 *
 * The book of a running station. Not thread-safe.
 */
typedef struct _AuthKeeper AuthKeeper;

AuthKeeper *auth_keeper_new (const AuthState *state, GError **error);
void auth_keeper_free (AuthKeeper *self);
const AuthBook *auth_keeper_get_book (AuthKeeper *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AuthKeeper, auth_keeper_free)

G_END_DECLS
