/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an archive takes on the disk, and what goes when that is too much.
 *
 * A record is removed in these steps, so that it is whole or absent whenever the process or the machine
 * stops:
 *
 *   1. Its folder gets a temporary name, and that is on the disk.
 *   2. Its line is taken out of the index.
 *   3. The temporary folder is removed. What a kill leaves of it goes when the archive is opened. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "archive/aoi-archive-place.h"
#include "archive/aoi-archive-private.h"
#include "storage/aoi-folder-write.h"

#define REMOVED AOI_ARCHIVE_TEMPORARY "removed"

/* Records that nobody may remove do not keep others from it, unless there are as many. */
#define MAX_STUCK 16

/* Files that are no record's, in the archive's own folder. */
static const gchar *const root_files[] = { ".", "index.html", "days.js" };

static void
measure (AoiArchive *self, const gchar *path)
{
  const guint64 bytes = aoi_folder_measure (&self->folder, path);

  if (bytes > 0)
    g_hash_table_replace (self->other_bytes, g_strdup (path), GSIZE_TO_POINTER ((gsize) bytes));
  else
    g_hash_table_remove (self->other_bytes, path);
}

/**
 * aoi_archive_measure_page:
 * @self: an archive
 *
 * Notes what the page takes.
 */
void
aoi_archive_measure_page (AoiArchive *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (root_files); i++)
    measure (self, root_files[i]);
}

/**
 * aoi_archive_measure_others:
 * @self: an archive
 * @place: of a record that came or went
 *
 * Notes what the folders that led to it take, and the page with its lines.
 */
void
aoi_archive_measure_others (AoiArchive *self, const gchar *place)
{
  g_autofree gchar *product = g_path_get_dirname (place);
  g_autofree gchar *day = g_path_get_dirname (product);
  g_autofree gchar *index = g_build_filename (day, AOI_ARCHIVE_DAY_INDEX, NULL);

  aoi_archive_measure_page (self);
  measure (self, day);
  measure (self, index);
  measure (self, product);
}

static guint64
get_bytes (const AoiArchive *self)
{
  guint64 bytes = self->record_bytes;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->other_bytes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    bytes += GPOINTER_TO_SIZE (value);
  return bytes;
}

/**
 * aoi_archive_account:
 * @self: an archive
 * @records: how many it has more than before
 * @removed: how many of these were removed to hold the limits
 *
 * Lets other threads see what it takes now.
 */
void
aoi_archive_account (AoiArchive *self, gint64 records, gint64 removed)
{
  g_mutex_lock (&self->usage_lock);
  self->usage.bytes = get_bytes (self);
  self->usage.records += (guint64) records;
  self->usage.removed += (guint64) removed;
  g_mutex_unlock (&self->usage_lock);
}

/**
 * aoi_archive_get_usage:
 * @self: an archive
 * @usage: (out): what it takes, zeros before it was scanned
 *
 * Thread-safe.
 */
void
aoi_archive_get_usage (AoiArchive *self, AoiArchiveUsage *usage)
{
  g_mutex_lock (&self->usage_lock);
  *usage = self->usage;
  g_mutex_unlock (&self->usage_lock);
}

/* Whether the folder has its temporary name, or somebody else has removed it. */
static gboolean
hide (AoiArchive *self, const gchar *place, GError **error)
{
  g_autofree gchar *product = g_path_get_dirname (place);

  if (!aoi_folder_remove_tree (&self->folder, REMOVED, error))
    return FALSE;
  if (!aoi_folder_has (&self->folder, place))
    return TRUE;
  if (!aoi_folder_move_durably (&self->folder, place, REMOVED, error))
    return FALSE;
  aoi_folder_remove_empty_lazily (&self->folder, product);
  return TRUE;
}

static gboolean
remove_record (AoiArchive *self, const AoiArchiveEntry *entry, GError **error)
{
  if (!hide (self, entry->place, error))
    return FALSE;
  /* What fails here the index makes good when it is opened. */
  if (self->index != NULL)
    aoi_archive_index_remove (self->index, entry->place, NULL);
  if (!aoi_folder_remove_tree (&self->folder, REMOVED, error))
    return FALSE;
  aoi_folder_drop_parent (&self->folder, entry->place);
  self->record_bytes -= MIN (self->record_bytes, entry->bytes);
  aoi_archive_measure_others (self, entry->place);
  aoi_archive_account (self, -1, 1);
  return TRUE;
}

