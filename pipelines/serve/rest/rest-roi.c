/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the old server made of an ROI before it saved it: numbers of text, defaults by type, and all other keys as they
 * came. Whether a product may say it is the loader's to judge, afterwards. */
#include "rest/rest-roi.h"

#include <string.h>

#include "aoi-error.h"
#include "json/aoi-json-writer.h"
#include "rest/rest-private.h"

enum {
  BARCODE = 1,
  COMPARE,
  OCR,
  COLOR,
  MARK = 6
};

/* The fields of an ROI that comes as an array, and of the old form of 5, which has no exposure. */
static const gchar *const fields[] = { "idx", "type", "coords", "focus", "exposure", "ai_threshold",
  "feature_method", "rotation", "device_location", "expected_text", "is_device_barcode",
  "color_config" };
static const gchar *const fields_of_5[] = { "idx", "type", "coords", "focus", "ai_threshold" };

/* What the format has no default for. The old server required more; files of this project need not have it. */
static const gchar *const required[] = { "idx", "type", "coords" };

/* Keys, and the other names that the format takes for them. */
static const struct {
  const gchar *key, *other;
} names_of_keys[] = {
  { "idx", "index" },
  { "idx", "id" },
  { "type", "roi_type_name" },
  { "coords", "coordinates" },
  { "exposure", "exposure_time" },
  { "device_location", "device_id" },
};

#define ALL_FIELDS G_N_ELEMENTS (fields)

static JsonObject *
object_from_array (JsonArray *array)
{
  const guint length = json_array_get_length (array);
  const gchar *const *names = length == 5 ? fields_of_5 : fields;
  JsonObject *object;

  if (length < 3 || length > ALL_FIELDS)
    return NULL;
  object = json_object_new ();
  for (guint i = 0; i < length; i++)
    json_object_set_member (object, names[i], json_array_dup_element (array, i));
  return object;
}

/**
 * rest_roi_copy_object:
 * @object: an object
 *
 * Returns: (transfer full): one of the same members, which may be replaced there
 */
JsonObject *
rest_roi_copy_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &member))
    json_object_set_member (copy, key, json_node_copy (member));
  return copy;
}

static gboolean
refuse (GError **error, const gchar *key, const gchar *expected)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s must be %s", key, expected);
  return FALSE;
}

static gboolean
is_absent (JsonObject *roi, const gchar *key)
{
  return !json_object_has_member (roi, key) || json_object_get_null_member (roi, key);
}

/* What is absent stays so. */
static gboolean
make_integer (JsonObject *roi, const gchar *key, GError **error)
{
  gint64 value;

  if (is_absent (roi, key))
    return TRUE;
  if (!rest_get_integer (json_object_get_member (roi, key), &value))
    return refuse (error, key, "an integer");
  json_object_set_int_member (roi, key, value);
  return TRUE;
}

/* @n numbers; @max: 0: any */
static gboolean
make_integers (JsonObject *roi, const gchar *key, guint n, gint64 max, GError **error)
{
  g_autofree gchar *expected = max > 0
      ? g_strdup_printf ("%u integers from 0 to %" G_GINT64_FORMAT, n, max)
      : g_strdup_printf ("%u integers", n);
  JsonNode *node = json_object_get_member (roi, key);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                  : NULL;
  g_autoptr (JsonArray) numbers = json_array_sized_new (n);

  if (array == NULL || json_array_get_length (array) != n)
    return refuse (error, key, expected);
  for (guint i = 0; i < n; i++) {
    gint64 value;

    if (!rest_get_integer (json_array_get_element (array, i), &value)
        || (max > 0 && (value < 0 || value > max)))
      return refuse (error, key, expected);
    json_array_add_int_element (numbers, value);
  }
  json_object_set_array_member (roi, key, g_steal_pointer (&numbers));
  return TRUE;
}

static gboolean
check_required (JsonObject *roi, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    if (!json_object_has_member (roi, required[i])) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s is missing", required[i]);
      return FALSE;
    }
  return TRUE;
}

static void
set_null (JsonObject *roi, const gchar *key)
{
  json_object_set_null_member (roi, key);
}

