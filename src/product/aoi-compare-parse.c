/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-compare-parse.h"

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
          "is unknown; known are structure, chroma and shift");
  }
}

static void
read_limits (AoiJsonReader *reader, AoiCompareSpec *spec)
{
  static const gchar *const keys[] = { "structure", "chroma", "shift", NULL };
  gdouble *const factors[] = { &spec->structure, &spec->chroma, &spec->shift };
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("limits"), &path);
  g_auto (AoiJsonReader) limits = { 0 };

  if (node == NULL || !aoi_json_node_require_object (reader->source, node, path))
    return;
  aoi_json_reader_init (&limits, reader->source, json_node_get_object (node), path);
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    aoi_json_reader_get_double (
        &limits, AOI_KEYS (keys[i]), AOI_COMPARE_MIN_FACTOR, AOI_COMPARE_MAX_FACTOR, factors[i]);
  refuse_unknown_limits (reader->source, json_node_get_object (node), path, keys);
}

/**
 * aoi_compare_spec_read:
 * @reader: an ROI of type compare
 * @width: of the turned ROI in pixels, 0 if it is not known: areas may then be of any size
 * @height: of the same
 * @spec: (inout): changed by the keys that are there
 */
void
aoi_compare_spec_read (AoiJsonReader *reader, gint width, gint height, AoiCompareSpec *spec)
{
  read_ignore (reader, width, height, spec);
  aoi_json_reader_get_double (
      reader, AOI_KEYS ("search"), 0, AOI_COMPARE_MAX_SEARCH, &spec->search);
  read_limits (reader, spec);
}
