/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a product says as JSON, and what both ways to show it have in common. */
#include "check.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "aoi-roi-type.h"
#include "common/json-out.h"
#include "common/spread.h"

/* The capture groups of the enabled ROIs, in the order of their first ROI. */
GArray *
check_find_groups (AoiRevision *revision)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (CheckGroup));

  for (guint i = 0; i < aoi_revision_get_n_rois (revision); i++) {
    const AoiRoi *roi = aoi_revision_get_roi (revision, i)->roi;
    CheckGroup *found = NULL;

    for (guint k = 0; k < groups->len && found == NULL; k++) {
      CheckGroup *group = &g_array_index (groups, CheckGroup, k);

      if (group->focus == roi->focus && group->exposure == roi->exposure)
        found = group;
    }
    if (found != NULL)
      found->n_rois++;
    else
      g_array_append_vals (groups, &(CheckGroup){ roi->focus, roi->exposure, 1 }, 1);
  }
  return groups;
}

/* Goldens of disabled ROIs are not loaded, those of an array are shared. */
static gboolean
judges_goldens (const AoiRoi *roi)
{
  return roi->enabled && roi->place <= 1 && aoi_roi_has_goldens (roi);
}

/* Returns: (transfer full) (nullable): why no view can pass by any golden; goldens are looked at one by one until one
 * is of use */
gchar *
check_find_useless (const AoiRoi *roi)
{
  g_autoptr (AoiGoldenAudit) audit = NULL;
  gboolean is_useless = judges_goldens (roi) && roi->goldens->len > 0;

  for (guint i = 0; is_useless && i < roi->goldens->len; i++) {
    g_autoptr (GPtrArray) one = g_ptr_array_new ();

    g_ptr_array_add (one, g_ptr_array_index (roi->goldens, i));
    g_clear_pointer (&audit, aoi_golden_audit_free);
    audit = aoi_golden_audit_new (roi, one);
    is_useless = audit->findings[0].problem != NULL;
  }
  if (!is_useless)
    return NULL;
  return g_strdup_printf ("no view can pass: %s", audit->findings[0].problem);
}

/* Returns NULL where no goldens are compared. */
AoiGoldenSpread *
check_find_spread (const AoiRoi *roi)
{
  return judges_goldens (roi) ? aoi_golden_spread_new (roi, roi->goldens) : NULL;
}

/* What only ROIs of its type have. */
static void
add_typed_json (JsonBuilder *json, const AoiRoi *roi)
{
  const AoiRoiType *type = aoi_roi_type_lookup (roi->type);
  g_autoptr (GVariant) members = NULL;
  GVariantIter iter;
  const gchar *key;
  GVariant *value;

  if (type == NULL || type->dup_check == NULL)
    return;
  members = type->dup_check (roi);
  if (members == NULL)
    return;
  g_variant_take_ref (members);
  g_variant_iter_init (&iter, members);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value)) {
    json_builder_set_member_name (json, key);
    json_builder_add_value (json, json_gvariant_serialize (value));
  }
}

static void
add_roi_json (JsonBuilder *json, const AoiRoi *roi)
{
  g_autoptr (AoiGoldenSpread) spread = check_find_spread (roi);
  g_autofree gchar *useless = check_find_useless (roi);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "idx");
  json_builder_add_int_value (json, roi->id);
  json_builder_set_member_name (json, "type");
  json_builder_add_string_value (json, roi->type);
  json_builder_set_member_name (json, "device");
  json_builder_add_int_value (json, roi->device);
  json_builder_set_member_name (json, "coords");
  json_out_rect (json, &roi->rect);
  json_builder_set_member_name (json, "rotation");
  json_builder_add_int_value (json, roi->rotation);
  json_builder_set_member_name (json, "focus");
  json_builder_add_int_value (json, roi->focus);
  json_builder_set_member_name (json, "exposure");
  json_builder_add_int_value (json, roi->exposure);
  json_builder_set_member_name (json, "enabled");
  json_builder_add_boolean_value (json, roi->enabled);
  json_builder_set_member_name (json, "threshold");
  if (isnan (roi->threshold))
    json_builder_add_null_value (json);
  else
    json_builder_add_double_value (json, roi->threshold);
  add_typed_json (json, roi);
  json_builder_set_member_name (json, "goldens");
  json_builder_begin_array (json);
  for (guint i = 0; i < roi->goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (roi->goldens, i);

    json_builder_add_string_value (json, golden->name);
  }
  json_builder_end_array (json);
  if (useless != NULL)
    json_out_text (json, "useless", useless);
  spread_add_json (spread, json);
  json_builder_end_object (json);
}

