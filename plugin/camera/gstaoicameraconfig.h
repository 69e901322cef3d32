/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <arv.h>
#include <gst/gst.h>

#include "camera/gstaoicamerasettings.h"

G_BEGIN_DECLS

/**
 * GstAoiCameraFormat:
 * @pixels: the format of a pixel
 * @width: of a frame
 * @height: of a frame
 * @rate_n: frames a second, 0 if they are not regular
 * @rate_d: what @rate_n is divided by
 *
 * What was negotiated with downstream.
 */
typedef struct {
  ArvPixelFormat pixels;
  gint width;
  gint height;
  gint rate_n;
  gint rate_d;
} GstAoiCameraFormat;

gboolean gst_aoi_camera_config_is_transient (const GError *error);
gboolean gst_aoi_camera_config_set (
    ArvCamera *camera, const gchar *name, const gchar *value, GError **error);
gboolean gst_aoi_camera_config_reads (
    ArvCamera *camera, const GstAoiCameraFeature *feature, gboolean *reads, GError **error);
gboolean gst_aoi_camera_config_set_common (
    ArvCamera *camera, const gchar *name, const gchar *value, GError **error);
gboolean gst_aoi_camera_config_set_exposure (ArvCamera *camera, gdouble exposure, GError **error);
gboolean gst_aoi_camera_config_apply_general (
    ArvCamera *camera, const GstAoiCameraSettings *settings, GError **error);
gboolean gst_aoi_camera_config_apply_format (ArvCamera *camera,
    const GstAoiCameraSettings *settings, const GstAoiCameraFormat *format, GError **error);
gboolean
gst_aoi_camera_config_apply_trigger (ArvCamera *camera, const gchar *source, GError **error);
GstCaps *gst_aoi_camera_config_get_caps (
    ArvCamera *camera, const GstAoiCameraSettings *settings, GError **error);
gboolean gst_aoi_camera_format_from_caps (GstAoiCameraFormat *format, const GstCaps *caps);

G_END_DECLS
