/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-engine.h"
#include "lib/gstaoicapture.h"
#include "inspect/gstaoisettings.h"

G_BEGIN_DECLS

/**
 * GstAoiItem:
 * @event: (nullable): a serialized event in its place between frames
 * @buffer: (nullable): a frame
 * @task: (nullable): the frame's inspection; %NULL: it cannot be inspected
 * @revision: (nullable): what the frame is inspected by
 * @settings: what the report says of the run
 * @refusal: (nullable): why the frame cannot be inspected
 * @grouped: the frame is one of several of its board
 * @capture: of which board and group it is, if @grouped
 * @group: the revision's capture group, if @in_plan
 * @in_plan: the revision has a group with the frame's setting
 * @too_late: its board had ended when it came
 * @info: number, size and time of the frame
 * @arrived: monotonic time at which the frame came, nanoseconds; it may have waited for room then
 * @admitted: monotonic time of the frame's admission, nanoseconds
 * @expires: monotonic time at which its deadline is over, nanoseconds; 0: never
 * @prepared: what it has to wait for when its turn comes is begun
 * @report: (nullable): of the frame alone, if @prepared has made it
 * @reported: monotonic time at which @report was made, nanoseconds
 * @links: (nullable) (element-type GstAoiLink): what the codes of @report's devices are linked to
 *
 * What travels through the element, in order. Owns its members.
 */
typedef struct {
  GstEvent *event;
  GstBuffer *buffer;
  AoiTask *task;
  AoiRevision *revision;
  GstAoiSettings *settings;
  gchar *refusal;
  gboolean grouped;
  GstAoiCapture capture;
  guint group;
  gboolean in_plan;
  gboolean too_late;
  AoiReportInfo info;
  gint64 arrived;
  gint64 admitted;
  gint64 expires;
  gboolean prepared;
  AoiReport *report;
  gint64 reported;
  GPtrArray *links;
} GstAoiItem;

void gst_aoi_item_free (GstAoiItem *item);
gboolean gst_aoi_item_outlives (const GstAoiItem *item, GstFlowReturn result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiItem, gst_aoi_item_free)

G_END_DECLS
