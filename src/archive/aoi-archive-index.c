/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive-index.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/aoi-archive-day.h"
#include "archive/aoi-archive-line.h"
#include "archive/aoi-archive-page.h"
#include "storage/aoi-file.h"
#include "storage/aoi-folder-lock.h"
#include "storage/aoi-folder-write.h"

#define PAGE "index.html"
#define DAYS "days.js"
#define LOCK ".index.lock"

/* A thousand years of days. */
#define MAX_DAYS_BYTES (8 * 1024 * 1024)

struct _AoiArchiveIndex {
  AoiFolder folder;
  gchar *path;
  gint lock;
  GHashTable *days; /* name -> AoiArchiveDay */
  gboolean stale; /* days.js may lack one */
};

/* Leaves a file alone that holds this already. */
static gboolean
write_if_other (AoiArchiveIndex *self, const gchar *name, GBytes *bytes, GError **error)
{
  g_autofree gchar *path = g_build_filename (self->path, name, NULL);
  g_autofree gchar *left = aoi_folder_get_new_name (name);
  g_autoptr (GBytes) old = aoi_file_read (path, MAX_DAYS_BYTES, AOI_ERROR_IO, NULL);

  aoi_folder_remove_lazily (&self->folder, left, NULL);
  return (old != NULL && g_bytes_equal (old, bytes))
      || aoi_folder_replace_durably (&self->folder, name, bytes, error);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

/* Those that have records. */
static gboolean
write_days (AoiArchiveIndex *self, GError **error)
{
  guint n_days;
  g_autofree gpointer *names = g_hash_table_get_keys_as_array (self->days, &n_days);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  qsort (names, n_days, sizeof *names, compare_names);
  for (guint i = 0; i < n_days; i++) {
    const AoiArchiveDay *day = g_hash_table_lookup (self->days, names[i]);

    if (day->n_records > 0)
      g_string_append_printf (text, "day(\"%s\");\n", day->name);
  }
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));
  self->stale = !write_if_other (self, DAYS, bytes, error);
  return !self->stale;
}

static AoiArchiveDay *
insert_day (AoiArchiveIndex *self, const gchar *name)
{
  AoiArchiveDay *day = aoi_archive_day_new (&self->folder, self->path, name);

  g_hash_table_insert (self->days, day->name, day);
  return day;
}

/* A day that a person has emptied, or the removal of its last record: its folder goes as well. */
static void
drop_day (AoiArchiveIndex *self, const gchar *name)
{
  aoi_folder_remove_empty_lazily (&self->folder, name);
  g_hash_table_remove (self->days, name);
}

static gboolean
repair_days (AoiArchiveIndex *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, &local);
  const gchar *name;

  if (dir == NULL) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_IO, local->message);
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    AoiArchiveDay *day;

    if (!aoi_archive_name_is_day (name))
      continue;
    day = insert_day (self, name);
    if (!aoi_archive_day_repair (day, error))
      return FALSE;
    if (day->n_records == 0)
      drop_day (self, name);
  }
  return write_days (self, error);
}

static gboolean
open_folder (AoiArchiveIndex *self, GError **error)
{
  if (!aoi_folder_create (&self->folder, self->path, error))
    return FALSE;
  self->folder.fd = open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return self->folder.fd >= 0 || aoi_folder_fail (&self->folder, NULL, error);
}

/**
 * aoi_archive_index_open:
 * @folder: an archive, made if it is missing; its parent must be there
 * @error: return location for an %AOI_ERROR_IO that names file or folder
 *
 * Writes the page unless it is there, and makes good what a kill or a person with a file manager left: lines
 * of records that are absent, records without a line, halves of lines. One index at a time is open on an
 * archive; the lock goes with the process, however that ends.
 *
 * Returns: (transfer full): the locked index
 */
AoiArchiveIndex *
aoi_archive_index_open (const gchar *folder, GError **error)
{
  g_autoptr (AoiArchiveIndex) self = g_new0 (AoiArchiveIndex, 1);
  g_autoptr (GBytes) page = aoi_archive_page_new ();

  self->folder.fd = self->lock = -1;
  self->folder.shown = g_filename_display_name (folder);
  self->path = g_strdup (folder);
  self->days = g_hash_table_new_full (
      g_str_hash, g_str_equal, NULL, (GDestroyNotify) aoi_archive_day_free);
  if (!open_folder (self, error)
      || !aoi_folder_lock (
          &self->folder, LOCK, AOI_FOLDER_LOCK_ALONE, "archives", &self->lock, error)
      || !write_if_other (self, PAGE, page, error) || !repair_days (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * aoi_archive_index_close:
 * @self: (transfer full): an index
 *
 * Unlocks it. All is on the disk already.
 */
void
aoi_archive_index_close (AoiArchiveIndex *self)
{
  g_hash_table_unref (self->days);
  if (self->lock >= 0)
    close (self->lock);
  if (self->folder.fd >= 0)
    close (self->folder.fd);
  g_free (self->folder.shown);
  g_free (self->path);
  g_free (self);
}

static gboolean
check_record (const gchar *record, GError **error)
{
  g_autofree gchar *shown = NULL;

  if (aoi_archive_name_is_record (record))
    return TRUE;
  shown = g_filename_display_name (record);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: is not DAY/PRODUCT/NAME", shown);
  return FALSE;
}

static AoiArchiveDay *
find_day (AoiArchiveIndex *self, const gchar *record, gboolean insert)
{
  g_autofree gchar *name = g_strndup (record, strcspn (record, "/"));
  AoiArchiveDay *day = g_hash_table_lookup (self->days, name);

  return day == NULL && insert ? insert_day (self, name) : day;
}

/**
 * aoi_archive_index_add:
 * @self: an index
 * @record: a record, whole and under its lasting name: DAY/PRODUCT/NAME
 * @error: return location for an %AOI_ERROR_IO, %AOI_ERROR_SYNTAX or %AOI_ERROR_INVALID that names the file
 *
 * Reads the record's record.json and result.json and appends its line. What an error left out is made
 * good by the next record of that day, or the next aoi_archive_index_open(); an archive that was removed
 * has to be opened anew.
 *
 * Returns: whether the line is on the disk
 */
gboolean
aoi_archive_index_add (AoiArchiveIndex *self, const gchar *record, GError **error)
{
  AoiArchiveDay *day;

  if (!check_record (record, error))
    return FALSE;
  day = find_day (self, record, TRUE);
  self->stale |= day->n_records == 0;
  return aoi_archive_day_add (day, record, error)
      && ((!self->stale && aoi_folder_has (&self->folder, DAYS)) || write_days (self, error));
}

/**
 * aoi_archive_index_remove:
 * @self: an index
 * @record: a record whose folder was or is being removed
 * @error: return location for an %AOI_ERROR_IO or %AOI_ERROR_INVALID
 *
 * Takes the record's line back. That costs a short write, which a power loss may lose:
 * aoi_archive_index_open() makes that good. With the last record of a day the day goes.
 *
 * Returns: whether it is written
 */
gboolean
aoi_archive_index_remove (AoiArchiveIndex *self, const gchar *record, GError **error)
{
  AoiArchiveDay *day;

  if (!check_record (record, error))
    return FALSE;
  day = find_day (self, record, FALSE);
  if (day == NULL)
    return TRUE;
  if (!aoi_archive_day_remove (day, record, error))
    return FALSE;
  if (day->n_records > 0)
    return TRUE;
  drop_day (self, day->name);
  return write_days (self, error);
}