/* What of @limits would be broken by @bytes more, in words; NULL: nothing. */
static gchar *
find_excess (const AoiArchive *self, guint64 bytes)
{
  const AoiArchiveLimits *limits = &self->limits;
  struct statvfs info;
  guint64 free_bytes;

  if (limits->max_bytes > 0 && get_bytes (self) + bytes > limits->max_bytes)
    return g_strdup_printf ("a record of %" G_GUINT64_FORMAT
                            " bytes does not fit in max-bytes=%" G_GUINT64_FORMAT,
        bytes, limits->max_bytes);
  if (limits->min_free == 0 || fstatvfs (self->folder.fd, &info) != 0)
    return NULL;
  free_bytes = (guint64) info.f_bavail * info.f_frsize;
  if (free_bytes >= bytes && free_bytes - bytes >= limits->min_free)
    return NULL;
  return g_strdup_printf (
      "less than min-free=%" G_GUINT64_FORMAT " bytes of the disk are free", limits->min_free);
}

/* Records that could not be removed in one go; they are tried again in the next one. */
typedef struct {
  AoiArchiveEntry *entries[MAX_STUCK];
  guint n;
  GError *error; /* why the first one could not */
} Stuck;

/* Takes @entry. Returns whether it makes sense to go on. */
static gboolean
try_to_remove (AoiArchive *self, AoiArchiveEntry *entry, Stuck *stuck)
{
  g_autoptr (GError) error = NULL;

  if (remove_record (self, entry, &error)) {
    aoi_archive_entry_free (entry);
    return TRUE;
  }
  stuck->entries[stuck->n++] = entry;
  if (stuck->error == NULL)
    stuck->error = g_steal_pointer (&error);
  return stuck->n < MAX_STUCK;
}

static void
put_back (AoiArchive *self, Stuck *stuck)
{
  while (stuck->n > 0)
    aoi_archive_ledger_add (self->ledger, stuck->entries[--stuck->n]);
  g_clear_error (&stuck->error);
}

/**
 * aoi_archive_make_room:
 * @self: an archive
 * @bytes: that are to be written, 0: none
 * @error: return location for an %AOI_ERROR_IO that says which limit, or what cannot be removed
 *
 * Removes records until the limits hold with @bytes more: the oldest of boards that passed first, then
 * the oldest of those that failed, never one that was not announced.
 *
 * Returns: whether they do
 */
gboolean
aoi_archive_make_room (AoiArchive *self, guint64 bytes, GError **error)
{
  g_autofree gchar *excess = find_excess (self, bytes);
  Stuck stuck = { 0 };
  AoiArchiveEntry *oldest;

  while (excess != NULL && (oldest = aoi_archive_ledger_pop (self->ledger)) != NULL) {
    if (!try_to_remove (self, oldest, &stuck))
      break;
    g_free (excess);
    excess = find_excess (self, bytes);
  }
  if (excess != NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s, and nothing can be removed%s%s",
        self->folder.shown, excess, stuck.error != NULL ? ": " : "",
        stuck.error != NULL ? stuck.error->message : "");
  put_back (self, &stuck);
  return excess == NULL;
}

/**
 * aoi_archive_expire:
 * @self: an archive
 *
 * Removes what is older than it may get.
 */
void
aoi_archive_expire (AoiArchive *self)
{
  const gint64 oldest = g_get_real_time () - self->limits.max_age;
  AoiArchiveEntry *entry;
  Stuck stuck = { 0 };

  if (self->limits.max_age == 0)
    return;
  while ((entry = aoi_archive_ledger_pop_before (self->ledger, oldest)) != NULL)
    if (!try_to_remove (self, entry, &stuck))
      break;
  if (stuck.error != NULL)
    g_info ("%s: not removed: %s", self->folder.shown, stuck.error->message);
  put_back (self, &stuck);
}
