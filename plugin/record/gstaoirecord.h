/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoispoolsink.h"

G_BEGIN_DECLS

#define GST_TYPE_AOI_RECORD (gst_aoi_record_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiRecord, gst_aoi_record, GST, AOI_RECORD, GstAoiSpoolSink)

GST_ELEMENT_REGISTER_DECLARE (aoirecord)

G_END_DECLS
