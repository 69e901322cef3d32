/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/aoi-archive-page.h"
#include "archive/aoi-archive-place.h"
#include "archive/aoi-archive-private.h"
#include "storage/aoi-folder-lock.h"
#include "storage/aoi-folder-write.h"

/* A record is written in these steps, each on the disk before the next one:
 *
 *   1. A temporary folder gets all of its files, and the mark that its message was not posted.
 *   2. It is renamed to where the record belongs: now the record is whole and there.
 *   3. Its line is appended to the index.
 *   4. Its message is posted, and the mark removed.
 *
 * A kill before 2 leaves a temporary folder, which goes when the archive is opened again; one between 2
 * and 4 a record with the mark, whose message is posted then. A message may so be posted twice, but never
 * one of a record that is not there. */
#define NEW AOI_ARCHIVE_TEMPORARY "record"
#define LOCK ".lock"

/* Microseconds after which an index that could not be opened is tried again, since that reads all of it. */
#define INDEX_RETRY (10 * G_USEC_PER_SEC)

/* Indexes and folders grow by a block now and then. */
#define SLACK_BLOCKS 4

static void
close_folder (AoiArchive *self)
{
  g_clear_pointer (&self->index, aoi_archive_index_close);
  if (self->lock >= 0)
    close (self->lock);
  if (self->folder.fd >= 0)
    close (self->folder.fd);
  self->lock = self->folder.fd = -1;
}

static gboolean
open_folder (AoiArchive *self, GError **error)
{
  self->folder.fd = open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder.fd < 0)
    return aoi_folder_fail (&self->folder, NULL, error);
  self->loaded = FALSE;
  return aoi_folder_lock (
      &self->folder, LOCK, AOI_FOLDER_LOCK_ALONE, "archives", &self->lock, error);
}

/**
 * aoi_archive_open:
 * @location: a folder; made if it is missing, though not its parents
 * @limits: when records are removed
 * @error: return location for an %AOI_ERROR_IO that names the folder
 *
 * Locks the archive: a second writer is refused. Its contents are not read yet.
 *
 * Returns: (transfer full): an archive
 */
