/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which goldens there are: sections 4.13, 4.20 and a part of 4.17 of the old API. */
#include <string.h>

#include "product/aoi-golden-private.h"
#include "rest/rest-golden.h"
#include "storage/aoi-folder-tree.h"

/* How old clients name a golden, with or without where it is. */
typedef struct {
  Rest *rest;
  const gchar *product;
  gint id;
  gboolean with_path, with_image;
} Style;

static gchar *
dup_data_url (const Style *style, const StationGolden *golden)
{
  g_autoptr (GBytes) bytes = station_goldens_read (
      style->rest->station->products, style->product, style->id, golden->name, NULL);
  g_autoptr (GBytes) jpeg = bytes != NULL ? rest_golden_make_jpeg (bytes, NULL) : NULL;
  g_autofree gchar *text = NULL;
  gsize size;
  const guchar *data;

  if (jpeg == NULL)
    return NULL;
  data = g_bytes_get_data (jpeg, &size);
  text = g_base64_encode (data, size);
  return g_strconcat ("data:image/jpeg;base64,", text, NULL);
}

static void
add_image (JsonObject *object, const Style *style, const StationGolden *golden)
{
  g_autofree gchar *url = dup_data_url (style, golden);

  if (url != NULL)
    json_object_set_string_member (object, "image_data", url);
  else
    json_object_set_null_member (object, "image_data");
}

static JsonObject *
describe (const Style *style, const StationGolden *golden)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (golden->time_us / G_USEC_PER_SEC);
  g_autofree gchar *created = g_date_time_format (time, "%Y-%m-%d %H:%M:%S");
  g_autofree gchar *path = g_strdup_printf ("%s/golden/%s/golden_rois/roi_%d/%s",
      style->rest->station->settings.mount, style->product, style->id, golden->name);

  json_object_set_string_member (object, "name", golden->name);
  json_object_set_string_member (object, "type", golden->is_best ? "best_golden" : "alternative");
  json_object_set_boolean_member (object, "is_best", golden->is_best);
  json_object_set_string_member (object, "created_time", created);
  json_object_set_int_member (object, "file_size", golden->size);
  if (style->with_path)
    json_object_set_string_member (object, "file_path", path);
  if (style->with_image)
    add_image (object, style, golden);
  return object;
}

static JsonArray *
describe_all (const Style *style, const GPtrArray *goldens, gint64 *size)
{
  JsonArray *array = json_array_new ();

  *size = 0;
  for (guint i = 0; i < goldens->len; i++) {
    const StationGolden *golden = g_ptr_array_index (goldens, i);

    json_array_add_object_element (array, describe (style, golden));
    *size += golden->size;
  }
  return array;
}

/* Returns: (transfer full) (nullable): the goldens that the path asks for; %NULL: the call is answered */
static GPtrArray *
list_of_path (HttpCall *call, Rest *rest, RestGoldenTarget *target)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *goldens;

  if (!rest_golden_get_path (call, target))
    return NULL;
  goldens = station_goldens_list (rest->station->products, target->product, target->id, &error);
  if (goldens == NULL)
    rest_fail_with (call, rest, HTTP_FAILED, error);
  return goldens;
}

void
rest_goldens_get (HttpCall *call, gpointer data)
{
  RestGoldenTarget target;
  Style style = { .rest = data, .with_path = TRUE };
  g_autoptr (GPtrArray) goldens = NULL;
  JsonObject *answer;
  const gchar *images = http_call_get_query (call, "include_images");
  gint64 size;

  goldens = list_of_path (call, data, &target);
  if (goldens == NULL)
    return;
  style.product = target.product;
  style.id = target.id;
  style.with_image = images != NULL && g_ascii_strcasecmp (images, "true") == 0;
  answer = json_object_new ();
  json_object_set_array_member (answer, "golden_samples", describe_all (&style, goldens, &size));
  http_call_answer_object (call, answer);
}

void
rest_goldens_metadata (HttpCall *call, gpointer data)
{
  RestGoldenTarget target;
  Style style = { .rest = data };
  g_autoptr (GPtrArray) goldens = NULL;
  JsonObject *answer;
  gint64 size;

  goldens = list_of_path (call, data, &target);
  if (goldens == NULL)
    return;
  style.product = target.product;
  style.id = target.id;
  answer = json_object_new ();
  json_object_set_string_member (answer, "product_name", target.product);
  json_object_set_int_member (answer, "roi_id", target.id);
  json_object_set_array_member (answer, "golden_samples", describe_all (&style, goldens, &size));
  json_object_set_int_member (answer, "total_samples", goldens->len);
  json_object_set_int_member (answer, "total_size", size);
  http_call_answer_object (call, answer);
}

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  const gint first = *(const gint *) a, second = *(const gint *) b;

  return (first > second) - (first < second);
}

