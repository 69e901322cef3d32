/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for programs. */
#include <math.h>

#include "challenge/challenge.h"
#include "common/json-out.h"

static gdouble
get_share (guint part, guint whole)
{
  return whole > 0 ? (gdouble) part / whole : NAN;
}

static const gchar *
get_unit (ChallengeUnit unit)
{
  return unit == CHALLENGE_UNIT_SHARE ? "px" : unit == CHALLENGE_UNIT_DEGREES ? "degrees" : NULL;
}

static void
add_level (JsonBuilder *json, const ChallengeLevel *level)
{
  ChallengeUnit unit = challenge_kind_get_info (level->kind)->unit;

  json_builder_begin_object (json);
  json_out_number (json, "size", unit == CHALLENGE_UNIT_NONE ? NAN : level->size);
  json_out_number (json, "share", unit == CHALLENGE_UNIT_SHARE ? level->share : NAN);
  json_out_boolean (json, "usual", level->is_usual);
  json_out_count (json, "drawn", level->drawn);
  json_out_count (json, "caught", level->called);
  json_builder_end_object (json);
}

static void
add_smallest (JsonBuilder *json, const ChallengeLevel *level)
{
  if (level == NULL || challenge_kind_get_info (level->kind)->unit == CHALLENGE_UNIT_NONE)
    level = NULL;
  json_out_number (json, "smallest", level != NULL ? level->size : NAN);
  json_out_number (
      json, "smallest_share", level != NULL && level->share > 0.0 ? level->share : NAN);
}

static void
add_kind (JsonBuilder *json, const ChallengeRoi *roi, ChallengeKind kind)
{
  const ChallengeKindInfo *info = challenge_kind_get_info (kind);
  guint n, drawn, called;
  const ChallengeLevel *levels = challenge_roi_get_levels (roi, kind, &n);

  challenge_roi_count_usual (roi, kind, &drawn, &called);
  json_builder_begin_object (json);
  json_out_text (json, "kind", info->name);
  json_out_text (json, "unit", get_unit (info->unit));
  json_out_number (json, "escapes", get_share (drawn - called, drawn));
  add_smallest (json, challenge_roi_get_smallest (roi, kind));
  json_out_begin_array (json, "sizes");
  for (guint i = 0; i < n; i++)
    add_level (json, &levels[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_goldens (JsonBuilder *json, const ChallengeRoi *roi)
{
  const GPtrArray *goldens = roi->prepared->roi->goldens;

  json_out_begin_array (json, "goldens");
  for (guint i = 0; i < goldens->len; i++) {
    json_builder_begin_object (json);
    json_out_text (json, "name", ((const AoiGolden *) g_ptr_array_index (goldens, i))->name);
    json_out_boolean (json, "bare", roi->is_bare[i]);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
add_good (JsonBuilder *json, const ChallengeRoi *roi)
{
  guint drawn, called;

  challenge_roi_count_usual (roi, CHALLENGE_GOOD, &drawn, &called);
  json_out_number (json, "threshold", roi->cases[0].threshold);
  json_out_count (json, "good", drawn);
  json_out_count (json, "called_false", called);
  json_out_number (json, "false_calls", get_share (called, drawn));
  json_out_number (json, "threshold_1_percent", challenge_roi_get_threshold (roi, 0.01));
}

static void
add_roi (JsonBuilder *json, const ChallengeRoi *roi)
{
  gboolean has_defects = roi->n_cases > 0 && !roi->is_dead;

  json_builder_begin_object (json);
  json_out_count (json, "idx", (guint) roi->prepared->roi->id);
  json_out_text (json, "type", roi->prepared->roi->type);
  json_out_boolean (json, "challenged", TRUE);
  json_out_count (json, "width", (guint) roi->width);
  json_out_count (json, "height", (guint) roi->height);
  add_goldens (json, roi);
  if (roi->n_cases > 0)
    add_good (json, roi);
  json_out_begin_array (json, "kinds");
  for (ChallengeKind kind = CHALLENGE_GOOD + 1; has_defects && kind < CHALLENGE_LAST; kind++)
    add_kind (json, roi, kind);
  json_builder_end_array (json);
  json_out_begin_array (json, "findings");
  for (guint i = 0; i < roi->findings->len; i++) {
    g_autofree gchar *text = g_utf8_make_valid (g_ptr_array_index (roi->findings, i), -1);

    json_builder_add_string_value (json, text);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_unchallenged (JsonBuilder *json, const Challenge *self)
{
  const AoiProduct *product = aoi_revision_get_product (self->revision);

  for (guint i = 0; self->id == 0 && i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    if (challenge_takes (roi))
      continue;
    json_builder_begin_object (json);
    json_out_count (json, "idx", (guint) roi->id);
    json_out_text (json, "type", roi->type);
    json_out_boolean (json, "challenged", FALSE);
    json_builder_end_object (json);
  }
}

/* Escapes of a kind among all ROIs. */
static void
add_total (JsonBuilder *json, const Challenge *self, ChallengeKind kind)
{
  guint drawn = 0, called = 0;

  for (guint i = 0; i < self->rois->len; i++) {
    guint n, caught;

    challenge_roi_count_usual (g_ptr_array_index (self->rois, i), kind, &n, &caught);
    drawn += n;
    called += caught;
  }
  json_builder_begin_object (json);
  json_out_text (json, "kind", challenge_kind_get_info (kind)->name);
  json_out_count (json, "drawn", drawn);
  json_out_count (json, "caught", called);
  json_out_number (json, "escapes", get_share (drawn - called, drawn));
  json_builder_end_object (json);
}

/* Only if the product has fiducials. */
static void
add_moved (JsonBuilder *json, const ChallengeMoved *moved)
{
  if (moved->boards == 0)
    return;
  json_out_begin_object (json, "moved");
  json_out_count (json, "boards", moved->boards);
  json_out_count (json, "found", moved->found);
  json_out_number (json, "off", moved->found > 0 ? moved->off : NAN);
  json_out_number (json, "turned", moved->found > 0 ? moved->turned : NAN);
  json_out_count (json, "rois", moved->rois);
  json_out_count (json, "held", moved->held);
  json_builder_end_object (json);
}

static void
add_challenge (JsonBuilder *json, const Challenge *self)
{
  const AoiProduct *product = aoi_revision_get_product (self->revision);

  json_out_text (json, "product", aoi_product_get_name (product));
  json_out_text (json, "revision", aoi_product_get_hash (product));
  json_out_count (json, "seed", self->seed);
  json_out_count (json, "trials", self->trials);
  json_out_boolean (json, "passed", challenge_is_good (self));
  add_moved (json, &self->moved);
  json_out_begin_array (json, "kinds");
  for (ChallengeKind kind = CHALLENGE_GOOD + 1; kind < CHALLENGE_LAST; kind++)
    add_total (json, self, kind);
  json_builder_end_array (json);
  json_out_begin_array (json, "rois");
  for (guint i = 0; i < self->rois->len; i++)
    add_roi (json, g_ptr_array_index (self->rois, i));
  add_unchallenged (json, self);
  json_builder_end_array (json);
}

/* Prints one object on a line. */
void
challenge_print_json (const Challenge *self)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();

  json_builder_begin_object (json);
  add_challenge (json, self);
  json_builder_end_object (json);
  json_out_print (json);
}
