/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a client wants to be run, read field by field; what is wrong is named. */
#include <string.h>

#include "api/api-runs.h"

#define MAX_NAMES 1000
#define MAX_RECORDS 100000
#define MAX_TRIALS 10000
#define USUAL_RECORDS 200

/**
 * api_run_request_clear:
 * @self: a request
 */
void
api_run_request_clear (ApiRunRequest *self)
{
  g_clear_pointer (&self->add, g_ptr_array_unref);
  g_clear_pointer (&self->only, g_array_unref);
  g_strfreev (self->remove);
  g_strfreev (self->good);
  g_strfreev (self->bad);
  g_free (self->person);
}

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error_literal (error, AOI_ERROR, AOI_ERROR_INVALID, text);
  return FALSE;
}

static gboolean
is_given (JsonObject *object, const gchar *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

/* A whole number; if it is not given, @value stays. */
static gboolean
read_number (
    JsonObject *object, const gchar *key, gint64 min, gint64 max, gint64 *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);

  if (!is_given (object, key))
    return TRUE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
      && json_node_get_int (node) >= min && json_node_get_int (node) <= max) {
    *value = json_node_get_int (node);
    return TRUE;
  }
  return refuse (error, "%s: must be a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
      key, min, max);
}

/* An array of texts; if it is not given, @list is NULL. */
static gboolean
read_texts (JsonObject *object, const gchar *key, gchar ***list, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (object, key);
  JsonArray *array;

  *list = NULL;
  if (!is_given (object, key))
    return TRUE;
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *text = json_array_get_element (array, i);

    if (!JSON_NODE_HOLDS_VALUE (text) || json_node_get_value_type (text) != G_TYPE_STRING
        || i == MAX_NAMES)
      return refuse (error, "%s[%u]: must be a text, of at most %d", key, i, MAX_NAMES);
    g_strv_builder_add (builder, json_node_get_string (text));
  }
  if (array == NULL)
    return refuse (error, "%s: must be an array of texts", key);
  *list = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_object (JsonObject *object, const gchar *key, JsonObject **member, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);

  *member = NULL;
  if (!is_given (object, key))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "%s: must be an object", key);
  *member = json_node_get_object (node);
  return TRUE;
}

/* Numbers of ROIs. */
static gboolean
read_rois (ApiRunRequest *self, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "rois");
  JsonArray *array;

  if (!is_given (object, "rois"))
    return TRUE;
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (array == NULL || json_array_get_length (array) == 0)
    return refuse (error, "rois: must be an array of numbers of ROIs");
  self->only = g_array_new (FALSE, FALSE, sizeof (gint));
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *one = json_array_get_element (array, i);
    gint id;

    if (!JSON_NODE_HOLDS_VALUE (one) || json_node_get_value_type (one) != G_TYPE_INT64
        || json_node_get_int (one) < 1 || json_node_get_int (one) > G_MAXINT)
      return refuse (error, "rois[%u]: is not the number of an ROI, which is 1 or more", i);
    id = (gint) json_node_get_int (one);
    g_array_append_val (self->only, id);
  }
  self->order.draft.only = self->only;
  return TRUE;
}

/* Returns whether a text is base64, whose bytes are added. */
static gboolean
add_picture (ApiRunRequest *self, const gchar *text)
{
  gsize size;
  guchar *data;

  if (*text == '\0' || strlen (text) % 4 != 0
      || text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")]
          != '\0')
    return FALSE;
  data = g_base64_decode (text, &size);
  g_ptr_array_add (self->add, g_bytes_new_take (data, size));
  return TRUE;
}

/* Goldens as they might be: `{"roi": 3, "add": [base64], "remove": [name]}`. */
static gboolean
read_goldens (ApiRunRequest *self, JsonObject *object, GError **error)
{
  StationDraft *draft = &self->order.draft;
  JsonObject *goldens;
  g_auto (GStrv) pictures = NULL;
  gint64 roi = 0;

  if (!read_object (object, "goldens", &goldens, error))
    return FALSE;
  if (goldens == NULL)
    return TRUE;
  if (!read_number (goldens, "roi", 1, G_MAXINT, &roi, error)
      || !read_texts (goldens, "add", &pictures, error)
      || !read_texts (goldens, "remove", &self->remove, error))
    return FALSE;
  if (roi == 0)
    return refuse (error, "goldens.roi: is missing: whose goldens are they?");
  self->add = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; pictures != NULL && pictures[i] != NULL; i++)
    if (!add_picture (self, pictures[i]))
      return refuse (error, "goldens.add[%u]: must be an image file in base64", i);
  draft->roi = (gint) roi;
  draft->add = self->add;
  draft->remove = self->remove;
  return TRUE;
}

