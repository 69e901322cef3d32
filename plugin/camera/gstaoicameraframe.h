/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "camera/gstaoicamerastate.h"

G_BEGIN_DECLS

/**
 * GstAoiCameraOutcome:
 * @frame: what came
 * @n_frames: that the camera is known to have sent since the frame before
 * @answer: it is the frame that was asked for, whole or not
 * @buffer: (nullable): what goes downstream
 * @reason: (nullable): why nothing does
 *
 * What happened with a frame that has arrived. To be cleared by gst_aoi_camera_outcome_clear().
 */
typedef struct {
  GstAoiCameraFrame frame;
  guint64 n_frames;
  gboolean answer;
  GstBuffer *buffer;
  gchar *reason;
} GstAoiCameraOutcome;

gboolean gst_aoi_camera_frames_take (GstAoiCameraConnection *self, GstAoiCameraOutcome *outcome);
void gst_aoi_camera_outcome_clear (GstAoiCameraOutcome *outcome);
void gst_aoi_camera_frames_discard (GstAoiCameraConnection *self, gboolean lost);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GstAoiCameraOutcome, gst_aoi_camera_outcome_clear)

G_END_DECLS