static void
add_array_json (JsonBuilder *json, const AoiProductArray *array)
{
  json_builder_set_member_name (json, "array");
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "columns");
  json_builder_add_int_value (json, array->columns);
  json_builder_set_member_name (json, "rows");
  json_builder_add_int_value (json, array->rows);
  json_builder_set_member_name (json, "pitch");
  json_builder_begin_array (json);
  json_builder_add_int_value (json, array->pitch_x);
  json_builder_add_int_value (json, array->pitch_y);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "board");
  json_out_rect (json, &array->board);
  json_builder_set_member_name (json, "turn");
  json_builder_begin_array (json);
  for (guint i = 0; i < array->n_turns; i++)
    json_builder_add_int_value (json, array->turns[i]);
  json_builder_end_array (json);
  json_builder_set_member_name (json, "per_board");
  json_builder_add_boolean_value (json, array->per_board);
  json_builder_end_object (json);
}

/* What products have that do not say it is left out. */
static void
add_panel_json (JsonBuilder *json, AoiProduct *product)
{
  if (aoi_product_get_array (product) != NULL)
    add_array_json (json, aoi_product_get_array (product));
  if (!aoi_product_get_skip_marked (product))
    return;
  json_builder_set_member_name (json, "skip_marked");
  json_builder_add_boolean_value (json, TRUE);
}

/* Which fiducials each device has, if one does. */
static void
add_places_json (JsonBuilder *json, AoiRevision *revision)
{
  const guint n = aoi_revision_get_n_places (revision);

  if (n == 0)
    return;
  json_out_begin_array (json, "fiducials");
  for (guint i = 0; i < n; i++) {
    const AoiRevisionPlace *place = aoi_revision_get_place (revision, i);

    json_builder_begin_object (json);
    json_builder_set_member_name (json, "device");
    json_builder_add_int_value (json, place->device);
    json_out_begin_array (json, "rois");
    for (guint k = 0; k < place->n_marks; k++)
      json_builder_add_int_value (
          json, aoi_revision_get_mark (revision, place->first + k)->roi->id);
    json_builder_end_array (json);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
add_product_json (JsonBuilder *json, AoiRevision *revision)
{
  AoiProduct *product = aoi_revision_get_product (revision);
  g_autoptr (GArray) groups = check_find_groups (revision);

  json_builder_set_member_name (json, "product");
  json_builder_add_string_value (json, aoi_product_get_name (product));
  json_builder_set_member_name (json, "revision");
  json_builder_add_string_value (json, aoi_product_get_hash (product));
  add_panel_json (json, product);
  add_places_json (json, revision);
  json_builder_set_member_name (json, "enabled_rois");
  json_builder_add_int_value (json, aoi_revision_get_n_rois (revision));
  json_builder_set_member_name (json, "capture_groups");
  json_builder_begin_array (json);
  for (guint i = 0; i < groups->len; i++) {
    const CheckGroup *group = &g_array_index (groups, CheckGroup, i);

    json_builder_begin_object (json);
    json_builder_set_member_name (json, "focus");
    json_builder_add_int_value (json, group->focus);
    json_builder_set_member_name (json, "exposure");
    json_builder_add_int_value (json, group->exposure);
    json_builder_set_member_name (json, "rois");
    json_builder_add_int_value (json, group->n_rois);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  json_builder_set_member_name (json, "rois");
  json_builder_begin_array (json);
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++)
    add_roi_json (json, aoi_product_get_roi (product, i));
  json_builder_end_array (json);
}

static void
add_lines_json (JsonBuilder *json, const gchar *member, const GError *error)
{
  g_auto (GStrv) lines = error != NULL ? g_strsplit (error->message, "\n", -1) : NULL;

  json_builder_set_member_name (json, member);
  json_builder_begin_array (json);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    json_builder_add_string_value (json, lines[i]);
  json_builder_end_array (json);
}

void
check_print_json (
    const gchar *path, AoiRevision *revision, const GError *error, const GError *warning)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree gchar *shown = g_utf8_make_valid (path, -1);
  g_autofree gchar *text = NULL;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "path");
  json_builder_add_string_value (json, shown);
  json_builder_set_member_name (json, "good");
  json_builder_add_boolean_value (json, revision != NULL);
  if (revision != NULL)
    add_product_json (json, revision);
  add_lines_json (json, "errors", error);
  if (warning != NULL)
    add_lines_json (json, "warnings", warning);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}
