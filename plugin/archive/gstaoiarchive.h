/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/gstaoispoolsink.h"

G_BEGIN_DECLS

#define GST_TYPE_AOI_ARCHIVE (gst_aoi_archive_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiArchive, gst_aoi_archive, GST, AOI_ARCHIVE, GstAoiSpoolSink)

GST_ELEMENT_REGISTER_DECLARE (aoiarchive)

G_END_DECLS
