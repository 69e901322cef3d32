/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-task-private.h"

#include "base/aoi-clock.h"
#include "engine/aoi-expected.h"

/* A whole frame of less is done by the thread that submits it. */
#define WORK_OF_HANDOVER (30 * 1000)

/* What a ROI that was never inspected is taken for, ns. */
#define WORK_UNKNOWN (10 * 1000 * 1000)

static void
init_job (AoiTask *self, AoiRoiJob *job, guint index)
{
  const AoiFrame *frame = &self->frame;

  job->job.run = aoi_task_run_job;
  job->link.data = job;
  job->task = self;
  job->roi = aoi_revision_get_roi (self->revision, index);
  job->index = index;
  job->image = frame->parts != NULL ? &frame->parts[index] : &frame->image;
  job->expected_ns = aoi_expected_get (aoi_revision_get_expected (self->revision), index);
  aoi_task_init_result (&job->result, job->roi);
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
  const guint n = aoi_revision_count_rois (revision, frame->group);
  AoiTask *self = g_malloc0 (sizeof (AoiTask) + n * sizeof (AoiRoiJob));

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->revision = aoi_revision_ref (revision);
  self->frame = *frame;
  self->cancellable = g_cancellable_new ();
  self->done = done;
  self->data = data;
  self->workers = workers;
  self->pending = n;
  init_shared (self);
  for (guint i = 0; i < aoi_revision_get_n_rois (revision); i++)
    if (frame->group == AOI_GROUP_ALL
        || AOI_GROUP (aoi_revision_get_roi (revision, i)->group) == frame->group)
      init_job (self, &self->jobs[self->n_jobs++], i);
  return self;
}

/* Ascending by what is to begin first: priority, then the longest expected, then the product's order. */
static gint
compare_jobs (gconstpointer a, gconstpointer b)
{
  const AoiRoiJob *first = *(const AoiRoiJob *const *) a;
  const AoiRoiJob *second = *(const AoiRoiJob *const *) b;

  if (first->roi->roi->priority != second->roi->roi->priority)
    return first->roi->roi->priority > second->roi->roi->priority ? -1 : 1;
  if (first->expected_ns != second->expected_ns)
    return first->expected_ns > second->expected_ns ? -1 : 1;
  return first < second ? -1 : first > second;
}

static gsize
get_expected_work (const AoiTask *self)
{
  gsize total = 0;

  for (guint i = 0; i < self->n_jobs; i++)
    total += self->jobs[i].expected_ns != 0 ? self->jobs[i].expected_ns : WORK_UNKNOWN;
  return total;
}

/* How many threads to wake, without the submitter's if it helps. Nobody would check the deadline
 * while the submitter is at work. */
static guint
count_workers (AoiTask *self, AoiLane *lane)
{
  const gsize work = get_expected_work (self);
  const guint workers = (guint) CLAMP (work / AOI_TASK_WORK_PER_WORKER + 1, 1, self->n_jobs);

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
 * Hands the jobs to the pool. With none, the task is done before this returns.
 */
void
aoi_task_start (AoiTask *self, AoiLane *lane)
{
  g_autofree AoiJob **order = g_new (AoiJob *, MAX (self->n_jobs, 1));

  self->lane = aoi_lane_ref (lane);
  self->submitted = aoi_clock_now ();
  if (self->n_jobs == 0) {
    self->started = self->ended = self->submitted;
    aoi_task_finish (self);
    return;
  }
  for (guint i = 0; i < self->n_jobs; i++) {
    order[i] = &self->jobs[i].job;
    aoi_task_ref (self);
  }
  qsort (order, self->n_jobs, sizeof (AoiJob *), compare_jobs);
  aoi_lane_push (lane, order, self->n_jobs, count_workers (self, lane));
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
  return aoi_report_new (info, results, self->n_jobs);
}
