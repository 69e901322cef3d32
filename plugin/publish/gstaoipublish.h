/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoiboardsink.h"

G_BEGIN_DECLS

#define GST_TYPE_AOI_PUBLISH (gst_aoi_publish_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiPublish, gst_aoi_publish, GST, AOI_PUBLISH, GstAoiBoardSink)

GST_ELEMENT_REGISTER_DECLARE (aoipublish)

G_END_DECLS