/* Returns: (transfer full) (element-type gint): numbers of ROIs that have a folder, sorted */
static GArray *
find_ids (const AoiFolder *products, const gchar *product)
{
  g_autofree gchar *path = g_strdup_printf ("%s/golden_rois", product);
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (GPtrArray) names = NULL;
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint));

  if (station_beneath_open_folder (products, path, &folder))
    names = aoi_folder_list (&folder, ".", NULL);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);
    gint id;

    if (g_str_has_prefix (name, "roi_") && rest_golden_parse_id (name + strlen ("roi_"), &id))
      g_array_append_val (ids, id);
  }
  g_array_sort (ids, compare_ids);
  return ids;
}

/* Returns: (transfer full) (nullable): a line of the list; NULL: it has no golden */
static JsonObject *
describe_product (Rest *self, const gchar *product)
{
  g_autoptr (GArray)
      ids = find_ids (station_products_get_folder (self->station->products), product);
  g_autoptr (JsonArray) rois = json_array_new ();
  gint64 n = 0, size = 0;
  JsonObject *object;

  for (guint i = 0; i < ids->len; i++) {
    const gint id = g_array_index (ids, gint, i);
    g_autoptr (GPtrArray)
        goldens = station_goldens_list (self->station->products, product, id, NULL);

    if (goldens == NULL || goldens->len == 0)
      continue;
    json_array_add_int_element (rois, id);
    n += goldens->len;
    for (guint k = 0; k < goldens->len; k++)
      size += ((const StationGolden *) g_ptr_array_index (goldens, k))->size;
  }
  if (n == 0)
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "product_name", product);
  json_object_set_int_member (object, "total_rois", json_array_get_length (rois));
  json_object_set_int_member (object, "total_samples", n);
  json_object_set_int_member (object, "total_size", size);
  json_object_set_array_member (object, "rois", g_steal_pointer (&rois));
  return object;
}

void
rest_goldens_products (HttpCall *call, gpointer data)
{
  Rest *self = data;
  g_autoptr (GPtrArray) list = station_products_list (self->station->products);
  JsonObject *answer = json_object_new ();
  JsonArray *products = json_array_new ();

  for (guint i = 0; i < list->len; i++) {
    const StationProduct *product = g_ptr_array_index (list, i);
    JsonObject *object = describe_product (self, product->name);

    if (object != NULL)
      json_array_add_object_element (products, object);
  }
  json_object_set_int_member (answer, "total_products", json_array_get_length (products));
  json_object_set_array_member (answer, "products", products);
  http_call_answer_object (call, answer);
}

/* As the old server wrote it, where the name needs no quotes. */
static gchar *
make_disposition (const gchar *name)
{
  static const gchar plain[] =
      "!#$&+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~";
  g_autofree gchar *escaped = NULL;

  if (strspn (name, plain) == strlen (name))
    return g_strconcat ("attachment; filename=", name, NULL);
  escaped = g_uri_escape_string (name, NULL, FALSE);
  return g_strconcat ("attachment; filename*=UTF-8''", escaped, NULL);
}

void
rest_golden_download (HttpCall *call, gpointer data)
{
  RestGoldenTarget target;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree gchar *disposition = NULL;
  const gchar *name, *type;

  if (!rest_golden_get_path (call, &target))
    return;
  name = http_call_get_segment (call, 2);
  if (!station_name_is_file (name)) {
    http_call_fail (call, HTTP_BAD_REQUEST, "Invalid filename");
    return;
  }
  if (aoi_golden_is_sample (name))
    bytes = station_goldens_read (
        ((Rest *) data)->station->products, target.product, target.id, name, NULL);
  if (bytes == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "Golden sample file not found");
    return;
  }
  type = g_strcmp0 (station_golden_get_type (bytes), "png") == 0 ? "image/png" : "image/jpeg";
  disposition = make_disposition (name);
  http_call_set_header (call, "Content-Disposition", disposition);
  http_call_answer (call, HTTP_OK, type, g_steal_pointer (&bytes));
}

/* The desktop client's golden window. */
void
rest_golden_window_get (HttpCall *call, gpointer data)
{
  RestGoldenTarget target;
  g_autoptr (GPtrArray) goldens = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) jpeg = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text = NULL;
  JsonObject *answer;

  if (!rest_golden_get_path (call, &target))
    return;
  goldens = station_goldens_list (
      ((Rest *) data)->station->products, target.product, target.id, &error);
  if (goldens != NULL && goldens->len == 0) {
    http_call_fail (call, HTTP_NOT_FOUND, "Golden sample not found");
    return;
  }
  if (goldens != NULL)
    bytes = station_goldens_read (((Rest *) data)->station->products, target.product, target.id,
        ((const StationGolden *) g_ptr_array_index (goldens, 0))->name, &error);
  jpeg = bytes != NULL ? rest_golden_make_jpeg (bytes, &error) : NULL;
  if (jpeg == NULL) {
    rest_fail_with (call, data, HTTP_FAILED, error);
    return;
  }
  text = g_base64_encode (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg));
  answer = json_object_new ();
  json_object_set_string_member (answer, "image", text);
  http_call_answer_object (call, answer);
}
