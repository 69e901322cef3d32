/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi challenge: what would this product catch? */
#include "challenge/challenge.h"

#include "base/aoi-cpus.h"
#include "common/aoi.h"

#define DEFAULT_TRIALS 20
#define MAX_TRIALS 10000
#define MAX_JOBS 1024

typedef struct {
  gint id, trials, jobs;
  gint64 seed;
  gboolean as_json;
  gchar *html_path;
  gchar **paths;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->html_path);
  g_strfreev (self->paths);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static int
fail (const GError *error)
{
  g_printerr ("aoi challenge: %s\n", error->message);
  return AOI_EXIT_BAD;
}

static int
challenge (const Options *options)
{
  g_auto (Challenge) self = { .id = options->id,
    .seed = (guint32) options->seed,
    .trials = (guint) options->trials,
    .jobs = (guint) options->jobs };
  g_autoptr (GError) error = NULL;

  if (self.jobs == 0)
    self.jobs = aoi_cpus_get_available ();
  self.revision = aoi_revision_load (options->paths[0], &error);
  if (self.revision == NULL || !challenge_plan (&self, &error) || !challenge_run (&self, &error))
    return fail (error);
  if (options->as_json)
    challenge_print_json (&self);
  else
    challenge_print (&self);
  if (options->html_path != NULL && !challenge_write_html (&self, options->html_path, &error))
    return fail (error);
  return challenge_is_good (&self) ? AOI_EXIT_GOOD : AOI_EXIT_WEAK;
}

static gboolean
check_range (const gchar *name, gint64 value, gint64 min, gint64 max)
{
  if (value >= min && value <= max)
    return TRUE;
  g_printerr ("aoi challenge: %s: %" G_GINT64_FORMAT " is not between %" G_GINT64_FORMAT
              " and %" G_GINT64_FORMAT "\n",
      name, value, min, max);
  return FALSE;
}

static gboolean
check_options (const Options *self)
{
  if (self->paths == NULL || g_strv_length (self->paths) > 1) {
    g_printerr ("aoi challenge: takes one PRODUCT; see 'aoi challenge --help'\n");
    return FALSE;
  }
  return check_range ("--roi", self->id, 0, G_MAXINT)
      && check_range ("--trials", self->trials, 1, MAX_TRIALS)
      && check_range ("--jobs", self->jobs, 0, MAX_JOBS)
      && check_range ("--seed", self->seed, 0, G_MAXUINT32);
}

int
aoi_challenge_main (int argc, char **argv)
{
  g_auto (Options) options = { .trials = DEFAULT_TRIALS, .seed = 1 };
  const GOptionEntry entries[] = {
    { "roi", 0, 0, G_OPTION_ARG_INT, &options.id, "Only this ROI", "N" },
    { "trials", 0, 0, G_OPTION_ARG_INT, &options.trials, "Pictures a kind and size (20)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "Draw other pictures (1)", "N" },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &options.jobs, "Pictures at once (0: as many as CPUs)", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, "Print one JSON object", NULL },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &options.html_path, "Write a page with pictures too",
        "FILE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.paths, NULL, "PRODUCT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_set_prgname ("aoi challenge");
  g_option_context_set_summary (context,
      "Measures what a product would catch: draws defects of graded size into the goldens of each ROI\n"
      "that is compared with them, as ordinary boards show them (shift, turn, light, focus, noise, JPEG),\n"
      "inspects the pictures, and prints for each ROI and kind the smallest size of which 95 % are caught, how\n"
      "many good parts are called false, and the threshold at which that would be 1 %. The same seed gives\n"
      "the same pictures. Of products with fiducials, boards that are moved are drawn as well.\n"
      "Exits 0 if no ROI is weak, 1 if one is, or a board is not found, 2 after an error.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error);
  return check_options (&options) ? challenge (&options) : AOI_EXIT_BAD;
}
