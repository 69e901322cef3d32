/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/video/video.h>

#include "aoi-rect.h"

G_BEGIN_DECLS

/**
 * GST_AOI_OVERLAY_FORMATS:
 *
 * The formats that can be drawn on: bytes of RGB in any order, gray, and planar or semi-planar 4:2:0.
 */
#define GST_AOI_OVERLAY_FORMATS \
  "RGB, BGR, RGBx, BGRx, xRGB, xBGR, RGBA, BGRA, ARGB, ABGR, I420, YV12, NV12, NV21, GRAY8"

/**
 * GstAoiOverlayTarget:
 * @data: of each component: red, green and blue, or luma and chroma
 * @stride: of each component, bytes from row to row
 * @step: of each component, bytes from pixel to pixel
 * @words: (nullable): the pixels, if they are of four bytes
 * @shift: where red, green, blue and the fourth byte are in a word then
 * @n_components: 1 or 3
 * @is_yuv: whether there is luma and chroma
 * @weights: what red, green and blue add to each component, in 1/65536
 * @black: what black is in each component, in 1/65536 of 255
 * @width: in pixels
 * @height: in pixels
 *
 * A picture that something is blended into.
 */
typedef struct {
  guint8 *data[3];
  gsize stride[3];
  gsize step[3];
  guint8 *words;
  guint8 shift[4];
  guint n_components;
  gboolean is_yuv;
  gint weights[3][3];
  gint black[3];
  gint width, height;
} GstAoiOverlayTarget;

void gst_aoi_overlay_target_init (GstAoiOverlayTarget *self, const GstVideoFrame *frame);
void gst_aoi_overlay_prefetch (const GstAoiOverlayTarget *self, const AoiRect *part);
void gst_aoi_overlay_blend (
    const GstAoiOverlayTarget *self, const AoiRect *part, const guint8 *argb, gsize stride);

G_END_DECLS
