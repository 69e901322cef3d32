/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What subcommands that inspect sources have in common. */
#include "run/run.h"

#include "aoi-error.h"
#include "common/aoi.h"
#include "common/frame-format.h"
#include "common/isolate.h"

#define MAX_SIDE 65535
#define MAX_JOBS 1024
#define MAX_INFLIGHT 64

static gboolean
check_range (const gchar *name, gint value, gint min, gint max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: %d is not between %d and %d", name, value,
      min, max);
  return FALSE;
}

/* Takes what was asked for as text, and refuses numbers out of range. @format, @size: (nullable) */
gboolean
run_options_check (RunOptions *self, const gchar *format, const gchar *size, GError **error)
{
  return (format == NULL || frame_format_parse (format, &self->format, error))
      && (size == NULL || frame_format_parse_size (size, &self->width, &self->height, error))
      && isolate_check (self->isolate, error)
      && check_range ("--jobs", self->jobs, 0, MAX_JOBS, error)
      && check_range ("--inflight", self->inflight, 1, MAX_INFLIGHT, error)
      && check_range ("--boards", self->boards, 0, G_MAXINT, error)
      && check_range ("--overlay-width", self->overlay_width, 0, MAX_SIDE, error);
}

/* Finds what the options name and inspects it. Returns an exit code. */
int
run_sources (const RunOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = run_sources_find (options, &error);

  isolate_pictures (isolate_choose (options->isolate));
  if (sources != NULL && run_gst_init (&error))
    return run_inspect (options, sources);
  g_printerr ("%s: %s\n", g_get_prgname (), error->message);
  return AOI_EXIT_BAD;
}
