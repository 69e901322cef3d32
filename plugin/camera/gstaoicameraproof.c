/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Under which setting a frame was taken: by its chunk data or an echo in its leader where there are such, else
 * by what the camera was read to have before the trigger. On the camera's thread. */
#include "camera/gstaoicameraproof.h"

#include <math.h>

/* Cameras round an exposure to their lines or clock. */
#define EXPOSURE_TOLERANCE 0.01

static gboolean
has_echo (const GstAoiCameraConnection *self)
{
  return self->settings->echo != GST_AOI_CAMERA_ECHO_NONE;
}

static gint
echoed_focus (const GstAoiCameraConnection *self, const GstAoiCameraFrame *frame)
{
  return self->settings->echo == GST_AOI_CAMERA_ECHO_OFFSET_X ? frame->x : frame->y;
}

static gboolean
is_exposure (gdouble exposure, gint asked)
{
  return fabs (exposure - asked) <= MAX (1, asked * EXPOSURE_TOLERANCE);
}

/**
 * gst_aoi_camera_proof_check_read:
 * @self: a connection that prepares a shot, with what the camera was read to have
 * @reason: (out) (transfer full): what differs
 *
 * Returns: whether the camera has what was set
 */
gboolean
gst_aoi_camera_proof_check_read (GstAoiCameraConnection *self, gchar **reason)
{
  const GstAoiCameraTaking *taking = &self->taking;
  const GstAoiCameraGroup *asked = &taking->shot.setting;

  if (taking->focus_read != asked->focus)
    *reason = g_strdup_printf ("%s reads %g, asked was %d", self->settings->focus_feature,
        taking->focus_read, asked->focus);
  else if (!is_exposure (taking->exposure_read, asked->exposure))
    *reason = g_strdup_printf (
        "the exposure reads %g, asked was %d", taking->exposure_read, asked->exposure);
  return *reason == NULL;
}

/**
 * gst_aoi_camera_proof_check_frame:
 * @self: a connection that takes a frame
 * @frame: the whole frame that came for it
 * @reason: (out) (transfer full): what it says that was not asked for, or does not say
 *
 * Returns: whether all that it says of its setting is what was asked for
 */
gboolean
gst_aoi_camera_proof_check_frame (
    const GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, gchar **reason)
{
  const GstAoiCameraGroup *asked = &self->taking.shot.setting;

  if (frame->fault != NULL)
    *reason = g_strdup (frame->fault);
  else if (has_echo (self) && echoed_focus (self, frame) != asked->focus)
    *reason = g_strdup_printf ("the frame says that it was taken with focus %d, asked was %d",
        echoed_focus (self, frame), asked->focus);
  else if (!isnan (frame->chunk_focus) && frame->chunk_focus != asked->focus)
    *reason = g_strdup_printf ("the frame says that it was taken with focus %g, asked was %d",
        frame->chunk_focus, asked->focus);
  else if (!isnan (frame->chunk_exposure) && !is_exposure (frame->chunk_exposure, asked->exposure))
    *reason = g_strdup_printf ("the frame says that it was taken with exposure %g, asked was %d",
        frame->chunk_exposure, asked->exposure);
  return *reason == NULL;
}

/**
 * gst_aoi_camera_proof_fill:
 * @self: a connection that takes a frame
 * @frame: one that gst_aoi_camera_proof_check_frame() found right
 * @capture: gets what is known of its setting. It is proven if the frame itself reports its focus; of the
 *   exposure cameras report less often.
 */
void
gst_aoi_camera_proof_fill (
    const GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, GstAoiCapture *capture)
{
  capture->focus_read = self->taking.focus_read;
  capture->exposure_read = self->taking.exposure_read;
  if (has_echo (self))
    capture->focus_read = echoed_focus (self, frame);
  if (!isnan (frame->chunk_focus))
    capture->focus_read = frame->chunk_focus;
  if (!isnan (frame->chunk_exposure))
    capture->exposure_read = frame->chunk_exposure;
  capture->proven = has_echo (self) || !isnan (frame->chunk_focus);
}
