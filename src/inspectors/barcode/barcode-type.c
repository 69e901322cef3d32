/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a product says of barcode ROIs, and how their results are shown. */
#include "inspectors/barcode/barcode.h"

#include "aoi-result-type.h"
#include "inspectors/barcode/barcode-spec.h"
#include "product/aoi-keys.h"
#include "product/aoi-roi-types.h"

static gboolean
are_strings (JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (aoi_json_node_get_string (json_array_get_element (array, i)) == NULL)
      return FALSE;
  return array != NULL && json_array_get_length (array) > 0;
}

/* Which names there are is known to the inspector. */
static void
read_symbologies (AoiJsonReader *reader, AoiRoi *roi)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("symbologies"), &path);
  JsonArray *array;

  if (node == NULL)
    return;
  if (!are_strings (node)) {
    aoi_json_node_refuse (reader->source, node, path, "an array of one or more names");
    return;
  }
  array = json_node_get_array (node);
  g_strfreev (roi->symbologies);
  roi->symbologies = g_new0 (gchar *, json_array_get_length (array) + 1);
  for (guint i = 0; i < json_array_get_length (array); i++)
    roi->symbologies[i] = g_strdup (json_array_get_string_element (array, i));
}

static void
barcode_fields_read (AoiKeys *keys, AoiRoi *roi)
{
  aoi_keys_get_boolean (keys, "is_device_barcode", &roi->is_device_barcode);
  aoi_keys_get_int (keys, "barcode_effort", AOI_ROI_MIN_BARCODE_EFFORT, AOI_ROI_MAX_BARCODE_EFFORT,
      &roi->barcode_effort);
  read_symbologies (keys->reader, roi);
}

static void
barcode_fields_complete (AoiRoi *roi, const AoiProductDefaults *defaults, GPtrArray *ranges)
{
  if (roi->barcode_effort == 0)
    roi->barcode_effort = defaults->barcode_effort;
}

static void
barcode_fields_copy (AoiRoi *copy)
{
  copy->symbologies = g_strdupv (copy->symbologies);
}

static void
barcode_fields_clear (AoiRoi *roi)
{
  g_strfreev (roi->symbologies);
}

static void
barcode_read (AoiKeys *keys, AoiRoi *roi)
{
  aoi_barcode_check_symbologies (keys, roi);
  aoi_barcode_spec_read (keys, roi);
}

static gchar *
barcode_describe (const AoiRoi *roi)
{
  GString *text = g_string_new (roi->is_device_barcode ? "names the device" : "");

  aoi_barcode_spec_describe (roi, text);
  return g_string_free (text, FALSE);
}

static GVariant *
get_codes (const AoiRoiResult *result)
{
  return aoi_roi_result_get_value (result, AOI_VALUE_BARCODES, G_VARIANT_TYPE_STRING_ARRAY);
}

static GVariant *
barcode_dup_members (const AoiRoiResult *result)
{
  g_auto (GVariantBuilder) members = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) codes = get_codes (result);

  g_variant_builder_add (
      &members, "{sv}", "barcode_values", codes != NULL ? codes : g_variant_new_strv (NULL, 0));
  return g_variant_builder_end (&members);
}

/* The first of the codes. */
static gchar *
barcode_dup_reading (const AoiRoiResult *result)
{
  g_autoptr (GVariant) codes = get_codes (result);
  gchar *first = NULL;

  if (codes != NULL && g_variant_n_children (codes) > 0)
    g_variant_get_child (codes, 0, "s", &first);
  return first;
}

/* How many more there are. */
static gchar *
barcode_dup_measure (const AoiRoiResult *result)
{
  g_autoptr (GVariant) codes = get_codes (result);
  const gsize n = codes != NULL ? g_variant_n_children (codes) : 0;

  return n > 1 ? g_strdup_printf ("+%" G_GSIZE_FORMAT, n - 1) : NULL;
}

static const AoiResultType barcode_result = {
  .dup_members = barcode_dup_members,
  .reading_member = "barcode_values",
  .dup_reading = barcode_dup_reading,
  .dup_measure = barcode_dup_measure,
  .codes_value = AOI_VALUE_BARCODES,
};

static const AoiRoiFields barcode_fields = {
  .read = barcode_fields_read,
  .complete = barcode_fields_complete,
  .copy = barcode_fields_copy,
  .clear = barcode_fields_clear,
};

const AoiRoiType aoi_roi_type_barcode = {
  .name = AOI_TYPE_BARCODE,
  .read = barcode_read,
  .spec_copy = aoi_barcode_spec_copy,
  .spec_free = aoi_barcode_spec_free,
  .describe = barcode_describe,
  .dup_check = aoi_barcode_spec_dup_check,
  .without_goldens = TRUE,
  .result = &barcode_result,
  .fields = &barcode_fields,
  .get_unique = aoi_barcode_spec_get_unique,
};
