/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-roi-parse.h"

#include <string.h>

#include "product/aoi-keys.h"
#include "product/aoi-roi-types.h"

/* Above the largest sensor, and small enough that sums and areas stay in their types. */
#define MAX_COORDINATE 65535

/* Names are interned for the life of the process, so they must not be a file's to fill it with. */
#define MAX_TYPE_BYTES 64

static const gchar *const types_by_number[] = {
  [1] = AOI_TYPE_BARCODE,
  [2] = AOI_TYPE_COMPARE,
  [3] = AOI_TYPE_OCR,
  [4] = AOI_TYPE_COLOR,
  [5] = AOI_TYPE_FIDUCIAL,
  [6] = AOI_TYPE_BAD_MARK,
};

static const gchar *const array_fields[] = {
  "idx",
  "type",
  "coords",
  "focus",
  "exposure",
  "ai_threshold",
  "feature_method",
  "rotation",
  "device_location",
  "expected_text",
  "is_device_barcode",
  "color_config",
};

/* The old short form without an exposure. */
static const gchar *const array_fields_of_5[] = {
  "idx",
  "type",
  "coords",
  "focus",
  "ai_threshold",
};

static JsonObject *
object_from_array (const AoiJsonSource *source, JsonArray *array, const gchar *path)
{
  guint length = json_array_get_length (array);
  const gchar *const *fields = length == 5 ? array_fields_of_5 : array_fields;
  g_autoptr (JsonObject) object = NULL;

  if (length < 3 || length > G_N_ELEMENTS (array_fields)) {
    aoi_problems_add (source->problems, source->file, path, "must have 3 to %d fields, has %u",
        (gint) G_N_ELEMENTS (array_fields), length);
    return NULL;
  }
  object = json_object_new ();
  for (guint i = 0; i < length; i++)
    json_object_set_member (object, fields[i], json_array_dup_element (array, i));
  return g_steal_pointer (&object);
}

static JsonObject *
object_from_node (const AoiJsonSource *source, JsonNode *node, const gchar *path)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_dup_object (node);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return object_from_array (source, json_node_get_array (node), path);
  aoi_json_node_refuse (source, node, path, "an object or an array");
  return NULL;
}

static const gchar *
type_from_node (JsonNode *node)
{
  const gchar *name = aoi_json_node_get_string (node);
  gint number;

  if (aoi_json_node_get_integer (node, 1, G_N_ELEMENTS (types_by_number) - 1, &number))
    name = types_by_number[number];
  if (name == NULL || name[0] == '\0' || strlen (name) > MAX_TYPE_BYTES)
    return NULL;
  return g_intern_string (name);
}

static void
read_type (AoiJsonReader *reader, AoiRoi *roi)
{
  const gchar *const *keys = AOI_KEYS ("type", "roi_type_name");
  g_autofree gchar *path = NULL;
  JsonNode *node;

  if (!aoi_json_reader_require (reader, keys))
    return;
  node = aoi_json_reader_find (reader, keys, &path);
  roi->type = type_from_node (node);
  if (roi->type == NULL)
    aoi_json_node_refuse (reader->source, node, path,
        "1 (barcode), 2 (compare), 3 (ocr), 4 (color), 5 (fiducial), 6 (bad_mark) or a name of at most 64 bytes");
}

static void
read_coords (AoiJsonReader *reader, AoiRoi *roi)
{
  const gchar *const *keys = AOI_KEYS ("coords", "coordinates");
  g_autofree gchar *path = NULL;
  JsonNode *node;

  if (!aoi_json_reader_require (reader, keys))
    return;
  node = aoi_json_reader_find (reader, keys, &path);
  aoi_json_node_get_corners (reader->source, node, path, MAX_COORDINATE, &roi->rect);
}

static void
read_rotation (AoiJsonReader *reader, AoiRoi *roi)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("rotation"), &path);
  gint rotation = 0;

  if (node == NULL)
    return;
  if (aoi_json_node_get_integer (node, 0, 270, &rotation) && rotation % 90 == 0)
    roi->rotation = (guint) rotation;
  else
    aoi_json_node_refuse (reader->source, node, path, "0, 90, 180 or 270");
}

