/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Colours of a product: section 4.19 of the old API. What is saved is what the product loader takes. HSV, which the old
 * server took for RGB, is refused. */
#include "rest/rest-private.h"

#include "json/aoi-json-writer.h"
#include "product/aoi-color-ranges.h"

/* Returns whether the product is there; if not, the call is answered. */
static gboolean
check_product (HttpCall *call, Rest *self, const gchar *name)
{
  if (station_products_has (self->station->products, name))
    return TRUE;
  http_call_fail (call, HTTP_NOT_FOUND, "There is no product %s", name);
  return FALSE;
}

static JsonArray *
find_ranges (JsonNode *file)
{
  JsonNode *node = JSON_NODE_HOLDS_OBJECT (file)
      ? json_object_get_member (json_node_get_object (file), "color_ranges")
      : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
answer_ranges (HttpCall *call, const gchar *name, JsonArray *ranges)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "product_name", name);
  json_object_set_array_member (
      answer, "color_ranges", ranges != NULL ? json_array_ref (ranges) : json_array_new ());
  if (ranges == NULL)
    json_object_set_string_member (
        answer, "message", "No color configuration found for this product");
  http_call_answer_object (call, answer);
}

void
rest_colors_get (HttpCall *call, gpointer data)
{
  Rest *self = data;
  const gchar *name = rest_get_product (call);
  g_autoptr (JsonNode) file = NULL;
  g_autoptr (GError) error = NULL;

  if (name == NULL || !check_product (call, self, name))
    return;
  if (station_products_read_colors (self->station->products, name, &file, &error))
    answer_ranges (call, name, file != NULL ? find_ranges (file) : NULL);
  else
    rest_fail_with (call, self, HTTP_FAILED, error);
}

static gboolean
refuse (GError **error, guint index, const gchar *format, const gchar *field)
{
  g_autofree gchar *why = g_strdup_printf (format, field);

  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "Color range %u %s", index, why);
  return FALSE;
}

/* What the loader would not mind. */
static gboolean
check_range (guint index, JsonNode *node, GError **error)
{
  static const gchar *const fields[] = { "name", "lower", "upper" };
  JsonObject *range = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const gchar *name, *space;

  if (range == NULL)
    return refuse (error, index, "must be %s", "an object");
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!json_object_has_member (range, fields[i]))
      return refuse (error, index, "missing field: %s", fields[i]);
  name = rest_get_text (range, "name");
  if (name == NULL || *name == '\0')
    return refuse (error, index, "%s must be a text that is not empty", "name");
  space = rest_get_text (range, "color_space");
  if (json_object_has_member (range, "color_space") && g_strcmp0 (space, "HSV") == 0)
    return refuse (error, index, "has the %s HSV, in which nothing is inspected. It must be RGB",
        "color_space");
  if (json_object_has_member (range, "color_space") && g_strcmp0 (space, "RGB") != 0)
    return refuse (error, index, "has an invalid %s. It must be RGB", "color_space");
  return TRUE;
}

/* What the loader would. */
static gboolean
check_numbers (JsonObject *body, GError **error)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  const AoiJsonSource source = { .file = "request", .problems = problems };
  g_autoptr (GPtrArray) ranges = aoi_color_ranges_new ();
  g_auto (AoiJsonReader) reader = { 0 };

  aoi_json_reader_init (&reader, &source, body, "");
  aoi_color_ranges_read (&reader, &ranges);
  return aoi_problems_check (problems, error);
}

static gboolean
check_body (JsonObject *body, GError **error)
{
  JsonNode *node = json_object_get_member (body, "color_ranges");
  JsonArray *ranges;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        node == NULL ? "color_ranges field is required" : "color_ranges must be an array");
    return FALSE;
  }
  ranges = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (ranges); i++)
    if (!check_range (i, json_array_get_element (ranges, i), error))
      return FALSE;
  return check_numbers (body, error);
}

static gchar *
compose_file (const gchar *name, JsonArray *ranges)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree gchar *now = rest_dup_time (g_get_real_time ());
  g_autofree gchar *text = NULL;

  json_node_take_object (root, json_object_new ());
  json_object_set_string_member (json_node_get_object (root), "product_name", name);
  json_object_set_array_member (
      json_node_get_object (root), "color_ranges", json_array_ref (ranges));
  json_object_set_string_member (json_node_get_object (root), "updated_at", now);
  text = aoi_json_write (root);
  return g_strconcat (text, "\n", NULL);
}

static void
answer_saved (HttpCall *call, guint n)
{
  JsonObject *answer = json_object_new ();
  g_autofree gchar *message = g_strdup_printf ("Saved %u color ranges successfully", n);

  json_object_set_string_member (answer, "message", message);
  json_object_set_int_member (answer, "color_ranges_count", n);
  http_call_answer_object (call, answer);
}

void
rest_colors_save (HttpCall *call, gpointer data)
{
  Rest *self = data;
  JsonObject *body = http_call_get_object (call);
  const gchar *name = rest_get_product (call);
  g_autoptr (StationLock) lock = NULL;
  g_autofree gchar *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *ranges;

  if (name == NULL)
    return;
  if (!check_body (body, &error)) {
    rest_fail_with (call, self, HTTP_BAD_REQUEST, error);
    return;
  }
  lock = station_products_lock (self->station->products, name);
  if (!check_product (call, self, name))
    return;
  ranges = json_object_get_array_member (body, "color_ranges");
  text = compose_file (name, ranges);
  if (station_products_write_colors (self->station->products, name, text, &error))
    answer_saved (call, json_array_get_length (ranges));
  else
    rest_fail_with (call, self, HTTP_FAILED, error);
}
