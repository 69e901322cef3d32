/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

gchar *gst_aoi_overlay_text_clean (const gchar *text, guint max_chars);
gchar *gst_aoi_overlay_text_value (const AoiRoiResult *result);
gchar *gst_aoi_overlay_text_mark (const AoiRoiResult *mark);
gchar *gst_aoi_overlay_text_label (const AoiRoiResult *result);
gchar *gst_aoi_overlay_text_fiducial (const AoiMark *mark);
const gchar *gst_aoi_overlay_text_verdict (const AoiReport *report, AoiStatus *status);
gchar *gst_aoi_overlay_text_board (const AoiReport *report);

G_END_DECLS
