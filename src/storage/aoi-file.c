/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "storage/aoi-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
set_errno_error (GError **error, const gchar *path, gint code)
{
  g_autofree gchar *name = g_filename_display_name (path);

  g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", name, g_strerror (code));
}

/* A folder, a FIFO or a device has no size to check and could be read forever. */
static gboolean
check_file (
    const struct stat *info, const gchar *path, gsize max_bytes, AoiError too_large, GError **error)
{
  g_autofree gchar *name = g_filename_display_name (path);

  if (!S_ISREG (info->st_mode)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: is not a regular file", name);
    return FALSE;
  }
  if ((guint64) info->st_size > max_bytes) {
    g_set_error (error, AOI_ERROR, too_large,
        "%s: has %" G_GINT64_FORMAT " bytes, must have at most %" G_GSIZE_FORMAT, name,
        (gint64) info->st_size, max_bytes);
    return FALSE;
  }
  return TRUE;
}

/* A file that grows meanwhile is read up to the size that was checked. */
static GBytes *
read_bytes (gint fd, gsize size, const gchar *path, GError **error)
{
  g_autofree guint8 *data = g_try_malloc (MAX (size, 1));
  gsize length = 0;

  if (data == NULL) {
    set_errno_error (error, path, ENOMEM);
    return NULL;
  }
  while (length < size) {
    gssize n = read (fd, data + length, size - length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      set_errno_error (error, path, errno);
      return NULL;
    }
    if (n == 0)
      break;
    length += (gsize) n;
  }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/**
 * aoi_file_read:
 * @path: a regular file
 * @max_bytes: the most that it may have
 * @too_large: the code of the error when it has more
 * @error: return location for an error that names the file
 *
 * Reads a file that is not trusted: never more than @max_bytes, never from a device.
 *
 * Returns: (transfer full): its bytes, or %NULL with %AOI_ERROR_IO or @too_large
 */
GBytes *
aoi_file_read (const gchar *path, gsize max_bytes, AoiError too_large, GError **error)
{
  /* Without O_NONBLOCK the open itself would wait for a FIFO's writer. */
  gint fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  GBytes *bytes = NULL;
  struct stat info;

  if (fd < 0) {
    set_errno_error (error, path, errno);
    return NULL;
  }
  if (fstat (fd, &info) != 0)
    set_errno_error (error, path, errno);
  else if (check_file (&info, path, max_bytes, too_large, error))
    bytes = read_bytes (fd, (gsize) info.st_size, path, error);
  close (fd);
  return bytes;
}

/**
 * aoi_file_is_companion:
 * @name: a file name
 *
 * macOS leaves such a file beside each one that it writes to a foreign disk or share; it has the name of that
 * behind its own two characters, but not what that holds.
 *
 * Returns: whether it is none of the files that a folder is for
 */
gboolean
aoi_file_is_companion (const gchar *name)
{
  return g_str_has_prefix (name, "._");
}

static void
hash_length (GChecksum *checksum, gsize length)
{
  const guint64 size = GUINT64_TO_LE ((guint64) length);

  g_checksum_update (checksum, (const guchar *) &size, sizeof size);
}

/**
 * aoi_file_hash:
 * @bytes: what the file holds
 * @name: its name within the product, without the product's own folder
 * @checksum: where to add both
 *
 * Adds a file to the hash of a product. Both parts are preceded by their length, so that no two
 * sequences of files give the same input.
 */
void
aoi_file_hash (GBytes *bytes, const gchar *name, GChecksum *checksum)
{
  gsize size;
  const guchar *data = g_bytes_get_data (bytes, &size);

  hash_length (checksum, strlen (name));
  g_checksum_update (checksum, (const guchar *) name, (gssize) strlen (name));
  hash_length (checksum, size);
  if (size > 0)
    g_checksum_update (checksum, data, (gssize) size);
}
