/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-goldens.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "aoi-image-file.h"
#include "json/aoi-json-writer.h"
#include "product/aoi-golden-journal.h"
#include "product/aoi-golden-private.h"
#include "product/aoi-product-array.h"
#include "station/station-history.h"
#include "storage/aoi-folder-tree.h"

#define GOLDENS "golden_rois"

static void
golden_free (gpointer data)
{
  StationGolden *golden = data;

  g_free (golden->name);
  g_free (golden->hash);
  g_free (golden);
}

static gint
compare_goldens (gconstpointer a, gconstpointer b)
{
  const StationGolden *first = *(StationGolden *const *) a;
  const StationGolden *second = *(StationGolden *const *) b;

  return aoi_golden_compare_names (&first->name, &second->name);
}

/* Where an ROI's goldens are read from, and what was found. */
typedef struct {
  const AoiFolder *products;
  gchar *path;
  gboolean with_hashes;
  GPtrArray *goldens; /* StationGolden */
  GError *error;
} Listing;

static void
add_hash (Listing *self, StationGolden *golden)
{
  g_autofree gchar *path = g_build_filename (self->path, golden->name, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (self->error == NULL)
    bytes = station_beneath_read (self->products, path, AOI_IMAGE_FILE_MAX_BYTES, &self->error);
  if (bytes != NULL)
    golden->hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

static void
add_golden (Listing *self, const AoiFolder *folder, const gchar *name)
{
  struct stat info;
  StationGolden *golden;

  if (!aoi_golden_is_sample (name) || !g_utf8_validate (name, -1, NULL)
      || fstatat (folder->fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (info.st_mode))
    return;
  golden = g_new0 (StationGolden, 1);
  golden->name = g_strdup (name);
  golden->size = (gint64) info.st_size;
  golden->time_us = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
  g_ptr_array_add (self->goldens, golden);
  if (self->with_hashes)
    add_hash (self, golden);
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
    StationGolden *first = g_ptr_array_index (self->goldens, 0);

    first->is_best = aoi_golden_is_best (first->name);
  }
}

/**
 * station_goldens_share:
 * @products: products
 * @product: name of a product
 * @id: of an ROI
 *
 * Boards of an array share the goldens of the ROI that was described.
 *
 * Returns: the number by which the goldens of that ROI are kept
 */
gint
station_goldens_share (StationProducts *products, const gchar *product, gint id)
{
  g_autofree gchar *path = station_products_get_path (products, product);
  g_autofree gchar *name = g_strdup_printf ("rois_config_%s.json", product);
  g_autofree gchar *file = g_build_filename (path, name, NULL);

  return aoi_product_array_find_golden_id (file, id);
}

static GPtrArray *
list (
    StationProducts *products, const gchar *product, gint id, gboolean with_hashes, GError **error)
{
  g_autofree gchar *path = station_products_get_path (products, product);
  g_autofree gchar *folder = g_build_filename (path, GOLDENS, NULL);
  g_autofree gchar *name = g_strdup_printf (
      "%s/" GOLDENS "/roi_%d", product, station_goldens_share (products, product, id));
  g_autoptr (GPtrArray) goldens = g_ptr_array_new_with_free_func (golden_free);
  Listing listing = { station_products_get_folder (products), name, with_hashes, goldens, NULL };

  if (!aoi_golden_journal_read (folder, read_list, &listing, error)) {
    g_clear_error (&listing.error);
    return NULL;
  }
  if (listing.error == NULL)
    return g_steal_pointer (&goldens);
  g_propagate_error (error, listing.error);
  return NULL;
}

/**
 * station_goldens_list:
 * @products: products
 * @product: name of a product
 * @id: of an ROI
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full) (element-type StationGolden): its goldens, the best one first, as they are at one time;
 *   none if there is no such product or ROI
 */
GPtrArray *
station_goldens_list (StationProducts *products, const gchar *product, gint id, GError **error)
{
  return list (products, product, id, FALSE, error);
}

static gchar *
write_set (const GPtrArray *goldens)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < goldens->len; i++) {
    const StationGolden *golden = g_ptr_array_index (goldens, i);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "name", golden->name);
    json_object_set_string_member (object, "sha256", golden->hash);
    json_array_add_object_element (array, object);
  }
  json_node_take_array (root, array);
  return aoi_json_write (root);
}

/**
 * station_golden_set_read:
 * @products: products
 * @product: name of a product
 * @id: of an ROI
 * @error: return location for an %AOI_ERROR_IO
 *
 * As station_goldens_list(), and reads the files.
 *
 * Returns: (transfer full): its goldens
 */
StationGoldenSet *
station_golden_set_read (StationProducts *products, const gchar *product, gint id, GError **error)
{
  GPtrArray *goldens = list (products, product, id, TRUE, error);
  StationGoldenSet *self;

  if (goldens == NULL)
    return NULL;
  self = g_new0 (StationGoldenSet, 1);
  self->goldens = goldens;
  self->text = write_set (goldens);
  self->revision = station_text_get_revision (self->text);
  return self;
}

