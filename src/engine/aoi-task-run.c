/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The work on a frame: each ROI's call, and what becomes of it when the deadline is over. */
#include "engine/aoi-task-private.h"

#include "aoi-pixels.h"
#include "base/aoi-clock.h"
#include "engine/aoi-expected.h"
#include "engine/aoi-gate.h"
#include "engine/aoi-scratch.h"
#include "jail/aoi-jail.h"

static gboolean
rect_is_inside (const AoiRoiJob *self)
{
  const AoiRect *rect = &self->roi->roi->rect;
  const AoiImage *frame = &self->task->frame.image;
  const AoiRect whole = { 0, 0, frame->width, frame->height };

  return aoi_rect_contains (&whole, rect);
}

/* Where the ROI is in the frame: a device that was not found has no pixels. */
static void
set_place (const AoiRoiJob *self, AoiRoiResult *result)
{
  if (self->is_mark || !aoi_task_is_found (self->task, self->roi))
    return;
  result->place = AOI_PLACE_FOUND;
  result->alignment = self->task->places[self->roi->place].placement.alignment;
}

static void
read_view (AoiRoiJob *self, const AoiImage *image, gpointer scratch, AoiRoiResult *result)
{
  const AoiRevisionRoi *roi = self->roi;
  AoiSharedView *shared = roi->shared >= 0 ? &self->task->shared[roi->shared] : NULL;
  const AoiView view = { image, roi->roi->rect, roi->roi->rotation, shared };

  roi->inspector->inspect (roi->state, scratch, &view, self->task->cancellable, result);
}

/* The copy that the other process reads says how the board lies, too. */
static void
inspect_in_jail (AoiRoiJob *self, const AoiImage *image, AoiRoiResult *result)
{
  const AoiRoi *roi = self->roi->roi;
  const AoiView view = { image, roi->rect, roi->rotation, NULL };
  const AoiJailCall call = { (guint) self->roi->cell, &view, self->task->cancellable };

  aoi_jail_inspect (aoi_revision_get_jail (self->task->revision), &call, result);
}

static void
inspect (AoiRoiJob *self, AoiRoiResult *result)
{
  const AoiRevisionRoi *roi = self->roi;
  const AoiRect *rect = &roi->roi->rect;
  const AoiImage *frame = &self->task->frame.image;
  const gboolean moves = roi->place >= 0 && !self->is_mark;
  g_autoptr (GError) error = NULL;
  AoiImage aligned;
  gpointer scratch;

  set_place (self, result);
  if (g_cancellable_is_cancelled (self->task->cancellable)) {
    aoi_roi_result_error (result, "cancelled");
  } else if (!rect_is_inside (self)) {
    aoi_roi_result_error (result, "coords [%d,%d,%d,%d] reach outside of the %dx%d frame", rect->x,
        rect->y, rect->x + rect->width, rect->y + rect->height, frame->width, frame->height);
  } else if (moves && !aoi_roi_result_align (result, self->image, &aligned)) {
    aoi_roi_result_error (result, "moved out of the frame by the board's place");
  } else if (roi->cell >= 0) {
    inspect_in_jail (self, moves ? &aligned : self->image, result);
  } else if (!aoi_scratch_stack_take (roi->scratches, &scratch, &error)) {
    aoi_roi_result_error (result, "%s", error->message);
  } else {
    if (self->is_mark)
      roi->inspector->locate (roi->state, scratch, self->image, aoi_task_get_mark (self), result);
    else
      read_view (self, moves ? &aligned : self->image, scratch, result);
    aoi_scratch_stack_give (roi->scratches, scratch);
  }
}

/* Returns whether the job is to be worked on: not if its task has expired. */
static gboolean
begin (AoiRoiJob *self, gint64 now)
{
  AoiTask *task = self->task;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&task->lock);

  if (task->expired)
    return FALSE;
  if (task->started == 0)
    task->started = now;
  self->state = AOI_JOB_RUNNING;
  return TRUE;
}

/* Takes from an inspector's result only what the inspector decides. */
static void
take_verdict (const AoiRoiJob *self, AoiRoiResult *result)
{
  const AoiRoiResult said = *result;

  aoi_task_init_result (result, self->roi);
  set_place (self, result);
  result->status = said.status;
  result->score = said.score;
  result->threshold = said.threshold;
  result->reason = said.reason;
  result->values = said.values;
  aoi_roi_result_seal (result);
}

/* Learns from a call. Where it took long unexpectedly, what waits behind it was taken for too little. */
static void
learn (AoiRoiJob *self, gint64 time_ns)
{
  AoiTask *task = self->task;

  if (g_cancellable_is_cancelled (task->cancellable))
    return;
  aoi_expected_update (aoi_revision_get_expected (task->revision), self->part, time_ns);
  if (self->expected_ns != 0 && time_ns > (gint64) self->expected_ns + AOI_TASK_WORK_PER_WORKER)
    aoi_lane_wake (task->lane);
}