AoiArchive *
aoi_archive_open (const gchar *location, const AoiArchiveLimits *limits, GError **error)
{
  g_autoptr (AoiArchive) self = g_new0 (AoiArchive, 1);

  aoi_archive_page_prepare ();
  g_mutex_init (&self->usage_lock);
  self->path = g_canonicalize_filename (location, NULL);
  self->folder.shown = g_filename_display_name (location);
  self->folder.fd = self->lock = -1;
  self->limits = *limits;
  self->ledger = aoi_archive_ledger_new ();
  self->other_bytes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!aoi_folder_create (&self->folder, self->path, error) || !open_folder (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * aoi_archive_close:
 * @self: (transfer full): an archive
 *
 * Unlocks it.
 */
void
aoi_archive_close (AoiArchive *self)
{
  close_folder (self);
  aoi_archive_ledger_free (self->ledger);
  g_hash_table_unref (self->other_bytes);
  g_mutex_clear (&self->usage_lock);
  g_free (self->folder.shown);
  g_free (self->path);
  g_free (self);
}

static void
report_unlisted (AoiArchive *self, const GError *error, const AoiArchiveListener *listener)
{
  if (!self->unlisted)
    listener->unlisted (error->message, listener->data);
  self->unlisted = TRUE;
}

static void
open_index (AoiArchive *self, const AoiArchiveListener *listener)
{
  g_autoptr (GError) error = NULL;

  self->index_tried = g_get_monotonic_time ();
  self->index = aoi_archive_index_open (self->path, &error);
  if (self->index == NULL)
    report_unlisted (self, error, listener);
  else
    self->unlisted = FALSE;
}

/* Records are there without the index, and it makes good what it lacks; so they are announced all the
 * same. */
static void
list (AoiArchive *self, const gchar *place, const AoiArchiveListener *listener)
{
  g_autoptr (GError) error = NULL;

  if (self->index == NULL) {
    if (g_get_monotonic_time () - self->index_tried > INDEX_RETRY)
      open_index (self, listener);
  } else if (aoi_archive_index_add (self->index, place, &error)) {
    self->unlisted = FALSE;
  } else {
    report_unlisted (self, error, listener);
  }
}

/* From here on the record may be removed. */
static void
announce (AoiArchive *self, const AoiArchiveReceipt *receipt, const AoiArchiveListener *listener)
{
  g_autofree gchar *mark = g_build_filename (receipt->record, AOI_ARCHIVE_UNSENT, NULL);

  if (!listener->archived (receipt, listener->data))
    return;
  aoi_folder_remove_lazily (&self->folder, mark, NULL);
  aoi_archive_ledger_add (
      self->ledger, aoi_archive_entry_new (receipt->record, receipt->time, receipt->bytes));
}

static void
hold_limits (AoiArchive *self)
{
  g_autoptr (GError) error = NULL;

  aoi_archive_expire (self);
  if (!aoi_archive_make_room (self, 0, &error))
    g_info ("%s", error->message);
}

static gboolean
is_there (const AoiArchive *self)
{
  struct stat open_one, named;

  return self->folder.fd >= 0 && self->lock >= 0 && fstat (self->folder.fd, &open_one) == 0
      && stat (self->path, &named) == 0 && open_one.st_dev == named.st_dev
      && open_one.st_ino == named.st_ino && aoi_folder_has (&self->folder, LOCK);
}

/* Somebody may remove the folder, or what it holds, and put another one in its place. It is not made
 * anew: what was mounted there may be unmounted, and another disk not meant. */
static gboolean
ensure_folder (AoiArchive *self, GError **error)
{
  if (is_there (self))
    return TRUE;
  close_folder (self);
  if (open_folder (self, error))
    return TRUE;
  close_folder (self);
  return FALSE;
}

static void
forget (AoiArchive *self)
{
  aoi_archive_ledger_free (self->ledger);
  self->ledger = aoi_archive_ledger_new ();
  g_hash_table_remove_all (self->other_bytes);
  self->record_bytes = 0;
  aoi_archive_account (self, -(gint64) self->usage.records, 0);
}

/**
 * aoi_archive_load:
 * @self: an archive
 * @listener: is notified of records that were not announced
 * @error: return location for an %AOI_ERROR_IO
 *
 * Scans what the archive holds, unless that is known, removes what a kill has left and what is
 * beyond the limits. Takes as long as the archive is large.
 *
 * Returns: whether it could be done
 */
gboolean
aoi_archive_load (AoiArchive *self, const AoiArchiveListener *listener, GError **error)
{
  g_autoptr (GPtrArray) unsent = g_ptr_array_new_with_free_func (g_free);

  if (!ensure_folder (self, error))
    return FALSE;
  if (self->loaded)
    return TRUE;
  forget (self);
  if (!aoi_archive_scan (self, unsent, error))
    return FALSE;
  self->loaded = TRUE;
  open_index (self, listener);
  aoi_archive_measure_page (self);
  aoi_archive_account (self, 0, 0);
  for (guint i = 0; i < unsent->len; i++) {
    g_autoptr (AoiArchiveReceipt)
        receipt = aoi_archive_receipt_read (self, g_ptr_array_index (unsent, i));

    announce (self, receipt, listener);
  }
  hold_limits (self);
  return TRUE;
}

/* What the files will take on the disk at most, with the folder and what else grows with it. */
static guint64
estimate (const AoiArchive *self, const GPtrArray *files)
{
  struct stat info;
  guint64 block, blocks = 1 + SLACK_BLOCKS;

  block = fstat (self->folder.fd, &info) == 0 ? MAX ((guint64) info.st_blksize, 512) : 4096;
  for (guint i = 0; i < files->len; i++) {
    const AoiArchiveFile *file = g_ptr_array_index (files, i);

    blocks += (g_bytes_get_size (file->bytes) + block - 1) / block;
  }
  return blocks * block;
}

/* All are written before the first is waited for, since a file system then takes them together. */
static gboolean
write_files (AoiArchive *self, const GPtrArray *files, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  if (!aoi_folder_remove_tree (&self->folder, NEW, error))
    return FALSE;
  if (mkdirat (self->folder.fd, NEW, 0777) != 0)
    return aoi_folder_fail (&self->folder, NEW, error);
  if (!aoi_folder_write_lazily (&self->folder, NEW "/" AOI_ARCHIVE_UNSENT, nothing, error))
    return FALSE;
  for (guint i = 0; i < files->len; i++) {
    const AoiArchiveFile *file = g_ptr_array_index (files, i);
    gchar *path = g_build_filename (NEW, file->name, NULL);

    g_ptr_array_add (paths, path);
    if (!aoi_folder_write_lazily (&self->folder, path, file->bytes, error))
      return FALSE;
  }
  for (guint i = 0; i < paths->len; i++)
    if (!aoi_folder_sync_file (&self->folder, g_ptr_array_index (paths, i), error))
      return FALSE;
  return aoi_folder_sync (&self->folder, NEW "/" AOI_ARCHIVE_UNSENT, error);
}

/* A place that no other record has. */
static gchar *
find_place (const AoiArchive *self, const AoiArchiveRecord *record)
{
  const gchar *product = aoi_report_get_info (record->report)->product;
  const guint64 number = aoi_archive_record_get_number (record);
  const gboolean passed = aoi_report_get_passed (record->report);

  for (guint copy = 0;; copy++) {
    g_autofree gchar *place = aoi_archive_place_new (record->time, product, number, passed, copy);

    if (!aoi_folder_has (&self->folder, place))
      return g_steal_pointer (&place);
  }
}

static gboolean
move_to_place (AoiArchive *self, const gchar *place, GError **error)
{
  if (aoi_folder_make_parent (&self->folder, place, error)
      && aoi_folder_move_durably (&self->folder, NEW, place, error))
    return TRUE;
  aoi_folder_drop_parent (&self->folder, place);
  return FALSE;
}

/* Returns the record's place, or %NULL: then nothing of it is there. */
static gchar *
write_record (
    AoiArchive *self, const AoiArchiveRecord *record, const GPtrArray *files, GError **error)
{
  g_autofree gchar *place = find_place (self, record);

  if (write_files (self, files, error) && move_to_place (self, place, error))
    return g_steal_pointer (&place);
  aoi_folder_remove_tree (&self->folder, NEW, NULL);
  return NULL;
}

static AoiArchiveReceipt *
new_receipt (const AoiArchive *self, const AoiArchiveRecord *record, const gchar *place)
{
  const AoiReportInfo *info = aoi_report_get_info (record->report);
  AoiArchiveReceipt *receipt = g_new0 (AoiArchiveReceipt, 1);

  receipt->path = g_build_filename (self->path, place, NULL);
  receipt->record = g_strdup (place);
  receipt->product = g_strdup (info->product);
  receipt->revision = g_strdup (info->revision);
  receipt->number = aoi_archive_record_get_number (record);
  receipt->time = record->time / G_TIME_SPAN_MILLISECOND * G_TIME_SPAN_MILLISECOND;
  receipt->passed = aoi_report_get_passed (record->report);
  receipt->bytes = aoi_folder_measure_tree (&self->folder, place);
  return receipt;
}

/**
 * aoi_archive_add:
 * @self: an archive
 * @record: what is to be archived
 * @listener: is notified of it
 * @error: return location for an %AOI_ERROR_IO, or an %AOI_ERROR_FAILED
 *
 * Takes as long as the disk. After an error the next record may be written: then the space is back, or the
 * folder.
 *
 * Returns: whether the record is on the disk; if not, nothing of it is there
 */
gboolean
aoi_archive_add (AoiArchive *self, const AoiArchiveRecord *record,
    const AoiArchiveListener *listener, GError **error)
{
  g_autoptr (GPtrArray) files = aoi_archive_record_make_files (record, error);
  g_autoptr (AoiArchiveReceipt) receipt = NULL;
  g_autofree gchar *place = NULL;

  if (files == NULL || !aoi_archive_load (self, listener, error)
      || !aoi_archive_make_room (self, estimate (self, files), error))
    return FALSE;
  place = write_record (self, record, files, error);
  if (place == NULL)
    return FALSE;
  receipt = new_receipt (self, record, place);
  list (self, place, listener);
  self->record_bytes += receipt->bytes;
  aoi_archive_measure_others (self, place);
  aoi_archive_account (self, 1, 0);
  announce (self, receipt, listener);
  hold_limits (self);
  return TRUE;
}
