/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What endpoints about goldens have in common: which golden is meant, and what is there. */
#include "rest/rest-golden.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>

#include "aoi-image-file.h"
#include "product/aoi-golden-journal.h"
#include "product/aoi-golden-private.h"
#include "storage/aoi-folder-tree.h"

#define GOLDENS "golden_rois"

static void
golden_free (gpointer data)
{
  RestGolden *golden = data;

  g_free (golden->name);
  g_free (golden);
}

/**
 * rest_golden_parse_id:
 * @text: (nullable): what a client says
 * @id: (out): number of an ROI
 *
 * Returns: whether it is one
 */
gboolean
rest_golden_parse_id (const gchar *text, gint *id)
{
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &value, NULL))
    return FALSE;
  *id = (gint) value;
  return TRUE;
}

/**
 * rest_golden_read_id:
 * @node: what a client sent
 * @id: (out): number of an ROI
 *
 * Returns: whether it is one, be it text or a number
 */
gboolean
rest_golden_read_id (JsonNode *node, gint *id)
{
  gdouble number;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return rest_golden_parse_id (json_node_get_string (node), id);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return FALSE;
  number = json_node_get_double (node);
  if (!(number >= 1.0 && number <= G_MAXINT) || number != floor (number))
    return FALSE;
  *id = (gint) number;
  return TRUE;
}

/**
 * rest_golden_is_given:
 * @node: (nullable): a member of what a client sent
 *
 * Returns: whether it says something, which neither 0 nor an empty text does
 */
gboolean
rest_golden_is_given (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return TRUE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) != '\0';
  return json_node_get_value_type (node) == G_TYPE_BOOLEAN || json_node_get_double (node) != 0.0;
}

/**
 * rest_golden_get_path:
 * @call: a call whose path has a product and an ROI
 * @target: (out): them
 *
 * Returns: whether they are good; if not, the call is answered
 */
gboolean
rest_golden_get_path (HttpCall *call, RestGoldenTarget *target)
{
  *target = (RestGoldenTarget){ .product = rest_get_product (call) };
  if (target->product == NULL)
    return FALSE;
  if (rest_golden_parse_id (http_call_get_segment (call, 1), &target->id))
    return TRUE;
  http_call_fail (call, HTTP_NOT_FOUND, "%s is not the number of an ROI, which is 1 or more",
      http_call_get_segment (call, 1));
  return FALSE;
}

static gboolean
check_target (HttpCall *call, const gchar *key, JsonNode *id, RestGoldenTarget *target)
{
  if (!station_name_is_product (target->product))
    http_call_fail (call, HTTP_BAD_REQUEST, "Invalid product name");
  else if (!rest_golden_read_id (id, &target->id))
    http_call_fail (call, HTTP_BAD_REQUEST, "roi_id must be the number of an ROI, 1 or more");
  else if (!station_name_is_file (target->name))
    http_call_fail (call, HTTP_BAD_REQUEST, "%s must be the name of a golden sample", key);
  else
    return TRUE;
  return FALSE;
}

/**
 * rest_golden_get_target:
 * @call: a call that names a golden
 * @key: of the member that does
 * @what: that is, for people
 * @target: (out): it
 *
 * Returns: whether it may be one; if not, the call is answered
 */
gboolean
rest_golden_get_target (
    HttpCall *call, const gchar *key, const gchar *what, RestGoldenTarget *target)
{
  JsonObject *body = http_call_get_object (call);
  JsonNode *id = json_object_get_member (body, "roi_id");

  if (!rest_golden_is_given (json_object_get_member (body, "product_name"))
      || !rest_golden_is_given (id) || !rest_golden_is_given (json_object_get_member (body, key))) {
    http_call_fail (call, HTTP_BAD_REQUEST, "Product name, ROI ID, and %s are required", what);
    return FALSE;
  }
  *target = (RestGoldenTarget){ rest_get_text (body, "product_name"), 0,
    rest_get_text (body, key) };
  return check_target (call, key, id, target);
}

static gint
compare_goldens (gconstpointer a, gconstpointer b)
{
  const RestGolden *first = *(RestGolden *const *) a;
  const RestGolden *second = *(RestGolden *const *) b;

  return aoi_golden_compare_names (&first->name, &second->name);
}

/* Where an ROI's goldens are read from, and what was found. */
typedef struct {
  const AoiFolder *products;
  gchar *path;
  GPtrArray *goldens; /* RestGolden */
  GError *error;
} Listing;