static void
default_null (JsonObject *roi, const gchar *key)
{
  if (!json_object_has_member (roi, key))
    set_null (roi, key);
}

static gboolean
fill_plain (JsonObject *roi, gint64 type)
{
  static const gchar *const colors[] = { "expected_color", "color_tolerance",
    "min_pixel_percentage" };

  if (type == COMPARE && is_absent (roi, "ai_threshold"))
    json_object_set_double_member (roi, "ai_threshold", 0.85);
  if (type == COMPARE && is_absent (roi, "feature_method"))
    json_object_set_string_member (roi, "feature_method", "mobilenet");
  default_null (roi, "ai_threshold");
  default_null (roi, "feature_method");
  default_null (roi, "expected_text");
  default_null (roi, "is_device_barcode");
  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    if (json_object_has_member (roi, colors[i]))
      json_object_remove_member (roi, colors[i]);
  return TRUE;
}

/* Colour by ranges of its own or of the product needs no expected colour. */
static gboolean
fill_color (JsonObject *roi, GError **error)
{
  static const gchar *const others[] = { "ai_threshold", "feature_method", "expected_text",
    "is_device_barcode" };
  gint64 tolerance;

  if (!is_absent (roi, "expected_color")) {
    if (rest_get_text (roi, "expected_color") == NULL
        && !make_integers (roi, "expected_color", 3, 255, error))
      return FALSE;
    if (is_absent (roi, "color_tolerance"))
      json_object_set_int_member (roi, "color_tolerance", 10);
    if (is_absent (roi, "min_pixel_percentage"))
      json_object_set_double_member (roi, "min_pixel_percentage", 5.0);
    if (!rest_get_integer (json_object_get_member (roi, "color_tolerance"), &tolerance)
        || tolerance < 0)
      return refuse (error, "color_tolerance", "an integer from 0 on");
    json_object_set_int_member (roi, "color_tolerance", tolerance);
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    set_null (roi, others[i]);
  return TRUE;
}

/* Names are what the editor of this project writes; the old server knew numbers only. */
static gboolean
read_type (JsonObject *roi, gint64 *type, GError **error)
{
  static const gchar *const names[] = { NULL, "barcode", "compare", "ocr", "color", NULL,
    "bad_mark" };
  const gchar *name = rest_get_text (roi, "type");

  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    if (name != NULL && g_strcmp0 (name, names[i]) == 0) {
      *type = i;
      return TRUE;
    }
  *type = 0;
  if (name != NULL && !g_ascii_isdigit (*name))
    return TRUE;
  if (!rest_get_integer (json_object_get_member (roi, "type"), type) || *type < BARCODE
      || (*type > COLOR && *type != MARK))
    return refuse (
        error, "type", "1 (barcode), 2 (compare), 3 (ocr), 4 (color), 6 (bad_mark), or a name");
  json_object_set_int_member (roi, "type", *type);
  return TRUE;
}

static void
take_other_names (JsonObject *roi)
{
  for (guint i = 0; i < G_N_ELEMENTS (names_of_keys); i++) {
    const gchar *key = names_of_keys[i].key, *other = names_of_keys[i].other;

    if (json_object_has_member (roi, key) || !json_object_has_member (roi, other))
      continue;
    json_object_set_member (roi, key, json_object_dup_member (roi, other));
    json_object_remove_member (roi, other);
  }
}

/* What is no number of a device at all is the loader's to refuse. */
static gboolean
make_device (JsonObject *roi, GError **error)
{
  if (!make_integer (roi, "device_location", error))
    return FALSE;
  if (is_absent (roi, "device_location")
      || json_object_get_int_member (roi, "device_location") <= REST_MAX_DEVICES)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "device_location must be 1 to %d in what this API saves, is %" G_GINT64_FORMAT
      "; save it by /v1/products",
      REST_MAX_DEVICES, json_object_get_int_member (roi, "device_location"));
  return FALSE;
}