/* Fiducials alone may be of the whole frame. */
static void
read_device (AoiJsonReader *reader, AoiRoi *roi)
{
  const gint least = g_strcmp0 (roi->type, AOI_TYPE_FIDUCIAL) == 0 ? 0 : 1;

  aoi_json_reader_get_int (
      reader, AOI_KEYS ("device_location", "device_id"), least, AOI_ROI_MAX_DEVICES, &roi->device);
}

/* Keys that have the same meaning for every type. Notes are for people. */
static void
read_common_keys (AoiJsonReader *reader, AoiRoi *roi)
{
  if (aoi_json_reader_require (reader, AOI_KEYS ("idx", "index", "id")))
    aoi_json_reader_get_int (reader, AOI_KEYS ("idx", "index", "id"), 1, G_MAXINT, &roi->id);
  read_type (reader, roi);
  read_coords (reader, roi);
  aoi_json_reader_get_int (reader, AOI_KEYS ("focus"), 0, G_MAXINT, &roi->focus);
  aoi_json_reader_get_int (
      reader, AOI_KEYS ("exposure", "exposure_time"), 0, G_MAXINT, &roi->exposure);
  aoi_json_reader_get_double (
      reader, AOI_KEYS ("ai_threshold", "threshold"), 0, 1, &roi->threshold);
  read_rotation (reader, roi);
  read_device (reader, roi);
  aoi_json_reader_get_boolean (reader, AOI_KEYS ("enabled"), &roi->enabled);
  aoi_json_reader_get_int (reader, AOI_KEYS ("priority"), G_MININT, G_MAXINT, &roi->priority);
  aoi_json_reader_find (reader, AOI_KEYS ("notes"), NULL);
}

/* Those of its own type come last: they may depend on the others. */
static void
read_typed_keys (AoiJsonReader *reader, const AoiRoiType *type, AoiRoi *roi)
{
  AoiKeys keys = { reader };
  const AoiRoiType *builtin;

  for (guint i = 0; (builtin = aoi_roi_types_get_builtin (i)) != NULL; i++)
    if (builtin->fields != NULL && builtin->fields->read != NULL)
      builtin->fields->read (&keys, roi);
  roi->spec_type = type;
  if (type != NULL && type->read != NULL)
    type->read (&keys, roi);
}

/* A type that does not declare its keys may have any key, so none is a typing error. Where the type is missing,
 * its key may be the one that is misspelt. */
static void
note_unknown_keys (AoiJsonReader *reader, const AoiRoiType *type, const AoiRoi *roi)
{
  if (type == NULL && roi->type == NULL)
    aoi_json_reader_note_unknown (reader, NULL);
  else if (type != NULL && (type->keys != NULL || type->read != NULL || type->fields != NULL))
    aoi_json_reader_note_unknown (reader, type->keys);
}

/**
 * aoi_roi_parse:
 * @source: where @node comes from; the ROI keeps its file name, borrowed
 * @node: an ROI, as an object or in the array form of 3 to 12 fields
 * @path: its path
 *
 * Reads one ROI. Goldens are not loaded.
 *
 * Returns: (transfer full) (nullable): the ROI; of use only if no problem was added, though its id is
 *   right if not 0
 */
AoiRoi *
aoi_roi_parse (const AoiJsonSource *source, JsonNode *node, const gchar *path)
{
  g_autoptr (JsonObject) object = object_from_node (source, node, path);
  g_autoptr (AoiRoi) roi = NULL;
  g_auto (AoiJsonReader) reader = { 0 };
  const AoiRoiType *type;

  if (object == NULL)
    return NULL;
  roi = aoi_roi_new ();
  roi->file = source->file;
  roi->path = g_strdup (path);
  aoi_json_reader_init (&reader, source, object, path);
  read_common_keys (&reader, roi);
  type = aoi_roi_type_lookup (roi->type);
  read_typed_keys (&reader, type, roi);
  g_variant_unref (roi->extra);
  roi->extra = aoi_json_reader_get_unknown (&reader);
  note_unknown_keys (&reader, type, roi);
  return g_steal_pointer (&roi);
}
