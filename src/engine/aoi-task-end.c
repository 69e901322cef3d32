/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ends: jobs, the task with the last of them, and the search for a device. Jobs of ROIs whose device has to be found
 * are not queued until its fiducials have ended, so that no worker waits; if it was not found, they end as errors without
 * having read a pixel. */
#include "base/aoi-clock.h"
#include "engine/aoi-placements.h"
#include "engine/aoi-task-private.h"

/* Without locks, on the thread that ended the last job. */
void
aoi_task_finish (AoiTask *self)
{
  if (self->frame.release != NULL)
    self->frame.release (self->frame.owner);
  g_mutex_lock (&self->lock);
  self->is_done = TRUE;
  g_mutex_unlock (&self->lock);
  if (self->done != NULL)
    self->done (self, self->data);
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

static void release_place (AoiTask *self, guint index, gboolean is_worker);

/* Takes @result, or drops it if it comes too late. Returns whether this was the task's last job: then
 * aoi_task_leave() must follow. */
gboolean
aoi_task_end_job (AoiRoiJob *self, AoiRoiResult *result, gint64 now)
{
  AoiTask *task = self->task;
  gboolean last, held, late, settled;

  g_mutex_lock (&task->lock);
  late = task->expired;
  task->n_late += late && self->state == AOI_JOB_RUNNING && !self->is_mark;
  if (task->started == 0)
    task->started = now;
  self->state = AOI_JOB_ENDED;
  held = self->held;
  settled = self->is_mark && aoi_task_take_mark (self, result);
  last = --task->pending == 0;
  if (!late) {
    self->result = *result;
    if (last)
      task->ended = now;
  }
  g_mutex_unlock (&task->lock);
  if (late)
    aoi_roi_result_clear (result);
  if (held)
    aoi_lane_unhold (task->lane);
  if (settled)
    release_place (task, (guint) self->roi->place, TRUE);
  return last;
}

/* The job may not be touched after this. */
void
aoi_task_leave (AoiTask *task, gboolean last)
{
  if (last)
    aoi_task_finish (task);
  aoi_task_unref (task);
}

/* Any thread: ends a job of a device that was not found, of which no pixel is read. */
static void
end_unread (AoiRoiJob *self, const gchar *reason)
{
  AoiRoiResult result;

  aoi_task_init_result (&result, self->roi);
  aoi_roi_result_error (&result, "the board was not found (%s)", reason);
  aoi_task_leave (self->task, aoi_task_end_job (self, &result, aoi_clock_now ()));
}

/* Without locks; the caller has a reference. The place is settled: its jobs go to the pool, or end. @is_worker: called in
 * a job of the task's lane. */
static void
release_place (AoiTask *self, guint index, gboolean is_worker)
{
  const AoiPlacement *placement = &self->places[index].placement;
  g_autofree AoiJob **jobs = g_new (AoiJob *, MAX (self->n_jobs, 1));
  const guint n = steal_waiting (self, index, jobs);

  if (n > 0 && placement->found)
    queue (self, jobs, n, is_worker);
  for (guint i = 0; i < n && !placement->found; i++)
    end_unread ((AoiRoiJob *) jobs[i], placement->reason);
  if (self->frame.placements != NULL && self->places[index].own)
    aoi_placements_settle (self->frame.placements, index, placement);
}

/* Without locks; the caller has a reference. Where a device lies whose fiducials are in another frame. */
static void
settle_place (gpointer task, guint index, const AoiPlacement *placement)
{
  AoiTask *self = task;
  AoiTaskPlace *place = &self->places[index];

  g_mutex_lock (&self->lock);
  if (!place->settled) {
    aoi_placement_clear (&place->placement);
    aoi_placement_copy (&place->placement, placement);
    place->settled = TRUE;
  }
  g_mutex_unlock (&self->lock);
  release_place (self, index, FALSE);
}

static void
unref_task (gpointer task)
{
  aoi_task_unref (task);
}

static void
fail_without_frame (AoiTask *self, guint index)
{
  const guint group = aoi_revision_get_place (self->revision, index)->group;
  const AoiCaptureGroup *shows = aoi_revision_get_group (self->revision, group);
  g_auto (AoiPlacement) placement = self->places[index].placement;

  aoi_placement_fail (&placement, "its fiducials are in a frame of focus=%d, exposure=%d",
      shows->focus, shows->exposure);
  settle_place (self, index, &placement);
}

/* Without locks, as the task starts: asks the board for devices whose fiducials are in another of its frames. */
void
aoi_task_resolve_places (AoiTask *self)
{
  const AoiPlacementsWaiter waiter = { self, settle_place, unref_task };

  for (guint i = 0; self->places != NULL && i < aoi_revision_get_n_places (self->revision); i++) {
    g_auto (AoiPlacement) placement = { 0 };

    if (!self->places[i].used || self->places[i].own)
      continue;
    if (self->frame.placements == NULL) {
      fail_without_frame (self, i);
      continue;
    }
    aoi_task_ref (self);
    if (aoi_placements_join (self->frame.placements, i, &waiter, &placement)) {
      settle_place (self, i, &placement);
      aoi_task_unref (self);
    }
  }
}
