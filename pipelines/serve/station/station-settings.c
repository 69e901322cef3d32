/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-settings.h"

#include <string.h>

#include "aoi-error.h"
#include "archive/aoi-archive-keep.h"

#define GROUP "station"
#define SQLITE_SCHEME "sqlite:"

/* What the group may hold, and what it is for. */
typedef struct {
  const gchar *key;
  gsize offset;
  enum {
    TEXT,
    FOLDER,
    DATABASE,
    NUMBER,
    LARGE
  } kind;
} Key;

static const Key keys[] = {
  { "listen", G_STRUCT_OFFSET (StationSettings, listen), TEXT },
  { "products", G_STRUCT_OFFSET (StationSettings, products), FOLDER },
  { "shared", G_STRUCT_OFFSET (StationSettings, shared), FOLDER },
  { "mount", G_STRUCT_OFFSET (StationSettings, mount), TEXT },
  { "name", G_STRUCT_OFFSET (StationSettings, name), TEXT },
  { "workers", G_STRUCT_OFFSET (StationSettings, workers), NUMBER },
  { "session-seconds", G_STRUCT_OFFSET (StationSettings, session_s), NUMBER },
  { "store", G_STRUCT_OFFSET (StationSettings, store), DATABASE },
  { "store-outbox", G_STRUCT_OFFSET (StationSettings, store_outbox), FOLDER },
  { "store-max-age", G_STRUCT_OFFSET (StationSettings, store_max_age_s), NUMBER },
  { "lease-seconds", G_STRUCT_OFFSET (StationSettings, lease_s), NUMBER },
  { "store-max-boards", G_STRUCT_OFFSET (StationSettings, store_max_boards), NUMBER },
  { "recordings", G_STRUCT_OFFSET (StationSettings, recordings), FOLDER },
  { "runs-nice", G_STRUCT_OFFSET (StationSettings, runs_nice), NUMBER },
  { "archive", G_STRUCT_OFFSET (StationSettings, archive), FOLDER },
  { "archive-keep", G_STRUCT_OFFSET (StationSettings, archive_keep), TEXT },
  { "archive-max-bytes", G_STRUCT_OFFSET (StationSettings, archive_max_bytes), LARGE },
  { "archive-max-age", G_STRUCT_OFFSET (StationSettings, archive_max_age), LARGE },
  { "archive-min-free", G_STRUCT_OFFSET (StationSettings, archive_min_free), LARGE },
};

static const Key *
find_key (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].key, name))
      return &keys[i];
  return NULL;
}

/* A folder or file is named from where the station's file lies, and so is a database unless a server has it.
 * Returns: (transfer full) */
static gchar *
resolve (const Key *key, const gchar *value, const gchar *folder)
{
  if (key->kind == TEXT || (key->kind == DATABASE && strstr (value, "://") != NULL))
    return g_strdup (value);
  if (key->kind == DATABASE && g_str_has_prefix (value, SQLITE_SCHEME))
    value += strlen (SQLITE_SCHEME);
  return g_canonicalize_filename (value, folder);
}

static gboolean
read_number (
    StationSettings *self, GKeyFile *file, const gchar *path, const Key *key, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (key->kind == LARGE) {
    guint64 *number = G_STRUCT_MEMBER_P (self, key->offset);
    const guint64 value = g_key_file_get_uint64 (file, GROUP, key->key, &local);

    if (*number == 0)
      *number = value;
  } else {
    gint *number = G_STRUCT_MEMBER_P (self, key->offset);
    const gint value = g_key_file_get_integer (file, GROUP, key->key, &local);

    if (*number == 0)
      *number = value;
  }
  if (local == NULL)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: %s: %s", path, key->key, local->message);
  return FALSE;
}

/* What the command line said already stays. */
static gboolean
read_key (
    StationSettings *self, GKeyFile *file, const gchar *path, const gchar *name, GError **error)
{
  const Key *key = find_key (name);
  g_autofree gchar *folder = g_path_get_dirname (path);
  g_autofree gchar *value = NULL;
  gchar **text;

  if (key == NULL) {
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_INVALID, "%s: [" GROUP "] has no key \"%s\"", path, name);
    return FALSE;
  }
  if (key->kind == NUMBER || key->kind == LARGE)
    return read_number (self, file, path, key, error);
  text = G_STRUCT_MEMBER_P (self, key->offset);
  value = g_key_file_get_string (file, GROUP, name, NULL);
  if (*text == NULL && value != NULL)
    *text = resolve (key, value, folder);
  return TRUE;
}

