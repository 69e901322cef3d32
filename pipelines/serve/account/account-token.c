/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi serve token: the programs that may use a station's own API. */
#include "account/account.h"
#include "aoi-error.h"
#include "auth/auth-book-file.h"
#include "auth/auth-change.h"
#include "auth/auth-name.h"
#include "auth/auth-secret.h"
#include "auth/auth-time.h"

static gboolean
get_until (const Account *account, gint64 *until, GError **error)
{
  if (account->until_text == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "--until is missing: a token ends, say when, such as 2027-12-31");
    return FALSE;
  }
  if (!auth_time_parse (account->until_text, until, error))
    return FALSE;
  if (*until > g_get_real_time () / G_USEC_PER_SEC)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "--until: %s is past", account->until_text);
  return FALSE;
}

static gboolean
add (const Account *account, const gchar *name, GError **error)
{
  g_autoptr (AuthSecret) secret = auth_secret_new ();
  g_autofree gchar *digest = auth_secret_digest (secret);
  g_autofree gchar *object = NULL;
  AuthRole role;
  gint64 until;

  if (!account_get_role (account, &role, error) || !get_until (account, &until, error)
      || !auth_change_add_token (account->state, name, role, until, digest, error))
    return FALSE;
  g_print ("%s\n", secret);
  object = g_strdup_printf ("%s (%s)", name, auth_role_to_text (role));
  return account_note (account, "add token", object, error);
}

static gboolean
remove_token (const Account *account, const gchar *name, GError **error)
{
  return auth_change_remove_token (account->state, name, error)
      && account_note (account, "remove token", name, error);
}

static gboolean
list (const Account *account, const gchar *name, GError **error)
{
  g_autoptr (AuthBook) book = auth_book_load (account->state, error);
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  for (guint i = 0; book != NULL && i < book->tokens->len; i++) {
    const AuthToken *token = g_ptr_array_index (book->tokens, i);
    g_autofree gchar *until = auth_time_to_text (token->until);

    g_print ("%-*s  %-8s  until %s%s\n", AUTH_NAME_MAX, token->name,
        auth_role_to_text (token->role), until, token->until <= now ? ", which is past" : "");
  }
  return book != NULL;
}

static const AccountCommand commands[] = {
  { "add", "make a token",
      "Makes a token and prints it, once: only its hash is kept. A program shows it with each request, as\n"
      "'Authorization: Bearer TOKEN'. Roles are those of 'aoi serve user add --help'.",
      "ru", add, TRUE },
  { "remove", "remove a token", "Removes a token, which counts at once.", "", remove_token, TRUE },
  { "list", "list tokens", "Lists tokens, their roles and ends.", "", list, FALSE },
};

int
account_token_main (int argc, char **argv)
{
  return account_run (argc, argv, "token",
      "Tokens let programs use a station's own API, which is below /v1. A change counts at once, also for a\n"
      "station that runs, and is noted in the audit log, audit.ndjson in the folder of --state.",
      commands, G_N_ELEMENTS (commands));
}
