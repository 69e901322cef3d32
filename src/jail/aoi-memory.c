/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that a process shares with its helper: nobody can make it shorter, so that reading it never fails. */
#include "jail/aoi-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "aoi-error.h"

static void
set_error (GError **error)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "no memory can be shared with a helper: %s",
      g_strerror (errno));
}

/**
 * aoi_memory_new:
 * @size: in bytes
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Makes memory of zeros, which take no room until they are written, of a size that is fixed.
 *
 * Returns: (transfer full): its descriptor, or -1
 */
gint
aoi_memory_new (gsize size, GError **error)
{
  const gint fd = memfd_create ("aoi-helper", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (fd >= 0 && ftruncate (fd, (off_t) size) == 0
      && fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
    return fd;
  set_error (error);
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
write_all (gint fd, const guint8 *data, gsize size)
{
  while (size > 0) {
    const gssize n = write (fd, data, size);

    if (n < 0 && errno != EINTR)
      return FALSE;
    if (n > 0) {
      data += n;
      size -= (gsize) n;
    }
  }
  return TRUE;
}

/**
 * aoi_memory_new_of:
 * @bytes: what is to be shared
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Makes memory that nobody can change any more.
 *
 * Returns: (transfer full): its descriptor, or -1
 */
gint
aoi_memory_new_of (GBytes *bytes, GError **error)
{
  const gint fd = memfd_create ("aoi-plan", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (fd >= 0 && write_all (fd, data, size)
      && fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0)
    return fd;
  set_error (error);
  if (fd >= 0)
    close (fd);
  return -1;
}

/**
 * aoi_memory_map:
 * @fd: of aoi_memory_new()
 * @size: of it
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Returns: (nullable): the memory, for munmap()
 */
gpointer
aoi_memory_map (gint fd, gsize size, GError **error)
{
  gpointer memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

  if (memory != MAP_FAILED)
    return memory;
  set_error (error);
  return NULL;
}
