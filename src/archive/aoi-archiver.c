/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Archives in the background. */
#include "archive/aoi-archiver.h"

/* A record in the queue. */
typedef struct {
  AoiSpoolItem base;
  AoiArchiveRecord *record;
} Item;

static void
free_item (AoiSpoolItem *base)
{
  Item *item = (Item *) base;

  aoi_archive_record_free (item->record);
  g_free (item);
}

static gboolean
report_archived (const AoiArchiveReceipt *receipt, gpointer data)
{
  return aoi_spool_notify (data, &(AoiArchiverNews){ receipt, NULL });
}

static void
report_unlisted (const gchar *reason, gpointer data)
{
  aoi_spool_notify (data, &(AoiArchiverNews){ NULL, reason });
}

static void
begin (gpointer writer, AoiSpool *spool)
{
  const AoiArchiveListener listener = { report_archived, report_unlisted, spool };

  /* What keeps it from being scanned keeps records from being written, and is reported with them. */
  aoi_archive_load (writer, &listener, NULL);
}

static gboolean
write_item (
    gpointer writer, AoiSpool *spool, AoiSpoolItem *const *items, guint n_items, GError **error)
{
  const AoiArchiveListener listener = { report_archived, report_unlisted, spool };

  return aoi_archive_add (writer, ((const Item *) items[0])->record, &listener, error);
}

static void
close_archive (gpointer writer)
{
  aoi_archive_close (writer);
}

static const AoiSpoolClass archiver_class = {
  .name = "aoiarchive",
  .full = "the queue is full: boards come faster than the disk takes them",
  .stopped = "archiving was stopped before all boards were written",
  .begin = begin,
  .write = write_item,
  .free_item = free_item,
  .close = close_archive,
};

/**
 * aoi_archiver_new:
 * @archive: (transfer full): where records go; valid until the spool is freed
 * @limits: of the queue, whose items are records
 * @listener: is called for losses, and notified of #AoiArchiverNews
 *
 * Returns: (transfer full): a spool of records that runs; aoi_spool_finish() ends it
 */
AoiSpool *
aoi_archiver_new (
    AoiArchive *archive, const AoiSpoolLimits *limits, const AoiSpoolListener *listener)
{
  return aoi_spool_new (&archiver_class, archive, limits, listener);
}

/**
 * aoi_archiver_push:
 * @spool: of aoi_archiver_new()
 * @record: (transfer full): what is to be archived
 * @reserved: bytes that were reserved for it
 */
void
aoi_archiver_push (AoiSpool *spool, AoiArchiveRecord *record, gsize reserved)
{
  Item *item = g_new (Item, 1);

  *item = (Item){ { reserved, 0 }, record };
  aoi_spool_push (spool, &item->base);
}
