/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices that have to be found before their ROIs are read. Jobs of such ROIs are not queued until the device's fiducials
 * have ended, so that no worker waits; if it was not found, they end as errors without having read a pixel. */
#include "engine/aoi-placements.h"
#include "engine/aoi-task-private.h"

static AoiTaskPlace *
get_place (const AoiRoiJob *job)
{
  return &job->task->places[job->roi->place];
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
  job->mark = mark;
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

void
aoi_task_clear_places (AoiTask *self)
{
  for (guint i = 0; self->places != NULL && i < aoi_revision_get_n_places (self->revision); i++)
    aoi_placement_clear (&self->places[i].placement);
  g_free (self->places);
}

/* Of a ROI whose job was queued, since then nothing changes. */
gboolean
aoi_task_is_found (const AoiTask *self, const AoiRevisionRoi *roi)
{
  return roi->place >= 0 && self->places[roi->place].placement.found;
}

/* Holds the lock. Takes what is known of a fiducial. Returns whether it was the last of its device: then
 * aoi_task_release_place() must follow, without the lock. */
gboolean
aoi_task_take_mark (AoiRoiJob *job, const AoiRoiResult *result)
{
  AoiTaskPlace *place = get_place (job);

  if (!place->settled) {
    place->placement.marks[job->mark_index] = job->mark;
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

/* Holds no lock. Takes the jobs that wait for a place out of the task. */
static guint
steal_waiting (AoiTask *self, guint index, AoiJob **jobs)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint n = 0;

  for (guint i = 0; i < self->n_jobs; i++) {
    AoiRoiJob *job = &self->jobs[i];

    if (job->roi->place != (gint) index || job->state != AOI_JOB_WAITING)
      continue;
    job->state = AOI_JOB_QUEUED;
    jobs[n++] = &job->job;
  }
  return n;
}

/* A worker goes on with one of the jobs itself. */
static void
queue (AoiTask *self, AoiJob **jobs, guint n_jobs, gboolean is_worker)
{
  aoi_task_sort_jobs (jobs, n_jobs);
  aoi_lane_push_first (
      self->lane, jobs, n_jobs, aoi_task_count_workers (jobs, n_jobs) - (is_worker ? 1 : 0));
}

/* Without locks; the caller has a reference. The place is settled: its jobs go to the pool, or end. @is_worker: called in
 * a job of the task's lane. */
void
aoi_task_release_place (AoiTask *self, guint index, gboolean is_worker)
{
  const AoiPlacement *placement = &self->places[index].placement;
  g_autofree AoiJob **jobs = g_new (AoiJob *, MAX (self->n_jobs, 1));
  const guint n = steal_waiting (self, index, jobs);

  if (n > 0 && placement->found)
    queue (self, jobs, n, is_worker);
  for (guint i = 0; i < n && !placement->found; i++)
    aoi_task_end_unread ((AoiRoiJob *) jobs[i], placement->reason);
  if (self->frame.placements != NULL && self->places[index].own)
    aoi_placements_settle (self->frame.placements, index, placement);
}

/* Without locks; the caller has a reference. Where a device lies whose fiducials are in another frame. */
void
aoi_task_settle_place (AoiTask *self, guint index, const AoiPlacement *placement)
{
  AoiTaskPlace *place = &self->places[index];

  g_mutex_lock (&self->lock);
  if (!place->settled) {
    aoi_placement_clear (&place->placement);
    aoi_placement_copy (&place->placement, placement);
    place->settled = TRUE;
  }
  g_mutex_unlock (&self->lock);
  aoi_task_release_place (self, index, FALSE);
}

static void
fail_without_frame (AoiTask *self, guint index)
{
  const guint group = aoi_revision_get_place (self->revision, index)->group;
  const AoiCaptureGroup *shows = aoi_revision_get_group (self->revision, group);
  g_auto (AoiPlacement) placement = self->places[index].placement;

  aoi_placement_fail (&placement, "its fiducials are in a frame of focus=%d, exposure=%d",
      shows->focus, shows->exposure);
  aoi_task_settle_place (self, index, &placement);
}

/* Without locks, as the task starts: asks the board for devices whose fiducials are in another of its frames. */
void
aoi_task_resolve_places (AoiTask *self)
{
  for (guint i = 0; self->places != NULL && i < aoi_revision_get_n_places (self->revision); i++) {
    g_auto (AoiPlacement) placement = { 0 };

    if (!self->places[i].used || self->places[i].own)
      continue;
    if (self->frame.placements == NULL)
      fail_without_frame (self, i);
    else if (aoi_placements_join (self->frame.placements, i, self, &placement))
      aoi_task_settle_place (self, i, &placement);
  }
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
