/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi repeat: inspects one board many times, and tells which ROIs would not say the same each time. */
#include "repeat/repeat.h"

#include <math.h>

#include "common/aoi.h"
#include "common/output.h"
#include "run/run.h"

/* As a Cpk of 1: about one wrong verdict in 700 boards. */
#define DEFAULT_SIGMAS 3.0
#define MAX_SIGMAS 100.0

#define MIN_BOARDS 2

/* What is parsed before it goes into RunOptions. */
typedef struct {
  RunOptions run;
  gchar *format, *size, *html, *json;
  gdouble sigmas;
  gchar **words; /* PRODUCT SOURCE... */
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_strfreev (self->run.settings);
  g_free (self->format);
  g_free (self->size);
  g_free (self->html);
  g_free (self->json);
  g_strfreev (self->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static int
fail (const gchar *message)
{
  g_printerr ("aoi repeat: %s\n", message);
  return AOI_EXIT_BAD;
}

static void
on_report (const gchar *label, const AoiReport *report, gpointer data)
{
  repeat_add (data, label, report);
}

/* JSON on standard output takes the place of the table. */
static gboolean
write_all (const Repeat *self, const Arguments *arguments, GError **error)
{
  const gboolean has_stdout = arguments->json != NULL && output_takes_stdout (arguments->json);

  if (!arguments->run.quiet && !has_stdout)
    repeat_print (self);
  return (arguments->json == NULL || repeat_write_json (self, arguments->json, error))
      && (arguments->html == NULL || repeat_write_html (self, arguments->html, error));
}

static int
study (const Arguments *arguments)
{
  g_auto (Repeat) self = { 0 };
  RunOptions options = arguments->run;
  g_autoptr (GError) error = NULL;
  int code;

  repeat_init (&self, arguments->sigmas);
  options.listen = on_report;
  options.listen_data = &self;
  code = run_sources (&options);
  if (code == AOI_EXIT_BAD)
    return code;
  if (self.is_mixed)
    return fail (
        "the product was changed meanwhile: these boards were judged by several revisions");
  if (self.boards->len < MIN_BOARDS)
    return fail ("one board has no spread: take the same board at least twice, better 50 times");
  repeat_judge (&self);
  if (!write_all (&self, arguments, &error))
    return fail (error->message);
  return code == AOI_EXIT_GOOD && repeat_count_unstable (&self) == 0 ? AOI_EXIT_GOOD
                                                                     : AOI_EXIT_WEAK;
}

static int
parse (Arguments *self)
{
  g_autoptr (GError) error = NULL;

  if (self->words == NULL || self->words[1] == NULL)
    return fail ("takes PRODUCT SOURCE...; 'aoi repeat --help' tells more");
  self->run.product = self->words[0];
  self->run.sources = self->words + 1;
  self->run.timing = TRUE;
  if (!run_options_check (&self->run, self->format, self->size, &error))
    return fail (error->message);
  if (!(self->sigmas > 0.0 && self->sigmas <= MAX_SIGMAS))
    return fail ("--sigmas: must be above 0 and at most 100");
  return study (self);
}

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
      "Inspects one board many times, as aoi run does, and tells of each ROI how its scores spread\n"
      "against their distance to the threshold: the repeatability of a gauge study with one operator and\n"
      "one part. An ROI is unstable if it passes on some of the boards only, is not inspected on one, reads\n"
      "another text on some, or has less than --sigmas standard deviations between its mean score and its\n"
      "threshold. The worst come first.\n"
      "Exits 0 if all ROIs are stable, 1 if one is not or something was not inspected, else 2.\n"
      "\n"
      "Sources are those of aoi run: pictures, raw frames, folders, recordings, videos, pipes, cameras.");
  return context;
}

int
aoi_repeat_main (int argc, char **argv)
{
  g_auto (Arguments) arguments = { .run.inflight = RUN_DEFAULT_INFLIGHT, .sigmas = DEFAULT_SIGMAS };
  RunOptions *run = &arguments.run;
  const GOptionEntry entries[] = {
    { "boards", 0, 0, G_OPTION_ARG_INT, &run->boards, "End after so many boards (0: all)", "N" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &arguments.format,
        "Of raw frames, mosaics in gray images, cameras", "gbrg|GRAY8|..." },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &arguments.html, "Write a page with plots", "FILE" },
    { "inflight", 0, 0, G_OPTION_ARG_INT, &run->inflight, "Frames inspected at once (2)", "N" },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &run->jobs, "ROIs at once (0: as many as CPUs)", "N" },
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &arguments.json,
        "Write one JSON object (-: to standard output)", "FILE" },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &run->quiet, "Print errors only", NULL },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &run->settings,
        "Set a property of aoicamerasrc, v4l2src or aoireplay", "NAME=VALUE" },
    { "sigmas", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.sigmas,
        "Needed from the mean score to the threshold (3)", "N" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &arguments.size, "Of raw frames and cameras, in pixels",
        "WIDTHxHEIGHT" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments.words, NULL,
        "PRODUCT SOURCE..." },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = make_context ();
  g_autoptr (GError) error = NULL;

  g_set_prgname ("aoi repeat");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error->message);
  return parse (&arguments);
}
