/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi golden remove and aoi golden promote: goldens by name. The product need not load, so that a bad
 * golden can be removed. */
#include "golden/golden.h"

#include "aoi-error.h"
#include "common/aoi.h"
#include "common/terminal.h"

typedef gchar *(*ChangeFunc) (
    AoiGoldenStore *store, gint id, const gchar *name, const gchar *note, GError **error);

/* Makes the change, and returns what became of the golden. */
static gchar *
change (ChangeFunc func, gchar **arguments, const gchar *note, gint *id, GError **error)
{
  g_autoptr (AoiGoldenStore) store = NULL;

  if (!golden_parse_id (arguments[1], id, error))
    return NULL;
  store = aoi_golden_store_open (arguments[0], TRUE, error);
  return store != NULL ? func (store, *id, arguments[2], note, error) : NULL;
}

static int
run (int argc, char **argv, const gchar *summary, ChangeFunc func, const gchar *done)
{
  g_autofree gchar *note = NULL;
  g_auto (GStrv) arguments = NULL;
  const GOptionEntry entries[] = {
    { "note", 0, 0, G_OPTION_ARG_STRING, &note, "Why, for the log", "TEXT" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL,
        "PRODUCT ROI GOLDEN" },
    G_OPTION_ENTRY_NULL,
  };
  const gchar *command = argv[0];
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *result = NULL;
  g_autofree gchar *name = NULL;
  g_autofree gchar *shown = NULL;
  gint id;

  g_option_context_set_summary (context, summary);
  if (!golden_parse_options (context, entries, command, &argc, &argv))
    return AOI_EXIT_BAD;
  if (arguments == NULL || g_strv_length (arguments) != 3) {
    g_printerr ("aoi golden %s: takes PRODUCT ROI GOLDEN; see --help\n", command);
    return AOI_EXIT_BAD;
  }
  result = change (func, arguments, note, &id, &error);
  if (result == NULL)
    return golden_fail (command, error);
  name = terminal_show (arguments[2]);
  shown = terminal_show (result);
  g_print ("ROI %d: %s %s %s\n", id, name, done, shown);
  return AOI_EXIT_GOOD;
}

int
golden_remove_main (int argc, char **argv)
{
  return run (argc, argv,
      "Moves a golden, by its file name, to golden_rois/.trash, where it is not used. An ROI\n"
      "without goldens fails on every board.",
      aoi_golden_store_remove, "moved to");
}

int
golden_promote_main (int argc, char **argv)
{
  return run (argc, argv,
      "Makes a golden, by its file name, the one that is tried first: best_golden. The previous one\n"
      "becomes original_<seconds>_old_best. Verdicts change only where goldens fit equally well.",
      aoi_golden_store_promote, "is the first, as");
}
