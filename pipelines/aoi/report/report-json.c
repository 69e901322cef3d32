/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for programs. */
#include "report/report.h"

#include <math.h>

#include "common/json-out.h"

/* As many as the page has. */
#define BINS_A_SIDE 15

static void
add_times (JsonBuilder *json, const gchar *name, const AoiHistogram *times)
{
  const gboolean any = times->count > 0;

  json_out_begin_object (json, name);
  json_out_number (json, "mean", any ? (gdouble) aoi_histogram_get_mean (times) / 1e6 : NAN);
  json_out_number (
      json, "p99", any ? (gdouble) aoi_histogram_get_quantile (times, 0.99) / 1e6 : NAN);
  json_out_number (json, "max", any ? (gdouble) times->max / 1e6 : NAN);
  json_builder_end_object (json);
}

static void
add_score (JsonBuilder *json, const gchar *name, const ReportScore *score)
{
  json_builder_set_member_name (json, name);
  if (score->board == NULL) {
    json_builder_add_null_value (json);
    return;
  }
  json_builder_begin_object (json);
  json_out_number (json, "score", score->score);
  json_out_number (json, "threshold", score->threshold);
  json_out_text (json, "board", score->board);
  json_out_text (json, "place", score->place);
  json_builder_end_object (json);
}

static void
add_bin (JsonBuilder *json, gdouble from, gdouble to, guint passing, guint failing)
{
  json_builder_begin_object (json);
  json_out_number (json, "from", from);
  json_out_number (json, "to", to);
  json_out_count (json, "passed", passing);
  json_out_count (json, "failed", failing);
  json_builder_end_object (json);
}

static void
add_bins (JsonBuilder *json, const ReportRoi *roi)
{
  g_auto (ReportBins) bins = { 0 };

  json_out_begin_array (json, "scores");
  if (report_bins_init (&bins, roi, BINS_A_SIDE)) {
    if (bins.lower[0] + bins.lower[1] > 0)
      add_bin (json, NAN, report_bins_get_edge (&bins, 0), bins.lower[0], bins.lower[1]);
    for (guint i = 0; i < bins.n; i++)
      add_bin (json, report_bins_get_edge (&bins, i), report_bins_get_edge (&bins, i + 1),
          bins.passing[i], bins.failing[i]);
  }
  json_builder_end_array (json);
}

static void
add_reasons (JsonBuilder *json, const ReportRoi *roi)
{
  g_autoptr (GPtrArray) reasons = report_roi_list_reasons (roi);

  json_out_begin_array (json, "reasons");
  for (guint i = 0; i < reasons->len; i++) {
    const ReportReason *reason = g_ptr_array_index (reasons, i);

    json_builder_begin_object (json);
    json_out_text (json, "reason", reason->text);
    json_out_count (json, "boards", reason->n);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  json_out_count (json, "other_reasons", roi->n_other_reasons);
}

static void
add_roi (JsonBuilder *json, const ReportRoi *roi)
{
  json_builder_begin_object (json);
  json_out_text (json, "product", roi->product);
  json_builder_set_member_name (json, "roi_id");
  json_builder_add_int_value (json, roi->id);
  json_out_text (json, "type", roi->type);
  json_out_count (json, "boards", report_roi_get_count (roi));
  for (guint i = 0; i < G_N_ELEMENTS (roi->n_status); i++)
    if (i != AOI_STATUS_SKIPPED || roi->n_status[i] > 0)
      json_out_count (json, aoi_status_to_string ((AoiStatus) i), roi->n_status[i]);
  json_out_number (json, "pass_rate", report_roi_get_pass_rate (roi));
  json_out_number (json, "threshold", roi->threshold);
  json_out_number (json, "min_threshold", roi->min_threshold);
  json_out_number (json, "max_threshold", roi->max_threshold);
  json_out_number (json, "median_pass", report_roi_get_median (roi));
  add_score (json, "closest_pass", &roi->closest);
  add_score (json, "closest_fail", &roi->best_failing);
  json_out_number (json, "closeness", report_roi_get_closeness (roi));
  add_times (json, "time_ms", &roi->times);
  add_bins (json, roi);
  add_reasons (json, roi);
  json_builder_end_object (json);
}

/* Prints one object on a line. */
void
report_print_json (const Report *self)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();

  json_builder_begin_object (json);
  json_out_count (json, "files", self->n_files);
  json_out_count (json, "boards", self->n_boards);
  json_out_count (json, "passed", self->n_passed);
  json_out_count (json, "incomplete", self->n_incomplete);
  json_out_count (json, "broken", self->n_broken);
  json_out_revisions (json, self->revisions);
  add_times (json, "time_ms", &self->times);
  json_out_begin_array (json, "rois");
  for (guint i = 0; i < self->rois->len; i++)
    add_roi (json, g_ptr_array_index (self->rois, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  json_out_print (json);
}
