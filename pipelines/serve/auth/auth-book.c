/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-book.h"

#include "aoi-error.h"
#include "auth/auth-name.h"
#include "auth/auth-secret.h"

static void
free_user (gpointer data)
{
  AuthUser *user = data;

  g_free (user->name);
  g_free (user->hash);
  g_free (user);
}

static void
free_token (gpointer data)
{
  AuthToken *token = data;

  g_free (token->name);
  g_free (token->digest);
  g_free (token);
}

/**
 * auth_book_new:
 *
 * Returns: (transfer full): a book without entries
 */
AuthBook *
auth_book_new (void)
{
  AuthBook *self = g_new0 (AuthBook, 1);

  self->users = g_ptr_array_new_with_free_func (free_user);
  self->tokens = g_ptr_array_new_with_free_func (free_token);
  return self;
}

/**
 * auth_book_free:
 * @self: (transfer full): a book
 */
void
auth_book_free (AuthBook *self)
{
  g_ptr_array_unref (self->users);
  g_ptr_array_unref (self->tokens);
  g_free (self);
}

/**
 * auth_book_find_user:
 * @self: a book
 * @name: any text
 *
 * Returns: (nullable): the user of that name
 */
const AuthUser *
auth_book_find_user (const AuthBook *self, const gchar *name)
{
  for (guint i = 0; i < self->users->len; i++) {
    const AuthUser *user = g_ptr_array_index (self->users, i);

    if (g_str_equal (user->name, name))
      return user;
  }
  return NULL;
}

/**
 * auth_book_find_token:
 * @self: a book
 * @name: any text
 *
 * Returns: (nullable): the token of that name
 */
const AuthToken *
auth_book_find_token (const AuthBook *self, const gchar *name)
{
  for (guint i = 0; i < self->tokens->len; i++) {
    const AuthToken *token = g_ptr_array_index (self->tokens, i);

    if (g_str_equal (token->name, name))
      return token;
  }
  return NULL;
}

/**
 * auth_book_find_secret:
 * @self: a book
 * @secret: what a program showed
 * @now: seconds since 1970
 *
 * Compares it with all, so that the time tells nothing.
 *
 * Returns: (nullable): the token with that secret, unless it has ended
 */
const AuthToken *
auth_book_find_secret (const AuthBook *self, const gchar *secret, gint64 now)
{
  g_autofree gchar *digest = NULL;
  const AuthToken *found = NULL;

  if (!auth_secret_is (secret))
    return NULL;
  digest = auth_secret_digest (secret);
  for (guint i = 0; i < self->tokens->len; i++) {
    const AuthToken *token = g_ptr_array_index (self->tokens, i);

    if (auth_secret_equal (token->digest, digest) && now < token->until)
      found = token;
  }
  return found;
}

/**
 * auth_book_has_admin:
 * @self: a book
 *
 * Returns: whether a person in it is an admin
 */
gboolean
auth_book_has_admin (const AuthBook *self)
{
  for (guint i = 0; i < self->users->len; i++) {
    const AuthUser *user = g_ptr_array_index (self->users, i);

    if (user->role == AUTH_ROLE_ADMIN)
      return TRUE;
  }
  return FALSE;
}

static gboolean
refuse_twice (const gchar *what, const gchar *name, GError **error)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "there is a %s \"%s\" already", what, name);
  return FALSE;
}

/**
 * auth_book_add_user:
 * @self: a book
 * @name: of a person, not trusted
 * @role: of him
 * @hash: of his password
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Returns: whether he is in it; not if the name is none, or taken
 */
gboolean
auth_book_add_user (
    AuthBook *self, const gchar *name, AuthRole role, const gchar *hash, GError **error)
{
  AuthUser *user;

  if (!auth_name_check (name, error))
    return FALSE;
  if (auth_book_find_user (self, name) != NULL)
    return refuse_twice ("user", name, error);
  user = g_new0 (AuthUser, 1);
  user->name = g_strdup (name);
  user->role = role;
  user->hash = g_strdup (hash);
  g_ptr_array_add (self->users, user);
  return TRUE;
}

/**
 * auth_book_add_token:
 * @self: a book
 * @name: of a program, not trusted
 * @role: of it
 * @until: when it ends, seconds since 1970
 * @digest: of its secret
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Returns: whether it is in it; not if the name is none, or taken
 */
gboolean
auth_book_add_token (AuthBook *self, const gchar *name, AuthRole role, gint64 until,
    const gchar *digest, GError **error)
{
  AuthToken *token;

  if (!auth_name_check (name, error))
    return FALSE;
  if (auth_book_find_token (self, name) != NULL)
    return refuse_twice ("token", name, error);
  token = g_new0 (AuthToken, 1);
  token->name = g_strdup (name);
  token->role = role;
  token->until = until;
  token->digest = g_strdup (digest);
  g_ptr_array_add (self->tokens, token);
  return TRUE;
}
