/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a product may say what somebody wants to save: the loader's own opinion, of a copy. */
#include <fcntl.h>

#include "aoi-revision.h"
#include "station/station-products-private.h"
#include "storage/aoi-folder-tree.h"

static gboolean
check_copy (
    StationProducts *self, const gchar *name, const gchar *text, const gchar *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree gchar *shown = NULL;
  g_autoptr (AoiRevision) revision = NULL;
  g_auto (AoiFolder) copy = STATION_FOLDER_CLOSED;

  if (!station_folder_open (&copy, path, error)
      || !station_copy_write (self, name, text, &copy, error))
    return FALSE;
  revision = aoi_revision_load (path, &local);
  if (revision != NULL)
    return TRUE;
  shown = station_copy_hide (local->message, path);
  g_set_error_literal (error, local->domain, local->code, shown);
  return FALSE;
}

/**
 * station_products_check:
 * @self: products
 * @name: of a product, be it there or not
 * @text: what its ROI file might say
 * @error: what the loader has against it, a line each
 *
 * Nothing is saved.
 *
 * Returns: whether a product that says so could be loaded, goldens apart
 */
gboolean
station_products_check (StationProducts *self, const gchar *name, const gchar *text, GError **error)
{
  g_autofree gchar *path = g_dir_make_tmp ("aoi-check-XXXXXX", error);
  const AoiFolder here = { AT_FDCWD, (gchar *) "" };
  gboolean good;

  if (path == NULL)
    return FALSE;
  good = check_copy (self, name, text, path, error);
  aoi_folder_remove_tree (&here, path, NULL);
  return good;
}
