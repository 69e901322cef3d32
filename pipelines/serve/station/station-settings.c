/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-settings.h"

#include <gio/gio.h>
#include <string.h>

#include "aoi-error.h"
#include "archive/aoi-archive-keep.h"
#include "frames/frame-shelf.h"
#include "inspect/link/gstaoilinker.h"

#define GROUP "station"
#define DEFAULT_PORT 5000

static gboolean
check_listen (const gchar *value, GError **error)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (value, DEFAULT_PORT, NULL);

  if (parsed != NULL)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "\"%s\" is no address with a port, such as " STATION_DEFAULT_LISTEN, value);
  return FALSE;
}

static gboolean
check_mount (const gchar *value, GError **error)
{
  if (value[0] == '/' && value[1] != '\0')
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "\"%s\" must be an absolute path, such as " STATION_DEFAULT_MOUNT, value);
  return FALSE;
}

static gboolean
check_keep (const gchar *value, GError **error)
{
  guint64 every;

  if (aoi_archive_keep_parse (value, &every))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "\"%s\" is not failed, all or sample=N", value);
  return FALSE;
}

static gboolean
check_isolate (const gchar *value, GError **error)
{
  if (g_str_equal (value, STATION_ISOLATE_NONE) || g_str_equal (value, STATION_ISOLATE_PROCESS))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "\"%s\" is not " STATION_ISOLATE_NONE " or " STATION_ISOLATE_PROCESS, value);
  return FALSE;
}

static const ConfKey keys[] = {
  { "listen", CONF_TEXT, G_STRUCT_OFFSET (StationSettings, listen), check_listen },
  { "products", CONF_PATH, G_STRUCT_OFFSET (StationSettings, products) },
  { "shared", CONF_PATH, G_STRUCT_OFFSET (StationSettings, shared) },
  { "mount", CONF_TEXT, G_STRUCT_OFFSET (StationSettings, mount), check_mount },
  { "name", CONF_TEXT, G_STRUCT_OFFSET (StationSettings, name) },
  { "barcode-link", CONF_TEXT, G_STRUCT_OFFSET (StationSettings, barcode_link),
      gst_aoi_linker_check },
  { "isolate", CONF_TEXT, G_STRUCT_OFFSET (StationSettings, isolate), check_isolate },
  { "workers", CONF_NUMBER, G_STRUCT_OFFSET (StationSettings, workers), NULL, 0,
      STATION_MAX_WORKERS },
  { "frames", CONF_NUMBER, G_STRUCT_OFFSET (StationSettings, frames), NULL, 1,
      FRAME_SHELF_MAX_LIVE },
  { "session-seconds", CONF_NUMBER, G_STRUCT_OFFSET (StationSettings, session_s), NULL, 1,
      G_MAXINT },
  { "store", CONF_DATABASE, G_STRUCT_OFFSET (StationSettings, store) },
  { "store-outbox", CONF_PATH, G_STRUCT_OFFSET (StationSettings, store_outbox) },
  { "store-max-age", CONF_NUMBER, G_STRUCT_OFFSET (StationSettings, store_max_age_s), NULL, 0,
      G_MAXINT },
  { "store-max-boards", CONF_NUMBER, G_STRUCT_OFFSET (StationSettings, store_max_boards), NULL, 0,
      G_MAXINT },
  { "store-max-overdue", CONF_NUMBER, G_STRUCT_OFFSET (StationSettings, store_max_overdue), NULL, 0,
      G_MAXINT },
  { "lease-seconds", CONF_NUMBER, G_STRUCT_OFFSET (StationSettings, lease_s), NULL, 1,
      STATION_MAX_LEASE_S },
  { "recordings", CONF_PATH, G_STRUCT_OFFSET (StationSettings, recordings) },
  { "runs-nice", CONF_NUMBER, G_STRUCT_OFFSET (StationSettings, runs_nice), NULL, 1,
      STATION_MAX_RUNS_NICE },
  { "runs-max-bytes", CONF_LARGE, G_STRUCT_OFFSET (StationSettings, runs_max_bytes) },
  { "archive", CONF_PATH, G_STRUCT_OFFSET (StationSettings, archive) },
  { "archive-keep", CONF_TEXT, G_STRUCT_OFFSET (StationSettings, archive_keep), check_keep },
  { "archive-overview-width", CONF_NUMBER,
      G_STRUCT_OFFSET (StationSettings, archive_overview_width), NULL, 1, AOI_IMAGE_MAX_SIZE },
  { "archive-max-bytes", CONF_LARGE, G_STRUCT_OFFSET (StationSettings, archive_max_bytes) },
  { "archive-max-age", CONF_LARGE, G_STRUCT_OFFSET (StationSettings, archive_max_age) },
  { "archive-min-free", CONF_LARGE, G_STRUCT_OFFSET (StationSettings, archive_min_free) },
};

