/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report for programs. */
#include <math.h>

#include "aoi-json-writer.h"
#include "challenge.h"

static void
add_number (JsonBuilder *json, const gchar *name, gdouble value)
{
  json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

static void
add_count (JsonBuilder *json, const gchar *name, guint value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, value);
}

static void
add_text (JsonBuilder *json, const gchar *name, const gchar *text)
{
  g_autofree gchar *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (json, name);
  if (valid != NULL)
    json_builder_add_string_value (json, valid);
  else
    json_builder_add_null_value (json);
}

static void
begin_array (JsonBuilder *json, const gchar *name)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
}

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
  add_number (json, "size", unit == CHALLENGE_UNIT_NONE ? NAN : level->size);
  add_number (json, "share", unit == CHALLENGE_UNIT_SHARE ? level->share : NAN);
  json_builder_set_member_name (json, "usual");
  json_builder_add_boolean_value (json, level->is_usual);
  add_count (json, "drawn", level->drawn);
  add_count (json, "caught", level->called);
  json_builder_end_object (json);
}

static void
add_smallest (JsonBuilder *json, const ChallengeLevel *level)
{
  if (level == NULL || challenge_kind_get_info (level->kind)->unit == CHALLENGE_UNIT_NONE)
    level = NULL;
  add_number (json, "smallest", level != NULL ? level->size : NAN);
  add_number (json, "smallest_share", level != NULL && level->share > 0.0 ? level->share : NAN);
}

static void
add_kind (JsonBuilder *json, const ChallengeRoi *roi, ChallengeKind kind)
{
  const ChallengeKindInfo *info = challenge_kind_get_info (kind);
  guint n, drawn, called;
  const ChallengeLevel *levels = challenge_roi_get_levels (roi, kind, &n);

  challenge_roi_count_usual (roi, kind, &drawn, &called);
  json_builder_begin_object (json);
  add_text (json, "kind", info->name);
  add_text (json, "unit", get_unit (info->unit));
  add_number (json, "escapes", get_share (drawn - called, drawn));
  add_smallest (json, challenge_roi_get_smallest (roi, kind));
  begin_array (json, "sizes");
  for (guint i = 0; i < n; i++)
    add_level (json, &levels[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_goldens (JsonBuilder *json, const ChallengeRoi *roi)
{
  const GPtrArray *goldens = roi->prepared->roi->goldens;

  begin_array (json, "goldens");
  for (guint i = 0; i < goldens->len; i++) {
    json_builder_begin_object (json);
    add_text (json, "name", ((const AoiGolden *) g_ptr_array_index (goldens, i))->name);
    json_builder_set_member_name (json, "bare");
    json_builder_add_boolean_value (json, roi->is_bare[i]);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
add_good (JsonBuilder *json, const ChallengeRoi *roi)
{
  guint drawn, called;

  challenge_roi_count_usual (roi, CHALLENGE_GOOD, &drawn, &called);
  add_number (json, "threshold", roi->cases[0].threshold);
  add_count (json, "good", drawn);
  add_count (json, "called_false", called);
  add_number (json, "false_calls", get_share (called, drawn));
  add_number (json, "threshold_1_percent", challenge_roi_get_threshold (roi, 0.01));
}

static void
add_roi (JsonBuilder *json, const ChallengeRoi *roi)
{
  gboolean has_defects = roi->n_cases > 0 && !roi->is_dead;

  json_builder_begin_object (json);
  add_count (json, "idx", (guint) roi->prepared->roi->id);
  add_text (json, "type", roi->prepared->roi->type);
  json_builder_set_member_name (json, "challenged");
  json_builder_add_boolean_value (json, TRUE);
  add_count (json, "width", (guint) roi->width);
  add_count (json, "height", (guint) roi->height);
  add_goldens (json, roi);
  if (roi->n_cases > 0)
    add_good (json, roi);
  begin_array (json, "kinds");
  for (ChallengeKind kind = CHALLENGE_GOOD + 1; has_defects && kind < CHALLENGE_LAST; kind++)
    add_kind (json, roi, kind);
  json_builder_end_array (json);
  begin_array (json, "findings");
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

    if (roi->enabled && roi->type == g_intern_string (AOI_TYPE_COMPARE))
      continue;
    json_builder_begin_object (json);
    add_count (json, "idx", (guint) roi->id);
    add_text (json, "type", roi->type);
    json_builder_set_member_name (json, "challenged");
    json_builder_add_boolean_value (json, FALSE);
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
  add_text (json, "kind", challenge_kind_get_info (kind)->name);
  add_count (json, "drawn", drawn);
  add_count (json, "caught", called);
  add_number (json, "escapes", get_share (drawn - called, drawn));
  json_builder_end_object (json);
}

static void
add_challenge (JsonBuilder *json, const Challenge *self)
{
  const AoiProduct *product = aoi_revision_get_product (self->revision);

  add_text (json, "product", aoi_product_get_name (product));
  add_text (json, "revision", aoi_product_get_hash (product));
  add_count (json, "seed", self->seed);
  add_count (json, "trials", self->trials);
  json_builder_set_member_name (json, "passed");
  json_builder_add_boolean_value (json, challenge_is_good (self));
  begin_array (json, "kinds");
  for (ChallengeKind kind = CHALLENGE_GOOD + 1; kind < CHALLENGE_LAST; kind++)
    add_total (json, self, kind);
  json_builder_end_array (json);
  begin_array (json, "rois");
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
  g_autoptr (JsonNode) root = NULL;
  g_autofree gchar *text = NULL;

  json_builder_begin_object (json);
  add_challenge (json, self);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = aoi_json_write (root);
  g_print ("%s\n", text);
}
