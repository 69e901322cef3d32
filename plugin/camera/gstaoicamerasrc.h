/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/base/gstpushsrc.h>

G_BEGIN_DECLS

#define GST_TYPE_AOI_CAMERA_SRC (gst_aoi_camera_src_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiCameraSrc, gst_aoi_camera_src, GST, AOI_CAMERA_SRC, GstPushSrc)

GST_ELEMENT_REGISTER_DECLARE (aoicamerasrc);

G_END_DECLS
