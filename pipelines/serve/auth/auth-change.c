/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes of who is known. Each reads the book, changes it and saves it under a lock: two at once both count. */
#include "auth/auth-change.h"

#include <unistd.h>

#include "auth/auth-book-file.h"
#include "auth/auth-name.h"
#include "storage/aoi-folder-lock.h"

#define LOCK_FILE ".users.lock"

/* What to change, and to what. */
typedef struct {
  const gchar *name;
  AuthRole role;
  const gchar *hash;
  gint64 until;
  gboolean keeps_admin;
} Change;

typedef gboolean (*ChangeFunc) (AuthBook *book, const Change *change, GError **error);

static gboolean
change_locked (const AuthState *state, ChangeFunc func, const Change *change, GError **error)
{
  g_autoptr (AuthBook) book = auth_book_load (state, error);

  return book != NULL && func (book, change, error) && auth_book_save (book, state, error);
}

static gboolean
apply (const AuthState *state, ChangeFunc func, const Change *change, GError **error)
{
  gboolean changed;
  gint lock;

  if (!aoi_folder_lock (
          &state->folder, LOCK_FILE, AOI_FOLDER_LOCK_WRITE, "changes users", &lock, error))
    return FALSE;
  changed = change_locked (state, func, change, error);
  close (lock);
  return changed;
}

/* Returns NULL if there is none. */
static AuthUser *
find_user (AuthBook *book, const gchar *name, GError **error)
{
  AuthUser *user;

  if (!auth_name_check (name, error))
    return NULL;
  user = (AuthUser *) auth_book_find_user (book, name);
  if (user == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "there is no user \"%s\"", name);
  return user;
}

static gboolean
add_user (AuthBook *book, const Change *change, GError **error)
{
  return auth_book_add_user (book, change->name, change->role, change->hash, error);
}

static gboolean
set_hash (AuthBook *book, const Change *change, GError **error)
{
  AuthUser *user = find_user (book, change->name, error);

  if (user == NULL)
    return FALSE;
  g_free (user->hash);
  user->hash = g_strdup (change->hash);
  return TRUE;
}

/* Of the book as it is to be, which is not saved if there is to be an admin and is none. */
static gboolean
check_admin (const AuthBook *book, const Change *change, GError **error)
{
  if (!change->keeps_admin || auth_book_has_admin (book))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "there would be no admin without \"%s\": make another one first", change->name);
  return FALSE;
}

static gboolean
set_role (AuthBook *book, const Change *change, GError **error)
{
  AuthUser *user = find_user (book, change->name, error);

  if (user == NULL)
    return FALSE;
  user->role = change->role;
  return check_admin (book, change, error);
}

static gboolean
remove_user (AuthBook *book, const Change *change, GError **error)
{
  AuthUser *user = find_user (book, change->name, error);

  return user != NULL && g_ptr_array_remove (book->users, user)
      && check_admin (book, change, error);
}

static gboolean
add_token (AuthBook *book, const Change *change, GError **error)
{
  return auth_book_add_token (book, change->name, change->role, change->until, change->hash, error);
}

static gboolean
remove_token (AuthBook *book, const Change *change, GError **error)
{
  AuthToken *token;

  if (!auth_name_check (change->name, error))
    return FALSE;
  token = (AuthToken *) auth_book_find_token (book, change->name);
  if (token == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "there is no token \"%s\"", change->name);
    return FALSE;
  }
  return g_ptr_array_remove (book->tokens, token);
}

/**
 * auth_change_add_user:
 * @state: the state folder
 * @name: of a new user, not trusted
 * @role: of him
 * @hash: of his password
 * @error: return location for an %AOI_ERROR_INVALID or an error of the file
 *
 * Returns: whether he is known, on the disk; if not, all is as before
 */
gboolean
auth_change_add_user (
    const AuthState *state, const gchar *name, AuthRole role, const gchar *hash, GError **error)
{
  return apply (state, add_user, &(Change){ .name = name, .role = role, .hash = hash }, error);
}

/**
 * auth_change_set_hash:
 * @state: the state folder
 * @name: of a user, not trusted
 * @hash: of his new password, which ends his sessions
 * @error: return location for an %AOI_ERROR_INVALID or an error of the file
 *
 * Returns: whether he has it, on the disk; if not, all is as before
 */
gboolean
auth_change_set_hash (const AuthState *state, const gchar *name, const gchar *hash, GError **error)
{
  return apply (state, set_hash, &(Change){ .name = name, .hash = hash }, error);
}

/**
 * auth_change_set_role:
 * @state: the state folder
 * @name: of a user, not trusted
 * @role: his new one, which counts at once
 * @keeps_admin: whether it is refused if nobody would be an admin then
 * @error: return location for an %AOI_ERROR_INVALID or an error of the file
 *
 * Returns: whether he has it, on the disk; if not, all is as before
 */
gboolean
auth_change_set_role (
    const AuthState *state, const gchar *name, AuthRole role, gboolean keeps_admin, GError **error)
{
  const Change change = { .name = name, .role = role, .keeps_admin = keeps_admin };

  return apply (state, set_role, &change, error);
}

/**
 * auth_change_remove_user:
 * @state: the state folder
 * @name: of a user, not trusted
 * @keeps_admin: whether it is refused if nobody would be an admin then
 * @error: return location for an %AOI_ERROR_INVALID or an error of the file
 *
 * Returns: whether he is unknown, on the disk; if not, all is as before
 */
gboolean
auth_change_remove_user (
    const AuthState *state, const gchar *name, gboolean keeps_admin, GError **error)
{
  const Change change = { .name = name, .keeps_admin = keeps_admin };

  return apply (state, remove_user, &change, error);
}

/**
 * auth_change_add_token:
 * @state: the state folder
 * @name: of a new token, not trusted
 * @role: of its holder
 * @until: when it ends, seconds since 1970
 * @digest: of its secret
 * @error: return location for an %AOI_ERROR_INVALID or an error of the file
 *
 * Returns: whether it is known, on the disk; if not, all is as before
 */
gboolean
auth_change_add_token (const AuthState *state, const gchar *name, AuthRole role, gint64 until,
    const gchar *digest, GError **error)
{
  const Change change = { .name = name, .role = role, .hash = digest, .until = until };

  return apply (state, add_token, &change, error);
}

/**
 * auth_change_remove_token:
 * @state: the state folder
 * @name: of a token, not trusted
 * @error: return location for an %AOI_ERROR_INVALID or an error of the file
 *
 * Returns: whether it is unknown, on the disk; if not, all is as before
 */
gboolean
auth_change_remove_token (const AuthState *state, const gchar *name, GError **error)
{
  return apply (state, remove_token, &(Change){ .name = name }, error);
}