/* The result is made aside, so that nothing half-written is ever seen in the task. Returns whether
 * this was the task's last job. */
static gboolean
work (AoiRoiJob *self)
{
  AoiTask *task = self->task;
  const gint64 begun = aoi_clock_now ();
  gint64 now = begun;
  AoiRoiResult result;

  aoi_task_init_result (&result, self->roi);
  if (begin (self, begun)) {
    aoi_pixels_take_time ();
    inspect (self, &result);
    take_verdict (self, &result);
    now = aoi_clock_now ();
    result.queue_ns = begun - task->submitted;
    result.pixels_ns = aoi_pixels_take_time ();
    result.time_ns = now - begun;
    learn (self, result.time_ns);
  }
  return aoi_task_end_job (self, &result, now);
}

/* Any thread: ends a job whose ROI hangs in the call of another frame. */
static void
refuse_busy (AoiRoiJob *self, guint64 since)
{
  AoiRoiResult result;

  aoi_task_init_result (&result, self->roi);
  aoi_roi_result_timeout (&result, "still busy since frame %" G_GUINT64_FORMAT, since);
  aoi_task_leave (self->task, aoi_task_end_job (self, &result, aoi_clock_now ()));
}

/* With a deadline, a ROI's calls come one after the other: the thread that leaves the gate continues with the job that
 * waits there. A job leaves it before its task, which keeps the gate. */
static void
run_gated (AoiRoiJob *self)
{
  AoiGate *gate = self->roi->gate;
  guint64 since;

  switch (aoi_gate_enter (gate, &self->link, &since)) {
    case AOI_GATE_OPEN:
      while (self != NULL) {
        AoiTask *task = self->task;
        const gboolean last = work (self);

        self = aoi_gate_leave (gate);
        aoi_task_leave (task, last);
      }
      break;
    case AOI_GATE_WAIT:
      break;
    case AOI_GATE_SHUT:
      refuse_busy (self, since);
      break;
  }
}

/* Pool thread, or one that helps. */
void
aoi_task_run_job (AoiJob *job)
{
  AoiRoiJob *self = (AoiRoiJob *) job;
  AoiTask *task = self->task;

  if (task->frame.deadline_ns > 0)
    run_gated (self);
  else
    aoi_task_leave (task, work (self));
}

/* Holds the lock: what the report says about a job that has not ended. The call that hangs shuts its ROI's
 * gate, and @waiting gets the calls that waited there. */
static void
expire_job (AoiRoiJob *self, GQueue *waiting)
{
  AoiTask *task = self->task;
  const gdouble ms = (gdouble) task->frame.deadline_ns / 1e6;

  if (self->state == AOI_JOB_RUNNING) {
    self->held = aoi_lane_hold (task->lane);
    aoi_gate_shut (self->roi->gate, task->frame.number, waiting);
    aoi_roi_result_timeout (&self->result, "not finished within the deadline of %g ms", ms);
  } else {
    aoi_roi_result_timeout (&self->result, "not begun within the deadline of %g ms", ms);
  }
}

/**
 * aoi_task_expire:
 * @self: a task that was started with a deadline
 *
 * Its deadline is over: ROIs that have not reported are `timeout` for good, and the report can be made.
 * Workers that are busy with them finish on references of their own; their results are dropped and
 * counted. Until such a call returns, its ROI is `timeout` at once in other frames, and another worker
 * takes the place of the one that hangs. Thread-safe; calls the done functions of other tasks of the
 * same lane.
 */
void
aoi_task_expire (AoiTask *self)
{
  GQueue waiting = G_QUEUE_INIT;
  const gint64 now = aoi_clock_now ();
  GList *link;

  g_return_if_fail (self->frame.deadline_ns > 0);

  g_mutex_lock (&self->lock);
  if (self->expired || self->is_done) {
    g_mutex_unlock (&self->lock);
    return;
  }
  self->expired = TRUE;
  if (self->started == 0)
    self->started = now;
  if (self->pending > 0)
    self->ended = now;
  for (guint i = 0; i < self->n_all; i++)
    if (self->jobs[i].state != AOI_JOB_ENDED)
      expire_job (&self->jobs[i], &waiting);
  aoi_task_expire_places (self);
  g_mutex_unlock (&self->lock);
  aoi_task_cancel (self);
  while ((link = g_queue_pop_head_link (&waiting)) != NULL)
    refuse_busy (link->data, self->frame.number);
}