static gboolean
normalise (JsonObject *roi, GError **error)
{
  gint64 type;

  take_other_names (roi);
  if (!check_required (roi, error) || !make_integer (roi, "idx", error)
      || !read_type (roi, &type, error) || !make_integers (roi, "coords", 4, 0, error)
      || !make_integer (roi, "focus", error) || !make_integer (roi, "exposure", error)
      || !make_device (roi, error))
    return FALSE;
  if (is_absent (roi, "rotation"))
    json_object_set_int_member (roi, "rotation", 0);
  if (!make_integer (roi, "rotation", error))
    return FALSE;
  if (type == 0 || type == MARK)
    return TRUE;
  return type == COLOR ? fill_color (roi, error) : fill_plain (roi, type);
}

/**
 * rest_roi_normalise:
 * @node: what a client sent: an object, or an array of 3 to 12 fields
 * @error: what is wrong with it, without its place
 *
 * Returns: (transfer full): the ROI as it is to be saved
 */
JsonObject *
rest_roi_normalise (JsonNode *node, GError **error)
{
  g_autoptr (JsonObject) roi = NULL;
  gint64 id;

  if (JSON_NODE_HOLDS_OBJECT (node))
    roi = rest_roi_copy_object (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    roi = object_from_array (json_node_get_array (node));
  if (roi == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "must be an object, or an array of 3 to %u fields", (guint) ALL_FIELDS);
    return NULL;
  }
  if (normalise (roi, error))
    return g_steal_pointer (&roi);
  if (rest_get_integer (json_object_get_member (roi, "idx"), &id))
    g_prefix_error (error, "ROI %" G_GINT64_FORMAT ": ", id);
  return NULL;
}

/**
 * rest_roi_get_id:
 * @node: an ROI of a file, in any form
 *
 * Returns: its number; 0: it says none
 */
gint64
rest_roi_get_id (JsonNode *node)
{
  static const gchar *const keys[] = { "idx", "index", "id" };
  gint64 id = 0;

  if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0)
    rest_get_integer (json_array_get_element (json_node_get_array (node), 0), &id);
  for (guint i = 0; JSON_NODE_HOLDS_OBJECT (node) && i < G_N_ELEMENTS (keys) && id == 0; i++)
    rest_get_integer (json_object_get_member (json_node_get_object (node), keys[i]), &id);
  return id;
}

/**
 * rest_roi_find_array:
 * @file: what an ROI file holds
 *
 * Returns: (transfer none) (nullable): its ROIs
 */
JsonArray *
rest_roi_find_array (JsonNode *file)
{
  JsonNode *node = file;

  if (JSON_NODE_HOLDS_OBJECT (file))
    node = json_object_get_member (json_node_get_object (file), "rois");
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* A line a ROI, so that a change of one is a change of one line. */
static void
write_rois (GString *text, JsonArray *rois, const gchar *indent)
{
  const guint length = json_array_get_length (rois);

  g_string_append (text, length > 0 ? "[\n" : "[");
  for (guint i = 0; i < length; i++) {
    g_autofree gchar *roi = aoi_json_write (json_array_get_element (rois, i));

    g_string_append_printf (text, "%s  %s%s\n", indent, roi, i + 1 < length ? "," : "");
  }
  g_string_append_printf (text, "%s]", length > 0 ? indent : "");
}

static void
write_object (GString *text, JsonObject *object)
{
  JsonObjectIter iter;
  const gchar *key, *separator = "{\n";
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &member)) {
    g_autoptr (JsonNode) name = json_node_init_string (json_node_alloc (), key);
    g_autofree gchar *shown = aoi_json_write (name);

    g_string_append_printf (text, "%s  %s: ", separator, shown);
    if (g_str_equal (key, "rois") && JSON_NODE_HOLDS_ARRAY (member)) {
      write_rois (text, json_node_get_array (member), "  ");
    } else {
      g_autofree gchar *value = aoi_json_write (member);

      g_string_append (text, value);
    }
    separator = ",\n";
  }
  g_string_append (text, "\n}");
}

/**
 * rest_roi_write_file:
 * @file: what an ROI file is to hold
 *
 * Returns: (transfer full): its text
 */
gchar *
rest_roi_write_file (JsonNode *file)
{
  GString *text = g_string_new (NULL);

  if (JSON_NODE_HOLDS_OBJECT (file))
    write_object (text, json_node_get_object (file));
  else
    write_rois (text, json_node_get_array (file), "");
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}