/* `{"folder": "monday"}` or `{"archive": {"records": 200}}`. */
static gboolean
read_source (ApiRunRequest *self, JsonObject *object, GError **error)
{
  ServeRunOrder *order = &self->order;
  const gboolean needs_one = order->kind == SERVE_RUN_RUN || order->kind == SERVE_RUN_COMPARE;
  JsonObject *source, *archive;
  gint64 records = USUAL_RECORDS;

  if (!read_object (object, "source", &source, error))
    return FALSE;
  if ((source != NULL) != needs_one)
    return refuse (error,
        needs_one ? "source: is missing: a folder, or of compare the archive"
                  : "source: is for run and compare");
  if (source == NULL)
    return TRUE;
  if (!read_object (source, "archive", &archive, error)
      || (archive != NULL && !read_number (archive, "records", 1, MAX_RECORDS, &records, error)))
    return FALSE;
  order->folder = api_get_text (source, "folder");
  if (order->kind == SERVE_RUN_RUN && order->folder == NULL)
    return refuse (error, "source.folder: must be a folder of recordings");
  if ((order->folder == NULL) == (archive == NULL))
    return refuse (error, "source: must have either folder or archive");
  order->records = archive != NULL ? (guint) records : 0;
  return TRUE;
}

static gboolean
read_tuning (ApiRunRequest *self, JsonObject *object, GError **error)
{
  if (!read_texts (object, "good", &self->good, error)
      || !read_texts (object, "bad", &self->bad, error))
    return FALSE;
  if (self->order.kind == SERVE_RUN_TUNE && (self->good == NULL || self->good[0] == NULL))
    return refuse (error, "good: must name folders of good boards");
  self->order.good = self->good;
  self->order.bad = self->bad;
  return TRUE;
}

static gboolean
read_product (ApiRunRequest *self, JsonObject *object, Api *api, GError **error)
{
  ServeRunOrder *order = &self->order;

  order->product = api_get_text (object, "product");
  order->draft.text = api_get_text (object, "text");
  if (is_given (object, "text") && order->draft.text == NULL)
    return refuse (error, "text: must be the text of an ROI file");
  if (!station_name_is_product (order->product))
    return refuse (error, "product: must be the name of a product");
  if (!station_products_has (api->station->products, order->product)
      && (order->draft.text == NULL || order->kind == SERVE_RUN_COMPARE || order->old))
    return refuse (error, "product: there is no \"%s\"", order->product);
  return TRUE;
}

static gboolean
read_numbers (ApiRunRequest *self, JsonObject *object, GError **error)
{
  ServeRunOrder *order = &self->order;
  gint64 roi = 0, trials = 0;

  if (!read_number (object, "roi", 1, G_MAXINT, &roi, error)
      || !read_number (object, "trials", 1, MAX_TRIALS, &trials, error))
    return FALSE;
  order->roi = (gint) roi;
  order->trials = (guint) trials;
  return TRUE;
}

static gboolean
read_old (ApiRunRequest *self, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "old");

  if (!is_given (object, "old"))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (error, "old: must be true or false");
  self->order.old = json_node_get_boolean (node);
  return TRUE;
}

/**
 * api_run_request_read:
 * @self: (out): zero, to be cleared even if this fails
 * @call: whose body it is, and lives as long
 * @api: the API
 * @error: return location for an %AOI_ERROR_INVALID that names the field
 *
 * Returns: whether it can be run
 */
gboolean
api_run_request_read (ApiRunRequest *self, HttpCall *call, Api *api, GError **error)
{
  JsonObject *object = http_call_get_object (call);

  if (!serve_run_kind_parse (api_get_text (object, "kind"), &self->order.kind))
    return refuse (error, "kind: must be run, compare, challenge, tune or audit");
  self->person = api_dup_person (call);
  self->order.person = self->person;
  return read_old (self, object, error) && read_product (self, object, api, error)
      && read_rois (self, object, error) && read_goldens (self, object, error)
      && read_source (self, object, error) && read_tuning (self, object, error)
      && read_numbers (self, object, error);
}
