/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files whose only use is to be locked by flock(): the lock goes with the process, however that ends. */
#include "storage/aoi-folder-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

static const gint operations[] = {
  [AOI_FOLDER_LOCK_ALONE] = LOCK_EX | LOCK_NB,
  [AOI_FOLDER_LOCK_WRITE] = LOCK_EX,
  [AOI_FOLDER_LOCK_READ] = LOCK_SH,
};

/**
 * aoi_folder_lock_file:
 * @self: a folder
 * @name: of the file in it, for errors
 * @fd: the open file
 * @how: how to lock it
 * @does: what its holder does with the folder, a verb for the error
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether it is locked, until @fd is closed
 */
gboolean
aoi_folder_lock_file (const AoiFolder *self, const gchar *name, gint fd, AoiFolderLock how,
    const gchar *does, GError **error)
{
  while (flock (fd, operations[how]) != 0) {
    if (errno == EINTR)
      continue;
    if (errno != EWOULDBLOCK)
      return aoi_folder_fail (self, name, error);
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: somebody else %s here", self->shown, does);
    return FALSE;
  }
  return TRUE;
}

/**
 * aoi_folder_lock:
 * @self: a folder
 * @name: of its lock file, which is made if it is missing, except by readers
 * @how: how to lock it
 * @does: what its holder does with the folder, a verb for the error
 * @lock: (out): the open lock file; closing it unlocks it; -1 on error, or for a reader if there is none
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether it is locked, or there is nothing to lock since nobody has written yet
 */
gboolean
aoi_folder_lock (const AoiFolder *self, const gchar *name, AoiFolderLock how, const gchar *does,
    gint *lock, GError **error)
{
  const gboolean reads = how == AOI_FOLDER_LOCK_READ;
  const gint fd = openat (self->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (reads ? 0 : O_CREAT),
      aoi_folder_get_file_mode (self));

  *lock = -1;
  if (fd < 0)
    return (reads && errno == ENOENT) || aoi_folder_fail (self, name, error);
  if (!aoi_folder_lock_file (self, name, fd, how, does, error)) {
    close (fd);
    return FALSE;
  }
  *lock = fd;
  return TRUE;
}