/**
 * station_settings_read:
 * @self: what the command line says
 * @path: of a file
 * @error: why the file is not taken
 *
 * Adds what the group `station` of a file says, where @self says nothing.
 *
 * Returns: whether it was taken
 */
gboolean
station_settings_read (StationSettings *self, const gchar *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  g_auto (GStrv) names = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", path, local->message);
    return FALSE;
  }
  names = g_key_file_get_keys (file, GROUP, NULL, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!read_key (self, file, path, names[i], error))
      return FALSE;
  return TRUE;
}

static void
set_default (gchar **text, const gchar *value)
{
  if (*text == NULL)
    *text = g_strdup (value);
}

/* Without a slash at its end, which paths in answers have. */
static gboolean
check_mount (StationSettings *self, GError **error)
{
  gsize length = strlen (self->mount);

  if (self->mount[0] != '/' || length == 1) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "mount: \"%s\" must be an absolute path, such as " STATION_DEFAULT_MOUNT, self->mount);
    return FALSE;
  }
  while (length > 1 && self->mount[length - 1] == '/')
    self->mount[--length] = '\0';
  return TRUE;
}

static gboolean
check_store (const StationSettings *self, GError **error)
{
  const struct {
    const gchar *name;
    gint value;
  } numbers[] = { { "store-max-age", self->store_max_age_s },
    { "store-max-boards", self->store_max_boards } };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].value < 0) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: %d must be at least 0",
          numbers[i].name, numbers[i].value);
      return FALSE;
    }
  if (self->lease_s < 1 || self->lease_s > STATION_MAX_LEASE_S) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "lease-seconds: %d is not between 1 and %d",
        self->lease_s, STATION_MAX_LEASE_S);
    return FALSE;
  }
  return TRUE;
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
check_runs (const StationSettings *self, GError **error)
{
  if (self->runs_nice >= 1 && self->runs_nice <= STATION_MAX_RUNS_NICE)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "runs-nice: %d is not between 1 and %d",
      self->runs_nice, STATION_MAX_RUNS_NICE);
  return FALSE;
}

static gboolean
check_archive (StationSettings *self, GError **error)
{
  guint64 every;

  set_default (&self->archive_keep, AOI_ARCHIVE_DEFAULT_KEEP);
  if (!aoi_archive_keep_parse (self->archive_keep, &every))
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "archive-keep: \"%s\" is not failed, all or sample=N", self->archive_keep);
  else if (self->archive_max_age > G_MAXINT64 / G_USEC_PER_SEC)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "archive-max-age: %" G_GUINT64_FORMAT " s are too many", self->archive_max_age);
  else
    return TRUE;
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
  make_absolute (&self->recordings);
  make_absolute (&self->archive);
  if (self->runs_nice == 0)
    self->runs_nice = STATION_DEFAULT_RUNS_NICE;
  if (self->session_s == 0)
    self->session_s = STATION_DEFAULT_SESSION_S;
  if (self->lease_s == 0)
    self->lease_s = STATION_DEFAULT_LEASE_S;
  if (self->products == NULL || self->shared == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "the folder of %s is missing: say --%s FOLDER, or %s= in the group [" GROUP
        "] of the station's file",
        self->products == NULL ? "products" : "pictures that clients share",
        self->products == NULL ? "products" : "shared",
        self->products == NULL ? "products" : "shared");
    return FALSE;
  }
  if (self->workers < 0 || self->workers > STATION_MAX_WORKERS) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "workers: %d is not between 0 and %d",
        self->workers, STATION_MAX_WORKERS);
    return FALSE;
  }
  if (self->session_s < 1) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "session-seconds: %d must be at least 1",
        self->session_s);
    return FALSE;
  }
  return check_store (self, error) && check_mount (self, error) && check_archive (self, error)
      && check_runs (self, error);
}

/**
 * station_settings_clear:
 * @self: settings
 */
void
station_settings_clear (StationSettings *self)
{
  g_free (self->listen);
  g_free (self->products);
  g_free (self->shared);
  g_free (self->mount);
  g_free (self->name);
  g_free (self->store);
  g_free (self->store_outbox);
  g_free (self->recordings);
  g_free (self->archive);
  g_free (self->archive_keep);
  *self = (StationSettings){ NULL };
}
