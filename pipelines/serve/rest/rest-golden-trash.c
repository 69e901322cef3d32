/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Goldens of ROIs that a product does not have any more. */
#include "rest/rest-golden.h"

#include "aoi-golden-store.h"
#include "product/aoi-golden-private.h"
#include "rest/rest-private.h"
#include "storage/aoi-folder-tree.h"

/* Moves the goldens of an ROI to the trash. Returns whether all are there. */
static gboolean
trash_roi (AoiGoldenStore *store, const gchar *folder, gint id, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_goldens_list (folder, error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++) {
    g_autofree gchar *trash = aoi_golden_store_remove (
        store, id, g_ptr_array_index (names, i), "the ROI was removed", error);

    if (trash == NULL)
      return FALSE;
  }
  return TRUE;
}

/**
 * rest_golden_trash_rois:
 * @self: the API
 * @product: that is locked
 * @ids: (element-type gint): of ROIs
 * @error: return location for an error of libaoi's
 *
 * Moves all goldens of these ROIs to the trash.
 *
 * Returns: (transfer full) (element-type gint): those of @ids that had a folder of goldens
 */
GArray *
rest_golden_trash_rois (Rest *self, const gchar *product, const GArray *ids, GError **error)
{
  StationProducts *products = self->station->products;
  g_autofree gchar *path = station_products_get_path (products, product);
  g_autoptr (GArray) trashed = g_array_new (FALSE, FALSE, sizeof (gint));
  g_autoptr (AoiGoldenStore) store = NULL;

  for (guint i = 0; i < ids->len; i++) {
    const gint id = g_array_index (ids, gint, i);
    g_autofree gchar *name = g_strdup_printf ("%s/golden_rois/roi_%d", product, id);
    g_autofree gchar *folder = g_strdup_printf ("%s/golden_rois/roi_%d", path, id);

    if (!aoi_folder_is_folder (station_products_get_folder (products), name))
      continue;
    if (store == NULL)
      store = aoi_golden_store_open (path, TRUE, error);
    if (store == NULL || !trash_roi (store, folder, id, error))
      return NULL;
    aoi_folder_remove_tree (station_products_get_folder (products), name, NULL);
    g_array_append_val (trashed, id);
  }
  if (trashed->len > 0)
    station_products_touch (products, product);
  return g_steal_pointer (&trashed);
}
