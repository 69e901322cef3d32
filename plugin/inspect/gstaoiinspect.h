/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_AOI_INSPECT (gst_aoi_inspect_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiInspect, gst_aoi_inspect, GST, AOI_INSPECT, GstElement)

GST_ELEMENT_REGISTER_DECLARE (aoiinspect);

G_END_DECLS
