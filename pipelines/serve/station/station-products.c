/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The folder of products: what is in it, and how its ROI files are read and written. */
#include "station/station-products-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "aoi-product.h"
#include "json/aoi-json-guard.h"
#include "storage/aoi-folder-tree.h"
#include "storage/aoi-folder-write.h"

#define BOM "\xef\xbb\xbf"

/**
 * station_products_new:
 * @root: the folder
 * @engine: that inspects, for how much memory a product needs; has to live as long
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full): the products
 */
StationProducts *
station_products_new (const gchar *root, AoiEngine *engine, GError **error)
{
  StationProducts *self = g_new0 (StationProducts, 1);

  self->root = g_canonicalize_filename (root, NULL);
  self->engine = engine;
  g_mutex_init (&self->lock);
  self->locks = g_hash_table_new (g_str_hash, g_str_equal);
  self->loaded = station_loaded_new ();
  if (station_folder_open (&self->folder, self->root, error))
    return self;
  station_products_free (self);
  return NULL;
}

/**
 * station_products_free:
 * @self: (transfer full): products that nobody uses
 */
void
station_products_free (StationProducts *self)
{
  g_hash_table_unref (self->loaded);
  g_hash_table_unref (self->locks);
  station_folder_close (&self->folder);
  g_mutex_clear (&self->lock);
  g_free (self->root);
  g_free (self);
}

/**
 * station_products_get_folder:
 * @self: products
 *
 * Returns: (transfer none): their folder
 */
const AoiFolder *
station_products_get_folder (const StationProducts *self)
{
  return &self->folder;
}

/**
 * station_products_get_path:
 * @self: products
 * @name: of a product
 *
 * Returns: (transfer full) (type filename): its folder, for libaoi
 */
gchar *
station_products_get_path (const StationProducts *self, const gchar *name)
{
  return g_build_filename (self->root, name, NULL);
}

static gchar *
get_file (const gchar *name)
{
  return g_strdup_printf ("%s/rois_config_%s.json", name, name);
}

/**
 * station_products_has:
 * @self: products
 * @name: of a product
 *
 * Returns: whether there is one
 */
gboolean
station_products_has (StationProducts *self, const gchar *name)
{
  g_autofree gchar *file = get_file (name);
  struct stat info;

  return aoi_folder_is_folder (&self->folder, name)
      && fstatat (self->folder.fd, file, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (info.st_mode);
}

/* Returns: (transfer full): what a file of a product says */
JsonNode *
station_products_parse (GBytes *bytes, const gchar *file, GError **error)
{
  gsize length;
  const gchar *text = g_bytes_get_data (bytes, &length);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local = NULL;

  if (length >= strlen (BOM) && memcmp (text, BOM, strlen (BOM)) == 0) {
    text += strlen (BOM);
    length -= strlen (BOM);
  }
  if (aoi_json_guard (length > 0 ? text : "", length, AOI_PRODUCT_MAX_NESTING, &local)
      && json_parser_load_from_data (parser, text, (gssize) length, &local))
    return json_parser_steal_root (parser);
  g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX, "%s: %s", file, local->message);
  return NULL;
}

/**
 * station_products_read:
 * @self: products
 * @name: of a product
 * @error: return location for an %AOI_ERROR_IO or %AOI_ERROR_SYNTAX
 *
 * Returns: (transfer full): its ROI file
 */
JsonNode *
station_products_read (StationProducts *self, const gchar *name, GError **error)
{
  g_autofree gchar *file = get_file (name);
  g_autoptr (GBytes)
      bytes = station_beneath_read (&self->folder, file, AOI_PRODUCT_MAX_FILE_BYTES, error);

  return bytes != NULL ? station_products_parse (bytes, file, error) : NULL;
}

static void
product_free (gpointer data)
{
  StationProduct *product = data;

  g_free (product->name);
  g_free (product->description);
  g_free (product);
}

static gint
compare_products (gconstpointer a, gconstpointer b)
{
  const StationProduct *first = *(StationProduct *const *) a;
  const StationProduct *second = *(StationProduct *const *) b;

  return strcmp (first->name, second->name);
}

static gchar *
dup_description (JsonNode *root)
{
  JsonNode *node = JSON_NODE_HOLDS_OBJECT (root)
      ? json_object_get_member (json_node_get_object (root), "description")
      : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_dup_string (node);
}

/**
 * station_products_list:
 * @self: products
 *
 * Returns: (transfer full) (element-type StationProduct): those whose ROI file is JSON, by name
 */
GPtrArray *
station_products_list (StationProducts *self)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (&self->folder, ".", NULL);
  GPtrArray *products = g_ptr_array_new_with_free_func (product_free);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);
    g_autoptr (JsonNode) root = NULL;
    StationProduct *product;

    if (!station_name_is_product (name) || !station_products_has (self, name))
      continue;
    root = station_products_read (self, name, NULL);
    if (root == NULL)
      continue;
    product = g_new0 (StationProduct, 1);
    product->name = g_strdup (name);
    product->description = dup_description (root);
    g_ptr_array_add (products, product);
  }
  g_ptr_array_sort (products, compare_products);
  return products;
}

static gboolean
make_folder (const AoiFolder *folder, const gchar *name, GError **error)
{
  if (mkdirat (folder->fd, name, 0777) == 0)
    return aoi_folder_sync (folder, name, error);
  if (errno != EEXIST)
    return aoi_folder_fail (folder, name, error);
  if (aoi_folder_is_folder (folder, name))
    return TRUE;
  errno = ENOTDIR;
  return aoi_folder_fail (folder, name, error);
}

/* Replaces a file of a product that is there, durably; all others of the product stay. */
gboolean
station_products_write_file (
    StationProducts *self, const gchar *name, const gchar *file, const gchar *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;

  if (!station_beneath_open_folder (&self->folder, name, &folder))
    return aoi_folder_fail (&self->folder, name, error);
  if (!aoi_folder_replace_durably (&folder, file, bytes, error))
    return FALSE;
  station_products_touch (self, name);
  return TRUE;
}

/* Replaces the ROI file; makes the product's folder if it is not there. */
gboolean
station_products_replace (
    StationProducts *self, const gchar *name, const gchar *text, GError **error)
{
  g_autofree gchar *file = g_strdup_printf ("rois_config_%s.json", name);

  return make_folder (&self->folder, name, error)
      && station_products_write_file (self, name, file, text, error);
}

/**
 * station_products_create:
 * @self: products, of which this one is locked
 * @name: of a product that is not there yet
 * @text: what its ROI file is to say
 * @error: return location for an %AOI_ERROR_IO
 *
 * Makes its folder with all that a product has. The ROI file comes last, so that a product that was stopped
 * half-way is none.
 *
 * Returns: whether it is there
 */
gboolean
station_products_create (
    StationProducts *self, const gchar *name, const gchar *text, GError **error)
{
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;

  if (!make_folder (&self->folder, name, error))
    return FALSE;
  if (!station_beneath_open_folder (&self->folder, name, &folder))
    return aoi_folder_fail (&self->folder, name, error);
  return make_folder (&folder, "golden_rois", error)
      && station_products_write (self, name, text, error);
}
