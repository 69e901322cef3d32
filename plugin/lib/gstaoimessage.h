/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * GST_AOI_MESSAGE_NAME:
 *
 * The name of the structure of an inspection's element message.
 */
#define GST_AOI_MESSAGE_NAME "aoi-inspection"

/**
 * GST_AOI_REPORT_EVENT_NAME:
 *
 * The name of the structure of the event that reports a board which no frame carries.
 */
#define GST_AOI_REPORT_EVENT_NAME "aoi-report"

GstStructure *gst_aoi_report_to_structure (const AoiReport *report, const gchar *name);
void gst_aoi_report_fill_structure (const AoiReport *report, GstStructure *structure);
GstMessage *gst_aoi_message_new (GstObject *src, AoiReport *report, GstClockTime timestamp,
    GstClockTime stream_time, GstClockTime running_time, GstClockTime duration);
GstEvent *gst_aoi_report_event_new (AoiReport *report);
AoiReport *gst_aoi_report_event_parse (GstEvent *event);
AoiReport *gst_aoi_message_parse (GstMessage *message);

G_END_DECLS
