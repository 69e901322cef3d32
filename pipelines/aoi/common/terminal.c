/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the subcommands know of the terminal that they print on. */
#include "common/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/aoi.h"

#define USUAL_WIDTH 80
#define PROGRESS_WIDTH 60

/* Whether standard output shows colours and they are wanted: https://no-color.org. */
gboolean
terminal_is_coloured (void)
{
  const gchar *no_color = g_getenv ("NO_COLOR");

  return isatty (STDOUT_FILENO) && (no_color == NULL || *no_color == '\0');
}

/* Whether what was written to @fd can be written over: a terminal that is more than a typewriter. */
gboolean
terminal_can_rewrite (gint fd)
{
  return isatty (fd) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

/* In columns. */
guint
terminal_get_width (gint fd)
{
  struct winsize size;

  return ioctl (fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_WIDTH;
}

/* Text for people: what would steer a terminal is replaced. */
gchar *
terminal_show (const gchar *text)
{
  g_autofree gchar *valid = g_filename_display_name (text);
  GString *shown = g_string_new (NULL);

  for (const gchar *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    g_string_append_unichar (shown, g_unichar_iscntrl (c) ? 0xfffd : c);
  }
  return g_string_free (shown, FALSE);
}

/* How far it is, for a program that has started this one: a line `DONE ALL WHAT` to the descriptor that it has named
 * by AOI_PROGRESS_FD. Nobody waits for this one if that program is gone. @all: 0: not known */
void
terminal_tell_progress (const gchar *what, guint done, guint all)
{
  const gchar *name = g_getenv ("AOI_PROGRESS_FD");
  guint64 fd;

  if (name != NULL && g_ascii_string_to_unsigned (name, 10, 3, G_MAXINT, &fd, NULL)
      && dprintf ((gint) fd, "%u %u %s\n", done, all, what) < 0 && errno == EPIPE)
    _exit (AOI_EXIT_BAD);
}

/* How far it is, on standard error if that is a terminal; wipes the line at the end. */
void
terminal_show_progress (const gchar *what, guint done, guint all, const gchar *unit)
{
  terminal_tell_progress (what, done, all);
  if (!isatty (STDERR_FILENO))
    return;
  if (done < all)
    g_printerr ("\r%s: %u of %u%s ", what, done, all, unit);
  else
    g_printerr ("\r%*s\r", PROGRESS_WIDTH, "");
}
