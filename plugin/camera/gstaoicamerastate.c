/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "camera/gstaoicamerastate.h"

/**
 * gst_aoi_camera_state_must_leave:
 * @self: a connection
 *
 * Returns: whether the camera is to be dropped: to stop, since it is lost, or for another format
 */
gboolean
gst_aoi_camera_state_must_leave (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->stopping || self->lost != NULL || self->error != NULL
      || (self->configured_serial != 0 && self->configured_serial != self->serial);
}

/**
 * gst_aoi_camera_state_wait_ms:
 * @self: a connection
 * @ms: how long
 *
 * Returns: %FALSE if the camera is to be dropped, at once when it is
 */
gboolean
gst_aoi_camera_state_wait_ms (GstAoiCameraConnection *self, guint ms)
{
  const gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->stopping && self->lost == NULL && g_cond_wait_until (&self->cond, &self->lock, end))
    continue;
  return !self->stopping && self->lost == NULL;
}

/**
 * gst_aoi_camera_state_lose:
 * @self: a connection
 * @reason: why the camera is to be dropped
 */
void
gst_aoi_camera_state_lose (GstAoiCameraConnection *self, const gchar *reason)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->lost == NULL)
    self->lost = g_strdup (reason);
  g_cond_broadcast (&self->cond);
}

/**
 * gst_aoi_camera_state_fail:
 * @self: a connection
 * @error: why the element cannot go on, unless the camera is only lost
 */
void
gst_aoi_camera_state_fail (GstAoiCameraConnection *self, const GError *error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (gst_aoi_camera_config_is_transient (error)) {
    gst_aoi_camera_state_lose (self, error->message);
    return;
  }
  locker = g_mutex_locker_new (&self->lock);
  if (self->error == NULL)
    self->error = g_error_copy (error);
  g_cond_broadcast (&self->cond);
}

/**
 * gst_aoi_camera_state_queue:
 * @self: a connection
 * @item: (transfer full): a buffer or serialized event for downstream
 */
void
gst_aoi_camera_state_queue (GstAoiCameraConnection *self, GstMiniObject *item)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_queue_push_tail (&self->ready, item);
  g_cond_broadcast (&self->cond);
}

/**
 * gst_aoi_camera_state_queue_gap:
 * @self: a connection
 * @arrived: monotonic ns at which the frame began to come that does not go downstream
 *
 * Who waits for frames downstream learns that none comes of this time. Where nobody takes what is queued, the last
 * of several gaps stands for all.
 */
void
gst_aoi_camera_state_queue_gap (GstAoiCameraConnection *self, gint64 arrived)
{
  GstEvent *gap = gst_event_new_gap ((GstClockTime) arrived, GST_CLOCK_TIME_NONE);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GstMiniObject *last = g_queue_peek_tail (&self->ready);

  if (last != NULL && GST_IS_EVENT (last) && GST_EVENT_TYPE (last) == GST_EVENT_GAP)
    gst_mini_object_unref (g_queue_pop_tail (&self->ready));
  g_queue_push_tail (&self->ready, gap);
  g_cond_broadcast (&self->cond);
}
