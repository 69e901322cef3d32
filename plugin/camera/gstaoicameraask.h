/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "camera/gstaoicamerastate.h"

G_BEGIN_DECLS

GstAoiCameraQuestion *gst_aoi_camera_question_ref (GstAoiCameraQuestion *self);
void gst_aoi_camera_question_unref (GstAoiCameraQuestion *self);
void gst_aoi_camera_ask_answer (GstAoiCameraConnection *self);
gboolean gst_aoi_camera_ask_apply (GstAoiCameraConnection *self, GError **error);
void gst_aoi_camera_ask_refuse (GstAoiCameraConnection *self, const gchar *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiCameraQuestion, gst_aoi_camera_question_unref)

G_END_DECLS
