/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi check: what a product says, or what is wrong with it. */
#include "common/aoi.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "aoi-revision.h"
#include "inspectors/color/color-names.h"

typedef struct {
  gint focus, exposure;
  guint n_rois;
} Group;

/* The capture groups of the enabled ROIs, in the order of their first ROI. */
static GArray *
find_groups (AoiRevision *revision)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Group));

  for (guint i = 0; i < aoi_revision_get_n_rois (revision); i++) {
    const AoiRoi *roi = aoi_revision_get_roi (revision, i)->roi;
    Group *found = NULL;

    for (guint k = 0; k < groups->len && found == NULL; k++) {
      Group *group = &g_array_index (groups, Group, k);

      if (group->focus == roi->focus && group->exposure == roi->exposure)
        found = group;
    }
    if (found != NULL)
      found->n_rois++;
    else
      g_array_append_vals (groups, &(Group){ roi->focus, roi->exposure, 1 }, 1);
  }
  return groups;
}

static guint
count_rois_of_device (AoiProduct *product, gint device)
{
  guint n = 0;

  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    n += roi->enabled && roi->device == device;
  }
  return n;
}

/* What a compare ROI's own keys change, in words. */
static void
describe_compare (const AoiRoi *roi, GString *text)
{
  const AoiCompareSpec *spec = &roi->compare;
  g_autoptr (AoiRoi) usual = aoi_roi_new ();

  if (roi->goldens->len == 0)
    g_string_append (text, "NO GOLDEN: cannot pass");
  else
    g_string_append_printf (text, "%u golden%s, threshold %g", roi->goldens->len,
        roi->goldens->len == 1 ? "" : "s", roi->threshold);
  if (spec->ignore->len > 0)
    g_string_append_printf (
        text, ", ignores %u area%s", spec->ignore->len, spec->ignore->len == 1 ? "" : "s");
  if (spec->search != usual->compare.search)
    g_string_append_printf (text, ", search %g", spec->search);
  if (spec->structure != 1.0)
    g_string_append_printf (text, ", structure x%g", spec->structure);
  if (spec->chroma != 1.0)
    g_string_append_printf (text, ", chroma x%g", spec->chroma);
  if (spec->shift != 1.0)
    g_string_append_printf (text, ", shift x%g", spec->shift);
}

/* The colours that count; those of a named box are others than colour and tolerance say. */
static gchar *
describe_color (const AoiColorSpec *spec)
{
  AoiColorBox box;
  const gchar *name = spec->match_tolerance ? NULL : aoi_color_name_box (spec->expected, &box);
  g_autofree gchar *taken = NULL;

  if (name != NULL)
    taken = g_strdup_printf (", taken as %s: %d-%d,%d-%d,%d-%d", name, box.lower[0], box.upper[0],
        box.lower[1], box.upper[1], box.lower[2], box.upper[2]);
  else
    taken = g_strdup_printf (", +-%g each", spec->tolerance);
  return g_strdup_printf ("expects %d,%d,%d on %g %%%s", spec->expected[0], spec->expected[1],
      spec->expected[2], spec->min_percentage, taken);
}

/* What a ROI asks for beside its place, in words. */
static gchar *
describe (const AoiRoi *roi)
{
  if (!roi->enabled)
    return g_strdup ("disabled");
  if (roi->type == g_intern_string (AOI_TYPE_COMPARE)) {
    GString *text = g_string_new (NULL);

    describe_compare (roi, text);
    return g_string_free (text, FALSE);
  }
  if (roi->type == g_intern_string (AOI_TYPE_OCR))
    return roi->expected_text != NULL ? g_strdup_printf ("expects '%s'", roi->expected_text)
                                      : g_strdup ("expects any text");
  if (roi->type == g_intern_string (AOI_TYPE_BARCODE))
    return g_strdup (roi->is_device_barcode ? "names the device" : "");
  if (roi->type == g_intern_string (AOI_TYPE_COLOR)) {
    if (roi->color.has_expected)
      return describe_color (&roi->color);
    return roi->color.ranges->len > 0 ? g_strdup_printf ("%u colour ranges", roi->color.ranges->len)
                                      : g_strdup ("NO COLOUR RANGES: cannot pass");
  }
  return g_strdup ("");
}

static void
print_rois (AoiProduct *product)
{
  g_print ("  %5s  %-8s %6s  %-23s %4s  %5s %8s  %s\n", "ROI", "type", "device", "coords", "turn",
      "focus", "exposure", "checks");
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);
    g_autofree gchar *coords = g_strdup_printf ("%d,%d,%d,%d", roi->rect.x, roi->rect.y,
        roi->rect.x + roi->rect.width, roi->rect.y + roi->rect.height);
    g_autofree gchar *checks = describe (roi);

    g_print ("  %5d  %-8s %6d  %-23s %4u  %5d %8d  %s\n", roi->id, roi->type, roi->device, coords,
        roi->rotation, roi->focus, roi->exposure, checks);
  }
}

