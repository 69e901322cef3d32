/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-task.h"

#include <math.h>

#include "aoi-scratch.h"

/* One ROI of one frame. */
typedef struct {
  AoiJob job; /* first: the pool's view of this structure */
  AoiTask *task;
  AoiRevisionRoi *roi;
  const AoiImage *image;
  gint mean_us; /* snapshot for sorting: the shared one changes meanwhile */
  AoiRoiResult result; /* the worker's until it reports, then under the task's lock */
} RoiJob;

struct _AoiTask {
  gatomicrefcount refs; /* the owner's, and one for each job that has not ended */
  AoiRevision *revision;
  AoiFrame frame;
  GCancellable *cancellable;
  AoiTaskDone done;
  gpointer data;
  guint workers;
  gint64 submitted; /* monotonic, us */

  GMutex lock;
  guint pending; /* lock: jobs that have not reported */
  gboolean is_done; /* lock */
  gint64 started; /* lock: first job's start, monotonic us; 0: none yet */
  gint64 ended; /* lock: last report */

  guint n_jobs;
  RoiJob jobs[];
};

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
    .status = AOI_STATUS_ERROR,
    .threshold = isnan (roi->roi->threshold) ? 0.0 : roi->roi->threshold,
  };
}

static gboolean
rect_is_inside (const RoiJob *self)
{
  const AoiRect *rect = &self->roi->roi->rect;
  const AoiImage *frame = &self->task->frame.image;
  const AoiRect whole = { 0, 0, frame->width, frame->height };

  return aoi_rect_contains (&whole, rect);
}

static void
inspect (RoiJob *self, AoiRoiResult *result)
{
  const AoiRevisionRoi *roi = self->roi;
  const AoiRect *rect = &roi->roi->rect;
  const AoiImage *frame = &self->task->frame.image;
  const AoiView view = { self->image, *rect, roi->roi->rotation };
  g_autoptr (GError) error = NULL;
  gpointer scratch;

  if (g_cancellable_is_cancelled (self->task->cancellable)) {
    aoi_roi_result_error (result, "cancelled");
  } else if (!rect_is_inside (self)) {
    aoi_roi_result_error (result, "coords [%d,%d,%d,%d] reach outside of the %dx%d frame", rect->x,
        rect->y, rect->x + rect->width, rect->y + rect->height, frame->width, frame->height);
  } else if (!aoi_scratch_stack_take (roi->scratches, &scratch, &error)) {
    aoi_roi_result_error (result, "%s", error->message);
  } else {
    roi->inspector->inspect (roi->state, scratch, &view, self->task->cancellable, result);
    aoi_scratch_stack_give (roi->scratches, scratch);
  }
}

/* The expected time is a running mean over about eight frames. Two workers may lose one of two
 * updates; it only orders work. */
static void
update_mean (AoiRevisionRoi *roi, gint64 time_us)
{
  gint mean = g_atomic_int_get (&roi->mean_us);
  gint sample = (gint) MIN (time_us, G_MAXINT / 2);

  g_atomic_int_set (&roi->mean_us, mean == 0 ? sample : mean + (sample - mean) / 8);
}

static void
finish (AoiTask *self)
{
  if (self->frame.release != NULL)
    self->frame.release (self->frame.owner);
  g_mutex_lock (&self->lock);
  self->is_done = TRUE;
  g_mutex_unlock (&self->lock);
  if (self->done != NULL)
    self->done (self, self->data);
}

static void
mark_started (AoiTask *self, gint64 now)
{
  g_mutex_lock (&self->lock);
  if (self->started == 0)
    self->started = now;
  g_mutex_unlock (&self->lock);
}

static void
report (RoiJob *self, AoiRoiResult *result, gint64 now)
{
  AoiTask *task = self->task;
  gboolean last;

  g_mutex_lock (&task->lock);
  self->result = *result;
  last = --task->pending == 0;
  if (last)
    task->ended = now;
  g_mutex_unlock (&task->lock);
  if (last)
    finish (task);
}

/* Of what an inspector left, only what is its to say. */
static void
take_verdict (AoiRoiResult *result, const AoiRevisionRoi *roi)
{
  const AoiRoiResult said = *result;

  aoi_task_init_result (result, roi);
  result->status = said.status;
  result->score = said.score;
  result->threshold = said.threshold;
  result->reason = said.reason;
  result->values = said.values;
  aoi_roi_result_seal (result);
}

