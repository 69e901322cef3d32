/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record/gstaoireplaywait.h"

/**
 * gst_aoi_replay_wait_init:
 * @self: uninitialised memory
 */
void
gst_aoi_replay_wait_init (GstAoiReplayWait *self)
{
  *self = (GstAoiReplayWait){ 0 };
  g_mutex_init (&self->lock);
  g_cond_init (&self->paused);
}

/**
 * gst_aoi_replay_wait_clear:
 * @self: a wait that no thread is in
 */
void
gst_aoi_replay_wait_clear (GstAoiReplayWait *self)
{
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->paused);
}

/**
 * gst_aoi_replay_wait_interrupt:
 * @self: a wait
 *
 * Ends the wait under way: for good until gst_aoi_replay_wait_resume(), or, during a change to PAUSED,
 * until the element plays again. Thread-safe.
 */
void
gst_aoi_replay_wait_interrupt (GstAoiReplayWait *self)
{
  g_mutex_lock (&self->lock);
  if (self->pausing)
    self->interrupted = TRUE;
  else
    self->flushing = TRUE;
  if (self->id != NULL)
    gst_clock_id_unschedule (self->id);
  g_mutex_unlock (&self->lock);
}

/**
 * gst_aoi_replay_wait_resume:
 * @self: a wait
 *
 * Ends the flush. Thread-safe.
 */
void
gst_aoi_replay_wait_resume (GstAoiReplayWait *self)
{
  g_mutex_lock (&self->lock);
  self->flushing = FALSE;
  g_mutex_unlock (&self->lock);
}

/**
 * gst_aoi_replay_wait_set_pausing:
 * @self: a wait
 * @pausing: whether a change from PLAYING to PAUSED begins, or has ended
 *
 * Thread-safe.
 */
void
gst_aoi_replay_wait_set_pausing (GstAoiReplayWait *self, gboolean pausing)
{
  g_mutex_lock (&self->lock);
  self->pausing = pausing;
  g_cond_broadcast (&self->paused);
  g_mutex_unlock (&self->lock);
}

/**
 * gst_aoi_replay_wait_is_flushing:
 * @self: a wait
 *
 * Thread-safe.
 *
 * Returns: whether it was interrupted and not resumed
 */
gboolean
gst_aoi_replay_wait_is_flushing (GstAoiReplayWait *self)
{
  gboolean flushing;

  g_mutex_lock (&self->lock);
  flushing = self->flushing;
  g_mutex_unlock (&self->lock);
  return flushing;
}

/* Returns whether the clock has reached @time, rather than that the wait was interrupted. */
static gboolean
wait_once (GstAoiReplayWait *self, GstElement *element, GstClockTime time)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (element);
  GstClockReturn ret = GST_CLOCK_UNSCHEDULED;
  gboolean wait;
  GstClockID id;

  if (clock == NULL)
    return TRUE;
  id = gst_clock_new_single_shot_id (clock, gst_element_get_base_time (element) + time);
  g_mutex_lock (&self->lock);
  wait = !self->flushing && !self->interrupted;
  self->id = wait ? id : NULL;
  g_mutex_unlock (&self->lock);
  if (wait)
    ret = gst_clock_id_wait (id, NULL);
  g_mutex_lock (&self->lock);
  self->id = NULL;
  g_mutex_unlock (&self->lock);
  gst_clock_id_unref (id);
  return ret != GST_CLOCK_UNSCHEDULED;
}

/* Waits until the change to PAUSED, if one is under way, has ended. Returns whether the source is flushing. */
static gboolean
end_pause (GstAoiReplayWait *self)
{
  gboolean flushing;

  g_mutex_lock (&self->lock);
  while (self->pausing)
    g_cond_wait (&self->paused, &self->lock);
  self->interrupted = FALSE;
  flushing = self->flushing;
  g_mutex_unlock (&self->lock);
  return flushing;
}

/**
 * gst_aoi_replay_wait_for:
 * @self: a wait
 * @src: the source, which is live
 * @pts: timestamp of the frame in the segment of @src
 *
 * Waits until the clock reaches the running time of @pts; a pause does not count. GstBaseSrc can wait too, but
 * changes timestamps by the time that the start took. Streaming thread.
 *
 * Returns: %GST_FLOW_OK when the time has come or the frame has none, else why the thread is to stop
 */
GstFlowReturn
gst_aoi_replay_wait_for (GstAoiReplayWait *self, GstBaseSrc *src, GstClockTime pts)
{
  const GstClockTime time = gst_segment_to_running_time (&src->segment, GST_FORMAT_TIME, pts);
  GstFlowReturn ret = GST_FLOW_OK;

  if (!GST_CLOCK_TIME_IS_VALID (time))
    return GST_FLOW_OK;
  while (ret == GST_FLOW_OK && !wait_once (self, GST_ELEMENT (src), time))
    ret = end_pause (self) ? GST_FLOW_FLUSHING : gst_base_src_wait_playing (src);
  return ret;
}
