/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi compare: what changed between two runs? */
#include "compare/compare.h"

#include <math.h>

#include "common/aoi.h"

/* What rounding may do to a similarity, and far below what an engineer would act on. */
#define DEFAULT_TOLERANCE 0.001

static int
fail (const GError *error)
{
  g_printerr ("aoi compare: %s\n", error->message);
  return AOI_EXIT_BAD;
}

static int
compare (gchar *const *paths, gdouble tolerance, gboolean as_json, gboolean all)
{
  g_auto (Compare) self = { 0 };
  g_autoptr (GError) error = NULL;

  compare_init (&self, tolerance);
  if (!compare_run (&self, paths, &error))
    return fail (error);
  if (as_json)
    compare_print_json (&self);
  else
    compare_print (&self, all);
  return compare_is_same (&self) ? AOI_EXIT_GOOD : AOI_EXIT_DIFFERENT;
}

int
aoi_compare_main (int argc, char **argv)
{
  gdouble tolerance = DEFAULT_TOLERANCE;
  gboolean as_json = FALSE, all = FALSE;
  g_auto (GStrv) paths = NULL;
  const GOptionEntry entries[] = {
    { "tolerance", 0, 0, G_OPTION_ARG_DOUBLE, &tolerance, "How much a score may differ (0.001)",
        "N" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, "Name all boards, not ten of each kind", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON object", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, "A.ndjson B.ndjson" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_set_prgname ("aoi compare");
  g_option_context_set_summary (context,
      "Shows what changed between the results of two runs, as aoijson writes them: verdicts of boards\n"
      "and ROIs, thresholds, scores by more than a tolerance, codes and texts, and boards and ROIs that\n"
      "one run lacks. Times do not count as a difference, and a new revision alone does not either.\n"
      "Exits 0 if the runs are the same, 3 if they differ, 2 after an error. One of the files may be -\n"
      "(standard input).");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error);
  if (paths == NULL || g_strv_length (paths) != 2) {
    g_printerr ("aoi compare: takes two files of results; see 'aoi compare --help'\n");
    return AOI_EXIT_BAD;
  }
  if (!isfinite (tolerance) || tolerance < 0.0) {
    g_printerr ("aoi compare: --tolerance: must be a number from 0, is %g\n", tolerance);
    return AOI_EXIT_BAD;
  }
  if (g_str_equal (paths[0], "-") && g_str_equal (paths[1], "-")) {
    g_printerr ("aoi compare: only one of the files can be standard input\n");
    return AOI_EXIT_BAD;
  }
  return compare (paths, tolerance, as_json, all);
}
