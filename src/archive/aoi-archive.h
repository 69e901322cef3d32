/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "archive/aoi-archive-record.h"

G_BEGIN_DECLS

/**
 * AoiArchive:
 *
 * A folder of records, open and locked for writing. Belongs to one thread at a time, except for
 * aoi_archive_get_usage().
 */
typedef struct _AoiArchive AoiArchive;

/**
 * AoiArchiveLimits:
 * @max_bytes: that the archive may take on the disk, 0: any
 * @max_age: microseconds that a record is kept, 0: for ever
 * @min_free: bytes of the disk that are to stay free, 0: none
 *
 * When records are removed.
 */
typedef struct {
  guint64 max_bytes;
  gint64 max_age;
  guint64 min_free;
} AoiArchiveLimits;

/**
 * AoiArchiveUsage:
 * @bytes: that the archive takes on the disk
 * @records: that it holds
 * @removed: records that were removed to hold the limits
 */
typedef struct {
  guint64 bytes;
  guint64 records;
  guint64 removed;
} AoiArchiveUsage;

/**
 * AoiArchiveReceipt:
 * @path: of the record's folder
 * @record: the same in the archive
 * @product: (nullable): the product's name
 * @revision: (nullable): its hash
 * @number: of the board, or of the frame that is the board
 * @time: of the board's arrival, microseconds since 1970, to the millisecond
 * @passed: whether the board has passed
 * @bytes: that the record takes on the disk
 * @late: it was written by a process that ended before it could announce it
 *
 * A record that is on the disk.
 */
typedef struct {
  gchar *path;
  gchar *record;
  gchar *product;
  gchar *revision;
  guint64 number;
  gint64 time;
  gboolean passed;
  guint64 bytes;
  gboolean late;
} AoiArchiveReceipt;

/**
 * AoiArchiveListener:
 * @archived: is called for a record that is on the disk; returns whether it could pass that on, else the
 *   record counts as not announced: it is not removed, and announced when the archive is opened again
 * @unlisted: gets the reason why the page that lists records lacks some, once until it lists them again
 * @data: for both
 *
 * Called in the archive's thread without a lock.
 */
typedef struct {
  gboolean (*archived) (const AoiArchiveReceipt *receipt, gpointer data);
  void (*unlisted) (const gchar *reason, gpointer data);
  gpointer data;
} AoiArchiveListener;

AoiArchive *
aoi_archive_open (const gchar *location, const AoiArchiveLimits *limits, GError **error);
void aoi_archive_close (AoiArchive *self);
gboolean aoi_archive_load (AoiArchive *self, const AoiArchiveListener *listener, GError **error);
gboolean aoi_archive_add (AoiArchive *self, const AoiArchiveRecord *record,
    const AoiArchiveListener *listener, GError **error);
void aoi_archive_get_usage (AoiArchive *self, AoiArchiveUsage *usage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiArchive, aoi_archive_close)

G_END_DECLS
