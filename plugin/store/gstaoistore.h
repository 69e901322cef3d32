/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoiboardsink.h"

G_BEGIN_DECLS

#define GST_TYPE_AOI_STORE (gst_aoi_store_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiStore, gst_aoi_store, GST, AOI_STORE, GstAoiBoardSink)

GST_ELEMENT_REGISTER_DECLARE (aoistore)

G_END_DECLS
