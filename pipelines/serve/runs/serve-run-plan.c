/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which commands make a run. */
#include <fcntl.h>
#include <unistd.h>

#include "runs/serve-run.h"

/* The arguments of a command are put together. */
typedef GPtrArray Words;

static Words *
words_new (const gchar *command)
{
  Words *words = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (words, g_strdup (command));
  return words;
}

/* @list: (array zero-terminated=1) */
static void
words_add_list (Words *words, const gchar *const *list)
{
  for (; *list != NULL; list++)
    g_ptr_array_add (words, g_strdup (*list));
}

#define words_add(words, ...) words_add_list (words, (const gchar *const[]){ __VA_ARGS__, NULL })

static void
words_add_number (Words *words, const gchar *option, gint64 number)
{
  if (number == 0)
    return;
  g_ptr_array_add (words, g_strdup (option));
  g_ptr_array_add (words, g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

/* @words: (transfer full); @output: (nullable): file that gets standard output; @key: (nullable) */
static void
add_step (ServeRun *self, Words *words, const gchar *output, const gchar *key)
{
  ServeRunStep *step = g_new0 (ServeRunStep, 1);

  g_ptr_array_add (words, NULL);
  step->arguments = (gchar **) g_ptr_array_free (words, FALSE);
  step->output = output != NULL ? g_build_filename (self->folder, output, NULL) : NULL;
  step->key = g_strdup (key);
  g_ptr_array_add (self->steps, step);
}

/* Returns: (transfer full): a folder beneath that of recordings, which no link leads out of */
static gchar *
find_folder (Station *station, const gchar *name, const gchar *what, GError **error)
{
  const gchar *root = station->settings.recordings;
  g_auto (AoiFolder) top = STATION_FOLDER_CLOSED, folder = STATION_FOLDER_CLOSED;

  if (root == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: this station has no folder of recordings: see --recordings", what);
    return NULL;
  }
  if (!station_folder_open (&top, root, error))
    return NULL;
  if (*name != '\0' && *name != '/' && station_beneath_open_folder (&top, name, &folder)) {
    g_autofree gchar *absolute = g_canonicalize_filename (root, NULL);

    return g_build_filename (absolute, name, NULL);
  }
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: there is no folder \"%s\"", what, name);
  return NULL;
}

/* Returns: (transfer full): the ROI file of the product, as it is or might be, as its commands name it: they work in the
 * folder of the run */
static gchar *
write_product (
    ServeRun *self, Station *station, const StationDraft *draft, const gchar *as, GError **error)
{
  g_autofree gchar *folder = g_build_filename (self->folder, as, NULL);
  g_autofree gchar *path = station_draft_write (
      draft, station->products, self->product, folder, error);
  g_autofree gchar *name = path != NULL ? g_path_get_basename (path) : NULL;

  return name != NULL ? g_build_filename (as, name, NULL) : NULL;
}

/* As it is, of the same ROIs. */
static gchar *
write_old (ServeRun *self, Station *station, const ServeRunOrder *order, GError **error)
{
  const StationDraft old = { .only = order->draft.only };

  return write_product (self, station, &old, "old", error);
}

static void
add_inspection (ServeRun *self, const gchar *product, const gchar *source, const gchar *results)
{
  Words *words = words_new ("run");

  words_add (words, "--keep-going", "--quiet", "--json", results, product, source);
  add_step (self, words, NULL, NULL);
}

/* Of the results of inspections. @command: `report` or `compare`; @second: (nullable) */
static void
add_summary (ServeRun *self, const gchar *command, const gchar *first, const gchar *second)
{
  Words *words = words_new (command);

  words_add (words, "--json", first, second);
  add_step (self, words, "result.json", NULL);
}

static gboolean
plan_run (ServeRun *self, Station *station, const ServeRunOrder *order, GError **error)
{
  g_autofree gchar *source = find_folder (station, order->folder, "source.folder", error);
  g_autofree gchar *product = source != NULL
      ? write_product (self, station, &order->draft, "new", error)
      : NULL;

  if (product == NULL)
    return FALSE;
  add_inspection (self, product, source, "results.ndjson");
  add_summary (self, "report", "results.ndjson", NULL);
  return TRUE;
}

static gboolean
plan_recheck (ServeRun *self, Station *station, const ServeRunOrder *order, const gchar *old,
    const gchar *new, GError **error)
{
  g_autofree gchar *archive = NULL;
  Words *words;

  if (station->archive == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "source.archive: this station keeps no boards: see --archive");
    return FALSE;
  }
  archive = g_canonicalize_filename (station->settings.archive, NULL);
  words = words_new ("recheck");
  words_add (words, "--json");
  words_add_number (words, "--roi", order->roi);
  words_add_number (words, "--records", order->records);
  words_add (words, archive, old, new);
  add_step (self, words, "result.json", NULL);
  return TRUE;
}

