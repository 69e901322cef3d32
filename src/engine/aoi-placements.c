/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the devices of a board lie that is seen in several frames, one of which shows their fiducials. */
#include "engine/aoi-placements.h"

typedef struct {
  gboolean coming; /* lock: a frame that shows the fiducials is being inspected */
  gboolean settled; /* lock: the placement is fixed */
  gint device;
  AoiPlacement placement; /* lock until it is settled, and zero */
  GArray *waiting; /* lock: AoiPlacementsWaiter */
} Place;

/* Owned by whoever puts the frames of the board together, and its tasks. Tasks call it with none of their locks held,
 * and it calls those that wait without its own. */
struct _AoiPlacements {
  gatomicrefcount refs;
  guint n_places;
  GMutex lock;
  gchar *closed; /* lock: why no further frame will come; NULL: one may */
  Place places[];
};

static void
release (gpointer data)
{
  const AoiPlacementsWaiter *waiter = data;

  waiter->unref (waiter->task);
}

static GArray *
new_waiting (void)
{
  GArray *waiting = g_array_new (FALSE, FALSE, sizeof (AoiPlacementsWaiter));

  g_array_set_clear_func (waiting, release);
  return waiting;
}

static void
init_place (Place *self, const AoiRevisionPlace *place)
{
  self->device = place->device;
  self->waiting = new_waiting ();
}

/**
 * aoi_placements_new:
 * @revision: by which all frames of a board are inspected
 *
 * aoi_placements_close() must follow, else tasks may wait for ever.
 *
 * Returns: (transfer full): what is known of a board of which no frame has come
 */
AoiPlacements *
aoi_placements_new (AoiRevision *revision)
{
  const guint n = aoi_revision_get_n_places (revision);
  AoiPlacements *self = g_malloc0 (sizeof (AoiPlacements) + n * sizeof (Place));

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->n_places = n;
  for (guint i = 0; i < n; i++)
    init_place (&self->places[i], aoi_revision_get_place (revision, i));
  return self;
}

/**
 * aoi_placements_ref:
 * @self: placements
 *
 * Returns: (transfer full): @self
 */
AoiPlacements *
aoi_placements_ref (AoiPlacements *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * aoi_placements_unref:
 * @self: (transfer full): placements
 *
 * Drops a reference.
 */
void
aoi_placements_unref (AoiPlacements *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_places; i++) {
    g_array_unref (self->places[i].waiting);
    aoi_placement_clear (&self->places[i].placement);
  }
  g_free (self->closed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * aoi_placements_announce:
 * @self: placements
 * @index: of a place of the revision
 *
 * Its fiducials are being looked for: aoi_placements_settle() will follow. Thread-safe.
 */
void
aoi_placements_announce (AoiPlacements *self, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->places[index].coming = TRUE;
}

/**
 * aoi_placements_join:
 * @self: placements
 * @index: of a place of the revision
 * @waiter: a frame that does not show its fiducials; its reference is taken if it has to wait
 * @placement: (out): where it is, or that it is not known
 *
 * If it is not known yet, @waiter's function will be called, on any thread. Thread-safe.
 *
 * Returns: whether @placement was set: it will not change
 */
gboolean
aoi_placements_join (
    AoiPlacements *self, guint index, const AoiPlacementsWaiter *waiter, AoiPlacement *placement)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Place *place = &self->places[index];

  if (!place->settled && (self->closed == NULL || place->coming)) {
    g_array_append_val (place->waiting, *waiter);
    return FALSE;
  }
  aoi_placement_copy (placement, &place->placement);
  placement->device = place->device;
  if (!place->settled)
    aoi_placement_fail (placement, "%s", self->closed);
  return TRUE;
}

/* Without locks. Takes @waiting. */
static void
tell (GArray *waiting, guint index, const AoiPlacement *placement)
{
  for (guint i = 0; i < waiting->len; i++) {
    const AoiPlacementsWaiter *waiter = &g_array_index (waiting, AoiPlacementsWaiter, i);

    waiter->settle (waiter->task, index, placement);
  }
  g_array_unref (waiting);
}

/* Holds the lock. */
static GArray *
steal_waiting (Place *place)
{
  GArray *waiting = place->waiting;

  place->waiting = new_waiting ();
  return waiting;
}

/* @is_seen: fiducials were looked for, so that it does not matter that such a frame has come. */
static void
settle (AoiPlacements *self, guint index, const AoiPlacement *placement, gboolean is_seen)
{
  Place *place = &self->places[index];
  GArray *waiting;

  g_mutex_lock (&self->lock);
  if (place->settled || (place->coming && !is_seen)) {
    g_mutex_unlock (&self->lock);
    return;
  }
  aoi_placement_copy (&place->placement, placement);
  place->settled = TRUE;
  waiting = steal_waiting (place);
  g_mutex_unlock (&self->lock);
  tell (waiting, index, &place->placement);
}

/**
 * aoi_placements_settle:
 * @self: placements
 * @index: of a place of the revision
 * @placement: where it is, or why it is not known
 *
 * If frames show its fiducials twice, the first counts. Thread-safe.
 */
void
aoi_placements_settle (AoiPlacements *self, guint index, const AoiPlacement *placement)
{
  settle (self, index, placement, TRUE);
}

/**
 * aoi_placements_give_up:
 * @self: placements
 * @index: of a place of the revision
 * @reason: why no frame that shows its fiducials will come
 *
 * Unless one has come, the place is not found for all time. Thread-safe.
 */
void
aoi_placements_give_up (AoiPlacements *self, guint index, const gchar *reason)
{
  g_auto (AoiPlacement) placement = { 0 };

  placement.device = self->places[index].device;
  aoi_placement_fail (&placement, "%s", reason);
  settle (self, index, &placement, FALSE);
}

/* Those that wait for a frame which has not come go on without it. */
static void
refuse (AoiPlacements *self, guint index, const gchar *reason)
{
  Place *place = &self->places[index];
  g_auto (AoiPlacement) placement = { .device = place->device };
  GArray *waiting;

  g_mutex_lock (&self->lock);
  if (place->settled || place->coming) {
    g_mutex_unlock (&self->lock);
    return;
  }
  waiting = steal_waiting (place);
  g_mutex_unlock (&self->lock);
  aoi_placement_fail (&placement, "%s", reason);
  tell (waiting, index, &placement);
}

/**
 * aoi_placements_refuse_waiting:
 * @self: placements
 * @reason: why no frame can wait for the one that shows the fiducials
 *
 * ROIs of frames that wait for one which has not come are errors. Thread-safe.
 */
void
aoi_placements_refuse_waiting (AoiPlacements *self, const gchar *reason)
{
  for (guint i = 0; i < self->n_places; i++)
    refuse (self, i, reason);
}

/**
 * aoi_placements_close:
 * @self: placements
 * @reason: why no further frame of the board will come
 *
 * As aoi_placements_refuse_waiting(), and for all time. Thread-safe.
 */
void
aoi_placements_close (AoiPlacements *self, const gchar *reason)
{
  g_mutex_lock (&self->lock);
  if (self->closed == NULL)
    self->closed = g_strdup (reason);
  g_mutex_unlock (&self->lock);
  aoi_placements_refuse_waiting (self, reason);
}
