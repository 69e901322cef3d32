/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What differs between two results of a board. Times are no part of it. */
#include "compare/compare.h"

#include <math.h>

#include "aoi-error.h"

/* A part that one run has left out can be neither the same nor different. */
static gboolean
check_part (const Compare *self, const gchar *name, const Result *results[COMPARE_RUNS],
    const GArray *a, const GArray *b, GError **error)
{
  const guint without = a == NULL ? COMPARE_A : COMPARE_B;

  if ((a == NULL) == (b == NULL))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s:%u: has no %s, %s:%u has: cannot be compared",
      results_get_name (self->runs[without].file), results[without]->line, name,
      results_get_name (self->runs[1 - without].file), results[1 - without]->line);
  return FALSE;
}

static void
compare_verdicts (Compare *self, const Result *a, const Result *b)
{
  if (a->passed != b->passed)
    g_ptr_array_add (self->boards,
        compare_change_new (a, compare_show_verdict (a->passed), compare_show_verdict (b->passed),
            b->passed ? a->reason : b->reason));
}

static const ResultDevice *
find_device (const Result *result, gint number)
{
  for (guint i = 0; i < result->devices->len; i++) {
    const ResultDevice *device = &g_array_index (result->devices, ResultDevice, i);

    if (device->number == number)
      return device;
  }
  return NULL;
}

static void
compare_device (Compare *self, const Result *board, gint number, const gchar *a, const gchar *b)
{
  CompareChange *change;

  if (g_strcmp0 (a, b) == 0)
    return;
  change = compare_change_new (board, a, b, NULL);
  change->device = number;
  g_ptr_array_add (self->barcodes, change);
}

static void
compare_devices (Compare *self, const Result *a, const Result *b)
{
  if (a->devices == NULL)
    return;
  for (guint i = 0; i < a->devices->len; i++) {
    const ResultDevice *device = &g_array_index (a->devices, ResultDevice, i);
    const ResultDevice *other = find_device (b, device->number);

    compare_device (
        self, a, device->number, device->barcode, other != NULL ? other->barcode : NULL);
  }
  for (guint i = 0; i < b->devices->len; i++) {
    const ResultDevice *device = &g_array_index (b->devices, ResultDevice, i);

    if (find_device (a, device->number) == NULL)
      compare_device (self, a, device->number, NULL, device->barcode);
  }
}

static gdouble
get_distance (gdouble a, gdouble b)
{
  if (isnan (a) || isnan (b))
    return isnan (a) && isnan (b) ? 0.0 : INFINITY;
  return fabs (a - b);
}

static void
compare_numbers (CompareScore *score, const Result *board, gdouble a, gdouble b, gdouble tolerance)
{
  const gdouble distance = get_distance (a, b);

  if (distance <= tolerance)
    return;
  if (score->n++ == 0 || distance > get_distance (score->from, score->to)) {
    g_free (score->board);
    score->board = result_name (board);
    score->from = a;
    score->to = b;
  }
}

static void
compare_roi (
    Compare *self, const Result *board, const Result *other, const ResultRoi *a, const ResultRoi *b)
{
  CompareRoi *roi = compare_get_roi (self, board->product, a->id, a->type);

  roi->n_compared++;
  self->n_rois++;
  if (!g_str_equal (a->type, b->type) && roi->other_type == NULL)
    roi->other_type = g_strdup (b->type);
  if (a->status != b->status)
    g_ptr_array_add (roi->verdicts,
        compare_change_new (board, aoi_status_to_string (a->status),
            aoi_status_to_string (b->status),
            b->status != AOI_STATUS_PASS ? b->reason : a->reason));
  if (g_strcmp0 (a->reading, b->reading) != 0)
    g_ptr_array_add (roi->readings, compare_change_new (board, a->reading, b->reading, NULL));
  compare_numbers (&roi->score, board, a->score, b->score, self->tolerance);
  compare_numbers (&roi->threshold, board, a->threshold, b->threshold, 0.0);
}

static const ResultRoi *
get_roi (const Result *result, guint index)
{
  return index < result->rois->len ? &g_array_index (result->rois, ResultRoi, index) : NULL;
}

/* Both lists are in the order of numbers. */
static void
compare_rois (Compare *self, const Result *a, const Result *b)
{
  guint i = 0, k = 0;

  if (a->rois == NULL)
    return;
  while (i < a->rois->len || k < b->rois->len) {
    const ResultRoi *first = get_roi (a, i), *second = get_roi (b, k);

    if (second == NULL || (first != NULL && first->id < second->id)) {
      compare_get_roi (self, a->product, first->id, first->type)->only[COMPARE_A]++;
      i++;
    } else if (first == NULL || second->id < first->id) {
      compare_get_roi (self, a->product, second->id, second->type)->only[COMPARE_B]++;
      k++;
    } else {
      compare_roi (self, a, b, first, second);
      i++;
      k++;
    }
  }
}

/**
 * compare_pair:
 * @self: a comparison
 * @a: what A says of a board
 * @b: what B says of it
 * @error: return location for an #AoiError
 *
 * Notes what is different.
 *
 * Returns: whether the two can be compared
 */
gboolean
compare_pair (Compare *self, const Result *a, const Result *b, GError **error)
{
  const Result *results[] = { a, b };

  if (!check_part (self, "device_summaries", results, a->devices, b->devices, error)
      || !check_part (self, "roi_results", results, a->rois, b->rois, error))
    return FALSE;
  self->n_compared++;
  compare_verdicts (self, a, b);
  compare_devices (self, a, b);
  compare_rois (self, a, b);
  return TRUE;
}

gboolean
compare_roi_changed (const CompareRoi *roi)
{
  return roi->other_type != NULL || roi->verdicts->len > 0 || roi->readings->len > 0
      || roi->score.n > 0 || roi->threshold.n > 0 || roi->only[COMPARE_A] > 0
      || roi->only[COMPARE_B] > 0;
}

/* Whether nothing but times, and revisions, has changed. */
gboolean
compare_is_same (const Compare *self)
{
  for (guint i = 0; i < self->rois->len; i++)
    if (compare_roi_changed (g_ptr_array_index (self->rois, i)))
      return FALSE;
  return self->boards->len == 0 && self->barcodes->len == 0 && self->runs[COMPARE_A].only->len == 0
      && self->runs[COMPARE_B].only->len == 0;
}

gboolean
compare_same_revisions (const Compare *self)
{
  const GPtrArray *a = self->runs[COMPARE_A].revisions;
  GPtrArray *b = self->runs[COMPARE_B].revisions;

  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!result_revisions_contain (b, g_ptr_array_index (a, i)))
      return FALSE;
  return TRUE;
}
