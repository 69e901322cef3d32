/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoiarena.h"
#include "common/gstaoiframe.h"
#include "recording/aoi-recording.h"

G_BEGIN_DECLS

/**
 * GST_AOI_RECORD_CAPS:
 *
 * What can be recorded: what PGM and PPM hold byte by byte.
 */
#define GST_AOI_RECORD_CAPS \
  "video/x-bayer, format = (string) { bggr, gbrg, grbg, rggb }, " \
  "width = " GST_VIDEO_SIZE_RANGE ", height = " GST_VIDEO_SIZE_RANGE ", " \
  "framerate = " GST_VIDEO_FPS_RANGE "; " GST_VIDEO_CAPS_MAKE ("{ GRAY8, RGB }")

gsize gst_aoi_record_frame_get_size (const GstAoiFrameFormat *format);
GBytes *gst_aoi_record_frame_copy (
    const GstAoiFrameFormat *format, GstBuffer *buffer, GstAoiArena *arena, gchar **reason);
AoiRecordingFrame *
gst_aoi_record_frame_describe (const GstAoiFrameFormat *format, GstBuffer *buffer);

void gst_aoi_record_missing_add (GPtrArray *missing, const GstStructure *structure);
GstEvent *gst_aoi_record_missing_restore (const AoiRecordingMissing *missing);

gboolean
gst_aoi_record_frame_agrees (const AoiRecordingFrame *frame, const GstAoiFrameFormat *format);
gboolean gst_aoi_record_frame_get_caps (
    const AoiRecordingFrame *frame, GstAoiFrameFormat *format, GstCaps **caps);
void gst_aoi_record_frame_restore (const AoiRecordingFrame *frame, GstBuffer *buffer);
void gst_aoi_record_frame_pad_rows (const GstAoiFrameFormat *format, guint8 *pixels);

G_END_DECLS
