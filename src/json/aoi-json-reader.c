/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json/aoi-json-reader.h"

#include <math.h>
#include <string.h>

/* Longer values are truncated in messages. */
#define MAX_DESCRIPTION 80

static gboolean
is_absent (JsonNode *node)
{
  return node == NULL || JSON_NODE_HOLDS_NULL (node);
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
get_number (JsonNode *node, gdouble *value)
{
  if (!holds (node, G_TYPE_INT64) && !holds (node, G_TYPE_DOUBLE))
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

/**
 * aoi_json_node_describe:
 * @node: a value
 *
 * Returns: (transfer full): the value as it stands in the file, for a message: on one line, and
 *   truncated if long
 */
gchar *
aoi_json_node_describe (JsonNode *node)
{
  g_autofree gchar *text = NULL;
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  /* json-glib writes 17 digits: 0.10000000000000001. */
  if (holds (node, G_TYPE_DOUBLE))
    return g_strdup (g_ascii_formatd (number, sizeof number, "%.15g", json_node_get_double (node)));
  text = json_to_string (node, FALSE);
  if (strlen (text) > MAX_DESCRIPTION) {
    gchar *end = g_utf8_find_prev_char (text, text + MAX_DESCRIPTION + 1);

    *end = '\0';
    return g_strconcat (text, "...", NULL);
  }
  return g_steal_pointer (&text);
}

/**
 * aoi_json_node_refuse:
 * @source: where @node comes from
 * @node: a value
 * @path: its path
 * @expected: what it must be
 *
 * Adds the problem that a value is not what it must be.
 */
void
aoi_json_node_refuse (
    const AoiJsonSource *source, JsonNode *node, const gchar *path, const gchar *expected)
{
  g_autofree gchar *is = aoi_json_node_describe (node);

  aoi_problems_add (source->problems, source->file, path, "must be %s, is %s", expected, is);
}

/**
 * aoi_json_describe_range:
 * @min: the least allowed
 * @max: the greatest allowed
 *
 * Returns: (transfer full): what a number must be, for a message; the same in every locale
 */
gchar *
aoi_json_describe_range (gdouble min, gdouble max)
{
  gchar from[G_ASCII_DTOSTR_BUF_SIZE], to[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (from, sizeof from, "%.15g", min);
  g_ascii_formatd (to, sizeof to, "%.15g", max);
  return g_strdup_printf ("a number from %s to %s", from, to);
}

/**
 * aoi_json_node_get_string:
 * @node: a value
 *
 * Unlike json_node_get_string(), this may be asked of arrays and objects.
 *
 * Returns: (transfer none) (nullable): its text, %NULL if it is no string
 */
const gchar *
aoi_json_node_get_string (JsonNode *node)
{
  return holds (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

/**
 * aoi_json_node_get_integer:
 * @node: a value
 * @min: the least allowed
 * @max: the greatest allowed, in the range of #gint
 * @value: (out): the number, if it is one
 *
 * Returns: whether @node is a number without fraction, 3 or 3.0, from @min to @max
 */
gboolean
aoi_json_node_get_integer (JsonNode *node, gint64 min, gint64 max, gint *value)
{
  gdouble number;

  if (!get_number (node, &number) || floor (number) != number)
    return FALSE;
  if (number < (gdouble) min || number > (gdouble) max)
    return FALSE;
  *value = (gint) number;
  return TRUE;
}

/**
 * aoi_json_node_require_array:
 * @source: where @node comes from
 * @node: a value
 * @path: its path
 *
 * Returns: whether it is an array; if not, a problem is added
 */
gboolean
aoi_json_node_require_array (const AoiJsonSource *source, JsonNode *node, const gchar *path)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return TRUE;
  aoi_json_node_refuse (source, node, path, "an array");
  return FALSE;
}

/**
 * aoi_json_node_require_object:
 * @source: where @node comes from
 * @node: a value
 * @path: its path
 *
 * Returns: whether it is an object; if not, a problem is added
 */
gboolean
aoi_json_node_require_object (const AoiJsonSource *source, JsonNode *node, const gchar *path)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  aoi_json_node_refuse (source, node, path, "an object");
  return FALSE;
}

/**
 * aoi_json_node_get_ints:
 * @source: where @node comes from
 * @node: a value that must be an array
 * @path: its path
 * @max: the greatest number allowed; the least is 0
 * @n_values: how many numbers it must hold
 * @values: (out) (array length=n_values): the numbers; some are left alone if others are wrong
 *
 * Returns: %FALSE if a problem was added
 */
gboolean
aoi_json_node_get_ints (const AoiJsonSource *source, JsonNode *node, const gchar *path, gint max,
    guint n_values, gint *values)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean valid = TRUE;

  if (array == NULL || json_array_get_length (array) != n_values) {
    g_autofree gchar *expected = g_strdup_printf ("an array of %u integers", n_values);

    aoi_json_node_refuse (source, node, path, expected);
    return FALSE;
  }
  for (guint i = 0; i < n_values; i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (!aoi_json_node_get_integer (element, 0, max, &values[i])) {
      g_autofree gchar *element_path = g_strdup_printf ("%s[%u]", path, i);
      g_autofree gchar *expected = g_strdup_printf ("an integer from 0 to %d", max);

      aoi_json_node_refuse (source, element, element_path, expected);
      valid = FALSE;
    }
  }
  return valid;
}

/**
 * aoi_json_node_get_corners:
 * @source: where @node comes from
 * @node: a value that must be an array of x1, y1, x2 and y2
 * @path: its path
 * @max: the greatest coordinate allowed; the least is 0
 * @rect: (out): the rectangle, also if its corners are the wrong way round; left alone if there are no four coordinates
 *
 * Returns: %FALSE if a problem was added
 */
gboolean
aoi_json_node_get_corners (
    const AoiJsonSource *source, JsonNode *node, const gchar *path, gint max, AoiRect *rect)
{
  gint c[4];

  if (!aoi_json_node_get_ints (source, node, path, max, 4, c))
    return FALSE;
  if (c[2] <= c[0])
    aoi_problems_add (
        source->problems, source->file, path, "x2 (%d) must be greater than x1 (%d)", c[2], c[0]);
  if (c[3] <= c[1])
    aoi_problems_add (
        source->problems, source->file, path, "y2 (%d) must be greater than y1 (%d)", c[3], c[1]);
  *rect = (AoiRect){ c[0], c[1], c[2] - c[0], c[3] - c[1] };
  return c[2] > c[0] && c[3] > c[1];
}

/**
 * aoi_json_reader_init:
 * @self: (out): a reader; aoi_json_reader_clear() it
 * @source: where @object comes from; borrowed
 * @object: the object to read; borrowed
 * @path: its path; borrowed
 */
void
aoi_json_reader_init (
    AoiJsonReader *self, const AoiJsonSource *source, JsonObject *object, const gchar *path)
{
  *self = (AoiJsonReader){ .source = source, .object = object, .path = path };
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * aoi_json_reader_clear:
 * @self: a reader
 */
void
aoi_json_reader_clear (AoiJsonReader *self)
{
  g_clear_pointer (&self->known, g_hash_table_unref);
}

/**
 * aoi_json_reader_dup_path:
 * @self: a reader
 * @key: a key
 *
 * Returns: (transfer full): the JSON path of its value
 */
gchar *
aoi_json_reader_dup_path (const AoiJsonReader *self, const gchar *key)
{
  return self->path[0] != '\0' ? g_strdup_printf ("%s.%s", self->path, key) : g_strdup (key);
}

/**
 * aoi_json_reader_find:
 * @self: a reader
 * @keys: the key and its other names
 * @path: (out) (optional): the path of the value, with the name that was found
 *
 * Returns: (transfer none) (nullable): the value, %NULL if it is absent or null
 */
JsonNode *
aoi_json_reader_find (AoiJsonReader *self, const gchar *const *keys, gchar **path)
{
  JsonNode *found = NULL;

  for (guint i = 0; keys[i] != NULL; i++) {
    JsonNode *node = json_object_get_member (self->object, keys[i]);

    g_hash_table_add (self->known, (gpointer) keys[i]);
    if (found != NULL || is_absent (node))
      continue;
    found = node;
    if (path != NULL)
      *path = aoi_json_reader_dup_path (self, keys[i]);
  }
  return found;
}

/**
 * aoi_json_reader_require:
 * @self: a reader
 * @keys: the key and its other names
 *
 * Returns: whether the key is there; if not, a problem is added
 */
gboolean
aoi_json_reader_require (AoiJsonReader *self, const gchar *const *keys)
{
  g_autofree gchar *path = NULL;

  if (aoi_json_reader_find (self, keys, NULL) != NULL)
    return TRUE;
  path = aoi_json_reader_dup_path (self, keys[0]);
  aoi_problems_add (self->source->problems, self->source->file, path, "is missing");
  return FALSE;
}

/**
 * aoi_json_reader_get_boolean:
 * @self: a reader
 * @keys: the key and its other names
 * @value: (inout): where to put it
 */
void
aoi_json_reader_get_boolean (AoiJsonReader *self, const gchar *const *keys, gboolean *value)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (self, keys, &path);

  if (node == NULL)
    return;
  if (holds (node, G_TYPE_BOOLEAN))
    *value = json_node_get_boolean (node);
  else
    aoi_json_node_refuse (self->source, node, path, "true, false or null");
}

/**
 * aoi_json_reader_get_int:
 * @self: a reader
 * @keys: the key and its other names
 * @min: the least allowed
 * @max: the greatest allowed
 * @value: (inout): where to put it
 */
void
aoi_json_reader_get_int (
    AoiJsonReader *self, const gchar *const *keys, gint min, gint max, gint *value)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (self, keys, &path);

  if (node != NULL && !aoi_json_node_get_integer (node, min, max, value)) {
    g_autofree gchar *expected = g_strdup_printf ("an integer from %d to %d", min, max);

    aoi_json_node_refuse (self->source, node, path, expected);
  }
}

/**
 * aoi_json_reader_get_double:
 * @self: a reader
 * @keys: the key and its other names
 * @min: the least allowed
 * @max: the greatest allowed
 * @value: (inout): where to put it
 */
void
aoi_json_reader_get_double (
    AoiJsonReader *self, const gchar *const *keys, gdouble min, gdouble max, gdouble *value)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (self, keys, &path);
  gdouble number;

  if (node == NULL)
    return;
  if (get_number (node, &number) && number >= min && number <= max) {
    *value = number;
  } else {
    g_autofree gchar *expected = aoi_json_describe_range (min, max);

    aoi_json_node_refuse (self->source, node, path, expected);
  }
}

