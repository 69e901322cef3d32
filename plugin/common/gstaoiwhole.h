/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"
#include "engine/aoi-board-tracker.h"

G_BEGIN_DECLS

/**
 * GstAoiWhole:
 * @boards: which board is open
 * @pending: (nullable): the newest report of the open board's frames
 *
 * Makes whole boards of the reports of a stream, in which boards of several frames have a report a frame and then one for
 * all. Zero-initialised it is at the begin of a run. The streaming thread's.
 */
typedef struct {
  AoiBoardTracker boards;
  AoiReport *pending;
} GstAoiWhole;

AoiReport *gst_aoi_whole_end (GstAoiWhole *self);
AoiReport *gst_aoi_whole_begin_run (GstAoiWhole *self);
void gst_aoi_whole_forget (GstAoiWhole *self);
AoiReport *gst_aoi_whole_enter (GstAoiWhole *self, const AoiReport *report);
gboolean gst_aoi_whole_take (GstAoiWhole *self, AoiReport *report);
void gst_aoi_whole_drop (GstAoiWhole *self);

G_END_DECLS
