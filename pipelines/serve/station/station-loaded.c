/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Products that are loaded. What lies on the disk counts: before each use the files are compared with those that
 * were loaded, by what the file system says of them, which takes microseconds a file. */
#include <string.h>
#include <sys/stat.h>

#include "station/station-products-private.h"
#include "storage/aoi-folder-tree.h"

/* One product. Its lock is held while it is loaded, so that two sessions do not load it twice. */
typedef struct {
  gatomicrefcount refs;
  GMutex lock;
  gchar *print; /* lock: of its files; NULL: to be loaded */
  AoiRevision *revision; /* lock */
  guint64 used; /* the products' lock */
} Loaded;

static void
loaded_unref (gpointer data)
{
  Loaded *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->revision, aoi_revision_unref);
  g_mutex_clear (&self->lock);
  g_free (self->print);
  g_free (self);
}

GHashTable *
station_loaded_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, loaded_unref);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

static void
add_file (const AoiFolder *folder, const gchar *path, GChecksum *print)
{
  struct stat info = { 0 };
  const gboolean there = fstatat (folder->fd, path, &info, 0) == 0;
  const gint64 facts[] = { there, (gint64) info.st_ino, (gint64) info.st_size, info.st_mtim.tv_sec,
    info.st_mtim.tv_nsec, info.st_ctim.tv_sec, info.st_ctim.tv_nsec };

  g_checksum_update (print, (const guchar *) path, (gssize) strlen (path) + 1);
  g_checksum_update (print, (const guchar *) facts, sizeof facts);
}

static void
add_goldens (const AoiFolder *folder, const gchar *path, GChecksum *print)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (folder, path, NULL);

  if (names == NULL)
    return;
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);
    g_autofree gchar *inside = g_build_filename (path, name, NULL);

    add_file (folder, inside, print);
    if (g_str_has_prefix (name, "roi_"))
      add_goldens (folder, inside, print);
  }
}

/* Of all files of which a product may be made. */
static gchar *
make_print (StationProducts *self, const gchar *name)
{
  g_autoptr (GChecksum) print = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree gchar *rois = g_strdup_printf ("rois_config_%s.json", name);
  g_autofree gchar *colors = g_strdup_printf ("colors_config_%s.json", name);
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;

  if (!station_beneath_open_folder (&self->folder, name, &folder))
    return g_strdup ("");
  add_file (&folder, rois, print);
  add_file (&folder, colors, print);
  add_goldens (&folder, "golden_rois", print);
  return g_strdup (g_checksum_get_string (print));
}

/* Holds the lock. */
static void
drop_oldest (StationProducts *self)
{
  GHashTableIter iter;
  gpointer name, value, oldest = NULL;
  guint64 used = G_MAXUINT64;

  g_hash_table_iter_init (&iter, self->loaded);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    const Loaded *loaded = value;

    if (loaded->used < used) {
      used = loaded->used;
      oldest = name;
    }
  }
  if (oldest != NULL)
    g_hash_table_remove (self->loaded, oldest);
}

static Loaded *
find (StationProducts *self, const gchar *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Loaded *loaded = g_hash_table_lookup (self->loaded, name);

  if (loaded == NULL) {
    if (g_hash_table_size (self->loaded) >= STATION_MAX_LOADED)
      drop_oldest (self);
    loaded = g_new0 (Loaded, 1);
    g_atomic_ref_count_init (&loaded->refs);
    g_mutex_init (&loaded->lock);
    g_hash_table_insert (self->loaded, g_strdup (name), loaded);
  }
  loaded->used = ++self->n_loads;
  g_atomic_ref_count_inc (&loaded->refs);
  return loaded;
}

/**
 * station_products_isolate:
 * @self: products of which none was loaded yet
 *
 * Has decoders run in processes of their own.
 */
void
station_products_isolate (StationProducts *self)
{
  self->isolate = TRUE;
}

/**
 * station_products_reserve:
 * @self: products
 * @revision: of one of them, or of what one might become; nothing was inspected by it yet
 * @error: why it cannot be inspected by
 *
 * Makes it ready for the first frame.
 *
 * Returns: whether it is
 */
gboolean
station_products_reserve (StationProducts *self, AoiRevision *revision, GError **error)
{
  return (!self->isolate || aoi_revision_isolate (revision, error))
      && aoi_revision_reserve (revision, aoi_engine_get_workers (self->engine, revision), error);
}

static AoiRevision *
load (StationProducts *self, const gchar *name, GError **error)
{
  g_autofree gchar *path = g_strdup_printf ("%s/%s/rois_config_%s.json", self->root, name, name);
  g_autoptr (AoiRevision) revision = aoi_revision_load (path, error);

  if (revision == NULL || !station_products_reserve (self, revision, error))
    return NULL;
  return g_steal_pointer (&revision);
}

/**
 * station_products_load:
 * @self: products
 * @name: of a product
 * @error: why it cannot be loaded
 *
 * Returns: (transfer full): it as its files are now
 */
AoiRevision *
station_products_load (StationProducts *self, const gchar *name, GError **error)
{
  Loaded *loaded = find (self, name);
  AoiRevision *revision = NULL;
  g_autofree gchar *print = NULL;

  g_mutex_lock (&loaded->lock);
  print = make_print (self, name);
  if (g_strcmp0 (print, loaded->print) != 0) {
    g_clear_pointer (&loaded->revision, aoi_revision_unref);
    g_clear_pointer (&loaded->print, g_free);
    loaded->revision = load (self, name, error);
    if (loaded->revision != NULL)
      loaded->print = g_steal_pointer (&print);
  }
  if (loaded->revision != NULL)
    revision = aoi_revision_ref (loaded->revision);
  g_mutex_unlock (&loaded->lock);
  loaded_unref (loaded);
  return revision;
}

/**
 * station_products_touch:
 * @self: products
 * @name: of a product that was changed
 *
 * Has it loaded anew the next time, even if the clock of its files is too coarse to tell.
 */
void
station_products_touch (StationProducts *self, const gchar *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->loaded, name);
}

/**
 * station_products_get_print:
 * @self: products
 * @name: of a product
 *
 * Returns: (transfer full): a text that is another one when the product's files are others
 */
gchar *
station_products_get_print (StationProducts *self, const gchar *name)
{
  return make_print (self, name);
}
