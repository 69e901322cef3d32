/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line of results as the rows of a database: the same as those of the report that it was written from. */
#include "store/aoi-store-board-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aoi-error.h"
#include "base/aoi-uuid.h"
#include "json/aoi-json-line.h"
#include "json/aoi-json-writer.h"

#define MAX_NESTING 64

/* A member if it is there and of that type; strings and numbers that are null are not there. */
static JsonNode *
get (JsonObject *object, const gchar *key, JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && JSON_NODE_TYPE (node) == type ? node : NULL;
}

static const gchar *
get_string (AoiStoreBoard *self, JsonObject *object, const gchar *key)
{
  JsonNode *node = get (object, key, JSON_NODE_VALUE);
  const gchar *text = node != NULL ? json_node_get_string (node) : NULL;

  return text != NULL ? g_string_chunk_insert (self->strings, text) : NULL;
}

static gdouble
get_double (JsonObject *object, const gchar *key)
{
  JsonNode *node = get (object, key, JSON_NODE_VALUE);

  if (node == NULL
      || (json_node_get_value_type (node) != G_TYPE_INT64
          && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return NAN;
  return json_node_get_double (node);
}

static gint64
get_int (JsonObject *object, const gchar *key)
{
  JsonNode *node = get (object, key, JSON_NODE_VALUE);

  return node != NULL ? json_node_get_int (node) : 0;
}

static JsonObject *
get_object (JsonObject *object, const gchar *key)
{
  JsonNode *node = get (object, key, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

static const gchar *
get_values (AoiStoreBoard *self, JsonObject *aoi)
{
  JsonNode *node = get (aoi, "values", JSON_NODE_OBJECT);

  return node != NULL ? aoi_store_board_take (self, aoi_json_write (node)) : "{}";
}

/* Returns FALSE if it is no ROI with a status. */
static gboolean
add_roi (AoiStoreBoard *self, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *aoi = get_object (object, "aoi");
  const AoiStoreRoi roi = {
    .roi = (gint) get_int (object, "roi_id"),
    .device = (gint) get_int (object, "device_id"),
    .type = aoi_store_or_empty (get_string (self, object, "roi_type_name")),
    .status = get_string (self, aoi, "status"),
    .score = get_double (aoi, "score"),
    .threshold = get_double (aoi, "threshold"),
    .reason = get_string (self, aoi, "reason"),
    .values = get_values (self, aoi),
    .time_ms = get_double (aoi, "time_ms"),
  };

  if (roi.status == NULL)
    return FALSE;
  g_array_append_val (self->rois, roi);
  return TRUE;
}

static gboolean
add_list (AoiStoreBoard *self, JsonObject *object, const gchar *key)
{
  JsonNode *node = get (object, key, JSON_NODE_ARRAY);
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!add_roi (self, json_array_get_element (array, i)))
      return FALSE;
  return array != NULL;
}

/* With those of devices that are marked bad, and were left out. */
static gboolean
add_rois (AoiStoreBoard *self, JsonObject *object)
{
  JsonObject *aoi = get_object (object, "aoi");

  return add_list (self, object, "roi_results")
      && (get (aoi, "skipped", JSON_NODE_ARRAY) == NULL || add_list (self, aoi, "skipped"));
}

/* Whether a device is marked bad: it says nothing. */
static gboolean
is_marked (const AoiStoreBoard *self, gint device)
{
  for (guint i = 0; i < self->rois->len; i++) {
    const AoiStoreRoi *roi = &g_array_index (self->rois, AoiStoreRoi, i);

    if (roi->device == device && g_str_equal (roi->status, "skipped"))
      return TRUE;
  }
  return FALSE;
}

static gint
compare_devices (gconstpointer a, gconstpointer b)
{
  return ((const AoiStoreDevice *) a)->device - ((const AoiStoreDevice *) b)->device;
}

/* Unless a server was asked what it is linked to, the code is the barcode. */
static void
add_devices (AoiStoreBoard *self, JsonObject *object, JsonObject *aoi)
{
  JsonObject *devices = get_object (object, "device_summaries");
  JsonObject *links = get_object (aoi, "links");
  JsonObjectIter iter;
  const gchar *key;

  if (devices == NULL)
    return;
  json_object_iter_init_ordered (&iter, devices);
  while (json_object_iter_next_ordered (&iter, &key, NULL)) {
    JsonObject *summary = get_object (devices, key);
    JsonObject *link = get_object (links, key);
    AoiStoreDevice device = { atoi (key), get_int (summary, "total_rois"),
      get_int (summary, "passed_rois"), get_string (self, summary, "barcode"), NULL };

    if (device.barcode != NULL && g_str_equal (device.barcode, AOI_STORE_NO_CODE))
      device.barcode = NULL;
    device.code = link != NULL ? get_string (self, link, "code") : device.barcode;
    if (is_marked (self, device.device))
      self->has_marked = TRUE;
    else
      g_array_append_val (self->devices, device);
  }
  g_array_sort (self->devices, compare_devices);
}

static void
add_placements (AoiStoreBoard *self, JsonObject *aoi)
{
  JsonNode *node = get (aoi, "fiducials", JSON_NODE_ARRAY);
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
    JsonObject *transform = get_object (object, "transform");
    const AoiStorePlacement placement = { (gint) get_int (object, "device"),
      get_double (transform, "dx"), get_double (transform, "dy"), get_double (transform, "angle"),
      get_double (transform, "scale"), get_double (object, "residual"),
      get_string (self, object, "reason") };

    g_array_append_val (self->placements, placement);
  }
}

static void
add_head (AoiStoreBoard *self, JsonObject *object, JsonObject *aoi)
{
  const gchar *number = json_object_has_member (aoi, "board") ? "board" : "frame";

  self->station = aoi_store_or_empty (get_string (self, aoi, "station"));
  self->product = aoi_store_or_empty (get_string (self, object, "product_name"));
  self->revision = get_string (self, aoi, "revision");
  self->number = (guint64) get_int (aoi, number);
  self->session = aoi_store_or_empty (get_string (self, object, "session_id"));
  self->time_us = aoi_store_board_align_time (
      self->id, llrint (get_double (object, "timestamp") * 1e6));
  self->reason = get_string (self, aoi, "reason");
  self->total_ms = get_double (aoi, "total_ms");
  self->inspect_ms = get_double (aoi, "inspect_ms");
}

/* Returns FALSE with an error. */
static gboolean
refuse (GError **error, const gchar *what)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s: write whole results of boards, as aoijson does without mode, include and timing", what);
  return FALSE;
}

static gboolean
fill (AoiStoreBoard *self, JsonObject *object, GError **error)
{
  JsonObject *aoi = get_object (object, "aoi");
  JsonNode *passed = get (get_object (object, "overall_result"), "passed", JSON_NODE_VALUE);
  JsonNode *complete = get (aoi, "complete", JSON_NODE_VALUE);

  if (aoi == NULL || passed == NULL || complete == NULL)
    return refuse (error, "no result of an inspection");
  if (!json_node_get_boolean (complete))
    return refuse (error, "aoi.complete: false is of a frame, not of a board");
  self->id = get_string (self, aoi, "id");
  if (self->id == NULL || !aoi_uuid_get_time (self->id, NULL))
    return refuse (error, "aoi.id: no UUID of version 7");
  if (!isfinite (get_double (object, "timestamp")))
    return refuse (error, "timestamp: missing");
  add_head (self, object, aoi);
  if (!add_rois (self, object))
    return refuse (error, "roi_results: a ROI without aoi.status, or no list");
  add_devices (self, object, aoi);
  add_placements (self, aoi);
  aoi_store_board_judge (self, json_node_get_boolean (passed));
  return TRUE;
}

/**
 * aoi_store_board_new_from_json:
 * @json: a line of results, not trusted
 * @error: return location for an %AOI_ERROR_SYNTAX or %AOI_ERROR_INVALID
 *
 * Returns: (transfer full): its rows; the text of the product is not known
 */
AoiStoreBoard *
aoi_store_board_new_from_json (const gchar *json, GError **error)
{
  g_autoptr (JsonNode)
      root = aoi_json_line_parse (json, strlen (json), MAX_NESTING, "result", error);
  g_autoptr (AoiStoreBoard) self = aoi_store_board_alloc ();

  if (root == NULL)
    return NULL;
  return fill (self, json_node_get_object (root), error) ? g_steal_pointer (&self) : NULL;
}
