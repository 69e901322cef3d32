/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether boards could be kept: the database and the archive are looked at, and left as they are. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/aoi-archive-list.h"
#include "serve-check.h"
#include "station/station-beneath.h"

#ifdef HAVE_STORE
#include "sql/aoi-sql-look.h"
#include "store/aoi-store-schema.h"
#include "store/aoi-store.h"
#endif

/* What is not there yet is made, if its folder lets that be done. */
static void
check_parent (ServeCheck *self, const gchar *key, const gchar *path)
{
  g_autofree gchar *parent = g_path_get_dirname (path);
  g_autofree gchar *shown = g_filename_display_name (parent);

  if (access (parent, W_OK | X_OK) != 0)
    serve_check_add (self, self->errors, "[station] %s: %s: %s, so that it cannot be made there",
        key, shown, g_strerror (errno));
}

/* Returns whether it is there. */
static gboolean
check_place (ServeCheck *self, const gchar *key, const gchar *path, gint rights)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  struct stat info;

  if (stat (path, &info) != 0 && errno == ENOENT) {
    check_parent (self, key, path);
    return FALSE;
  }
  if (access (path, rights) == 0)
    return TRUE;
  serve_check_add (self, self->errors, "[station] %s: %s: %s, so that no board could be kept", key,
      shown, g_strerror (errno));
  return FALSE;
}

static void
check_archive (ServeCheck *self)
{
  const gchar *path = self->settings.station.archive;
  const AoiArchiveQuery newest = { .verdicts = AOI_ARCHIVE_ANY };
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || !check_place (self, "archive", path, R_OK | W_OK | X_OK))
    return;
  if (station_folder_open (&folder, path, &error))
    records = aoi_archive_list (&folder, &newest, 1, &error);
  if (records == NULL)
    serve_check_add (self, self->errors, "[station] archive: %s", error->message);
}

#ifdef HAVE_STORE
#define VERSION "SELECT max (version) FROM aoi_schema"
#define TABLES "SELECT count (*) FROM sqlite_master"

static void
check_version (ServeCheck *self, const gchar *path, gint64 version)
{
  g_autofree gchar *shown = g_filename_display_name (path);

  if (version > AOI_STORE_SCHEMA_VERSION)
    serve_check_add (self, self->errors,
        "[station] store: %s: the database has schema %" G_GINT64_FORMAT
        " of a newer release, this one knows %d",
        shown, version, AOI_STORE_SCHEMA_VERSION);
}

/* An empty file becomes a database of boards; one of another program does not. */
static void
check_file (ServeCheck *self, const gchar *path)
{
  g_autoptr (GError) error = NULL;
  gint64 number;

  if (!check_place (self, "store", path, R_OK | W_OK))
    return;
  check_parent (self, "store", path);
  if (!aoi_sql_look (path, TABLES, &number, &error)) {
    serve_check_add (self, self->errors, "[station] store: %s", error->message);
    return;
  }
  if (number == 0)
    return;
  if (aoi_sql_look (path, VERSION, &number, &error))
    check_version (self, path, number);
  else
    serve_check_add (
        self, self->errors, "[station] store: is this a database of boards? %s", error->message);
}

/* Boards wait for a server that is away; what it has no tables for is made. */
static void
check_server (ServeCheck *self, const gchar *address)
{
  g_autoptr (GError) error = NULL;
  AoiStore *store = aoi_store_open (address, AOI_SQL_READ, &error);

  if (store != NULL)
    aoi_store_close (store);
  else if (g_error_matches (error, AOI_SQL_ERROR, AOI_SQL_ERROR_AWAY))
    serve_check_add (self, self->warnings, "[station] store: %s", error->message);
  else if (!g_error_matches (error, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED))
    serve_check_add (self, self->errors, "[station] store: %s", error->message);
}

/* One that is damaged is kept aside, but somebody's own file is not. */
static void
check_outbox (ServeCheck *self, const gchar *path)
{
  g_autoptr (GError) error = NULL;
  gint64 number;

  if (check_place (self, "store-outbox", path, R_OK | W_OK)
      && !aoi_sql_look (path, TABLES, &number, &error)
      && g_error_matches (error, AOI_SQL_ERROR, AOI_SQL_ERROR_ADDRESS))
    serve_check_add (self, self->errors, "[station] store-outbox: %s", error->message);
}

static void
check_store (ServeCheck *self)
{
  const StationSettings *station = &self->settings.station;

  if (station->store != NULL && strstr (station->store, "://") != NULL)
    check_server (self, station->store);
  else if (station->store != NULL)
    check_file (self, station->store);
  if (station->store != NULL && station->store_outbox != NULL)
    check_outbox (self, station->store_outbox);
}
#else
static void
check_store (ServeCheck *self)
{
  if (self->settings.station.store != NULL)
    serve_check_add (self, self->errors, "[station] store: this aoi was built without databases");
}
#endif

/* Also of a station that runs. */
void
serve_check_keeping (ServeCheck *self)
{
  check_archive (self);
  check_store (self);
}
