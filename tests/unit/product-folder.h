/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "aoi-image-file.h"
#include "aoi-product.h"

/* Products in folders of their own, which a test writes and removes. */

static inline gchar *
product_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  gchar *folder = g_dir_make_tmp ("aoi-product-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static inline void
product_folder_remove (const gchar *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const gchar *name;

    while ((name = g_dir_read_name (dir)) != NULL) {
      g_autofree gchar *child = g_build_filename (path, name, NULL);

      product_folder_remove (child);
    }
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static inline gchar *
product_folder_place (const gchar *folder, const gchar *name)
{
  gchar *path = g_build_filename (folder, name, NULL);
  g_autofree gchar *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  return path;
}

static inline void
product_folder_write (const gchar *folder, const gchar *name, const gchar *data, gssize length)
{
  g_autofree gchar *path = product_folder_place (folder, name);
  gsize size = length >= 0 ? (gsize) length : strlen (data);
  FILE *file = g_fopen (path, "wb");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (data, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

static inline void
product_folder_draw (const gchar *folder, const gchar *name, gint width, gint height, guint32 seed)
{
  g_autofree gchar *path = product_folder_place (folder, name);
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (width, height);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;

  for (gint i = 0; i < 3 * width * height; i++)
    image->data[i] = (guint8) g_rand_int_range (rand, 0, 256);
  aoi_image_file_save (image, path, &error);
  g_assert_no_error (error);
}

/* Writes @json as the product's ROI file and loads it; problems are an error too. */
static inline AoiProduct *
product_folder_load (const gchar *folder, const gchar *json, GError **error)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (AoiProduct) product = NULL;

  if (json != NULL)
    product_folder_write (folder, "rois_config_x.json", json, -1);
  product = aoi_product_load (folder, problems, error);
  if (product == NULL || !aoi_problems_check (problems, error))
    return NULL;
  return g_steal_pointer (&product);
}

static inline AoiProduct *
product_folder_load_valid (const gchar *folder, const gchar *json)
{
  g_autoptr (GError) error = NULL;
  AoiProduct *product = product_folder_load (folder, json, &error);

  g_assert_no_error (error);
  return product;
}

/* A product without goldens needs its folder only while it loads. */
static inline AoiProduct *
product_from_json (const gchar *json)
{
  g_autofree gchar *folder = product_folder_new ();
  AoiProduct *product = product_folder_load_valid (folder, json);

  product_folder_remove (folder);
  return product;
}
