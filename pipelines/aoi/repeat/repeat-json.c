/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The study for programs. */
#include "repeat/repeat.h"

#include <math.h>

#include "common/json-out.h"

static const gchar *const findings[] = {
  [REPEAT_FLIPS] = "flips",
  [REPEAT_NOT_INSPECTED] = "not-inspected",
  [REPEAT_READS] = "reads",
  [REPEAT_NEAR] = "near",
  [REPEAT_STABLE] = "stable",
};

static void
add_spread (JsonBuilder *json, const gchar *name, const RepeatSpread *spread)
{
  json_out_begin_object (json, name);
  json_out_count (json, "n", spread->n);
  json_out_number (json, "mean", spread->mean);
  json_out_number (json, "sigma", spread->sigma);
  json_out_number (json, "min", spread->min);
  json_out_number (json, "max", spread->max);
  json_builder_end_object (json);
}

static void
add_readings (JsonBuilder *json, const RepeatRoi *roi)
{
  json_out_begin_array (json, "readings");
  for (guint i = 0; i < roi->readings->len; i++) {
    const RepeatReading *reading = g_ptr_array_index (roi->readings, i);

    json_builder_begin_object (json);
    json_out_text (json, "text", reading->text);
    json_out_count (json, "boards", reading->n);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  json_out_count (json, "other_readings", roi->n_other_readings);
}

static void
add_samples (JsonBuilder *json, const RepeatRoi *roi)
{
  json_out_begin_array (json, "scores");
  for (guint i = 0; i < roi->samples->len; i++) {
    const RepeatSample *sample = &g_array_index (roi->samples, RepeatSample, i);

    json_builder_begin_object (json);
    json_out_count (json, "board", sample->board);
    json_out_text (json, "status", aoi_status_to_string (sample->status));
    json_out_number (json, "score", sample->score);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
add_roi (JsonBuilder *json, const Repeat *self, const RepeatRoi *roi)
{
  g_autofree gchar *words = repeat_roi_describe (roi, self->limit);

  json_builder_begin_object (json);
  json_out_count (json, "roi_id", (guint64) roi->id);
  json_out_text (json, "type", roi->type);
  json_out_text (json, "finding", findings[roi->finding]);
  json_out_text (json, "words", *words != '\0' ? words : NULL);
  json_out_count (json, "boards", roi->samples->len);
  for (guint i = 0; i < G_N_ELEMENTS (roi->n_status); i++)
    if (i != AOI_STATUS_SKIPPED || roi->n_status[i] > 0)
      json_out_count (json, aoi_status_to_string ((AoiStatus) i), roi->n_status[i]);
  json_out_boolean (json, "measured", roi->is_measured);
  json_out_number (json, "threshold", roi->threshold);
  add_spread (json, "score", &roi->score);
  add_spread (json, "confidence", &roi->confidence);
  json_out_number (json, "sigmas", roi->sigmas);
  json_out_number (json, "cpk", repeat_roi_get_capability (roi));
  json_out_number (json, "flips_per_1000", roi->flips);
  json_out_text (json, "reason", roi->reason);
  add_readings (json, roi);
  add_samples (json, roi);
  json_builder_end_object (json);
}

/* Writes one object on a line. @path: `-` is standard output */
gboolean
repeat_write_json (const Repeat *self, const gchar *path, GError **error)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();

  json_builder_begin_object (json);
  json_out_text (json, "product", self->product);
  json_out_text (json, "revision", self->revision);
  json_out_number (json, "limit", self->limit);
  json_out_count (json, "boards", self->boards->len);
  json_out_count (json, "passed", self->n_passed);
  json_out_boolean (json, "spread", repeat_has_spread (self));
  json_out_begin_array (json, "labels");
  for (guint i = 0; i < self->boards->len; i++) {
    g_autofree gchar *label = g_utf8_make_valid (g_ptr_array_index (self->boards, i), -1);

    json_builder_add_string_value (json, label);
  }
  json_builder_end_array (json);
  json_out_begin_array (json, "unstable");
  for (guint i = 0; i < repeat_count_unstable (self); i++)
    json_builder_add_int_value (json, ((const RepeatRoi *) g_ptr_array_index (self->rois, i))->id);
  json_builder_end_array (json);
  json_out_begin_array (json, "rois");
  for (guint i = 0; i < self->rois->len; i++)
    add_roi (json, self, g_ptr_array_index (self->rois, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  return json_out_save (json, "--json", path, error);
}
