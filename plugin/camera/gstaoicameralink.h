/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "camera/gstaoicamerastate.h"

G_BEGIN_DECLS

gboolean gst_aoi_camera_link_open (GstAoiCameraConnection *self, GError **error);
void gst_aoi_camera_link_close (GstAoiCameraConnection *self, gboolean lost);
void gst_aoi_camera_link_check (GstAoiCameraConnection *self);

G_END_DECLS
