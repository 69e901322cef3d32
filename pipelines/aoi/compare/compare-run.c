/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads both runs side by side and brings the results of a board together. What one run has before the
 * other waits; runs of the same boards in the same order keep one result in memory. */
#include "compare/compare.h"

#include "aoi-error.h"

static void
count (CompareRun *run, const Result *result)
{
  run->n_boards++;
  run->n_passed += result->passed;
  if (run->first_product == NULL)
    run->first_product = g_strdup (result->product);
  result_revisions_add (run->revisions, result);
}

/* What the two results of a board share. A product that was copied to be changed has another name: the
 * products of the first boards are taken for one. */
static gchar *
make_key (const Compare *self, guint which, const Result *result)
{
  const gchar *product = result->product;
  g_autofree gchar *name = result_name (result);

  if (which == COMPARE_B && g_str_equal (product, self->runs[COMPARE_B].first_product))
    product = self->runs[COMPARE_A].first_product;
  return g_strdup_printf ("%s of %s", name, product);
}

/* The oldest result of the board that waits, if any. */
static Result *
take_pending (CompareRun *run, const gchar *key)
{
  GQueue *queue = g_hash_table_lookup (run->pending, key);
  Result *result = queue != NULL ? g_queue_pop_head (queue) : NULL;

  if (queue != NULL && g_queue_is_empty (queue))
    g_hash_table_remove (run->pending, key);
  return result;
}

static void
add_pending (CompareRun *run, gchar *key, Result *result)
{
  GQueue *queue = g_hash_table_lookup (run->pending, key);

  if (queue == NULL) {
    queue = g_queue_new ();
    g_hash_table_insert (run->pending, g_strdup (key), queue);
  }
  g_queue_push_tail (queue, result);
}

static void
add_only (CompareRun *run, const Result *result)
{
  g_ptr_array_add (run->only,
      compare_change_new (result, compare_show_verdict (result->passed), NULL, result->reason));
}

/* Takes the result. */
static gboolean
meet (Compare *self, guint which, Result *result, GError **error)
{
  g_autoptr (Result) own = result;
  g_autofree gchar *key = make_key (self, which, own);
  CompareRun *run = &self->runs[which], *other = &self->runs[1 - which];
  g_autoptr (Result) met = take_pending (other, key);

  if (met != NULL)
    return which == COMPARE_A ? compare_pair (self, own, met, error)
                              : compare_pair (self, met, own, error);
  if (other->ended)
    add_only (run, own);
  else
    add_pending (run, key, g_steal_pointer (&own));
  return TRUE;
}

static gint
compare_lines (gconstpointer a, gconstpointer b)
{
  const Result *first = *(const Result *const *) a, *second = *(const Result *const *) b;

  return first->line < second->line ? -1 : first->line > second->line;
}

/* Once a run has ended, what waits for it waits in vain. */
static void
release_pending (CompareRun *run)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer queue;

  g_hash_table_iter_init (&iter, run->pending);
  while (g_hash_table_iter_next (&iter, NULL, &queue))
    for (GList *l = ((GQueue *) queue)->head; l != NULL; l = l->next)
      g_ptr_array_add (results, l->data);
  g_ptr_array_sort (results, compare_lines);
  for (guint i = 0; i < results->len; i++)
    add_only (run, g_ptr_array_index (results, i));
  g_hash_table_remove_all (run->pending);
}

/* Reads one line of a run. */
static gboolean
step (Compare *self, guint which, GError **error)
{
  CompareRun *run = &self->runs[which];
  Result *result;

  if (run->ended)
    return TRUE;
  if (!results_next (run->file, &result, error))
    return FALSE;
  if (result != NULL) {
    count (run, result);
    return meet (self, which, result, error);
  }
  run->ended = TRUE;
  release_pending (&self->runs[1 - which]);
  if (run->n_boards > 0)
    return TRUE;
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_INVALID, "%s: holds no result", results_get_name (run->file));
  return FALSE;
}

static gint
compare_rois (gconstpointer a, gconstpointer b)
{
  const CompareRoi *first = *(const CompareRoi *const *) a;
  const CompareRoi *second = *(const CompareRoi *const *) b;
  gint order = g_strcmp0 (first->product, second->product);

  return order != 0 ? order : first->id < second->id ? -1 : first->id > second->id;
}

/**
 * compare_run:
 * @self: a comparison
 * @paths: files of A and B
 * @error: return location for an #AoiError that names file and line
 *
 * Compares the runs from their beginnings to their ends.
 *
 * Returns: whether they can be compared
 */
gboolean
compare_run (Compare *self, gchar *const *paths, GError **error)
{
  for (guint i = 0; i < COMPARE_RUNS; i++) {
    self->runs[i].file = results_open (paths[i], error);
    if (self->runs[i].file == NULL)
      return FALSE;
  }
  while (!self->runs[COMPARE_A].ended || !self->runs[COMPARE_B].ended)
    if (!step (self, COMPARE_A, error) || !step (self, COMPARE_B, error))
      return FALSE;
  g_ptr_array_sort (self->rois, compare_rois);
  return TRUE;
}
