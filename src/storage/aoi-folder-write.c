/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How files change, and how a change that fails is taken back. */
#include "storage/aoi-folder-write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLAGS (O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC)

static gboolean
write_all (gint fd, const guint8 *data, gsize size)
{
  while (size > 0) {
    gssize n = write (fd, data, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    data += n;
    size -= (gsize) n;
  }
  return TRUE;
}

static gboolean
write_file (
    const AoiFolder *self, const gchar *name, gboolean durably, GBytes *bytes, GError **error)
{
  const gint fd = openat (self->fd, name, FLAGS | O_TRUNC, aoi_folder_get_file_mode (self));
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  gboolean written;

  if (fd < 0)
    return aoi_folder_fail (self, name, error);
  written = write_all (fd, data, size) && (!durably || aoi_folder_flush (self, fd));
  if (!written)
    aoi_folder_fail (self, name, error);
  /* Network file systems report only now that the disk is full. */
  if (close (fd) != 0 && written)
    written = aoi_folder_fail (self, name, error);
  return written;
}

/**
 * aoi_folder_write_durably:
 * @self: a folder
 * @name: a temporary file in it, which is replaced
 * @bytes: what to write
 * @error: return location for an %AOI_ERROR_IO
 *
 * Writes a file to the disk. It has no lasting name before aoi_folder_move_durably(), and is half there when
 * this fails.
 *
 * Returns: whether all of it is on the disk
 */
gboolean
aoi_folder_write_durably (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error)
{
  return write_file (self, name, TRUE, bytes, error);
}

/**
 * aoi_folder_write_lazily:
 * @self: a folder
 * @name: a temporary file in it, which is replaced
 * @bytes: what to write
 * @error: return location for an %AOI_ERROR_IO
 *
 * As aoi_folder_write_durably(), but for many files at once: aoi_folder_sync_file() of each makes them last,
 * which takes little longer than for one.
 *
 * Returns: whether all of it is written
 */
gboolean
aoi_folder_write_lazily (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error)
{
  return write_file (self, name, FALSE, bytes, error);
}

/**
 * aoi_folder_sync_file:
 * @self: a folder
 * @name: a file in it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether all that was written to the file is on the disk
 */
gboolean
aoi_folder_sync_file (const AoiFolder *self, const gchar *name, GError **error)
{
  gint fd = openat (self->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  gboolean synced = fd >= 0 && aoi_folder_flush (self, fd);

  if (!synced)
    aoi_folder_fail (self, name, error);
  if (fd >= 0)
    close (fd);
  return synced;
}

/**
 * aoi_folder_lines_truncate_durably:
 * @self: a file of lines
 *
 * Takes back what is behind its whole lines.
 *
 * Returns: whether that is on the disk; if not, `errno` says why, and @self is torn
 */
gboolean
aoi_folder_lines_truncate_durably (AoiFolderLines *self)
{
  self->torn = ftruncate (self->fd, (off_t) self->size) != 0 || fdatasync (self->fd) != 0;
  return !self->torn;
}

static gboolean
append (AoiFolderLines *self, const gchar *text, gboolean durably)
{
  const gsize size = strlen (text);
  gint code;

  if (self->torn && !aoi_folder_lines_truncate_durably (self))
    return FALSE;
  if (write_all (self->fd, (const guint8 *) text, size)
      && (!durably || fdatasync (self->fd) == 0)) {
    self->size += size;
    return TRUE;
  }
  code = errno;
  aoi_folder_lines_truncate_durably (self);
  errno = code;
  return FALSE;
}

/**
 * aoi_folder_lines_append_durably:
 * @self: a file of lines
 * @text: what to add, with its newline
 *
 * Returns: whether all of it is on the disk; if not, `errno` says why, and none of it is there, unless @self is
 *   torn
 */
gboolean
aoi_folder_lines_append_durably (AoiFolderLines *self, const gchar *text)
{
  return append (self, text, TRUE);
}

static gboolean
append_and_close (const AoiFolder *self, const gchar *name, AoiFolderLines *lines,
    const gchar *text, gboolean durably, GError **error)
{
  gboolean appended = append (lines, text, durably && !self->passing)
      || aoi_folder_fail (self, name, error);

  if (close (lines->fd) != 0 && appended)
    appended = aoi_folder_fail (self, name, error);
  return appended && (!durably || aoi_folder_sync (self, name, error));
}

static gboolean
append_to (
    const AoiFolder *self, const gchar *name, const gchar *text, gboolean durably, GError **error)
{
  AoiFolderLines lines = {
    .fd = openat (self->fd, name, FLAGS | O_APPEND, aoi_folder_get_file_mode (self)),
  };
  struct stat info = { 0 };

  if (lines.fd < 0)
    return aoi_folder_fail (self, name, error);
  if (fstat (lines.fd, &info) != 0) {
    aoi_folder_fail (self, name, error);
    close (lines.fd);
    return FALSE;
  }
  lines.size = (guint64) info.st_size;
  if (append_and_close (self, name, &lines, text, durably, error))
    return TRUE;
  aoi_folder_truncate_durably (self, name, (guint64) info.st_size, NULL);
  return FALSE;
}

/**
 * aoi_folder_append_durably:
 * @self: a folder
 * @name: a file in it, which is made if it is missing
 * @text: what to add
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether all of it is on the disk; if not, what is there of it is taken back as far as the disk
 *   allows it
 */
gboolean
aoi_folder_append_durably (
    const AoiFolder *self, const gchar *name, const gchar *text, GError **error)
{
  return append_to (self, name, text, TRUE, error);
}

/**
 * aoi_folder_append_lazily:
 * @self: a folder
 * @name: a file in it, which is made if it is missing
 * @text: what to add
 * @error: return location for an %AOI_ERROR_IO
 *
 * As aoi_folder_append_durably(), for what may be lost in a power loss.
 *
 * Returns: whether all of it is written
 */
gboolean
aoi_folder_append_lazily (
    const AoiFolder *self, const gchar *name, const gchar *text, GError **error)
{
  return append_to (self, name, text, FALSE, error);
}

/**
 * aoi_folder_replace_durably:
 * @self: a folder
 * @name: a file in it
 * @bytes: what it is to hold
 * @error: return location for an %AOI_ERROR_IO
 *
 * Writes a file under the name of aoi_folder_get_new_name() and moves it, so that @name is the old file
 * or the new one at any time.
 *
 * Returns: whether the new file is on the disk; if not, @name is the old one
 */
gboolean
aoi_folder_replace_durably (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error)
{
  g_autofree gchar *written = aoi_folder_get_new_name (name);
  gboolean moved = aoi_folder_write_durably (self, written, bytes, error);

  if (moved && renameat (self->fd, written, self->fd, name) != 0)
    moved = aoi_folder_fail (self, name, error);
  if (!moved)
    unlinkat (self->fd, written, 0);
  return moved && aoi_folder_sync (self, name, error);
}

static gboolean
move (const AoiFolder *self, const gchar *from, const gchar *to, GError **error)
{
  if (renameat2 (self->fd, from, self->fd, to, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return aoi_folder_fail (self, to, error);
  /* A file system that cannot refuse to replace: the caller's lock keeps other writers away. */
  if (aoi_folder_has (self, to)) {
    errno = EEXIST;
    return aoi_folder_fail (self, to, error);
  }
  return renameat (self->fd, from, self->fd, to) == 0 || aoi_folder_fail (self, to, error);
}

static gboolean
sync_names (const AoiFolder *self, const gchar *a, const gchar *b, GError **error)
{
  g_autofree gchar *parent_a = g_path_get_dirname (a);
  g_autofree gchar *parent_b = g_path_get_dirname (b);

  return aoi_folder_sync (self, a, error)
      && (g_str_equal (parent_a, parent_b) || aoi_folder_sync (self, b, error));
}

/**
 * aoi_folder_move_durably:
 * @self: a folder
 * @from: a file or folder in it
 * @to: its new name, which nothing has yet
 * @error: return location for an %AOI_ERROR_IO
 *
 * Gives a file a new name, in one step, without replacing another.
 *
 * Returns: whether it has it, on the disk too; if not, it has its old name
 */
gboolean
aoi_folder_move_durably (const AoiFolder *self, const gchar *from, const gchar *to, GError **error)
{
  if (!move (self, from, to, error))
    return FALSE;
  if (sync_names (self, to, from, error))
    return TRUE;
  move (self, to, from, NULL);
  return FALSE;
}

/**
 * aoi_folder_remove_lazily:
 * @self: a folder
 * @name: a file in it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether it is not there any more; a power loss may bring it back
 */
gboolean
aoi_folder_remove_lazily (const AoiFolder *self, const gchar *name, GError **error)
{
  return unlinkat (self->fd, name, 0) == 0 || errno == ENOENT
      || aoi_folder_fail (self, name, error);
}

/**
 * aoi_folder_remove_durably:
 * @self: a folder
 * @name: a file in it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether it is not there any more, on the disk too
 */
gboolean
aoi_folder_remove_durably (const AoiFolder *self, const gchar *name, GError **error)
{
  return aoi_folder_remove_lazily (self, name, error) && aoi_folder_sync (self, name, error);
}

/**
 * aoi_folder_remove_empty_lazily:
 * @self: a folder
 * @name: a folder in it
 *
 * Returns: whether it was empty and is not there any more; a power loss may bring it back
 */
gboolean
aoi_folder_remove_empty_lazily (const AoiFolder *self, const gchar *name)
{
  return unlinkat (self->fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT;
}

/**
 * aoi_folder_truncate_durably:
 * @self: a folder
 * @name: a file in it
 * @size: bytes to leave
 * @error: return location for an %AOI_ERROR_IO
 *
 * Takes back what was appended since the file had this size: the whole file if it was empty before.
 *
 * Returns: whether the file is as before, on the disk too
 */
gboolean
aoi_folder_truncate_durably (const AoiFolder *self, const gchar *name, guint64 size, GError **error)
{
  AoiFolderLines lines = { .size = size };
  gboolean done;

  if (size == 0)
    return aoi_folder_remove_durably (self, name, error);
  lines.fd = openat (self->fd, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  if (lines.fd < 0)
    return aoi_folder_fail (self, name, error);
  done = aoi_folder_lines_truncate_durably (&lines) || aoi_folder_fail (self, name, error);
  close (lines.fd);
  return done;
}
