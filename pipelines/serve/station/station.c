/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/aoi-clock.h"
#include "base/aoi-cpus.h"
#include "jail/aoi-jail-picture.h"

#define SESSIONS "sessions"

static gboolean
open_sessions (Station *self, GError **error)
{
  if (mkdirat (self->shared.fd, SESSIONS, 0777) != 0 && errno != EEXIST)
    return aoi_folder_fail (&self->shared, SESSIONS, error);
  return station_beneath_open_folder (&self->shared, SESSIONS, &self->sessions)
      || aoi_folder_fail (&self->shared, SESSIONS, error);
}

/**
 * station_new:
 * @settings: (transfer full): complete
 * @error: why there is none
 *
 * Returns: (transfer full): a station
 */
Station *
station_new (StationSettings *settings, GError **error)
{
  g_autoptr (Station) self = g_new0 (Station, 1);

  self->settings = *settings;
  *settings = (StationSettings){ NULL };
  self->shared = self->sessions = STATION_FOLDER_CLOSED;
  self->engine = aoi_engine_new ((guint) self->settings.workers);
  self->lane = aoi_lane_new (aoi_cpus_get_available ());
  self->frames = frame_shelf_new ((guint) self->settings.frames);
  self->listeners = g_array_new (FALSE, FALSE, sizeof (StationListener));
  self->hearers = g_array_new (FALSE, FALSE, sizeof (StationListener));
  self->begin = aoi_clock_now ();
  if (self->settings.barcode_link != NULL) {
    self->link = station_link_new (self->settings.barcode_link, error);
    if (self->link == NULL)
      return NULL;
  }
  self->products = station_products_new (self->settings.products, self->engine, error);
  if (self->products == NULL || !station_folder_open (&self->shared, self->settings.shared, error)
      || !open_sessions (self, error))
    return NULL;
  if (g_str_equal (self->settings.isolate, STATION_ISOLATE_PROCESS)) {
    station_products_isolate (self->products);
    aoi_jail_pictures (FALSE);
  }
  if (self->settings.archive != NULL) {
    self->archive = station_archive_new (&self->settings, error);
    if (self->archive == NULL)
      return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * station_free:
 * @self: (transfer full): a station that nobody uses
 */
void
station_free (Station *self)
{
  g_clear_pointer (&self->archive, station_archive_free);
  g_clear_pointer (&self->link, station_link_free);
  g_clear_pointer (&self->products, station_products_free);
  station_folder_close (&self->sessions);
  station_folder_close (&self->shared);
  frame_shelf_free (self->frames);
  aoi_engine_unref (self->engine);
  aoi_lane_unref (self->lane);
  g_array_unref (self->listeners);
  g_array_unref (self->hearers);
  station_settings_clear (&self->settings);
  g_free (self);
}

static void
replace_folder (GString *text, const gchar *folder, const gchar *with)
{
  g_autofree gchar *inside = g_strconcat (folder, "/", NULL);
  g_autofree gchar *shown = g_strconcat (with, *with != '\0' ? "/" : "", NULL);

  g_string_replace (text, inside, shown, 0);
  g_string_replace (text, folder, *with != '\0' ? with : ".", 0);
}

/* @folder: (nullable) */
static void
hide_folder (GString *text, const gchar *folder, const gchar *with)
{
  g_autofree gchar *name = folder != NULL ? g_filename_display_name (folder) : NULL;

  if (name != NULL)
    replace_folder (text, name, with);
}

/**
 * station_hide_folders:
 * @self: a station
 * @text: such as an error's message
 *
 * Returns: (transfer full): @text as a client may see it: without this machine's folders
 */
gchar *
station_hide_folders (const Station *self, const gchar *text)
{
  g_autofree gchar *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) shown = g_string_new (valid);
  g_autofree gchar *products = g_filename_display_name (self->settings.products);
  g_autofree gchar *shared = g_filename_display_name (self->settings.shared);

  replace_folder (shown, products, "");
  hide_folder (shown, self->settings.archive, "archive");
  hide_folder (shown, self->settings.recordings, "recordings");
  replace_folder (shown, shared, self->settings.mount);
  return g_strdup (shown->str);
}
