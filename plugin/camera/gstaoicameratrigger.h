/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "camera/gstaoicamerastate.h"

G_BEGIN_DECLS

const gchar *gst_aoi_camera_trigger_first (const GstAoiCameraSettings *settings);
gboolean gst_aoi_camera_trigger_awaits_edge (const GstAoiCameraConnection *self);
gboolean gst_aoi_camera_trigger_is_armed (const GstAoiCameraConnection *self);
gboolean gst_aoi_camera_trigger_disarm (GstAoiCameraConnection *self, GError **error);
gboolean gst_aoi_camera_trigger_forget (GstAoiCameraConnection *self, GError **error);
gboolean gst_aoi_camera_trigger_clear (GstAoiCameraConnection *self);
gboolean gst_aoi_camera_trigger_fire (GstAoiCameraConnection *self, GError **error);
void gst_aoi_camera_trigger_watch (GstAoiCameraConnection *self);
gboolean gst_aoi_camera_trigger_is_answer (
    const GstAoiCameraConnection *self, const GstAoiCameraFrame *frame);
void gst_aoi_camera_trigger_answered (
    GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, guint64 n_frames);

G_END_DECLS
