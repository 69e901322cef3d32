/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi tune: proposes what to change of a product by boards of which somebody said whether they are good. */
#include "tune/tune.h"

#include "common/aoi.h"
#include "common/frame-format.h"
#include "common/output.h"

#define DEFAULT_FOLDS 5
#define MAX_FOLDS 1000
#define MAX_JOBS 1024

/* What is parsed before it goes into Tune. */
typedef struct {
  gchar **good, **bad;
  gchar *truth, *format, *size, *json;
  gint folds, seed, jobs;
  gboolean apply, quiet;
  gchar **words; /* PRODUCT */
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_strfreev (self->good);
  g_strfreev (self->bad);
  g_free (self->truth);
  g_free (self->format);
  g_free (self->size);
  g_free (self->json);
  g_strfreev (self->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static int
fail (const gchar *message)
{
  g_printerr ("aoi tune: %s\n", message);
  return AOI_EXIT_BAD;
}

/* JSON on standard output takes the place of all else. */
static gboolean
prints (const Arguments *self)
{
  return !self->quiet && (self->json == NULL || !output_takes_stdout (self->json));
}

static guint
count_advice (const Tune *self, TuneAdvice advice)
{
  guint n = 0;

  for (guint i = 0; i < self->rois->len; i++)
    n += ((const TuneRoi *) g_ptr_array_index (self->rois, i))->advice == advice;
  return n;
}

static gboolean
apply (const Tune *self, const Arguments *arguments, GError **error)
{
  const guint n = count_advice (self, TUNE_PROPOSAL);
  g_autofree gchar *backup = NULL;

  if (n > 0 && !tune_apply (self, &backup, error))
    return FALSE;
  if (!prints (arguments))
    return TRUE;
  g_print ("\n%u proposal%s written to %s", n, n == 1 ? "" : "s", self->path);
  if (backup != NULL)
    g_print ("; the old file is %s", backup);
  g_print ("\n");
  return TRUE;
}

static gboolean
read_all (Tune *self, const Arguments *arguments, GError **error)
{
  self->revision = aoi_revision_load (self->path, error);
  return self->revision != NULL
      && (arguments->good == NULL || tune_list (self, arguments->good, TUNE_GOOD, error))
      && (arguments->bad == NULL || tune_list (self, arguments->bad, TUNE_BAD, error))
      && (arguments->truth == NULL || tune_truth_read (self, arguments->truth, error))
      && tune_read (self, error);
}

static int
tune (Tune *self, const Arguments *arguments)
{
  g_autoptr (GError) error = NULL;

  if (!read_all (self, arguments, &error))
    return fail (error->message);
  tune_label (self);
  tune_run (self);
  if (prints (arguments))
    tune_print (self);
  if ((arguments->json != NULL && !tune_write_json (self, arguments->json, &error))
      || (arguments->apply && !apply (self, arguments, &error)))
    return fail (error->message);
  return count_advice (self, TUNE_TOO_LITTLE) < self->rois->len ? AOI_EXIT_GOOD : AOI_EXIT_WEAK;
}

static int
parse (const Arguments *arguments)
{
  g_auto (Tune) self = { 0 };
  g_autoptr (GError) error = NULL;

  if (arguments->words == NULL || g_strv_length (arguments->words) != 1)
    return fail ("takes PRODUCT --good FOLDER --bad FOLDER; 'aoi tune --help' tells more");
  if (arguments->good == NULL && arguments->truth == NULL)
    return fail ("which boards are good? --good FOLDER, or --truth FILE says it of each ROI");
  if (arguments->folds < 2 || arguments->folds > MAX_FOLDS)
    return fail ("--folds: must be from 2 to 1000");
  if (arguments->jobs < 0 || arguments->jobs > MAX_JOBS)
    return fail ("--jobs: must be from 0 to 1024");
  tune_init (&self);
  self.path = arguments->words[0];
  self.format = arguments->format;
  self.n_folds = (guint) arguments->folds;
  self.seed = (guint32) arguments->seed;
  self.jobs = arguments->jobs > 0 ? (guint) arguments->jobs : g_get_num_processors ();
  if (arguments->size != NULL
      && !frame_format_parse_size (arguments->size, &self.width, &self.height, &error))
    return fail (error->message);
  return tune (&self, arguments);
}

static GOptionContext *
make_context (void)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
      "Proposes what to change of the compare ROIs of a product: goldens to add, limits, areas to ignore,\n"
      "thresholds. It learns from pictures of good boards and of bad ones, each with at least one bad ROI,\n"
      "and counts false calls and escapes on boards that were left out while it learnt. What lets a bad\n"
      "board pass, or nearly so, is never proposed; without enough bad boards, or where drawn defects would\n"
      "pass, it is but a hint. The product is changed with --apply only, by proposals, never by hints.\n"
      "Exits 0 if it could tell, 1 if there are too few boards for all ROIs, else 2.\n"
      "\n"
      "Which ROI of a bad board is bad, --truth says: a JSON object a line, as\n"
      "  {\"file\": \"board-7.png\", \"rois\": [{\"idx\": 3, \"good\": false}]}\n"
      "Without it, it is taken to be the one that fails furthest from its scores on good boards.");
  return context;
}

int
aoi_tune_main (int argc, char **argv)
{
  g_auto (Arguments) arguments = { .folds = DEFAULT_FOLDS, .seed = 1 };
  const GOptionEntry entries[] = {
    { "apply", 0, 0, G_OPTION_ARG_NONE, &arguments.apply, "Write the proposals into the product",
        NULL },
    { "bad", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments.bad, "Pictures of bad boards",
        "FOLDER" },
    { "folds", 0, 0, G_OPTION_ARG_INT, &arguments.folds,
        "Parts of the boards, of which each is left out once (5)", "N" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &arguments.format,
        "Of raw frames and mosaics in gray images", "gbrg|GRAY8|..." },
    { "good", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments.good, "Pictures of good boards",
        "FOLDER" },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &arguments.jobs, "ROIs at once (0: as many as CPUs)", "N" },
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &arguments.json,
        "Write one JSON object (-: to standard output)", "FILE" },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &arguments.quiet, "Print errors only", NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT, &arguments.seed, "Part the boards in another way (1)", "N" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &arguments.size, "Of raw frames, in pixels",
        "WIDTHxHEIGHT" },
    { "truth", 0, 0, G_OPTION_ARG_FILENAME, &arguments.truth, "Which ROIs of a board are bad",
        "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments.words, NULL, "PRODUCT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = make_context ();
  g_autoptr (GError) error = NULL;

  g_set_prgname ("aoi tune");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error->message);
  return parse (&arguments);
}
