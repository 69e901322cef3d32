/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "storage/aoi-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * aoi_folder_fail:
 * @self: a folder
 * @name: (nullable): a file or folder in it, %NULL for the folder itself
 * @error: return location for an %AOI_ERROR_IO that names it and says what `errno` means
 *
 * Returns: %FALSE
 */
gboolean
aoi_folder_fail (const AoiFolder *self, const gchar *name, GError **error)
{
  gint code = errno;
  g_autofree gchar *shown = name != NULL ? g_filename_display_name (name) : NULL;

  g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s%s%s: %s", self->shown, shown != NULL ? "/" : "",
      shown != NULL ? shown : "", g_strerror (code));
  return FALSE;
}

/**
 * aoi_folder_create:
 * @self: a folder that is not open yet
 * @path: of it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Makes the folder unless it is there; its parent must be.
 *
 * Returns: whether it is there, and if it was made, its name is on the disk
 */
gboolean
aoi_folder_create (const AoiFolder *self, const gchar *path, GError **error)
{
  g_autofree gchar *parent = g_path_get_dirname (path);
  gboolean synced;
  gint fd;

  if (mkdir (path, 0777) != 0)
    return errno == EEXIST || aoi_folder_fail (self, NULL, error);
  fd = open (parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  synced = (fd >= 0 && fsync (fd) == 0) || aoi_folder_fail (self, NULL, error);
  if (fd >= 0)
    close (fd);
  return synced;
}

/**
 * aoi_folder_has:
 * @self: a folder
 * @name: a name in it
 *
 * Returns: whether there is such a file, folder or link
 */
gboolean
aoi_folder_has (const AoiFolder *self, const gchar *name)
{
  struct stat info;

  return fstatat (self->fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0;
}

/**
 * aoi_folder_lock:
 * @self: a folder
 * @name: of its lock file, which is made if it is missing
 * @does: what its holder does with the folder, a verb for the error
 * @lock: (out): the open lock file, which whoever closes it gives up; -1 on error
 * @error: return location for an %AOI_ERROR_IO
 *
 * Asks, without waiting, to be the only one in any process who does that.
 *
 * Returns: whether it is
 */
gboolean
aoi_folder_lock (
    const AoiFolder *self, const gchar *name, const gchar *does, gint *lock, GError **error)
{
  const gint fd = openat (self->fd, name, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);

  *lock = -1;
  if (fd < 0)
    return aoi_folder_fail (self, name, error);
  while (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR)
      continue;
    if (errno == EWOULDBLOCK)
      g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: somebody else %s here", self->shown, does);
    else
      aoi_folder_fail (self, name, error);
    close (fd);
    return FALSE;
  }
  *lock = fd;
  return TRUE;
}

/**
 * aoi_folder_sync:
 * @self: a folder
 * @name: a file in it or in a folder of it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether the folder that directly holds @name, and so the name itself or its absence, is on
 *   the disk
 */
gboolean
aoi_folder_sync (const AoiFolder *self, const gchar *name, GError **error)
{
  g_autofree gchar *parent = g_path_get_dirname (name);
  gint fd = openat (self->fd, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    aoi_folder_fail (self, parent, error);
  if (fd >= 0)
    close (fd);
  return synced;
}

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
write_file (const AoiFolder *self, const gchar *name, gint flags, gboolean sync, gconstpointer data,
    gsize size, GError **error)
{
  gint fd = openat (self->fd, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0666);
  gboolean written;

  if (fd < 0)
    return aoi_folder_fail (self, name, error);
  written = write_all (fd, data, size) && (!sync || fsync (fd) == 0);
  if (!written)
    aoi_folder_fail (self, name, error);
  /* Network file systems tell only now that the disk is full. */
  if (close (fd) != 0 && written)
    written = aoi_folder_fail (self, name, error);
  return written;
}

/**
 * aoi_folder_write:
 * @self: a folder
 * @name: a file in it, which is replaced
 * @bytes: what to write
 * @error: return location for an %AOI_ERROR_IO
 *
 * Writes a file to the disk. It has no lasting name before aoi_folder_move(), and is half there when
 * this fails.
 *
 * Returns: whether all of it is on the disk
 */
gboolean
aoi_folder_write (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  return write_file (self, name, O_TRUNC, TRUE, data, size, error);
}

/**
 * aoi_folder_write_lazily:
 * @self: a folder
 * @name: a file in it, which is replaced
 * @bytes: what to write
 * @error: return location for an %AOI_ERROR_IO
 *
 * As aoi_folder_write(), but for many files at once: aoi_folder_sync_file() of each makes them last, which
 * takes little longer than for one.
 *
 * Returns: whether all of it is written
 */
gboolean
aoi_folder_write_lazily (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  return write_file (self, name, O_TRUNC, FALSE, data, size, error);
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
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    aoi_folder_fail (self, name, error);
  if (fd >= 0)
    close (fd);
  return synced;
}

/**
 * aoi_folder_append:
 * @self: a folder
 * @name: a file in it, which is made if it is missing
 * @text: what to add
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether all of it is on the disk; some of it may be there when this fails
 */
gboolean
aoi_folder_append (const AoiFolder *self, const gchar *name, const gchar *text, GError **error)
{
  return write_file (self, name, O_APPEND, TRUE, text, strlen (text), error)
      && aoi_folder_sync (self, name, error);
}

/**
 * aoi_folder_append_lazily:
 * @self: a folder
 * @name: a file in it, which is made if it is missing
 * @text: what to add
 * @error: return location for an %AOI_ERROR_IO
 *
 * As aoi_folder_append(), for what may be lost in a power cut.
 *
 * Returns: whether all of it is written; some of it may be there when this fails
 */
gboolean
aoi_folder_append_lazily (
    const AoiFolder *self, const gchar *name, const gchar *text, GError **error)
{
  return write_file (self, name, O_APPEND, FALSE, text, strlen (text), error);
}

/**
 * aoi_folder_replace:
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
aoi_folder_replace (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error)
{
  g_autofree gchar *written = aoi_folder_get_new_name (name);
  gboolean moved = aoi_folder_write (self, written, bytes, error);

  if (moved && renameat (self->fd, written, self->fd, name) != 0)
    moved = aoi_folder_fail (self, name, error);
  if (!moved)
    unlinkat (self->fd, written, 0);
  return moved && aoi_folder_sync (self, name, error);
}

/**
 * aoi_folder_get_new_name:
 * @name: a file in a folder
 *
 * Returns: (transfer full): what aoi_folder_replace() calls it while it writes it, and a kill may leave
 */
gchar *
aoi_folder_get_new_name (const gchar *name)
{
  g_autofree gchar *parent = g_path_get_dirname (name);
  g_autofree gchar *base = g_path_get_basename (name);
  g_autofree gchar *hidden = g_strdup_printf (".%s.new", base);

  return g_build_filename (parent, hidden, NULL);
}

/**
 * aoi_folder_look_at_lines:
 * @self: a folder
 * @name: a file of lines in it
 * @size: (out): its bytes, 0 if it is missing
 * @ends_line: (out): whether its last line has an end: somebody may have edited it, or a kill cut it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether it is missing or could be read
 */
gboolean
aoi_folder_look_at_lines (
    const AoiFolder *self, const gchar *name, guint64 *size, gboolean *ends_line, GError **error)
{
  gint fd = openat (self->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  struct stat info;
  gchar last = '\n';
  gboolean read;

  *size = 0;
  *ends_line = TRUE;
  if (fd < 0)
    return errno == ENOENT || aoi_folder_fail (self, name, error);
  read = fstat (fd, &info) == 0
      && (info.st_size == 0 || pread (fd, &last, 1, info.st_size - 1) == 1);
  if (!read)
    aoi_folder_fail (self, name, error);
  close (fd);
  *size = read ? (guint64) info.st_size : 0;
  *ends_line = last == '\n';
  return read;
}

/**
 * aoi_folder_cut:
 * @self: a folder
 * @name: a file in it
 * @size: bytes to leave
 * @error: return location for an %AOI_ERROR_IO
 *
 * Takes back what aoi_folder_append() added: the whole file if it was empty before.
 *
 * Returns: whether the file is as before, on the disk too
 */
gboolean
aoi_folder_cut (const AoiFolder *self, const gchar *name, guint64 size, GError **error)
{
  gboolean done;
  gint fd;

  if (size == 0)
    return (unlinkat (self->fd, name, 0) == 0 || errno == ENOENT)
        ? TRUE
        : aoi_folder_fail (self, name, error);
  fd = openat (self->fd, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return aoi_folder_fail (self, name, error);
  done = ftruncate (fd, (off_t) size) == 0 && fsync (fd) == 0;
  if (!done)
    aoi_folder_fail (self, name, error);
  close (fd);
  return done;
}

/**
 * aoi_folder_move:
 * @self: a folder
 * @from: a file in it
 * @to: its new name, which nothing has yet
 * @error: return location for an %AOI_ERROR_IO
 *
 * Gives a file a new name, in one step, without replacing another.
 *
 * Returns: whether it was done; aoi_folder_sync() makes it last
 */
gboolean
aoi_folder_move (const AoiFolder *self, const gchar *from, const gchar *to, GError **error)
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

/**
 * aoi_folder_make_parent:
 * @self: a folder
 * @name: a name in a folder of it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Makes the folders that lead to @name, where they are missing.
 *
 * Returns: whether all are on the disk
 */
gboolean
aoi_folder_make_parent (const AoiFolder *self, const gchar *name, GError **error)
{
  g_autofree gchar *path = g_strdup (name);

  for (gchar *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/')) {
    *slash = '\0';
    if (mkdirat (self->fd, path, 0777) == 0) {
      if (!aoi_folder_sync (self, path, error))
        return FALSE;
    } else if (errno != EEXIST) {
      return aoi_folder_fail (self, path, error);
    }
    *slash = '/';
  }
  return TRUE;
}

/**
 * aoi_folder_drop_parent:
 * @self: a folder
 * @name: a name in a folder of it
 *
 * Removes the folders that lead to @name as far as they are empty.
 */
void
aoi_folder_drop_parent (const AoiFolder *self, const gchar *name)
{
  g_autofree gchar *path = g_strdup (name);
  gchar *slash;

  while ((slash = strrchr (path, '/')) != NULL) {
    *slash = '\0';
    if (unlinkat (self->fd, path, AT_REMOVEDIR) != 0)
      return;
  }
}
