/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi serve user: the people who may log in. */
#include "account/account.h"
#include "aoi-error.h"
#include "auth/auth-book-file.h"
#include "auth/auth-change.h"
#include "auth/auth-name.h"
#include "auth/auth-password.h"
#include "auth/auth-secret.h"

/* Returns NULL if it is none, or there is none. */
static gchar *
make_hash (const Account *account, const gchar *name, GError **error)
{
  g_autoptr (AuthSecret) password = account_read_password (account, name, error);

  return password != NULL ? auth_password_hash (password, error) : NULL;
}

static gboolean
require_user (const Account *account, const gchar *name, gboolean there, GError **error)
{
  g_autoptr (AuthBook) book = NULL;

  if (!auth_name_check (name, error))
    return FALSE;
  book = auth_book_load (account->state, error);
  if (book == NULL)
    return FALSE;
  if ((auth_book_find_user (book, name) != NULL) == there)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      there ? "there is no user \"%s\"" : "there is a user \"%s\" already", name);
  return FALSE;
}

static gboolean
add (const Account *account, const gchar *name, GError **error)
{
  g_autofree gchar *hash = NULL;
  g_autofree gchar *object = NULL;
  AuthRole role;

  /* Before somebody is asked for a password in vain. */
  if (!account_get_role (account, &role, error) || !require_user (account, name, FALSE, error))
    return FALSE;
  hash = make_hash (account, name, error);
  if (hash == NULL || !auth_change_add_user (account->state, name, role, hash, error))
    return FALSE;
  object = g_strdup_printf ("%s (%s)", name, auth_role_to_text (role));
  return account_note (account, "add user", object, error);
}

static gboolean
set_password (const Account *account, const gchar *name, GError **error)
{
  g_autofree gchar *hash = NULL;

  if (!require_user (account, name, TRUE, error))
    return FALSE;
  hash = make_hash (account, name, error);
  return hash != NULL && auth_change_set_hash (account->state, name, hash, error)
      && account_note (account, "change password of user", name, error);
}

static void
warn_without_admin (const Account *account)
{
  g_autoptr (AuthBook) book = auth_book_load (account->state, NULL);

  if (book != NULL && !auth_book_has_admin (book))
    g_printerr ("There is no admin any more: 'aoi serve' refuses addresses beyond this machine.\n");
}

static gboolean
set_role (const Account *account, const gchar *name, GError **error)
{
  g_autofree gchar *object = NULL;
  AuthRole role;

  if (!account_get_role (account, &role, error)
      || !auth_change_set_role (account->state, name, role, FALSE, error))
    return FALSE;
  warn_without_admin (account);
  object = g_strdup_printf ("%s (%s)", name, auth_role_to_text (role));
  return account_note (account, "change role of user", object, error);
}

static gboolean
remove_user (const Account *account, const gchar *name, GError **error)
{
  if (!auth_change_remove_user (account->state, name, FALSE, error))
    return FALSE;
  warn_without_admin (account);
  return account_note (account, "remove user", name, error);
}

static gboolean
list (const Account *account, const gchar *name, GError **error)
{
  g_autoptr (AuthBook) book = auth_book_load (account->state, error);

  for (guint i = 0; book != NULL && i < book->users->len; i++) {
    const AuthUser *user = g_ptr_array_index (book->users, i);

    g_print ("%-*s  %s\n", AUTH_NAME_MAX, user->name, auth_role_to_text (user->role));
  }
  return book != NULL;
}

static const AccountCommand commands[] = {
  { "add", "add a user",
      "Adds a user. The password, of at least 8 characters, is asked for at the terminal, or is the first line\n"
      "of --password-file or of a pipe. Roles: an operator sees, captures and inspects; a verifier judges,\n"
      "besides; an engineer changes products and goldens, besides; an admin may do all.",
      "rp", add, TRUE },
  { "passwd", "give a user another password",
      "Gives a user another password, which is asked for as by 'aoi serve user add'. The sessions of this user end.",
      "p", set_password, TRUE },
  { "role", "give a user another role",
      "Gives a user another role, which counts at once, also for who is logged in.", "r", set_role,
      TRUE },
  { "remove", "remove a user", "Removes a user, whose sessions end.", "", remove_user, TRUE },
  { "list", "list users", "Lists users and their roles.", "", list, FALSE },
};

int
account_user_main (int argc, char **argv)
{
  return account_run (argc, argv, "user",
      "Users log in to the station that 'aoi serve' is. A change counts at once, also for a station that\n"
      "runs, and is noted in the audit log, audit.ndjson in the folder of --state.",
      commands, G_N_ELEMENTS (commands));
}
