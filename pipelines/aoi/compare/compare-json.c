/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The comparison for programs. */
#include "compare/compare.h"

#include "common/json-out.h"

static void
add_run (JsonBuilder *json, const gchar *name, const CompareRun *run)
{
  json_out_begin_object (json, name);
  json_out_text (json, "file", results_get_name (run->file));
  json_out_count (json, "boards", run->n_boards);
  json_out_count (json, "passed", run->n_passed);
  json_out_revisions (json, run->revisions);
  json_out_begin_array (json, "only");
  for (guint i = 0; i < run->only->len; i++) {
    const CompareChange *change = g_ptr_array_index (run->only, i);

    json_builder_begin_object (json);
    json_out_text (json, "board", change->board);
    json_out_text (json, "verdict", change->from);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_changes (JsonBuilder *json, const gchar *name, const GPtrArray *changes)
{
  json_out_begin_array (json, name);
  for (guint i = 0; i < changes->len; i++) {
    const CompareChange *change = g_ptr_array_index (changes, i);

    json_builder_begin_object (json);
    json_out_text (json, "board", change->board);
    if (change->device != 0)
      json_out_number (json, "device", change->device);
    json_out_text (json, "from", change->from);
    json_out_text (json, "to", change->to);
    if (change->why != NULL)
      json_out_text (json, "reason", change->why);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
add_score (JsonBuilder *json, const gchar *name, const CompareScore *score)
{
  json_out_begin_object (json, name);
  json_out_count (json, "boards", score->n);
  if (score->n > 0) {
    json_out_text (json, "board", score->board);
    json_out_number (json, "from", score->from);
    json_out_number (json, "to", score->to);
  }
  json_builder_end_object (json);
}

static void
add_roi (JsonBuilder *json, const CompareRoi *roi)
{
  json_builder_begin_object (json);
  json_out_text (json, "product", roi->product);
  json_builder_set_member_name (json, "roi_id");
  json_builder_add_int_value (json, roi->id);
  json_out_text (json, "type", roi->type);
  json_out_text (json, "other_type", roi->other_type);
  json_out_count (json, "compared", roi->n_compared);
  json_out_count (json, "only_in_a", roi->only[COMPARE_A]);
  json_out_count (json, "only_in_b", roi->only[COMPARE_B]);
  add_changes (json, "verdicts", roi->verdicts);
  add_score (json, "threshold", &roi->threshold);
  add_score (json, "score", &roi->score);
  add_changes (json, "readings", roi->readings);
  json_builder_end_object (json);
}

/* Prints one object on a line. */
void
compare_print_json (const Compare *self)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();

  json_builder_begin_object (json);
  json_out_boolean (json, "same", compare_is_same (self));
  json_out_boolean (json, "same_revisions", compare_same_revisions (self));
  json_out_number (json, "tolerance", self->tolerance);
  json_out_count (json, "compared", self->n_compared);
  add_run (json, "a", &self->runs[COMPARE_A]);
  add_run (json, "b", &self->runs[COMPARE_B]);
  add_changes (json, "boards", self->boards);
  add_changes (json, "barcodes", self->barcodes);
  json_out_begin_array (json, "rois");
  for (guint i = 0; i < self->rois->len; i++)
    if (compare_roi_changed (g_ptr_array_index (self->rois, i)))
      add_roi (json, g_ptr_array_index (self->rois, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  json_out_print (json);
}
