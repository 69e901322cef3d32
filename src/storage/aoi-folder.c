/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "storage/aoi-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * aoi_folder_get_file_mode:
 * @self: a folder
 *
 * Returns: who may use a file that is made in it, as far as the process's mask allows it
 */
mode_t
aoi_folder_get_file_mode (const AoiFolder *self)
{
  return self->secret ? 0600 : 0666;
}

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

  if (mkdir (path, self->secret ? 0700 : 0777) != 0)
    return errno == EEXIST || aoi_folder_fail (self, NULL, error);
  fd = open (parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  synced = (fd >= 0 && aoi_folder_flush (self, fd)) || aoi_folder_fail (self, NULL, error);
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
 * aoi_folder_flush:
 * @self: a folder
 * @fd: it, or a file or folder in it
 *
 * Returns: whether what was written to @fd is on the disk, if anybody needs it there; if not, `errno` says why
 */
gboolean
aoi_folder_flush (const AoiFolder *self, gint fd)
{
  return self->passing || fsync (fd) == 0;
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
  gboolean synced = fd >= 0 && aoi_folder_flush (self, fd);

  if (!synced)
    aoi_folder_fail (self, parent, error);
  if (fd >= 0)
    close (fd);
  return synced;
}

/**
 * aoi_folder_get_new_name:
 * @name: a file in a folder
 *
 * Returns: (transfer full): what aoi_folder_replace_durably() calls it while it writes it, and a kill may leave
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
 * aoi_folder_stat_lines:
 * @self: a folder
 * @name: a file of lines in it
 * @size: (out): its bytes, 0 if it is missing
 * @ends_line: (out): whether its last line has an end: somebody may have edited it, or a kill truncated it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether it is missing or could be read
 */
gboolean
aoi_folder_stat_lines (
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
    if (mkdirat (self->fd, path, self->secret ? 0700 : 0777) == 0) {
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
