/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json/aoi-json-writer.h"

#include <math.h>
#include <string.h>

/* Allowed in JSON, but line ends for some readers of one object a line. */
static gboolean
ends_line (gunichar c)
{
  return c == 0x85 || c == 0x2028 || c == 0x2029;
}

static void
write_escape (GString *json, gunichar c)
{
  switch (c) {
    case '"':
      g_string_append (json, "\\\"");
      break;
    case '\\':
      g_string_append (json, "\\\\");
      break;
    case '\n':
      g_string_append (json, "\\n");
      break;
    case '\r':
      g_string_append (json, "\\r");
      break;
    case '\t':
      g_string_append (json, "\\t");
      break;
    default:
      g_string_append_printf (json, "\\u%04x", c);
      break;
  }
}

static void
write_string (GString *json, const gchar *text)
{
  const gchar *plain = text;

  g_string_append_c (json, '"');
  for (const gchar *p = text, *next; *p != '\0'; p = next) {
    const gunichar c = g_utf8_get_char (p);

    next = g_utf8_next_char (p);
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f && !ends_line (c))
      continue;
    g_string_append_len (json, plain, p - plain);
    write_escape (json, c);
    plain = next;
  }
  g_string_append (json, plain);
  g_string_append_c (json, '"');
}

/* With as many digits as it takes to read the same number back, 17 at most. */
static void
write_double (GString *json, gdouble number)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number)) {
    g_string_append (json, "null");
    return;
  }
  g_ascii_formatd (text, sizeof text, "%.15g", number);
  if (g_ascii_strtod (text, NULL) != number)
    g_ascii_formatd (text, sizeof text, "%.16g", number);
  if (g_ascii_strtod (text, NULL) != number)
    g_ascii_formatd (text, sizeof text, "%.17g", number);
  g_string_append (json, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (json, ".0");
}

static void
write_value (GString *json, JsonNode *node)
{
  switch (json_node_get_value_type (node)) {
    case G_TYPE_INT64:
      g_string_append_printf (json, "%" G_GINT64_FORMAT, json_node_get_int (node));
      break;
    case G_TYPE_DOUBLE:
      write_double (json, json_node_get_double (node));
      break;
    case G_TYPE_BOOLEAN:
      g_string_append (json, json_node_get_boolean (node) ? "true" : "false");
      break;
    case G_TYPE_STRING:
      write_string (json, json_node_get_string (node));
      break;
    default:
      g_string_append (json, "null");
      break;
  }
}

static void write_node (GString *json, JsonNode *node);

static void
write_object (GString *json, JsonObject *object)
{
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *member;
  const gchar *separator = "";

  g_string_append_c (json, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &member)) {
    g_string_append (json, separator);
    write_string (json, key);
    g_string_append_c (json, ':');
    write_node (json, member);
    separator = ",";
  }
  g_string_append_c (json, '}');
}

static void
write_array (GString *json, JsonArray *array)
{
  g_string_append_c (json, '[');
  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    write_node (json, json_array_get_element (array, i));
  }
  g_string_append_c (json, ']');
}

static void
write_node (GString *json, JsonNode *node)
{
  switch (json_node_get_node_type (node)) {
    case JSON_NODE_OBJECT:
      write_object (json, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      write_array (json, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      write_value (json, node);
      break;
    case JSON_NODE_NULL:
      g_string_append (json, "null");
      break;
  }
}

/**
 * aoi_json_write:
 * @root: a tree whose strings are valid UTF-8
 *
 * Writes a tree on one line that every JSON reader takes. JsonGenerator of json-glib 1.6 does not:
 * it writes U+001F bare, which barcodes hold as a separator, 1e-10 as `1e-10.0`, and NaN and
 * infinities as if they were numbers (here: null).
 *
 * Returns: (transfer full): the JSON text, without a newline at its end
 */
gchar *
aoi_json_write (JsonNode *root)
{
  GString *json = g_string_sized_new (4096);

  write_node (json, root);
  return g_string_free (json, FALSE);
}
