/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that a process shares with its helper: nobody can make it shorter, so that reading it never fails. */
#include "jail/aoi-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "aoi-error.h"

static void
set_error (GError **error)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "no memory can be shared with a helper: %s",
      g_strerror (errno));
}

/* Who limits the files of this process does not mean its memory: the limit is lifted for a moment, as far as it may
 * be. */
static gboolean
set_size (gint fd, gsize size)
{
  static GMutex lock;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  struct rlimit limit;
  gboolean lifted, good;

  if (getrlimit (RLIMIT_FSIZE, &limit) != 0)
    return FALSE;
  if (limit.rlim_max < size) {
    errno = EFBIG;
    return FALSE;
  }
  lifted = limit.rlim_cur < size
      && setrlimit (RLIMIT_FSIZE, &(struct rlimit){ limit.rlim_max, limit.rlim_max }) == 0;
  good = (lifted || limit.rlim_cur >= size) && ftruncate (fd, (off_t) size) == 0;
  if (lifted)
    setrlimit (RLIMIT_FSIZE, &limit);
  return good;
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

  if (fd >= 0 && set_size (fd, size)
      && fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
    return fd;
  set_error (error);
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
fill (gint fd, gconstpointer data, gsize size)
{
  gpointer memory = mmap (NULL, MAX (size, 1), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

  if (memory == MAP_FAILED)
    return FALSE;
  memcpy (memory, data, size);
  return munmap (memory, MAX (size, 1)) == 0;
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
  gconstpointer data = g_bytes_get_data (bytes, &size);

  if (fd >= 0 && set_size (fd, size) && fill (fd, data, size)
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
