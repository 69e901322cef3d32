/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-engine.h"

G_BEGIN_DECLS

/**
 * AoiPlacementsWaiter:
 * @task: what waits
 * @settle: called once with @task, without locks, on any thread, when it is known where the device is
 * @unref: gives back the reference of @task
 *
 * A frame that does not show the fiducials of one of its devices.
 */
typedef struct {
  gpointer task;
  void (*settle) (gpointer task, guint index, const AoiPlacement *placement);
  GDestroyNotify unref;
} AoiPlacementsWaiter;

AoiPlacements *aoi_placements_new (AoiRevision *revision);
AoiPlacements *aoi_placements_ref (AoiPlacements *self);
void aoi_placements_unref (AoiPlacements *self);
void aoi_placements_announce (AoiPlacements *self, guint index);
gboolean aoi_placements_join (
    AoiPlacements *self, guint index, const AoiPlacementsWaiter *waiter, AoiPlacement *placement);
void aoi_placements_settle (AoiPlacements *self, guint index, const AoiPlacement *placement);
void aoi_placements_give_up (AoiPlacements *self, guint index, const gchar *reason);
void aoi_placements_refuse_waiting (AoiPlacements *self, const gchar *reason);
void aoi_placements_close (AoiPlacements *self, const gchar *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiPlacements, aoi_placements_unref)

G_END_DECLS
