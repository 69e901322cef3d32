/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <arv.h>

#include "camera/gstaoicamerasettings.h"

G_BEGIN_DECLS

/**
 * GstAoiCameraChunks:
 *
 * The chunk data that a camera was set to append to each frame, by which a frame itself reports the setting
 * under which it was taken. Not thread-safe.
 */
typedef struct _GstAoiCameraChunks GstAoiCameraChunks;

gboolean gst_aoi_camera_chunks_enable (ArvCamera *camera, const GstAoiCameraSettings *settings,
    GstAoiCameraChunks **chunks, GError **error);
void gst_aoi_camera_chunks_free (GstAoiCameraChunks *self);
gchar *gst_aoi_camera_chunks_describe (const GstAoiCameraChunks *self);
gboolean gst_aoi_camera_chunks_read (const GstAoiCameraChunks *self, ArvBuffer *buffer,
    gsize image_size, gdouble *focus, gdouble *exposure, gchar **reason);

G_END_DECLS
