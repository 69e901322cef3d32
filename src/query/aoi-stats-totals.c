/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "query/aoi-stats.h"

static void
add_count (JsonBuilder *json, const gchar *name, gint64 count)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, count);
}

/* A share of nothing is null. */
static void
add_share (JsonBuilder *json, const gchar *name, gint64 part, gint64 whole)
{
  json_builder_set_member_name (json, name);
  if (whole > 0)
    json_builder_add_double_value (json, aoi_stats_get_share (part, whole));
  else
    json_builder_add_null_value (json);
}

/**
 * aoi_stats_totals_to_json:
 * @self: sums
 * @json: where an object is open
 *
 * Adds the sums and their shares, in per cent, as its members.
 */
void
aoi_stats_totals_to_json (const AoiStatsTotals *self, JsonBuilder *json)
{
  add_count (json, "boards", self->boards);
  add_count (json, "passed", self->passed);
  add_count (json, "failed", self->failed);
  add_count (json, "not_inspected", self->not_inspected);
  add_share (json, "yield", self->passed, self->boards);
  add_count (json, "codes", self->codes);
  add_count (json, "first_passed", self->first_passed);
  add_share (json, "first_pass_yield", self->first_passed, self->codes);
  add_count (json, "again", self->again);
  add_count (json, "rois_failed", self->rois_failed);
  add_count (json, "false_calls", self->false_calls);
  add_share (json, "false_call_rate", self->false_calls, self->rois_failed);
}
