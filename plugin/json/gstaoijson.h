/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_AOI_JSON (gst_aoi_json_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiJson, gst_aoi_json, GST, AOI_JSON, GstElement)

GST_ELEMENT_REGISTER_DECLARE (aoijson)

G_END_DECLS
