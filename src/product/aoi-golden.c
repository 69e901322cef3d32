/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-golden.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "product/aoi-golden-private.h"
#include "storage/aoi-file.h"

/* All samples of one ROI: 1.5 GB of RGB. More is a mistake or an attack. */
#define MAX_TOTAL_PIXELS (5 * (gint64) AOI_IMAGE_FILE_MAX_PIXELS)

/**
 * aoi_golden_free:
 * @self: (transfer full): a golden that belongs to no ROI
 *
 * Frees all of it.
 */
void
aoi_golden_free (AoiGolden *self)
{
  g_free (self->name);
  g_clear_pointer (&self->image, aoi_rgb_image_free);
  g_free (self);
}

/**
 * aoi_goldens_new:
 *
 * Returns: (transfer full) (element-type AoiGolden): an empty array that owns its elements
 */
GPtrArray *
aoi_goldens_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_golden_free);
}

/**
 * aoi_golden_is_sample: (skip)
 * @name: a file name
 *
 * Returns: whether such a file in the folder of an ROI's samples is one of them
 */
gboolean
aoi_golden_is_sample (const gchar *name)
{
  const gchar *dot = strrchr (name, '.');

  return dot != NULL && !aoi_file_is_companion (name)
      && (g_ascii_strcasecmp (dot, ".jpg") == 0 || g_ascii_strcasecmp (dot, ".jpeg") == 0
          || g_ascii_strcasecmp (dot, ".png") == 0);
}

static const gchar *const best_names[] = {
  AOI_GOLDEN_BEST ".jpg",
  AOI_GOLDEN_BEST ".jpeg",
  AOI_GOLDEN_BEST ".png",
};

static guint
rank (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (best_names); i++)
    if (g_ascii_strcasecmp (name, best_names[i]) == 0)
      return i;
  return G_N_ELEMENTS (best_names);
}

/**
 * aoi_golden_compare_names: (skip)
 * @a: place of a file name
 * @b: place of another
 *
 * Returns: as strcmp(), in the order in which samples are tried
 */
gint
aoi_golden_compare_names (gconstpointer a, gconstpointer b)
{
  const gchar *first = *(const gchar *const *) a;
  const gchar *second = *(const gchar *const *) b;

  if (rank (first) != rank (second))
    return rank (first) < rank (second) ? -1 : 1;
  return strcmp (first, second);
}

/**
 * aoi_golden_is_best: (skip)
 * @name: a file name
 *
 * Returns: whether it is one that is tried before all others
 */
gboolean
aoi_golden_is_best (const gchar *name)
{
  return rank (name) < G_N_ELEMENTS (best_names);
}

/**
 * aoi_goldens_list: (skip)
 * @folder: where an ROI's accepted samples lie
 * @error: return location for an %AOI_ERROR_IO or %AOI_ERROR_INVALID that names the folder
 *
 * Returns: (transfer full) (element-type filename): the samples' file names, in the order in which
 *   they are tried; none if there is no such folder
 */
GPtrArray *
aoi_goldens_list (const gchar *folder, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (folder);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &local);
  const gchar *name;

  if (dir == NULL && g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_steal_pointer (&names);
  if (dir == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", shown, local->message);
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (folder, name, NULL);

    if (!aoi_golden_is_sample (name) || g_file_test (path, G_FILE_TEST_IS_DIR))
      continue;
    if (names->len == AOI_GOLDENS_MAX) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: holds more than %d images", shown,
          AOI_GOLDENS_MAX);
      return NULL;
    }
    g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, aoi_golden_compare_names);
  return g_steal_pointer (&names);
}

static AoiGolden *
load_golden (const gchar *folder, const gchar *name, GChecksum *checksum, GError **error)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  g_autofree gchar *shown = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AoiRgbImage) image = NULL;
  AoiGolden *golden;

  bytes = aoi_file_read (path, AOI_IMAGE_FILE_MAX_BYTES, AOI_ERROR_IMAGE, error);
  if (bytes == NULL)
    return NULL;
  aoi_file_hash (bytes, name, checksum);
  image = aoi_image_file_decode (bytes, shown, error);
  if (image == NULL)
    return NULL;
  golden = g_new0 (AoiGolden, 1);
  /* Reports carry it, and they are UTF-8. */
  golden->name = g_filename_display_name (name);
  golden->image = g_steal_pointer (&image);
  return golden;
}

/**
 * aoi_goldens_load:
 * @folder: where an ROI's accepted samples lie
 * @checksum: where their names and bytes are added, in the order of the result
 * @error: return location for an %AOI_ERROR_IO, %AOI_ERROR_IMAGE or %AOI_ERROR_INVALID that names the
 *   file
 *
 * Loads every JPEG and PNG file: `best_golden` first, then by name, compared as bytes. What is in
 * sub-folders does not count.
 *
 * Returns: (transfer full) (element-type AoiGolden): the samples, none if there is no such folder;
 *   %NULL if one cannot be loaded
 */
GPtrArray *
aoi_goldens_load (const gchar *folder, GChecksum *checksum, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_goldens_list (folder, error);
  g_autoptr (GPtrArray) goldens = aoi_goldens_new ();
  gint64 pixels = 0;

  if (names == NULL)
    return NULL;
  for (guint i = 0; i < names->len; i++) {
    AoiGolden *golden = load_golden (folder, g_ptr_array_index (names, i), checksum, error);

    if (golden == NULL)
      return NULL;
    g_ptr_array_add (goldens, golden);
    pixels += (gint64) golden->image->width * golden->image->height;
    if (pixels > MAX_TOTAL_PIXELS) {
      g_autofree gchar *shown = g_filename_display_name (folder);

      g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
          "%s: the images together have more than %" G_GINT64_FORMAT " pixels", shown,
          MAX_TOTAL_PIXELS);
      return NULL;
    }
  }
  return g_steal_pointer (&goldens);
}
