/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi golden list: the goldens of a product, in the order in which they are tried. */
#include "golden/golden.h"

#include "common/aoi.h"
#include "common/terminal.h"
#include "json/aoi-json-writer.h"

static void
print_roi (const AoiRoi *roi, const GPtrArray *goldens)
{
  gint width, height;

  aoi_roi_get_turned_size (roi, &width, &height);
  g_print ("ROI %d: %s, %dx%d, %u golden%s%s\n", aoi_roi_get_golden_id (roi), roi->type, width,
      height, goldens->len, goldens->len == 1 ? "" : "s", roi->enabled ? "" : ", disabled");
  for (guint i = 0; i < goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (goldens, i);
    g_autofree gchar *name = terminal_show (golden->name);

    g_print ("  %3u  %s\n", i + 1, name);
  }
}

static void
add_roi (JsonBuilder *json, const AoiRoi *roi, const GPtrArray *goldens)
{
  gint width, height;

  aoi_roi_get_turned_size (roi, &width, &height);
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "idx");
  json_builder_add_int_value (json, aoi_roi_get_golden_id (roi));
  json_builder_set_member_name (json, "type");
  json_builder_add_string_value (json, roi->type);
  json_builder_set_member_name (json, "enabled");
  json_builder_add_boolean_value (json, roi->enabled);
  json_builder_set_member_name (json, "width");
  json_builder_add_int_value (json, width);
  json_builder_set_member_name (json, "height");
  json_builder_add_int_value (json, height);
  json_builder_set_member_name (json, "goldens");
  json_builder_begin_array (json);
  for (guint i = 0; i < goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (goldens, i);

    json_builder_add_string_value (json, golden->name);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

/* @json: (nullable): where to add ROIs, else they are printed. */
static gboolean
list_rois (const Golden *self, gint id, JsonBuilder *json, GError **error)
{
  for (guint i = 0; i < aoi_product_get_n_rois (self->product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (self->product, i);
    g_autoptr (GPtrArray) goldens = NULL;

    if (!golden_is_wanted (roi, id))
      continue;
    goldens = golden_load (self, roi, error);
    if (goldens == NULL)
      return FALSE;
    if (json != NULL)
      add_roi (json, roi, goldens);
    else
      print_roi (roi, goldens);
  }
  return TRUE;
}

static gboolean
list_json (const Golden *self, gint id, GError **error)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree gchar *text = NULL;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "product");
  json_builder_add_string_value (json, aoi_product_get_name (self->product));
  json_builder_set_member_name (json, "revision");
  json_builder_add_string_value (json, aoi_product_get_hash (self->product));
  json_builder_set_member_name (json, "rois");
  json_builder_begin_array (json);
  if (!list_rois (self, id, json, error))
    return FALSE;
  json_builder_end_array (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = aoi_json_write (root);
  g_print ("%s\n", text);
  return TRUE;
}

static gboolean
list (gchar **paths, gboolean as_json, GError **error)
{
  g_auto (Golden) golden = { 0 };
  gint id = 0;

  if (paths[1] != NULL && !golden_parse_id (paths[1], &id, error))
    return FALSE;
  if (!golden_open (&golden, paths[0], FALSE, error))
    return FALSE;
  if (id != 0 && golden_find_roi (&golden, id, error) == NULL)
    return FALSE;
  if (as_json ? !list_json (&golden, id, error) : !list_rois (&golden, id, NULL, error))
    return FALSE;
  return aoi_problems_check (golden.problems, error);
}

int
golden_list_main (int argc, char **argv)
{
  gboolean as_json = FALSE;
  g_auto (GStrv) paths = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON object", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, "PRODUCT [ROI]" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context,
      "Shows the goldens of a product folder, or of one of its ROIs, in the order in which they\n"
      "are tried. Problems of the product are listed last.");
  if (!golden_parse_options (context, entries, argv[0], &argc, &argv))
    return AOI_EXIT_BAD;
  if (paths == NULL || g_strv_length (paths) > 2) {
    g_printerr ("aoi golden list: takes PRODUCT [ROI]; see --help\n");
    return AOI_EXIT_BAD;
  }
  return list (paths, as_json, &error) ? AOI_EXIT_GOOD : golden_fail ("list", error);
}