/**
 * station_golden_set_free:
 * @self: (transfer full): a set
 */
void
station_golden_set_free (StationGoldenSet *self)
{
  g_ptr_array_unref (self->goldens);
  g_free (self->text);
  g_free (self->revision);
  g_free (self);
}

/**
 * station_golden_set_get_time:
 * @self: a set
 *
 * Returns: wall clock: when the newest of its files was written; now, if there is none; microseconds since 1970
 */
gint64
station_golden_set_get_time (const StationGoldenSet *self)
{
  gint64 time_us = 0;

  for (guint i = 0; i < self->goldens->len; i++)
    time_us = MAX (
        time_us, ((const StationGolden *) g_ptr_array_index (self->goldens, i))->time_us);
  return time_us > 0 ? time_us : g_get_real_time ();
}

static const gchar *
get_text (JsonNode *node, const gchar *key)
{
  JsonNode *member = JSON_NODE_HOLDS_OBJECT (node)
      ? json_object_get_member (json_node_get_object (node), key)
      : NULL;

  return member != NULL && JSON_NODE_HOLDS_VALUE (member)
          && json_node_get_value_type (member) == G_TYPE_STRING
      ? json_node_get_string (member)
      : NULL;
}

/**
 * station_golden_text_parse:
 * @root: text of a set that the history keeps
 *
 * Returns: (transfer full) (element-type AoiGoldenPast): its goldens, whose texts are @root's; what is none is left out
 */
GArray *
station_golden_text_parse (JsonNode *root)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (AoiGoldenPast));
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);
    const AoiGoldenPast past = { get_text (node, "name"), get_text (node, "sha256") };

    if (past.name != NULL && past.hash != NULL)
      g_array_append_val (list, past);
  }
  return list;
}

/**
 * station_goldens_read:
 * @products: products
 * @product: name of a product
 * @id: of an ROI
 * @name: of a golden
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full): what its file holds
 */
GBytes *
station_goldens_read (
    StationProducts *products, const gchar *product, gint id, const gchar *name, GError **error)
{
  g_autofree gchar *path = g_strdup_printf (
      "%s/" GOLDENS "/roi_%d/%s", product, station_goldens_share (products, product, id), name);

  return station_beneath_read (
      station_products_get_folder (products), path, AOI_IMAGE_FILE_MAX_BYTES, error);
}

/* The store takes a path: no part of it below the products may be a link. */
static gboolean
check_folder (StationProducts *products, const gchar *product, GError **error)
{
  const AoiFolder *folder = station_products_get_folder (products);
  g_autofree gchar *path = g_strdup_printf ("%s/" GOLDENS, product);
  g_auto (AoiFolder) goldens = STATION_FOLDER_CLOSED;

  return station_beneath_open_folder (folder, path, &goldens) || errno == ENOENT
      || aoi_folder_fail (folder, path, error);
}

/**
 * station_goldens_open:
 * @products: products
 * @product: that is there and locked
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full): its goldens, to be changed
 */
AoiGoldenStore *
station_goldens_open (StationProducts *products, const gchar *product, GError **error)
{
  g_autofree gchar *path = station_products_get_path (products, product);

  return check_folder (products, product, error) ? aoi_golden_store_open (path, TRUE, error) : NULL;
}

/**
 * station_goldens_recover:
 * @products: products, before anybody asks for them
 *
 * Ends the changes of goldens that a kill left half-way.
 */
void
station_goldens_recover (StationProducts *products)
{
  const AoiFolder *folder = station_products_get_folder (products);
  g_autoptr (GPtrArray) list = station_products_list (products);

  for (guint i = 0; i < list->len; i++) {
    const StationProduct *product = g_ptr_array_index (list, i);
    g_autofree gchar *pending = g_strdup_printf (
        "%s/" GOLDENS "/" AOI_GOLDEN_JOURNAL_PENDING, product->name);
    g_autoptr (AoiGoldenStore) store = NULL;
    g_autoptr (GError) error = NULL;

    if (!aoi_folder_has (folder, pending))
      continue;
    store = station_goldens_open (products, product->name, &error);
    if (store != NULL)
      g_message ("product %s: a change of its goldens that was stopped is ended", product->name);
    else
      g_warning ("%s", error->message);
  }
}

/**
 * station_golden_get_type:
 * @bytes: what a file holds
 *
 * Returns: (nullable): the extension that its content deserves: `jpg` or `png`; %NULL: it can be no golden
 */
const gchar *
station_golden_get_type (GBytes *bytes)
{
  static const gchar jpeg[] = "\xff\xd8\xff", png[] = "\x89PNG\r\n\x1a\n";
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  if (size > strlen (jpeg) && memcmp (data, jpeg, strlen (jpeg)) == 0)
    return "jpg";
  return size > strlen (png) && memcmp (data, png, strlen (png)) == 0 ? "png" : NULL;
}
