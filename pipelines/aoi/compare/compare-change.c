/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is kept of a comparison: changes of boards, and of ROIs by product and number. */
#include "compare/compare.h"

static void
free_queue (gpointer data)
{
  g_queue_free_full (data, (GDestroyNotify) result_free);
}

static void
free_change (gpointer data)
{
  CompareChange *change = data;

  g_free (change->board);
  g_free (change->from);
  g_free (change->to);
  g_free (change->why);
  g_free (change);
}

static void
free_roi (gpointer data)
{
  CompareRoi *roi = data;

  g_free (roi->product);
  g_free (roi->type);
  g_free (roi->other_type);
  g_ptr_array_unref (roi->verdicts);
  g_ptr_array_unref (roi->readings);
  g_free (roi->score.board);
  g_free (roi->threshold.board);
  g_free (roi);
}

const gchar *
compare_show_verdict (gboolean passed)
{
  return passed ? "pass" : "fail";
}

CompareChange *
compare_change_new (const Result *board, const gchar *from, const gchar *to, const gchar *why)
{
  CompareChange *change = g_new0 (CompareChange, 1);

  change->board = result_name (board);
  change->from = g_strdup (from);
  change->to = g_strdup (to);
  change->why = g_strdup (why);
  return change;
}

/* The ROI of that number, new if it was not met. */
CompareRoi *
compare_get_roi (Compare *self, const gchar *product, gint id, const gchar *type)
{
  g_autofree gchar *key = g_strdup_printf ("%d %s", id, product);
  CompareRoi *roi = g_hash_table_lookup (self->roi_index, key);

  if (roi != NULL)
    return roi;
  roi = g_new0 (CompareRoi, 1);
  roi->product = g_strdup (product);
  roi->id = id;
  roi->type = g_strdup (type);
  roi->verdicts = g_ptr_array_new_with_free_func (free_change);
  roi->readings = g_ptr_array_new_with_free_func (free_change);
  g_ptr_array_add (self->rois, roi);
  g_hash_table_insert (self->roi_index, g_steal_pointer (&key), roi);
  return roi;
}

void
compare_init (Compare *self, gdouble tolerance)
{
  *self = (Compare){ .tolerance = tolerance };
  for (guint i = 0; i < COMPARE_RUNS; i++) {
    self->runs[i].pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_queue);
    self->runs[i].revisions = result_revisions_new ();
    self->runs[i].only = g_ptr_array_new_with_free_func (free_change);
  }
  self->boards = g_ptr_array_new_with_free_func (free_change);
  self->barcodes = g_ptr_array_new_with_free_func (free_change);
  self->rois = g_ptr_array_new_with_free_func (free_roi);
  self->roi_index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
compare_clear (Compare *self)
{
  for (guint i = 0; i < COMPARE_RUNS; i++) {
    g_clear_pointer (&self->runs[i].file, results_close);
    g_clear_pointer (&self->runs[i].pending, g_hash_table_unref);
    g_clear_pointer (&self->runs[i].first_product, g_free);
    g_clear_pointer (&self->runs[i].revisions, g_ptr_array_unref);
    g_clear_pointer (&self->runs[i].only, g_ptr_array_unref);
  }
  g_clear_pointer (&self->boards, g_ptr_array_unref);
  g_clear_pointer (&self->barcodes, g_ptr_array_unref);
  g_clear_pointer (&self->rois, g_ptr_array_unref);
  g_clear_pointer (&self->roi_index, g_hash_table_unref);
}
