/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A layer below SQLite that writes the log of changes (WAL) in few calls.
 *
 * SQLite writes two pieces for each page that a transaction has changed, one behind the other, and then syncs the log. Here
 * pieces are held until one does not follow the one before, the buffer is full, or SQLite does anything else with the log:
 * reads, syncs, measures, cuts or closes it. So the connection sees the log as if each piece had been written at once, but that
 * it hears later of a disk that is full, say: at the latest from the sync, before the transaction counts as committed.
 *
 * Other connections do not read a piece before it is committed, nor write the log before the transaction has ended. So that
 * nothing is held then, a connection that uses this needs `synchronous = FULL`, by which each commit syncs the log, and
 * `cache_spill = OFF`, by which nothing is written before the commit: a transaction that is taken back has written nothing.
 * What could not be written is thrown away, as SQLite takes back the transaction that it was of. */
#include "sql/aoi-sql-wal.h"

#include <sqlite3.h>
#include <string.h>

#define NAME "aoi-wal"

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
} Wal;

/* Returns SQLITE_OK, which is 0, or why it could not: callers go on with `?:` only if it could. */
static gint
write_held (Wal *self)
{
  const gint n = self->held;

  self->held = 0;
  return n == 0 ? SQLITE_OK
                : self->below->pMethods->xWrite (self->below, self->bytes, n, self->offset);
}

static gint
wal_close (sqlite3_file *file)
{
  Wal *self = (Wal *) file;
  const gint written = write_held (self);
  const gint closed = self->below->pMethods->xClose (self->below);

  g_free (self->bytes);
  return written != SQLITE_OK ? written : closed;
}

static gint
wal_read (sqlite3_file *file, void *bytes, gint n, sqlite3_int64 offset)
{
  Wal *self = (Wal *) file;

  return write_held (self) ?: self->below->pMethods->xRead (self->below, bytes, n, offset);
}

static gint
wal_write (sqlite3_file *file, const void *bytes, gint n, sqlite3_int64 offset)
{
  Wal *self = (Wal *) file;

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
wal_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  Wal *self = (Wal *) file;

  return write_held (self) ?: self->below->pMethods->xTruncate (self->below, size);
}

static gint
wal_sync (sqlite3_file *file, gint flags)
{
  Wal *self = (Wal *) file;

  return write_held (self) ?: self->below->pMethods->xSync (self->below, flags);
}

static gint
wal_size (sqlite3_file *file, sqlite3_int64 *size)
{
  Wal *self = (Wal *) file;

  return write_held (self) ?: self->below->pMethods->xFileSize (self->below, size);
}

static gint
wal_lock (sqlite3_file *file, gint level)
{
  Wal *self = (Wal *) file;

  return self->below->pMethods->xLock (self->below, level);
}

static gint
wal_unlock (sqlite3_file *file, gint level)
{
  Wal *self = (Wal *) file;

  return self->below->pMethods->xUnlock (self->below, level);
}

static gint
wal_check_reserved (sqlite3_file *file, gint *reserved)
{
  Wal *self = (Wal *) file;

  return self->below->pMethods->xCheckReservedLock (self->below, reserved);
}

static gint
wal_control (sqlite3_file *file, gint operation, void *argument)
{
  Wal *self = (Wal *) file;

  return write_held (self)
      ?: self->below->pMethods->xFileControl (self->below, operation, argument);
}

static gint
wal_sector_size (sqlite3_file *file)
{
  Wal *self = (Wal *) file;

  return self->below->pMethods->xSectorSize (self->below);
}

static gint
wal_characteristics (sqlite3_file *file)
{
  Wal *self = (Wal *) file;

  return self->below->pMethods->xDeviceCharacteristics (self->below);
}

static const sqlite3_io_methods wal_methods = { .iVersion = 1,
  .xClose = wal_close,
  .xRead = wal_read,
  .xWrite = wal_write,
  .xTruncate = wal_truncate,
  .xSync = wal_sync,
  .xFileSize = wal_size,
  .xLock = wal_lock,
  .xUnlock = wal_unlock,
  .xCheckReservedLock = wal_check_reserved,
  .xFileControl = wal_control,
  .xSectorSize = wal_sector_size,
  .xDeviceCharacteristics = wal_characteristics };

/* All files but logs are those of the layer below. */
static gint
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, gint flags, gint *opened)
{
  sqlite3_vfs *below = vfs->pAppData;
  Wal *self = (Wal *) file;
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
  self->base.pMethods = &wal_methods;
  return SQLITE_OK;
}

static gint
register_vfs (void)
{
  static sqlite3_vfs vfs;
  sqlite3_vfs *below = sqlite3_vfs_find (NULL);

  if (sqlite3_vfs_find (NAME) != NULL)
    return SQLITE_OK;
  if (below == NULL)
    return SQLITE_ERROR;
  vfs = *below;
  vfs.zName = NAME;
  vfs.szOsFile += sizeof (Wal);
  vfs.pAppData = below;
  vfs.pNext = NULL;
  vfs.xOpen = open_file;
  return sqlite3_vfs_register (&vfs, FALSE);
}

/* A process may have several copies of this file, as of a plugin and a library: one of them registers the layer for all. The
 * lock is one for all, too. */
static gint
register_once (void)
{
  sqlite3_mutex *lock = sqlite3_mutex_alloc (SQLITE_MUTEX_STATIC_APP1);
  gint result;

  sqlite3_mutex_enter (lock);
  result = register_vfs ();
  sqlite3_mutex_leave (lock);
  return result;
}

/**
 * aoi_sql_wal_get_vfs:
 *
 * Any thread.
 *
 * Returns: (nullable): the name of the layer; %NULL, which is SQLite's own, if it could not be made
 */
const gchar *
aoi_sql_wal_get_vfs (void)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered))
    g_once_init_leave (&registered, register_once () == SQLITE_OK ? 1 : 2);
  return registered == 1 ? NAME : NULL;
}