static void
add_golden (Listing *self, const AoiFolder *folder, const gchar *name)
{
  struct stat info;
  RestGolden *golden;

  if (!aoi_golden_is_sample (name) || !g_utf8_validate (name, -1, NULL)
      || fstatat (folder->fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (info.st_mode))
    return;
  golden = g_new0 (RestGolden, 1);
  golden->name = g_strdup (name);
  golden->size = (gint64) info.st_size;
  golden->time = (gint64) info.st_mtime;
  g_ptr_array_add (self->goldens, golden);
}

static void
read_list (gpointer data)
{
  Listing *self = data;
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (GPtrArray) names = NULL;

  g_clear_error (&self->error);
  g_ptr_array_set_size (self->goldens, 0);
  if (!station_beneath_open_folder (self->products, self->path, &folder)) {
    if (errno != ENOENT)
      aoi_folder_fail (self->products, self->path, &self->error);
    return;
  }
  names = aoi_folder_list (&folder, ".", &self->error);
  for (guint i = 0; names != NULL && i < names->len; i++)
    add_golden (self, &folder, g_ptr_array_index (names, i));
  g_ptr_array_sort (self->goldens, compare_goldens);
  if (self->goldens->len > 0) {
    RestGolden *first = g_ptr_array_index (self->goldens, 0);

    first->is_best = aoi_golden_is_best (first->name);
  }
}

/**
 * rest_golden_list:
 * @self: the API
 * @product: name of a product
 * @id: of an ROI
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full) (element-type RestGolden): its goldens, the best one first, as they are at one time;
 *   none if there is no such product or ROI
 */
GPtrArray *
rest_golden_list (Rest *self, const gchar *product, gint id, GError **error)
{
  StationProducts *products = self->station->products;
  g_autofree gchar *path = station_products_get_path (products, product);
  g_autofree gchar *folder = g_build_filename (path, GOLDENS, NULL);
  g_autofree gchar *name = g_strdup_printf ("%s/" GOLDENS "/roi_%d", product, id);
  g_autoptr (GPtrArray) goldens = g_ptr_array_new_with_free_func (golden_free);
  Listing listing = { station_products_get_folder (products), name, goldens, NULL };

  if (!aoi_golden_journal_read (folder, read_list, &listing, error))
    return NULL;
  if (listing.error == NULL)
    return g_steal_pointer (&goldens);
  g_propagate_error (error, listing.error);
  return NULL;
}

/**
 * rest_golden_read:
 * @self: the API
 * @product: name of a product
 * @id: of an ROI
 * @name: of a golden
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full): what its file holds
 */
GBytes *
rest_golden_read (Rest *self, const gchar *product, gint id, const gchar *name, GError **error)
{
  g_autofree gchar *path = g_strdup_printf ("%s/" GOLDENS "/roi_%d/%s", product, id, name);

  return station_beneath_read (
      station_products_get_folder (self->station->products), path, AOI_IMAGE_FILE_MAX_BYTES, error);
}

/* The store takes a path: no part of it below the products may be a link. */
static gboolean
check_folder (Rest *self, const gchar *product, GError **error)
{
  const AoiFolder *products = station_products_get_folder (self->station->products);
  g_autofree gchar *path = g_strdup_printf ("%s/" GOLDENS, product);
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;

  return station_beneath_open_folder (products, path, &folder) || errno == ENOENT
      || aoi_folder_fail (products, path, error);
}

/**
 * rest_golden_open:
 * @self: the API
 * @product: that is there and locked
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full): its goldens, to be changed
 */
AoiGoldenStore *
rest_golden_open (Rest *self, const gchar *product, GError **error)
{
  g_autofree gchar *path = station_products_get_path (self->station->products, product);

  return check_folder (self, product, error) ? aoi_golden_store_open (path, TRUE, error) : NULL;
}

/**
 * rest_golden_dup_note:
 * @call: a call
 *
 * Returns: (transfer full): who asks, for the log of goldens
 */
gchar *
rest_golden_dup_note (const HttpCall *call)
{
  return g_strdup_printf ("over HTTP from %s", http_call_get_peer (call));
}

/**
 * rest_golden_fail:
 * @call: (transfer full): a call
 * @self: the API
 * @error: of the store
 *
 * Answers with it, as the client's mistake unless files cannot be written or read.
 */
void
rest_golden_fail (HttpCall *call, Rest *self, const GError *error)
{
  const gboolean mistake = g_error_matches (error, AOI_ERROR, AOI_ERROR_IMAGE)
      || g_error_matches (error, AOI_ERROR, AOI_ERROR_INVALID);

  rest_fail_with (call, self, mistake ? HTTP_BAD_REQUEST : HTTP_FAILED, error);
}

/**
 * rest_golden_recover:
 * @self: the API, before anybody asks
 *
 * Ends the changes of goldens that a kill left half-way.
 */
void
rest_golden_recover (Rest *self)
{
  const AoiFolder *folder = station_products_get_folder (self->station->products);
  g_autoptr (GPtrArray) list = station_products_list (self->station->products);

  for (guint i = 0; i < list->len; i++) {
    const StationProduct *product = g_ptr_array_index (list, i);
    g_autofree gchar *pending = g_strdup_printf (
        "%s/" GOLDENS "/" AOI_GOLDEN_JOURNAL_PENDING, product->name);
    g_autoptr (AoiGoldenStore) store = NULL;
    g_autoptr (GError) error = NULL;

    if (!aoi_folder_has (folder, pending))
      continue;
    store = rest_golden_open (self, product->name, &error);
    if (store != NULL)
      g_message ("product %s: a change of its goldens that was stopped is ended", product->name);
    else
      g_warning ("%s", error->message);
  }
}
