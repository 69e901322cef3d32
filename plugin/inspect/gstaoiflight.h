/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "inspect/gstaoiitem.h"

G_BEGIN_DECLS

/* Why frames of a board do not wait for one that shows its fiducials. */
#define GST_AOI_FLIGHT_NO_ROOM \
  "a frame that shows its fiducials must come before those of other capture groups, or max-inflight have room for all"

/**
 * GstAoiFlight:
 *
 * The queue of frames in flight. Thread-safe and atomically reference counted: tasks hold it, since a
 * worker may finish after the element is freed.
 */
typedef struct _GstAoiFlight GstAoiFlight;

/**
 * GstAoiFlightPrepare:
 * @item: a frame whose inspection is done
 * @data: what gst_aoi_flight_new() was given
 *
 * Begins what @item will have to wait for when its turn comes. Runs on the thread that pops, with no lock
 * held.
 */
typedef void (*GstAoiFlightPrepare) (GstAoiItem *item, gpointer data);

/**
 * GstAoiFlightCheck:
 * @data: what gst_aoi_flight_wait_for() was given
 *
 * Returns: whether what is waited for has happened; takes no lock
 */
typedef gboolean (*GstAoiFlightCheck) (gconstpointer data);

GstAoiFlight *gst_aoi_flight_new (GstAoiFlightPrepare prepare, gpointer data);
GstAoiFlight *gst_aoi_flight_ref (GstAoiFlight *self);
void gst_aoi_flight_unref (GstAoiFlight *self);
void gst_aoi_flight_start (GstAoiFlight *self, guint limit);
void gst_aoi_flight_stop (GstAoiFlight *self);
void
gst_aoi_flight_resume (GstAoiFlight *self, GstFlowReturn cause, GstPad *pad, GstTaskFunction loop);
void gst_aoi_flight_pause (GstAoiFlight *self, GstPad *pad);
guint gst_aoi_flight_steal (GstAoiFlight *self, GQueue *items);
gboolean gst_aoi_flight_refuse_waiting (GstAoiFlight *self, const gchar *reason);
GstFlowReturn gst_aoi_flight_wait_space (GstAoiFlight *self);
GstFlowReturn gst_aoi_flight_push (GstAoiFlight *self, GstAoiItem *item);
GstAoiItem *gst_aoi_flight_pop (GstAoiFlight *self, gint64 until, gboolean *timed_out);
gboolean gst_aoi_flight_wait_for (
    GstAoiFlight *self, GstAoiFlightCheck happened, gconstpointer data, gint64 until);
void gst_aoi_flight_wake (GstAoiFlight *self);
guint gst_aoi_flight_popped (GstAoiFlight *self, GstFlowReturn result, GQueue *rest);
gboolean gst_aoi_flight_wait_empty (GstAoiFlight *self);
void gst_aoi_flight_task_done (AoiTask *task, gpointer flight);
guint64 gst_aoi_flight_get_late (GstAoiFlight *self);

G_END_DECLS
