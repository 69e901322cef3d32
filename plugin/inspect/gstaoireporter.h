/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-report.h"

G_BEGIN_DECLS

/* What a warning is about, beside the numbers of ROIs, which begin at 1. */
#define GST_AOI_REPORTER_FRAME 0
#define GST_AOI_REPORTER_LINK (-1)

/**
 * GstAoiReporter:
 * @element: (transfer none): that posts, and has the reporter
 * @warned: what a warning is about -> reason of the last one
 * @segment: of the frames that leave
 *
 * What is reported to the application about frames that leave. The pushing thread's; nothing is posted with a
 * lock held.
 */
typedef struct {
  GstElement *element;
  GHashTable *warned;
  GstSegment segment;
} GstAoiReporter;

void gst_aoi_reporter_init (GstAoiReporter *self, GstElement *element);
void gst_aoi_reporter_clear (GstAoiReporter *self);
void gst_aoi_reporter_reset (GstAoiReporter *self);
void gst_aoi_reporter_flush (GstAoiReporter *self);
void gst_aoi_reporter_warn (GstAoiReporter *self, gint about, const gchar *reason);
void gst_aoi_reporter_post (GstAoiReporter *self, GstBuffer *buffer, AoiReport *report);

G_END_DECLS
