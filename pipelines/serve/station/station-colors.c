/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Colours of a product: what ROIs of type colour look for that have none of their own. */
#include "station/station-products-private.h"

/**
 * station_products_read_colors:
 * @self: products
 * @name: of a product
 * @colors: (out) (nullable): its colour file; %NULL: it has none
 * @error: return location for an %AOI_ERROR_IO or %AOI_ERROR_SYNTAX
 *
 * Returns: whether it has none, or it could be read
 */
gboolean
station_products_read_colors (
    StationProducts *self, const gchar *name, JsonNode **colors, GError **error)
{
  g_autofree gchar *file = g_strdup_printf ("%s/colors_config_%s.json", name, name);
  g_autoptr (GBytes) bytes = NULL;

  *colors = NULL;
  if (!aoi_folder_has (&self->folder, file))
    return TRUE;
  bytes = station_beneath_read (&self->folder, file, AOI_PRODUCT_MAX_FILE_BYTES, error);
  if (bytes != NULL)
    *colors = station_products_parse (bytes, file, error);
  return *colors != NULL;
}

/**
 * station_products_write_colors:
 * @self: products, of which this one is locked
 * @name: of a product that is there
 * @text: what its colour file is to say
 * @error: return location for an %AOI_ERROR_IO
 *
 * Replaces the colour file, durably.
 *
 * Returns: whether it was written
 */
gboolean
station_products_write_colors (
    StationProducts *self, const gchar *name, const gchar *text, GError **error)
{
  g_autofree gchar *file = g_strdup_printf ("colors_config_%s.json", name);

  return station_products_write_file (self, name, file, text, error);
}
