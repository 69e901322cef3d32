/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-color-parse.h"

#include <string.h>

#define DEFAULT_RANGE_THRESHOLD 50.0

static void
color_range_free (gpointer data)
{
  AoiColorRange *range = data;

  g_free (range->name);
  g_free (range);
}

/**
 * aoi_color_ranges_new:
 *
 * Returns: (transfer full) (element-type AoiColorRange): an empty array that owns its elements
 */
GPtrArray *
aoi_color_ranges_new (void)
{
  return g_ptr_array_new_with_free_func (color_range_free);
}

static gboolean
read_rgb (const AoiJsonSource *source, JsonNode *node, const gchar *path, guint8 *rgb)
{
  gint values[3];

  if (!aoi_json_node_get_ints (source, node, path, 255, 3, values))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    rgb[i] = (guint8) values[i];
  return TRUE;
}

static gboolean
read_required_rgb (AoiJsonReader *reader, const gchar *key, guint8 *rgb)
{
  g_autofree gchar *path = NULL;
  JsonNode *node;

  if (!aoi_json_reader_require (reader, AOI_KEYS (key)))
    return FALSE;
  node = aoi_json_reader_find (reader, AOI_KEYS (key), &path);
  return read_rgb (reader->source, node, path, rgb);
}

/* A range that nothing can be in is a slip, and not a colour that is never found. */
static void
check_order (AoiJsonReader *reader, const AoiColorRange *range)
{
  for (guint i = 0; i < 3; i++)
    if (range->lower[i] > range->upper[i])
      aoi_problems_add (reader->source->problems, reader->source->file, reader->path,
          "lower[%u] (%u) must not be greater than upper[%u] (%u)", i, range->lower[i], i,
          range->upper[i]);
}

static AoiColorRange *
read_range (AoiJsonReader *reader)
{
  AoiColorRange *range = g_new0 (AoiColorRange, 1);
  gboolean has_lower, has_upper;

  range->threshold = DEFAULT_RANGE_THRESHOLD;
  if (aoi_json_reader_require (reader, AOI_KEYS ("name")))
    aoi_json_reader_get_string (reader, AOI_KEYS ("name"), &range->name);
  aoi_json_reader_get_double (reader, AOI_KEYS ("threshold"), 0, 100, &range->threshold);
  has_lower = read_required_rgb (reader, "lower", range->lower);
  has_upper = read_required_rgb (reader, "upper", range->upper);
  if (has_lower && has_upper)
    check_order (reader, range);
  g_variant_unref (aoi_json_reader_get_unknown (reader));
  return range;
}

static void
add_range (const AoiJsonSource *source, JsonNode *node, const gchar *ranges_path, GPtrArray *ranges)
{
  g_autofree gchar *path = g_strdup_printf ("%s[%u]", ranges_path, ranges->len);
  g_auto (AoiJsonReader) reader = { 0 };

  if (!aoi_json_node_require_object (source, node, path))
    return;
  aoi_json_reader_init (&reader, source, json_node_get_object (node), path);
  g_ptr_array_add (ranges, read_range (&reader));
}

/**
 * aoi_color_ranges_read:
 * @reader: an object that may have the key `color_ranges`
 * @ranges: (inout) (element-type AoiColorRange): replaced if the key is there
 */
void
aoi_color_ranges_read (AoiJsonReader *reader, GPtrArray **ranges)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("color_ranges"), &path);
  JsonArray *array;

  if (node == NULL || !aoi_json_node_require_array (reader->source, node, path))
    return;
  array = json_node_get_array (node);
  g_ptr_array_unref (*ranges);
  *ranges = aoi_color_ranges_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    add_range (reader->source, json_array_get_element (array, i), path, *ranges);
}

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
    color->has_expected = read_rgb (reader->source, node, path, color->expected);
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

/**
 * aoi_color_spec_read:
 * @reader: an object that may have colour keys of both forms
 * @color: (inout): changed by the keys that are there
 */
void
aoi_color_spec_read (AoiJsonReader *reader, AoiColorSpec *color)
{
  read_expected (reader, color);
  aoi_json_reader_get_double (reader, AOI_KEYS ("color_tolerance"), 0, 255, &color->tolerance);
  aoi_json_reader_get_double (
      reader, AOI_KEYS ("min_pixel_percentage"), 0, 100, &color->min_percentage);
  read_match (reader, color);
  aoi_color_ranges_read (reader, &color->ranges);
}
