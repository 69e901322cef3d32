/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What came from the camera: whole frames go on, all others are counted and posted. What a frame means for the
 * shot that is taken is returned. On the camera's thread. */
#include "camera/gstaoicameraframe.h"

#include <math.h>

#include "camera/gstaoicameraproof.h"
#include "camera/gstaoicameratrigger.h"

static const gchar *
problem_of_status (ArvBufferStatus status)
{
  switch (status) {
    case ARV_BUFFER_STATUS_SUCCESS:
      return NULL;
    case ARV_BUFFER_STATUS_TIMEOUT:
    case ARV_BUFFER_STATUS_MISSING_PACKETS:
      return "packets were lost";
    case ARV_BUFFER_STATUS_ABORTED:
      return "its transmission was broken off";
    default:
      return "its packets were wrong";
  }
}

/* Aravis takes a frame for whole whose last packet came early: its size and kind are checked, too. */
static const gchar *
problem_of_image (const GstAoiCameraConnection *self, ArvBuffer *buffer)
{
  const ArvBufferPayloadType type = arv_buffer_get_payload_type (buffer);
  gsize size = 0;

  if (type != ARV_BUFFER_PAYLOAD_TYPE_IMAGE && type != ARV_BUFFER_PAYLOAD_TYPE_EXTENDED_CHUNK_DATA)
    return "it is not an image";
  if (arv_buffer_get_image_pixel_format (buffer) != self->format.pixels
      || arv_buffer_get_image_width (buffer) != self->format.width
      || arv_buffer_get_image_height (buffer) != self->format.height)
    return "it has another size or pixel format than was set";
  arv_buffer_get_data (buffer, &size);
  return size >= self->frame_size ? NULL : "it is too short";
}

/* To be cleared by frame_clear(). */
static void
read_frame (const GstAoiCameraConnection *self, ArvBuffer *buffer, GstAoiCameraFrame *frame)
{
  const gint64 age = g_get_real_time () * 1000 - (gint64) arv_buffer_get_system_timestamp (buffer);

  *frame = (GstAoiCameraFrame){
    .problem = problem_of_status (arv_buffer_get_status (buffer)),
    .id = arv_buffer_get_frame_id (buffer),
    .camera_time = arv_buffer_get_timestamp (buffer),
    /* Only the wall clock is noted by Aravis, which may have been set meanwhile. */
    .arrived = g_get_monotonic_time () * 1000 - CLAMP (age, 0, 10 * (gint64) GST_SECOND),
    .chunk_focus = NAN,
    .chunk_exposure = NAN,
  };
  if (frame->problem != NULL)
    return;
  frame->problem = problem_of_image (self, buffer);
  if (frame->problem != NULL)
    return;
  frame->x = arv_buffer_get_image_x (buffer);
  frame->y = arv_buffer_get_image_y (buffer);
  if (self->chunks != NULL)
    gst_aoi_camera_chunks_read (self->chunks, buffer, self->frame_size, &frame->chunk_focus,
        &frame->chunk_exposure, &frame->fault);
}

static void
frame_clear (GstAoiCameraFrame *frame)
{
  g_clear_pointer (&frame->fault, g_free);
}

/* Counts it, posts frames that are missing before it, and returns how far its id is ahead. */
static guint64
account (GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, GstAoiCameraFate fate,
    guint64 *index)
{
  guint64 sent, dropped = 0;

  g_mutex_lock (&self->lock);
  sent = self->account.sent;
  if (frame->problem != NULL && frame->id == 0) {
    gst_aoi_camera_account_add_nameless (&self->account);
    *index = GST_BUFFER_OFFSET_NONE;
  } else {
    dropped = gst_aoi_camera_account_add (&self->account, frame->id, fate, index);
  }
  sent = self->account.sent - sent;
  g_mutex_unlock (&self->lock);
  if (dropped > 0) {
    self->discont = TRUE;
    gst_aoi_camera_message_post (self,
        gst_structure_new (GST_AOI_CAMERA_MESSAGE_NAME, "event", G_TYPE_STRING, "dropped", "count",
            G_TYPE_UINT64, dropped, "before", G_TYPE_UINT64, frame->id, NULL));
  }
  return MAX (sent, 1);
}

/* @index: as it was counted. */
static GstBuffer *
make_buffer (
    GstAoiCameraConnection *self, ArvBuffer *arrived, const GstAoiCameraFrame *frame, guint64 index)
{
  GstBuffer *buffer = gst_aoi_camera_pool_take (arrived);

  if (gst_buffer_get_size (buffer) != self->frame_size)
    gst_buffer_resize (buffer, 0, self->frame_size);
  GST_BUFFER_PTS (buffer) = frame->arrived; /* made a running time by the streaming thread */
  GST_BUFFER_OFFSET (buffer) = index;
  GST_BUFFER_OFFSET_END (buffer) = index == GST_BUFFER_OFFSET_NONE ? index : index + 1;
  if (self->format.rate_n > 0)
    GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (
        GST_SECOND, self->format.rate_d, self->format.rate_n);
  if (self->discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  self->discont = FALSE;
  if (frame->problem != NULL)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_CORRUPTED);
  return buffer;
}

