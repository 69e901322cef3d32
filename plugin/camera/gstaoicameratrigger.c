/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What makes the camera take a frame. A board on an edge begins with it; all other frames of a board are asked
 * for by software, while the camera does not listen to the line: another edge would give a frame under the
 * setting of that moment. On the camera's thread. */
#include "camera/gstaoicameratrigger.h"

/* Beyond the exposure, a trigger is answered in much less; longer than the camera's own cycle. */
#define ANSWER_MS 2000
/* From the end of an exposure to the begin of its frame. */
#define READOUT_MS 10
#define SOFTWARE "Software"

/**
 * gst_aoi_camera_trigger_first:
 * @settings: what is asked for
 *
 * Returns: (nullable): what triggers frames when the camera begins to run; %NULL: nothing has to
 */
const gchar *
gst_aoi_camera_trigger_first (const GstAoiCameraSettings *settings)
{
  if (settings->plan != GST_AOI_CAMERA_PLAN_OFF)
    return SOFTWARE;
  switch (settings->trigger) {
    case GST_AOI_CAMERA_TRIGGER_LINE:
      return settings->line;
    case GST_AOI_CAMERA_TRIGGER_SOFTWARE:
      return SOFTWARE;
    default:
      return NULL;
  }
}

/**
 * gst_aoi_camera_trigger_awaits_edge:
 * @self: a connection that takes a frame
 *
 * Returns: whether it is to be triggered by the edge that begins its board, which has not come
 */
gboolean
gst_aoi_camera_trigger_awaits_edge (const GstAoiCameraConnection *self)
{
  return self->settings->trigger == GST_AOI_CAMERA_TRIGGER_LINE
      && self->settings->plan != GST_AOI_CAMERA_PLAN_OFF
      && self->taking.n_begun != self->taking.shot.board + 1;
}

/**
 * gst_aoi_camera_trigger_is_armed:
 * @self: a connection
 *
 * Returns: whether an edge makes the camera take a frame
 */
gboolean
gst_aoi_camera_trigger_is_armed (const GstAoiCameraConnection *self)
{
  return self->settings->line != NULL && g_strcmp0 (self->taking.source, self->settings->line) == 0;
}

