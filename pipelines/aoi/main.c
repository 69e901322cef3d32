/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi: the command-line tool. The table of its subcommands; each has a file of its own. */
#include <locale.h>

#include "base/aoi-types.h"
#include "common/aoi.h"
#include "common/output.h"

static const struct {
  const gchar *name;
  const gchar *summary;
  int (*run) (int argc, char **argv);
} commands[] = {
#ifdef HAVE_STORE
  { "boards", "list boards of a database", aoi_boards_main },
#endif
  { "challenge", "draw defects into a product's goldens and show which it would catch",
      aoi_challenge_main },
  { "check", "show what a product says, or what is wrong with it", aoi_check_main },
  { "compare", "show what changed between the results of two runs", aoi_compare_main },
  { "golden", "show, add, remove, reorder and compare the goldens of a product", aoi_golden_main },
#ifdef HAVE_STORE
  { "judge", "say of a ROI of a board whether its verdict was right", aoi_judge_main },
#endif
  { "recheck", "show which verdicts of an archive another product would change", aoi_recheck_main },
  { "repeat", "show which ROIs are not repeatable on one board", aoi_repeat_main },
  { "report", "show how ROIs did in a run, and which are close to a false call", aoi_report_main },
  { "run", "inspect files, recordings and cameras", aoi_run_main },
#ifdef HAVE_SERVE
  { "serve", "inspect for clients that ask over HTTP", aoi_serve_main },
#endif
#ifdef HAVE_STORE
  { "stats", "show yield, false calls and capability by the boards of a database", aoi_stats_main },
  { "trace", "tell all that a database knows of one board", aoi_trace_main },
#endif
  { "tune", "propose what to change of a product, by good and bad boards", aoi_tune_main },
};

static void
print_usage (void)
{
  g_print ("Usage: aoi COMMAND [OPTION...] ...\n\nCommands:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-10s %s\n", commands[i].name, commands[i].summary);
  g_print ("\nFor more, see 'aoi COMMAND --help'. 'aoi --version' prints the version.\n");
}

int
main (int argc, char **argv)
{
  output_guard ();
  aoi_types_prepare ();
  setlocale (LC_ALL, "");
  if (argc < 2) {
    print_usage ();
    return AOI_EXIT_BAD;
  }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")) {
    print_usage ();
    return AOI_EXIT_GOOD;
  }
  if (g_str_equal (argv[1], "--version")) {
    g_print ("aoi " PACKAGE_VERSION "\n");
    return AOI_EXIT_GOOD;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);
  g_printerr ("aoi: there is no command \"%s\"; 'aoi --help' lists them\n", argv[1]);
  return AOI_EXIT_BAD;
}
