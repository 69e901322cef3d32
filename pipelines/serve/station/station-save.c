/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How ROI files are replaced: not before what they said is kept. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "aoi-product.h"
#include "station/station-history.h"
#include "station/station-products-private.h"

static gchar *
get_file (const gchar *name)
{
  return g_strdup_printf ("%s/rois_config_%s.json", name, name);
}

/**
 * station_products_read_text:
 * @self: products
 * @name: of a product
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full): what its ROI file says, in UTF-8, whatever it is
 */
gchar *
station_products_read_text (StationProducts *self, const gchar *name, GError **error)
{
  g_autofree gchar *file = get_file (name);
  g_autoptr (GBytes)
      bytes = station_beneath_read (&self->folder, file, AOI_PRODUCT_MAX_FILE_BYTES, error);
  gsize size;
  const gchar *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &size);
  return g_utf8_make_valid (size > 0 ? text : "", (gssize) size);
}

/**
 * station_products_get_time:
 * @self: products
 * @name: of a product
 *
 * Returns: wall clock: when its ROI file was written, microseconds since 1970
 */
gint64
station_products_get_time (StationProducts *self, const gchar *name)
{
  g_autofree gchar *file = get_file (name);
  struct stat info;

  if (fstatat (self->folder.fd, file, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return g_get_real_time ();
  return (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
}

static gboolean
keep_present (StationProducts *self, const gchar *name, GError **error)
{
  g_autofree gchar *text = NULL;
  StationPast past = { NULL };

  if (!station_products_has (self, name))
    return TRUE;
  text = station_products_read_text (self, name, error);
  if (text == NULL)
    return FALSE;
  past.text = text;
  past.time_us = station_products_get_time (self, name);
  return station_history_keep (self, name, 0, &past, error);
}

/**
 * station_products_save:
 * @self: products, of which this one is locked
 * @name: of a product, whose folder is made if it is missing
 * @change: what its ROI file is to say, and who says so; its time and revision are not looked at
 * @error: return location for an %AOI_ERROR_IO
 *
 * Replaces the ROI file, durably, and keeps what it said. If the machine stops between, the new text is kept when it
 * is replaced in turn, without its author.
 *
 * Returns: whether it was replaced
 */
gboolean
station_products_save (
    StationProducts *self, const gchar *name, const StationPast *change, GError **error)
{
  StationPast kept = *change;
  g_autoptr (GError) local = NULL;

  if (!keep_present (self, name, error)
      || !station_products_replace (self, name, change->text, error))
    return FALSE;
  kept.time_us = g_get_real_time ();
  if (!station_history_keep (self, name, 0, &kept, &local))
    g_warning ("%s: is saved, but the history does not say by whom: %s", name, local->message);
  return TRUE;
}

/**
 * station_products_write:
 * @self: products, of which this one is locked
 * @name: of a product, whose folder is made if it is missing
 * @text: what its ROI file is to say
 * @error: return location for an %AOI_ERROR_IO
 *
 * As station_products_save(), of somebody who is not known.
 *
 * Returns: whether it was written
 */
gboolean
station_products_write (StationProducts *self, const gchar *name, const gchar *text, GError **error)
{
  const StationPast change = { .text = (gchar *) text };

  return station_products_save (self, name, &change, error);
}