/* Stops and starts it, by which it forgets triggers that it has not answered. It may number frames anew. */
static gboolean
restart (GstAoiCameraConnection *self, const gchar *source, GError **error)
{
  GError *cause = NULL;

  arv_camera_stop_acquisition (self->camera, &cause);
  if (cause == NULL && source != NULL
      && !gst_aoi_camera_config_apply_trigger (self->camera, source, error))
    return FALSE;
  if (cause == NULL)
    arv_camera_start_acquisition (self->camera, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  self->taking.unanswered = 0;
  g_mutex_lock (&self->lock);
  gst_aoi_camera_account_doubt (&self->account);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* Writing the source alone keeps triggers on all the time: with none the camera would run freely. One that does
 * not take it while it runs is stopped for it. */
static gboolean
set_source (GstAoiCameraConnection *self, const gchar *source, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_strcmp0 (source, self->taking.source) == 0)
    return TRUE;
  arv_camera_set_string (self->camera, "TriggerSource", source, &cause);
  if (cause != NULL && gst_aoi_camera_config_is_transient (cause)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  if (cause != NULL && !restart (self, source, error))
    return FALSE;
  self->taking.source = source;
  return TRUE;
}

/**
 * gst_aoi_camera_trigger_disarm:
 * @self: a connection with a plan
 * @error: why the camera is to be dropped
 *
 * From now on edges do nothing.
 *
 * Returns: %FALSE with @error set if it cannot
 */
gboolean
gst_aoi_camera_trigger_disarm (GstAoiCameraConnection *self, GError **error)
{
  const gboolean armed = gst_aoi_camera_trigger_is_armed (self);

  if (!set_source (self, SOFTWARE, error))
    return FALSE;
  if (armed)
    self->taking.clear_at = g_get_monotonic_time () + self->taking.last.exposure
        + READOUT_MS * G_TIME_SPAN_MILLISECOND;
  return TRUE;
}

/**
 * gst_aoi_camera_trigger_forget:
 * @self: a connection
 * @error: why the camera is to be dropped
 *
 * Cameras keep triggers for which they sent nothing; a frame that comes late for one would be taken for that of
 * the next setting.
 *
 * Returns: %FALSE with @error set if it cannot
 */
gboolean
gst_aoi_camera_trigger_forget (GstAoiCameraConnection *self, GError **error)
{
  return self->taking.unanswered == 0 || restart (self, NULL, error);
}

/**
 * gst_aoi_camera_trigger_clear:
 * @self: a connection
 *
 * Waits until no frame begins any more that an edge triggered before the camera was disarmed.
 *
 * Returns: %FALSE if the camera is to be dropped
 */
gboolean
gst_aoi_camera_trigger_clear (GstAoiCameraConnection *self)
{
  const gint64 left = self->taking.clear_at - g_get_monotonic_time ();

  return left <= 0
      || gst_aoi_camera_state_wait_ms (self, (guint) (left / G_TIME_SPAN_MILLISECOND + 1));
}

/* Edges since it was armed before are boards, too. */
static gboolean
arm (GstAoiCameraConnection *self, GError **error)
{
  self->taking.deadline = G_MAXINT64;
  if (gst_aoi_camera_trigger_is_armed (self))
    return TRUE;
  self->taking.since = g_get_monotonic_time () * 1000;
  return set_source (self, self->settings->line, error);
}

/**
 * gst_aoi_camera_trigger_fire:
 * @self: a connection that takes a frame
 * @error: why the camera is to be dropped
 *
 * Has the camera take it: at once, or at the edge that begins the board.
 *
 * Returns: %FALSE with @error set if it cannot
 */
gboolean
gst_aoi_camera_trigger_fire (GstAoiCameraConnection *self, GError **error)
{
  GstAoiCameraTaking *taking = &self->taking;
  GError *cause = NULL;

  if (gst_aoi_camera_trigger_awaits_edge (self))
    return arm (self, error);
  taking->unanswered++;
  taking->since = g_get_monotonic_time () * 1000;
  taking->deadline = g_get_monotonic_time () + ANSWER_MS * G_TIME_SPAN_MILLISECOND
      + 2 * taking->shot.setting.exposure;
  arv_camera_software_trigger (self->camera, &cause);
  if (cause != NULL)
    g_propagate_error (error, cause);
  return cause == NULL;
}

/**
 * gst_aoi_camera_trigger_watch:
 * @self: a connection that takes a frame
 *
 * An edge that was waited for shows in a frame that begins to come, and begins its board. From then on the frame
 * is waited for no longer than one that was triggered by software: Aravis from 0.8.27 on keeps the newest frame,
 * whatever its `frame-retention`, while nothing but its leader has come in order.
 */
void
gst_aoi_camera_trigger_watch (GstAoiCameraConnection *self)
{
  GstAoiCameraTaking *taking = &self->taking;
  g_autoptr (GMutexLocker) locker = NULL;

  if (!taking->active || !gst_aoi_camera_trigger_awaits_edge (self))
    return;
  locker = g_mutex_locker_new (&self->lock);
  if (self->in_flight == 0 || self->begun < taking->since)
    return;
  taking->n_begun = taking->shot.board + 1;
  taking->deadline = self->begun / 1000 + ANSWER_MS * G_TIME_SPAN_MILLISECOND;
}

/**
 * gst_aoi_camera_trigger_is_answer:
 * @self: a connection
 * @frame: a frame that came, whole or not
 *
 * Returns: whether it may be the one that was asked for. Nothing is known about a frame without its leader; it
 *   counts as that one, so that the wait ends.
 */
gboolean
gst_aoi_camera_trigger_is_answer (
    const GstAoiCameraConnection *self, const GstAoiCameraFrame *frame)
{
  return self->taking.active && (frame->id == 0 || frame->arrived >= self->taking.since);
}

/**
 * gst_aoi_camera_trigger_answered:
 * @self: a connection
 * @frame: a frame that came, whole or not
 * @n_frames: that the camera is known to have sent since the last call
 */
void
gst_aoi_camera_trigger_answered (
    GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, guint64 n_frames)
{
  GstAoiCameraTaking *taking = &self->taking;

  if (taking->active && !gst_aoi_camera_trigger_is_answer (self, frame))
    return;
  taking->unanswered -= MIN (n_frames, taking->unanswered);
  if (taking->active && gst_aoi_camera_trigger_awaits_edge (self))
    taking->n_begun = taking->shot.board + 1;
}
