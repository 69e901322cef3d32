/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a product says of compare ROIs, and how their results are shown. */
#include "inspectors/compare/compare.h"

#include <math.h>

#include "aoi-result-type.h"
#include "product/aoi-keys.h"
#include "product/aoi-roi-types.h"

#define DEFAULT_THRESHOLD 0.9
#define DEFAULT_FEATURE_METHOD "mobilenet"

/* Parts that operators accept lie up to a quarter of the smaller side off. */
#define DEFAULT_SEARCH 0.22

/* More are no areas that somebody drew. */
#define MAX_AREAS 100

/* One axis of a rectangle: begins before it ends, and ends inside. */
static gboolean
check_axis (AoiJsonReader *reader, const gchar *path, const gchar *axis, gint begin, gint end,
    gint size, const gchar *of_size)
{
  const AoiJsonSource *source = reader->source;

  if (end <= begin)
    aoi_problems_add (source->problems, source->file, path,
        "%s2 (%d) must be greater than %s1 (%d)", axis, end, axis, begin);
  else if (size > 0 && end > size)
    aoi_problems_add (source->problems, source->file, path,
        "%s2 (%d) must be at most %d, the turned ROI's %s", axis, end, size, of_size);
  else
    return TRUE;
  return FALSE;
}

static void
add_area (AoiJsonReader *reader, JsonNode *node, const gchar *path, gint width, gint height,
    GArray *areas)
{
  gint c[4];
  gboolean columns, rows;

  if (!aoi_json_node_get_ints (reader->source, node, path, G_MAXUINT16, 4, c))
    return;
  columns = check_axis (reader, path, "x", c[0], c[2], width, "width");
  rows = check_axis (reader, path, "y", c[1], c[3], height, "height");
  if (columns && rows) {
    AoiRect area = { c[0], c[1], c[2] - c[0], c[3] - c[1] };

    g_array_append_val (areas, area);
  }
}

static void
read_ignore (AoiJsonReader *reader, gint width, gint height, AoiCompareSpec *spec)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("ignore"), &path);
  JsonArray *array;
  guint n;

  if (node == NULL || !aoi_json_node_require_array (reader->source, node, path))
    return;
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  if (n > MAX_AREAS) {
    aoi_problems_add (reader->source->problems, reader->source->file, path,
        "has %u areas, at most %d allowed", n, MAX_AREAS);
    return;
  }
  for (guint i = 0; i < n; i++) {
    g_autofree gchar *area_path = g_strdup_printf ("%s[%u]", path, i);

    add_area (reader, json_array_get_element (array, i), area_path, width, height, spec->ignore);
  }
}

/* A factor of a term that does not exist would be thought to do something. */
static void
refuse_unknown_limits (
    const AoiJsonSource *source, JsonObject *object, const gchar *path, const gchar *const *known)
{
  JsonObjectIter iter;
  const gchar *key;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, NULL)) {
    g_autofree gchar *key_path = g_strdup_printf ("%s.%s", path, key);

    if (!g_strv_contains (known, key))
      aoi_problems_add (source->problems, source->file, key_path,
          "is unknown; known are structure, brightness, chroma and shift");
  }
}

static void
read_limits (AoiJsonReader *reader, AoiCompareSpec *spec)
{
  static const gchar *const keys[] = { "structure", "brightness", "chroma", "shift", NULL };
  gdouble *const factors[] = { &spec->structure, &spec->brightness, &spec->chroma, &spec->shift };
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("limits"), &path);
  g_auto (AoiJsonReader) limits = { 0 };

  if (node == NULL || !aoi_json_node_require_object (reader->source, node, path))
    return;
  aoi_json_reader_init (&limits, reader->source, json_node_get_object (node), path);
  spec->brightness = NAN;
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    aoi_json_reader_get_double (
        &limits, AOI_KEYS (keys[i]), AOI_COMPARE_MIN_FACTOR, AOI_COMPARE_MAX_FACTOR, factors[i]);
  if (isnan (spec->brightness)) /* files that are older than this term mean it too by structure */
    spec->brightness = spec->structure;
  refuse_unknown_limits (reader->source, json_node_get_object (node), path, keys);
}

static void
compare_fields_init (AoiRoi *roi)
{
  roi->compare = (AoiCompareSpec){ g_array_new (FALSE, FALSE, sizeof (AoiRect)), DEFAULT_SEARCH,
    1.0, 1.0, 1.0, 1.0, FALSE };
}

/* Files give a method to ROIs of other types too, where it means nothing. */
static void
compare_fields_read (AoiKeys *keys, AoiRoi *roi)
{
  aoi_keys_get_string (keys, "feature_method", &roi->feature_method);
}

static void
compare_fields_copy (AoiRoi *copy)
{
  copy->feature_method = g_strdup (copy->feature_method);
  g_array_ref (copy->compare.ignore);
}

static void
compare_fields_clear (AoiRoi *roi)
{
  g_free (roi->feature_method);
  g_array_unref (roi->compare.ignore);
}

