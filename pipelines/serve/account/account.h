/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-role.h"
#include "auth/auth-state.h"

G_BEGIN_DECLS

/**
 * Account:
 * @state_path: (nullable): what --state says
 * @role_text: (nullable): what --role says
 * @until_text: (nullable): what --until says
 * @password_file: (nullable): what --password-file says
 * @words: (nullable): what stands behind the options
 * @state: the state folder, open
 *
 * What the subcommands of `aoi serve user` and `aoi serve token` work on. Zero-initialised it is empty.
 */
typedef struct {
  gchar *state_path;
  gchar *role_text;
  gchar *until_text;
  gchar *password_file;
  gchar **words;
  AuthState *state;
} Account;

/**
 * AccountCommand:
 * @name: of the subcommand
 * @summary: what it does, for the list of commands
 * @help: what it does, in full
 * @options: letters of those it takes: r(ole), u(ntil), p(assword-file)
 * @run: does it; the name is the first word, NULL if it takes none
 * @named: whether it takes a name
 */
typedef struct {
  const gchar *name;
  const gchar *summary;
  const gchar *help;
  const gchar *options;
  gboolean (*run) (const Account *account, const gchar *name, GError **error);
  gboolean named;
} AccountCommand;

int account_run (int argc, char **argv, const gchar *group, const gchar *about,
    const AccountCommand *commands, guint n_commands);
gboolean account_get_role (const Account *self, AuthRole *role, GError **error);
gboolean
account_note (const Account *self, const gchar *action, const gchar *object, GError **error);
gchar *account_read_password (const Account *self, const gchar *name, GError **error);

/* Subcommands of `aoi serve`: get their own arguments, argv[0] being the name; return an exit code. */
int account_user_main (int argc, char **argv);
int account_token_main (int argc, char **argv);

G_END_DECLS
