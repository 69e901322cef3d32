/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A report after a linking server was asked what its devices' codes stand for. */
#include "report/aoi-report-private.h"

static void
link_device (AoiDeviceSummary *device, const AoiLinkAnswer *answer)
{
  g_autofree gchar *linked = NULL;
  const gchar *reason = answer->reason != NULL ? answer->reason : "no answer";

  if (device->code == NULL)
    return;
  if (answer->linked != NULL)
    linked = g_utf8_make_valid (answer->linked, -1);
  if (!aoi_report_is_code (linked)) {
    device->link_error = g_utf8_make_valid (linked != NULL ? "answer is no code" : reason, -1);
    return;
  }
  g_free (device->barcode);
  device->barcode = g_steal_pointer (&linked);
}

/**
 * aoi_report_new_linked:
 * @report: a report
 * @answers: (array length=n_answers) (nullable): what the server said of the code of each device, in the
 *   order of aoi_report_get_device(); of devices without a code it does not matter
 * @n_answers: how many; devices beyond keep their codes, for want of an answer
 * @waited_ns: how long the report has waited for the answers, nanoseconds
 *
 * Makes the same report, whose devices are named by what their codes are linked to. Verdicts and reasons are
 * those of @report; answers do not change them.
 *
 * Returns: (transfer full): the report
 */
AoiReport *
aoi_report_new_linked (
    const AoiReport *report, const AoiLinkAnswer *answers, guint n_answers, gint64 waited_ns)
{
  const AoiLinkAnswer none = { NULL, NULL };
  AoiReport *self = g_new0 (AoiReport, 1);

  g_atomic_ref_count_init (&self->refs);
  aoi_report_info_copy (&self->info, &report->info);
  self->info.total_ns += waited_ns;
  self->passed = report->passed;
  self->reason = g_strdup (report->reason);
  self->n_rois = report->n_rois;
  self->n_passed = report->n_passed;
  self->rois = g_new (AoiRoiResult, report->n_rois);
  for (guint i = 0; i < report->n_rois; i++)
    aoi_roi_result_copy (&self->rois[i], &report->rois[i]);
  self->n_skipped = report->n_skipped;
  self->skipped = g_new0 (AoiRoiResult, report->n_skipped);
  for (guint i = 0; i < report->n_skipped; i++)
    aoi_roi_result_copy (&self->skipped[i], &report->skipped[i]);
  self->asked = TRUE;
  aoi_report_summarise_devices (self);
  for (guint i = 0; i < self->devices->len; i++)
    link_device (
        &g_array_index (self->devices, AoiDeviceSummary, i), i < n_answers ? &answers[i] : &none);
  return self;
}

/**
 * aoi_report_get_asked:
 * @self: a report
 *
 * Returns: whether a linking server was asked what the devices' codes stand for
 */
gboolean
aoi_report_get_asked (const AoiReport *self)
{
  return self->asked;
}
