/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is kept of the verdicts: a number a ROI and board, and what was read. */
#include "repeat/repeat.h"

#include <math.h>

#include "aoi-result-type.h"

/* Texts that a ROI reads are counted up to so many. */
#define MAX_READINGS 200

static void
free_reading (gpointer data)
{
  RepeatReading *reading = data;

  g_free (reading->text);
  g_free (reading);
}

static void
free_roi (gpointer data)
{
  RepeatRoi *roi = data;

  g_array_unref (roi->samples);
  g_ptr_array_unref (roi->readings);
  g_array_unref (roi->confidences);
  g_free (roi->reason);
  g_free (roi);
}

static RepeatRoi *
roi_new (const AoiRoiResult *result)
{
  RepeatRoi *self = g_new0 (RepeatRoi, 1);

  self->id = result->id;
  self->type = result->type;
  self->samples = g_array_new (FALSE, FALSE, sizeof (RepeatSample));
  self->readings = g_ptr_array_new_with_free_func (free_reading);
  self->confidences = g_array_new (FALSE, FALSE, sizeof (gdouble));
  self->threshold = NAN;
  return self;
}

/* @limit: sigmas that must lie between a ROI's mean score and its threshold */
void
repeat_init (Repeat *self, gdouble limit)
{
  *self = (Repeat){ .limit = limit };
  self->boards = g_ptr_array_new_with_free_func (g_free);
  self->rois = g_ptr_array_new_with_free_func (free_roi);
}

void
repeat_clear (Repeat *self)
{
  g_clear_pointer (&self->boards, g_ptr_array_unref);
  g_clear_pointer (&self->rois, g_ptr_array_unref);
  g_clear_pointer (&self->product, g_free);
  g_clear_pointer (&self->revision, g_free);
}

/* Reports name ROIs in one order, so that @index mostly is right. */
static RepeatRoi *
get_roi (Repeat *self, guint index, const AoiRoiResult *result)
{
  RepeatRoi *roi;

  if (index < self->rois->len) {
    roi = g_ptr_array_index (self->rois, index);
    if (roi->id == result->id)
      return roi;
  }
  for (guint i = 0; i < self->rois->len; i++) {
    roi = g_ptr_array_index (self->rois, i);
    if (roi->id == result->id)
      return roi;
  }
  roi = roi_new (result);
  g_ptr_array_add (self->rois, roi);
  return roi;
}

static void
add_reading (RepeatRoi *self, const AoiRoiResult *result)
{
  const AoiResultType *type = aoi_result_type_lookup (result->type);
  g_autofree gchar *text = type != NULL && type->dup_reading != NULL ? type->dup_reading (result)
                                                                     : NULL;
  RepeatReading *reading;

  if (text == NULL || *text == '\0')
    return;
  for (guint i = 0; i < self->readings->len; i++) {
    reading = g_ptr_array_index (self->readings, i);
    if (g_str_equal (reading->text, text)) {
      reading->n++;
      return;
    }
  }
  if (self->readings->len == MAX_READINGS) {
    self->n_other_readings++;
    return;
  }
  reading = g_new (RepeatReading, 1);
  *reading = (RepeatReading){ g_steal_pointer (&text), 1 };
  g_ptr_array_add (self->readings, reading);
}

static gboolean
is_judged (const AoiRoiResult *result)
{
  return result->status == AOI_STATUS_PASS || result->status == AOI_STATUS_FAIL;
}

static void
add_result (RepeatRoi *self, const AoiRoiResult *result, guint board)
{
  const gdouble confidence = aoi_roi_result_get_double (result, AOI_VALUE_CONFIDENCE, NAN);
  const RepeatSample sample = { board, result->status, is_judged (result) ? result->score : NAN };

  g_array_append_val (self->samples, sample);
  self->n_status[result->status]++;
  if (isfinite (sample.score) && isfinite (result->threshold))
    self->threshold = result->threshold;
  if (isfinite (confidence))
    g_array_append_val (self->confidences, confidence);
  if (aoi_roi_result_get_string (result, AOI_VALUE_EXPECTED_TEXT) != NULL)
    self->is_expected = TRUE;
  if (!aoi_roi_result_passed (result) && self->reason == NULL)
    self->reason = g_strdup (result->reason != NULL ? result->reason : "no reason is told");
  add_reading (self, result);
}

/* A product that is changed meanwhile would look like a spread. */
static void
follow_revision (Repeat *self, const AoiReportInfo *info)
{
  if (self->boards->len == 0) {
    self->product = g_strdup (info->product);
    self->revision = g_strdup (info->revision);
  } else if (g_strcmp0 (self->revision, info->revision) != 0) {
    self->is_mixed = TRUE;
  }
}

/* Adds the verdict on a whole board. */
void
repeat_add (Repeat *self, const gchar *label, const AoiReport *report)
{
  follow_revision (self, aoi_report_get_info (report));
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    const AoiRoiResult *result = aoi_report_get_roi (report, i);

    add_result (get_roi (self, i, result), result, self->boards->len);
  }
  self->n_passed += aoi_report_get_passed (report);
  g_ptr_array_add (self->boards, g_strdup (label));
}
