/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/video/video.h>

G_BEGIN_DECLS

gboolean gst_aoi_overlay_meta_scale (
    GstMeta *meta, GstBuffer *in, GstBuffer *out, GstVideoMetaTransform *scale);

G_END_DECLS
