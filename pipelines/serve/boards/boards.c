/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boards/boards-private.h"

#include <string.h>

#include "station/station-boards.h"

/* What may be on its way to the database; more are lost, since no client waits for it. */
#define MAX_BOARDS 4000
#define MAX_BYTES ((guint64) 64 << 20)

/* How long the station waits at its end for what is on its way, us. */
#define DRAIN_US (30 * G_USEC_PER_SEC)

/* In the thread that inspected it. */
static void
on_board (AoiReport *report, gpointer data)
{
  Boards *self = data;
  const gsize size = aoi_storer_measure (report);

  if (aoi_spool_reserve (self->spool, size, FALSE) == AOI_SPOOL_ROOM)
    aoi_storer_push (self->spool, report, size);
}

/**
 * boards_new:
 * @station: a station that inspects nothing yet
 *
 * Returns: (transfer full): what is to keep its boards, which has to be opened before it inspects
 */
Boards *
boards_new (Station *station)
{
  Boards *self = g_new0 (Boards, 1);

  self->station = station;
  self->readers = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_store_close);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->writing);
  return self;
}

/**
 * boards_free:
 * @self: (transfer full): boards of a station that inspects no more
 */
void
boards_free (Boards *self)
{
  boards_drain (self);
  g_clear_pointer (&self->spool, aoi_spool_unref);
  g_ptr_array_unref (self->readers);
  g_clear_pointer (&self->writer, aoi_store_close);
  for (guint i = 0; i < G_N_ELEMENTS (self->pauses); i++)
    g_clear_error (&self->pauses[i].why);
  g_free (self->outbox);
  g_mutex_clear (&self->writing);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * boards_open:
 * @self: boards; whoever wants to hear of them hears the station
 * @folder: where boards for a server's database wait, unless the station's settings say where
 * @error: why they would never be stored; a database that is away is no error
 *
 * Opens the store that the station's settings name, if they do.
 *
 * Returns: whether it keeps boards as it is meant to
 */
gboolean
boards_open (Boards *self, const gchar *folder, GError **error)
{
  const StationSettings *settings = &self->station->settings;
  const AoiSpoolLimits limits = { MAX_BOARDS, MAX_BYTES };
  const AoiSpoolListener listener = { boards_on_loss, boards_on_news, self };
  AoiStorerSettings store = {
    .address = settings->store, .address_name = "store", .outbox_name = "store-outbox"
  };
  AoiSpool *spool;

  if (settings->store == NULL)
    return TRUE;
  self->outbox = settings->store_outbox != NULL ? g_strdup (settings->store_outbox)
                                                : aoi_storer_dup_outbox (settings->store, folder);
  store.outbox = self->outbox;
  store.limits.age_us = (gint64) settings->store_max_age_s * G_USEC_PER_SEC;
  store.limits.overdue = (guint64) settings->store_max_overdue;
  store.limits.boards = (guint64) settings->store_max_boards;
  spool = aoi_storer_new (&store, &limits, &listener, error);
  if (spool == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  self->spool = spool;
  g_mutex_unlock (&self->lock);
  self->is_open = TRUE;
  station_listen (self->station, on_board, self);
  return TRUE;
}

/**
 * boards_drain:
 * @self: boards of a station that inspects no more
 *
 * Waits until all that was inspected is in the database, or in the outbox.
 */
void
boards_drain (Boards *self)
{
  BoardsFacts facts;

  if (!self->is_open)
    return;
  self->is_open = FALSE;
  aoi_spool_finish (self->spool, DRAIN_US);
  boards_get_facts (self, &facts);
  if (facts.waiting > 0)
    g_message (
        "%" G_GUINT64_FORMAT " boards wait in %s for the database", facts.waiting, self->outbox);
  if (facts.lost > 0)
    g_warning ("%" G_GUINT64_FORMAT " boards were lost", facts.lost);
}

/**
 * boards_has_store:
 * @self: boards
 *
 * Returns: whether they are kept
 */
gboolean
boards_has_store (const Boards *self)
{
  return self->spool != NULL;
}

static gdouble
get_age (gint64 now_us, gint64 time_us)
{
  return time_us > 0 ? (gdouble) MAX (now_us - time_us, 0) / G_USEC_PER_SEC : 0;
}

/**
 * boards_get_facts:
 * @self: boards
 * @facts: (out): how they fare; all 0 without a store
 */
void
boards_get_facts (Boards *self, BoardsFacts *facts)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AoiSpoolCounts counts = { 0 };

  if (self->spool != NULL)
    aoi_spool_get_counts (self->spool, &counts);
  *facts = (BoardsFacts){ self->stored, counts.queued, self->waiting, counts.lost, self->removed,
    self->unjudged, self->overdue,
    MAX (get_age (g_get_monotonic_time (), counts.oldest_us),
        get_age (g_get_real_time (), self->oldest_us)),
    self->away, self->losing, { 0 } };
  memcpy (facts->judgements, self->judgements, sizeof facts->judgements);
}

/**
 * boards_dup_trouble:
 * @self: boards
 *
 * Returns: (transfer full) (nullable): what is wrong with the store, for people; %NULL: nothing
 */
gchar *
boards_dup_trouble (Boards *self)
{
  BoardsFacts facts;

  boards_get_facts (self, &facts);
  if (facts.losing)
    return g_strdup_printf (
        "boards are lost, %" G_GUINT64_FORMAT " so far; see the station's log", facts.lost);
  if (facts.away)
    return g_strdup_printf ("the database is away, and %" G_GUINT64_FORMAT
                            " boards wait for it; see the station's log",
        facts.waiting);
  return NULL;
}
