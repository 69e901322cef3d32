/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a password comes from: a file, a pipe, or a person at a terminal. Never from the command line, which every
 * user of the machine can read. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "account/account.h"
#include "aoi-error.h"
#include "auth/auth-password.h"
#include "auth/auth-secret.h"

#define MAX_LINE (AUTH_PASSWORD_MAX + 1)

static volatile sig_atomic_t interrupted;

static void
on_signal (int number)
{
  interrupted = number;
}

/* A line without its end, a byte at a time, so that nothing of a pipe is read beyond it. Returns NULL for a line that
 * is too long, or a signal. */
static gchar *
read_line (gint fd, GError **error)
{
  gchar line[MAX_LINE + 1] = "";
  gsize length = 0;
  gssize n = 0;
  gchar *text;

  while (
      length <= AUTH_PASSWORD_MAX && (n = read (fd, line + length, 1)) == 1 && line[length] != '\n')
    length++;
  line[length] = '\0';
  text = n >= 0 && length <= AUTH_PASSWORD_MAX ? g_strdup (line) : NULL;
  explicit_bzero (line, sizeof line);
  if (text == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s",
        interrupted != 0 ? "interrupted"
            : n < 0      ? g_strerror (errno)
                         : "the password is longer than 256 bytes");
  return text;
}

/* Whatever ends the reading, the terminal shows again what is typed. */
static gchar *
read_hidden (const gchar *prompt, GError **error)
{
  const struct sigaction quiet = { .sa_handler = on_signal };
  struct sigaction old_interrupt, old_terminate;
  struct termios old, hidden;
  gchar *text;

  if (tcgetattr (STDIN_FILENO, &old) != 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "terminal: %s", g_strerror (errno));
    return NULL;
  }
  hidden = old;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  sigaction (SIGINT, &quiet, &old_interrupt);
  sigaction (SIGTERM, &quiet, &old_terminate);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  g_printerr ("%s", prompt);
  text = read_line (STDIN_FILENO, error);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &old);
  g_printerr ("\n");
  sigaction (SIGINT, &old_interrupt, NULL);
  sigaction (SIGTERM, &old_terminate, NULL);
  return text;
}

/* Twice, since nobody sees what he types. */
static gchar *
ask (const gchar *name, GError **error)
{
  g_autofree gchar *prompt = g_strdup_printf ("Password of %s: ", name);
  g_autoptr (AuthSecret) first = read_hidden (prompt, error);
  g_autoptr (AuthSecret) second = NULL;

  if (first == NULL || !auth_password_check (first, error))
    return NULL;
  second = read_hidden ("Again: ", error);
  if (second == NULL)
    return NULL;
  if (!g_str_equal (first, second)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "the two are not the same");
    return NULL;
  }
  return g_steal_pointer (&first);
}

static gchar *
read_file (const gchar *path, GError **error)
{
  FILE *file = fopen (path, "re");
  gchar *text;

  if (file == NULL) {
    g_autofree gchar *shown = g_filename_display_name (path);

    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", shown, g_strerror (errno));
    return NULL;
  }
  text = read_line (fileno (file), error);
  fclose (file);
  return text;
}

/**
 * account_read_password:
 * @self: what was said
 * @name: whose it is
 * @error: return location for an error that does not hold it
 *
 * Returns: (transfer full): the password, for auth_secret_free()
 */
gchar *
account_read_password (const Account *self, const gchar *name, GError **error)
{
  if (self->password_file != NULL)
    return read_file (self->password_file, error);
  return isatty (STDIN_FILENO) ? ask (name, error) : read_line (STDIN_FILENO, error);
}
