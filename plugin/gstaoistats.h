/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * GstAoiStats:
 *
 * Counters of one element since it left READY. Thread-safe by a lock of their own, which nothing is
 * called with. in = inspected + discarded + in flight, always.
 */
typedef struct {
  GMutex lock;
  guint64 in;
  guint64 inspected;
  guint64 passed;
  guint64 failed;
  guint64 errors;
  guint64 discarded;
  gint64 latency_sum_us;
  gint64 latency_max_us;
  guint workers;
} GstAoiStats;

void gst_aoi_stats_init (GstAoiStats *self);
void gst_aoi_stats_clear (GstAoiStats *self);
void gst_aoi_stats_reset (GstAoiStats *self);
void gst_aoi_stats_add_in (GstAoiStats *self);
void gst_aoi_stats_add_discarded (GstAoiStats *self, guint frames);
void gst_aoi_stats_add_report (GstAoiStats *self, const AoiReport *report, gint64 latency_us);
GstStructure *gst_aoi_stats_to_structure (GstAoiStats *self, const gchar *name);

G_END_DECLS
