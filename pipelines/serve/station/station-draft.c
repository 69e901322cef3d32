/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Products as they might be, as files of their own, for programs that load them. Goldens that do not change are
 * links to those of the product. */
#include "station/station-draft.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aoi-product.h"
#include "product/aoi-golden-private.h"
#include "product/aoi-golden-store-private.h"
#include "station/station-goldens.h"
#include "station/station-products-private.h"
#include "station/station-text.h"
#include "storage/aoi-folder-tree.h"
#include "storage/aoi-folder-write.h"

#define GOLDENS "golden_rois"

/**
 * station_draft_link_goldens:
 * @products: products
 * @name: of a product, be it there or not
 * @copy: a folder
 * @error: return location for an %AOI_ERROR_IO
 *
 * Gives a copy of a product the goldens of the product.
 *
 * Returns: whether it has them
 */
gboolean
station_draft_link_goldens (
    StationProducts *products, const gchar *name, const AoiFolder *copy, GError **error)
{
  g_autofree gchar *inside = g_build_filename (name, GOLDENS, NULL);
  g_autofree gchar *target = g_build_filename (products->root, name, GOLDENS, NULL);

  return !aoi_folder_is_folder (&products->folder, inside)
      || symlinkat (target, copy->fd, GOLDENS) == 0 || aoi_folder_fail (copy, GOLDENS, error);
}

/* Of all other ROIs. */
static gboolean
link_others (const StationDraft *self, StationProducts *products, const gchar *name,
    const AoiFolder *copy, GError **error)
{
  g_autofree gchar *inside = g_build_filename (name, GOLDENS, NULL);
  g_autofree gchar *own = g_strdup_printf ("roi_%d", self->roi);
  g_autoptr (GPtrArray) names = NULL;

  if (aoi_folder_is_folder (&products->folder, inside))
    names = aoi_folder_list (&products->folder, inside, error);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    const gchar *folder = g_ptr_array_index (names, i);
    g_autofree gchar *target = g_build_filename (products->root, inside, folder, NULL);
    g_autofree gchar *link = g_build_filename (GOLDENS, folder, NULL);

    if (g_str_has_prefix (folder, "roi_") && !g_str_equal (folder, own)
        && symlinkat (target, copy->fd, link) != 0)
      return aoi_folder_fail (copy, link, error);
  }
  return names != NULL || !aoi_folder_is_folder (&products->folder, inside);
}

static gboolean
copy_golden (const StationDraft *self, StationProducts *products, const gchar *name,
    const gchar *golden, const AoiFolder *copy, GError **error)
{
  g_autofree gchar *to = g_strdup_printf (GOLDENS "/roi_%d/%s", self->roi, golden);
  g_autoptr (GBytes) bytes = station_goldens_read (products, name, self->roi, golden, error);

  return bytes != NULL && aoi_folder_write_lazily (copy, to, bytes, error);
}

/* Those of the ROI that changes. */
static gboolean
copy_own (const StationDraft *self, StationProducts *products, const gchar *name,
    const AoiFolder *copy, GError **error)
{
  g_autofree gchar *folder = g_strdup_printf (GOLDENS "/roi_%d", self->roi);
  g_autoptr (GPtrArray) goldens = station_goldens_list (products, name, self->roi, error);

  if (goldens == NULL)
    return FALSE;
  if (mkdirat (copy->fd, folder, 0700) != 0)
    return aoi_folder_fail (copy, folder, error);
  for (guint i = 0; i < goldens->len; i++)
    if (!copy_golden (self, products, name,
            ((const StationGolden *) g_ptr_array_index (goldens, i))->name, copy, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_golden (AoiGoldenStore *store, const AoiRoi *roi, GBytes *bytes, GError **error)
{
  const AoiGoldenSample sample = { bytes, station_golden_get_type (bytes), "picture" };
  g_autofree gchar *name = NULL;

  if (sample.extension == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "picture: is no JPEG or PNG file");
    return FALSE;
  }
  name = aoi_golden_store_add (store, roi, &sample, NULL, error);
  return name != NULL;
}

/* With the checks that a teaching has. */
static gboolean
teach (const StationDraft *self, const gchar *path, GError **error)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (AoiProduct) product = aoi_product_load (path, problems, error);
  const AoiRoi *roi = product != NULL ? aoi_product_find_roi (product, self->roi) : NULL;
  g_autoptr (AoiGoldenStore) store = NULL;

  if (product != NULL && roi == NULL && aoi_problems_check (problems, error))
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "roi: the product has no ROI %d", self->roi);
  if (roi == NULL)
    return FALSE;
  store = aoi_golden_store_open (path, TRUE, error);
  if (store == NULL)
    return FALSE;
  aoi_golden_store_set_passing (store);
  for (guint i = 0; self->remove != NULL && self->remove[i] != NULL; i++) {
    g_autofree gchar *trash = aoi_golden_store_remove (
        store, self->roi, self->remove[i], NULL, error);

    if (trash == NULL)
      return FALSE;
  }
  for (guint i = 0; self->add != NULL && i < self->add->len; i++)
    if (!add_golden (store, roi, g_ptr_array_index (self->add, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
write_goldens (const StationDraft *self, StationProducts *products, const gchar *name,
    const AoiFolder *copy, GError **error)
{
  if (self->roi == 0)
    return station_draft_link_goldens (products, name, copy, error);
  if (mkdirat (copy->fd, GOLDENS, 0700) != 0)
    return aoi_folder_fail (copy, GOLDENS, error);
  return link_others (self, products, name, copy, error)
      && copy_own (self, products, name, copy, error);
}

/* Returns: (transfer full): what its ROI file is to say */
static gchar *
make_text (const StationDraft *self, StationProducts *products, const gchar *name, GError **error)
{
  g_autofree gchar *text = self->text != NULL ? g_strdup (self->text)
                                              : station_products_read_text (products, name, error);

  if (text == NULL || self->only == NULL)
    return g_steal_pointer (&text);
  return station_text_keep_rois (text, self->only, error);
}

/**
 * station_draft_write:
 * @self: a draft
 * @products: products
 * @name: of a product, be it there or not
 * @folder: where it is written; made if it is missing
 * @error: return location for an %AOI_ERROR_INVALID or %AOI_ERROR_IMAGE if it cannot be, or an %AOI_ERROR_IO
 *
 * Returns: (transfer full) (type filename): its ROI file
 */
gchar *
station_draft_write (const StationDraft *self, StationProducts *products, const gchar *name,
    const gchar *folder, GError **error)
{
  g_autofree gchar *text = make_text (self, products, name, error);
  g_autofree gchar *file = g_strdup_printf ("rois_config_%s.json", name);
  g_autofree gchar *path = g_build_filename (folder, file, NULL);
  g_auto (AoiFolder) copy = STATION_FOLDER_CLOSED;
  g_autoptr (GError) local = NULL;
  g_autofree gchar *shown = NULL;

  if (text == NULL)
    return NULL;
  if (mkdir (folder, 0700) != 0 && errno != EEXIST) {
    const AoiFolder failed = { -1, (gchar *) folder, FALSE };

    aoi_folder_fail (&failed, NULL, error);
    return NULL;
  }
  if (!station_folder_open (&copy, folder, &local)
      || !station_copy_write (products, name, text, &copy, &local)
      || !write_goldens (self, products, name, &copy, &local)
      || (self->roi != 0 && !teach (self, path, &local))) {
    shown = station_copy_hide (local->message, folder);
    g_set_error_literal (error, local->domain, local->code, shown);
    return NULL;
  }
  return g_steal_pointer (&path);
}
