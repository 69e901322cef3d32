/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of products, and new ones: sections 4.3 and 4.4 of the old API. */
#include "rest/rest-private.h"

#include <string.h>

#include "rest/rest-roi.h"

#define ROIS_PER_DEVICE 3
/* What stands in the list if there is no product: without any, the web client does not connect. */
#define PLACEHOLDER "default"

static void
add_product (JsonArray *products, const gchar *name, const gchar *description, gboolean has_file)
{
  JsonObject *object = json_object_new ();
  g_autofree gchar *file = g_strdup_printf ("%s/rois_config_%s.json", name, name);
  g_autofree gchar *words = g_strdup_printf ("Product configuration for %s", name);

  json_object_set_string_member (object, "product_name", name);
  if (has_file)
    json_object_set_string_member (object, "config_file", file);
  else
    json_object_set_null_member (object, "config_file");
  json_object_set_string_member (object, "description", description != NULL ? description : words);
  json_array_add_object_element (products, object);
}

void
rest_products_list (HttpCall *call, gpointer data)
{
  Rest *self = data;
  g_autoptr (GPtrArray) found = station_products_list (self->station->products);
  JsonObject *answer = json_object_new ();
  JsonArray *products = json_array_new ();

  for (guint i = 0; i < found->len; i++) {
    const StationProduct *product = g_ptr_array_index (found, i);

    add_product (products, product->name, product->description, TRUE);
  }
  if (found->len == 0)
    add_product (products, PLACEHOLDER, "Default product configuration", FALSE);
  json_object_set_int_member (answer, "count", json_array_get_length (products));
  json_object_set_array_member (answer, "products", products);
  http_call_answer_object (call, answer);
}

/* Returns the ROI @index, 0 to 2, of a device of a new product. */
static JsonObject *
new_roi (gint device, gint index)
{
  static const struct {
    gint type, y1, y2;
    gdouble threshold;
    const gchar *method;
  } rois[ROIS_PER_DEVICE] = {
    { 1, 50, 100, 0.8, "opencv" },
    { 2, 150, 250, 0.93, "mobilenet" },
    { 3, 300, 350, 0.8, "ocr" },
  };
  JsonObject *roi = json_object_new ();
  JsonArray *coords = json_array_new ();

  json_array_add_int_element (coords, 100 * device);
  json_array_add_int_element (coords, rois[index].y1);
  json_array_add_int_element (coords, 100 * device + 100);
  json_array_add_int_element (coords, rois[index].y2);
  json_object_set_int_member (roi, "idx", ROIS_PER_DEVICE * (device - 1) + index + 1);
  json_object_set_int_member (roi, "type", rois[index].type);
  json_object_set_array_member (roi, "coords", coords);
  json_object_set_int_member (roi, "focus", 305);
  json_object_set_int_member (roi, "exposure", 1200);
  json_object_set_double_member (roi, "ai_threshold", rois[index].threshold);
  json_object_set_string_member (roi, "feature_method", rois[index].method);
  json_object_set_int_member (roi, "rotation", 0);
  json_object_set_int_member (roi, "device_location", device);
  if (rois[index].type == 3)
    json_object_set_string_member (roi, "expected_text", "SAMPLE");
  else
    json_object_set_null_member (roi, "expected_text");
  json_object_set_boolean_member (roi, "is_device_barcode", rois[index].type == 1);
  return roi;
}

static gchar *
compose_product (const gchar *description, gint n_devices)
{
  JsonArray *rois = json_array_new ();
  g_autoptr (JsonNode) root = NULL;

  for (gint device = 1; device <= n_devices; device++)
    for (gint i = 0; i < ROIS_PER_DEVICE; i++)
      json_array_add_object_element (rois, new_roi (device, i));
  if (description == NULL || *description == '\0') {
    root = json_node_new (JSON_NODE_ARRAY);
    json_node_take_array (root, rois);
  } else {
    root = json_node_new (JSON_NODE_OBJECT);
    json_node_take_object (root, json_object_new ());
    json_object_set_string_member (json_node_get_object (root), "description", description);
    json_object_set_array_member (json_node_get_object (root), "rois", rois);
  }
  return rest_roi_write_file (root);
}

/* Returns the name that a client asks for, or NULL with @why. */
static gchar *
read_name (JsonObject *body, const gchar **why)
{
  const gchar *text = rest_get_text (body, "product_name");
  g_autofree gchar *name = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  *why = NULL;
  if (name == NULL || *name == '\0')
    *why = "Product name is required";
  else if (!station_name_is_new_product (name))
    *why = "Invalid product name: it may have letters, digits, _ and - only";
  return *why == NULL ? g_steal_pointer (&name) : NULL;
}

static gboolean
read_devices (JsonObject *body, gint64 *n_devices)
{
  *n_devices = 1;
  return !json_object_has_member (body, "num_devices")
      || (rest_get_integer (json_object_get_member (body, "num_devices"), n_devices)
          && *n_devices >= 1 && *n_devices <= REST_MAX_DEVICES);
}

static void
answer_created (HttpCall *call, const gchar *name, gint64 n_devices)
{
  JsonObject *answer = json_object_new ();
  g_autofree gchar *message = g_strdup_printf ("Product %s created", name);
  g_autofree gchar *file = g_strdup_printf ("%s/rois_config_%s.json", name, name);

  json_object_set_boolean_member (answer, "success", TRUE);
  json_object_set_string_member (answer, "message", message);
  json_object_set_string_member (answer, "product_name", name);
  json_object_set_string_member (answer, "config_file", file);
  json_object_set_int_member (answer, "num_devices", n_devices);
  json_object_set_int_member (answer, "total_rois", ROIS_PER_DEVICE * n_devices);
  http_call_answer_object (call, answer);
}

/* Clients of this endpoint look at `success`, too. */
static void
answer_failed (HttpCall *call, Rest *self, const GError *error)
{
  JsonObject *answer = json_object_new ();
  g_autofree gchar *shown = station_hide_folders (self->station, error->message);

  g_warning ("%s", error->message);
  json_object_set_boolean_member (answer, "success", FALSE);
  json_object_set_string_member (answer, "error", shown);
  http_call_refuse (call, HTTP_FAILED, answer);
}

void
rest_products_create (HttpCall *call, gpointer data)
{
  Rest *self = data;
  JsonObject *body = http_call_get_object (call);
  const gchar *why;
  g_autofree gchar *name = read_name (body, &why);
  g_autoptr (StationLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text = NULL;
  gint64 n_devices;

  if (name == NULL) {
    http_call_fail (call, HTTP_BAD_REQUEST, "%s", why);
    return;
  }
  if (!read_devices (body, &n_devices)) {
    http_call_fail (call, HTTP_BAD_REQUEST, "num_devices must be 1 to %d", REST_MAX_DEVICES);
    return;
  }
  lock = station_products_lock (self->station->products, name);
  if (station_products_has (self->station->products, name)) {
    http_call_fail (call, HTTP_BAD_REQUEST, "Product already exists");
    return;
  }
  text = compose_product (rest_get_text (body, "description"), (gint) n_devices);
  if (station_products_create (self->station->products, name, text, &error))
    answer_created (call, name, n_devices);
  else
    answer_failed (call, self, error);
}
