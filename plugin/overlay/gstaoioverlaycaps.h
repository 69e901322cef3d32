/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GstAoiOverlaySize:
 * @max_width: how wide pictures may be in pixels, 0: any width
 * @even_sides: whether those that are reduced get an even width and height
 *
 * How large pictures are.
 */
typedef struct {
  gint max_width;
  gboolean even_sides;
} GstAoiOverlaySize;

GstCaps *gst_aoi_overlay_caps_get_output (const GstCaps *input, const GstAoiOverlaySize *size);
GstCaps *gst_aoi_overlay_caps_get_input (const GstCaps *output, const GstAoiOverlaySize *size);

G_END_DECLS
