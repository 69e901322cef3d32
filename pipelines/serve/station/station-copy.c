/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copies of products, which the loader reads before anything is saved. */
#include <string.h>

#include "aoi-product.h"
#include "station/station-products-private.h"
#include "storage/aoi-folder-write.h"

/**
 * station_copy_write:
 * @self: products
 * @name: of a product, be it there or not
 * @text: what its ROI file might say
 * @copy: an empty folder
 * @error: return location for an %AOI_ERROR_IO
 *
 * Fills @copy with this ROI file and the product's colours. It gets no goldens.
 *
 * Returns: whether it is filled
 */
gboolean
station_copy_write (StationProducts *self, const gchar *name, const gchar *text,
    const AoiFolder *copy, GError **error)
{
  g_autofree gchar *rois = g_strdup_printf ("rois_config_%s.json", name);
  g_autofree gchar *colors = g_strdup_printf ("colors_config_%s.json", name);
  g_autofree gchar *old = g_build_filename (name, colors, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes)
      ranges = station_beneath_read (&self->folder, old, AOI_PRODUCT_MAX_FILE_BYTES, NULL);

  return (ranges == NULL || aoi_folder_write_lazily (copy, colors, ranges, error))
      && aoi_folder_write_lazily (copy, rois, bytes, error);
}

/**
 * station_copy_hide:
 * @text: (nullable): a message that may name files of a copy, which nobody knows
 * @path: where the copy lies
 *
 * Returns: (transfer full): the message with the names of the files alone, in valid UTF-8
 */
gchar *
station_copy_hide (const gchar *text, const gchar *path)
{
  g_autofree gchar *head = g_strconcat (path, "/", NULL);
  g_autofree gchar *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autoptr (GString) shown = g_string_new (valid);

  g_string_replace (shown, head, "", 0);
  return g_strdup (shown->str);
}
