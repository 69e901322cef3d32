/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-text.h"

#include "aoi-error.h"
#include "json/aoi-json-writer.h"

/**
 * station_text_find_rois:
 * @root: of an ROI file
 *
 * Returns: (transfer none) (nullable): its ROIs
 */
JsonArray *
station_text_find_rois (JsonNode *root)
{
  JsonNode *node = root;

  if (JSON_NODE_HOLDS_OBJECT (root))
    node = json_object_get_member (json_node_get_object (root), "rois");
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gint64
get_integer (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
          && json_node_get_value_type (node) == G_TYPE_INT64
      ? json_node_get_int (node)
      : 0;
}

/**
 * station_text_get_roi_id:
 * @roi: an ROI of a file
 *
 * Returns: its number, 0 if it has none
 */
gint64
station_text_get_roi_id (JsonNode *roi)
{
  static const gchar *const names[] = { "idx", "index", "id" };

  if (JSON_NODE_HOLDS_ARRAY (roi))
    return json_array_get_length (json_node_get_array (roi)) > 0
        ? get_integer (json_array_get_element (json_node_get_array (roi), 0))
        : 0;
  for (guint i = 0; JSON_NODE_HOLDS_OBJECT (roi) && i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (json_node_get_object (roi), names[i]))
      return get_integer (json_object_get_member (json_node_get_object (roi), names[i]));
  return 0;
}

static gboolean
has_id (const GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint, i) == id)
      return TRUE;
  return FALSE;
}

/**
 * station_text_keep_rois:
 * @text: of an ROI file
 * @ids: (element-type gint): numbers of ROIs
 * @error: return location for an %AOI_ERROR_INVALID if it is not JSON, or has none of them
 *
 * Returns: (transfer full): the text with these ROIs only
 */
gchar *
station_text_keep_rois (const gchar *text, const GArray *ids, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = json_parser_load_from_data (parser, text, -1, NULL)
      ? json_parser_get_root (parser)
      : NULL;
  JsonArray *rois = root != NULL ? station_text_find_rois (root) : NULL;

  for (guint i = rois != NULL ? json_array_get_length (rois) : 0; i > 0; i--)
    if (!has_id (ids, station_text_get_roi_id (json_array_get_element (rois, i - 1))))
      json_array_remove_element (rois, i - 1);
  if (rois != NULL && json_array_get_length (rois) > 0)
    return aoi_json_write (root);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "rois: the product has none of them");
  return NULL;
}
