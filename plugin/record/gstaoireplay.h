/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/base/gstpushsrc.h>

G_BEGIN_DECLS

#define GST_TYPE_AOI_REPLAY (gst_aoi_replay_get_type ())
G_DECLARE_FINAL_TYPE (GstAoiReplay, gst_aoi_replay, GST, AOI_REPLAY, GstPushSrc)

GST_ELEMENT_REGISTER_DECLARE (aoireplay)

G_END_DECLS
