/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ROIs of a product: sections 4.5 and 4.6 of the old API. What is saved is validated first, by the rules of the old
 * server and then by the product loader; a save that is refused changes nothing. */
#include "rest/rest-private.h"

#include <string.h>

#include "rest/rest-golden.h"
#include "rest/rest-roi.h"
#include "station/station-history.h"

static void
answer_rois (HttpCall *call, JsonArray *rois)
{
  JsonObject *answer = json_object_new ();

  json_object_set_array_member (answer, "rois", rois);
  http_call_answer_object (call, answer);
}

void
rest_rois_get (HttpCall *call, gpointer data)
{
  Rest *self = data;
  const gchar *name = rest_get_product (call);
  g_autoptr (JsonNode) file = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *rois;

  if (name == NULL)
    return;
  if (!station_products_has (self->station->products, name)) {
    answer_rois (call, json_array_new ());
    return;
  }
  file = station_products_read (self->station->products, name, &error);
  rois = file != NULL ? rest_roi_find_array (file) : NULL;
  if (rois != NULL)
    answer_rois (call, json_array_ref (rois));
  else if (error != NULL)
    rest_fail_with (call, self, HTTP_FAILED, error);
  else
    http_call_fail (call, HTTP_FAILED, "the product's file has no array of ROIs");
}

/* Adds an error a ROI. Returns: (transfer full): the ROIs that are good. */
static JsonArray *
normalise (JsonArray *sent, JsonArray *errors)
{
  JsonArray *rois = json_array_new ();

  for (guint i = 0; i < json_array_get_length (sent); i++) {
    g_autoptr (GError) error = NULL;
    JsonObject *roi = rest_roi_normalise (json_array_get_element (sent, i), &error);

    if (roi != NULL) {
      json_array_add_object_element (rois, roi);
    } else {
      g_autofree gchar *text = g_strdup_printf ("rois[%u]: %s", i, error->message);

      json_array_add_string_element (errors, text);
    }
  }
  return rois;
}

/* Returns: (transfer full): what the file is to hold: all of it that is not ROIs stays. @old: (nullable) */
static JsonNode *
compose (JsonNode *old, JsonArray *rois)
{
  g_autoptr (JsonNode) file = NULL;

  if (old != NULL && JSON_NODE_HOLDS_OBJECT (old)) {
    file = json_node_new (JSON_NODE_OBJECT);
    json_node_take_object (file, rest_roi_copy_object (json_node_get_object (old)));
    json_object_set_array_member (json_node_get_object (file), "rois", json_array_ref (rois));
  } else {
    file = json_node_new (JSON_NODE_ARRAY);
    json_node_set_array (file, rois);
  }
  return g_steal_pointer (&file);
}

/* The loader's opinion, a line each. */
static void
add_lines (JsonArray *errors, Rest *self, const GError *error)
{
  g_autofree gchar *shown = station_hide_folders (self->station, error->message);
  g_auto (GStrv) lines = g_strsplit (shown, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    json_array_add_string_element (errors, lines[i]);
}

static void
answer_refused (HttpCall *call, JsonArray *errors)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "error", "ROI validation failed");
  json_object_set_array_member (answer, "validation_errors", errors);
  http_call_refuse (call, HTTP_BAD_REQUEST, answer);
}

static gboolean
has_id (JsonArray *rois, gint64 id)
{
  for (guint i = 0; i < json_array_get_length (rois); i++)
    if (rest_roi_get_id (json_array_get_element (rois, i)) == id)
      return TRUE;
  return FALSE;
}

/* @old: (nullable). Returns: (transfer full) (element-type gint): numbers that are not among @rois any more. */
static GArray *
find_removed (JsonNode *old, JsonArray *rois)
{
  GArray *removed = g_array_new (FALSE, FALSE, sizeof (gint));
  JsonArray *before = old != NULL ? rest_roi_find_array (old) : NULL;

  for (guint i = 0; before != NULL && i < json_array_get_length (before); i++) {
    const gint64 id = rest_roi_get_id (json_array_get_element (before, i));
    const gint number = (gint) id;

    if (id > 0 && id <= G_MAXINT && !has_id (rois, id))
      g_array_append_val (removed, number);
  }
  return removed;
}

