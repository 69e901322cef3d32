/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for programs. */
#include "common/json-out.h"
#include "recheck/recheck.h"

static void
add_product (JsonBuilder *json, const gchar *name, AoiRevision *revision)
{
  const AoiProduct *product = aoi_revision_get_product (revision);

  json_out_begin_object (json, name);
  json_out_text (json, "product", aoi_product_get_name (product));
  json_out_text (json, "revision", aoi_product_get_hash (product));
  json_builder_end_object (json);
}

static void
add_verdict (JsonBuilder *json, const gchar *name, const RecheckVerdict *verdict)
{
  json_out_begin_object (json, name);
  json_out_boolean (json, "passes", verdict->passes);
  json_out_number (json, "score", verdict->score);
  json_out_number (json, "threshold", verdict->threshold);
  json_out_text (json, "reason", verdict->reason);
  json_builder_end_object (json);
}

static void
add_crop (JsonBuilder *json, const RecheckCrop *crop)
{
  json_builder_begin_object (json);
  json_out_text (json, "record", crop->record);
  json_out_text (json, "crop", crop->file);
  json_out_count (json, "roi", (guint) crop->id);
  json_out_text (json, "type", crop->type);
  add_verdict (json, "old", &crop->verdicts[RECHECK_OLD]);
  add_verdict (json, "new", &crop->verdicts[RECHECK_NEW]);
  json_builder_end_object (json);
}

/* Prints one object on a line. */
void
recheck_print_json (const Recheck *self)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  const guint n_passing = recheck_count_changed (self, TRUE);
  const guint n_failing = recheck_count_changed (self, FALSE);

  json_builder_begin_object (json);
  json_out_boolean (json, "same", n_passing + n_failing == 0);
  add_product (json, "old", self->revisions[RECHECK_OLD]);
  add_product (json, "new", self->revisions[RECHECK_NEW]);
  json_out_count (json, "records", self->n_records);
  json_out_count (json, "crops", self->crops->len);
  json_out_count (json, "unfit", self->n_unfit);
  json_out_count (json, "passing_now", n_passing);
  json_out_count (json, "failing_now", n_failing);
  json_out_begin_array (json, "changes");
  for (guint i = 0; i < self->crops->len; i++)
    if (recheck_is_changed (g_ptr_array_index (self->crops, i)))
      add_crop (json, g_ptr_array_index (self->crops, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  json_out_print (json);
}
