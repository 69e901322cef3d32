/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-task-private.h"

#include "base/aoi-clock.h"
#include "engine/aoi-expected.h"
#include "engine/aoi-placements.h"

/* A whole frame of less is done by the thread that submits it. */
#define WORK_OF_HANDOVER (30 * 1000)

/* @part: of aoi_revision_get_part(). */
static void
init_job (AoiTask *self, AoiRevisionRoi *roi, guint part)
{
  const AoiFrame *frame = &self->frame;
  AoiRoiJob *job = &self->jobs[self->n_all++];

  job->job.run = aoi_task_run_job;
  job->link.data = job;
  job->task = self;
  job->roi = roi;
  job->part = part;
  job->image = frame->parts != NULL ? &frame->parts[part] : &frame->image;
  job->expected_ns = aoi_expected_get (aoi_revision_get_expected (self->revision), part);
  job->state = roi->place >= 0 ? AOI_JOB_WAITING : AOI_JOB_QUEUED;
  aoi_task_init_result (&job->result, roi);
}

static gboolean
is_in_frame (const AoiTask *self, guint group)
{
  return self->frame.group == AOI_GROUP_ALL || AOI_GROUP (group) == self->frame.group;
}

static void
init_jobs (AoiTask *self)
{
  const guint n_rois = aoi_revision_get_n_rois (self->revision);
  const guint n_marks = aoi_revision_get_n_marks (self->revision);

  for (guint i = 0; i < n_rois; i++) {
    AoiRevisionRoi *roi = aoi_revision_get_roi (self->revision, i);

    if (is_in_frame (self, roi->group))
      init_job (self, roi, i);
  }
  self->n_jobs = self->n_all;
  for (guint i = 0; i < n_marks; i++) {
    AoiRevisionRoi *mark = aoi_revision_get_mark (self->revision, i);

    if (!is_in_frame (self, mark->group))
      continue;
    init_job (self, mark, n_rois + i);
    self->jobs[self->n_all - 1].state = AOI_JOB_QUEUED;
    self->jobs[self->n_all - 1].is_mark = TRUE;
  }
}

static void
init_shared (AoiTask *self)
{
  const guint n = aoi_revision_get_n_shared (self->revision);

  if (n == 0)
    return;
  self->shared = g_new (AoiSharedView, n);
  for (guint i = 0; i < n; i++)
    aoi_shared_view_init (&self->shared[i], aoi_revision_get_shared (self->revision, i));
}

/**
 * aoi_task_new:
 * @revision: what to inspect by
 * @frame: what to inspect
 * @workers: how many may work at once, for the report
 * @done: (nullable): called when all ROIs have reported
 * @data: what @done is given
 *
 * Returns: (transfer full): a frame, ready to start
 */
AoiTask *
aoi_task_new (
    AoiRevision *revision, const AoiFrame *frame, guint workers, AoiTaskDone done, gpointer data)
{
  const guint most = aoi_revision_count_rois (revision, frame->group)
      + aoi_revision_get_n_marks (revision);
  AoiTask *self = g_malloc0 (sizeof (AoiTask) + most * sizeof (AoiRoiJob));

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->revision = aoi_revision_ref (revision);
  self->frame = *frame;
  if (frame->placements != NULL)
    aoi_placements_ref (frame->placements);
  self->cancellable = g_cancellable_new ();
  self->done = done;
  self->data = data;
  self->workers = workers;
  init_shared (self);
  init_jobs (self);
  aoi_task_init_places (self);
  self->pending = self->n_all;
  return self;
}

/* How many threads to wake, without the submitter's if it helps. Nobody would check the deadline
 * while the submitter is at work. */
static guint
count_workers (AoiTask *self, AoiLane *lane, AoiJob *const *jobs, guint n_jobs)
{
  const gsize work = aoi_task_sum_work (jobs, n_jobs);
  const guint workers = aoi_task_count_workers (jobs, n_jobs);

  if (self->frame.help == AOI_HELP_NONE || self->frame.deadline_ns > 0)
    return workers;
  self->needs_help = self->frame.help == AOI_HELP_ALL
      || (work < WORK_OF_HANDOVER && aoi_lane_is_idle (lane));
  return self->needs_help ? workers - 1 : workers;
}

/**
 * aoi_task_start:
 * @self: a new task
 * @lane: where its jobs are queued
 *
 * Hands the jobs to the pool; those of devices that have to be found first, as soon as that is so. With none, or none
 * that can be inspected, the task is done before this returns.
 */
void
aoi_task_start (AoiTask *self, AoiLane *lane)
{
  g_autofree AoiJob **order = g_new (AoiJob *, MAX (self->n_all, 1));
  guint n = 0;

  self->lane = aoi_lane_ref (lane);
  self->submitted = aoi_clock_now ();
  if (self->n_all == 0) {
    self->started = self->ended = self->submitted;
    aoi_task_finish (self);
    return;
  }
  for (guint i = 0; i < self->n_all; i++) {
    aoi_task_ref (self);
    if (self->jobs[i].state == AOI_JOB_QUEUED)
      order[n++] = &self->jobs[i].job;
  }
  aoi_task_sort_jobs (order, n);
  aoi_lane_push (lane, order, n, count_workers (self, lane, order, n));
  aoi_task_resolve_places (self);
}

/**
 * aoi_task_help:
 * @self: a task that was submitted with help
 *
 * Takes the part in the work that #AoiFrame.help says, as one of the pool's workers; returns when
 * nothing is left to begin. To be called once, by the submitter.
 */
void
aoi_task_help (AoiTask *self)
{
  if (self->needs_help)
    aoi_lane_help (self->lane);
}

/**
 * aoi_task_is_done:
 * @self: a task
 *
 * Thread-safe.
 *
 * Returns: whether all its ROIs have reported and its frame is released, or its deadline is over
 */
gboolean
aoi_task_is_done (AoiTask *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->is_done || self->expired;
}

/**
 * aoi_task_get_late:
 * @self: a task
 *
 * Thread-safe.
 *
 * Returns: how many results have come after the deadline and were dropped
 */
guint
aoi_task_get_late (AoiTask *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_late;
}

/**
 * aoi_task_make_report:
 * @self: a task that is done
 * @info: what the report says; source, product, revision, workers and the times are filled in
 *
 * Moves the results into a report; to be called once. What ROIs ask of other ROIs and boards is judged later, by
 * aoi_engine_judge_board().
 *
 * Returns: (transfer full): the report
 */
AoiReport *
aoi_task_make_report (AoiTask *self, AoiReportInfo *info)
{
  g_autofree AoiRoiResult *results = g_new0 (AoiRoiResult, MAX (self->n_jobs, 1));
  g_autofree AoiPlacement *placements = NULL;
  AoiReportInfo said;

  g_return_val_if_fail (aoi_task_is_done (self), NULL);

  for (guint i = 0; i < self->n_jobs; i++) {
    results[i] = self->jobs[i].result;
    aoi_task_init_result (&self->jobs[i].result, self->jobs[i].roi);
  }
  aoi_report_info_set_source (info, aoi_revision_get_product (self->revision));
  info->workers = self->workers;
  info->wait_ns = self->started - self->submitted;
  info->inspect_ns = self->ended - self->started;
  info->total_ns = aoi_clock_now () - self->submitted;
  said = *info;
  placements = aoi_task_list_placements (self, &said.n_placements);
  said.placements = placements;
  return aoi_report_new (&said, results, self->n_jobs);
}
