/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recording/aoi-recording-index.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/aoi-folder-lock.h"
#include "storage/aoi-folder-write.h"

struct _AoiRecordingIndex {
  AoiFolderLines lines;
  guint64 next_run;
};

/**
 * aoi_recording_index_is_empty:
 * @folder: a folder
 *
 * Returns: whether there is no index, or one without a line
 */
gboolean
aoi_recording_index_is_empty (const AoiFolder *folder)
{
  struct stat info;

  if (fstatat (folder->fd, AOI_RECORDING_INDEX, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT;
  return info.st_size == 0;
}

/* The end of the index, with its last whole line. Longer lines are none. */
static gboolean
read_tail (AoiRecordingIndex *self, GString *tail, off_t *begin, off_t *size)
{
  struct stat info;
  gssize n;

  if (fstat (self->lines.fd, &info) != 0)
    return FALSE;
  *size = info.st_size;
  *begin = MAX (0, info.st_size - 2 * (off_t) (AOI_RECORDING_MAX_LINE + 1));
  g_string_set_size (tail, (gsize) (info.st_size - *begin));
  for (gsize done = 0; done < tail->len; done += (gsize) n) {
    n = pread (self->lines.fd, tail->str + done, tail->len - done, *begin + (off_t) done);
    if (n == 0)
      errno = EIO;
    if (n <= 0)
      return FALSE;
  }
  return TRUE;
}

/* The last line that holds anything, without its end. Returns whether there is one. */
static gboolean
find_last_line (const GString *tail, const gchar **line, gsize *length)
{
  for (gsize end = tail->len; end > 0;) {
    const gchar *newline = memrchr (tail->str, '\n', end - 1);
    const gsize begin = newline != NULL ? (gsize) (newline + 1 - tail->str) : 0;

    *line = tail->str + begin;
    *length = end - 1 - begin;
    if (aoi_recording_line_trim (line, length))
      return TRUE;
    end = begin;
  }
  return FALSE;
}

/* A run that is appended goes on behind the last one, which therefore must be readable. */
static gboolean
read_last_line (AoiRecordingIndex *self, const GString *tail, const gchar *place, GError **error)
{
  g_autoptr (AoiRecordingFrame) frame = NULL;
  const gchar *line = "";
  gsize length = 0;

  if (!find_last_line (tail, &line, &length) && tail->len == 0)
    return TRUE;
  frame = aoi_recording_line_read (line, length, place, error);
  if (frame == NULL)
    return FALSE;
  self->next_run = frame->run + 1;
  return TRUE;
}

static gboolean
continue_lines (AoiRecordingIndex *self, const AoiFolder *folder, GError **error)
{
  g_autofree gchar *place = g_strdup_printf (
      "%s/" AOI_RECORDING_INDEX ": last line", folder->shown);
  g_autoptr (GString) tail = g_string_new (NULL);
  const gchar *newline;
  off_t begin, size;

  if (!read_tail (self, tail, &begin, &size))
    return aoi_folder_fail (folder, AOI_RECORDING_INDEX, error);
  newline = memrchr (tail->str, '\n', tail->len);
  if (newline == NULL && begin > 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX, "%s: is too long", place);
    return FALSE;
  }
  g_string_truncate (tail, newline != NULL ? (gsize) (newline + 1 - tail->str) : 0);
  self->lines.size = (guint64) begin + tail->len;
  if (self->lines.size < (guint64) size && !aoi_folder_lines_truncate_durably (&self->lines))
    return aoi_folder_fail (folder, AOI_RECORDING_INDEX, error);
  return read_last_line (self, tail, place, error);
}

/**
 * aoi_recording_index_open:
 * @folder: a folder
 * @error: return location for an %AOI_ERROR_IO, %AOI_ERROR_INVALID or %AOI_ERROR_SYNTAX
 *
 * Makes the index if it is missing, and truncates a last line that has no end.
 *
 * Returns: (transfer full): the locked index
 */
AoiRecordingIndex *
aoi_recording_index_open (const AoiFolder *folder, GError **error)
{
  g_autoptr (AoiRecordingIndex) self = g_new0 (AoiRecordingIndex, 1);

  self->lines.fd = openat (folder->fd, AOI_RECORDING_INDEX,
      O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
  if (self->lines.fd < 0) {
    aoi_folder_fail (folder, AOI_RECORDING_INDEX, error);
    return NULL;
  }
  if (!aoi_folder_lock_file (
          folder, AOI_RECORDING_INDEX, self->lines.fd, AOI_FOLDER_LOCK_ALONE, "records", error)
      || !continue_lines (self, folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * aoi_recording_index_close:
 * @self: (transfer full): an index
 *
 * Unlocks it. The lock goes with the process too, however that ends.
 */
void
aoi_recording_index_close (AoiRecordingIndex *self)
{
  if (self->lines.fd >= 0)
    close (self->lines.fd);
  g_free (self);
}

/**
 * aoi_recording_index_is_removed:
 * @self: an index
 *
 * Returns: whether no folder has the file any more
 */
gboolean
aoi_recording_index_is_removed (const AoiRecordingIndex *self)
{
  struct stat info;

  return fstat (self->lines.fd, &info) != 0 || info.st_nlink == 0;
}

/**
 * aoi_recording_index_get_next_run:
 * @self: an index that was just opened
 *
 * Returns: the number of the first run that no line has
 */
guint64
aoi_recording_index_get_next_run (const AoiRecordingIndex *self)
{
  return self->next_run;
}

/**
 * aoi_recording_index_append:
 * @self: an index
 * @folder: its folder, for errors
 * @frame: what the line says
 * @taken_back: (out): when it fails, whether the index is as before
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether the line is on the disk
 */
gboolean
aoi_recording_index_append (AoiRecordingIndex *self, const AoiFolder *folder,
    const AoiRecordingFrame *frame, gboolean *taken_back, GError **error)
{
  g_autofree gchar *line = aoi_recording_line_write (frame);
  g_autofree gchar *text = g_strconcat (line, "\n", NULL);

  *taken_back = TRUE;
  if (self->lines.torn && !aoi_folder_lines_truncate_durably (&self->lines))
    return aoi_folder_fail (folder, AOI_RECORDING_INDEX, error);
  if (aoi_folder_lines_append_durably (&self->lines, text))
    return TRUE;
  aoi_folder_fail (folder, AOI_RECORDING_INDEX, error);
  *taken_back = !self->lines.torn;
  return FALSE;
}
