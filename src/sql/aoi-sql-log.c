/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A layer below SQLite that writes the log of changes in few calls.
 *
 * SQLite writes two pieces for each page that a transaction has changed, one behind the other, and then syncs the log. Here
 * pieces are held until one does not follow the one before, the buffer is full, or SQLite does anything else with the log: reads,
 * syncs, measures, cuts or closes it. So whatever SQLite knows of the log is as if it had been written piece by piece, but that
 * a disk that is full, say, is told of a bit later: at the latest by the sync, before the transaction counts as committed.
 *
 * Other connections do not read a piece before it is committed, nor write the log before the transaction has ended. So that
 * nothing is held then, a connection that uses this needs `synchronous = FULL` (a commit syncs the log) and `cache_spill = OFF` (nothing is
 * written before the commit, so that a transaction that is taken back has written nothing). What could not be written is thrown
 * away, as SQLite takes back the transaction that it was of. */
#include "sql/aoi-sql-log.h"

#include <sqlite3.h>
#include <string.h>

#define NAME "aoi-log"

/* Bytes that are held at most, more than a board of 40 ROIs changes. The layer below writes less than 128 KiB at once. */
#define CAPACITY (96 * 1024)

/* A log; that of the layer below follows it.
 * @offset: in the log, of what is held */
typedef struct {
  sqlite3_file base;
  sqlite3_file *below;
  sqlite3_int64 offset;
  gint held;
  guint8 *bytes;
} Log;

static gint
write_held (Log *self)
{
  const gint n = self->held;

  self->held = 0;
  return n == 0 ? SQLITE_OK
                : self->below->pMethods->xWrite (self->below, self->bytes, n, self->offset);
}

static gint
log_close (sqlite3_file *file)
{
  Log *self = (Log *) file;
  const gint written = write_held (self);
  const gint closed = self->below->pMethods->xClose (self->below);

  g_free (self->bytes);
  return written != SQLITE_OK ? written : closed;
}

static gint
log_read (sqlite3_file *file, void *bytes, gint n, sqlite3_int64 offset)
{
  Log *self = (Log *) file;
  const gint written = write_held (self);

  return written != SQLITE_OK ? written
                              : self->below->pMethods->xRead (self->below, bytes, n, offset);
}

static gint
log_write (sqlite3_file *file, const void *bytes, gint n, sqlite3_int64 offset)
{
  Log *self = (Log *) file;

  if (offset != self->offset + self->held || n > CAPACITY - self->held) {
    const gint written = write_held (self);

    if (written != SQLITE_OK)
      return written;
  }
  if (n > CAPACITY)
    return self->below->pMethods->xWrite (self->below, bytes, n, offset);
  if (self->held == 0)
    self->offset = offset;
  memcpy (self->bytes + self->held, bytes, (gsize) n);
  self->held += n;
  return SQLITE_OK;
}

static gint
log_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  Log *self = (Log *) file;
  const gint written = write_held (self);

  return written != SQLITE_OK ? written : self->below->pMethods->xTruncate (self->below, size);
}

static gint
log_sync (sqlite3_file *file, gint flags)
{
  Log *self = (Log *) file;
  const gint written = write_held (self);

  return written != SQLITE_OK ? written : self->below->pMethods->xSync (self->below, flags);
}

static gint
log_size (sqlite3_file *file, sqlite3_int64 *size)
{
  Log *self = (Log *) file;
  const gint written = write_held (self);

  return written != SQLITE_OK ? written : self->below->pMethods->xFileSize (self->below, size);
}

static gint
log_lock (sqlite3_file *file, gint level)
{
  Log *self = (Log *) file;

  return self->below->pMethods->xLock (self->below, level);
}

static gint
log_unlock (sqlite3_file *file, gint level)
{
  Log *self = (Log *) file;

  return self->below->pMethods->xUnlock (self->below, level);
}

static gint
log_check_reserved (sqlite3_file *file, gint *reserved)
{
  Log *self = (Log *) file;

  return self->below->pMethods->xCheckReservedLock (self->below, reserved);
}

static gint
log_control (sqlite3_file *file, gint operation, void *argument)
{
  Log *self = (Log *) file;
  const gint written = write_held (self);

  return written != SQLITE_OK
      ? written
      : self->below->pMethods->xFileControl (self->below, operation, argument);
}

static gint
log_sector_size (sqlite3_file *file)
{
  Log *self = (Log *) file;

  return self->below->pMethods->xSectorSize (self->below);
}

static gint
log_characteristics (sqlite3_file *file)
{
  Log *self = (Log *) file;

  return self->below->pMethods->xDeviceCharacteristics (self->below);
}

static const sqlite3_io_methods log_methods = { .iVersion = 1,
  .xClose = log_close,
  .xRead = log_read,
  .xWrite = log_write,
  .xTruncate = log_truncate,
  .xSync = log_sync,
  .xFileSize = log_size,
  .xLock = log_lock,
  .xUnlock = log_unlock,
  .xCheckReservedLock = log_check_reserved,
  .xFileControl = log_control,
  .xSectorSize = log_sector_size,
  .xDeviceCharacteristics = log_characteristics };

/* All files but logs are those of the layer below. */
static gint
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, gint flags, gint *opened)
{
  sqlite3_vfs *below = vfs->pAppData;
  Log *self = (Log *) file;
  gint result;

  if ((flags & SQLITE_OPEN_WAL) == 0)
    return below->xOpen (below, name, file, flags, opened);
  self->base.pMethods = NULL;
  self->below = (sqlite3_file *) (self + 1);
  result = below->xOpen (below, name, self->below, flags, opened);
  if (result != SQLITE_OK)
    return result;
  self->offset = 0;
  self->held = 0;
  self->bytes = g_malloc (CAPACITY);
  self->base.pMethods = &log_methods;
  return SQLITE_OK;
}

static gint
register_vfs (void)
{
  static sqlite3_vfs vfs;
  sqlite3_vfs *below = sqlite3_vfs_find (NULL);

  if (below == NULL)
    return SQLITE_ERROR;
  vfs = *below;
  vfs.zName = NAME;
  vfs.szOsFile += sizeof (Log);
  vfs.pAppData = below;
  vfs.pNext = NULL;
  vfs.xOpen = open_file;
  return sqlite3_vfs_register (&vfs, FALSE);
}

/**
 * aoi_sql_log_get_vfs:
 *
 * Any thread.
 *
 * Returns: (nullable): the name of the layer; %NULL, which is SQLite's own, if it could not be made
 */
const gchar *
aoi_sql_log_get_vfs (void)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered))
    g_once_init_leave (&registered, register_vfs () == SQLITE_OK ? 1 : 2);
  return registered == 1 ? NAME : NULL;
}
