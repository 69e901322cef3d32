/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi golden: the accepted samples of a product, by a table of its subcommands. */
#include "common/aoi.h"
#include "golden/golden.h"

static const struct {
  const gchar *name;
  const gchar *summary;
  int (*run) (int argc, char **argv);
} commands[] = {
  { "list", "show the goldens of a product", golden_list_main },
  { "add", "add a golden from a crop or a frame", golden_add_main },
  { "remove", "move a golden to the trash", golden_remove_main },
  { "promote", "make a golden the one that is tried first", golden_promote_main },
  { "audit", "compare every golden with every other", golden_audit_main },
};

static void
print_usage (void)
{
  g_print ("Usage: aoi golden COMMAND PRODUCT [ROI] ...\n\n"
           "Goldens are the accepted samples that an ROI is compared with. An interrupted change\n"
           "is made whole or not at all. Changes are logged in golden_rois/golden_log.ndjson.\n\n"
           "Commands:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-10s %s\n", commands[i].name, commands[i].summary);
  g_print ("\nFor more, see 'aoi golden COMMAND --help'. Exits 0 if all was done, else 2.\n");
}

int
aoi_golden_main (int argc, char **argv)
{
  if (argc < 2) {
    print_usage ();
    return AOI_EXIT_BAD;
  }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")) {
    print_usage ();
    return AOI_EXIT_GOOD;
  }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);
  g_printerr ("aoi golden: there is no command \"%s\"; 'aoi golden --help' lists them\n", argv[1]);
  return AOI_EXIT_BAD;
}
