/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is kept of a ROI: a number a board, and little else, so that long runs fit into memory. */
#include "report/report.h"

#include <math.h>
#include <string.h>

#include "report/aoi-reason.h"

/* Reasons hold what was read, which may be another text on each board. */
#define MAX_REASONS 200

static void
score_clear (ReportScore *self)
{
  g_clear_pointer (&self->board, g_free);
  g_clear_pointer (&self->place, g_free);
}

static void
free_reason (gpointer data)
{
  ReportReason *reason = data;

  g_free (reason->text);
  g_free (reason);
}

ReportRoi *
report_roi_new (const gchar *product, gint id, const gchar *type)
{
  ReportRoi *self = g_new0 (ReportRoi, 1);

  self->product = g_strdup (product);
  self->id = id;
  self->type = g_strdup (type);
  self->passing = g_array_new (FALSE, FALSE, sizeof (gdouble));
  self->failing = g_array_new (FALSE, FALSE, sizeof (gdouble));
  self->threshold = self->min_threshold = self->max_threshold = NAN;
  self->reasons = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_reason);
  return self;
}

void
report_roi_free (ReportRoi *self)
{
  g_free (self->product);
  g_free (self->type);
  g_array_unref (self->passing);
  g_array_unref (self->failing);
  score_clear (&self->closest);
  score_clear (&self->best_failing);
  g_hash_table_unref (self->reasons);
  g_free (self);
}

static void
add_reason (ReportRoi *self, const gchar *text)
{
  g_autofree gchar *kind = aoi_reason_without_numbers (text != NULL ? text : "no reason is given");
  ReportReason *reason = g_hash_table_lookup (self->reasons, kind);

  if (reason != NULL) {
    reason->n++;
  } else if (g_hash_table_size (self->reasons) >= MAX_REASONS) {
    self->n_other_reasons++;
  } else {
    reason = g_new0 (ReportReason, 1);
    reason->text = g_steal_pointer (&kind);
    reason->n = 1;
    g_hash_table_insert (self->reasons, reason->text, reason);
  }
}

static void
add_threshold (ReportRoi *self, gdouble threshold)
{
  if (isnan (threshold))
    return;
  self->min_threshold = isnan (self->threshold) ? threshold : MIN (self->min_threshold, threshold);
  self->max_threshold = isnan (self->threshold) ? threshold : MAX (self->max_threshold, threshold);
  self->threshold = threshold;
}

static void
keep_nearest (ReportScore *kept, const ResultRoi *roi, const Result *result, const gchar *file)
{
  if (kept->board != NULL
      && fabs (roi->score - roi->threshold) >= fabs (kept->score - kept->threshold))
    return;
  score_clear (kept);
  kept->score = roi->score;
  kept->threshold = roi->threshold;
  kept->board = result_name (result);
  kept->place = g_strdup_printf ("%s:%u", file, result->line);
}

static void
add_score (ReportRoi *self, const ResultRoi *roi, const Result *result, const gchar *file)
{
  const gboolean passed = roi->status == AOI_STATUS_PASS;

  if (isnan (roi->score) || (!passed && roi->status != AOI_STATUS_FAIL))
    return;
  g_array_append_val (passed ? self->passing : self->failing, roi->score);
  if (!isnan (roi->threshold))
    keep_nearest (passed ? &self->closest : &self->best_failing, roi, result, file);
}

/* Adds what one result says of it. */
void
report_roi_add (ReportRoi *self, const ResultRoi *roi, const Result *result, const gchar *file)
{
  self->n_status[roi->status]++;
  add_threshold (self, roi->threshold);
  add_score (self, roi, result, file);
  if (!isnan (roi->time_ms) && roi->time_ms >= 0.0)
    aoi_histogram_add (&self->times, (gint64) MIN (roi->time_ms * 1e6, 9e18));
  if (roi->status != AOI_STATUS_PASS && roi->status != AOI_STATUS_SKIPPED)
    add_reason (self, roi->reason);
}

static gint
compare_scores (gconstpointer a, gconstpointer b)
{
  const gdouble first = *(const gdouble *) a, second = *(const gdouble *) b;

  return first < second ? -1 : first > second;
}

/* Puts scores in order, once all were added. */
void
report_roi_finish (ReportRoi *self)
{
  g_array_sort (self->passing, compare_scores);
  g_array_sort (self->failing, compare_scores);
}

guint
report_roi_get_count (const ReportRoi *self)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->n_status); i++)
    n += i != AOI_STATUS_SKIPPED ? self->n_status[i] : 0;
  return n;
}

/* Share of boards on which it passed. */
gdouble
report_roi_get_pass_rate (const ReportRoi *self)
{
  return (gdouble) self->n_status[AOI_STATUS_PASS] / MAX (1, report_roi_get_count (self));
}

/* Of the passing scores; NaN if there is none. */
gdouble
report_roi_get_median (const ReportRoi *self)
{
  return self->passing->len > 0 ? g_array_index (self->passing, gdouble, self->passing->len / 2)
                                : NAN;
}

static gboolean
are_yes_or_no (const GArray *scores)
{
  for (guint i = 0; i < scores->len; i++) {
    gdouble score = g_array_index (scores, gdouble, i);

    if (score != 0.0 && score != 1.0)
      return FALSE;
  }
  return TRUE;
}

/* Whether its scores lie at distances from the threshold: what was read or not read does not. */
gboolean
report_roi_is_measured (const ReportRoi *self)
{
  return !isnan (self->threshold) && self->passing->len + self->failing->len > 0
      && !(are_yes_or_no (self->passing) && are_yes_or_no (self->failing));
}

/* Whether there is more to say about it than fits into a row of a table. */
gboolean
report_roi_has_details (const ReportRoi *self)
{
  return report_roi_is_measured (self) || g_hash_table_size (self->reasons) > 0;
}

/* What is left of the usual distance to the threshold, that of the median, on the passing board that is
 * closest to it: 0 is a hair's breadth from a false call. NaN where there is no such distance. */
gdouble
report_roi_get_closeness (const ReportRoi *self)
{
  const gdouble usual = report_roi_get_median (self) - self->threshold;

  if (!report_roi_is_measured (self) || self->closest.board == NULL || !(usual > 0.0))
    return NAN;
  return MAX (0.0, self->closest.score - self->closest.threshold) / usual;
}

static gint
compare_reasons (gconstpointer a, gconstpointer b)
{
  const ReportReason *first = *(const ReportReason *const *) a;
  const ReportReason *second = *(const ReportReason *const *) b;

  return first->n != second->n ? (first->n < second->n ? 1 : -1)
                               : strcmp (first->text, second->text);
}

/* Returns: (transfer container) (element-type ReportReason): the most frequent first */
GPtrArray *
report_roi_list_reasons (const ReportRoi *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer reason;

  g_hash_table_iter_init (&iter, self->reasons);
  while (g_hash_table_iter_next (&iter, NULL, &reason))
    g_ptr_array_add (list, reason);
  g_ptr_array_sort (list, compare_reasons);
  return list;
}
