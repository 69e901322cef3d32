/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/wait.h>

#include "fixtures.h"
#include "product-folder.h"

/* A product whose ROI 1 takes goldens, and the tool that changes them. */

#define GOLDEN_WIDTH 40
#define GOLDEN_HEIGHT 24
#define GOLDEN_ROIS \
  "[{\"idx\":1,\"type\":2,\"coords\":[10,6,50,30]}," \
  "{\"idx\":2,\"type\":2,\"coords\":[11,7,51,31],\"rotation\":90}," \
  "{\"idx\":3,\"type\":2,\"coords\":[10,7,50,31],\"rotation\":180}," \
  "{\"idx\":4,\"type\":2,\"coords\":[11,6,51,30],\"rotation\":270,\"enabled\":false}," \
  "{\"idx\":5,\"type\":1,\"coords\":[0,0,20,20]}]"
#define GOLDEN_FOLDER "golden_rois/roi_1/"

static inline const gchar *
golden_tool (void)
{
  const gchar *tool = g_getenv ("AOI_TOOL");

  g_assert_nonnull (tool);
  return tool;
}

static inline gchar *
golden_product_new (void)
{
  gchar *folder = product_folder_new ();

  product_folder_write (folder, "rois_config_x.json", GOLDEN_ROIS, -1);
  return folder;
}

/* A picture of ROI 1's size; other ones for other seeds. */
static inline gchar *
golden_crop_new (const gchar *folder, const gchar *name, guint32 seed)
{
  product_folder_draw (folder, name, GOLDEN_WIDTH, GOLDEN_HEIGHT, seed);
  return g_build_filename (folder, name, NULL);
}

static inline gint
golden_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

/* The SHA-256 of each golden of ROI 1 that the product loads, sorted, one a line. Aborts if it does not
 * load. */
static inline gchar *
golden_product_get_contents (const gchar *folder)
{
  g_autoptr (AoiProduct) product = product_folder_load_valid (folder, NULL);
  const GPtrArray *goldens = aoi_product_get_roi (product, 0)->goldens;
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < goldens->len; i++) {
    const AoiRgbImage *image = ((const AoiGolden *) g_ptr_array_index (goldens, i))->image;

    g_ptr_array_add (hashes,
        g_compute_checksum_for_data (
            G_CHECKSUM_SHA256, image->data, 3 * (gsize) image->width * image->height));
  }
  g_ptr_array_sort (hashes, golden_compare);
  g_ptr_array_add (hashes, NULL);
  return g_strjoinv ("\n", (gchar **) hashes->pdata);
}
