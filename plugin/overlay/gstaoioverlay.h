/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define GST_TYPE_AOI_OVERLAY (gst_aoi_overlay_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiOverlay, gst_aoi_overlay, GST, AOI_OVERLAY, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE (aoioverlay)

G_END_DECLS
