/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi run: inspects files, recordings and cameras by a product. */
#include "run/run.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/aoi.h"
#include "common/output.h"

#define DEFAULT_OVERLAY_WIDTH 1280

/* What is parsed before it goes into RunOptions. */
typedef struct {
  RunOptions run;
  gchar *format, *size;
  gboolean no_timing;
  gchar **words; /* PRODUCT SOURCE... */
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_free (self->run.json);
  g_free (self->run.archive);
  g_free (self->run.store);
  g_free (self->run.overlay);
  g_free (self->run.isolate);
  g_strfreev (self->run.settings);
  g_free (self->format);
  g_free (self->size);
  g_strfreev (self->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* A table between the lines of JSON would be of no use, but on a terminal both are for people. */
static void
take_stdout (RunOptions *run)
{
  struct stat info;

  if (run->json == NULL || !output_is_stdout (run->json) || fstat (STDOUT_FILENO, &info) != 0
      || S_ISCHR (info.st_mode))
    return;
  g_free (run->json);
  run->json = g_strdup ("-");
}

static gboolean
parse (Arguments *self)
{
  RunOptions *run = &self->run;
  g_autoptr (GError) error = NULL;

  if (self->words == NULL || self->words[1] == NULL) {
    g_printerr ("aoi run: takes PRODUCT SOURCE...; see 'aoi run --help'\n");
    return FALSE;
  }
  run->product = self->words[0];
  run->sources = self->words + 1;
  run->timing = !self->no_timing;
  take_stdout (run);
  if (run_options_check (run, self->format, self->size, &error))
    return TRUE;
  g_printerr ("aoi run: %s\n", error->message);
  return FALSE;
}

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
      "Inspects all frames of the sources by a product, one source after the other, and prints a table\n"
      "of the verdicts. For each board that fails it shows the ROIs that do not pass, with value and\n"
      "reason. Exits 0 if all boards passed, 1 if one failed or was not inspected, 2 if not everything\n"
      "could be inspected or there was no frame. Ctrl-C ends it after the frames in flight.\n"
      "\n"
      "Sources:\n"
      "  FILE            an image (PNG, JPEG, PNM, TIFF, BMP, WebP), raw pixels (.raw, .bayer, .bin; with\n"
      "                  --format and --size), or a video of any kind that GStreamer decodes\n"
      "  FOLDER          a recording of aoirecord, or images, or raw files, in the order of their names,\n"
      "                  Board_9 before Board_10; what else it holds is named and counts as not inspected\n"
      "  -               standard input: images or raw frames, one behind the other, or a video; pipes too\n"
      "  camera:[NAME]   a GigE Vision or USB3 Vision camera, by id or address, or the first; each board is\n"
      "                  taken under all settings of the product\n"
      "  device:PATH     a video device, such as device:/dev/video0");
  return context;
}

int
aoi_run_main (int argc, char **argv)
{
  g_auto (Arguments) arguments = { .run.overlay_width = DEFAULT_OVERLAY_WIDTH,
    .run.inflight = RUN_DEFAULT_INFLIGHT };
  RunOptions *run_options = &arguments.run;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &run_options->json,
        "Write a JSON object a board (-: to standard output)", "FILE" },
    { "archive", 0, 0, G_OPTION_ARG_FILENAME, &run_options->archive, "Archive boards by aoiarchive",
        "FOLDER" },
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &run_options->store,
        "Keep every board in a database by aoistore: a file, or postgresql://USER@HOST/NAME",
        "DATABASE" },
    { "overlay", 0, 0, G_OPTION_ARG_FILENAME, &run_options->overlay,
        "Write a picture of each frame with its verdicts, by frame number from 0", "FOLDER" },
    { "overlay-width", 0, 0, G_OPTION_ARG_INT, &run_options->overlay_width,
        "Width of the pictures at most (1280; 0: of the frame)", "N" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &arguments.format,
        "Of raw frames, mosaics in gray images, cameras", "gbrg|GRAY8|..." },
    { "size", 0, 0, G_OPTION_ARG_STRING, &arguments.size, "Of raw frames and cameras, in pixels",
        "WIDTHxHEIGHT" },
    { "boards", 0, 0, G_OPTION_ARG_INT, &run_options->boards, "End after so many boards (0: all)",
        "N" },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &run_options->jobs, "ROIs at once (0: as many as CPUs)",
        "N" },
    { "inflight", 0, 0, G_OPTION_ARG_INT, &run_options->inflight, "Frames inspected at once (2)",
        "N" },
    { "keep-going", 0, 0, G_OPTION_ARG_NONE, &run_options->keep_going,
        "Take what cannot be read as a failed board", NULL },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &run_options->strict,
        "Refuse a product with unknown keys, or with ROIs that can never pass", NULL },
    { "isolate", 0, 0, G_OPTION_ARG_STRING, &run_options->isolate,
        "Where decoders run: in processes of their own (process), or in this one", "none|process" },
    { "no-timing", 0, 0, G_OPTION_ARG_NONE, &arguments.no_timing,
        "Leave out what differs from run to run", NULL },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &run_options->quiet, "Print errors only", NULL },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &run_options->settings,
        "Set a property of aoicamerasrc, v4l2src or aoireplay", "NAME=VALUE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments.words, NULL,
        "PRODUCT SOURCE..." },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = make_context ();
  g_autoptr (GError) error = NULL;

  g_set_prgname ("aoi run");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("aoi run: %s\n", error->message);
    return AOI_EXIT_BAD;
  }
  return parse (&arguments) ? run_sources (run_options) : AOI_EXIT_BAD;
}
