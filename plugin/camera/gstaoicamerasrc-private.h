/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the element share. */
#pragma once

#include "camera/gstaoicameraconnection.h"
#include "camera/gstaoicamerasrc.h"
#include "common/gstaoisegmenter.h"

G_BEGIN_DECLS

/**
 * GstAoiCameraProperties:
 *
 * The element's properties as they were set; read as #GstAoiCameraSettings at the start.
 */
typedef struct {
  gchar *camera_name, *product, *plan, *trigger, *region, *features;
  gchar *focus_feature, *settle_feature;
  gdouble exposure, gain, frame_rate;
  guint packet_size, frame_retention, held, reconnect, idle_timeout, settle_time, retries;
  GstAoiCameraUse packet_socket, chunks;
  GstAoiCameraEcho focus_echo;
  gboolean forward_incomplete;
} GstAoiCameraProperties;

struct _GstAoiCameraSrc {
  GstPushSrc parent;

  GstAoiCameraProperties properties; /* object lock */
  GstAoiCameraConnection *connection; /* object lock: from start to stop */
  GstAoiSegmenter segmenter;
  GstClockTime last_pts; /* streaming thread; NONE before the first frame */
  GstStructure *last_stats; /* object lock: those of the connection that was stopped last */
};

GST_DEBUG_CATEGORY_EXTERN (gst_aoi_camera_src_debug);

GstAoiCameraSettings *gst_aoi_camera_src_read_properties (GstAoiCameraSrc *self, GError **error);
void gst_aoi_camera_src_install_properties (GObjectClass *class);
void gst_aoi_camera_src_init_properties (GstAoiCameraSrc *self);
void gst_aoi_camera_src_clear_properties (GstAoiCameraSrc *self);

G_END_DECLS
