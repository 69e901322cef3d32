/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What handlers of the old API have in common. */
#include "rest/rest-private.h"

#include <math.h>
#include <string.h>

/**
 * rest_dup_time:
 * @time_us: wall clock, microseconds since 1970
 *
 * Returns: (transfer full): it as Python's `datetime.isoformat()` writes local time
 */
gchar *
rest_dup_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree gchar *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06d", seconds, (gint) (time_us % G_USEC_PER_SEC));
}

/**
 * rest_fail_with:
 * @call: (transfer full): a call
 * @self: the API
 * @status: why
 * @error: why, in words
 *
 * Answers with an error of libaoi's, without the folders that it names; the log has all of it.
 */
void
rest_fail_with (HttpCall *call, Rest *self, guint status, const GError *error)
{
  g_autofree gchar *shown = station_hide_folders (self->station, error->message);

  if (status >= HTTP_FAILED)
    g_warning ("%s", error->message);
  http_call_fail (call, status, "%s", shown);
}

/**
 * rest_get_text:
 * @object: what a client sent
 * @key: of a member
 *
 * Returns: (transfer none) (nullable): its text; %NULL: there is none, or it is no text
 */
const gchar *
rest_get_text (JsonObject *object, const gchar *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
parse_integer (const gchar *text, gint64 *value)
{
  gchar *end;
  g_autofree gchar *trimmed = g_strstrip (g_strdup (text));
  const gdouble number = g_ascii_strtod (trimmed, &end);

  if (*trimmed == '\0' || *end != '\0' || !(fabs (number) < 1e15))
    return FALSE;
  *value = (gint64) number;
  return TRUE;
}

/**
 * rest_get_integer:
 * @node: (nullable): what a client sent
 * @value: (out): the number
 *
 * Takes what the old server took for an integer: numbers without what follows their point, and text that says one.
 *
 * Returns: whether it is one
 */
gboolean
rest_get_integer (JsonNode *node, gint64 *value)
{
  gdouble number;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  switch (json_node_get_value_type (node)) {
    case G_TYPE_INT64:
      *value = json_node_get_int (node);
      return TRUE;
    case G_TYPE_DOUBLE:
      number = json_node_get_double (node);
      *value = fabs (number) < 1e15 ? (gint64) number : 0;
      return fabs (number) < 1e15;
    case G_TYPE_STRING:
      return parse_integer (json_node_get_string (node), value);
    default:
      return FALSE;
  }
}

/**
 * rest_get_product:
 * @call: a call whose path begins with a product
 *
 * Returns: (transfer none) (nullable): its name; %NULL: the call is answered, since no product has such a name
 */
const gchar *
rest_get_product (HttpCall *call)
{
  const gchar *name = http_call_get_segment (call, 0);

  if (station_name_is_product (name))
    return name;
  http_call_fail (call, HTTP_BAD_REQUEST, "Invalid product name");
  return NULL;
}