static void
take_incomplete (GstAoiCameraConnection *self, ArvBuffer *arrived, GstAoiCameraOutcome *outcome)
{
  const gboolean planned = self->settings->plan != GST_AOI_CAMERA_PLAN_OFF;
  const GstAoiCameraFrame *frame = &outcome->frame;
  guint64 index;

  outcome->n_frames = account (self, frame, GST_AOI_CAMERA_INCOMPLETE, &index);
  gst_aoi_camera_message_post (self,
      gst_structure_new (GST_AOI_CAMERA_MESSAGE_NAME, "event", G_TYPE_STRING, "incomplete",
          "frame-id", G_TYPE_UINT64, frame->id, "reason", G_TYPE_STRING, frame->problem, NULL));
  if (self->settings->forward_incomplete && !planned) {
    outcome->buffer = make_buffer (self, arrived, frame, index);
  } else {
    outcome->reason = g_strdup (frame->problem);
    g_object_unref (arrived);
  }
  self->discont = TRUE;
}

/* Whether it may go downstream. Frames without a plan are not asked for one by one. */
static gboolean
is_wanted (const GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, gchar **reason)
{
  if (self->settings->plan == GST_AOI_CAMERA_PLAN_OFF)
    return TRUE;
  if (gst_aoi_camera_trigger_is_answer (self, frame))
    return gst_aoi_camera_proof_check_frame (self, frame, reason);
  *reason = g_strdup ("it was not asked for");
  return FALSE;
}

static void
take_whole (GstAoiCameraConnection *self, ArvBuffer *arrived, GstAoiCameraOutcome *outcome)
{
  const GstAoiCameraFrame *frame = &outcome->frame;
  guint64 index;

  if (is_wanted (self, frame, &outcome->reason)) {
    outcome->n_frames = account (self, frame, GST_AOI_CAMERA_PUSHED, &index);
    outcome->buffer = make_buffer (self, arrived, frame, index);
    return;
  }
  outcome->n_frames = account (self, frame, GST_AOI_CAMERA_REFUSED, &index);
  g_object_unref (arrived);
  self->discont = TRUE;
  gst_aoi_camera_message_post (self,
      gst_structure_new (GST_AOI_CAMERA_MESSAGE_NAME, "event", G_TYPE_STRING, "refused", "frame-id",
          G_TYPE_UINT64, frame->id, "reason", G_TYPE_STRING, outcome->reason, NULL));
}

static ArvBuffer *
pop_arrived (GstAoiCameraConnection *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_queue_pop_head (&self->arrived);
}

/**
 * gst_aoi_camera_frames_take:
 * @self: a connection with a camera
 * @outcome: (out): what happened with it
 *
 * Takes one frame that has arrived, counts it and posts what is wrong with it. The caller acts on the
 * outcome.
 *
 * Returns: %FALSE if there is none
 */
gboolean
gst_aoi_camera_frames_take (GstAoiCameraConnection *self, GstAoiCameraOutcome *outcome)
{
  ArvBuffer *arrived = pop_arrived (self);

  *outcome = (GstAoiCameraOutcome){ 0 };
  if (arrived == NULL)
    return FALSE;
  self->quiet_since = self->last_frame = g_get_monotonic_time ();
  read_frame (self, arrived, &outcome->frame);
  outcome->answer = gst_aoi_camera_trigger_is_answer (self, &outcome->frame);
  if (outcome->frame.problem != NULL)
    take_incomplete (self, arrived, outcome);
  else
    take_whole (self, arrived, outcome);
  return TRUE;
}

/**
 * gst_aoi_camera_outcome_clear:
 * @outcome: an outcome
 */
void
gst_aoi_camera_outcome_clear (GstAoiCameraOutcome *outcome)
{
  frame_clear (&outcome->frame);
  gst_clear_buffer (&outcome->buffer);
  g_clear_pointer (&outcome->reason, g_free);
}

/* A camera that was told to stop may be amid a frame, which is then as good as one that nobody waits for. */
static GstAoiCameraFate
fate_of_discarded (ArvBuffer *arrived, const GstAoiCameraFrame *frame, gboolean lost)
{
  const gboolean stopped = !lost && arv_buffer_get_status (arrived) == ARV_BUFFER_STATUS_ABORTED;

  return frame->problem == NULL || stopped ? GST_AOI_CAMERA_DROPPED : GST_AOI_CAMERA_INCOMPLETE;
}

/**
 * gst_aoi_camera_frames_discard:
 * @self: a connection that has let go of its camera
 * @lost: whether the camera was lost, and not stopped
 *
 * Counts what came last and returns it.
 */
void
gst_aoi_camera_frames_discard (GstAoiCameraConnection *self, gboolean lost)
{
  ArvBuffer *arrived;

  while ((arrived = pop_arrived (self)) != NULL) {
    GstAoiCameraFrame frame;
    guint64 index;

    read_frame (self, arrived, &frame);
    account (self, &frame, fate_of_discarded (arrived, &frame, lost), &index);
    frame_clear (&frame);
    g_object_unref (arrived);
  }
  g_mutex_lock (&self->lock);
  gst_aoi_camera_account_restart (&self->account);
  g_mutex_unlock (&self->lock);
}
