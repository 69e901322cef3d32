/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Codes of devices that come with an inspection, in the forms of both old clients. */
#include "rest/rest-codes.h"

#include "rest/rest-private.h"

static gboolean
refuse (GError **error, const gchar *what)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s", what);
  return FALSE;
}

/* White space is trimmed; null and nothing but that is no code. */
static gboolean
take_code (gchar **code, JsonNode *node, GError **error)
{
  g_autofree gchar *text = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return refuse (error, "a barcode must be text");
  text = g_strstrip (json_node_dup_string (node));
  if (*text == '\0')
    return TRUE;
  g_free (*code);
  *code = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
take_device (RestCodes *self, JsonNode *device, JsonNode *code, GError **error)
{
  gint64 number;

  if (!rest_get_integer (device, &number) || number < 1 || number > AOI_ROI_MAX_DEVICES) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "device_barcodes: a device is a number from 1 to %d", AOI_ROI_MAX_DEVICES);
    return FALSE;
  }
  return take_code (&self->devices[number], code, error);
}

static gboolean
read_object (RestCodes *self, JsonObject *object, GError **error)
{
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &key, &member)) {
    g_autoptr (JsonNode) device = json_node_init_string (json_node_alloc (), key);

    if (!take_device (self, device, member, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_array (RestCodes *self, JsonArray *array, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (!JSON_NODE_HOLDS_OBJECT (node))
      return refuse (error, "device_barcodes: an entry must have device_id and barcode");
    if (!take_device (self, json_object_get_member (json_node_get_object (node), "device_id"),
            json_object_get_member (json_node_get_object (node), "barcode"), error))
      return FALSE;
  }
  return TRUE;
}

/* Whether there is any for a device. */
static gboolean
has_devices (const RestCodes *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->devices); i++)
    if (self->devices[i] != NULL)
      return TRUE;
  return FALSE;
}

/**
 * rest_codes_read:
 * @self: (out): uninitialised memory, to be cleared even if this fails
 * @request: of an inspection
 * @error: what is wrong with `device_barcodes` or `device_barcode`
 *
 * Returns: whether the codes are good; there may be none
 */
gboolean
rest_codes_read (RestCodes *self, JsonObject *request, GError **error)
{
  JsonNode *devices = json_object_get_member (request, "device_barcodes");

  *self = (RestCodes){ NULL };
  if (devices != NULL && !JSON_NODE_HOLDS_NULL (devices)) {
    if (JSON_NODE_HOLDS_OBJECT (devices)) {
      if (!read_object (self, json_node_get_object (devices), error))
        return FALSE;
    } else if (JSON_NODE_HOLDS_ARRAY (devices)) {
      if (!read_array (self, json_node_get_array (devices), error))
        return FALSE;
    } else {
      return refuse (error, "device_barcodes must be an object or an array");
    }
  }
  return has_devices (self)
      || take_code (&self->all, json_object_get_member (request, "device_barcode"), error);
}

/**
 * rest_codes_apply:
 * @self: codes
 * @info: of a report, which borrows them
 */
void
rest_codes_apply (const RestCodes *self, AoiReportInfo *info)
{
  info->device_barcode = self->all;
  for (guint i = 0; i < G_N_ELEMENTS (self->devices); i++)
    info->device_barcodes[i] = self->devices[i];
}

/**
 * rest_codes_clear:
 * @self: codes
 */
void
rest_codes_clear (RestCodes *self)
{
  g_free (self->all);
  for (guint i = 0; i < G_N_ELEMENTS (self->devices); i++)
    g_free (self->devices[i]);
  *self = (RestCodes){ NULL };
}