static void
check_feature_method (AoiJsonReader *reader, AoiRoi *roi)
{
  static const gchar *const methods[] = { "mobilenet", "sift", "orb", "opencv", "golden", NULL };
  g_autofree gchar *path = NULL;
  JsonNode *node;

  if (roi->feature_method == NULL) {
    roi->feature_method = g_strdup (DEFAULT_FEATURE_METHOD);
  } else if (!g_strv_contains (methods, roi->feature_method)) {
    node = aoi_json_reader_find (reader, AOI_KEYS ("feature_method"), &path);
    aoi_json_node_refuse (
        reader->source, node, path, "\"mobilenet\", \"sift\", \"orb\", \"opencv\" or \"golden\"");
  }
}

/* Areas are in pixels of the turned ROI; where its size is not known, they may be of any. */
static void
compare_read (AoiKeys *keys, AoiRoi *roi)
{
  gint width, height;

  if (isnan (roi->threshold))
    roi->threshold = DEFAULT_THRESHOLD;
  check_feature_method (keys->reader, roi);
  aoi_roi_get_turned_size (roi, &width, &height);
  read_ignore (keys->reader, MAX (0, width), MAX (0, height), &roi->compare);
  aoi_keys_get_double (keys, "search", 0, AOI_COMPARE_MAX_SEARCH, &roi->compare.search);
  read_limits (keys->reader, &roi->compare);
  aoi_json_reader_get_boolean (keys->reader, AOI_KEYS ("empty"), &roi->compare.empty);
}

/* What differs from the usual, in words. */
static void
describe_spec (const AoiCompareSpec *spec, GString *text)
{
  if (spec->empty)
    g_string_append (text, ", nothing may lie here");
  if (spec->ignore->len > 0)
    g_string_append_printf (
        text, ", ignores %u area%s", spec->ignore->len, spec->ignore->len == 1 ? "" : "s");
  if (spec->search != DEFAULT_SEARCH)
    g_string_append_printf (text, ", search %g", spec->search);
  if (spec->structure != 1.0)
    g_string_append_printf (text, ", structure x%g", spec->structure);
  if (spec->brightness != spec->structure)
    g_string_append_printf (text, ", brightness x%g", spec->brightness);
  if (spec->chroma != 1.0)
    g_string_append_printf (text, ", chroma x%g", spec->chroma);
  if (spec->shift != 1.0)
    g_string_append_printf (text, ", shift x%g", spec->shift);
}

static gchar *
compare_describe (const AoiRoi *roi)
{
  GString *text = g_string_new (NULL);

  if (roi->goldens->len == 0)
    g_string_append (text, "NO GOLDEN: cannot pass");
  else
    g_string_append_printf (text, "%u golden%s, threshold %g", roi->goldens->len,
        roi->goldens->len == 1 ? "" : "s", roi->threshold);
  describe_spec (&roi->compare, text);
  return g_string_free (text, FALSE);
}

static GVariant *
new_areas (const GArray *areas)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aai"));

  for (guint i = 0; i < areas->len; i++) {
    const AoiRect *area = &g_array_index (areas, AoiRect, i);
    const gint32 corners[] = { area->x, area->y, area->x + area->width, area->y + area->height };

    g_variant_builder_add_value (&builder,
        g_variant_new_fixed_array (
            G_VARIANT_TYPE_INT32, corners, G_N_ELEMENTS (corners), sizeof corners[0]));
  }
  return g_variant_builder_end (&builder);
}

static GVariant *
compare_dup_check (const AoiRoi *roi)
{
  const AoiCompareSpec *spec = &roi->compare;
  g_auto (GVariantBuilder) limits = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sd}"));
  g_auto (GVariantBuilder) members = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&limits, "{sd}", "structure", spec->structure);
  if (spec->brightness != spec->structure)
    g_variant_builder_add (&limits, "{sd}", "brightness", spec->brightness);
  g_variant_builder_add (&limits, "{sd}", "chroma", spec->chroma);
  g_variant_builder_add (&limits, "{sd}", "shift", spec->shift);
  if (spec->empty)
    g_variant_builder_add (&members, "{sv}", "empty", g_variant_new_boolean (TRUE));
  g_variant_builder_add (&members, "{sv}", "ignore", new_areas (spec->ignore));
  g_variant_builder_add (&members, "{sv}", "search", g_variant_new_double (spec->search));
  g_variant_builder_add (&members, "{sv}", "limits", g_variant_builder_end (&limits));
  return g_variant_builder_end (&members);
}

static GVariant *
compare_dup_members (const AoiRoiResult *result)
{
  const gchar *match = aoi_roi_result_passed (result) ? "Match" : "Different";
  g_auto (GVariantBuilder) members = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&members, "{sv}", "match_result", g_variant_new_string (match));
  g_variant_builder_add (&members, "{sv}", "ai_similarity", g_variant_new_double (result->score));
  g_variant_builder_add (&members, "{sv}", "threshold", g_variant_new_double (result->threshold));
  return g_variant_builder_end (&members);
}

static const AoiResultType compare_result = {
  .dup_members = compare_dup_members,
};

static const AoiRoiFields compare_fields = {
  .init = compare_fields_init,
  .read = compare_fields_read,
  .copy = compare_fields_copy,
  .clear = compare_fields_clear,
};

const AoiRoiType aoi_roi_type_compare = {
  .name = AOI_TYPE_COMPARE,
  .read = compare_read,
  .describe = compare_describe,
  .dup_check = compare_dup_check,
  .result = &compare_result,
  .fields = &compare_fields,
};
