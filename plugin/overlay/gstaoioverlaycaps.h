/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

GstCaps *gst_aoi_overlay_caps_get_output (const GstCaps *input, gint max_width);
GstCaps *gst_aoi_overlay_caps_get_input (const GstCaps *output, gint max_width);

G_END_DECLS
