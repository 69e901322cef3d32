/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection as the element sees it, and the loop of its thread. */
#include "camera/gstaoicameraask.h"
#include "camera/gstaoicameracapture.h"
#include "camera/gstaoicameraframe.h"
#include "camera/gstaoicameralink.h"
#include "camera/gstaoicamerastate.h"
#include "camera/gstaoicameratrigger.h"

/* What a healthy camera takes to be closed, ms. A dead one is left to its thread after that. */
#define CLOSE_MS 400

/* All connections with a thread. One that stops may still hold its camera: others wait for it. */
static GMutex all_lock;
static GCond all_cond;
static GSList *all; /* all_lock */

static gboolean
is_stopping (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->stopping;
}

static gboolean
is_held_by_another (GstAoiCameraConnection *self)
{
  for (GSList *l = all; l != NULL; l = l->next) {
    GstAoiCameraConnection *other = l->data;

    if (other != self && is_stopping (other)
        && g_strcmp0 (other->settings->camera, self->settings->camera) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
wait_for_others (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&all_lock);

  while (!is_stopping (self) && is_held_by_another (self))
    g_cond_wait (&all_cond, &all_lock);
}

static void
leave_others (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&all_lock);

  all = g_slist_remove (all, self);
  g_cond_broadcast (&all_cond);
}

/* What a frame means for the shot that is taken, and for downstream. */
static void
act_on_frame (GstAoiCameraConnection *self, GstAoiCameraOutcome *outcome)
{
  gst_aoi_camera_trigger_answered (self, &outcome->frame, outcome->n_frames);
  if (outcome->buffer != NULL) {
    if (self->taking.active)
      gst_aoi_camera_capture_taken (self, &outcome->frame, outcome->buffer);
    gst_aoi_camera_state_queue (self, GST_MINI_OBJECT (g_steal_pointer (&outcome->buffer)));
    return;
  }
  gst_aoi_camera_state_queue_gap (self, outcome->frame.arrived);
  if (outcome->answer)
    gst_aoi_camera_capture_failed (self, outcome->reason);
}

/* Returns FALSE if no frame has arrived. */
static gboolean
handle_frame (GstAoiCameraConnection *self)
{
  g_auto (GstAoiCameraOutcome) outcome = { 0 };

  if (!gst_aoi_camera_frames_take (self, &outcome))
    return FALSE;
  act_on_frame (self, &outcome);
  return TRUE;
}

static void
handle_frames (GstAoiCameraConnection *self)
{
  while (handle_frame (self))
    continue;
}

/* Asks for frames that are due. What came before the trigger was not asked for by it, but for edges of a line
 * that is listened to all the time. Returns monotonic µs at which to call again, if nothing happens before. */
static gint64
ask_for_frames (GstAoiCameraConnection *self)
{
  gint64 wake;

  while (gst_aoi_camera_capture_step (self, &wake) == GST_AOI_CAMERA_STEP_FIRE) {
    if (!gst_aoi_camera_trigger_is_armed (self))
      handle_frames (self);
    gst_aoi_camera_capture_fire (self);
  }
  return wake;
}

/* Frames, shots and checks until the camera is to be dropped. */
static void
serve (GstAoiCameraConnection *self)
{
  gint64 wake;

  while (!gst_aoi_camera_state_must_leave (self)) {
    handle_frame (self);
    wake = ask_for_frames (self);
    gst_aoi_camera_ask_answer (self);
    gst_aoi_camera_link_check (self);
    wake = MIN (wake, self->quiet_since + G_TIME_SPAN_SECOND);
    g_mutex_lock (&self->lock);
    if (g_queue_is_empty (&self->arrived) && g_queue_is_empty (&self->questions) && !self->stopping
        && self->lost == NULL)
      g_cond_wait_until (&self->cond, &self->lock, wake);
    g_mutex_unlock (&self->lock);
  }
  handle_frames (self);
}

/* Returns whether the camera is dropped since it was lost. */
static gboolean
report_loss (GstAoiCameraConnection *self, gboolean was_connected)
{
  g_autofree gchar *reason = NULL;

  g_mutex_lock (&self->lock);
  reason = g_steal_pointer (&self->lost);
  if (reason != NULL && was_connected)
    self->losses++;
  if (reason != NULL && self->settings->reconnect == 0 && self->error == NULL && !self->stopping)
    self->error = g_error_new (GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND, "%s", reason);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  if (reason == NULL)
    return FALSE;
  if (was_connected)
    gst_aoi_camera_message_post (self,
        gst_structure_new (GST_AOI_CAMERA_MESSAGE_NAME, "event", G_TYPE_STRING, "lost", "reason",
            G_TYPE_STRING, reason, NULL));
  else if (!self->reported)
    gst_aoi_camera_message_post (self,
        gst_structure_new (GST_AOI_CAMERA_MESSAGE_NAME, "event", G_TYPE_STRING, "waiting", "reason",
            G_TYPE_STRING, reason, NULL));
  if (!self->reported && self->settings->reconnect > 0)
    gst_aoi_camera_message_warn (self, reason);
  self->reported = TRUE;
  return TRUE;
}

/* One camera object from its opening to its end. */
static void
use_camera (GstAoiCameraConnection *self)
{
  g_autoptr (GError) error = NULL;
  gboolean connected = gst_aoi_camera_link_open (self, &error), lost;

  if (connected) {
    self->reported = FALSE;
    serve (self);
  } else if (error != NULL) {
    gst_aoi_camera_state_fail (self, error);
  }
  g_mutex_lock (&self->lock);
  self->connected = FALSE;
  g_mutex_unlock (&self->lock);
  gst_aoi_camera_ask_refuse (self, "the camera was lost");
  gst_aoi_camera_capture_abort (self, "the camera was lost");
  lost = report_loss (self, connected);
  gst_aoi_camera_link_close (self, lost);
}

static gpointer
run (gpointer data)
{
  GstAoiCameraConnection *self = data;
  g_autoptr (GError) error = NULL;

  wait_for_others (self);
  if (!gst_aoi_camera_capture_load (self, &error))
    gst_aoi_camera_state_fail (self, error);
  while (!is_stopping (self) && self->error == NULL) {
    use_camera (self);
    if (self->reported)
      gst_aoi_camera_state_wait_ms (self, self->settings->reconnect);
  }
  if (self->pool != NULL)
    gst_buffer_pool_set_active (GST_BUFFER_POOL (self->pool), FALSE);
  gst_clear_object (&self->pool);
  leave_others (self);
  g_mutex_lock (&self->lock);
  self->finished = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  gst_aoi_camera_connection_unref (self);
  return NULL;
}

/**
 * gst_aoi_camera_connection_new:
 * @element: what messages are posted by
 * @settings: (transfer full): what is asked for
 *
 * Begins to search for the camera.
 *
 * Returns: (transfer full): a connection; gst_aoi_camera_connection_stop() must be called
 */
GstAoiCameraConnection *
gst_aoi_camera_connection_new (GstElement *element, GstAoiCameraSettings *settings)
{
  GstAoiCameraConnection *self = g_new0 (GstAoiCameraConnection, 1);

  g_atomic_ref_count_init (&self->refs);
  g_weak_ref_init (&self->element, element);
  self->settings = settings;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_queue_init (&self->arrived);
  g_queue_init (&self->ready);
  g_queue_init (&self->questions);
  self->asked = g_ptr_array_new_with_free_func (gst_aoi_camera_feature_free);
  g_mutex_lock (&all_lock);
  all = g_slist_prepend (all, self);
  g_mutex_unlock (&all_lock);
  g_atomic_ref_count_inc (&self->refs);
  g_thread_unref (g_thread_new ("aoi-camera", run, self));
  return self;
}

/**
 * gst_aoi_camera_connection_ref:
 * @self: a connection
 *
 * Returns: (transfer full): @self
 */
GstAoiCameraConnection *
gst_aoi_camera_connection_ref (GstAoiCameraConnection *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * gst_aoi_camera_connection_unref:
 * @self: (transfer full): a connection
 */
void
gst_aoi_camera_connection_unref (GstAoiCameraConnection *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_queue_clear_full (&self->arrived, g_object_unref);
  g_queue_clear_full (&self->ready, (GDestroyNotify) gst_mini_object_unref);
  g_queue_clear_full (&self->questions, (GDestroyNotify) gst_aoi_camera_question_unref);
  g_ptr_array_unref (self->asked);
  g_clear_pointer (&self->plan, gst_aoi_camera_plan_free);
  g_clear_error (&self->error);
  gst_clear_caps (&self->caps);
  gst_clear_caps (&self->agreed);
  gst_clear_caps (&self->pool_caps);
  g_free (self->lost);
  gst_aoi_camera_settings_free (self->settings);
  g_weak_ref_clear (&self->element);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * gst_aoi_camera_connection_stop:
 * @self: a connection
 *
 * Lets go of the camera. A camera that does not answer takes seconds for that, which its thread spends alone.
 */
void
gst_aoi_camera_connection_stop (GstAoiCameraConnection *self)
{
  const gint64 end = g_get_monotonic_time () + CLOSE_MS * G_TIME_SPAN_MILLISECOND;
  GQueue ready;

  g_weak_ref_set (&self->element, NULL);
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  ready = self->ready;
  g_queue_init (&self->ready);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  g_queue_clear_full (&ready, (GDestroyNotify) gst_mini_object_unref);

  g_mutex_lock (&all_lock);
  g_cond_broadcast (&all_cond);
  g_mutex_unlock (&all_lock);

  g_mutex_lock (&self->lock);
  while (!self->finished && g_cond_wait_until (&self->cond, &self->lock, end))
    continue;
  g_mutex_unlock (&self->lock);
}

/**
 * gst_aoi_camera_connection_set_flushing:
 * @self: a connection
 * @flushing: whether gst_aoi_camera_connection_next() returns at once
 */
void
gst_aoi_camera_connection_set_flushing (GstAoiCameraConnection *self, gboolean flushing)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->flushing = flushing;
  g_cond_broadcast (&self->cond);
}

/**
 * gst_aoi_camera_connection_get_caps:
 * @self: a connection
 *
 * Returns: (transfer full) (nullable): what the camera can send; %NULL before it was found
 */
GstCaps *
gst_aoi_camera_connection_get_caps (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->caps != NULL ? gst_caps_ref (self->caps) : NULL;
}

/**
 * gst_aoi_camera_connection_set_format:
 * @self: a connection
 * @caps: what the camera shall send
 * @held: frames that downstream may hold at once, at least 1
 */
void
gst_aoi_camera_connection_set_format (GstAoiCameraConnection *self, GstCaps *caps, guint held)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->agreed != NULL && gst_caps_is_equal (self->agreed, caps) && self->held == held)
    return;
  gst_caps_replace (&self->agreed, caps);
  self->held = held;
  self->serial++;
  g_cond_broadcast (&self->cond);
}

