/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads results and adds them up. */
#include "report/report.h"

#include <math.h>
#include <string.h>

#include "aoi-error.h"

/* How many broken lines are reported one by one. */
#define MAX_NAMED 10

void
report_init (Report *self)
{
  *self = (Report){ 0 };
  self->revisions = result_revisions_new ();
  self->rois = g_ptr_array_new_with_free_func ((GDestroyNotify) report_roi_free);
  self->roi_index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
report_clear (Report *self)
{
  g_clear_pointer (&self->revisions, g_ptr_array_unref);
  g_clear_pointer (&self->rois, g_ptr_array_unref);
  g_clear_pointer (&self->roi_index, g_hash_table_unref);
}

static ReportRoi *
get_roi (Report *self, const Result *result, const ResultRoi *roi)
{
  g_autofree gchar *key = g_strdup_printf ("%d %s %s", roi->id, roi->type, result->product);
  ReportRoi *found = g_hash_table_lookup (self->roi_index, key);

  if (found != NULL)
    return found;
  found = report_roi_new (result->product, roi->id, roi->type);
  g_ptr_array_add (self->rois, found);
  g_hash_table_insert (self->roi_index, g_steal_pointer (&key), found);
  return found;
}

static void
add_rois (Report *self, const Result *result, const gchar *file)
{
  for (guint i = 0; result->rois != NULL && i < result->rois->len; i++) {
    const ResultRoi *roi = &g_array_index (result->rois, ResultRoi, i);

    report_roi_add (get_roi (self, result, roi), roi, result, file);
  }
}

/* Frames of a board stand in the board's own result too, and would count twice. */
static void
add (Report *self, const Result *result, const gchar *file)
{
  result_revisions_add (self->revisions, result);
  if (!result->complete) {
    self->n_incomplete++;
    return;
  }
  self->n_boards++;
  self->n_passed += result->passed;
  if (!isnan (result->total_ms) && result->total_ms >= 0.0)
    aoi_histogram_add (&self->times, (gint64) MIN (result->total_ms * 1e6, 9e18));
  add_rois (self, result, file);
}

static void
report_broken (Report *self, const GError *error)
{
  if (self->n_broken++ < MAX_NAMED)
    g_printerr ("aoi report: %s\n", error->message);
}

/* Adds a file. Lines that are not results are reported and counted; the others are used. Returns FALSE if the
 * file cannot be read. */
gboolean
report_read (Report *self, const gchar *path, GError **error)
{
  g_autoptr (Results) file = results_open (path, error);

  if (file == NULL)
    return FALSE;
  self->n_files++;
  for (;;) {
    g_autoptr (Result) result = NULL;
    g_autoptr (GError) broken = NULL;

    if (results_next (file, &result, &broken)) {
      if (result == NULL)
        return TRUE;
      add (self, result, results_get_name (file));
    } else if (g_error_matches (broken, AOI_ERROR, AOI_ERROR_IO)) {
      g_propagate_error (error, g_steal_pointer (&broken));
      return FALSE;
    } else {
      report_broken (self, broken);
    }
  }
}

static gint
compare_rois (gconstpointer a, gconstpointer b)
{
  const ReportRoi *first = *(const ReportRoi *const *) a;
  const ReportRoi *second = *(const ReportRoi *const *) b;
  gint order = strcmp (first->product, second->product);

  if (order == 0)
    order = first->id < second->id ? -1 : first->id > second->id;
  return order != 0 ? order : strcmp (first->type, second->type);
}

/* Puts all in order, once all files were read. */
void
report_finish (Report *self)
{
  g_ptr_array_sort (self->rois, compare_rois);
  for (guint i = 0; i < self->rois->len; i++)
    report_roi_finish (g_ptr_array_index (self->rois, i));
  if (self->n_broken > MAX_NAMED)
    g_printerr ("aoi report: and %u more lines are not results\n", self->n_broken - MAX_NAMED);
}

static gint
compare_closeness (gconstpointer a, gconstpointer b)
{
  const gdouble first = report_roi_get_closeness (*(const ReportRoi *const *) a);
  const gdouble second = report_roi_get_closeness (*(const ReportRoi *const *) b);

  return first < second ? -1 : first > second;
}

/* Returns: (transfer container) (element-type ReportRoi): those that have a distance to their threshold,
 * the closest first */
GPtrArray *
report_list_closest (const Report *self)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->rois->len; i++)
    if (!isnan (report_roi_get_closeness (g_ptr_array_index (self->rois, i))))
      g_ptr_array_add (list, g_ptr_array_index (self->rois, i));
  g_ptr_array_sort (list, compare_closeness);
  return list;
}

/* Whether ROIs need their product's name. */
gboolean
report_has_many_products (const Report *self)
{
  const ReportRoi *first = self->rois->len > 0 ? g_ptr_array_index (self->rois, 0) : NULL;
  const ReportRoi *last = first != NULL ? g_ptr_array_index (self->rois, self->rois->len - 1)
                                        : NULL;

  return last != NULL && !g_str_equal (first->product, last->product);
}