static void
print_product (const gchar *path, AoiRevision *revision)
{
  AoiProduct *product = aoi_revision_get_product (revision);
  g_autoptr (GArray) groups = find_groups (revision);

  g_print ("%s: product %s, revision %.12s\n", path, aoi_product_get_name (product),
      aoi_product_get_hash (product));
  if (aoi_product_get_description (product) != NULL)
    g_print ("  %s\n", aoi_product_get_description (product));
  print_rois (product);
  g_print ("  %u ROI%s, %u enabled", aoi_product_get_n_rois (product),
      aoi_product_get_n_rois (product) == 1 ? "" : "s", aoi_revision_get_n_rois (revision));
  for (gint device = 1; device <= AOI_ROI_MAX_DEVICES; device++)
    if (count_rois_of_device (product, device) > 0)
      g_print ("; device %d: %u", device, count_rois_of_device (product, device));
  g_print ("\n  %u capture group%s:", groups->len, groups->len == 1 ? "" : "s");
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = &g_array_index (groups, Group, i);

    g_print ("%s focus %d exposure %d us (%u ROI%s)", i > 0 ? "," : "", group->focus,
        group->exposure, group->n_rois, group->n_rois == 1 ? "" : "s");
  }
  g_print ("\n");
  if (aoi_revision_get_n_rois (revision) == 0)
    g_print ("  NO ROI IS ENABLED: no board can pass\n");
}

static void
add_rect_json (JsonBuilder *json, const AoiRect *rect)
{
  json_builder_begin_array (json);
  json_builder_add_int_value (json, rect->x);
  json_builder_add_int_value (json, rect->y);
  json_builder_add_int_value (json, rect->x + rect->width);
  json_builder_add_int_value (json, rect->y + rect->height);
  json_builder_end_array (json);
}

static void
add_compare_json (JsonBuilder *json, const AoiCompareSpec *spec)
{
  json_builder_set_member_name (json, "ignore");
  json_builder_begin_array (json);
  for (guint i = 0; i < spec->ignore->len; i++)
    add_rect_json (json, &g_array_index (spec->ignore, AoiRect, i));
  json_builder_end_array (json);
  json_builder_set_member_name (json, "search");
  json_builder_add_double_value (json, spec->search);
  json_builder_set_member_name (json, "limits");
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "structure");
  json_builder_add_double_value (json, spec->structure);
  json_builder_set_member_name (json, "chroma");
  json_builder_add_double_value (json, spec->chroma);
  json_builder_set_member_name (json, "shift");
  json_builder_add_double_value (json, spec->shift);
  json_builder_end_object (json);
}

static void
add_roi_json (JsonBuilder *json, const AoiRoi *roi)
{
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "idx");
  json_builder_add_int_value (json, roi->id);
  json_builder_set_member_name (json, "type");
  json_builder_add_string_value (json, roi->type);
  json_builder_set_member_name (json, "device");
  json_builder_add_int_value (json, roi->device);
  json_builder_set_member_name (json, "coords");
  add_rect_json (json, &roi->rect);
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
  if (roi->type == g_intern_string (AOI_TYPE_COMPARE))
    add_compare_json (json, &roi->compare);
  json_builder_set_member_name (json, "goldens");
  json_builder_begin_array (json);
  for (guint i = 0; i < roi->goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (roi->goldens, i);

    json_builder_add_string_value (json, golden->name);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_product_json (JsonBuilder *json, AoiRevision *revision)
{
  AoiProduct *product = aoi_revision_get_product (revision);
  g_autoptr (GArray) groups = find_groups (revision);

  json_builder_set_member_name (json, "product");
  json_builder_add_string_value (json, aoi_product_get_name (product));
  json_builder_set_member_name (json, "revision");
  json_builder_add_string_value (json, aoi_product_get_hash (product));
  json_builder_set_member_name (json, "enabled_rois");
  json_builder_add_int_value (json, aoi_revision_get_n_rois (revision));
  json_builder_set_member_name (json, "capture_groups");
  json_builder_begin_array (json);
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = &g_array_index (groups, Group, i);

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
print_json (const gchar *path, AoiRevision *revision, const GError *error)
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
  json_builder_set_member_name (json, "errors");
  json_builder_begin_array (json);
  if (error != NULL) {
    g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++)
      json_builder_add_string_value (json, lines[i]);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

static gboolean
check (const gchar *path, gboolean as_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision) revision = aoi_revision_load (path, &error);

  if (as_json)
    print_json (path, revision, error);
  else if (revision != NULL)
    print_product (path, revision);
  else
    g_printerr ("%s\n", error->message);
  return revision != NULL;
}

int
aoi_check_main (int argc, char **argv)
{
  gboolean as_json = FALSE;
  g_auto (GStrv) paths = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON object a product", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, "PRODUCT..." },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  int code = AOI_EXIT_GOOD;

  g_set_prgname ("aoi check");
  g_option_context_set_summary (context,
      "Shows the ROIs, goldens, devices, capture groups and revision of product folders or\n"
      "rois_config files, or what is wrong with them. Exits 0 if all are good, else 2.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("aoi check: %s\n", error->message);
    return AOI_EXIT_BAD;
  }
  if (paths == NULL) {
    g_printerr ("aoi check: which product? 'aoi check --help' tells how to call it\n");
    return AOI_EXIT_BAD;
  }
  for (guint i = 0; paths[i] != NULL; i++)
    if (!check (paths[i], as_json))
      code = AOI_EXIT_BAD;
  return code;
}
