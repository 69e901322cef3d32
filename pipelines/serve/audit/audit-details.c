/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a line says of a change, as much of it as fits: what clients send may be long, deep, and hostile. */
#include "audit/audit-details.h"

#include <string.h>

/* More of a text is not kept, so that nobody fills the disk with one request. */
#define MAX_CHARS 200

/* Bytes of details in all, roughly. */
#define MAX_BYTES 3000

/* What an object or array, a key, or a value that is no text is counted for. */
#define VALUE_BYTES 8

/* Stands for what is left out. */
#define MORE "..."

/* In keys of what nobody may read later. */
static const gchar *const secrets[] = { "password", "passphrase", "secret", "token", "cookie" };

/* What would steer a terminal, or turn a line round for its reader, is named. */
static void
append_char (GString *shown, gunichar c)
{
  if (g_unichar_isprint (c))
    g_string_append_unichar (shown, c);
  else
    g_string_append_printf (shown, "<%02X>", c);
}

/**
 * audit_text_show:
 * @text: any bytes
 *
 * Returns: (transfer full): as much of it as a line holds
 */
gchar *
audit_text_show (const gchar *text)
{
  g_autofree gchar *valid = g_utf8_make_valid (text, -1);
  const gchar *at = valid;
  GString *shown = g_string_new (NULL);

  for (guint n = 0; *at != '\0' && n < MAX_CHARS; at = g_utf8_next_char (at), n++)
    append_char (shown, g_utf8_get_char (at));
  if (*at != '\0')
    g_string_append (shown, MORE);
  return g_string_free (shown, FALSE);
}

static gboolean
is_secret (const gchar *key)
{
  g_autofree gchar *small = g_ascii_strdown (key, -1);

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (strstr (small, secrets[i]) != NULL)
      return TRUE;
  return FALSE;
}

static JsonNode *
copy_text (const gchar *text, gsize *left)
{
  g_autofree gchar *shown = audit_text_show (text);

  *left -= MIN (*left, strlen (shown));
  return json_node_init_string (json_node_alloc (), shown);
}

static JsonNode *copy (JsonNode *node, gsize *left);

/* @left: (inout): bytes that there is room for; 0: for nothing more */
static JsonObject *
copy_object (JsonObject *object, gsize *left)
{
  JsonObject *kept = json_object_new ();
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node)) {
    g_autofree gchar *shown = audit_text_show (key);

    if (*left == 0) {
      json_object_set_boolean_member (kept, MORE, TRUE);
      break;
    }
    *left -= MIN (*left, strlen (shown) + VALUE_BYTES);
    json_object_set_member (
        kept, shown, is_secret (key) ? copy_text ("not kept", left) : copy (node, left));
  }
  return kept;
}

static JsonArray *
copy_array (JsonArray *array, gsize *left)
{
  JsonArray *kept = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (*left == 0) {
      json_array_add_string_element (kept, MORE);
      break;
    }
    json_array_add_element (kept, copy (json_array_get_element (array, i), left));
  }
  return kept;
}

static JsonNode *
copy (JsonNode *node, gsize *left)
{
  *left -= MIN (*left, VALUE_BYTES);
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonNode *kept = json_node_new (JSON_NODE_OBJECT);

    json_node_take_object (kept, copy_object (json_node_get_object (node), left));
    return kept;
  }
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonNode *kept = json_node_new (JSON_NODE_ARRAY);

    json_node_take_array (kept, copy_array (json_node_get_array (node), left));
    return kept;
  }
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return copy_text (json_node_get_string (node), left);
  return json_node_copy (node);
}

/**
 * audit_details_copy:
 * @details: of a change
 *
 * Returns: (transfer full): as much of it as a line holds, without secrets; `...` stands for the rest
 */
JsonObject *
audit_details_copy (JsonObject *details)
{
  gsize left = MAX_BYTES;

  return copy_object (details, &left);
}
