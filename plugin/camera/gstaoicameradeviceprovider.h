/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_AOI_CAMERA_DEVICE (gst_aoi_camera_device_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiCameraDevice, gst_aoi_camera_device, GST, AOI_CAMERA_DEVICE, GstDevice)

#define GST_TYPE_AOI_CAMERA_DEVICE_PROVIDER (gst_aoi_camera_device_provider_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiCameraDeviceProvider, gst_aoi_camera_device_provider, GST,
    AOI_CAMERA_DEVICE_PROVIDER, GstDeviceProvider)

GST_DEVICE_PROVIDER_REGISTER_DECLARE (aoicameradeviceprovider);

G_END_DECLS
