/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/terminal.h"
#include "run/run.h"

#define MAX_BAR 40
#define ERASE_LINE "\r\033[K"

struct _RunProgress {
  guint total; /* 0: not known */
  const gchar *unit;
  gboolean shown;
};

/* @total: how many there will be, 0 if that is not known. Returns %NULL where it cannot be shown. */
RunProgress *
run_progress_new (guint total, const gchar *unit)
{
  RunProgress *self;

  if (!terminal_can_rewrite (STDERR_FILENO))
    return NULL;
  self = g_new0 (RunProgress, 1);
  self->total = total;
  self->unit = unit;
  return self;
}

void
run_progress_free (RunProgress *self)
{
  run_progress_hide (self);
  g_free (self);
}

static void
append_bar (RunProgress *self, GString *line, guint done, guint width)
{
  const guint n = (guint) ((guint64) width * MIN (done, self->total) / self->total);

  g_string_append_c (line, '[');
  for (guint i = 0; i < width; i++)
    g_string_append_c (line, i < n ? '#' : '.');
  g_string_append (line, "] ");
}

void
run_progress_show (RunProgress *self, guint done, gdouble rate, guint failed)
{
  const guint columns = terminal_get_width (STDERR_FILENO);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->total > 0)
    g_string_append_printf (text, "%u of %u %s", done, self->total, self->unit);
  else
    g_string_append_printf (text, "%u %s", done, self->unit);
  if (rate > 0)
    g_string_append_printf (text, ", %.1f a second", rate);
  g_string_append_printf (text, ", %u failed", failed);
  if (self->total > 0 && columns > text->len + 14)
    append_bar (self, line, done, MIN (MAX_BAR, columns - (guint) text->len - 4));
  g_string_append (line, text->str);
  if (line->len >= columns)
    g_string_truncate (line, columns - 1);
  fprintf (stderr, ERASE_LINE "%s", line->str);
  fflush (stderr);
  self->shown = TRUE;
}

void
run_progress_hide (RunProgress *self)
{
  if (!self->shown)
    return;
  fputs (ERASE_LINE, stderr);
  fflush (stderr);
  self->shown = FALSE;
}
