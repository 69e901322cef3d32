/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive-day.h"

#include <stdlib.h>
#include <string.h>

#include "archive/aoi-archive-line.h"
#include "archive/aoi-archive-place.h"
#include "storage/aoi-file.h"
#include "storage/aoi-folder-write.h"

/* Far above what a day has; a larger file is not of this project, and is made anew. */
#define MAX_LINES_BYTES G_MAXINT32

/* Lines of no record that are not worth writing the file anew. */
#define MIN_REMOVED 128

typedef struct {
  GPtrArray *lines; /* (element-type utf8): with their newlines, NULL for those taken back */
  GHashTable *places; /* record -> index in @lines */
  gboolean clean; /* the file holds just these */
} Lines;

static void
lines_clear (Lines *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lines, lines_clear)

static void
lines_drop (Lines *self, const gchar *record)
{
  gpointer place;

  self->clean = FALSE;
  if (!g_hash_table_lookup_extended (self->places, record, NULL, &place))
    return;
  g_clear_pointer (&g_ptr_array_index (self->lines, GPOINTER_TO_UINT (place)), g_free);
  g_hash_table_remove (self->places, record);
}

static void
lines_take (Lines *self, gchar *record, gchar *line)
{
  if (g_hash_table_contains (self->places, record))
    lines_drop (self, record);
  g_hash_table_insert (self->places, record, GUINT_TO_POINTER (self->lines->len));
  g_ptr_array_add (self->lines, line);
}

static void
lines_parse (Lines *self, const gchar *text, gsize size)
{
  const gchar *end = text + size;

  for (const gchar *line = text, *next; line < end; line = next) {
    const gchar *newline = memchr (line, '\n', (gsize) (end - line));
    gboolean removed = FALSE;
    g_autofree gchar *record = NULL;

    next = newline != NULL ? newline + 1 : end;
    if (newline != NULL)
      record = aoi_archive_line_parse (line, (gsize) (newline - line), &removed);
    if (record == NULL)
      self->clean = FALSE;
    else if (removed)
      lines_drop (self, record);
    else
      lines_take (self, g_steal_pointer (&record), g_strndup (line, (gsize) (next - line)));
  }
}

static gchar *
get_lines_name (const AoiArchiveDay *self)
{
  return g_build_filename (self->name, AOI_ARCHIVE_DAY_INDEX, NULL);
}

/* A file that cannot be read is made anew from the records. */
static void
lines_load (Lines *self, const AoiArchiveDay *day)
{
  g_autofree gchar *path = g_build_filename (day->path, day->name, AOI_ARCHIVE_DAY_INDEX, NULL);
  g_autoptr (GBytes) bytes = aoi_file_read (path, MAX_LINES_BYTES, AOI_ERROR_IO, NULL);
  const gchar *text;
  gsize size;

  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->clean = bytes != NULL;
  if (bytes == NULL)
    return;
  text = g_bytes_get_data (bytes, &size);
  lines_parse (self, text, size);
}

/* @found: (element-type utf8): where to add the records of a product, by their names */
static void
list_product (const AoiArchiveDay *self, const gchar *product, GHashTable *found)
{
  g_autofree gchar *path = g_build_filename (self->path, self->name, product, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const gchar *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *record = g_build_filename (self->name, product, name, NULL);

    if (aoi_archive_name_is_record (record))
      g_hash_table_add (found, g_steal_pointer (&record));
  }
}

static GHashTable *
list_records (const AoiArchiveDay *self, GError **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree gchar *path = g_build_filename (self->path, self->name, NULL);
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &local);
  const gchar *name;

  if (dir == NULL) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_IO, local->message);
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.' && !g_str_equal (name, AOI_ARCHIVE_DAY_INDEX))
      list_product (self, name, found);
  return g_steal_pointer (&found);
}

static void
drop_absent (Lines *lines, GHashTable *found)
{
  g_autofree gpointer *records = g_hash_table_get_keys_as_array (lines->places, NULL);

  for (guint i = 0; records[i] != NULL; i++)
    if (!g_hash_table_contains (found, records[i]))
      lines_drop (lines, records[i]);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

/* In the order of their names, which is about that of time; the page sorts them. Other files beside the records
 * are ignored. */
static void
add_found (const AoiArchiveDay *self, Lines *lines, GHashTable *found)
{
  guint n_found;
  g_autofree gpointer *records = g_hash_table_get_keys_as_array (found, &n_found);

  qsort (records, n_found, sizeof *records, compare_names);
  for (guint i = 0; i < n_found; i++) {
    g_autoptr (GError) local = NULL;
    gchar *line;

    if (g_hash_table_contains (lines->places, records[i]))
      continue;
    line = aoi_archive_line_new (self->path, records[i], &local);
    if (line == NULL) {
      g_info ("not in the index: %s", local->message);
      continue;
    }
    lines->clean = FALSE;
    lines_take (lines, g_strdup (records[i]), line);
  }
}

static gboolean
write_lines (const AoiArchiveDay *self, const Lines *lines, GError **error)
{
  g_autofree gchar *name = get_lines_name (self);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (g_hash_table_size (lines->places) == 0)
    return aoi_folder_remove_lazily (self->archive, name, error);
  for (guint i = 0; i < lines->lines->len; i++)
    if (g_ptr_array_index (lines->lines, i) != NULL)
      g_string_append (text, g_ptr_array_index (lines->lines, i));
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));
  return aoi_folder_replace_durably (self->archive, name, bytes, error);
}

