/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <arv.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_AOI_CAMERA_POOL (gst_aoi_camera_pool_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiCameraPool, gst_aoi_camera_pool, GST, AOI_CAMERA_POOL, GstBufferPool)

GstAoiCameraPool *gst_aoi_camera_pool_new (GstCaps *caps, gsize size, guint n_buffers);
void gst_aoi_camera_pool_feed (GstAoiCameraPool *self, ArvStream *stream);
GstBuffer *gst_aoi_camera_pool_take (ArvBuffer *buffer);

G_END_DECLS
