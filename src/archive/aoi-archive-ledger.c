/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive-ledger.h"

#include <string.h>

#include "archive/aoi-archive-place.h"

/* Both of AoiArchiveEntry, the oldest first. */
struct _AoiArchiveLedger {
  GQueue good, failed;
};

/**
 * aoi_archive_entry_new:
 * @place: a path of three parts in an archive
 * @time: of the board, microseconds since 1970
 * @bytes: that it takes on the disk
 *
 * Returns: (transfer full) (nullable): an entry, %NULL if @place is no record's
 */
AoiArchiveEntry *
aoi_archive_entry_new (const gchar *place, gint64 time, guint64 bytes)
{
  AoiArchiveEntry *self;
  gboolean exact, passed;
  gint64 named;

  if (!aoi_archive_place_parse (place, &named, &exact, &passed))
    return NULL;
  self = g_new (AoiArchiveEntry, 1);
  *self = (AoiArchiveEntry){ g_strdup (place), time, passed, bytes };
  return self;
}

/**
 * aoi_archive_entry_free:
 * @self: (transfer full): an entry
 */
void
aoi_archive_entry_free (AoiArchiveEntry *self)
{
  g_free (self->place);
  g_free (self);
}

/**
 * aoi_archive_ledger_new:
 *
 * Returns: (transfer full): a ledger without records
 */
AoiArchiveLedger *
aoi_archive_ledger_new (void)
{
  return g_new0 (AoiArchiveLedger, 1);
}

static void
clear (GQueue *queue)
{
  g_queue_clear_full (queue, (GDestroyNotify) aoi_archive_entry_free);
}

/**
 * aoi_archive_ledger_free:
 * @self: (transfer full): a ledger
 */
void
aoi_archive_ledger_free (AoiArchiveLedger *self)
{
  clear (&self->good);
  clear (&self->failed);
  g_free (self);
}

/* Records of one millisecond by their names, so that the order is the same after each start. */
static gboolean
is_later (const AoiArchiveEntry *a, const AoiArchiveEntry *b)
{
  return a->time > b->time || (a->time == b->time && strcmp (a->place, b->place) > 0);
}

/**
 * aoi_archive_ledger_add:
 * @self: a ledger
 * @entry: (transfer full): a record that may be removed
 *
 * Is cheap where records are added about in the order of their times.
 */
void
aoi_archive_ledger_add (AoiArchiveLedger *self, AoiArchiveEntry *entry)
{
  GQueue *queue = entry->passed ? &self->good : &self->failed;
  GList *before = queue->tail;

  while (before != NULL && is_later (before->data, entry))
    before = before->prev;
  if (before != NULL)
    g_queue_insert_after (queue, before, entry);
  else
    g_queue_push_head (queue, entry);
}

/**
 * aoi_archive_ledger_pop:
 * @self: a ledger
 *
 * Returns: (transfer full) (nullable): what goes first where there is no room: the oldest record of a
 *   board that passed; if there is none, the oldest of one that failed; %NULL: nothing is left
 */
AoiArchiveEntry *
aoi_archive_ledger_pop (AoiArchiveLedger *self)
{
  AoiArchiveEntry *entry = g_queue_pop_head (&self->good);

  return entry != NULL ? entry : g_queue_pop_head (&self->failed);
}

/**
 * aoi_archive_ledger_pop_before:
 * @self: a ledger
 * @time: microseconds since 1970
 *
 * Returns: (transfer full) (nullable): a record that is older, %NULL: none is
 */
AoiArchiveEntry *
aoi_archive_ledger_pop_before (AoiArchiveLedger *self, gint64 time)
{
  GQueue *const queues[] = { &self->good, &self->failed };

  for (guint i = 0; i < G_N_ELEMENTS (queues); i++) {
    const AoiArchiveEntry *oldest = g_queue_peek_head (queues[i]);

    if (oldest != NULL && oldest->time < time)
      return g_queue_pop_head (queues[i]);
  }
  return NULL;
}
