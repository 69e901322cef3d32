/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Locks of bytes of a file, each of one open file: they hold between threads as between processes. */
#include "outbox/aoi-outbox-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "aoi-error.h"

/**
 * aoi_outbox_lock_open:
 * @self: (out): the locks
 * @path: of the outbox
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: whether there is a lock file
 */
gboolean
aoi_outbox_lock_open (AoiOutboxLock *self, const gchar *path, GError **error)
{
  g_autofree gchar *name = g_strconcat (path, ".lock", NULL);
  g_autofree gchar *shown = g_filename_display_name (name);

  self->fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (self->fd >= 0)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IO,
      "%s: %s: see that the folder of the outbox is there, and that this user may write to it",
      shown, g_strerror (errno));
  return FALSE;
}

/**
 * aoi_outbox_lock_close:
 * @self: locks, which are given back
 */
void
aoi_outbox_lock_close (AoiOutboxLock *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static gboolean
set (AoiOutboxLock *self, gint64 number, gint command, gshort type)
{
  struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = number, .l_len = 1 };
  gint ret;

  do
    ret = fcntl (self->fd, command, &lock);
  while (ret != 0 && errno == EINTR);
  return ret == 0;
}

/**
 * aoi_outbox_lock_take:
 * @self: locks
 * @number: which of them
 * @wait: whether to wait until nobody else has it
 *
 * Returns: whether it is taken; it is also if @self has it already
 */
gboolean
aoi_outbox_lock_take (AoiOutboxLock *self, gint64 number, gboolean wait)
{
  return set (self, number, wait ? F_OFD_SETLKW : F_OFD_SETLK, F_WRLCK);
}

/**
 * aoi_outbox_lock_give:
 * @self: locks
 * @number: which of them is given back
 */
void
aoi_outbox_lock_give (AoiOutboxLock *self, gint64 number)
{
  set (self, number, F_OFD_SETLK, F_UNLCK);
}

/**
 * aoi_outbox_lock_number:
 * @target: a name
 *
 * Returns: the number of its lock, which is the same in all processes
 */
gint64
aoi_outbox_lock_number (const gchar *target)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  gint64 number = 0;

  g_checksum_update (checksum, (const guchar *) target, -1);
  g_checksum_get_digest (checksum, digest, &length);
  for (guint i = 0; i < 7; i++)
    number = number << 8 | digest[i];
  return number + AOI_OUTBOX_LOCK_TARGETS;
}

/**
 * aoi_outbox_lock_take_turn:
 * @self: locks
 *
 * Takes %AOI_OUTBOX_LOCK_WRITE. SQLite has no queue: who writes again and again would keep others from it for seconds. Here
 * who has just written waits behind the one who is next.
 */
void
aoi_outbox_lock_take_turn (AoiOutboxLock *self)
{
  aoi_outbox_lock_take (self, AOI_OUTBOX_LOCK_NEXT, TRUE);
  aoi_outbox_lock_take (self, AOI_OUTBOX_LOCK_WRITE, TRUE);
  aoi_outbox_lock_give (self, AOI_OUTBOX_LOCK_NEXT);
}