/**
 * aoi_json_reader_get_string:
 * @self: a reader
 * @keys: the key and its other names
 * @value: (inout): where to put a copy; what was there is freed
 */
void
aoi_json_reader_get_string (AoiJsonReader *self, const gchar *const *keys, gchar **value)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (self, keys, &path);

  if (node == NULL)
    return;
  if (aoi_json_node_get_string (node) == NULL) {
    aoi_json_node_refuse (self->source, node, path, "a string");
    return;
  }
  g_free (*value);
  *value = json_node_dup_string (node);
}

/**
 * aoi_json_reader_get_unknown:
 * @self: a reader of which all known keys were asked for
 *
 * Returns: (transfer full): an a{sv} of the other keys that are not null, in the file's order
 */
GVariant *
aoi_json_reader_get_unknown (AoiJsonReader *self)
{
  GVariantBuilder builder;
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *node;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  json_object_iter_init_ordered (&iter, self->object);
  while (json_object_iter_next_ordered (&iter, &key, &node)) {
    g_autoptr (GVariant) value = NULL;

    if (g_hash_table_contains (self->known, key) || is_absent (node))
      continue;
    value = g_variant_take_ref (json_gvariant_deserialize (node, NULL, NULL));
    g_variant_builder_add (&builder, "{sv}", key, value);
  }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * aoi_json_reader_note_unknown:
 * @self: a reader of which all known keys were asked for
 * @more: (nullable) (array zero-terminated=1): further known keys
 *
 * Notes the other keys, null or not, where the source wants them noted.
 */
void
aoi_json_reader_note_unknown (AoiJsonReader *self, const gchar *const *more)
{
  JsonObjectIter iter;
  const gchar *key;

  if (self->source->unknown == NULL)
    return;
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    g_hash_table_add (self->known, (gpointer) more[i]);
  json_object_iter_init_ordered (&iter, self->object);
  while (json_object_iter_next_ordered (&iter, &key, NULL)) {
    g_autofree gchar *path = NULL;

    if (g_hash_table_contains (self->known, key))
      continue;
    path = aoi_json_reader_dup_path (self, key);
    aoi_json_unknown_add (self->source->unknown, self->source->file, path, key, self->known);
  }
}
