/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit codes that all subcommands share. */
enum {
  AOI_EXIT_GOOD = 0,
  AOI_EXIT_WEAK = 1, /* done, and what was found is not good enough */
  AOI_EXIT_BAD = 2, /* what was asked for cannot be done, or the product is bad */
  AOI_EXIT_DIFFERENT = 3, /* done, and what was compared is not the same */
};

/* A subcommand: gets its own arguments, argv[0] being its name; returns an exit code. */
int aoi_boards_main (int argc, char **argv);
int aoi_challenge_main (int argc, char **argv);
int aoi_check_main (int argc, char **argv);
int aoi_compare_main (int argc, char **argv);
int aoi_golden_main (int argc, char **argv);
int aoi_judge_main (int argc, char **argv);
int aoi_recheck_main (int argc, char **argv);
int aoi_repeat_main (int argc, char **argv);
int aoi_report_main (int argc, char **argv);
int aoi_run_main (int argc, char **argv);
int aoi_serve_main (int argc, char **argv);
int aoi_stats_main (int argc, char **argv);
int aoi_trace_main (int argc, char **argv);
int aoi_tune_main (int argc, char **argv);

/* Of aoi serve, for aoi check. */
gboolean
aoi_serve_check (const gchar *path, gboolean as_json, gboolean strict, GPtrArray *products);

G_END_DECLS
