/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <string.h>
#include <sys/wait.h>

/* The command-line tool, run to its end. */

typedef struct {
  gchar *output, *errors;
  gint code;
} Run;

static inline void
run_clear (Run *self)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->errors, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* @folder takes the place of "@" in the arguments, and begins those that begin with it. */
static inline GPtrArray *
run_make_arguments (
    const gchar *tool, const gchar *command, const gchar *folder, const gchar *const *arguments)
{
  GPtrArray *made = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (made, g_strdup (tool));
  g_ptr_array_add (made, g_strdup (command));
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (made,
        arguments[i][0] == '@' ? g_strconcat (folder, arguments[i] + 1, NULL)
                               : g_strdup (arguments[i]));
  g_ptr_array_add (made, NULL);
  return made;
}

static inline void
run_tool (Run *self, const gchar *tool, const gchar *command, const gchar *folder,
    const gchar *const *arguments)
{
  g_autoptr (GPtrArray) made = run_make_arguments (tool, command, folder, arguments);
  g_autoptr (GError) error = NULL;
  gint status;

  run_clear (self);
  g_spawn_sync (NULL, (gchar **) made->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &self->output,
      &self->errors, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  self->code = WEXITSTATUS (status);
}

static inline void
assert_good (const Run *self)
{
  if (self->code != 0)
    g_error ("exit code %d: %s", self->code, self->errors);
}

static inline void
assert_bad (const Run *self, const gchar *message)
{
  if (self->code != 2)
    g_error ("exit code %d: %s", self->code, self->errors);
  if (strstr (self->errors, message) == NULL)
    g_error ("\"%s\" is not in: %s", message, self->errors);
}