/* Pool thread. The result is made aside, so that nothing half-written is ever seen in the task. */
static void
run_job (AoiJob *job)
{
  RoiJob *self = (RoiJob *) job;
  AoiTask *task = self->task;
  gint64 begin = g_get_monotonic_time ();
  AoiRoiResult result;
  gint64 end;

  mark_started (task, begin);
  aoi_task_init_result (&result, self->roi);
  inspect (self, &result);
  take_verdict (&result, self->roi);
  end = g_get_monotonic_time ();
  result.time_ns = (end - begin) * 1000;
  if (!g_cancellable_is_cancelled (task->cancellable))
    update_mean (self->roi, end - begin);
  report (self, &result, end);
  aoi_task_unref (task);
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
  guint n = aoi_revision_get_n_rois (revision);
  AoiTask *self = g_malloc0 (sizeof (AoiTask) + n * sizeof (RoiJob));

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->revision = aoi_revision_ref (revision);
  self->frame = *frame;
  self->cancellable = g_cancellable_new ();
  self->done = done;
  self->data = data;
  self->workers = workers;
  self->pending = self->n_jobs = n;
  for (guint i = 0; i < n; i++) {
    RoiJob *job = &self->jobs[i];

    job->job.run = run_job;
    job->task = self;
    job->roi = aoi_revision_get_roi (revision, i);
    job->image = frame->parts != NULL ? &frame->parts[i] : &self->frame.image;
    job->mean_us = g_atomic_int_get (&job->roi->mean_us);
    aoi_task_init_result (&job->result, job->roi);
  }
  return self;
}

/* Ascending by what is to begin first: priority, then the longest expected, then the product's order. */
static gint
compare_jobs (gconstpointer a, gconstpointer b)
{
  const RoiJob *first = *(const RoiJob *const *) a;
  const RoiJob *second = *(const RoiJob *const *) b;

  if (first->roi->roi->priority != second->roi->roi->priority)
    return first->roi->roi->priority > second->roi->roi->priority ? -1 : 1;
  if (first->mean_us != second->mean_us)
    return first->mean_us > second->mean_us ? -1 : 1;
  return first < second ? -1 : first > second;
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

  self->submitted = g_get_monotonic_time ();
  if (self->n_jobs == 0) {
    self->started = self->ended = self->submitted;
    finish (self);
    return;
  }
  for (guint i = 0; i < self->n_jobs; i++) {
    order[i] = &self->jobs[i].job;
    aoi_task_ref (self);
  }
  qsort (order, self->n_jobs, sizeof (AoiJob *), compare_jobs);
  aoi_lane_push (lane, order, self->n_jobs);
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
 */
void
aoi_task_unref (AoiTask *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_jobs; i++)
    aoi_roi_result_clear (&self->jobs[i].result);
  g_object_unref (self->cancellable);
  aoi_revision_unref (self->revision);
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

/**
 * aoi_task_is_done:
 * @self: a task
 *
 * Thread-safe.
 *
 * Returns: whether all its ROIs have reported and its frame is released
 */
gboolean
aoi_task_is_done (AoiTask *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->is_done;
}

/**
 * aoi_task_make_report:
 * @self: a task that is done
 * @info: what the report says; product, revision, workers and the times are filled in
 *
 * Moves the results into a report; to be called once.
 *
 * Returns: (transfer full): the report
 */
AoiReport *
aoi_task_make_report (AoiTask *self, AoiReportInfo *info)
{
  AoiProduct *product = aoi_revision_get_product (self->revision);
  g_autofree AoiRoiResult *results = g_new0 (AoiRoiResult, MAX (self->n_jobs, 1));

  g_return_val_if_fail (aoi_task_is_done (self), NULL);

  for (guint i = 0; i < self->n_jobs; i++) {
    results[i] = self->jobs[i].result;
    aoi_task_init_result (&self->jobs[i].result, self->jobs[i].roi);
  }
  info->product = aoi_product_get_name (product);
  info->revision = aoi_product_get_hash (product);
  info->workers = self->workers;
  info->wait_ns = (self->started - self->submitted) * 1000;
  info->inspect_ns = (self->ended - self->started) * 1000;
  info->total_ns = (g_get_monotonic_time () - self->submitted) * 1000;
  return aoi_report_new (info, results, self->n_jobs);
}
