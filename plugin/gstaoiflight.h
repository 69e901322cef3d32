/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-engine.h"
#include "gstaoicapture.h"
#include "gstaoisettings.h"

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
} GstAoiItem;

/**
 * GstAoiFlight:
 *
 * The queue of frames in flight. Thread-safe and atomically reference counted: tasks hold it, since a
 * worker may finish after the element is gone.
 */
typedef struct _GstAoiFlight GstAoiFlight;

void gst_aoi_item_free (GstAoiItem *item);

GstAoiFlight *gst_aoi_flight_new (void);
GstAoiFlight *gst_aoi_flight_ref (GstAoiFlight *self);
void gst_aoi_flight_unref (GstAoiFlight *self);
void gst_aoi_flight_start (GstAoiFlight *self, guint limit);
void gst_aoi_flight_stop (GstAoiFlight *self);
void
gst_aoi_flight_resume (GstAoiFlight *self, GstFlowReturn cause, GstPad *pad, GstTaskFunction loop);
void gst_aoi_flight_pause (GstAoiFlight *self, GstPad *pad);
guint gst_aoi_flight_steal (GstAoiFlight *self, GQueue *items);
GstFlowReturn gst_aoi_flight_wait_space (GstAoiFlight *self);
GstFlowReturn gst_aoi_flight_push (GstAoiFlight *self, GstAoiItem *item);
GstAoiItem *gst_aoi_flight_pop (GstAoiFlight *self, gint64 until, gboolean *timed_out);
guint gst_aoi_flight_popped (GstAoiFlight *self, GstFlowReturn result, GQueue *rest);
gboolean gst_aoi_flight_wait_empty (GstAoiFlight *self);
void gst_aoi_flight_task_done (AoiTask *task, gpointer flight);
guint64 gst_aoi_flight_get_late (GstAoiFlight *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiItem, gst_aoi_item_free)

G_END_DECLS
