/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Goldens of ROIs that get other numbers: section 4.16 of the old API. */
#include "rest/rest-golden.h"
#include "storage/aoi-folder-tree.h"

static gboolean
has_target (const GArray *list, gint to)
{
  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, AoiGoldenRenumber, i).to == to)
      return TRUE;
  return FALSE;
}

static gboolean
refuse (GError **error, const gchar *key, const gchar *why)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "roi_mapping: \"%s\" %s", key, why);
  return FALSE;
}

static gboolean
add_pair (GArray *list, const gchar *key, JsonNode *value, GError **error)
{
  AoiGoldenRenumber pair;

  if (!rest_golden_parse_id (key, &pair.from))
    return refuse (error, key, "is not the number of an ROI, which is 1 or more");
  if (!rest_golden_read_id (value, &pair.to))
    return refuse (error, key, "must be given the number of an ROI, 1 or more");
  if (has_target (list, pair.to))
    return refuse (error, key, "is given a number that another one is given, too");
  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, AoiGoldenRenumber, i).from == pair.from)
      return refuse (error, key, "stands there twice");
  g_array_append_val (list, pair);
  return TRUE;
}

/* Returns: (transfer full) (element-type AoiGoldenRenumber): what the mapping says */
static GArray *
read_mapping (JsonNode *node, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (AoiGoldenRenumber));
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "roi_mapping must be an object");
    return NULL;
  }
  if (json_object_get_size (json_node_get_object (node)) > AOI_PRODUCT_MAX_ROIS) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "roi_mapping: has more than %d members",
        AOI_PRODUCT_MAX_ROIS);
    return NULL;
  }
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &key, &value))
    if (!add_pair (list, key, value, error))
      return NULL;
  return g_steal_pointer (&list);
}

static gboolean
is_empty (JsonNode *mapping)
{
  return !rest_golden_is_given (mapping)
      || (JSON_NODE_HOLDS_OBJECT (mapping)
          && json_object_get_size (json_node_get_object (mapping)) == 0);
}

static void
answer_none (HttpCall *call)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "message", "No golden samples to rename");
  http_call_answer_object (call, answer);
}

static void
answer_renamed (HttpCall *call, guint n)
{
  JsonObject *answer = json_object_new ();
  g_autofree gchar *message = g_strdup_printf ("Renamed %u golden sample folders", n);

  json_object_set_string_member (answer, "message", message);
  json_object_set_int_member (answer, "renamed_count", n);
  http_call_answer_object (call, answer);
}

static gboolean
has_goldens (StationProducts *products, const gchar *name)
{
  g_autofree gchar *path = g_strdup_printf ("%s/golden_rois", name);

  return station_products_has (products, name)
      && aoi_folder_is_folder (station_products_get_folder (products), path);
}

static void
rename_folders (HttpCall *call, Rest *self, const gchar *name, const GArray *list)
{
  StationProducts *products = self->station->products;
  g_autoptr (StationLock) lock = station_products_lock (products, name);
  g_autofree gchar *note = rest_golden_dup_note (call);
  g_autoptr (AoiGoldenStore) store = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;
  guint n;

  if (!has_goldens (products, name)) {
    answer_none (call);
    return;
  }
  store = station_goldens_open (self->station->products, name, &error);
  done = store != NULL
      && aoi_golden_store_renumber (
          store, (const AoiGoldenRenumber *) list->data, list->len, note, &n, &error);
  station_products_touch (products, name);
  if (done)
    answer_renamed (call, n);
  else
    rest_golden_fail (call, self, error);
}

void
rest_golden_rename (HttpCall *call, gpointer data)
{
  JsonObject *body = http_call_get_object (call);
  JsonNode *mapping = json_object_get_member (body, "roi_mapping");
  const gchar *name = rest_get_text (body, "product_name");
  g_autoptr (GArray) list = NULL;
  g_autoptr (GError) error = NULL;

  if (!rest_golden_is_given (json_object_get_member (body, "product_name")) || is_empty (mapping)) {
    http_call_fail (call, HTTP_BAD_REQUEST, "Product name and ROI mapping are required");
    return;
  }
  if (!station_name_is_product (name)) {
    http_call_fail (call, HTTP_BAD_REQUEST, "Invalid product name");
    return;
  }
  list = read_mapping (mapping, &error);
  if (list != NULL)
    rename_folders (call, data, name, list);
  else
    rest_golden_fail (call, data, error);
}
