/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a product says of colour ROIs, and how their results are shown. */
#include "inspectors/color/color.h"

#include <string.h>

#include "aoi-result-type.h"
#include "inspectors/color/color-names.h"
#include "product/aoi-color-ranges.h"
#include "product/aoi-keys.h"
#include "product/aoi-roi-types.h"

#define DEFAULT_TOLERANCE 10.0
#define DEFAULT_MIN_PERCENTAGE 5.0

/* "#rrggbb" as in HTML. */
static gboolean
parse_hex (const gchar *text, guint8 *rgb)
{
  if (text == NULL || strlen (text) != 7 || text[0] != '#')
    return FALSE;
  for (guint i = 1; i < 7; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  for (guint i = 0; i < 3; i++)
    rgb[i] = (guint8) (g_ascii_xdigit_value (text[1 + 2 * i]) * 16
        + g_ascii_xdigit_value (text[2 + 2 * i]));
  return TRUE;
}

static void
read_expected (AoiJsonReader *reader, AoiColorSpec *color)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("expected_color"), &path);

  if (node == NULL)
    return;
  if (JSON_NODE_HOLDS_ARRAY (node))
    color->has_expected = aoi_color_rgb_read (reader->source, node, path, color->expected);
  else if (parse_hex (aoi_json_node_get_string (node), color->expected))
    color->has_expected = TRUE;
  else
    aoi_json_node_refuse (reader->source, node, path, "[r,g,b] or \"#rrggbb\"");
}

static void
read_match (AoiJsonReader *reader, AoiColorSpec *color)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("color_match"), &path);
  const gchar *match = node != NULL ? aoi_json_node_get_string (node) : NULL;

  if (g_strcmp0 (match, "named") == 0 || g_strcmp0 (match, "tolerance") == 0)
    color->match_tolerance = match[0] == 't';
  else if (node != NULL)
    aoi_json_node_refuse (reader->source, node, path, "\"named\" or \"tolerance\"");
}

/* Keys of both forms. */
static void
read_spec (AoiJsonReader *reader, AoiColorSpec *color)
{
  read_expected (reader, color);
  aoi_json_reader_get_double (reader, AOI_KEYS ("color_tolerance"), 0, 255, &color->tolerance);
  aoi_json_reader_get_double (
      reader, AOI_KEYS ("min_pixel_percentage"), 0, 100, &color->min_percentage);
  read_match (reader, color);
  aoi_color_ranges_read (reader, &color->ranges);
}

/* The last field of the array form: an object of colour keys. */
static void
read_color_config (AoiJsonReader *reader, AoiRoi *roi)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("color_config"), &path);
  g_auto (AoiJsonReader) config = { 0 };

  if (node == NULL || !aoi_json_node_require_object (reader->source, node, path))
    return;
  aoi_json_reader_init (&config, reader->source, json_node_get_object (node), path);
  read_spec (&config, &roi->color);
  aoi_json_reader_find (&config, AOI_KEYS ("notes"), NULL);
  aoi_json_reader_note_unknown (&config, NULL);
}

static void
color_fields_init (AoiRoi *roi)
{
  roi->color.tolerance = DEFAULT_TOLERANCE;
  roi->color.min_percentage = DEFAULT_MIN_PERCENTAGE;
  roi->color.ranges = aoi_color_ranges_new ();
}

static void
color_fields_read (AoiKeys *keys, AoiRoi *roi)
{
  read_color_config (keys->reader, roi);
  read_spec (keys->reader, &roi->color);
}

static void
color_fields_complete (AoiRoi *roi, const AoiProductDefaults *defaults, GPtrArray *ranges)
{
  if (roi->color.has_expected || roi->color.ranges->len > 0)
    return;
  g_ptr_array_unref (roi->color.ranges);
  roi->color.ranges = g_ptr_array_ref (ranges);
}

static void
color_fields_copy (AoiRoi *copy)
{
  g_ptr_array_ref (copy->color.ranges);
}

static void
color_fields_clear (AoiRoi *roi)
{
  g_ptr_array_unref (roi->color.ranges);
}

/* The colours that count; those of a named box are others than colour and tolerance say. */
static gchar *
describe_expected (const AoiColorSpec *spec)
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

static gchar *
color_describe (const AoiRoi *roi)
{
  if (roi->color.has_expected)
    return describe_expected (&roi->color);
  return roi->color.ranges->len > 0 ? g_strdup_printf ("%u colour ranges", roi->color.ranges->len)
                                    : g_strdup ("NO COLOUR RANGES: cannot pass");
}

/* Nothing, which is null in the JSON, where the inspector measured none. */
static void
add_value (GVariantBuilder *members, const gchar *member, const AoiRoiResult *result,
    const gchar *key, const GVariantType *type)
{
  g_autoptr (GVariant) value = aoi_roi_result_get_value (result, key, type);

  g_variant_builder_add (
      members, "{sv}", member, value != NULL ? value : g_variant_new_maybe (type, NULL));
}

static GVariant *
color_dup_members (const AoiRoiResult *result)
{
  const gdouble raw = aoi_roi_result_get_double (result, AOI_VALUE_PERCENTAGE_RAW, result->score);
  g_auto (GVariantBuilder) members = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant)
      expected = aoi_roi_result_get_value (result, AOI_VALUE_EXPECTED_COLOR, G_VARIANT_TYPE ("ai"));

  add_value (&members, "detected_color", result, AOI_VALUE_COLOR, G_VARIANT_TYPE_STRING);
  g_variant_builder_add (
      &members, "{sv}", "match_percentage", g_variant_new_double (raw > 100.0 ? 100.0 : raw));
  g_variant_builder_add (&members, "{sv}", "match_percentage_raw", g_variant_new_double (raw));
  add_value (&members, "dominant_color", result, AOI_VALUE_MEAN_COLOR, G_VARIANT_TYPE ("ai"));
  g_variant_builder_add (&members, "{sv}", "threshold", g_variant_new_double (result->threshold));
  if (expected != NULL)
    g_variant_builder_add (&members, "{sv}", "expected_color", expected);
  return g_variant_builder_end (&members);
}

static gchar *
color_dup_reading (const AoiRoiResult *result)
{
  return g_strdup (aoi_roi_result_get_string (result, AOI_VALUE_COLOR));
}

static gchar *
color_dup_measure (const AoiRoiResult *result)
{
  g_autofree gchar *comparison = aoi_roi_result_describe_score (result);

  return g_strconcat (comparison, " %", NULL);
}

static const AoiResultType color_result = {
  .dup_members = color_dup_members,
  .reading_member = "detected_color",
  .dup_reading = color_dup_reading,
  .dup_measure = color_dup_measure,
};

static const AoiRoiFields color_fields = {
  .init = color_fields_init,
  .read = color_fields_read,
  .complete = color_fields_complete,
  .copy = color_fields_copy,
  .clear = color_fields_clear,
};

const AoiRoiType aoi_roi_type_color = {
  .name = AOI_TYPE_COLOR,
  .describe = color_describe,
  .without_goldens = TRUE,
  .result = &color_result,
  .fields = &color_fields,
};
