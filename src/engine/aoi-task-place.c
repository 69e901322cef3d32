/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a frame knows of devices that have to be found before their ROIs are read. */
#include "engine/aoi-placements.h"
#include "engine/aoi-task-private.h"

static AoiTaskPlace *
get_place (const AoiRoiJob *job)
{
  return &job->task->places[job->roi->place];
}

/* @job: of a fiducial */
AoiMark *
aoi_task_get_mark (const AoiRoiJob *job)
{
  const AoiTask *task = job->task;

  return &task->marks[job - task->jobs - task->n_jobs];
}

static void
init_mark (AoiRoiJob *job)
{
  AoiTask *task = job->task;
  const AoiRevisionPlace *of = aoi_revision_get_place (task->revision, (guint) job->roi->place);
  const guint index = job->part - aoi_revision_get_n_rois (task->revision) - of->first;
  const AoiRect *rect = &job->roi->roi->rect;
  AoiMark mark = { .id = job->roi->roi->id };

  mark.rest_x = rect->x + rect->width / 2.0;
  mark.rest_y = rect->y + rect->height / 2.0;
  *aoi_task_get_mark (job) = mark;
  job->mark_index = index;
  get_place (job)->placement.marks[index] = mark;
  get_place (job)->n_pending++;
  if (!get_place (job)->own && task->frame.placements != NULL)
    aoi_placements_announce (task->frame.placements, (guint) job->roi->place);
  get_place (job)->own = TRUE;
}

/* What a new task knows of its devices' places: nothing. */
void
aoi_task_init_places (AoiTask *self)
{
  const guint n = aoi_revision_get_n_places (self->revision);

  if (n == 0)
    return;
  self->places = g_new0 (AoiTaskPlace, n);
  self->marks = g_new0 (AoiMark, MAX (self->n_all - self->n_jobs, 1));
  for (guint i = 0; i < n; i++) {
    const AoiRevisionPlace *place = aoi_revision_get_place (self->revision, i);

    self->places[i].placement.device = place->device;
    self->places[i].placement.n_marks = place->n_marks;
  }
  for (guint i = 0; i < self->n_all; i++) {
    AoiRoiJob *job = &self->jobs[i];

    if (job->roi->place >= 0)
      get_place (job)->used = TRUE;
    if (job->is_mark)
      init_mark (job);
  }
}

/* Of a ROI whose job was queued, since then nothing changes. */
gboolean
aoi_task_is_found (const AoiTask *self, const AoiRevisionRoi *roi)
{
  return roi->place >= 0 && self->places[roi->place].placement.found;
}

/* Holds the lock. Takes what is known of a fiducial. Returns whether it was the last of its device: then
 * its jobs are released, without the lock. */
gboolean
aoi_task_take_mark (AoiRoiJob *job, const AoiRoiResult *result)
{
  AoiTaskPlace *place = get_place (job);

  if (!place->settled) {
    place->placement.marks[job->mark_index] = *aoi_task_get_mark (job);
    if (!aoi_roi_result_passed (result))
      aoi_placement_fail (&place->placement, "%s", result->reason);
  }
  if (--place->n_pending > 0)
    return FALSE;
  if (!place->settled)
    aoi_placement_solve (&place->placement);
  place->settled = TRUE;
  return TRUE;
}

/**
 * aoi_task_is_waiting:
 * @self: a task that was started
 *
 * Thread-safe.
 *
 * Returns: whether ROIs of it wait for another frame of the board, which shows their fiducials
 */
gboolean
aoi_task_is_waiting (AoiTask *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->n_jobs; i++)
    if (self->jobs[i].state == AOI_JOB_WAITING && !get_place (&self->jobs[i])->own)
      return TRUE;
  return FALSE;
}

/* Holds the lock: what was not found until now is not found. Waiting jobs end when their fiducials do. */
void
aoi_task_expire_places (AoiTask *self)
{
  for (guint i = 0; self->places != NULL && i < aoi_revision_get_n_places (self->revision); i++) {
    AoiTaskPlace *place = &self->places[i];

    if (place->settled)
      continue;
    aoi_placement_fail (&place->placement, "not within the deadline of %g ms",
        (gdouble) self->frame.deadline_ns / 1e6);
    place->settled = TRUE;
  }
}

/* Returns: (transfer container): where the frame's devices lie, of a task that is done; what they own is the task's */
AoiPlacement *
aoi_task_list_placements (const AoiTask *self, guint *n_placements)
{
  const guint n = aoi_revision_get_n_places (self->revision);
  AoiPlacement *placements = g_new (AoiPlacement, MAX (n, 1));

  *n_placements = 0;
  for (guint i = 0; self->places != NULL && i < n; i++)
    if (self->places[i].used)
      placements[(*n_placements)++] = self->places[i].placement;
  return placements;
}