/* What of a file says how a station is to be: a #StationSettings. */
const ConfGroup station_settings_group = { GROUP, keys, G_N_ELEMENTS (keys) };

static void
set_default (gchar **text, const gchar *value)
{
  if (*text == NULL)
    *text = g_strdup (value);
}

/* Without a slash at its end, which paths in answers have. */
static void
trim_mount (gchar *mount)
{
  gsize length = strlen (mount);

  while (length > 1 && mount[length - 1] == '/')
    mount[--length] = '\0';
}

/* Messages of programs that runs begin name them so. @folder: (inout) (nullable) */
static void
make_absolute (gchar **folder)
{
  gchar *absolute = *folder != NULL ? g_canonicalize_filename (*folder, NULL) : NULL;

  g_free (*folder);
  *folder = absolute;
}

static gboolean
check_archive (const StationSettings *self, GError **error)
{
  if (self->archive_max_age <= G_MAXINT64 / G_USEC_PER_SEC)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "archive-max-age: %" G_GUINT64_FORMAT " s are too many", self->archive_max_age);
  return FALSE;
}

/**
 * station_settings_complete:
 * @self: what was said
 * @error: what is missing or cannot be
 *
 * Fills in what is not said.
 *
 * Returns: whether a station can be like that
 */
gboolean
station_settings_complete (StationSettings *self, GError **error)
{
  set_default (&self->listen, STATION_DEFAULT_LISTEN);
  set_default (&self->mount, STATION_DEFAULT_MOUNT);
  set_default (&self->isolate, STATION_DEFAULT_ISOLATE);
  make_absolute (&self->products);
  make_absolute (&self->shared);
  make_absolute (&self->recordings);
  make_absolute (&self->archive);
  if (self->runs_nice == 0)
    self->runs_nice = STATION_DEFAULT_RUNS_NICE;
  if (self->runs_max_bytes == 0)
    self->runs_max_bytes = STATION_DEFAULT_RUNS_BYTES;
  if (self->session_s == 0)
    self->session_s = STATION_DEFAULT_SESSION_S;
  if (self->frames == 0)
    self->frames = STATION_DEFAULT_FRAMES;
  if (self->lease_s == 0)
    self->lease_s = STATION_DEFAULT_LEASE_S;
  set_default (&self->archive_keep, AOI_ARCHIVE_DEFAULT_KEEP);
  if (self->products == NULL || self->shared == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "the folder of %s is missing: say --%s FOLDER, or %s= in the group [" GROUP
        "] of the station's file",
        self->products == NULL ? "products" : "pictures that clients share",
        self->products == NULL ? "products" : "shared",
        self->products == NULL ? "products" : "shared");
    return FALSE;
  }
  if (!conf_group_check (&station_settings_group, self, error))
    return FALSE;
  trim_mount (self->mount);
  return check_archive (self, error);
}

/**
 * station_settings_clear:
 * @self: settings
 */
void
station_settings_clear (StationSettings *self)
{
  conf_group_clear (&station_settings_group, self);
}
