/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/video/video.h>

#include "aoi-engine.h"
#include "common/gstaoiarena.h"

G_BEGIN_DECLS

/**
 * GST_AOI_FRAME_CAPS:
 *
 * What can be inspected: every format that libaoi reads.
 */
#define GST_AOI_FRAME_CAPS \
  "video/x-bayer, format = (string) { gbrg, bggr, grbg, rggb }, " \
  "width = " GST_VIDEO_SIZE_RANGE ", height = " GST_VIDEO_SIZE_RANGE ", " \
  "framerate = " GST_VIDEO_FPS_RANGE "; " GST_VIDEO_CAPS_MAKE ( \
      "{ GRAY8, GRAY16_LE, GRAY16_BE, RGB, BGR, RGBx, BGRx, xRGB, xBGR, RGBA, BGRA, ARGB, ABGR, " \
      "I420, YV12, NV12, NV21, Y42B, Y444, YUY2, UYVY }")

/**
 * GstAoiFrameFormat:
 * @format: how libaoi calls it; %AOI_FORMAT_UNKNOWN: no caps yet
 * @info: for `video/x-raw`: its layout; for Bayer: size and framerate only
 *
 * What caps say of frames.
 */
typedef struct {
  AoiFormat format;
  GstVideoInfo info;
} GstAoiFrameFormat;

gboolean gst_aoi_frame_format_from_caps (GstAoiFrameFormat *self, const GstCaps *caps);
gsize gst_aoi_frame_format_get_size (const GstAoiFrameFormat *self);

gboolean gst_aoi_frame_map (
    const GstAoiFrameFormat *format, GstBuffer *buffer, AoiFrame *frame, gchar **reason);
gboolean gst_aoi_frame_copy_rois (AoiFrame *frame, AoiRevision *revision, GstAoiArena *arena);

G_END_DECLS
