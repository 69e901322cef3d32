/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "storage/aoi-folder-write.h"

/* Link by link, where the kernel cannot do it at once: no part of the path may be a link. */
static gint
open_by_segment (gint fd, const gchar *path, gint flags)
{
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);
  gint at = fd;

  for (guint i = 0; segments[i] != NULL; i++) {
    const gboolean last = segments[i + 1] == NULL;
    gint next;

    if (g_str_equal (segments[i], "..") || segments[i][0] == '\0') {
      errno = EXDEV;
      next = -1;
    } else {
      next = openat (
          at, segments[i], (last ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC);
    }
    if (at != fd) {
      const gint code = errno;

      close (at);
      errno = code;
    }
    if (next < 0 || last)
      return next;
    at = next;
  }
  errno = ENOENT;
  return -1;
}

/**
 * station_beneath_open:
 * @self: an open folder
 * @path: of a file or folder in it, without links
 * @flags: as of open(), to read
 *
 * Returns: its descriptor, or -1, and `errno` says why
 */
gint
station_beneath_open (const AoiFolder *self, const gchar *path, gint flags)
{
  struct open_how how = {
    .flags = (guint64) (flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY),
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
  };
  const glong fd = syscall (SYS_openat2, self->fd, path, &how, sizeof how);

  /* EPERM is what a container's filter says of calls that it does not know. */
  if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
    return (gint) fd;
  return open_by_segment (self->fd, path, flags | O_NONBLOCK | O_NOCTTY);
}

/**
 * station_beneath_open_folder:
 * @self: an open folder
 * @path: of a folder in it
 * @folder: (out): it, to be closed
 *
 * Returns: whether it is open; if not, `errno` says why
 */
gboolean
station_beneath_open_folder (const AoiFolder *self, const gchar *path, AoiFolder *folder)
{
  const gint fd = station_beneath_open (self, path, O_RDONLY | O_DIRECTORY);

  *folder = STATION_FOLDER_CLOSED;
  if (fd < 0)
    return FALSE;
  folder->fd = fd;
  folder->shown = g_strconcat (self->shown, "/", path, NULL);
  return TRUE;
}

/* Reads what has @size bytes now; it may become more meanwhile, or less. */
static GBytes *
read_bytes (gint fd, gsize size, gsize max_bytes, gsize *n_read)
{
  const gsize room = MIN (size, max_bytes) + 1;
  guint8 *data = g_malloc (room);

  *n_read = 0;
  while (*n_read < room) {
    const gssize n = read (fd, data + *n_read, room - *n_read);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      g_free (data);
      return NULL;
    }
    if (n == 0)
      break;
    *n_read += (gsize) n;
  }
  return g_bytes_new_take (data, *n_read);
}

/**
 * station_beneath_read:
 * @self: an open folder
 * @path: of a regular file in it
 * @max_bytes: that it may have
 * @error: return location for an %AOI_ERROR_IO, or an %AOI_ERROR_INVALID if it has more
 *
 * Returns: (transfer full): what it holds
 */
GBytes *
station_beneath_read (const AoiFolder *self, const gchar *path, gsize max_bytes, GError **error)
{
  const gint fd = station_beneath_open (self, path, O_RDONLY);
  g_autoptr (GBytes) bytes = NULL;
  gsize n_read = 0;
  struct stat info;

  if (fd < 0) {
    aoi_folder_fail (self, path, error);
    return NULL;
  }
  if (fstat (fd, &info) == 0 && !S_ISREG (info.st_mode)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s/%s: is no regular file", self->shown, path);
  } else {
    bytes = read_bytes (fd, (gsize) info.st_size, max_bytes, &n_read);
    if (bytes == NULL)
      aoi_folder_fail (self, path, error);
  }
  close (fd);
  if (bytes != NULL && n_read > max_bytes) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s/%s: has more than %" G_GSIZE_FORMAT " bytes", self->shown, path, max_bytes);
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

/**
 * station_beneath_write:
 * @self: an open folder, which is no link
 * @name: of a file directly in it
 * @bytes: what it is to hold
 * @error: return location for an %AOI_ERROR_IO
 *
 * Writes a file that readers see whole or not at all; a power loss may lose it.
 *
 * Returns: whether it was written
 */
gboolean
station_beneath_write (const AoiFolder *self, const gchar *name, GBytes *bytes, GError **error)
{
  g_autofree gchar *written = aoi_folder_get_new_name (name);

  if (aoi_folder_write_lazily (self, written, bytes, error)
      && renameat (self->fd, written, self->fd, name) == 0)
    return TRUE;
  if (error != NULL && *error == NULL)
    aoi_folder_fail (self, name, error);
  unlinkat (self->fd, written, 0);
  return FALSE;
}

/**
 * station_folder_open:
 * @self: (out): uninitialised memory
 * @path: of a folder, as the one who runs the station says it: links are followed
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether it is open
 */
gboolean
station_folder_open (AoiFolder *self, const gchar *path, GError **error)
{
  *self = (AoiFolder){ open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
    g_filename_display_name (path) };
  return self->fd >= 0 || aoi_folder_fail (self, NULL, error);
}

/**
 * station_folder_close:
 * @self: a folder, open or closed
 */
void
station_folder_close (AoiFolder *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->shown);
  *self = STATION_FOLDER_CLOSED;
}
