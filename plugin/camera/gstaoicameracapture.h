/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "camera/gstaoicamerastate.h"

G_BEGIN_DECLS

/**
 * GstAoiCameraStep:
 * @GST_AOI_CAMERA_STEP_WAIT: nothing, until a frame comes or some time has passed
 * @GST_AOI_CAMERA_STEP_FIRE: what arrived before is to be handled, unless edges are listened to all the time,
 *   and then gst_aoi_camera_capture_fire() to be called
 *
 * What is due for the next frame that is asked for.
 */
typedef enum {
  GST_AOI_CAMERA_STEP_WAIT,
  GST_AOI_CAMERA_STEP_FIRE,
} GstAoiCameraStep;

gboolean gst_aoi_camera_capture_load (GstAoiCameraConnection *self, GError **error);
GstAoiCameraStep gst_aoi_camera_capture_step (GstAoiCameraConnection *self, gint64 *wake);
void gst_aoi_camera_capture_fire (GstAoiCameraConnection *self);
void gst_aoi_camera_capture_failed (GstAoiCameraConnection *self, const gchar *reason);
void gst_aoi_camera_capture_taken (
    GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, GstBuffer *buffer);
void gst_aoi_camera_capture_abort (GstAoiCameraConnection *self, const gchar *reason);

G_END_DECLS
