/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folders in a folder: what is in them, what they take, and their end. No link is followed. */
#include "storage/aoi-folder-tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The unit of st_blocks, which is not the block size of the file system; see inode(7). */
#define STAT_BLOCK 512

static DIR *
open_folder (const AoiFolder *self, const gchar *name)
{
  gint fd = openat (self->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;

  if (dir == NULL && fd >= 0)
    close (fd);
  return dir;
}

/**
 * aoi_folder_is_folder:
 * @self: a folder
 * @name: a name in it
 *
 * Returns: whether it is a folder, and not a link to one
 */
gboolean
aoi_folder_is_folder (const AoiFolder *self, const gchar *name)
{
  struct stat info;

  return fstatat (self->fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR (info.st_mode);
}

/**
 * aoi_folder_list:
 * @self: a folder
 * @name: a folder in it, `.` for itself
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full) (element-type filename): the names in it in no order, hidden ones too
 */
GPtrArray *
aoi_folder_list (const AoiFolder *self, const gchar *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  DIR *dir = open_folder (self, name);
  const struct dirent *entry;

  if (dir == NULL) {
    aoi_folder_fail (self, name, error);
    return NULL;
  }
  while ((entry = readdir (dir)) != NULL)
    if (strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0)
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (dir);
  return g_steal_pointer (&names);
}

/**
 * aoi_folder_measure:
 * @self: a folder
 * @name: a file or folder in it, `.` for itself
 *
 * Returns: bytes that it takes on the disk, without those of what a folder holds; 0 if it is missing
 */
guint64
aoi_folder_measure (const AoiFolder *self, const gchar *name)
{
  struct stat info;

  if (fstatat (self->fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return 0;
  return (guint64) info.st_blocks * STAT_BLOCK;
}

/**
 * aoi_folder_measure_tree:
 * @self: a folder
 * @name: a file or folder in it
 *
 * Returns: bytes that it takes on the disk with all that it holds; no link is followed
 */
guint64
aoi_folder_measure_tree (const AoiFolder *self, const gchar *name)
{
  struct stat info;
  g_autoptr (GPtrArray) names = NULL;
  guint64 bytes;

  if (fstatat (self->fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return 0;
  bytes = (guint64) info.st_blocks * STAT_BLOCK;
  if (S_ISDIR (info.st_mode))
    names = aoi_folder_list (self, name, NULL);
  for (guint i = 0; names != NULL && i < names->len; i++) {
    g_autofree gchar *path = g_build_filename (name, g_ptr_array_index (names, i), NULL);

    bytes += aoi_folder_measure_tree (self, path);
  }
  return bytes;
}

/**
 * aoi_folder_remove_tree:
 * @self: a folder
 * @name: a file or folder in it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Removes it with all that it holds.
 *
 * Returns: whether it is not there any more; if not, some of it may be removed
 */
gboolean
aoi_folder_remove_tree (const AoiFolder *self, const gchar *name, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  if (unlinkat (self->fd, name, 0) == 0 || errno == ENOENT)
    return TRUE;
  if (errno != EISDIR && errno != EPERM)
    return aoi_folder_fail (self, name, error);
  names = aoi_folder_list (self, name, error);
  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len; i++) {
    g_autofree gchar *path = g_build_filename (name, g_ptr_array_index (names, i), NULL);

    if (!aoi_folder_remove_tree (self, path, error))
      return FALSE;
  }
  return unlinkat (self->fd, name, AT_REMOVEDIR) == 0 || aoi_folder_fail (self, name, error);
}
