/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive-summary.h"

#include <math.h>
#include <string.h>

/* The page holds the summaries of thousands of boards; all of a text is in result.json. */
#define MAX_TEXT 4096
#define MAX_ELEMENTS 16

static JsonNode *
find (JsonObject *object, const gchar *key)
{
  return object != NULL ? json_object_get_member (object, key) : NULL;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static const gchar *
get_string (JsonObject *object, const gchar *key)
{
  JsonNode *node = find (object, key);

  return holds (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
}

/* A verdict that is not there is not passed. */
static gboolean
get_boolean (JsonObject *object, const gchar *key)
{
  JsonNode *node = find (object, key);

  return holds (node, G_TYPE_BOOLEAN) && json_node_get_boolean (node);
}

static gint64
get_int (JsonObject *object, const gchar *key)
{
  JsonNode *node = find (object, key);

  return holds (node, G_TYPE_INT64) ? json_node_get_int (node) : 0;
}

/* Measures that are no numbers were written as null. */
static gdouble
get_double (JsonObject *object, const gchar *key)
{
  JsonNode *node = find (object, key);

  return holds (node, G_TYPE_INT64) || holds (node, G_TYPE_DOUBLE) ? json_node_get_double (node)
                                                                   : NAN;
}

static JsonObject *
get_object (JsonObject *object, const gchar *key)
{
  JsonNode *node = find (object, key);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const gchar *key)
{
  JsonNode *node = find (object, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static guint
get_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

/* NULL for an element that is no object. */
static JsonObject *
get_element (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
set_string (JsonObject *to, const gchar *key, const gchar *text)
{
  g_autofree gchar *shortened = NULL;

  if (text != NULL && strlen (text) > MAX_TEXT && g_utf8_strlen (text, -1) > MAX_TEXT) {
    g_autofree gchar *begin = g_utf8_substring (text, 0, MAX_TEXT);

    shortened = g_strconcat (begin, "\xe2\x80\xa6", NULL);
  }
  if (text != NULL)
    json_object_set_string_member (to, key, shortened != NULL ? shortened : text);
  else
    json_object_set_null_member (to, key);
}

static void
copy_string (JsonObject *to, JsonObject *from, const gchar *key)
{
  set_string (to, key, get_string (from, key));
}

/* A picture beside the record's files; the page makes an address of it. */
static void
copy_file (JsonObject *to, JsonObject *from, const gchar *key)
{
  const gchar *name = get_string (from, key);
  gboolean inside = name != NULL && name[0] != '\0' && name[0] != '.' && strchr (name, '/') == NULL;

  set_string (to, key, inside ? name : NULL);
}

static JsonArray *
new_devices (JsonObject *summaries)
{
  JsonArray *devices = json_array_new ();
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *node;

  if (summaries == NULL)
    return devices;
  json_object_iter_init_ordered (&iter, summaries);
  while (json_object_iter_next_ordered (&iter, &key, &node)) {
    JsonObject *from = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    JsonObject *device = json_object_new ();

    json_object_set_int_member (device, "id", g_ascii_strtoll (key, NULL, 10));
    json_object_set_boolean_member (device, "passed", get_boolean (from, "device_passed"));
    json_object_set_int_member (device, "total", get_int (from, "total_rois"));
    json_object_set_int_member (device, "failed", get_int (from, "failed_rois"));
    copy_string (device, from, "barcode");
    json_array_add_object_element (devices, device);
  }
  return devices;
}

static gboolean
is_short (JsonNode *value)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (value))
    return JSON_NODE_HOLDS_VALUE (value);
  array = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!JSON_NODE_HOLDS_VALUE (json_array_get_element (array, i)))
      return FALSE;
  return json_array_get_length (array) <= MAX_ELEMENTS;
}

/* Pairs of name and value: names are the inspectors' own, and `__proto__` means something in a script. */
static JsonArray *
new_values (JsonObject *values)
{
  JsonArray *pairs = json_array_new ();
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *value;

  if (values == NULL)
    return pairs;
  json_object_iter_init_ordered (&iter, values);
  while (json_object_iter_next_ordered (&iter, &key, &value)) {
    JsonArray *pair;

    if (!is_short (value))
      continue;
    pair = json_array_sized_new (2);
    json_array_add_string_element (pair, key);
    json_array_add_element (pair, json_node_copy (value));
    json_array_add_array_element (pairs, pair);
  }
  return pairs;
}

static void
add_rect (JsonObject *roi, JsonArray *coordinates)
{
  JsonArray *rect = json_array_sized_new (4);

  for (guint i = 0; i < MIN (4, get_length (coordinates)); i++) {
    JsonNode *node = json_array_get_element (coordinates, i);

    json_array_add_int_element (rect, holds (node, G_TYPE_INT64) ? json_node_get_int (node) : 0);
  }
  json_object_set_array_member (roi, "rect", rect);
}

/* What contradicts itself did not pass. */
static const gchar *
get_status (JsonObject *roi)
{
  gboolean passed = get_boolean (roi, "passed");
  const gchar *status = get_string (get_object (roi, "aoi"), "status");

  if (status == NULL)
    return passed ? "pass" : "fail";
  return passed == g_str_equal (status, "pass") ? status : "fail";
}

/* @from: the ROI's result, @pictures: what the record keeps of it; either may be missing. */
static JsonObject *
new_roi (JsonObject *from, JsonObject *pictures)
{
  JsonObject *roi = json_object_new ();
  JsonObject *more = get_object (from, "aoi");

  json_object_set_int_member (
      roi, "id", from != NULL ? get_int (from, "roi_id") : get_int (pictures, "id"));
  json_object_set_int_member (roi, "device", get_int (from, "device_id"));
  set_string (roi, "type", get_string (from, "roi_type_name"));
  set_string (roi, "status", get_status (from));
  json_object_set_double_member (roi, "score", get_double (more, "score"));
  json_object_set_double_member (roi, "threshold", get_double (more, "threshold"));
  copy_string (roi, more, "reason");
  add_rect (roi, get_array (from, "coordinates"));
  json_object_set_array_member (roi, "values", new_values (get_object (more, "values")));
  copy_file (roi, pictures, "crop");
  copy_file (roi, pictures, "golden");
  copy_string (roi, pictures, "golden_name");
  return roi;
}

/* ROIs that passed and of which nothing is kept: a line each, which costs the page nothing until somebody
 * opens the board. */
static void
append_passed (GString *lines, JsonObject *from)
{
  JsonObject *more = get_object (from, "aoi");
  const gdouble measures[] = { get_double (more, "score"), get_double (more, "threshold") };
  const gchar *type = get_string (from, "roi_type_name");

  g_string_append_printf (lines, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, get_int (from, "roi_id"),
      get_int (from, "device_id"));
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++) {
    gchar text[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_c (lines, ' ');
    g_string_append (lines,
        isfinite (measures[i]) ? g_ascii_formatd (text, sizeof text, "%.4g", measures[i]) : "-");
  }
  g_string_append_printf (lines, " %s\n", type != NULL ? type : "");
}

static GHashTable *
index_pictures (JsonArray *pictures)
{
  GHashTable *by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < get_length (pictures); i++) {
    JsonObject *of_roi = get_element (pictures, i);
    gint64 id = get_int (of_roi, "id");

    g_hash_table_insert (by_id, g_memdup2 (&id, sizeof id), of_roi);
  }
  return by_id;
}

static JsonArray *
new_rois (JsonArray *results, JsonArray *pictures, GString *passed)
{
  g_autoptr (GHashTable) by_id = index_pictures (pictures);
  JsonArray *rois = json_array_new ();
  GHashTableIter iter;
  gpointer left;

  for (guint i = 0; i < get_length (results); i++) {
    JsonObject *result = get_element (results, i);
    gint64 id = get_int (result, "roi_id");
    JsonObject *kept = g_hash_table_lookup (by_id, &id);

    if (kept == NULL && g_str_equal (get_status (result), "pass"))
      append_passed (passed, result);
    else
      json_array_add_object_element (rois, new_roi (result, kept));
    g_hash_table_remove (by_id, &id);
  }
  g_hash_table_iter_init (&iter, by_id);
  while (g_hash_table_iter_next (&iter, NULL, &left))
    json_array_add_object_element (rois, new_roi (NULL, left));
  return rois;
}

/* What filters ask of ROIs that did not pass. */
static JsonArray *
new_failed (JsonArray *rois)
{
  JsonArray *failed = json_array_new ();

  for (guint i = 0; i < json_array_get_length (rois); i++) {
    JsonObject *roi = json_array_get_object_element (rois, i);
    JsonObject *entry;

    if (g_str_equal (get_string (roi, "status"), "pass"))
      continue;
    entry = json_object_new ();
    json_object_set_int_member (entry, "id", get_int (roi, "id"));
    json_object_set_int_member (entry, "device", get_int (roi, "device"));
    copy_string (entry, roi, "type");
    json_array_add_object_element (failed, entry);
  }
  return failed;
}

static void
add_rois (JsonObject *entry, JsonObject *details, JsonArray *results, JsonArray *pictures)
{
  g_autoptr (GString) passed = g_string_new (NULL);
  JsonArray *rois = new_rois (results, pictures, passed);

  json_object_set_array_member (entry, "failed", new_failed (rois));
  json_object_set_array_member (details, "rois", rois);
  json_object_set_string_member (details, "passed_rois", passed->str);
}

static void
add_board (JsonObject *details, JsonObject *result)
{
  JsonObject *more = get_object (result, "aoi");

  copy_string (details, result, "session_id");
  json_object_set_boolean_member (details, "complete", get_boolean (more, "complete"));
  json_object_set_int_member (details, "frame", get_int (more, "frame"));
  json_object_set_int_member (details, "board", get_int (more, "board"));
  json_object_set_int_member (details, "groups", get_int (more, "groups"));
  json_object_set_int_member (details, "width", get_int (more, "width"));
  json_object_set_int_member (details, "height", get_int (more, "height"));
}

static void
add_details (JsonObject *details, JsonObject *description, JsonObject *result, const gchar *problem)
{
  const gchar *reason = get_string (get_object (result, "aoi"), "reason");

  copy_string (details, description, "product_file");
  copy_string (details, description, "revision");
  set_string (details, "reason", problem != NULL ? problem : reason);
  copy_file (details, description, "overview");
  add_board (details, result);
}

/**
 * aoi_archive_summary_new:
 * @record: the record's name
 * @description: the content of its record.json, not trusted
 * @result: (nullable): what its result.json holds, likewise
 * @problem: (nullable): why there is no @result
 * @details: (out) (transfer full): an object with what the page shows of one board
 *
 * Makes what the page holds of a record. A board passed if both files say so.
 *
 * Returns: (transfer full): an object with what filters and list need of all boards; its first member is
 *   `record`
 */
JsonNode *
aoi_archive_summary_new (const gchar *record, JsonObject *description, JsonObject *result,
    const gchar *problem, JsonNode **details)
{
  JsonObject *entry = json_object_new (), *more = json_object_new ();
  JsonNode *root = json_node_new (JSON_NODE_OBJECT);
  gboolean passed = get_boolean (description, "passed")
      && get_boolean (get_object (result, "overall_result"), "passed");

  json_object_set_string_member (entry, "record", record);
  json_object_set_boolean_member (entry, "passed", passed);
  copy_string (entry, description, "time");
  copy_string (entry, description, "product");
  json_object_set_array_member (
      entry, "devices", new_devices (get_object (result, "device_summaries")));
  add_details (more, description, result, problem);
  add_rois (entry, more, get_array (result, "roi_results"), get_array (description, "rois"));
  json_node_take_object (root, entry);
  *details = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (*details, more);
  return root;
}
