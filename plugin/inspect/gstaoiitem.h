/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-engine.h"
#include "inspect/gstaoisettings.h"
#include "lib/gstaoicapture.h"

G_BEGIN_DECLS

/**
 * GstAoiItemOutput:
 * @info: what the report says of the frame: number, size and time since its admission, the board's since
 *   its turn has come
 * @too_late: its board had ended when it came
 * @prepared: what it has to wait for when its turn comes is begun
 * @report: (nullable): of the frame alone, if @prepared has made it
 * @reported: monotonic time at which @report was made, nanoseconds
 * @links: (nullable) (element-type GstAoiLink): what the codes of @report's devices are linked to
 *
 * What the thread that pushes makes of an item; nobody else touches it once the item is in the queue.
 */
typedef struct {
  AoiReportInfo info;
  gboolean too_late;
  gboolean prepared;
  AoiReport *report;
  gint64 reported;
  GPtrArray *links;
} GstAoiItemOutput;

/**
 * GstAoiItem:
 * @event: (nullable): a serialized event in its place between frames
 * @buffer: (nullable): a frame
 * @task: (nullable): the frame's inspection; %NULL: it cannot be inspected
 * @revision: (nullable): what the frame is inspected by
 * @placements: (nullable): where the devices of its board lie, if @grouped
 * @settings: what the report says of the run
 * @refusal: (nullable): why the frame cannot be inspected
 * @grouped: the frame is one of several of its board
 * @capture: of which board and group it is, if @grouped
 * @group: the revision's capture group, if @in_plan
 * @in_plan: the revision has a group with the frame's setting
 * @arrived: monotonic time at which the frame came, nanoseconds; it may have waited for room then
 * @admitted: monotonic time of the frame's admission, nanoseconds
 * @patience: how long it waits for a frame behind it that shows its board's fiducials, ns; 0: for ever
 * @expires: monotonic time at which its deadline is over, nanoseconds; 0: never
 * @output: the pushing thread's
 *
 * What travels through the element, in order. Owns its members. The streaming thread fills it; once it is
 * in the queue, which hands it over under its lock, all but @output is read only until it leaves.
 */
typedef struct {
  GstEvent *event;
  GstBuffer *buffer;
  AoiTask *task;
  AoiRevision *revision;
  AoiPlacements *placements;
  GstAoiSettings *settings;
  gchar *refusal;
  gboolean grouped;
  GstAoiCapture capture;
  guint group;
  gboolean in_plan;
  gint64 arrived;
  gint64 admitted;
  guint64 patience;
  gint64 expires;
  GstAoiItemOutput output;
} GstAoiItem;

void gst_aoi_item_free (GstAoiItem *item);
gboolean gst_aoi_item_outlives (const GstAoiItem *item, GstFlowReturn result);
AoiReport *gst_aoi_item_make_report (GstAoiItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiItem, gst_aoi_item_free)

G_END_DECLS
