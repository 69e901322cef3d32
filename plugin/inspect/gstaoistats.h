/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-report.h"
#include "base/aoi-histogram.h"

G_BEGIN_DECLS

/**
 * GstAoiStage:
 * @GST_AOI_STAGE_QUEUE: of a ROI, from the frame's submission to the inspector's begin
 * @GST_AOI_STAGE_PIXELS: of a ROI, its pixels read and turned into what the inspector needs
 * @GST_AOI_STAGE_INSPECTOR: of a ROI, the inspector without the reading of pixels
 * @GST_AOI_STAGE_REPORT: of a frame, report, metadata and message made
 * @GST_AOI_STAGE_TOTAL: of a frame, from its arrival to its push
 *
 * What time is spent on.
 */
typedef enum {
  GST_AOI_STAGE_QUEUE,
  GST_AOI_STAGE_PIXELS,
  GST_AOI_STAGE_INSPECTOR,
  GST_AOI_STAGE_REPORT,
  GST_AOI_STAGE_TOTAL,
  GST_AOI_N_STAGES
} GstAoiStage;

/**
 * GstAoiCounters:
 * @since: monotonic time at which counting began, ns
 * @rois: by status
 *
 * What is counted, in memory of fixed size.
 */
typedef struct {
  gint64 since;
  guint64 in;
  guint64 inspected;
  guint64 passed;
  guint64 failed;
  guint64 discarded;
  guint64 overruns;
  guint64 rois[AOI_N_STATUSES];
  guint64 busy_ns;
  gint workers;
  AoiHistogram stages[GST_AOI_N_STAGES];
} GstAoiCounters;

/**
 * GstAoiStats:
 * @lock: nothing is called with it
 * @counters: under @lock; in = inspected + discarded + in flight, always
 *
 * Counters of one element since it left READY. Thread-safe: they are read and reset at any time.
 */
typedef struct {
  GMutex lock;
  GstAoiCounters counters;
} GstAoiStats;

void gst_aoi_stats_init (GstAoiStats *self);
void gst_aoi_stats_clear (GstAoiStats *self);
void gst_aoi_stats_reset (GstAoiStats *self);
void gst_aoi_stats_add_in (GstAoiStats *self);
void gst_aoi_stats_add_discarded (GstAoiStats *self, guint frames);
void gst_aoi_stats_add_board (GstAoiStats *self, gboolean passed);
void gst_aoi_stats_add_frame (GstAoiStats *self, const AoiReport *report, gint64 report_ns,
    gint64 total_ns, GstClockTime allowed);
GstStructure *gst_aoi_stats_to_structure (GstAoiStats *self, guint64 late_results);

G_END_DECLS
