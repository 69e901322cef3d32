/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-product-path.h"

#include <string.h>

#include "aoi-error.h"

#define PREFIX "rois_config_"
#define SUFFIX ".json"

static gboolean
is_config_name (const gchar *name)
{
  return strlen (name) > strlen (PREFIX SUFFIX) && g_str_has_prefix (name, PREFIX)
      && g_str_has_suffix (name, SUFFIX);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

static GPtrArray *
list_configs (const gchar *folder, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &local);
  const gchar *name;

  if (dir == NULL) {
    g_autofree gchar *shown = g_filename_display_name (folder);

    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", shown, local->message);
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (is_config_name (name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/**
 * aoi_product_path_find:
 * @path: a product's folder, or its ROI file
 * @error: return location for an %AOI_ERROR_IO that names @path
 *
 * Returns: (transfer full) (type filename): the ROI file; in a folder there must be exactly one
 */
gchar *
aoi_product_path_find (const gchar *path, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  g_autoptr (GPtrArray) names = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_strdup (path);
  names = list_configs (path, error);
  if (names == NULL)
    return NULL;
  if (names->len == 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: holds no " PREFIX "PRODUCT" SUFFIX, shown);
    return NULL;
  }
  if (names->len > 1) {
    g_autofree gchar *first = g_filename_display_name (g_ptr_array_index (names, 0));
    g_autofree gchar *second = g_filename_display_name (g_ptr_array_index (names, 1));

    g_set_error (error, AOI_ERROR, AOI_ERROR_IO,
        "%s: holds %u ROI files, such as %s and %s: name the one to load", shown, names->len, first,
        second);
    return NULL;
  }
  return g_build_filename (path, g_ptr_array_index (names, 0), NULL);
}

/* In the file system's encoding. */
static gchar *
name_of (const gchar *file)
{
  g_autofree gchar *name = g_path_get_basename (file);
  g_autofree gchar *whole = NULL;
  g_autofree gchar *folder = NULL;

  if (is_config_name (name)) {
    name[strlen (name) - strlen (SUFFIX)] = '\0';
    return g_strdup (name + strlen (PREFIX));
  }
  whole = g_canonicalize_filename (file, NULL);
  folder = g_path_get_dirname (whole);
  return g_path_get_basename (folder);
}

/**
 * aoi_product_path_get_name:
 * @file: an ROI file
 *
 * Returns: (transfer full): the product's name, UTF-8: what follows `rois_config_`, else the folder's
 */
gchar *
aoi_product_path_get_name (const gchar *file)
{
  g_autofree gchar *name = name_of (file);

  return g_filename_display_name (name);
}

/**
 * aoi_product_path_get_colors:
 * @file: an ROI file
 *
 * Returns: (transfer full) (type filename): where the product's colour file lies, if it has one
 */
gchar *
aoi_product_path_get_colors (const gchar *file)
{
  g_autofree gchar *folder = g_path_get_dirname (file);
  g_autofree gchar *name = name_of (file);
  g_autofree gchar *colors = g_strconcat ("colors_config_", name, SUFFIX, NULL);

  return g_build_filename (folder, colors, NULL);
}
