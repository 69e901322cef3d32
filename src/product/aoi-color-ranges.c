/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-color-ranges.h"

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

/**
 * aoi_color_rgb_read:
 * @source: where @node comes from
 * @node: a value that must be an array of three numbers up to 255
 * @path: its path
 * @rgb: (out) (array fixed-size=3): red, green, blue
 *
 * Returns: %FALSE if a problem was added
 */
gboolean
aoi_color_rgb_read (const AoiJsonSource *source, JsonNode *node, const gchar *path, guint8 *rgb)
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
  return aoi_color_rgb_read (reader->source, node, path, rgb);
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

/* Files of the older server may name another one, which it treated as RGB. */
static void
check_space (AoiJsonReader *reader)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("color_space"), &path);
  const gchar *space = node != NULL ? aoi_json_node_get_string (node) : NULL;

  if (node != NULL && g_strcmp0 (space, "RGB") != 0 && reader->source->warnings != NULL)
    aoi_problems_add (reader->source->warnings, reader->source->file, path,
        "is not \"RGB\"; the numbers are taken for RGB nevertheless");
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
  check_space (reader);
  aoi_json_reader_find (reader, AOI_KEYS ("notes"), NULL);
  aoi_json_reader_note_unknown (reader, NULL);
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