/* Makes the lines those of the records that they are of, and if @found, of the records that there are. */
static gboolean
rewrite (AoiArchiveDay *self, GHashTable *found, GError **error)
{
  g_auto (Lines) lines = { 0 };

  lines_load (&lines, self);
  if (found != NULL) {
    drop_absent (&lines, found);
    add_found (self, &lines, found);
  }
  if (!lines.clean && !write_lines (self, &lines, error))
    return FALSE;
  self->n_records = g_hash_table_size (lines.places);
  self->n_removed = 0;
  return TRUE;
}

/**
 * aoi_archive_day_new:
 * @archive: (not nullable): the archive, which outlives the day
 * @path: its path, likewise
 * @name: of the day
 *
 * Returns: (transfer full): the day, of which nothing is known before aoi_archive_day_repair()
 */
AoiArchiveDay *
aoi_archive_day_new (const AoiFolder *archive, const gchar *path, const gchar *name)
{
  AoiArchiveDay *self = g_new0 (AoiArchiveDay, 1);

  self->archive = archive;
  self->path = path;
  self->name = g_strdup (name);
  self->stale = TRUE;
  return self;
}

/**
 * aoi_archive_day_free:
 * @self: (transfer full): a day
 */
void
aoi_archive_day_free (AoiArchiveDay *self)
{
  g_free (self->name);
  g_free (self);
}

/**
 * aoi_archive_day_repair:
 * @self: a day
 * @error: return location for an %AOI_ERROR_IO
 *
 * Drops lines of records that are not there, adds those of records without a line, and takes out what is
 * no line: what a kill, a power loss, a full disk or a person with a file manager leaves. Names are read, but
 * only records without a line.
 *
 * Returns: whether the lines on the disk are now those of the records
 */
gboolean
aoi_archive_day_repair (AoiArchiveDay *self, GError **error)
{
  g_autofree gchar *name = get_lines_name (self);
  g_autofree gchar *left = aoi_folder_get_new_name (name);
  g_autoptr (GHashTable) found = list_records (self, error);

  if (found == NULL)
    return FALSE;
  aoi_folder_remove_lazily (self->archive, left, NULL);
  self->stale = !rewrite (self, found, error);
  return !self->stale;
}

/* Lines that somebody has removed meanwhile are counted no more. */
static gboolean
stat_lines (AoiArchiveDay *self, const gchar *name, guint64 *size, GError **error)
{
  gboolean ends_line;

  if (!aoi_folder_stat_lines (self->archive, name, size, &ends_line, error))
    return FALSE;
  self->stale |= !ends_line || (*size == 0) != (self->n_records + self->n_removed == 0);
  return TRUE;
}

/**
 * aoi_archive_day_add:
 * @self: a day
 * @record: a record of it
 * @error: return location for what aoi_archive_line_new() gives, or %AOI_ERROR_IO
 *
 * Adds a record's line. After an error the next call that succeeds adds it.
 *
 * Returns: whether it is on the disk
 */
gboolean
aoi_archive_day_add (AoiArchiveDay *self, const gchar *record, GError **error)
{
  g_autofree gchar *name = get_lines_name (self);
  g_autofree gchar *line = aoi_archive_line_new (self->path, record, error);
  guint64 size = 0;

  if (line == NULL || !stat_lines (self, name, &size, error))
    return FALSE;
  if (self->stale)
    return aoi_archive_day_repair (self, error);
  if (!aoi_folder_append_durably (self->archive, name, line, error)) {
    self->stale = TRUE;
    return FALSE;
  }
  self->n_records++;
  return TRUE;
}

/* The folder of the record's product goes with its last record. Returns: whether no other is left. */
static gboolean
drop_product (const AoiArchiveDay *self, const gchar *record)
{
  g_autofree gchar *product = g_path_get_dirname (record);
  g_autofree gchar *path = g_build_filename (self->path, self->name, NULL);
  g_autoptr (GDir) dir = NULL;
  const gchar *name;

  if (!aoi_folder_remove_empty_lazily (self->archive, product))
    return FALSE;
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!g_str_equal (name, AOI_ARCHIVE_DAY_INDEX))
      return FALSE;
  return TRUE;
}

/**
 * aoi_archive_day_remove:
 * @self: a day
 * @record: a record of it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Takes a record's line back, by another line. When these become as many as those of the records that are
 * left, the file is written anew; with the last record of the day it goes. What a power loss takes back is
 * made good by aoi_archive_day_repair().
 *
 * Returns: whether it is written
 */
gboolean
aoi_archive_day_remove (AoiArchiveDay *self, const gchar *record, GError **error)
{
  g_autofree gchar *name = get_lines_name (self);
  g_autofree gchar *line = aoi_archive_line_new_removed (record);
  guint64 size = 0;

  if (!stat_lines (self, name, &size, error))
    return FALSE;
  if (size == 0) {
    self->n_records = self->n_removed = 0;
    return TRUE;
  }
  if (self->stale && !rewrite (self, NULL, error))
    return FALSE;
  if (!aoi_folder_append_lazily (self->archive, name, line, error)) {
    self->stale = TRUE;
    return FALSE;
  }
  self->n_records -= MIN (1, self->n_records);
  self->n_removed += 2;
  if (drop_product (self, record))
    return aoi_archive_day_repair (self, error);
  return (self->n_records > 0 && self->n_removed < MAX (2 * self->n_records, MIN_REMOVED))
      || rewrite (self, NULL, error);
}