/* @trashed: (element-type gint): of @removed, those that had goldens */
static void
answer_saved (HttpCall *call, const gchar *name, const GArray *removed, const GArray *trashed)
{
  JsonObject *answer = json_object_new ();
  JsonArray *indices = json_array_new (), *folders = json_array_new ();
  g_autofree gchar *message = g_strdup_printf ("ROI configuration of %s saved", name);

  for (guint i = 0; i < removed->len; i++)
    json_array_add_int_element (indices, g_array_index (removed, gint, i));
  for (guint i = 0; i < trashed->len; i++) {
    g_autofree gchar *folder = g_strdup_printf ("roi_%d", g_array_index (trashed, gint, i));

    json_array_add_string_element (folders, folder);
  }
  json_object_set_string_member (answer, "message", message);
  json_object_set_array_member (answer, "deleted_roi_indices", indices);
  json_object_set_array_member (answer, "deleted_roi_folders", folders);
  http_call_answer_object (call, answer);
}

/* @before: (nullable): text of the file. Has the audit log say what became of it. */
static void
note_change (HttpCall *call, const gchar *before, const gchar *after)
{
  g_autofree gchar *from = before != NULL ? station_text_get_revision (before) : NULL;
  g_autofree gchar *to = station_text_get_revision (after);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *revision = json_object_new ();

  if (from != NULL)
    json_object_set_string_member (revision, "from", from);
  else
    json_object_set_null_member (revision, "from");
  json_object_set_string_member (revision, "to", to);
  json_node_take_object (node, revision);
  http_call_note (call, "revision", node);
}

/* Clients of this API know ROIs of single boards only: what they would save of an array is not what they show. */
static gboolean
refuse_array (HttpCall *call, JsonNode *old)
{
  JsonArray *errors;

  if (old == NULL || !JSON_NODE_HOLDS_OBJECT (old)
      || !json_object_has_member (json_node_get_object (old), "array"))
    return FALSE;
  errors = json_array_new ();
  json_array_add_string_element (errors,
      "array: the product is one board that is repeated over a panel, which this API cannot save; save it "
      "by /v1/products");
  answer_refused (call, errors);
  return TRUE;
}

/* The product is locked. */
static void
save (HttpCall *call, Rest *self, const gchar *name, JsonArray *rois)
{
  StationProducts *products = self->station->products;
  g_autoptr (JsonNode) old = station_products_has (products, name)
      ? station_products_read (products, name, NULL)
      : NULL;
  g_autoptr (JsonNode) file = compose (old, rois);
  g_autofree gchar *text = rest_roi_write_file (file);
  g_autofree gchar *before = old != NULL ? station_products_read_text (products, name, NULL) : NULL;
  g_autoptr (GArray) removed = find_removed (old, rois);
  g_autoptr (GArray) trashed = NULL;
  g_autoptr (GError) error = NULL;

  if (refuse_array (call, old))
    return;
  if (!station_products_check (products, name, text, &error)) {
    JsonArray *errors = json_array_new ();

    add_lines (errors, self, error);
    answer_refused (call, errors);
    return;
  }
  if (!station_products_write (products, name, text, &error)) {
    rest_fail_with (call, self, HTTP_FAILED, error);
    return;
  }
  note_change (call, before, text);
  trashed = rest_golden_trash_rois (self, name, removed, &error);
  if (trashed != NULL)
    answer_saved (call, name, removed, trashed);
  else
    rest_fail_with (call, self, HTTP_FAILED, error);
}

void
rest_rois_save (HttpCall *call, gpointer data)
{
  Rest *self = data;
  JsonNode *sent = json_object_get_member (http_call_get_object (call), "rois");
  const gchar *name = rest_get_product (call);
  g_autoptr (JsonArray) errors = json_array_new ();
  g_autoptr (JsonArray) rois = NULL;
  g_autoptr (StationLock) lock = NULL;

  if (name == NULL)
    return;
  if (sent == NULL || !JSON_NODE_HOLDS_ARRAY (sent)) {
    http_call_fail (call, HTTP_BAD_REQUEST, "rois must be an array");
    return;
  }
  rois = normalise (json_node_get_array (sent), errors);
  if (json_array_get_length (errors) > 0) {
    answer_refused (call, g_steal_pointer (&errors));
    return;
  }
  lock = station_products_lock (self->station->products, name);
  save (call, self, name, rois);
}
