/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What pictures a board needs: section 4.7 of the old API. Clients take them in the order of the keys. */
#include "rest/rest-private.h"

#include <math.h>
#include <string.h>

#include "aoi-revision.h"

static gint
get_number (const gchar *type)
{
  static const gchar *const names[] = { AOI_TYPE_BARCODE, AOI_TYPE_COMPARE, AOI_TYPE_OCR,
    AOI_TYPE_COLOR };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (type, names[i]))
      return (gint) i + 1;
  return 0;
}

/* The keys that the old server sent, and no other: the clients take is_device_barcode of null for a question to the
 * operator. */
static JsonObject *
describe_roi (const AoiRoi *roi)
{
  JsonObject *object = json_object_new ();
  JsonArray *coords = json_array_sized_new (4);
  const gint number = get_number (roi->type);

  json_array_add_int_element (coords, roi->rect.x);
  json_array_add_int_element (coords, roi->rect.y);
  json_array_add_int_element (coords, roi->rect.x + roi->rect.width);
  json_array_add_int_element (coords, roi->rect.y + roi->rect.height);
  json_object_set_int_member (object, "idx", roi->id);
  if (number != 0)
    json_object_set_int_member (object, "type", number);
  else
    json_object_set_string_member (object, "type", roi->type);
  json_object_set_array_member (object, "coords", coords);
  json_object_set_int_member (object, "focus", roi->focus);
  json_object_set_int_member (object, "exposure", roi->exposure);
  if (isnan (roi->threshold))
    json_object_set_null_member (object, "ai_threshold");
  else
    json_object_set_double_member (object, "ai_threshold", roi->threshold);
  if (roi->feature_method != NULL)
    json_object_set_string_member (object, "feature_method", roi->feature_method);
  else
    json_object_set_null_member (object, "feature_method");
  json_object_set_int_member (object, "rotation", (gint) roi->rotation);
  json_object_set_int_member (object, "device_location", roi->device);
  return object;
}

static void
add_roi (GHashTable *groups, const AoiRoi *roi)
{
  g_autofree gchar *key = g_strdup_printf ("%d,%d", roi->focus, roi->exposure);
  JsonObject *group = g_hash_table_lookup (groups, key);

  if (group == NULL) {
    group = json_object_new ();
    json_object_set_int_member (group, "focus", roi->focus);
    json_object_set_int_member (group, "exposure", roi->exposure);
    json_object_set_int_member (group, "count", 0);
    json_object_set_array_member (group, "rois", json_array_new ());
    g_hash_table_insert (groups, g_strdup (key), group);
  }
  json_array_add_object_element (json_object_get_array_member (group, "rois"), describe_roi (roi));
  json_object_set_int_member (
      group, "count", json_array_get_length (json_object_get_array_member (group, "rois")));
}

static gint
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/* Keys as text in their order, as the old server sorted them. */
static JsonObject *
sort_groups (GHashTable *groups)
{
  JsonObject *sorted = json_object_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (groups), compare_keys);

  for (GList *key = keys; key != NULL; key = key->next)
    json_object_set_object_member (
        sorted, key->data, json_object_ref (g_hash_table_lookup (groups, key->data)));
  return sorted;
}

static void
answer_groups (HttpCall *call, const gchar *name, AoiRevision *revision)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  JsonObject *answer = json_object_new ();
  const guint n_rois = aoi_revision_get_n_rois (revision);

  for (guint i = 0; i < n_rois; i++)
    add_roi (groups, aoi_revision_get_roi (revision, i)->roi);
  json_object_set_string_member (answer, "product_name", name);
  json_object_set_object_member (answer, "roi_groups", sort_groups (groups));
  json_object_set_int_member (answer, "total_groups", g_hash_table_size (groups));
  json_object_set_int_member (answer, "total_rois", n_rois);
  http_call_answer_object (call, answer);
}

void
rest_groups_get (HttpCall *call, gpointer data)
{
  Rest *self = data;
  const gchar *name = rest_get_product (call);
  g_autoptr (AoiRevision) revision = NULL;
  g_autoptr (GError) error = NULL;

  if (name == NULL)
    return;
  if (!station_products_has (self->station->products, name)) {
    http_call_fail (call, HTTP_NOT_FOUND, "There is no product %s", name);
    return;
  }
  revision = station_products_load (self->station->products, name, &error);
  if (revision == NULL)
    rest_fail_with (call, self, HTTP_FAILED, error);
  else if (aoi_revision_get_n_rois (revision) == 0)
    http_call_fail (call, HTTP_NOT_FOUND, "Product %s has no ROI that is enabled", name);
  else
    answer_groups (call, name, revision);
}