static gboolean
plan_compare (ServeRun *self, Station *station, const ServeRunOrder *order, GError **error)
{
  g_autofree gchar *source = NULL, *old = NULL, *new = NULL;

  if (order->folder != NULL) {
    source = find_folder (station, order->folder, "source.folder", error);
    if (source == NULL)
      return FALSE;
  }
  old = write_old (self, station, order, error);
  new = old != NULL ? write_product (self, station, &order->draft, "new", error) : NULL;
  if (new == NULL)
    return FALSE;
  if (source == NULL)
    return plan_recheck (self, station, order, old, new, error);
  add_inspection (self, old, source, "old.ndjson");
  add_inspection (self, new, source, "new.ndjson");
  add_summary (self, "compare", "old.ndjson", "new.ndjson");
  return TRUE;
}

static void
add_challenge (ServeRun *self, const ServeRunOrder *order, const gchar *product, const gchar *key)
{
  g_autofree gchar *output = g_strconcat (key, ".json", NULL);
  Words *words = words_new ("challenge");

  words_add (words, "--json");
  words_add_number (words, "--roi", order->roi);
  words_add_number (words, "--trials", order->trials);
  words_add (words, product);
  add_step (self, words, output, key);
}

static gboolean
plan_challenge (ServeRun *self, Station *station, const ServeRunOrder *order, GError **error)
{
  g_autofree gchar *old = NULL, *new = NULL;

  if (order->old) {
    old = write_old (self, station, order, error);
    if (old == NULL)
      return FALSE;
    add_challenge (self, order, old, "old");
  }
  new = write_product (self, station, &order->draft, "new", error);
  if (new == NULL)
    return FALSE;
  add_challenge (self, order, new, "new");
  return TRUE;
}

static gboolean
add_folders (Words *words, Station *station, const gchar *option, gchar **names, GError **error)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree gchar *folder = find_folder (station, names[i], option + 2, error);

    if (folder == NULL)
      return FALSE;
    words_add (words, option, folder);
  }
  return TRUE;
}

static gboolean
plan_tune (ServeRun *self, Station *station, const ServeRunOrder *order, GError **error)
{
  g_autofree gchar *product = write_product (self, station, &order->draft, "new", error);
  g_autoptr (GPtrArray) words = NULL;

  if (product == NULL)
    return FALSE;
  words = words_new ("tune");
  words_add (words, "--json", "-");
  if (!add_folders (words, station, "--good", order->good, error)
      || !add_folders (words, station, "--bad", order->bad, error))
    return FALSE;
  words_add (words, product);
  add_step (self, g_steal_pointer (&words), "result.json", NULL);
  return TRUE;
}

static gboolean
plan_audit (ServeRun *self, Station *station, const ServeRunOrder *order, GError **error)
{
  g_autofree gchar *product = write_product (self, station, &order->draft, "new", error);
  g_autofree gchar *roi = g_strdup_printf ("%d", order->roi);
  Words *words;

  if (product == NULL)
    return FALSE;
  words = words_new ("golden");
  words_add (words, "audit", "--json", product, order->roi != 0 ? roi : NULL);
  add_step (self, words, "result.json", NULL);
  return TRUE;
}

/* Writes the products that it needs, and says which commands make it. */
gboolean
serve_run_plan (ServeRun *self, Station *station, const ServeRunOrder *order, GError **error)
{
  static gboolean (*const plans[]) (
      ServeRun * self, Station * station, const ServeRunOrder *order, GError **error) = {
    [SERVE_RUN_RUN] = plan_run,
    [SERVE_RUN_COMPARE] = plan_compare,
    [SERVE_RUN_CHALLENGE] = plan_challenge,
    [SERVE_RUN_TUNE] = plan_tune,
    [SERVE_RUN_AUDIT] = plan_audit,
  };

  return plans[self->kind](self, station, order, error);
}
