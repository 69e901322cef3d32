/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a task is before and after it runs: its results as they begin, and its end. */
#include "engine/aoi-task-private.h"

#include <math.h>

#include "engine/aoi-placements.h"

G_DEFINE_BOXED_TYPE (AoiTask, aoi_task, aoi_task_ref, aoi_task_unref)

/**
 * aoi_task_init_result:
 * @result: (out): uninitialised or zero
 * @roi: a ROI
 *
 * Fills in what a result has of its ROI; the verdict is an error until somebody reports.
 */
void
aoi_task_init_result (AoiRoiResult *result, const AoiRevisionRoi *roi)
{
  *result = (AoiRoiResult){
    .id = roi->roi->id,
    .device = roi->roi->device,
    .type = roi->roi->type,
    .names_device = roi->roi->is_device_barcode,
    .rect = roi->roi->rect,
    .place = roi->place >= 0 && roi->inspector->locate == NULL ? AOI_PLACE_UNKNOWN : AOI_PLACE_REST,
    .status = AOI_STATUS_ERROR,
    .threshold = isnan (roi->roi->threshold) ? 0.0 : roi->roi->threshold,
  };
}

static void
free_shared (AoiTask *self)
{
  if (self->shared == NULL)
    return;
  for (guint i = 0; i < aoi_revision_get_n_shared (self->revision); i++)
    aoi_shared_view_clear (&self->shared[i]);
  g_free (self->shared);
}

static void
free_places (AoiTask *self)
{
  for (guint i = 0; self->places != NULL && i < aoi_revision_get_n_places (self->revision); i++)
    aoi_placement_clear (&self->places[i].placement);
  g_free (self->places);
  g_free (self->marks);
}

/**
 * aoi_task_ref:
 * @self: a task
 *
 * Returns: (transfer full): @self
 */
AoiTask *
aoi_task_ref (AoiTask *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * aoi_task_unref:
 * @self: (transfer full): a task
 *
 * Drops a reference.
 */
void
aoi_task_unref (AoiTask *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_all; i++)
    aoi_roi_result_clear (&self->jobs[i].result);
  free_places (self);
  free_shared (self);
  g_clear_pointer (&self->frame.placements, aoi_placements_unref);
  g_object_unref (self->cancellable);
  aoi_revision_unref (self->revision);
  g_clear_pointer (&self->lane, aoi_lane_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * aoi_task_cancel:
 * @self: a task
 *
 * Asks its workers to stop: ROIs that have not begun report `cancelled`, those that have may do so
 * between their stages. The task is still done in the ordinary way. Thread-safe.
 */
void
aoi_task_cancel (AoiTask *self)
{
  g_cancellable_cancel (self->cancellable);
}
