/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-book.h"
#include "auth/auth-state.h"

G_BEGIN_DECLS

gboolean auth_change_add_user (
    const AuthState *state, const gchar *name, AuthRole role, const gchar *hash, GError **error);
gboolean
auth_change_set_hash (const AuthState *state, const gchar *name, const gchar *hash, GError **error);
gboolean auth_change_set_role (
    const AuthState *state, const gchar *name, AuthRole role, gboolean keeps_admin, GError **error);
gboolean auth_change_remove_user (
    const AuthState *state, const gchar *name, gboolean keeps_admin, GError **error);
gboolean auth_change_add_token (const AuthState *state, const gchar *name, AuthRole role,
    gint64 until, const gchar *digest, GError **error);
gboolean auth_change_remove_token (const AuthState *state, const gchar *name, GError **error);

G_END_DECLS
