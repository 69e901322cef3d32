/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "archive/aoi-archive-index.h"
#include "archive/aoi-archive-ledger.h"
#include "archive/aoi-archive.h"
#include "storage/aoi-folder-tree.h"

G_BEGIN_DECLS

/* What begins so is being written or removed, or was left by a kill. */
#define AOI_ARCHIVE_TEMPORARY ".tmp-"

/* In a record's folder until its message was posted. */
#define AOI_ARCHIVE_UNSENT ".unsent"

struct _AoiArchive {
  gchar *path; /* absolute */
  AoiFolder folder; /* fd is -1 while the folder is lost */
  gint lock;
  AoiArchiveLimits limits;
  AoiArchiveIndex *index; /* NULL until the archive was scanned, and where that failed */
  gint64 index_tried; /* when it was opened last */
  gboolean unlisted; /* the listener knows that the index lacks records */
  gboolean loaded; /* what the folder holds is known */

  AoiArchiveLedger *ledger; /* of records that were announced */
  guint64 record_bytes; /* of all records */
  GHashTable *other_bytes; /* path -> bytes of what is no record: folders of days, indexes */

  GMutex usage_lock;
  AoiArchiveUsage usage; /* with @usage_lock */
};

gboolean aoi_archive_scan (AoiArchive *self, GPtrArray *unsent, GError **error);
void aoi_archive_measure_page (AoiArchive *self);
void aoi_archive_measure_others (AoiArchive *self, const gchar *place);
void aoi_archive_account (AoiArchive *self, gint64 records, gint64 removed);
gboolean aoi_archive_make_room (AoiArchive *self, guint64 bytes, GError **error);
void aoi_archive_expire (AoiArchive *self);
AoiArchiveReceipt *aoi_archive_receipt_read (AoiArchive *self, const gchar *place);
void aoi_archive_receipt_free (AoiArchiveReceipt *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiArchiveReceipt, aoi_archive_receipt_free)

G_END_DECLS
