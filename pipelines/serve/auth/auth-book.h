/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-role.h"

G_BEGIN_DECLS

/* The file of the state folder that holds users and tokens. */
#define AUTH_BOOK_FILE "users.json"

/**
 * AuthUser:
 * @name: that auth_name_check() accepts
 * @role: what he may do
 * @hash: of his password
 *
 * A person.
 */
typedef struct {
  gchar *name;
  AuthRole role;
  gchar *hash;
} AuthUser;

/**
 * AuthToken:
 * @name: that auth_name_check() accepts
 * @role: what its holder may do
 * @until: when it ends, seconds since 1970
 * @digest: of the secret that its holder shows
 *
 * A program.
 */
typedef struct {
  gchar *name;
  AuthRole role;
  gint64 until;
  gchar *digest;
} AuthToken;

/**
 * AuthBook:
 * @users: (element-type AuthUser): by name
 * @tokens: (element-type AuthToken): by name
 *
 * Who is known. One thread, or unchanged.
 */
typedef struct {
  GPtrArray *users;
  GPtrArray *tokens;
} AuthBook;

AuthBook *auth_book_new (void);
void auth_book_free (AuthBook *self);
const AuthUser *auth_book_find_user (const AuthBook *self, const gchar *name);
const AuthToken *auth_book_find_token (const AuthBook *self, const gchar *name);
const AuthToken *auth_book_find_secret (const AuthBook *self, const gchar *secret, gint64 now);
gboolean auth_book_has_admin (const AuthBook *self);

gboolean auth_book_add_user (
    AuthBook *self, const gchar *name, AuthRole role, const gchar *hash, GError **error);
gboolean auth_book_add_token (AuthBook *self, const gchar *name, AuthRole role, gint64 until,
    const gchar *digest, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AuthBook, auth_book_free)

G_END_DECLS
