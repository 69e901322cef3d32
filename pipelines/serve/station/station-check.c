/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a product may say what somebody wants to save: the loader's own opinion, of a copy. */
#include <fcntl.h>
#include <string.h>

#include "aoi-revision.h"
#include "station/station-products-private.h"
#include "storage/aoi-folder-tree.h"
#include "storage/aoi-folder-write.h"

/* The copy has the product's colours, and no goldens: whether these fit is another question. */
static gboolean
write_copy (StationProducts *self, const gchar *name, const gchar *text, const AoiFolder *copy,
    GError **error)
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

/* Messages name the file, which is not the product's. */
static void
hide_copy (GError *error, const gchar *copy, const gchar *name)
{
  g_autofree gchar *head = g_strconcat (copy, "/", NULL);
  g_autoptr (GString) text = g_string_new (error->message);

  g_string_replace (text, head, "", 0);
  g_free (error->message);
  error->message = g_strdup (text->str);
}

static gboolean
check_copy (
    StationProducts *self, const gchar *name, const gchar *text, const gchar *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (AoiRevision) revision = NULL;
  g_auto (AoiFolder) copy = STATION_FOLDER_CLOSED;

  if (!station_folder_open (&copy, path, error) || !write_copy (self, name, text, &copy, error))
    return FALSE;
  revision = aoi_revision_load (path, &local);
  if (revision != NULL)
    return TRUE;
  hide_copy (local, path, name);
  g_propagate_error (error, g_steal_pointer (&local));
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
