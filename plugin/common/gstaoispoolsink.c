/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/gstaoispoolsink.h"

#include <gst/video/video.h>

G_DEFINE_ABSTRACT_TYPE (GstAoiSpoolSink, gst_aoi_spool_sink, GST_TYPE_BASE_SINK)

/**
 * gst_aoi_spool_sink_post:
 * @self: the element
 * @stats: (transfer full): its counters, named as the message
 * @event: what has happened
 * @reason: (nullable): why
 *
 * Posts an element message. Any thread, without locks.
 */
void
gst_aoi_spool_sink_post (
    GstAoiSpoolSink *self, GstStructure *stats, const gchar *event, const gchar *reason)
{
  gst_structure_set (stats, "event", G_TYPE_STRING, event, "reason", G_TYPE_STRING, reason, NULL);
  gst_element_post_message (GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), stats));
}

/**
 * gst_aoi_spool_sink_get_block:
 * @self: the element
 *
 * Returns: whether the stream is to wait while the queue is full
 */
gboolean
gst_aoi_spool_sink_get_block (GstAoiSpoolSink *self)
{
  gboolean block;

  GST_OBJECT_LOCK (self);
  block = self->block;
  GST_OBJECT_UNLOCK (self);
  return block;
}

static gboolean
open_spool (GstAoiSpoolSink *self)
{
  AoiSpool *spool = GST_AOI_SPOOL_SINK_GET_CLASS (self)->open (self);

  GST_OBJECT_LOCK (self);
  self->spool = spool;
  GST_OBJECT_UNLOCK (self);
  return spool != NULL;
}

static void
close_spool (GstAoiSpoolSink *self)
{
  AoiSpool *spool = self->spool;
  gint64 timeout;

  GST_AOI_SPOOL_SINK_GET_CLASS (self)->end (self);
  GST_OBJECT_LOCK (self);
  timeout = (gint64) (self->stop_timeout / 1000);
  GST_OBJECT_UNLOCK (self);
  aoi_spool_finish (spool, timeout);
  GST_OBJECT_LOCK (self);
  aoi_spool_get_counts (spool, &self->counts);
  GST_AOI_SPOOL_SINK_GET_CLASS (self)->close (self);
  self->spool = NULL;
  GST_OBJECT_UNLOCK (self);
  aoi_spool_unref (spool);
}

static GstFlowReturn
wait_event (GstBaseSink *sink, GstEvent *event)
{
  GstAoiSpoolSink *self = GST_AOI_SPOOL_SINK (sink);
  GstFlowReturn ret = GST_BASE_SINK_CLASS (gst_aoi_spool_sink_parent_class)
                          ->wait_event (sink, event);

  if (GST_EVENT_TYPE (event) != GST_EVENT_EOS)
    return ret;
  while (ret == GST_FLOW_OK && !aoi_spool_drain (self->spool))
    ret = gst_base_sink_wait_preroll (sink);
  if (ret == GST_FLOW_OK)
    GST_AOI_SPOOL_SINK_GET_CLASS (self)->ended (self);
  return ret;
}

static gboolean
unlock (GstBaseSink *sink)
{
  aoi_spool_set_flushing (GST_AOI_SPOOL_SINK (sink)->spool, TRUE);
  return TRUE;
}

static gboolean
unlock_stop (GstBaseSink *sink)
{
  aoi_spool_set_flushing (GST_AOI_SPOOL_SINK (sink)->spool, FALSE);
  return TRUE;
}

/* Pixels are read at any stride. */
static gboolean
propose_allocation (GstBaseSink *sink, GstQuery *query)
{
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

static GstStateChangeReturn
change_state (GstElement *element, GstStateChange transition)
{
  GstAoiSpoolSink *self = GST_AOI_SPOOL_SINK (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !open_spool (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_aoi_spool_sink_parent_class)->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED && ret == GST_STATE_CHANGE_FAILURE))
    close_spool (self);
  return ret;
}

static void
gst_aoi_spool_sink_class_init (GstAoiSpoolSinkClass *klass)
{
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  GST_ELEMENT_CLASS (klass)->change_state = change_state;
  sink_class->wait_event = wait_event;
  sink_class->unlock = unlock;
  sink_class->unlock_stop = unlock_stop;
  sink_class->propose_allocation = propose_allocation;
}

/* Frames are taken as they come, and the last one is not kept from its camera. */
static void
gst_aoi_spool_sink_init (GstAoiSpoolSink *self)
{
  gst_base_sink_set_sync (GST_BASE_SINK (self), FALSE);
  gst_base_sink_set_last_sample_enabled (GST_BASE_SINK (self), FALSE);
}
