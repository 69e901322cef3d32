/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What `aoi serve user` and `aoi serve token` have in common: options, the state folder, the audit log. */
#include "account/account.h"

#include <string.h>

#include "aoi-error.h"
#include "audit/audit-log.h"
#include "common/aoi.h"

static void
account_clear (Account *self)
{
  g_free (self->state_path);
  g_free (self->role_text);
  g_free (self->until_text);
  g_free (self->password_file);
  g_strfreev (self->words);
  g_clear_pointer (&self->state, auth_state_close);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Account, account_clear)

static void
print_usage (const gchar *group, const gchar *about, const AccountCommand *commands, guint n)
{
  g_print ("Usage: aoi serve %s COMMAND [NAME] [OPTION...]\n\n%s\n\nCommands:\n", group, about);
  for (guint i = 0; i < n; i++)
    g_print ("  %-10s %s\n", commands[i].name, commands[i].summary);
  g_print (
      "\nFor more, see 'aoi serve %s COMMAND --help'. Exits 0 if all was done, else 2.\n", group);
}

static int
fail (const gchar *group, const AccountCommand *command, const gchar *message)
{
  g_printerr ("aoi serve %s %s: %s\n", group, command->name, message);
  return AOI_EXIT_BAD;
}

static void
add_options (GOptionContext *context, Account *account, const gchar *options)
{
  const GOptionEntry common[] = {
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &account->state_path,
        "Folder of users and audit log, if not the usual one", "FOLDER" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &account->words, NULL, "NAME" },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry role[] = {
    { "role", 0, 0, G_OPTION_ARG_STRING, &account->role_text, "What it is allowed to do",
        "operator|verifier|engineer|admin" },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry until[] = {
    { "until", 0, 0, G_OPTION_ARG_STRING, &account->until_text,
        "When it ends: 2026-12-31, or 2026-12-31T12:00:00Z", "DATE" },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry password[] = {
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &account->password_file,
        "File whose first line is the password", "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, common, NULL);
  if (strchr (options, 'r') != NULL)
    g_option_context_add_main_entries (context, role, NULL);
  if (strchr (options, 'u') != NULL)
    g_option_context_add_main_entries (context, until, NULL);
  if (strchr (options, 'p') != NULL)
    g_option_context_add_main_entries (context, password, NULL);
}

static gboolean
open_state (Account *self, GError **error)
{
  g_autofree gchar *path = self->state_path != NULL ? g_strdup (self->state_path)
                                                    : auth_state_get_default ();

  self->state = auth_state_open (path, error);
  return self->state != NULL;
}

static int
run_command (const gchar *group, const AccountCommand *command, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree gchar *program = g_strdup_printf ("aoi serve %s %s", group, command->name);
  g_auto (Account) account = { NULL };
  g_autoptr (GError) error = NULL;
  guint n_words;

  g_set_prgname (program);
  g_option_context_set_summary (context, command->help);
  add_options (context, &account, command->options);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (group, command, error->message);
  n_words = account.words != NULL ? g_strv_length (account.words) : 0;
  if (n_words != (command->named ? 1 : 0))
    return fail (group, command, command->named ? "takes a NAME; see --help" : "takes no name");
  if (!open_state (&account, &error)
      || !command->run (&account, command->named ? account.words[0] : NULL, &error))
    return fail (group, command, error->message);
  return AOI_EXIT_GOOD;
}

/**
 * account_run:
 * @argc: how many arguments
 * @argv: of the group of commands, its name first
 * @group: its name
 * @about: what it is for
 * @commands: (array length=n_commands): its commands
 * @n_commands: how many there are
 *
 * Returns: an exit code
 */
int
account_run (int argc, char **argv, const gchar *group, const gchar *about,
    const AccountCommand *commands, guint n_commands)
{
  const gboolean asks = argc > 1
      && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"));

  if (argc < 2 || asks) {
    print_usage (group, about, commands, n_commands);
    return asks ? AOI_EXIT_GOOD : AOI_EXIT_BAD;
  }
  for (guint i = 0; i < n_commands; i++)
    if (g_str_equal (argv[1], commands[i].name))
      return run_command (group, &commands[i], argc - 1, argv + 1);
  g_printerr ("aoi serve %s: there is no command \"%s\"; 'aoi serve %s --help' lists them\n", group,
      argv[1], group);
  return AOI_EXIT_BAD;
}

/**
 * account_get_role:
 * @self: what was said
 * @role: (out): what --role says
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Returns: whether it says one
 */
gboolean
account_get_role (const Account *self, AuthRole *role, GError **error)
{
  if (self->role_text != NULL)
    return auth_role_parse (self->role_text, role, error);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "--role is missing: operator, verifier, engineer or admin");
  return FALSE;
}

/**
 * account_note:
 * @self: what was said
 * @action: what was done
 * @object: to whom
 * @error: return location for an %AOI_ERROR_IO
 *
 * Notes a change that somebody made at a shell of this machine.
 *
 * Returns: whether it is in the audit log
 */
gboolean
account_note (const Account *self, const gchar *action, const gchar *object, GError **error)
{
  g_autofree gchar *user = g_strconcat ("shell:", g_get_user_name (), NULL);
  const AuditEntry entry = { .user = user, .action = action, .object = object, .outcome = "done" };
  g_autoptr (AuditLog) log = audit_log_new (&self->state->folder, AUDIT_DEFAULT_BYTES);

  if (audit_log_add (log, &entry, error))
    return TRUE;
  g_prefix_error (error, "it is done, but cannot be noted: ");
  return FALSE;
}
