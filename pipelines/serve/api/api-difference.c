/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What distinguishes two texts of a product: ROIs by their number, and other keys. */
#include "api/api-difference.h"

#include "station/station-text.h"

static JsonNode *
parse (const gchar *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  return json_parser_load_from_data (parser, text, -1, NULL) ? json_parser_steal_root (parser)
                                                             : json_node_new (JSON_NODE_NULL);
}

/* @rois: (nullable). Returns: (transfer none) (nullable) */
static JsonNode *
find_roi (JsonArray *rois, gint64 id)
{
  for (guint i = 0; rois != NULL && i < json_array_get_length (rois); i++)
    if (station_text_get_roi_id (json_array_get_element (rois, i)) == id)
      return json_array_get_element (rois, i);
  return NULL;
}

static gboolean
is_equal (JsonNode *a, JsonNode *b)
{
  return a != NULL && b != NULL && json_node_equal (a, b);
}

/* Adds `[before, after]`, null where there is none. */
static void
add_pair (JsonObject *keys, const gchar *key, JsonNode *before, JsonNode *after)
{
  JsonArray *pair = json_array_new ();

  json_array_add_element (
      pair, before != NULL ? json_node_copy (before) : json_node_new (JSON_NODE_NULL));
  json_array_add_element (
      pair, after != NULL ? json_node_copy (after) : json_node_new (JSON_NODE_NULL));
  json_object_set_array_member (keys, key, pair);
}

/* @skip: (nullable): a key that is not compared */
static JsonObject *
compare_objects (JsonObject *before, JsonObject *after, const gchar *skip)
{
  JsonObject *keys = json_object_new ();
  g_autoptr (GList) old = json_object_get_members (before);
  g_autoptr (GList) new = json_object_get_members (after);

  for (GList *key = old; key != NULL; key = key->next) {
    JsonNode *a = json_object_get_member (before, key->data);
    JsonNode *b = json_object_get_member (after, key->data);

    if (g_strcmp0 (key->data, skip) != 0 && !is_equal (a, b))
      add_pair (keys, key->data, a, b);
  }
  for (GList *key = new; key != NULL; key = key->next)
    if (g_strcmp0 (key->data, skip) != 0 && !json_object_has_member (before, key->data))
      add_pair (keys, key->data, NULL, json_object_get_member (after, key->data));
  return keys;
}

static JsonObject *
compare_nodes (JsonNode *before, JsonNode *after)
{
  JsonObject *keys;

  if (JSON_NODE_HOLDS_OBJECT (before) && JSON_NODE_HOLDS_OBJECT (after))
    return compare_objects (json_node_get_object (before), json_node_get_object (after), NULL);
  keys = json_object_new ();
  add_pair (keys, "roi", before, after);
  return keys;
}

/* @keys: (transfer full) (nullable) */
static void
add_change (JsonArray *changes, gint64 roi, const gchar *what, JsonObject *keys)
{
  JsonObject *change = json_object_new ();

  if (roi != 0)
    json_object_set_int_member (change, "roi", roi);
  json_object_set_string_member (change, "change", what);
  if (keys != NULL)
    json_object_set_object_member (change, "keys", keys);
  json_array_add_object_element (changes, change);
}

static void
compare_rois (JsonArray *before, JsonArray *after, JsonArray *changes)
{
  for (guint i = 0; before != NULL && i < json_array_get_length (before); i++) {
    JsonNode *old = json_array_get_element (before, i);
    JsonNode *new = find_roi (after, station_text_get_roi_id (old));

    if (new == NULL)
      add_change (changes, station_text_get_roi_id (old), "removed", NULL);
    else if (!json_node_equal (old, new))
      add_change (changes, station_text_get_roi_id (old), "changed", compare_nodes (old, new));
  }
  for (guint i = 0; after != NULL && i < json_array_get_length (after); i++) {
    JsonNode *new = json_array_get_element (after, i);

    if (find_roi (before, station_text_get_roi_id (new)) == NULL)
      add_change (changes, station_text_get_roi_id (new), "added", NULL);
  }
}

/**
 * api_difference_new:
 * @before: text of a product's ROI file
 * @after: likewise
 *
 * Returns: (transfer full): an object for each ROI that differs, and one for the other keys of the file
 */
JsonArray *
api_difference_new (const gchar *before, const gchar *after)
{
  g_autoptr (JsonNode) old = parse (before);
  g_autoptr (JsonNode) new = parse (after);
  JsonArray *changes = json_array_new ();

  compare_rois (station_text_find_rois (old), station_text_find_rois (new), changes);
  if (JSON_NODE_HOLDS_OBJECT (old) && JSON_NODE_HOLDS_OBJECT (new)) {
    JsonObject *keys = compare_objects (
        json_node_get_object (old), json_node_get_object (new), "rois");

    if (json_object_get_size (keys) > 0)
      add_change (changes, 0, "changed", keys);
    else
      json_object_unref (keys);
  }
  return changes;
}
