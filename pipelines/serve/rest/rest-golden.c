/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What endpoints about goldens have in common: which golden is meant. */
#include "rest/rest-golden.h"

#include <math.h>

/**
 * rest_golden_parse_id:
 * @text: (nullable): what a client says
 * @id: (out): number of an ROI
 *
 * Returns: whether it is one
 */
gboolean
rest_golden_parse_id (const gchar *text, gint *id)
{
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &value, NULL))
    return FALSE;
  *id = (gint) value;
  return TRUE;
}

/**
 * rest_golden_read_id:
 * @node: what a client sent
 * @id: (out): number of an ROI
 *
 * Returns: whether it is one, be it text or a number
 */
gboolean
rest_golden_read_id (JsonNode *node, gint *id)
{
  gdouble number;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return rest_golden_parse_id (json_node_get_string (node), id);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return FALSE;
  number = json_node_get_double (node);
  if (!(number >= 1.0 && number <= G_MAXINT) || number != floor (number))
    return FALSE;
  *id = (gint) number;
  return TRUE;
}

/**
 * rest_golden_is_given:
 * @node: (nullable): a member of what a client sent
 *
 * Returns: whether it says something, which neither 0 nor an empty text does
 */
gboolean
rest_golden_is_given (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return TRUE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) != '\0';
  return json_node_get_value_type (node) == G_TYPE_BOOLEAN || json_node_get_double (node) != 0.0;
}

/**
 * rest_golden_get_path:
 * @call: a call whose path has a product and an ROI
 * @target: (out): them
 *
 * Returns: whether they are good; if not, the call is answered
 */
gboolean
rest_golden_get_path (HttpCall *call, RestGoldenTarget *target)
{
  *target = (RestGoldenTarget){ .product = rest_get_product (call) };
  if (target->product == NULL)
    return FALSE;
  if (rest_golden_parse_id (http_call_get_segment (call, 1), &target->id))
    return TRUE;
  http_call_fail (call, HTTP_NOT_FOUND, "%s is not the number of an ROI, which is 1 or more",
      http_call_get_segment (call, 1));
  return FALSE;
}

static gboolean
check_target (HttpCall *call, const gchar *key, JsonNode *id, RestGoldenTarget *target)
{
  if (!station_name_is_product (target->product))
    http_call_fail (call, HTTP_BAD_REQUEST, "Invalid product name");
  else if (!rest_golden_read_id (id, &target->id))
    http_call_fail (call, HTTP_BAD_REQUEST, "roi_id must be the number of an ROI, 1 or more");
  else if (!station_name_is_file (target->name))
    http_call_fail (call, HTTP_BAD_REQUEST, "%s must be the name of a golden sample", key);
  else
    return TRUE;
  return FALSE;
}

/**
 * rest_golden_get_target:
 * @call: a call that names a golden
 * @key: of the member that does
 * @what: that is, for people
 * @target: (out): it
 *
 * Returns: whether it may be one; if not, the call is answered
 */
gboolean
rest_golden_get_target (
    HttpCall *call, const gchar *key, const gchar *what, RestGoldenTarget *target)
{
  JsonObject *body = http_call_get_object (call);
  JsonNode *id = json_object_get_member (body, "roi_id");

  if (!rest_golden_is_given (json_object_get_member (body, "product_name"))
      || !rest_golden_is_given (id) || !rest_golden_is_given (json_object_get_member (body, key))) {
    http_call_fail (call, HTTP_BAD_REQUEST, "Product name, ROI ID, and %s are required", what);
    return FALSE;
  }
  *target = (RestGoldenTarget){ rest_get_text (body, "product_name"), 0,
    rest_get_text (body, key) };
  return check_target (call, key, id, target);
}

/**
 * rest_golden_dup_note:
 * @call: a call
 *
 * Returns: (transfer full): who asks, for the log of goldens
 */
gchar *
rest_golden_dup_note (const HttpCall *call)
{
  return g_strdup_printf ("over HTTP from %s", http_call_get_peer (call));
}

/**
 * rest_golden_fail:
 * @call: (transfer full): a call
 * @self: the API
 * @error: of the store
 *
 * Answers with it, as the client's mistake unless files cannot be written or read.
 */
void
rest_golden_fail (HttpCall *call, Rest *self, const GError *error)
{
  const gboolean mistake = g_error_matches (error, AOI_ERROR, AOI_ERROR_IMAGE)
      || g_error_matches (error, AOI_ERROR, AOI_ERROR_INVALID);

  rest_fail_with (call, self, mistake ? HTTP_BAD_REQUEST : HTTP_FAILED, error);
}
