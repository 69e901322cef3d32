/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiArchiveEntry:
 * @place: of the record in its archive
 * @time: of the board, microseconds since 1970
 * @passed: whether its name says that the board passed
 * @bytes: that it takes on the disk
 *
 * What is known of a record that is archived.
 */
typedef struct {
  gchar *place;
  gint64 time;
  gboolean passed;
  guint64 bytes;
} AoiArchiveEntry;

/**
 * AoiArchiveLedger:
 *
 * The records of an archive that may be removed, in the order in which they go. Belongs to one thread.
 */
typedef struct _AoiArchiveLedger AoiArchiveLedger;

AoiArchiveEntry *aoi_archive_entry_new (const gchar *place, gint64 time, guint64 bytes);
void aoi_archive_entry_free (AoiArchiveEntry *self);

AoiArchiveLedger *aoi_archive_ledger_new (void);
void aoi_archive_ledger_free (AoiArchiveLedger *self);
void aoi_archive_ledger_add (AoiArchiveLedger *self, AoiArchiveEntry *entry);
AoiArchiveEntry *aoi_archive_ledger_pop (AoiArchiveLedger *self);
AoiArchiveEntry *aoi_archive_ledger_pop_before (AoiArchiveLedger *self, gint64 time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiArchiveEntry, aoi_archive_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiArchiveLedger, aoi_archive_ledger_free)

G_END_DECLS
