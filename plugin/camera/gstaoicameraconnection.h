/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "camera/gstaoicamerasettings.h"

G_BEGIN_DECLS

/**
 * GstAoiCameraNext:
 * @GST_AOI_CAMERA_NEXT_ITEM: a buffer or a serialized event
 * @GST_AOI_CAMERA_NEXT_FORMAT: the camera waits for gst_aoi_camera_connection_set_format()
 * @GST_AOI_CAMERA_NEXT_FLUSHING: the wait was broken off
 * @GST_AOI_CAMERA_NEXT_ERROR: it cannot go on
 *
 * What gst_aoi_camera_connection_next() found.
 */
typedef enum {
  GST_AOI_CAMERA_NEXT_ITEM,
  GST_AOI_CAMERA_NEXT_FORMAT,
  GST_AOI_CAMERA_NEXT_FLUSHING,
  GST_AOI_CAMERA_NEXT_ERROR
} GstAoiCameraNext;

/**
 * GstAoiCameraConnection:
 *
 * A camera that is opened, configured, read, lost and found again by a thread of its own, since any call
 * may block for seconds when the camera is lost. All functions return at once, except for the wait in
 * gst_aoi_camera_connection_next(), and may be called by any thread.
 */
typedef struct _GstAoiCameraConnection GstAoiCameraConnection;

GstAoiCameraConnection *
gst_aoi_camera_connection_new (GstElement *element, GstAoiCameraSettings *settings);
GstAoiCameraConnection *gst_aoi_camera_connection_ref (GstAoiCameraConnection *self);
void gst_aoi_camera_connection_unref (GstAoiCameraConnection *self);
void gst_aoi_camera_connection_stop (GstAoiCameraConnection *self);
void gst_aoi_camera_connection_set_flushing (GstAoiCameraConnection *self, gboolean flushing);
GstCaps *gst_aoi_camera_connection_get_caps (GstAoiCameraConnection *self);
void gst_aoi_camera_connection_set_format (GstAoiCameraConnection *self, GstCaps *caps, guint held);
GstAoiCameraNext
gst_aoi_camera_connection_next (GstAoiCameraConnection *self, GstMiniObject **item, GError **error);
gboolean gst_aoi_camera_connection_capture (GstAoiCameraConnection *self);
GstStructure *gst_aoi_camera_connection_get_stats (GstAoiCameraConnection *self);

/* gstaoicameraask.c */
GstStructure *gst_aoi_camera_connection_ask (
    GstAoiCameraConnection *self, const gchar *name, const gchar *value, guint timeout_ms);

G_END_DECLS
