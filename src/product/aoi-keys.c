/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-keys.h"

/**
 * aoi_keys_get_boolean: (skip)
 * @self: keys of an ROI
 * @key: one of them
 * @value: (inout): where to put it
 *
 * Reads `true` or `false`. Without the key @value stays; any other value is a problem of the product.
 *
 * Since: 0.2
 */
void
aoi_keys_get_boolean (AoiKeys *self, const gchar *key, gboolean *value)
{
  aoi_json_reader_get_boolean (self->reader, AOI_KEYS (g_intern_string (key)), value);
}

/**
 * aoi_keys_get_int: (skip)
 * @self: keys of an ROI
 * @key: one of them
 * @min: the least allowed
 * @max: the greatest allowed
 * @value: (inout): where to put it
 *
 * Reads a whole number. Without the key @value stays; another value is a problem of the product.
 *
 * Since: 0.2
 */
void
aoi_keys_get_int (AoiKeys *self, const gchar *key, gint min, gint max, gint *value)
{
  aoi_json_reader_get_int (self->reader, AOI_KEYS (g_intern_string (key)), min, max, value);
}

/**
 * aoi_keys_get_double: (skip)
 * @self: keys of an ROI
 * @key: one of them
 * @min: the least allowed
 * @max: the greatest allowed
 * @value: (inout): where to put it
 *
 * Reads a number. Without the key @value stays; another value is a problem of the product.
 *
 * Since: 0.2
 */
void
aoi_keys_get_double (AoiKeys *self, const gchar *key, gdouble min, gdouble max, gdouble *value)
{
  aoi_json_reader_get_double (self->reader, AOI_KEYS (g_intern_string (key)), min, max, value);
}

/**
 * aoi_keys_get_string: (skip)
 * @self: keys of an ROI
 * @key: one of them
 * @value: (inout): where to put a copy; what was there is freed
 *
 * Reads a text. Without the key @value stays; another value is a problem of the product.
 *
 * Since: 0.2
 */
void
aoi_keys_get_string (AoiKeys *self, const gchar *key, gchar **value)
{
  aoi_json_reader_get_string (self->reader, AOI_KEYS (g_intern_string (key)), value);
}

/**
 * aoi_keys_dup_value: (skip)
 * @self: keys of an ROI
 * @key: one of them
 *
 * For values that no other function reads. Numbers are int64 or double, arrays av, objects a{sv}.
 *
 * Returns: (transfer full) (nullable): the value, %NULL if it is absent or null
 *
 * Since: 0.2
 */
GVariant *
aoi_keys_dup_value (AoiKeys *self, const gchar *key)
{
  JsonNode *node = aoi_json_reader_find (self->reader, AOI_KEYS (g_intern_string (key)), NULL);

  return node != NULL ? g_variant_take_ref (json_gvariant_deserialize (node, NULL, NULL)) : NULL;
}

static void
add (AoiKeys *self, AoiProblems *problems, const gchar *key, const gchar *format, va_list args)
{
  g_autofree gchar *path = aoi_json_reader_dup_path (self->reader, key);
  g_autofree gchar *text = g_strdup_vprintf (format, args);

  if (problems != NULL)
    aoi_problems_add (problems, self->reader->source->file, path, "%s", text);
}

/**
 * aoi_keys_refuse: (skip)
 * @self: keys of an ROI
 * @key: the one that is wrong
 * @format: printf format of a sentence that names the value and what would be right
 * @...: its arguments
 *
 * The product is not loaded: its error has the sentence, behind file and JSON path.
 *
 * Since: 0.2
 */
void
aoi_keys_refuse (AoiKeys *self, const gchar *key, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  add (self, self->reader->source->problems, key, format, args);
  va_end (args);
}

/**
 * aoi_keys_warn: (skip)
 * @self: keys of an ROI
 * @key: the one that is doubtful
 * @format: printf format of a sentence that says what will become of it
 * @...: its arguments
 *
 * Adds a warning that aoi_product_check_keys() lists. The product is still used, unless the caller is strict.
 *
 * Since: 0.2
 */
void
aoi_keys_warn (AoiKeys *self, const gchar *key, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  add (self, self->reader->source->warnings, key, format, args);
  va_end (args);
}
