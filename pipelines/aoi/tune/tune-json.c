/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is proposed, for programs. */
#include "tune/tune.h"

#include <math.h>

#include "common/json-out.h"

static const gchar *const advices[] = {
  [TUNE_NOTHING] = "nothing",
  [TUNE_TOO_LITTLE] = "too-little",
  [TUNE_HINT] = "hint",
  [TUNE_PROPOSAL] = "proposal",
};

static void
add_counts (JsonBuilder *json, const gchar *name, const TuneCounts *counts)
{
  json_out_begin_object (json, name);
  json_out_count (json, "false_calls", counts->false_calls);
  json_out_count (json, "escapes", counts->escapes);
  json_builder_end_object (json);
}

static void
add_areas (JsonBuilder *json, const TuneChange *change)
{
  json_out_begin_array (json, "ignore");
  for (guint i = 0; i < change->ignore->len; i++) {
    const AoiRect *area = &g_array_index (change->ignore, AoiRect, i);

    json_builder_begin_array (json);
    json_builder_add_int_value (json, area->x);
    json_builder_add_int_value (json, area->y);
    json_builder_add_int_value (json, area->x + area->width);
    json_builder_add_int_value (json, area->y + area->height);
    json_builder_end_array (json);
  }
  json_builder_end_array (json);
}

static void
add_change (JsonBuilder *json, const TuneRoi *roi)
{
  const TuneChange *change = &roi->change;

  json_out_begin_object (json, "change");
  json_out_number (json, "threshold", change->threshold);
  json_out_text (json, "limit", change->term);
  json_out_number (json, "factor", change->term != NULL ? change->factor : NAN);
  add_areas (json, change);
  json_out_begin_array (json, "goldens");
  for (guint i = 0; i < change->goldens->len; i++) {
    const guint index = g_array_index (change->goldens, guint, i);
    g_autofree gchar *path = g_utf8_make_valid (
        g_array_index (roi->samples, TuneSample, index).board->path, -1);

    json_builder_add_string_value (json, path);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_roi (JsonBuilder *json, const TuneRoi *roi)
{
  json_builder_begin_object (json);
  json_out_count (json, "roi_id", (guint64) roi->prepared->roi->id);
  json_out_text (json, "type", roi->prepared->roi->type);
  json_out_text (json, "advice", advices[roi->advice]);
  json_out_count (json, "good", roi->before.good);
  json_out_count (json, "bad", roi->before.bad);
  add_counts (json, "before", &roi->before);
  add_counts (json, "after", &roi->after);
  add_change (json, roi);
  json_out_count (json, "drawn", roi->drawn);
  json_out_count (json, "missed", roi->missed);
  json_builder_end_object (json);
}

static void
add_boards (JsonBuilder *json, const Tune *self, const gchar *name, gboolean after)
{
  json_out_begin_object (json, name);
  json_out_count (json, "good_failing", tune_count_boards (self, TUNE_GOOD, after, FALSE));
  json_out_count (json, "bad_passing", tune_count_boards (self, TUNE_BAD, after, TRUE));
  json_builder_end_object (json);
}

/* Writes one object on a line. @path: `-` is standard output */
gboolean
tune_write_json (const Tune *self, const gchar *path, GError **error)
{
  const AoiProduct *product = aoi_revision_get_product (self->revision);
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();

  json_builder_begin_object (json);
  json_out_text (json, "product", aoi_product_get_name (product));
  json_out_text (json, "revision", aoi_product_get_hash (product));
  json_out_count (json, "folds", self->n_folds);
  json_out_count (json, "seed", self->seed);
  json_out_count (json, "boards", self->boards->len);
  add_boards (json, self, "before", FALSE);
  add_boards (json, self, "after", TRUE);
  json_out_begin_array (json, "rois");
  for (guint i = 0; i < self->rois->len; i++)
    add_roi (json, g_ptr_array_index (self->rois, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  return json_out_save (json, "--json", path, error);
}
