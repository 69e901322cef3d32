/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "camera/gstaoicamerastate.h"

G_BEGIN_DECLS

gboolean gst_aoi_camera_proof_check_read (GstAoiCameraConnection *self, gchar **reason);
gboolean gst_aoi_camera_proof_check_frame (
    const GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, gchar **reason);
void gst_aoi_camera_proof_fill (
    const GstAoiCameraConnection *self, const GstAoiCameraFrame *frame, GstAoiCapture *capture);

G_END_DECLS