/**
 * gst_aoi_camera_connection_next:
 * @self: a connection
 * @item: (out) (optional) (transfer full): with %GST_AOI_CAMERA_NEXT_ITEM
 * @error: with %GST_AOI_CAMERA_NEXT_ERROR
 *
 * Waits for the next thing to do for downstream.
 *
 * Returns: what it is
 */
GstAoiCameraNext
gst_aoi_camera_connection_next (GstAoiCameraConnection *self, GstMiniObject **item, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (;;) {
    if (self->flushing)
      return GST_AOI_CAMERA_NEXT_FLUSHING;
    if (self->caps != NULL && self->agreed == NULL)
      return GST_AOI_CAMERA_NEXT_FORMAT;
    if (!g_queue_is_empty (&self->ready)) {
      *item = g_queue_pop_head (&self->ready);
      return GST_AOI_CAMERA_NEXT_ITEM;
    }
    if (self->error != NULL) {
      g_propagate_error (error, g_error_copy (self->error));
      return GST_AOI_CAMERA_NEXT_ERROR;
    }
    g_cond_wait (&self->cond, &self->lock);
  }
}

/**
 * gst_aoi_camera_connection_capture:
 * @self: a connection
 *
 * Asks for a frame, or with a plan for a board.
 *
 * Returns: %FALSE if there is no camera that could take it, or nothing to ask for
 */
gboolean
gst_aoi_camera_connection_capture (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!self->connected || self->settings->trigger != GST_AOI_CAMERA_TRIGGER_SOFTWARE
      || !gst_aoi_camera_plan_request (self->plan))
    return FALSE;
  g_cond_broadcast (&self->cond);
  return TRUE;
}
